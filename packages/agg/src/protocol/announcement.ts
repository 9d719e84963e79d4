// What a client sends the helper itself, so that the leader can't leave it out unseen, and what the helper answers:
// agg-service.md, §5.
//
//   announcement = head ‖ SHA-256(the leader's enc and ciphertext) ‖ signature       (prepare without tA_1..tA_T)
//   receipt      = reportId ‖ Ed25519 over H("receipt", taskHash ‖ u64 round ‖ reportId)

import { FedzkError } from '@fedzk/core';
import { messageOf, readPrivateKey } from './argument.js';
import { type Bytes, equal, join, u64 } from './encoding.js';
import { type Geometry, geometry } from './geometry.js';
import { HASH_BYTES, hash } from './hashes.js';
import { SIGNATURE_BYTES, sign, verifySignature } from './keys.js';
import { readReport, readSigned, reportLength, type Signed, signedLength, whole, writeSigned } from './report.js';
import { readTask, type Task } from './task.js';

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
  const known = readTask(task);
  const own = messageOf(report, 'report', reportLength(known));
  const parsed = own && readReport(own, geometry(known));
  if (parsed !== undefined) return writeSigned(parsed);
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
export function readReceipt(bytes: Uint8Array): { readonly reportId: Bytes; readonly signature: Bytes } | undefined {
  if (bytes.length !== RECEIPT_BYTES) return undefined;
  const [reportId, signature] = [bytes.slice(0, HASH_BYTES), bytes.slice(HASH_BYTES)];
  return { reportId: new Uint8Array(reportId), signature: new Uint8Array(signature) };
}

/** Whether a receipt is the helper's for this very report. */
export async function isReceiptFor(receipted: Receipted, receipt: Uint8Array, helperKey: Bytes): Promise<boolean> {
  const parsed = readReceipt(receipt);
  if (parsed === undefined || !equal(parsed.reportId, receipted.reportId)) return false;
  return verifySignature(helperKey, parsed.signature, receiptMessage(receipted));
}
