// A report's bytes, and what the leader makes of it for the helper: aggregation.md, "Client" and "Checks".
//
//   fix     = ctx ‖ C_1..C_T
//   M       = fix ‖ H_A ‖ H_B
//   head    = u8 1 ‖ M ‖ tag_1..tag_T ‖ proof_1..proof_T ‖ the helper's enc and ciphertext
//   report  = head ‖ signature ‖ the leader's enc and ciphertext
//   prepare = head ‖ SHA-256(the leader's enc and ciphertext) ‖ signature ‖ tA_1..tA_T
//
// What the client itself sends the helper is in `announcement.ts`.

import { type Curve, ELEMENT_BYTES, fromWide, readElements, WIDE_BYTES, writeElements } from '@fedzk/statement';
import { checkId, ID_BYTES, readId } from './argument.js';
import { type Bytes, EndOfBytes, join, Reader, u8, utf8 } from './encoding.js';
import { type Geometry, geometry } from './geometry.js';
import { readTask } from './given-task.js';
import { HASH_BYTES, hash, plainHash } from './hashes.js';
import { AEAD_TAG_BYTES, ENC_BYTES, type Sealed } from './hpke.js';
import { SIGNATURE_BYTES } from './keys.js';
import type { Task } from './task.js';

const VERSION = 1;
/** A proof in the format `fedzk`, on both curves. */
export const PROOF_BYTES = 192;
/** What the helper's share is made from. */
export const SEED_BYTES = 32;
/** What hides the leader's share in its hash. */
export const BLIND_BYTES = 32;

/** M: all that is fixed before rho is known. */
interface Fixed {
  readonly taskHash: Bytes;
  readonly round: bigint;
  readonly clientId: string;
  readonly commitments: readonly bigint[];
  /** H_A. */
  readonly leaderHash: Bytes;
  /** H_B. */
  readonly helperHash: Bytes;
  /** ctx. */
  readonly context: Bytes;
  /** M itself. */
  readonly bytes: Bytes;
}

/** What both aggregators get alike. */
export interface Head {
  readonly fixed: Fixed;
  readonly tags: readonly bigint[];
  readonly proofs: readonly Bytes[];
  readonly helperPart: Sealed;
  readonly bytes: Bytes;
}

/** What a client sends the leader. */
export interface Report {
  readonly head: Head;
  readonly signature: Bytes;
  readonly leaderPart: Sealed;
  readonly leaderPartHash: Bytes;
}

/** What the leader sends the helper. */
export interface Prepare {
  readonly head: Head;
  readonly leaderPartHash: Bytes;
  readonly signature: Bytes;
  /** tA_t, the tags of the leader's share. */
  readonly leaderTags: readonly bigint[];
}

/** H_A = H("leader", fix ‖ blind ‖ A), of the bytes of A's elements. */
export function leaderHash(fix: Uint8Array, blind: Uint8Array, share: Uint8Array): Bytes {
  return hash('leader', join(fix, blind, share));
}

/** H_B = H("helper", fix ‖ seed): of the seed, since a hash of the expanded share would let the leader test guesses. */
export function helperHash(fix: Uint8Array, seed: Uint8Array): Bytes {
  return hash('helper', join(fix, seed));
}

/** rho = field(H("rho0", M) ‖ first 16 bytes of H("rho1", M)). */
export function rhoOf(fixed: Uint8Array, curve: Curve): bigint {
  return fromWide(join(hash('rho0', fixed), hash('rho1', fixed).subarray(0, WIDE_BYTES - HASH_BYTES)), curve);
}

/** H("report", M). No proof is in it: anyone can re-randomise a Groth16 proof. */
export function reportId(fixed: Uint8Array): Bytes {
  return hash('report', fixed);
}

/** What a client signs: H("sign", head ‖ SHA-256(the leader's part)). */
export function signedMessage(head: Uint8Array, leaderPartHash: Uint8Array): Bytes {
  return hash('sign', join(head, leaderPartHash));
}

/** The head's bytes. */
export function writeHead(
  fixed: Uint8Array,
  tags: readonly bigint[],
  proofs: readonly Uint8Array[],
  helperPart: Sealed,
): Bytes {
  return join(u8(VERSION), fixed, writeElements(tags), ...proofs, writeSealed(helperPart));
}

/** The report's bytes. */
export function writeReport(head: Uint8Array, signature: Uint8Array, leaderPart: Sealed): Bytes {
  return join(head, signature, writeSealed(leaderPart));
}

/** The bytes of prepare. */
export function writePrepare(report: Signed, leaderTags: readonly bigint[]): Bytes {
  return join(writeSigned(report), writeElements(leaderTags));
}

/** enc ‖ ciphertext. */
export function writeSealed({ enc, ciphertext }: Sealed): Bytes {
  return join(enc, ciphertext);
}

/** A report of this geometry; `undefined` for what check 1 calls malformed. */
export function readReport(bytes: Uint8Array, geometry: Geometry): Report | undefined {
  return whole(bytes, (reader) => {
    const head = readHead(reader, bytes, geometry);
    const signature = reader.take(SIGNATURE_BYTES);
    const leaderPart = readSealed(reader, BLIND_BYTES + ELEMENT_BYTES * shareLength(geometry));
    return head && { head, signature, leaderPart, leaderPartHash: plainHash(writeSealed(leaderPart)) };
  });
}

/** A prepare message of this geometry; `undefined` for what check 1 calls malformed. */
export function readPrepare(bytes: Uint8Array, geometry: Geometry): Prepare | undefined {
  return whole(bytes, (reader) => {
    const signed = readSigned(reader, bytes, geometry);
    const leaderTags = takeElements(reader, geometry);
    return signed && leaderTags && { ...signed, leaderTags };
  });
}

/** What prepare and an announcement begin with: head ‖ SHA-256(the leader's part) ‖ signature. */
export type Signed = Pick<Report, 'head' | 'leaderPartHash' | 'signature'>;

/** The bytes of {@link Signed}. */
export function writeSigned({ head, leaderPartHash, signature }: Signed): Bytes {
  return join(head.bytes, leaderPartHash, signature);
}

/** Reads the bytes of {@link Signed}. @param all what the reader was made of */
export function readSigned(reader: Reader, all: Uint8Array, geometry: Geometry): Signed | undefined {
  const head = readHead(reader, all, geometry);
  const leaderPartHash = reader.take(HASH_BYTES);
  const signature = reader.take(SIGNATURE_BYTES);
  return head && { head, leaderPartHash, signature };
}

/** Bytes of {@link Signed} where the client's id has the most. */
export function signedLength(task: Pick<Task, 'parts'>): number {
  return headLength(task, ID_BYTES) + HASH_BYTES + SIGNATURE_BYTES;
}

/**
 * Bytes of a task's longest report, that of a client id of 64 bytes: what a server need not read beyond. A shorter id makes
 * a report as much shorter.
 *
 * @param clientId gives the exact length of this client's reports
 * @throws {FedzkError} `invalid-argument`: no task, or no id
 *
 * @example
 * ```ts
 * if (Number(request.headers.get('content-length')) > reportLength(task)) return new Response(null, { status: 413 });
 * ```
 */
export function reportLength(task: Task, clientId?: string): number {
  const known = readTask(task);
  if (clientId !== undefined) checkId('clientId', clientId);
  const idLength = clientId === undefined ? ID_BYTES : utf8(clientId).length;
  const leaderPart = ENC_BYTES + BLIND_BYTES + ELEMENT_BYTES * shareLength(geometry(known)) + AEAD_TAG_BYTES;
  return headLength(known, idLength) + SIGNATURE_BYTES + leaderPart;
}

/** Bytes of the longest prepare. */
export function prepareLength(task: Task): number {
  return signedLength(task) + ELEMENT_BYTES * task.parts;
}

function headLength({ parts }: Pick<Task, 'parts'>, idLength: number): number {
  const context = HASH_BYTES + 8 + 2 + idLength;
  const fixed = context + ELEMENT_BYTES * parts + 2 * HASH_BYTES;
  const helperPart = ENC_BYTES + SEED_BYTES + AEAD_TAG_BYTES;
  return 1 + fixed + (ELEMENT_BYTES + PROOF_BYTES) * parts + helperPart;
}

/** Elements of V and of each share: p_1..p_L and s, for each part. */
export function shareLength({ parts, elements }: Geometry): number {
  return parts * (elements + 1);
}

function readHead(reader: Reader, all: Uint8Array, geometry: Geometry): Head | undefined {
  const start = reader.left;
  const version = reader.u8();
  const taskHash = reader.take(HASH_BYTES);
  const round = reader.u64();
  const clientId = readId(reader.lp());
  const contextEnd = start - reader.left;
  const commitments = takeElements(reader, geometry);
  const [leader, helper] = [reader.take(HASH_BYTES), reader.take(HASH_BYTES)];
  const fixedEnd = start - reader.left;
  const tags = takeElements(reader, geometry);
  const proofs = Array.from({ length: geometry.parts }, () => reader.take(PROOF_BYTES));
  const helperPart = readSealed(reader, SEED_BYTES);
  const end = start - reader.left;
  if (version !== VERSION || clientId === undefined || commitments === undefined || tags === undefined)
    return undefined;
  const cut = (from: number, to: number): Bytes => new Uint8Array(all.subarray(from, to));
  const [context, bytes] = [cut(1, contextEnd), cut(1, fixedEnd)];
  const fixed = { taskHash, round, clientId, commitments, leaderHash: leader, helperHash: helper, context, bytes };
  return { fixed, tags, proofs, helperPart, bytes: cut(0, end) };
}

function readSealed(reader: Reader, length: number): Sealed {
  return { enc: reader.take(ENC_BYTES), ciphertext: reader.take(length + AEAD_TAG_BYTES) };
}

/** An element for each part. */
function takeElements(reader: Reader, { parts, curve }: Geometry): bigint[] | undefined {
  return readElements(reader.take(parts * ELEMENT_BYTES), curve);
}

/** What `parse` makes of all bytes; `undefined` where they are too few or too many. */
export function whole<T>(bytes: Uint8Array, parse: (reader: Reader) => T | undefined): T | undefined {
  try {
    const reader = new Reader(bytes);
    const parsed = parse(reader);
    reader.end();
    return parsed;
  } catch (reason) {
    if (reason instanceof EndOfBytes) return undefined;
    throw reason;
  }
}
