// Many prepares in one message, and their answers: agg-service.md, §3.
//
//   job     = u8 1 ‖ u16 count ≤ 256 ‖ (u16 length ‖ prepare)…
//   answers = 33 bytes each, in the order of the prepares

import { ANSWER_BYTES } from './collect.js';
import { type Bytes, EndOfBytes, join, lp, Reader, u8, u16 } from './encoding.js';

const VERSION = 1;
/** The most prepares of a job. */
export const MOST_PREPARES = 256;
/** The most bytes of one job. */
export const MOST_JOB_BYTES: number = 2 ** 20;
const HEADER_BYTES = 3;
const LENGTH_BYTES = 2;

/** Packs prepares into as few jobs as possible, in their order. */
export function writeJobs(prepares: readonly Uint8Array[]): { readonly job: Bytes; readonly count: number }[] {
  const jobs: { job: Bytes; count: number }[] = [];
  let [group, length]: [Uint8Array[], number] = [[], HEADER_BYTES];
  const end = (): void => {
    if (group.length === 0) return;
    jobs.push({ job: join(u8(VERSION), u16(group.length), ...group.map(lp)), count: group.length });
    [group, length] = [[], HEADER_BYTES];
  };
  for (const prepare of prepares) {
    const more = LENGTH_BYTES + prepare.length;
    if (group.length === MOST_PREPARES || length + more > MOST_JOB_BYTES) end();
    group.push(prepare);
    length += more;
  }
  end();
  return jobs;
}

/** Reads the prepares of a job, in their order; `undefined` if it is invalid. */
export function readJob(bytes: Uint8Array): Bytes[] | undefined {
  if (bytes.length > MOST_JOB_BYTES) return undefined;
  try {
    const reader = new Reader(bytes);
    const [version, count] = [reader.u8(), reader.u16()];
    if (version !== VERSION || count === 0 || count > MOST_PREPARES) return undefined;
    const prepares = Array.from({ length: count }, () => reader.lp());
    reader.end();
    return prepares;
  } catch (reason) {
    if (reason instanceof EndOfBytes) return undefined;
    throw reason;
  }
}

/** Reads the answers to a job of so many prepares, in their order; `undefined` for another length. */
export function readAnswers(bytes: Uint8Array, count: number): Bytes[] | undefined {
  if (bytes.length !== count * ANSWER_BYTES) return undefined;
  return Array.from({ length: count }, (_, i) => new Uint8Array(bytes.slice(i * ANSWER_BYTES, (i + 1) * ANSWER_BYTES)));
}
