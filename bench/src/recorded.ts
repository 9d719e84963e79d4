// Tables of the README, made from a committed record.

import { existsSync, readFileSync } from 'node:fs';

/** The machine that a record was made on. */
interface Recorded {
  readonly runtime: string;
  readonly cpu: string;
  readonly cores: number;
  readonly loadBefore: number;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Makes the table of a comparison, and says where it was measured; or that there is no record yet.
 *
 * @param name of the comparison, as in `npm run bench -- guard`
 * @param markdown makes the table
 * @param peers says more of what it was measured with, such as `, with prio 0.17`
 */
export function recordedTable<Figures>(
  name: string,
  markdown: (figures: Figures) => string,
  peers: (versions: Recorded['versions']) => string = () => '',
): string {
  const file = new URL(`../record/${name}.json`, import.meta.url);
  if (!existsSync(file)) return `Not recorded yet: \`npm run bench -- ${name} --record\`.`;
  const { runtimes } = JSON.parse(readFileSync(file, 'utf8')) as { runtimes: readonly (Figures & Recorded)[] };
  const [recorded] = runtimes;
  if (recorded === undefined) throw new Error(`bench/record/${name}.json has no runtime`);
  const { runtime, cpu, cores, loadBefore, versions } = recorded;
  return `${markdown(recorded)}\n\nOn ${cpu}, ${cores} cores, load ${loadBefore}, in ${runtime}${peers(versions)}.`;
}
