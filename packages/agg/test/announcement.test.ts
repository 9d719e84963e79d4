/** Announcements and receipts: made of a report, read again, refused with a byte more or less. */
import { code, rejection } from '@fedzk/testkit/errors';
import { describe, expect, it } from 'vitest';
import { createClient } from '../src/client.js';
import {
  announcementLength,
  announcementOf,
  isReceipt,
  RECEIPT_BYTES,
  readAnnouncement,
  writeReceipt,
} from '../src/protocol/announcement.js';
import { geometry } from '../src/protocol/geometry.js';
import { readReport, reportId } from '../src/protocol/report.js';
import { memorySentStorage } from '../src/sent.js';
import { clientKeys, fileTask, signing } from './support/file.js';
import { proverOf } from './support/prover.js';
import { key, setting } from './support/round.js';

const task = fileTask();
const layout = geometry(task);
const signingKey = clientKeys[0]?.privateKey ?? new Uint8Array();
const client = createClient(task, { prover: proverOf(key, layout), signingKey, sent: memorySentStorage() });
const report = await client.report('client_001', 7, Int8Array.of(1, 2, 3));
const announcement = announcementOf(task, report);
const id = reportId(readReport(report, layout)?.head.fixed.bytes ?? new Uint8Array());
const taskHash = new Uint8Array(Buffer.from(task.file.hash, 'hex'));

describe('an announcement', () => {
  it('has the head and signature of its report, and nothing of the leader’s part', () => {
    const [read, whole] = [readAnnouncement(announcement, layout), readReport(report, layout)];
    expect(read).toEqual({ head: whole?.head, leaderPartHash: whole?.leaderPartHash, signature: whole?.signature });
    expect(announcement.length).toBe(announcementLength(task) - 64 + 'client_001'.length);
  });

  it('of another length is invalid', () => {
    for (let i = 0; i < announcement.length; i++) {
      expect(readAnnouncement(announcement.slice(0, i), layout)).toBeUndefined();
    }
    expect(readAnnouncement(new Uint8Array([...announcement, 0]), layout)).toBeUndefined();
  });

  it('with a byte flipped is another one, or invalid', () => {
    for (let i = 0; i < announcement.length; i++) {
      const flipped = announcement.map((byte, j) => (j === i ? byte ^ 0x80 : byte));
      expect(readAnnouncement(flipped, layout)).not.toEqual(readAnnouncement(announcement, layout));
    }
  });

  it('is made only of a report of the task', () => {
    for (const wrong of [report.slice(1), announcement, new Uint8Array(), undefined, 'report', {}]) {
      expect(code(() => announcementOf(task, wrong as Uint8Array))).toBe('invalid-argument');
    }
    expect(code(() => announcementOf({} as typeof task, report))).toBe('invalid-argument');
  });
});

describe('a receipt', async () => {
  const receipt = await writeReceipt(signing.helper.privateKey, { taskHash, round: 7n, reportId: id });

  it('is for one report, in one round of one task', async () => {
    expect(receipt.length).toBe(RECEIPT_BYTES);
    expect(await isReceipt(task, receipt, { report })).toBe(true);
    expect(await isReceipt(task, receipt, { round: 7 })).toBe(true);
    expect(await isReceipt(task, receipt, { round: 8 })).toBe(false);
    expect(await isReceipt(fileTask({ omit: 9 }), receipt, { round: 7 })).toBe(false);
    const other = await client.report('client_001', 8, Int8Array.of(4));
    expect(await isReceipt(task, receipt, { report: other })).toBe(false);
  });

  it('with a byte flipped, or cut, is invalid', async () => {
    for (let i = 0; i < receipt.length; i++) {
      const flipped = receipt.map((byte, j) => (j === i ? byte ^ 1 : byte));
      expect(await isReceipt(task, flipped, { round: 7 })).toBe(false);
      expect(await isReceipt(task, receipt.slice(0, i), { round: 7 })).toBe(false);
    }
  });

  it('can be signed only by the helper', async () => {
    const leaders = await writeReceipt(signing.leader.privateKey, { taskHash, round: 7n, reportId: id });
    expect(await isReceipt(task, leaders, { report })).toBe(false);
  });

  it('needs a task with a file, bytes, and a round or a report', async () => {
    const wrong: (() => Promise<boolean>)[] = [
      () => isReceipt(setting().task, receipt, { round: 7 }),
      () => isReceipt(task, 'receipt' as unknown as Uint8Array, { round: 7 }),
      () => isReceipt(task, receipt, {} as { round: number }),
      () => isReceipt(task, receipt, { report: receipt }),
      () => isReceipt(task, receipt, undefined as unknown as { round: number }),
    ];
    for (const call of wrong) expect((await rejection(call())).code).toBe('invalid-argument');
  });
});
