import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { rounded } from '../record.js';
import { shown, targets } from '../server/figures.js';
import { measureServer, type ServerEffort } from '../server/load.js';

/** Some four minutes. */
const EFFORT: ServerEffort = {
  ...{ rounds: 5, plainRounds: 2, windowMs: 4_000, warmUpMs: 3_000 },
  ...{ clients: 100, cpuRounds: 10, cpuWarmUp: 3 },
};
const QUICK: ServerEffort = {
  ...{ rounds: 1, plainRounds: 1, windowMs: 500, warmUpMs: 500 },
  ...{ clients: 20, cpuRounds: 2, cpuWarmUp: 1 },
};

export const server: BenchCase = {
  name: 'server',
  summary: "honest clients of an aggregator over mutual TLS under attack; a report's processor time over the handler's",
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  if (process.platform !== 'linux') {
    console.log('\nnot here: only Linux has all of 127.0.0.0/8, from which clients and attackers connect');
    return { record: { missing: 'only Linux has the addresses for it' } };
  }
  const figures = await measureServer(quick ? QUICK : EFFORT);
  const lines = targets(figures);
  console.log(`\n${shown(figures)}\n\nby the medians of the ratios:\n${lines.join('\n')}`);
  return { record: rounded({ ...figures, targets: lines }) };
}
