import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { rounded, versionsOf } from '../record.js';
import { table } from '../report.js';
import { type Schedule, trainFederated } from '../train/federated.js';
import { type Summary, shown, summarize, WAYS, type Way } from '../train/ways.js';

const SCHEDULE: Schedule = { clients: 10, rounds: 24, steps: 10, rate: 1 };
const QUICK: Schedule = { ...SCHEDULE, rounds: 2, steps: 2 };
/** Seeds. Each distributes the pictures among the clients in another way. */
const SEEDS = [1, 2, 3, 4, 5];

export const train: BenchCase = {
  name: 'train',
  summary: 'accuracy of federated training on the digits, with updates as floats and quantized',
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  const schedule = quick ? QUICK : SCHEDULE;
  const seeds = quick ? SEEDS.slice(0, 2) : SEEDS;
  const trained = WAYS.map(({ options }) => seeds.map((seed) => trainFederated(options, seed, schedule)));
  const floats = trained[0] ?? [];
  const results = WAYS.map((way, i) => ({ ...way, ...summarize(trained[i] ?? [], floats) }));
  const { clients, rounds, steps } = schedule;
  console.log(`\n${clients} clients, ${rounds} rounds of ${steps} steps; means over ${seeds.length} seeds\n`);
  console.log(show(results));
  const versions = versionsOf(['@fedzk/prove', '@fedzk/verify']);
  return { record: rounded({ versions, ...schedule, seeds: seeds.length, results }, 8) };
}

function show(results: readonly (Way & Summary)[]): string {
  return table(
    ['updates', 'clip', 'accuracy, %', '±', 'behind float, points', '±', 'loss', '±'],
    results.map(({ name, options, accuracy, behind, loss }) => [
      name,
      String(options?.clip ?? ''),
      ...shown(accuracy, 100, 2),
      ...shown(behind, 100, 2),
      ...shown(loss, 1, 4),
    ]),
  );
}
