// The messages after a round: aggregation.md, "Collect".

import { ELEMENT_BYTES, readElements, writeElements } from '@fedzk/statement';
import { type Bytes, compare, EndOfBytes, equal, join, Reader, u8, u32, u64 } from './encoding.js';
import type { Geometry } from './geometry.js';
import { HASH_BYTES, hash } from './hashes.js';

/** A helper's answer to prepare. */
export type Verdict = 'refused' | 'accepted' | 'later';

const VERDICTS: readonly Verdict[] = ['refused', 'accepted', 'later'];

/** Writes an answer: reportId ‖ u8, 0 refused, 1 accepted, 2 later. */
export function writeAnswer(reportId: Uint8Array, verdict: Verdict): Bytes {
  return join(reportId, u8(VERDICTS.indexOf(verdict)));
}

/** The length of an answer in bytes. */
export const ANSWER_BYTES: number = HASH_BYTES + 1;

/** Reads an answer; `undefined` if it is invalid. */
export function readAnswer(bytes: Uint8Array): { reportId: Bytes; verdict: Verdict } | undefined {
  const verdict = VERDICTS[bytes[HASH_BYTES] ?? VERDICTS.length];
  if (bytes.length !== ANSWER_BYTES || verdict === undefined) return undefined;
  return { reportId: new Uint8Array(bytes.subarray(0, HASH_BYTES)), verdict };
}

/** Computes H("set", the report ids in ascending order). */
export function setHash(ids: readonly Uint8Array[]): Bytes {
  return hash('set', join(...ids));
}

/** Separates ids that are joined. Bytes after the last whole one are left out. */
export function idsIn(joined: Uint8Array): Bytes[] {
  return Array.from(
    { length: Math.floor(joined.length / HASH_BYTES) },
    (_, i) => new Uint8Array(joined.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES)),
  );
}

/** Sorts ids in ascending order. */
export function sorted(ids: readonly Bytes[]): Bytes[] {
  return [...ids].sort(compare);
}

/** The leader's request to collect a round. */
export interface CollectRequest {
  readonly taskHash: Bytes;
  readonly round: bigint;
  readonly setHash: Bytes;
  readonly count: number;
  /** The report ids one after the other, 32 bytes each. */
  readonly ids: Bytes;
}

/** Writes a request: taskHash ‖ u64 round ‖ u32 count ‖ H("set", ids) ‖ ids. */
export function writeCollect(taskHash: Uint8Array, round: bigint, ids: readonly Uint8Array[]): Bytes {
  return writeRequest(taskHash, round, join(...ids));
}

/** As {@link writeCollect}, for ids that are joined already. */
export function writeRequest(taskHash: Uint8Array, round: bigint, ids: Bytes): Bytes {
  return join(taskHash, u64(round), u32(ids.length / HASH_BYTES), hash('set', ids), ids);
}

/** Reads a request; `undefined` for a wrong length. */
export function readCollect(bytes: Uint8Array): CollectRequest | undefined {
  try {
    const reader = new Reader(bytes);
    const [taskHash, round, count, hashOfSet] = [
      reader.take(HASH_BYTES),
      reader.u64(),
      reader.u32(),
      reader.take(HASH_BYTES),
    ];
    if (reader.left !== count * HASH_BYTES) return undefined;
    return { taskHash, round, setHash: hashOfSet, count, ids: reader.take(reader.left) };
  } catch (reason) {
    if (reason instanceof EndOfBytes) return undefined;
    throw reason;
  }
}

/** Returns an id of a request by its index. */
export function idAt({ ids }: Pick<CollectRequest, 'ids'>, i: number): Bytes {
  return ids.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
}

/** Tells whether a request's hash is that of its ids, and the ids strictly ascend. */
export function isWellFormedSet(request: CollectRequest): boolean {
  for (let i = 1; i < request.count; i++) if (compare(idAt(request, i - 1), idAt(request, i)) >= 0) return false;
  return equal(hash('set', request.ids), request.setHash);
}

/** Bytes before a release's sums, which name its task, round and set. */
export const RELEASE_HEADER_BYTES = 72;

/** Writes a release: taskHash ‖ u64 round ‖ set hash ‖ the T·L sums, p_(1,1) first. */
export function writeRelease(
  taskHash: Uint8Array,
  round: bigint,
  hashOfSet: Uint8Array,
  sums: readonly bigint[],
): Bytes {
  return join(taskHash, u64(round), hashOfSet, writeElements(sums));
}

/** Returns the length of a release in bytes. */
export function releaseLength({ parts, elements }: Pick<Geometry, 'parts' | 'elements'>): number {
  return RELEASE_HEADER_BYTES + ELEMENT_BYTES * parts * elements;
}

/** Reads the T·L sums of a release for the same task, round and set as `own`; `undefined` for anything else. */
export function readRelease(bytes: Uint8Array, own: Uint8Array, geometry: Geometry): bigint[] | undefined {
  if (bytes.length !== releaseLength(geometry)) return undefined;
  const [header, expected] = [bytes, own].map((share) => share.subarray(0, RELEASE_HEADER_BYTES));
  if (compare(header ?? bytes, expected ?? own) !== 0) return undefined;
  return readElements(bytes.subarray(RELEASE_HEADER_BYTES), geometry.curve);
}
