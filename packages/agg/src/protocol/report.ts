// The bytes of a report, and of the leader's message about it to the helper: aggregation.md, "Client" and
// "Checks".
//
//   fix     = ctx ‖ C_1..C_T
//   M       = fix ‖ H_A ‖ H_B
//   head    = u8 1 ‖ M ‖ tag_1..tag_T ‖ proof_1..proof_T ‖ the helper's enc and ciphertext
//   report  = head ‖ signature ‖ the leader's enc and ciphertext
//   prepare = head ‖ SHA-256(the leader's enc and ciphertext) ‖ signature ‖ tA_1..tA_T
//
// `announcement.ts` has the client's own message to the helper.

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
/** The length in bytes of a proof in the format `fedzk`, on both curves. */
export const PROOF_BYTES = 192;
/** The length in bytes of the seed of the helper's share. */
export const SEED_BYTES = 32;
/** The length in bytes of the value that hides the leader's share in its hash. */
export const BLIND_BYTES = 32;

/** M: everything that is fixed before rho is known. */
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

/** The part of a report that both aggregators get. */
export interface Head {
  readonly fixed: Fixed;
  readonly tags: readonly bigint[];
  readonly proofs: readonly Bytes[];
  readonly helperPart: Sealed;
  readonly bytes: Bytes;
}

/** A client's message to the leader. */
export interface Report {
  readonly head: Head;
  readonly signature: Bytes;
  readonly leaderPart: Sealed;
  readonly leaderPartHash: Bytes;
}

/** The leader's message to the helper about a report. */
export interface Prepare {
  readonly head: Head;
  readonly leaderPartHash: Bytes;
  readonly signature: Bytes;
  /** tA_t, the tags of the leader's share. */
  readonly leaderTags: readonly bigint[];
}

/** Computes H_A = H("leader", fix ‖ blind ‖ A), of the bytes of A's elements. */
export function leaderHash(fix: Uint8Array, blind: Uint8Array, share: Uint8Array): Bytes {
  return hash('leader', join(fix, blind, share));
}

/** Computes H_B = H("helper", fix ‖ seed). A hash of the expanded share would let the leader test guesses. */
export function helperHash(fix: Uint8Array, seed: Uint8Array): Bytes {
  return hash('helper', join(fix, seed));
}

/** Computes rho = field(H("rho0", M) ‖ first 16 bytes of H("rho1", M)). */
export function rhoOf(fixed: Uint8Array, curve: Curve): bigint {
  return fromWide(join(hash('rho0', fixed), hash('rho1', fixed).subarray(0, WIDE_BYTES - HASH_BYTES)), curve);
}

/** Computes the report id H("report", M). It covers no proof, since anyone can re-randomise a Groth16 proof. */
export function reportId(fixed: Uint8Array): Bytes {
  return hash('report', fixed);
}

/** Computes the hash that a client signs: H("sign", head ‖ SHA-256(the leader's part)). */
export function signedMessage(head: Uint8Array, leaderPartHash: Uint8Array): Bytes {
  return hash('sign', join(head, leaderPartHash));
}

/** Writes the head. */
export function writeHead(
  fixed: Uint8Array,
  tags: readonly bigint[],
  proofs: readonly Uint8Array[],
  helperPart: Sealed,
): Bytes {
  return join(u8(VERSION), fixed, writeElements(tags), ...proofs, writeSealed(helperPart));
}

/** Writes a report. */
export function writeReport(head: Uint8Array, signature: Uint8Array, leaderPart: Sealed): Bytes {
  return join(head, signature, writeSealed(leaderPart));
}

/** Writes prepare. */
export function writePrepare(report: Signed, leaderTags: readonly bigint[]): Bytes {
  return join(writeSigned(report), writeElements(leaderTags));
}

/** Writes enc ‖ ciphertext. */
export function writeSealed({ enc, ciphertext }: Sealed): Bytes {
  return join(enc, ciphertext);
}

/** Reads a report of this geometry; `undefined` if check 1 finds it malformed. */
export function readReport(bytes: Uint8Array, geometry: Geometry): Report | undefined {
  return whole(bytes, (reader) => {
    const head = readHead(reader, bytes, geometry);
    const signature = reader.take(SIGNATURE_BYTES);
    const leaderPart = readSealed(reader, BLIND_BYTES + ELEMENT_BYTES * shareLength(geometry));
    return head && { head, signature, leaderPart, leaderPartHash: plainHash(writeSealed(leaderPart)) };
  });
}

/** Reads a prepare of this geometry; `undefined` if check 1 finds it malformed. */
export function readPrepare(bytes: Uint8Array, geometry: Geometry): Prepare | undefined {
  return whole(bytes, (reader) => {
    const signed = readSigned(reader, bytes, geometry);
    const leaderTags = takeElements(reader, geometry);
    return signed && leaderTags && { ...signed, leaderTags };
  });
}

/** The start of prepare and of an announcement: head ‖ SHA-256(the leader's part) ‖ signature. */
export type Signed = Pick<Report, 'head' | 'leaderPartHash' | 'signature'>;

/** Writes {@link Signed}. */
export function writeSigned({ head, leaderPartHash, signature }: Signed): Bytes {
  return join(head.bytes, leaderPartHash, signature);
}

/** Reads {@link Signed}. @param all the bytes that the reader reads */
export function readSigned(reader: Reader, all: Uint8Array, geometry: Geometry): Signed | undefined {
  const head = readHead(reader, all, geometry);
  const leaderPartHash = reader.take(HASH_BYTES);
  const signature = reader.take(SIGNATURE_BYTES);
  return head && { head, leaderPartHash, signature };
}

/** Returns the most bytes of {@link Signed}: those of the longest client id. */
export function signedLength(task: Pick<Task, 'parts'>): number {
  return headLength(task, ID_BYTES) + HASH_BYTES + SIGNATURE_BYTES;
}

/**
 * Returns the length in bytes of a task's longest report, with a client id of 64 bytes. A server can
 * refuse longer bodies. With a shorter id a report is shorter by the difference.
 *
 * @param clientId for the exact length of this client's reports
 * @throws {FedzkError} `invalid-argument`: not a task, or not an id
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

/** Returns the length of a task's longest prepare in bytes. */
export function prepareLength(task: Task): number {
  return signedLength(task) + ELEMENT_BYTES * task.parts;
}

function headLength({ parts }: Pick<Task, 'parts'>, idLength: number): number {
  const context = HASH_BYTES + 8 + 2 + idLength;
  const fixed = context + ELEMENT_BYTES * parts + 2 * HASH_BYTES;
  const helperPart = ENC_BYTES + SEED_BYTES + AEAD_TAG_BYTES;
  return 1 + fixed + (ELEMENT_BYTES + PROOF_BYTES) * parts + helperPart;
}

/** Returns the number of elements of V and of each share: p_1..p_L and s for each part. */
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

/** Reads one element for each part. */
function takeElements(reader: Reader, { parts, curve }: Geometry): bigint[] | undefined {
  return readElements(reader.take(parts * ELEMENT_BYTES), curve);
}

/** Parses all bytes; `undefined` if they are too few or too many. */
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
