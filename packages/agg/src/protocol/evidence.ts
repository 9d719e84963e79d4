// What lies beside a result (sums, report ids, a client's receipt), compared with it.

import { bytesOf, fieldsOf, optionsOf, toHex } from '@fedzk/core';
import { isReceipt } from './announcement.js';
import { setHash } from './collect.js';
import { type Bytes, compare } from './encoding.js';
import { HASH_BYTES, plainHash } from './hashes.js';
import { type IdSet, type RoundResult, sumsBytes } from './result.js';
import type { Task } from './task.js';

/** What a result is compared with, as far as it is there. Report ids follow each other in ascending order, 32 bytes each. */
export interface ResultEvidence {
  readonly sums?: Int32Array;
  /** Ids of the reports that were summed. */
  readonly set?: Uint8Array;
  readonly announced?: Uint8Array;
  readonly omitted?: Uint8Array;
  /** The helper's, 96 bytes. */
  readonly receipt?: Uint8Array;
}

/**
 * What does not agree with a result: `sums`; ids that are not those of the `set`, the `announced` or the `omitted`, or of these
 * one that can't be there: omitted and not announced, or omitted and summed. `receipt`: it is not the helper's for a report
 * of this round. `not-announced`: it is, and the helper denies that the report was announced.
 */
export type ResultFault = 'sums' | 'set' | 'announced' | 'omitted' | 'receipt' | 'not-announced';

const SETS = ['set', 'announced', 'omitted'] as const;

/**
 * Compares a result with what it is about.
 *
 * @param result what `openResult` gave
 * @returns what does not agree, in the order of the list
 * @throws {FedzkError} `invalid-argument`: no task with a file, or evidence of another type
 *
 * @example
 * ```ts
 * const faults = await compareResult(task, result, { sums, set, receipt, announced });
 * ```
 */
export async function compareResult(
  task: Task,
  result: RoundResult,
  evidence: ResultEvidence,
): Promise<readonly ResultFault[]> {
  const of = fieldsOf(result, ['round', 'count', 'set', 'sums', 'announced', 'omitted'], 'result');
  const given = optionsOf(evidence, ['sums', 'set', 'announced', 'omitted', 'receipt'], 'evidence');
  const expected = { set: { count: of.count, hash: of.set }, announced: of.announced, omitted: of.omitted };
  const ids: Partial<Record<(typeof SETS)[number], ReadonlySet<string>>> = {};
  const faults = new Set<ResultFault>();
  if (given.sums !== undefined && toHex(plainHash(sumsBytes(given.sums))) !== of.sums) faults.add('sums');
  for (const name of SETS) {
    if (given[name] === undefined) continue;
    const read = readIds(bytesOf(given[name], `evidence.${name}`));
    if (isSet(read, expected[name])) ids[name] = new Set(read?.map(toHex));
    else faults.add(name);
  }
  const { announced, omitted, set } = ids;
  const isImpossible = (id: string): boolean => set?.has(id) === true || announced?.has(id) === false;
  if (omitted && [...omitted].some(isImpossible)) faults.add('omitted');
  if (given.receipt !== undefined) {
    const receipt = bytesOf(given.receipt, 'evidence.receipt');
    if (!(await isReceipt(task, receipt, { round: of.round }))) faults.add('receipt');
    else if (announced?.has(toHex(receipt.subarray(0, HASH_BYTES))) === false) faults.add('not-announced');
  }
  return [...faults];
}

function isSet(ids: readonly Bytes[] | undefined, expected: IdSet | undefined): boolean {
  return ids?.length === expected?.count && ids !== undefined && toHex(setHash(ids)) === expected?.hash;
}

/** Ids that strictly ascend; `undefined` for what is none. */
function readIds(bytes: Uint8Array): Bytes[] | undefined {
  if (bytes.length % HASH_BYTES !== 0) return undefined;
  const ids = Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.slice(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
  const ascending = ids.every((id, i) => i === 0 || compare(ids[i - 1] ?? id, id) < 0);
  return ascending ? ids.map((id) => new Uint8Array(id)) : undefined;
}
