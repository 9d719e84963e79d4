// Announcements, which clients send to the helper so that the leader can't leave a client out unnoticed,
// and the helper's receipts: agg-service.md, §5.
//
//   announcement = head ‖ SHA-256(the leader's enc and ciphertext) ‖ signature       (prepare without tA_1..tA_T)
//   receipt      = reportId ‖ Ed25519 over H("receipt", taskHash ‖ u64 round ‖ reportId)

import { bytesOf, FedzkError, fromHex, optionsOf } from '@fedzk/core';
import { messageOf, readPrivateKey, readRound } from './argument.js';
import { type Bytes, equal, join, u64 } from './encoding.js';
import { type Geometry, geometry } from './geometry.js';
import { readTask } from './given-task.js';
import { HASH_BYTES, hash } from './hashes.js';
import { SIGNATURE_BYTES, sign, verifySignature } from './keys.js';
import {
  type Report,
  readReport,
  readSigned,
  reportId,
  reportLength,
  type Signed,
  signedLength,
  whole,
  writeSigned,
} from './report.js';
import type { Task } from './task.js';
import { fileOf } from './task-file.js';

/** What a client sends to the helper: the leader's prepare without the tags of the leader's share. */
export type Announcement = Signed;

/** Reads an announcement of this geometry; `undefined` if check 1 finds it malformed. */
export function readAnnouncement(bytes: Uint8Array, geometry: Geometry): Announcement | undefined {
  return whole(bytes, (reader) => readSigned(reader, bytes, geometry));
}

/** Returns the length of a task's longest announcement in bytes. */
export function announcementLength(task: Pick<Task, 'parts'>): number {
  return signedLength(task);
}

/**
 * Makes the announcement of a report. The client sends it to the helper, and the report to the leader,
 * at the same time; neither waits for the other's answer.
 *
 * @param report the bytes that `Client.report` gave
 * @throws {FedzkError} `invalid-argument`: no task, or no report of it
 *
 * @example
 * ```ts
 * const report = await client.report('client_001', 1, values);
 * await Promise.all([toLeader(report), toHelper(announcementOf(task, report))]);
 * ```
 */
export function announcementOf(task: Task, report: Uint8Array): Uint8Array {
  return writeSigned(readOwnReport(readTask(task), report));
}

function readOwnReport(task: Task, report: Uint8Array): Report {
  const own = messageOf(report, 'report', reportLength(task));
  const parsed = own && readReport(own, geometry(task));
  if (parsed !== undefined) return parsed;
  throw new FedzkError('invalid-argument', '"report" expected the bytes that Client.report gave for this task.');
}

/** Identifies the report that a receipt is for. */
export interface Receipted {
  /** 32 bytes. */
  readonly taskHash: Uint8Array;
  readonly round: bigint;
  /** 32 bytes. */
  readonly reportId: Uint8Array;
}

/** The length of a receipt in bytes. */
export const RECEIPT_BYTES: number = HASH_BYTES + SIGNATURE_BYTES;

/** Computes H("receipt", taskHash ‖ u64 round ‖ reportId), which the helper signs. */
export function receiptMessage({ taskHash, round, reportId }: Receipted): Bytes {
  return hash('receipt', join(taskHash, u64(round), reportId));
}

/** Makes the helper's receipt for an announced report, 96 bytes. */
export async function writeReceipt(signingKey: Uint8Array, receipted: Receipted): Promise<Bytes> {
  const key = readPrivateKey('signingKey', signingKey);
  try {
    return join(receipted.reportId, await sign(key, receiptMessage(receipted)));
  } finally {
    key.fill(0);
  }
}

/** Splits a receipt into the report id and the signature; `undefined` for another length. */
function readReceipt(bytes: Uint8Array): { readonly reportId: Bytes; readonly signature: Bytes } | undefined {
  if (bytes.length !== RECEIPT_BYTES) return undefined;
  const [reportId, signature] = [bytes.slice(0, HASH_BYTES), bytes.slice(HASH_BYTES)];
  return { reportId: new Uint8Array(reportId), signature: new Uint8Array(signature) };
}

/**
 * Tells whether the helper gave this receipt: 96 bytes, the report's id and the helper's signature.
 *
 * @param of the round; or the report, if the receipt has to be for this report
 * @throws {FedzkError} `invalid-argument`: no task with a file, no bytes, no round, or no report of the task
 *
 * @example
 * ```ts
 * const receipt = await toHelper(announcementOf(task, report));
 * if (!(await isReceipt(task, receipt, { report }))) throw new Error('The helper did not take the announcement.');
 * ```
 */
export async function isReceipt(
  task: Task,
  receipt: Uint8Array,
  of: { readonly round: number | bigint } | { readonly report: Uint8Array },
): Promise<boolean> {
  const file = fileOf(task);
  const parsed = readReceipt(bytesOf(receipt, 'receipt'));
  const { round, report } = optionsOf<{ round?: number | bigint; report?: Uint8Array }, 'round' | 'report'>(
    of,
    ['round', 'report'],
    'of',
  );
  const receipted = report === undefined ? undefined : receiptedOf(task, report);
  const number = receipted === undefined ? readRound(round) : receipted.round;
  if (parsed === undefined || (receipted && !equal(parsed.reportId, receipted.reportId))) return false;
  const message = receiptMessage({ taskHash: fromHex(file.hash), round: number, reportId: parsed.reportId });
  return verifySignature(new Uint8Array(file.helper.signingKey), parsed.signature, message);
}

function receiptedOf(task: Task, report: Uint8Array): Receipted {
  const { fixed } = readOwnReport(task, report).head;
  return { taskHash: fixed.taskHash, round: fixed.round, reportId: reportId(fixed.bytes) };
}
