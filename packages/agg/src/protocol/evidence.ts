// Compares a result with the evidence beside it: sums, report ids, a client's receipt.

import { bytesOf, fieldsOf, optionsOf, toHex, unexpected } from '@fedzk/core';
import { isReceipt } from './announcement.js';
import { idsIn, setHash } from './collect.js';
import { type Bytes, compare } from './encoding.js';
import { HASH_BYTES, plainHash } from './hashes.js';
import { type IdSet, type RoundResult, sumsBytes } from './result.js';
import type { Task } from './task.js';

/** What to compare a result with; each field is optional. Report ids are joined in ascending order, 32 bytes each. */
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
 * A contradiction to a result:
 * - `sums`: they are not the result's;
 * - `set`, `announced`, `omitted`: these ids are not the result's; also an omitted id that is not
 *   announced, or is summed;
 * - `receipt`: it is not the helper's for a report of this round;
 * - `not-announced`: the receipt is right, but its report is not among those announced.
 */
export type ResultFault = 'sums' | 'set' | 'announced' | 'omitted' | 'receipt' | 'not-announced';

const SETS = ['set', 'announced', 'omitted'] as const;

/**
 * Compares a result with its evidence.
 *
 * @param result a result that `openResult` returned
 * @returns the contradictions, in the order of {@link ResultFault}
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
  if (typeof of.set !== 'string' || typeof of.sums !== 'string') {
    throw unexpected('result', 'a result that openResult returned', result);
  }
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

/** Reads joined ids that strictly ascend; `undefined` if they are invalid. */
function readIds(bytes: Uint8Array): Bytes[] | undefined {
  if (bytes.length % HASH_BYTES !== 0) return undefined;
  const ids = idsIn(bytes);
  const ascending = ids.every((id, i) => i === 0 || compare(ids[i - 1] ?? id, id) < 0);
  return ascending ? ids : undefined;
}
