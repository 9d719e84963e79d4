import type { BenchCase, Outcome, RunOptions } from '../case.js';
import type { Attempt, Engine, Prepared } from '../engine.js';
import { fedzk, fedzkBytes } from '../engines/fedzk.js';
import { mclNoG1Order, mclOrder } from '../engines/mcl.js';
import { noble } from '../engines/noble.js';
import { snarkjs, snarkjsSingleThread } from '../engines/snarkjs.js';
import { ratio, roundRobin, type Spread, spread } from '../measure.js';
import { rounded, versionOf, versionsOf } from '../record.js';
import { range, type Target, table, targetLine } from '../report.js';
import { type Subject, semaphore, simulated, updateSlice, withChangedSignal } from '../vectors.js';

/** All engines, ours first: the first is what the ratios are to. */
export function engines(): Engine[] {
  return [fedzk(), fedzkBytes(), snarkjs(), snarkjsSingleThread(), noble(), mclOrder(), mclNoG1Order()];
}

/** For the first subject. */
const TARGETS: readonly Target[] = [
  { peer: 'snarkjs', times: 1 },
  { peer: 'snarkjs, one thread', times: 1 },
  { peer: 'noble', times: 1 },
  { peer: 'snarkjs', times: 8, later: true },
  { peer: 'mcl', times: 2.5, later: true },
  { peer: 'mcl, no G1 order', times: 2.5, later: true },
];

export const verify: BenchCase = {
  name: 'verify',
  summary: 'one Groth16 proof over BN254, 1 to 64 public signals, against snarkjs, noble and mcl',
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  const effort = quick ? { rounds: 7, warmUp: 3 } : { rounds: 150, warmUp: 25 };
  const all = engines();
  try {
    const results: Result[] = [];
    for (const subject of subjects()) {
      const result = await measure(subject, all, effort);
      results.push(result);
      console.log(`\n${result.subject}, n = ${result.nPublic}\n\n${show(result, all)}`);
    }
    console.log(`\n${all.map(({ name, checks }) => `${name}: ${checks}`).join('\n')}`);
    console.log(`\n${results[0]?.subject}, by the medians of the ratios:\n${targets(results[0]).join('\n')}`);
    const versions = versionsOf(all.map((engine) => engine.package));
    return { record: rounded({ versions, ...effort, results, targets: targets(results[0]) }) };
  } finally {
    for (const engine of all) await engine.close?.();
  }
}

function subjects(): Subject[] {
  const names = ['nPublic 1', 'nPublic 4', 'nPublic 16, edge signals', 'nPublic 64'];
  const chosen = simulated().filter(({ name }) => names.includes(name));
  return [updateSlice(), semaphore(), ...chosen.map((subject) => ({ ...subject, name: `simulated: ${subject.name}` }))];
}

/** What came out for one key. */
interface Result {
  readonly subject: string;
  readonly nPublic: number;
  readonly engines: readonly {
    readonly engine: string;
    readonly strict: boolean;
    readonly ms: Spread;
    readonly ratioToOurs: Spread;
  }[];
}

/** Prepares all engines, makes sure that each tells right from wrong, and times them side by side. */
async function measure(
  { name, key, instances }: Subject,
  all: readonly Engine[],
  effort: { readonly rounds: number; readonly warmUp: number },
): Promise<Result> {
  const contenders: Attempt[][] = [];
  for (const engine of all) {
    const prepared = await engine.prepare(key);
    await judge(engine.name, prepared, { name, key, instances });
    contenders.push(instances.map(prepared));
  }
  const times = await roundRobin(contenders, effort);
  const ours = times[0] ?? [];
  return {
    subject: name,
    nPublic: key.nPublic,
    engines: all.map(({ name: engine, strict }, i) => {
      const own = times[i] ?? [];
      return { engine, strict, ms: spread(own), ratioToOurs: ratio(own, ours) };
    }),
  };
}

/**
 * Makes sure that an engine accepts each valid proof and refuses it with another signal.
 *
 * @throws where it doesn't
 */
export async function judge(engine: string, prepared: Prepared, { name, key, instances }: Subject): Promise<void> {
  for (const instance of instances) {
    if (!(await prepared(instance)())) throw new Error(`${engine} refuses a valid proof of "${name}"`);
    if (key.nPublic > 0 && (await prepared(withChangedSignal(instance))())) {
      throw new Error(`${engine} accepts a proof of "${name}" with a changed signal`);
    }
  }
}

function show({ engines: rows }: Result, all: readonly Engine[]): string {
  return table(
    ['engine', 'version', 'strict', 'median ms', 'quartiles', 'ratio to ours', 'quartiles'],
    rows.map(({ engine, strict, ms, ratioToOurs }, i) => [
      engine,
      versionOf(all[i]?.package ?? ''),
      strict ? 'yes' : 'no',
      ms.median.toFixed(2),
      range(ms),
      ratioToOurs.median.toFixed(2),
      range(ratioToOurs),
    ]),
  );
}

function targets(result: Result | undefined): string[] {
  return TARGETS.map((target) => {
    const row = result?.engines.find(({ engine }) => engine === target.peer);
    return targetLine(target, row?.ratioToOurs.median ?? Number.NaN);
  });
}
