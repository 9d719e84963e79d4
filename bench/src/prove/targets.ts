// Targets of `prove`, and whether they are met.

import { SECURITY_LEVELS } from '@fedzk/verify/levels';
import { readInstances } from '../../../packages/circuits/scripts/instances.js';
import type { SubjectResult } from '../contenders.js';
import { type Target, targetLine } from '../report.js';
import type { FirstResult, MemoryResult } from './processes.js';
import { ANEW, KEPT, OURS, THREADS, WORKERS } from './provers.js';
import { CIRCOM, OWN, SNARKJS, TYPED } from './witness.js';

/** Upper limit of a curve's module, in thousands of bytes after gzip. */
export const WASM_KB = 120;

/** A target of one of our contenders, for subjects whose name matches. */
interface Wanted extends Target {
  readonly subject: RegExp;
  readonly ours: string;
}

const PROVERS: readonly Wanted[] = [
  { subject: /^1k/, ours: OURS, peer: ANEW, times: 5 },
  { subject: /^1k/, ours: OURS, peer: ANEW, times: 8, aim: true },
  { subject: /^1k/, ours: OURS, peer: KEPT, times: 3 },
  { subject: /^1k/, ours: OURS, peer: WORKERS, times: 3 },
  { subject: /^10+k/, ours: OURS, peer: ANEW, times: 3 },
  { subject: /^10+k/, ours: OURS, peer: ANEW, times: 4, aim: true },
  { subject: /^10+k/, ours: THREADS, peer: OURS, times: 1.6 },
  { subject: /^10+k/, ours: THREADS, peer: OURS, times: 1.8, aim: true },
];

const WITNESSES: readonly Wanted[] = [SNARKJS, CIRCOM].flatMap((peer) => [
  { subject: /./, ours: OURS, peer, times: 1 },
  { subject: /./, ours: OWN, peer, times: 1.5 },
  { subject: /./, ours: TYPED, peer, times: 1.5 },
]);

export function proverLines(result: SubjectResult): string[] {
  return linesOf(result, PROVERS);
}

export function witnessLines(result: SubjectResult): string[] {
  return linesOf(result, WITNESSES);
}

function linesOf({ subject, contenders }: SubjectResult, wanted: readonly Wanted[]): string[] {
  return wanted.flatMap((target) => {
    const ratio = contenders.find(({ contender }) => contender === target.peer)?.toOurs[target.ours]?.median;
    if (ratio === undefined || !target.subject.test(subject)) return [];
    return [`${subject}, ${target.ours}: ${targetLine(target, ratio)}`];
  });
}

/**
 * Upper limits: our memory divided by snarkjs's, and the first proof's time divided by that of a
 * later one.
 */
const MEMORY = { most: 0.6, aim: 0.4 };
const FIRST = { most: 1.2, aim: 1.1 };

export function memoryLines({ subject, by, oursToTheirs }: MemoryResult): string[] {
  if (!by.startsWith('snarkjs')) return [];
  return atMost(`${subject}, memory of a process, to ${by}`, oursToTheirs.median, MEMORY);
}

export function firstLines({ subject, firstToLater }: FirstResult): string[] {
  return atMost(`${subject}, first proof to later ones`, firstToLater.median, FIRST);
}

function atMost(what: string, ratio: number, { most, aim }: { readonly most: number; readonly aim: number }): string[] {
  const line = (limit: number, otherwise: string): string =>
    `${what}: ≤ ${limit}×: ${ratio.toFixed(2)}× ${ratio <= limit ? 'met' : otherwise}`;
  return [line(most, 'missed'), line(aim, 'open')];
}

/** Lower limits of the values of 8 bits in a proof. */
const CAPACITY = { standard: [64, 64], enhanced: [768, 800], maximum: [8000, 8192] } as const;

/** Returns lines on the values that each level's circuit proves within the level's constraints. */
export function capacityLines(): string[] {
  return readInstances().flatMap(({ level, parameters: { n = 0, b }, constraints: { nonLinear, linear } }) => {
    if (level === undefined) return [];
    const [count, limit] = [nonLinear + linear, SECURITY_LEVELS[level].constraints];
    const fits = b === 8 && count <= limit;
    const [most, aim] = CAPACITY[level];
    const what = `${level}, ${count} of ${limit} constraints`;
    const line = (wanted: number, otherwise: string): string =>
      `${what}: ≥ ${wanted} values of 8 bits: ${n} ${fits && n >= wanted ? 'met' : otherwise}`;
    return [line(most, 'missed'), line(aim, 'open')];
  });
}
