/**
 * `packages/vectors/agg/documents.json`, made by an implementation that was written from the specification alone
 * (`independent/documents.mjs`): the same facts give the same bytes, hashes and signatures, and what is to be refused is.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FedzkError, toHex } from '@fedzk/core';
import { errorOf } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import {
  announcementLength,
  announcementOf,
  isReceipt,
  readAnnouncement,
  receiptMessage,
  writeReceipt,
} from '../src/protocol/announcement.js';
import { createEnrolment, isEnrolment } from '../src/protocol/enrolment.js';
import { geometry } from '../src/protocol/geometry.js';
import { readJob, writeJobs } from '../src/protocol/jobs.js';
import { writeRecord } from '../src/protocol/record.js';
import { prepareLength, readPrepare } from '../src/protocol/report.js';
import { writeResult } from '../src/protocol/result.js';
import { type DocumentKind, openRecord, openResult, signDocument, unsignedBy } from '../src/protocol/signed.js';
import { createTask } from '../src/protocol/task.js';
import { readTaskFile, type TaskFileOptions, writeTaskFile } from '../src/protocol/task-file.js';
import { memorySentStorage, Sent, sentKeyOf } from '../src/sent.js';

interface Signed {
  readonly text: string;
  readonly signatures: Readonly<Record<'leader' | 'helper', string>>;
}

interface Vectors {
  readonly signingSeeds: Readonly<Record<'leader' | 'helper', string>>;
  readonly cases: readonly {
    readonly name: string;
    readonly taskHash: string;
    readonly file: Signed;
    readonly record: Signed & { readonly round: string };
    readonly result: Signed & {
      readonly round: string;
      readonly sums: readonly string[];
      readonly ids: readonly string[];
      readonly announced: readonly string[] | null;
      readonly omitted: readonly string[] | null;
    };
    readonly receipt: Readonly<Record<'round' | 'reportId' | 'message' | 'bytes', string>>;
  }[];
  readonly messages: Readonly<Record<'reportId' | 'report' | 'announcement' | 'job', string>> & {
    readonly prepares: readonly string[];
    readonly sent: { readonly signingSeed: string; readonly values: readonly string[]; readonly digest: string };
  };
  readonly enrolments: readonly Readonly<Record<'id' | 'signingSeed' | 'publicKey' | 'proof', string>>[];
  readonly negative: readonly {
    readonly kind: 'file' | 'record' | 'result';
    readonly at: string;
    readonly refused: 'malformed' | 'wrong-task';
    readonly text: string;
  }[];
}

const vectors: Vectors = JSON.parse(readFileSync(new URL('../../vectors/agg/documents.json', import.meta.url), 'utf8'));
const hex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'hex'));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const signaturesOf = ({ signatures: { leader, helper } }: Signed) => ({ leader: hex(leader), helper: hex(helper) });

describe.each(vectors.cases)('$name', ({ taskHash, file, record, result, receipt }) => {
  const task = readTaskFile(utf8(file.text));
  const round = BigInt(record.round);

  it('has the same hash, and the same file when it is written again', () => {
    expect(task.file.hash).toBe(taskHash);
    const { leader, helper, omit = null, text: _, hash: __, ...facts } = task.file;
    const { aggregatorKeys, curve: ___, file: ____, ...numbers } = task;
    const options = {
      ...numbers,
      ...facts,
      omit,
      leader: { ...leader, sealingKey: aggregatorKeys.leader },
      helper: { ...helper, sealingKey: aggregatorKeys.helper },
    } as TaskFileOptions;
    expect(new TextDecoder().decode(writeTaskFile(options))).toBe(file.text);
  });

  it('writes the same record and result', () => {
    const { opens, closes, model } = JSON.parse(record.text);
    const times = { opens: Date.parse(opens), ...(closes !== null && { closes: Date.parse(closes) }) };
    const written = writeRecord(task, { round, ...times, ...(model !== null && { model }) });
    expect(new TextDecoder().decode(written)).toBe(record.text);
    const lists = result.announced && { announced: result.announced.map(hex), omitted: result.omitted?.map(hex) ?? [] };
    const sums = Int32Array.from(result.sums, Number);
    const summed = writeResult(task, { round, ids: result.ids.map(hex).reverse(), sums, ...lists });
    expect(new TextDecoder().decode(summed)).toBe(result.text);
  });

  it('has the same signatures, and takes them', async () => {
    const documents: [DocumentKind, Signed][] = [
      ['task-file', file],
      ['record', record],
      ['result', result],
    ];
    for (const [kind, signed] of documents) {
      expect(await unsignedBy(task, kind, utf8(signed.text), signaturesOf(signed))).toEqual([]);
      for (const role of ['leader', 'helper'] as const) {
        const { signature } = await signDocument(task, kind, utf8(signed.text), hex(vectors.signingSeeds[role]));
        expect(toHex(signature)).toBe(signed.signatures[role]);
      }
    }
    expect(await openRecord(task, utf8(record.text), signaturesOf(record))).toMatchObject({ round });
    expect(await openResult(task, utf8(result.text), signaturesOf(result))).toMatchObject({ round, count: 4 });
  });

  it('has the same receipt', async () => {
    const receipted = { taskHash: hex(taskHash), round, reportId: hex(receipt.reportId) };
    expect(toHex(receiptMessage(receipted))).toBe(receipt.message);
    expect(toHex(await writeReceipt(hex(vectors.signingSeeds.helper), receipted))).toBe(receipt.bytes);
    expect(await isReceipt(task, hex(receipt.bytes), { round })).toBe(true);
  });
});

describe('to be refused', () => {
  const [{ file } = { file: undefined }] = vectors.cases;
  const task = readTaskFile(utf8(file?.text ?? ''));

  it.each(vectors.negative.map((each, i) => ({ ...each, i })))(
    '$i: $kind at $at',
    async ({ kind, at, refused, text }) => {
      if (kind === 'file') {
        const error = errorOf(() => readTaskFile(utf8(text)));
        expect(error).toBeInstanceOf(FedzkError);
        expect(error?.message.startsWith(`"${at}" `), error?.message).toBe(true);
        return;
      }
      const open = kind === 'record' ? openRecord : openResult;
      const opened = await open(task, utf8(text), {});
      if (!('refused' in opened)) throw new Error('it was taken');
      expect(opened.refused).toBe(refused);
      expect(opened.message.startsWith(`"${at}" `), opened.message).toBe(true);
    },
  );
});

describe('messages', () => {
  const { messages } = vectors;
  const [{ file } = { file: undefined }] = vectors.cases;
  const { id, level, n, bits, headroom, parts, maxNormSq, minBatch, vkeyId, aggregatorKeys, clients } = readTaskFile(
    utf8(file?.text ?? ''),
  );
  const numbers = { id, level, n, bits, headroom, parts, maxNormSq, minBatch, aggregatorKeys };
  const task = createTask({ ...numbers, ...(vkeyId && { vkeyId }), ...(clients && { clients }) });

  it('the announcement of a report, which prepare begins with', () => {
    expect(toHex(announcementOf(task, hex(messages.report)))).toBe(messages.announcement);
    expect(readAnnouncement(hex(messages.announcement), geometry(task))).toBeDefined();
    for (const prepare of messages.prepares) expect(prepare.startsWith(messages.announcement)).toBe(true);
    expect(announcementLength(task)).toBe(prepareLength(task) - 32 * task.parts);
  });

  it('a job of prepares, in their order', () => {
    const prepares = messages.prepares.map(hex);
    expect(writeJobs(prepares).map(({ job, count }) => [toHex(job), count])).toEqual([[messages.job, 2]]);
    const read = readJob(hex(messages.job));
    expect(read?.map(toHex)).toEqual(messages.prepares);
    expect(read?.map((each) => readPrepare(each, geometry(task))?.leaderTags)).toEqual([
      [21n, 22n],
      [23n, 24n],
    ]);
  });

  it('the digests that a client remembers of its values', () => {
    const { signingSeed, values, digest } = messages.sent;
    const sent = new Sent(memorySentStorage(), sentKeyOf(hex(signingSeed)));
    expect(toHex(sent.digestOf(Int8Array.from(values, Number)))).toBe(digest);
    expect(toHex(sent.digestOf(Int16Array.from([...values, 0, 0], Number)))).toBe(digest);
  });

  it.each(vectors.enrolments)('the enrolment of $id', async ({ id: own, signingSeed, publicKey, proof }) => {
    const made = await createEnrolment(own, hex(signingSeed));
    expect([toHex(made.publicKey), toHex(made.proof)]).toEqual([publicKey, proof]);
    expect(await isEnrolment(made)).toBe(true);
  });
});

it('the maker makes the committed file', () => {
  const maker = fileURLToPath(new URL('independent/make-documents.mjs', import.meta.url));
  expect(execFileSync(process.execPath, [maker, '--check'], { encoding: 'utf8' })).toContain('characters');
});
