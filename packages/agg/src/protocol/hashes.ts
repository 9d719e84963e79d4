// H and xof: aggregation.md, "Numbers and encodings".

import { WIDE_BYTES } from '@fedzk/statement';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, join, u8, utf8 } from './encoding.js';

/** The purposes of hashes. Each label has one meaning. */
export type Label = ReportLabel | DocumentLabel;
type ReportLabel = 'task' | 'clients' | 'expand' | 'helper' | 'leader' | 'rho0' | 'rho1' | 'report' | 'sign' | 'set';
/** Labels for signed documents (`signed.ts`, `announcement.ts`, `enrolment.ts`), events and a client's memory. */
type DocumentLabel = 'event' | 'task-file' | 'record' | 'result' | 'receipt' | 'enrol' | 'sent' | 'sent-key';

/** The version, with which every hash and every HPKE info begins. */
export const PROTOCOL = 'fedzk-agg/1 ';

/** The length of a hash in bytes. */
export const HASH_BYTES = 32;

/** Computes H(label, m) = SHA-256("fedzk-agg/1 " ‖ label ‖ 0x00 ‖ m). */
export function hash(label: Label, message: Uint8Array): Bytes {
  return new Uint8Array(sha256(join(utf8(PROTOCOL + label), u8(0), message)));
}

/** Computes plain SHA-256. */
export function plainHash(message: Uint8Array): Bytes {
  return new Uint8Array(sha256(message));
}

/**
 * Computes the key stream from which xof(seed, m) reads `count` elements, 48 bytes each: AES-256-CTR with
 * the key H("expand", seed ‖ m) and a counter of 16 bytes that starts at zero. The caller wipes it.
 */
export async function keyStream(seed: Uint8Array, message: Uint8Array, count: number): Promise<Bytes> {
  const material = hash('expand', join(seed, message));
  const key = await crypto.subtle.importKey('raw', material, 'AES-CTR', false, ['encrypt']);
  material.fill(0);
  const algorithm = { name: 'AES-CTR', counter: new Uint8Array(16), length: 128 };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, new Uint8Array(count * WIDE_BYTES)));
}
