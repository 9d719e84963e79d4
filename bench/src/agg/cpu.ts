// Processor time of all threads of this process. It includes WebCrypto's threads and excludes other
// processes.

import { type Effort, order } from '../measure.js';

/**
 * Measures contenders side by side, each once a round in an order that rotates.
 *
 * @param contenders each returns whether its result is right
 * @returns milliseconds, by contender, then round
 */
export async function cpuTimes(
  contenders: readonly ((round: number) => Promise<boolean>)[],
  { rounds, warmUp }: Effort,
  prepare: (round: number) => Promise<void> = async () => {},
): Promise<number[][]> {
  const times: number[][] = contenders.map(() => []);
  for (let round = 0; round < warmUp + rounds; round++) {
    await prepare(round);
    for (const place of order(contenders.length, round)) {
      const began = process.cpuUsage();
      const right = await contenders[place]?.(round);
      const { user, system } = process.cpuUsage(began);
      if (right !== true) throw new Error('a right report was refused while it was timed');
      if (round >= warmUp) times[place]?.push((user + system) / 1_000);
    }
  }
  return times;
}
