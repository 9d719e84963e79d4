// The messages after a round: aggregation.md, "Collect".

import { ELEMENT_BYTES, readElements, writeElements } from '@fedzk/statement';
import { type Bytes, compare, EndOfBytes, equal, join, Reader, u8, u32, u64 } from './encoding.js';
import type { Geometry } from './geometry.js';
import { HASH_BYTES, hash } from './hashes.js';

/** What a helper says to prepare. */
export type Verdict = 'refused' | 'accepted' | 'later';

const VERDICTS: readonly Verdict[] = ['refused', 'accepted', 'later'];

/** reportId ‖ u8: 0 refused, 1 accepted, 2 later. */
export function writeAnswer(reportId: Uint8Array, verdict: Verdict): Bytes {
  return join(reportId, u8(VERDICTS.indexOf(verdict)));
}

/** Bytes of an answer. */
export const ANSWER_BYTES: number = HASH_BYTES + 1;

/** `undefined` for what is no answer. */
export function readAnswer(bytes: Uint8Array): { reportId: Bytes; verdict: Verdict } | undefined {
  const verdict = VERDICTS[bytes[HASH_BYTES] ?? VERDICTS.length];
  if (bytes.length !== ANSWER_BYTES || verdict === undefined) return undefined;
  return { reportId: new Uint8Array(bytes.subarray(0, HASH_BYTES)), verdict };
}

/** H("set", the report ids in ascending order). */
export function setHash(ids: readonly Uint8Array[]): Bytes {
  return hash('set', join(...ids));
}

/** The ids in ascending order. */
export function sorted(ids: readonly Bytes[]): Bytes[] {
  return [...ids].sort(compare);
}

/** What the leader asks for. */
export interface CollectRequest {
  readonly taskHash: Bytes;
  readonly round: bigint;
  readonly setHash: Bytes;
  readonly count: number;
  /** The report ids one after the other, 32 bytes each. */
  readonly ids: Bytes;
}

/** taskHash ‖ u64 round ‖ u32 count ‖ H("set", ids) ‖ ids. */
export function writeCollect(taskHash: Uint8Array, round: bigint, ids: readonly Uint8Array[]): Bytes {
  return writeRequest(taskHash, round, join(...ids));
}

/** The same of ids that are one after the other already. */
export function writeRequest(taskHash: Uint8Array, round: bigint, ids: Bytes): Bytes {
  return join(taskHash, u64(round), u32(ids.length / HASH_BYTES), hash('set', ids), ids);
}

/** `undefined` for a wrong length. */
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

/** An id of a request, by its number. */
export function idAt({ ids }: Pick<CollectRequest, 'ids'>, i: number): Bytes {
  return ids.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
}

/** Whether the hash is that of the ids, and these strictly ascend. */
export function isWellFormedSet(request: CollectRequest): boolean {
  for (let i = 1; i < request.count; i++) if (compare(idAt(request, i - 1), idAt(request, i)) >= 0) return false;
  return equal(hash('set', request.ids), request.setHash);
}

/** Bytes before the sums: a released share is of this task, round and set. */
export const RELEASE_HEADER_BYTES = 72;

/** taskHash ‖ u64 round ‖ set hash ‖ the T·L sums, p_(1,1) first. */
export function writeRelease(
  taskHash: Uint8Array,
  round: bigint,
  hashOfSet: Uint8Array,
  sums: readonly bigint[],
): Bytes {
  return join(taskHash, u64(round), hashOfSet, writeElements(sums));
}

/** Bytes of a release. */
export function releaseLength({ parts, elements }: Pick<Geometry, 'parts' | 'elements'>): number {
  return RELEASE_HEADER_BYTES + ELEMENT_BYTES * parts * elements;
}

/** The T·L sums of a share released for the same task, round and set as `own`; `undefined` for anything else. */
export function readRelease(bytes: Uint8Array, own: Uint8Array, geometry: Geometry): bigint[] | undefined {
  if (bytes.length !== releaseLength(geometry)) return undefined;
  const [header, expected] = [bytes, own].map((share) => share.subarray(0, RELEASE_HEADER_BYTES));
  if (compare(header ?? bytes, expected ?? own) !== 0) return undefined;
  return readElements(bytes.subarray(RELEASE_HEADER_BYTES), geometry.curve);
}
