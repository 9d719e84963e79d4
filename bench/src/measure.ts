import type { Attempt } from './engine.js';

/** A middle value and the quarters around it. */
export interface Spread {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
}

/** The quartiles of numbers, by linear interpolation between neighbours. */
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
 * How many times as long theirs took as ours. Each round gives one ratio, of two samples taken shortly after each other,
 * so what slows the machine for a while slows both.
 */
export function ratio(theirs: readonly number[], ours: readonly number[]): Spread {
  if (theirs.length !== ours.length) throw new Error('ratios need the same rounds');
  return spread(theirs.map((time, round) => time / (ours[round] ?? Number.NaN)));
}

/** The places 0 … count − 1 in the order of a round: each round starts one further. */
export function order(count: number, round: number): number[] {
  return Array.from({ length: count }, (_, i) => (i + round) % count);
}

/** How many rounds count, and how many before them do not. */
export interface Effort {
  readonly rounds: number;
  readonly warmUp: number;
}

/**
 * Measures contenders side by side: in each round one sample of each in turn, in an order that rotates. The first
 * rounds warm up and are dropped. A contender is a list of verifications, which it goes through round by round.
 *
 * @returns milliseconds, by contender, then round
 * @throws where a verification does not say true
 */
export async function roundRobin(
  contenders: readonly (readonly Attempt[])[],
  { rounds, warmUp }: Effort,
): Promise<number[][]> {
  const times: number[][] = contenders.map(() => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const place of order(contenders.length, round + warmUp)) {
      const attempts = contenders[place] ?? [];
      const attempt = attempts[(round + warmUp) % attempts.length];
      if (attempt === undefined) throw new Error('a contender without a verification');
      const time = await sample(attempt);
      if (round >= 0) times[place]?.push(time);
    }
  }
  return times;
}

/** The milliseconds of one verification. What answers at once is not awaited. */
async function sample(attempt: Attempt): Promise<number> {
  const began = performance.now();
  const answer = attempt();
  const valid = typeof answer === 'boolean' ? answer : await answer;
  const time = performance.now() - began;
  if (valid !== true) throw new Error('a valid proof was refused while it was timed');
  return time;
}
