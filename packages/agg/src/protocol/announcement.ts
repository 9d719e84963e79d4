// What a client sends the helper itself, so that the leader can't leave it out unseen, and what the helper answers:
// agg-service.md, §5.
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

/** What a client sends the helper: what the leader's prepare says of the report, but for the tags of the leader's share. */
export type Announcement = Signed;

/** Reads an announcement of this geometry; `undefined` for what check 1 calls malformed. */
export function readAnnouncement(bytes: Uint8Array, geometry: Geometry): Announcement | undefined {
  return whole(bytes, (reader) => readSigned(reader, bytes, geometry));
}

/** Bytes of the longest announcement. */
export function announcementLength(task: Pick<Task, 'parts'>): number {
  return signedLength(task);
}

/**
 * The announcement of a report, for the client to send to the helper while it sends the report to the leader. Neither waits
 * for the other's answer.
 *
 * @param report what `Client.report` gave
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

/** Which report a receipt is for. */
export interface Receipted {
  /** 32 bytes. */
  readonly taskHash: Uint8Array;
  readonly round: bigint;
  /** 32 bytes. */
  readonly reportId: Uint8Array;
}

/** Bytes of a receipt. */
export const RECEIPT_BYTES: number = HASH_BYTES + SIGNATURE_BYTES;

/** H("receipt", taskHash ‖ u64 round ‖ reportId), which the helper signs. */
export function receiptMessage({ taskHash, round, reportId }: Receipted): Bytes {
  return hash('receipt', join(taskHash, u64(round), reportId));
}

/** The helper's receipt for a report that was announced to it: 96 bytes. */
export async function writeReceipt(signingKey: Uint8Array, receipted: Receipted): Promise<Bytes> {
  const key = readPrivateKey('signingKey', signingKey);
  try {
    return join(receipted.reportId, await sign(key, receiptMessage(receipted)));
  } finally {
    key.fill(0);
  }
}

/** The report id and the signature of a receipt; `undefined` for another length. */
function readReceipt(bytes: Uint8Array): { readonly reportId: Bytes; readonly signature: Bytes } | undefined {
  if (bytes.length !== RECEIPT_BYTES) return undefined;
  const [reportId, signature] = [bytes.slice(0, HASH_BYTES), bytes.slice(HASH_BYTES)];
  return { reportId: new Uint8Array(reportId), signature: new Uint8Array(signature) };
}

/**
 * Tells whether the helper gave this receipt: 96 bytes, the report's id and the helper's signature.
 *
 * @param of the round, or the report: then the receipt has to be for this very one
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
