import type { Attempt } from './engine.js';

/** The median and the quartiles. */
export interface Spread {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
}

/** Computes quartiles by linear interpolation between neighbours. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part: number): number => {
    const place = part * (sorted.length - 1);
    const low = sorted[Math.floor(place)] ?? Number.NaN;
    const high = sorted[Math.ceil(place)] ?? Number.NaN;
    return low + (high - low) * (place - Math.floor(place));
  };
  return { q1: at(0.25), median: at(0.5), q3: at(0.75) };
}

export function median(values: readonly number[]): number {
  return spread(values).median;
}

/**
 * Computes the ratio of their time to ours. Each round gives one ratio of two samples taken shortly
 * after each other, so a slow period of the machine affects both.
 */
export function ratio(theirs: readonly number[], ours: readonly number[]): Spread {
  if (theirs.length !== ours.length) throw new Error('ratios need the same rounds');
  return spread(theirs.map((time, round) => time / (ours[round] ?? Number.NaN)));
}

/**
 * Returns the places 0 … count − 1 in the order of a round. Each round starts one place further.
 */
export function order(count: number, round: number): number[] {
  return Array.from({ length: count }, (_, i) => (i + round) % count);
}

/** The number of rounds that count, and of rounds before them that warm up. */
export interface Effort {
  readonly rounds: number;
  readonly warmUp: number;
}

/** A clock. `processor` counts the time of all threads of this process, which other programs disturb least. */
export interface Clock {
  readonly name: 'wall' | 'processor';
  /** Milliseconds. */
  now(): number;
}

export const WALL: Clock = { name: 'wall', now: () => performance.now() };

/** Returns the clock of the processor's time, or that of the wall in a page, which has no other. */
export function processorClock(): Clock {
  const { process } = globalThis as { readonly process?: NodeJS.Process };
  if (process === undefined) return WALL;
  return {
    name: 'processor',
    now() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
  };
}

/**
 * Measures contenders side by side: each round takes one sample of each, in an order that rotates.
 * Rounds that warm up are dropped. A contender is a list of verifications, of which each round
 * takes the next.
 *
 * @returns milliseconds, by contender, then round
 * @throws if a verification does not return true
 */
export async function roundRobin(
  contenders: readonly (readonly Attempt[])[],
  { rounds, warmUp }: Effort,
  clock: Clock = WALL,
): Promise<number[][]> {
  const times: number[][] = contenders.map(() => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const place of order(contenders.length, round + warmUp)) {
      const attempts = contenders[place] ?? [];
      const attempt = attempts[(round + warmUp) % attempts.length];
      if (attempt === undefined) throw new Error('a contender without a verification');
      const time = await sample(attempt, clock);
      if (round >= 0) times[place]?.push(time);
    }
  }
  return times;
}

/** Measures the milliseconds of one verification. An answer that isn't a promise is not awaited. */
async function sample(attempt: Attempt, clock: Clock): Promise<number> {
  const began = clock.now();
  const answer = attempt();
  const valid = typeof answer === 'boolean' ? answer : await answer;
  const time = clock.now() - began;
  if (valid !== true) throw new Error('a valid proof was refused while it was timed');
  return time;
}
