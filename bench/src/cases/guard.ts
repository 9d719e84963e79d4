import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { measureSubject, type SubjectResult } from '../contenders.js';
import { type GuardFigures, shown, targets } from '../guard/figures.js';
import { subjects } from '../guard/limiters.js';
import { type LoadEffort, measureLoad } from '../guard/load.js';
import { rounded, versionsOf } from '../record.js';

const [EFFORT, QUICK] = [
  { rounds: 40, warmUp: 5 },
  { rounds: 3, warmUp: 1 },
];

/** About a minute. */
const LOAD: LoadEffort = { rounds: 5, plainRounds: 2, windowMs: 2500, warmUpMs: 2000, clients: 100, perSecond: 150 };
const QUICK_LOAD: LoadEffort = { rounds: 1, plainRounds: 1, windowMs: 500, warmUpMs: 500, clients: 20, perSecond: 50 };

export const guard: BenchCase = {
  name: 'guard',
  summary:
    'one request against a limit in memory, beside rate-limiter-flexible; honest clients of a service under attack',
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  const effort = quick ? QUICK : EFFORT;
  const results: SubjectResult[] = [];
  for (const subject of await subjects()) results.push(await measureSubject(subject, effort));
  const load = quick ? QUICK_LOAD : LOAD;
  // Only Linux has all of 127.0.0.0/8, from which clients and attackers connect.
  const isLinux = process.platform === 'linux';
  const figures: GuardFigures = {
    results,
    load: isLinux ? { effort: load, results: await measureLoad(load) } : undefined,
  };
  const lines = targets(figures);
  console.log(`\n${shown(figures)}\n\nby the medians of the ratios:\n${lines.join('\n')}`);
  return {
    record: rounded({ versions: versionsOf(['rate-limiter-flexible']), ...effort, ...figures, targets: lines }),
  };
}
