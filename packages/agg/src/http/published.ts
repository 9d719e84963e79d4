// What an aggregator publishes of a collected round: the result that both sign, and what it is about.

import { toBase64url } from '@fedzk/core';
import type { Aggregator, RoundSum } from '../aggregator/aggregator.js';
import type { RoundDocument } from '../aggregator/documents.js';
import { type Bytes, readUtf8 } from '../protocol/encoding.js';
import { HASH_BYTES } from '../protocol/hashes.js';
import { writeResult } from '../protocol/result.js';
import type { Signatures } from '../protocol/signed.js';
import type { Served } from './served.js';

/** The ids that the helper has, 32 bytes each in ascending order: those of the leader alone are no announcements. */
export interface AnnouncedIds {
  readonly announced?: Bytes | undefined;
  readonly omitted?: Bytes | undefined;
}

/** Writes the result of a round, not signed yet. @param set ids, 32 bytes each */
export function resultOf<Own extends Aggregator>(
  { task }: Served<Own>,
  round: bigint,
  { sums }: RoundSum,
  set: Bytes,
  { announced, omitted }: AnnouncedIds,
): Uint8Array {
  return writeResult(task, {
    round,
    ids: each(set),
    sums,
    ...(announced && { announced: each(announced) }),
    ...(omitted && { omitted: each(omitted) }),
  });
}

/** Ids of 32 bytes that are one after the other. */
export function each(ids: Bytes): readonly Bytes[] {
  return Array.from({ length: Math.floor(ids.length / HASH_BYTES) }, (_, i) =>
    ids.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

/** A document that both aggregators have signed. */
export type CompleteDocument = RoundDocument & { readonly signatures: Required<Signatures> };

/** Whether both aggregators have signed. */
export function isComplete(document: RoundDocument | undefined): document is CompleteDocument {
  return document?.signatures.leader !== undefined && document.signatures.helper !== undefined;
}

/** A document and who has signed it, as JSON. */
export function signedJson(document: string | Bytes, { leader, helper }: Signatures): object {
  const text = typeof document === 'string' ? document : readUtf8(document);
  const signatures = { ...(leader && { leader: toBase64url(leader) }), ...(helper && { helper: toBase64url(helper) }) };
  return { document: text, signatures };
}
