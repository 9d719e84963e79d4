// Makes what an aggregator publishes of a collected round: the result that both sign, and its report ids.

import { toBase64url } from '@fedzk/core';
import type { Aggregator, RoundSum } from '../aggregator/contract.js';
import type { RoundDocument } from '../aggregator/documents.js';
import { idsIn } from '../protocol/collect.js';
import { type Bytes, readUtf8 } from '../protocol/encoding.js';
import { HASH_BYTES } from '../protocol/hashes.js';
import { writeResult } from '../protocol/result.js';
import type { Signatures } from '../protocol/signed.js';
import type { Served } from './served.js';

/** The helper's ids, 32 bytes each in ascending order. The leader alone knows no announcements. */
export interface AnnouncedIds {
  readonly announced?: Bytes | undefined;
  readonly omitted?: Bytes | undefined;
}

/** Writes the unsigned result of a round. @param set ids, 32 bytes each */
export function resultOf<Own extends Aggregator>(
  { task }: Served<Own>,
  round: bigint,
  { sums }: RoundSum,
  set: Bytes,
  { announced, omitted }: AnnouncedIds,
): Uint8Array {
  return writeResult(task, {
    round,
    ids: idsIn(set),
    sums,
    ...(announced && { announced: idsIn(announced) }),
    ...(omitted && { omitted: idsIn(omitted) }),
  });
}

/** The most bytes of ids in an answer: those of a task with the most clients. */
export const MOST_IDS_BYTES: number = HASH_BYTES * 2 ** 16;
/** The most bytes of a result with its signatures, as JSON. */
export const MOST_RESULT_BYTES: number = 2 ** 16;

/** A document that both aggregators have signed. */
export type CompleteDocument = RoundDocument & { readonly signatures: Required<Signatures> };

/** Whether both aggregators have signed. */
export function isComplete(document: RoundDocument | undefined): document is CompleteDocument {
  return document?.signatures.leader !== undefined && document.signatures.helper !== undefined;
}

/** Writes a document and its signatures as JSON. */
export function signedJson(document: string | Bytes, { leader, helper }: Signatures): object {
  const text = typeof document === 'string' ? document : readUtf8(document);
  const signatures = { ...(leader && { leader: toBase64url(leader) }), ...(helper && { helper: toBase64url(helper) }) };
  return { document: text, signatures };
}
