/** Round records and results, signed by both: any other byte, a shorter text, one signature, another's key. */
import { code, rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { writeReceipt } from '../src/protocol/announcement.js';
import { compareResult } from '../src/protocol/evidence.js';
import { createSigningKey } from '../src/protocol/keys.js';
import { writeRecord } from '../src/protocol/record.js';
import { type RoundResult, sumsBytes, writeResult } from '../src/protocol/result.js';
import {
  type DocumentKind,
  openRecord,
  openResult,
  readSignatures,
  type Signatures,
  signDocument,
  unsignedBy,
  writeSignatures,
} from '../src/protocol/signed.js';
import { createTask } from '../src/protocol/task.js';
import { writeTaskFile } from '../src/protocol/task-file.js';
import { fileTask, options, signing } from './support/file.js';

const task = fileTask({ omit: 3 });
const model = { id: 'mlp-1', sha256: 'ab'.repeat(32) };
const ids = Array.from({ length: 5 }, (_, i) => new Uint8Array(32).fill(9 - i));
const sums = Int32Array.of(1, -2, 2 ** 31 - 1, -(2 ** 31));
const file = new TextEncoder().encode(task.file.text);
const record = writeRecord(task, { round: 7, opens: 1_800_000_000_000, model });
const result = writeResult(task, { round: 7n, ids: ids.slice(0, 4), sums, announced: ids, omitted: ids.slice(4) });

async function both(kind: DocumentKind, bytes: Uint8Array): Promise<Record<'leader' | 'helper', Uint8Array>> {
  const [leader, helper] = await Promise.all(
    [signing.leader, signing.helper].map(({ privateKey }) => signDocument(task, kind, bytes, privateKey)),
  );
  expect([leader?.role, helper?.role]).toEqual(['leader', 'helper']);
  return { leader: leader?.signature ?? new Uint8Array(), helper: helper?.signature ?? new Uint8Array() };
}

const KINDS = [
  { kind: 'record', bytes: record, open: openRecord },
  { kind: 'result', bytes: result, open: openResult },
] as const;

it('is read as it was written', async () => {
  expect(await openRecord(task, record, await both('record', record))).toEqual({
    round: 7n,
    opens: 1_800_000_000_000,
    model,
  });
  expect(await openResult(task, result, await both('result', result))).toMatchObject({
    round: 7n,
    count: 4,
    announced: { count: 5 },
    omitted: { count: 1 },
  });
  expect(await unsignedBy(task, 'task-file', file, await both('task-file', file))).toEqual([]);
});

describe.each(KINDS)('a $kind', ({ kind, bytes, open }) => {
  const refusedOf = async (of: Uint8Array, signatures: Signatures): Promise<string> => {
    const opened = await open(task, of, signatures);
    return 'refused' in opened ? opened.refused : 'taken';
  };

  it('with a byte flipped, or cut, is refused', async () => {
    const signatures = await both(kind, bytes);
    expect(await refusedOf(bytes, signatures)).toBe('taken');
    const seen = new Set<string>();
    for (let i = 0; i < bytes.length; i++) {
      const flipped = bytes.map((byte, j) => (j === i ? byte ^ 1 : byte));
      seen.add(await refusedOf(flipped, signatures));
      seen.add(await refusedOf(bytes.slice(0, i), signatures));
    }
    expect([...seen].sort()).toEqual(['bad-signature', 'malformed', 'wrong-task']);
  });

  it('with a byte of a signature flipped, or cut, is refused', async () => {
    const signatures = await both(kind, bytes);
    for (const role of ['leader', 'helper'] as const) {
      for (let i = 0; i < 64; i++) {
        const flipped = signatures[role].map((byte, j) => (j === i ? byte ^ 1 : byte));
        expect(await refusedOf(bytes, { ...signatures, [role]: flipped })).toBe('bad-signature');
        expect(await refusedOf(bytes, { ...signatures, [role]: signatures[role].slice(0, i) })).toBe('bad-signature');
      }
    }
  });

  it('needs both, each by its own key, for its own kind', async () => {
    const { leader, helper } = await both(kind, bytes);
    for (const wrong of [{}, { leader }, { helper }, { leader: helper, helper: leader }, { leader, helper: leader }]) {
      expect(await refusedOf(bytes, wrong)).toBe('bad-signature');
    }
    for (const other of (['task-file', 'record', 'result'] as const).filter((each) => each !== kind)) {
      expect(await unsignedBy(task, other, bytes, { leader, helper })).toEqual(['leader', 'helper']);
    }
  });

  it('of another task is refused', async () => {
    const other = fileTask({ omit: 4 });
    const opened = await open(other, bytes, await both(kind, bytes));
    expect(opened).toMatchObject({ refused: 'wrong-task' });
  });

  it('is signed only by the aggregators, and only if it is valid', async () => {
    expect((await rejection(signDocument(task, kind, bytes, createSigningKey().privateKey))).code).toBe(
      'invalid-argument',
    );
    expect((await rejection(signDocument(task, kind, file, signing.leader.privateKey))).code).toBe('invalid-argument');
    const { id, level, n, bits, headroom, maxNormSq, minBatch, aggregatorKeys } = task;
    const first = createTask({ id, level, n, bits, headroom, maxNormSq, minBatch, aggregatorKeys });
    expect((await rejection(signDocument(first, kind, bytes, signing.leader.privateKey))).message).toContain('"task"');
  });
});

it('a task file is signed only for its own task', async () => {
  const other = writeTaskFile({ ...options, omit: 4 });
  expect((await rejection(signDocument(task, 'task-file', other, signing.leader.privateKey))).code).toBe(
    'invalid-argument',
  );
});

it('signatures are lines, in one file or several', async () => {
  const { leader, helper } = await both('record', record);
  const [one, two] = [writeSignatures({ leader }), writeSignatures({ helper })];
  expect(one).toMatch(/^leader [\w-]{86}\n$/);
  expect(readSignatures(one + two)).toEqual({ leader, helper });
  expect(readSignatures(`${two}\r\n${one}${two}`.replace('\n\r', '\r'))).toEqual({ leader, helper });
  expect(readSignatures('')).toEqual({});
  for (const wrong of [
    'x',
    one.slice(1),
    `${one}${writeSignatures({ leader: helper })}`,
    one.replace('leader', 'client'),
  ]) {
    expect(code(() => readSignatures(wrong))).toBe('invalid-argument');
  }
});

describe('of a task with a schedule', () => {
  const timed = fileTask({ schedule: { first: 0, every: 100, uploads: 50, settle: 10 } });

  it('a record has the times of its round, and no others', () => {
    expect(JSON.parse(new TextDecoder().decode(writeRecord(timed, { round: 3 })))).toMatchObject({
      opens: '1970-01-01T00:03:20Z',
      closes: '1970-01-01T00:04:10Z',
      model: null,
    });
    for (const wrong of [{ opens: 0 }, { closes: 251_000 }, { closes: 250_001 }, { round: 0 }, { round: 2n ** 63n }]) {
      expect(code(() => writeRecord(timed, { round: 3, ...wrong }))).toBe('invalid-argument');
    }
  });

  it('without one, a record closes after it opens', () => {
    expect(code(() => writeRecord(task, { round: 1 }))).toBe('invalid-argument');
    expect(code(() => writeRecord(task, { round: 1, opens: 2000, closes: 2000 }))).toBe('invalid-argument');
    expect(code(() => writeRecord(task, { round: 1, opens: 2000, closes: 3000 }))).toBe('done');
  });
});

describe('a result', () => {
  const write = (changes: object): string =>
    code(() => writeResult(task, { round: 7, ids: ids.slice(0, 4), sums, announced: ids, omitted: [], ...changes }));

  it('is of as many reports as the task allows', () => {
    expect([3, 4, 5].map((count) => write({ ids: ids.slice(0, count) }))).toEqual(['invalid-argument', 'done', 'done']);
  });

  it('leaves out no more than the task allows, and always one', () => {
    // Five announced, one of three.
    expect([0, 1, 2].map((count) => write({ omitted: ids.slice(0, count) }))).toEqual([
      'done',
      'done',
      'invalid-argument',
    ]);
    expect(write({ announced: [], omitted: ids.slice(0, 1) })).toBe('invalid-argument');
  });

  it('has announcements where the task has them', () => {
    expect(write({ announced: undefined })).toBe('invalid-argument');
    const quiet = fileTask({ omit: null });
    expect(code(() => writeResult(quiet, { round: 7, ids, sums }))).toBe('done');
    expect(code(() => writeResult(quiet, { round: 7, ids, sums, announced: ids, omitted: [] }))).toBe(
      'invalid-argument',
    );
  });
});

describe('beside a result', async () => {
  const opened = (await openResult(task, result, await both('result', result))) as RoundResult;
  const joined = (list: readonly Uint8Array[]): Uint8Array =>
    new Uint8Array(Buffer.concat([...list].sort(Buffer.compare)));
  const right = { sums, set: joined(ids.slice(0, 4)), announced: joined(ids), omitted: joined(ids.slice(4)) };
  const taskHash = new Uint8Array(Buffer.from(task.file.hash, 'hex'));
  const receiptFor = (reportId: Uint8Array, round = 7n, by = signing.helper): Promise<Uint8Array> =>
    writeReceipt(by.privateKey, { taskHash, round, reportId });

  it('valid evidence agrees', async () => {
    expect(await compareResult(task, opened, {})).toEqual([]);
    for (const id of ids)
      expect(await compareResult(task, opened, { ...right, receipt: await receiptFor(id) })).toEqual([]);
  });

  it('invalid evidence is named', async () => {
    const stranger = new Uint8Array(32).fill(77);
    const cases: [object, string[]][] = [
      [{ sums: Int32Array.of(1) }, ['sums']],
      [{ set: right.announced }, ['set']],
      [{ set: right.set.slice(1) }, ['set']],
      [{ set: new Uint8Array(Buffer.concat(ids.slice(0, 4))) }, ['set']], // descending
      [{ announced: right.set }, ['announced']],
      [{ omitted: ids[0] }, ['omitted']],
      [{ receipt: await receiptFor(stranger) }, ['not-announced']],
      [{ receipt: await receiptFor(ids[0] as Uint8Array, 8n) }, ['receipt']],
      [{ receipt: await receiptFor(ids[0] as Uint8Array, 7n, signing.leader) }, ['receipt']],
      [{ receipt: new Uint8Array(95) }, ['receipt']],
    ];
    for (const [wrong, faults] of cases)
      expect(await compareResult(task, opened, { ...right, ...wrong })).toEqual(faults);
  });

  it('an aggregator that lists a summed report as left out is found out', async () => {
    const lying = writeResult(task, { round: 7, ids: ids.slice(0, 4), sums, announced: ids, omitted: ids.slice(0, 1) });
    const lie = (await openResult(task, lying, await both('result', lying))) as RoundResult;
    expect(await compareResult(task, lie, { ...right, omitted: ids[0] as Uint8Array })).toEqual(['omitted']);
  });

  it('sums are four bytes each, big-endian', () => {
    expect(Buffer.from(sumsBytes(sums)).toString('hex')).toBe('00000001fffffffe7fffffff80000000');
  });
});
