// What an aggregator publishes of a collected round: the result that both sign, and what it is about.

import { toBase64url } from '@fedzk/core';
import type { Aggregator, RoundSum } from '../aggregator/aggregator.js';
import { type Bytes, readUtf8 } from '../protocol/encoding.js';
import { HASH_BYTES } from '../protocol/hashes.js';
import { sumsBytes, writeResult } from '../protocol/result.js';
import type { Signatures } from '../protocol/signed.js';
import type { Served } from './served.js';

/** A round's result. Ids are of 32 bytes, one after the other in ascending order. */
export interface Published {
  /** Canonical JSON. */
  readonly result: Bytes;
  readonly signatures: Signatures;
  /** Four bytes each, big-endian. */
  readonly sums: Bytes;
  readonly set: Bytes;
  readonly announced?: Bytes | undefined;
  readonly omitted?: Bytes | undefined;
}

/** The ids that the helper has: those of the leader alone are no announcements. */
export type AnnouncedIds = Pick<Published, 'announced' | 'omitted'>;

/** Writes the result of a round, not signed yet. */
export function publish<Own extends Aggregator>(
  { task }: Served<Own>,
  round: bigint,
  { sums }: RoundSum,
  set: Bytes,
  ids: AnnouncedIds,
): Published {
  const { announced, omitted } = ids;
  const result = writeResult(task, {
    round,
    ids: each(set),
    sums,
    ...(announced && { announced: each(announced) }),
    ...(omitted && { omitted: each(omitted) }),
  });
  return { result: new Uint8Array(result), signatures: {}, sums: sumsBytes(sums), set, announced, omitted };
}

function each(ids: Bytes): readonly Bytes[] {
  return Array.from({ length: Math.floor(ids.length / HASH_BYTES) }, (_, i) =>
    ids.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

/** A document and who has signed it, as JSON. */
export function signedJson(document: string | Bytes, { leader, helper }: Signatures): object {
  const text = typeof document === 'string' ? document : readUtf8(document);
  const signatures = { ...(leader && { leader: toBase64url(leader) }), ...(helper && { helper: toBase64url(helper) }) };
  return { document: text, signatures };
}

/** The newest rounds whose results a process keeps. */
const MOST_KEPT = 16;

/** The results of one task that this process has made. */
export class Results {
  readonly #byRound = new Map<bigint, Published>();

  get(round: bigint): Published | undefined {
    return this.#byRound.get(round);
  }

  put(round: bigint, published: Published): void {
    this.#byRound.set(round, published);
    const [oldest] = this.#byRound.keys();
    if (this.#byRound.size > MOST_KEPT && oldest !== undefined) this.#byRound.delete(oldest);
  }
}
