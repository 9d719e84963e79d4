import { arithmetics } from '../arithmetic/all.js';
import type { Arithmetic, Loop } from '../arithmetic/library.js';
import {
  expected,
  OPERATION_NAMES,
  OPERATIONS,
  type Operands,
  type Operation,
  operands,
} from '../arithmetic/operation.js';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { CURVE_NAMES, CURVES, type Curve } from '../curves.js';
import type { Attempt } from '../engine.js';
import { ratio, roundRobin, type Spread, spread } from '../measure.js';
import { rounded, versionOf, versionsOf } from '../record.js';
import { duration, table } from '../report.js';

/**
 * Shortest sample in milliseconds. A clock of some microseconds can measure it, and the price of
 * one call is small in it.
 */
const SAMPLE_MS = 3;

export const curves: BenchCase = {
  name: 'curves',
  summary: 'products, sums, multiples and pairings on both curves, beside ffjavascript, noble and mcl',
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  const effort = quick ? { rounds: 5, warmUp: 2 } : { rounds: 50, warmUp: 10 };
  const all = arithmetics();
  const results: Result[] = [];
  // Goes through one curve at a time, since mcl can have only one.
  for (const curve of CURVE_NAMES) {
    const own = await measure(curve, all, effort);
    results.push(...own);
    console.log(`\n${CURVES[curve].title}: time an operation, and its ratio to ours\n\n${show(own, all)}`);
  }
  const what = OPERATION_NAMES.map((name) => `${OPERATIONS[name].title}: ${OPERATIONS[name].what}`);
  const how = all.map(({ name, package: from, how }) => `${name} (${from} ${versionOf(from)}): ${how}`);
  console.log(`\n${[...what, '', ...how].join('\n')}`);
  return { record: rounded({ versions: versionsOf(all.map((library) => library.package)), ...effort, results }) };
}

/** Result of one operation. */
interface Result {
  readonly curve: Curve;
  readonly operation: Operation;
  /** Libraries that have the operation. */
  readonly libraries: readonly {
    readonly library: string;
    readonly ns: Spread;
    readonly ratioToOurs: Spread;
  }[];
}

/**
 * Times each operation of all libraries that have it, side by side. Compares each result before and
 * after.
 */
async function measure(
  curve: Curve,
  all: readonly Arithmetic[],
  effort: { readonly rounds: number; readonly warmUp: number },
): Promise<Result[]> {
  const values = await operands(curve);
  const started = [];
  for (const { name, start } of all) started.push({ name, loops: await start(curve, values) });

  const results: Result[] = [];
  for (const operation of OPERATION_NAMES) {
    const contenders: Contender[] = [];
    for (const { name, loops } of started) {
      const loop = loops[operation];
      if (loop !== undefined) contenders.push(await judged(name, loop, operation, curve, values));
    }
    const samples = await roundRobin(
      contenders.map(({ sample }) => [sample]),
      effort,
    );
    for (const { judge } of contenders) await judge();
    const ns = samples.map((times, i) => times.map((ms) => (ms * 1e6) / (contenders[i]?.times ?? Number.NaN)));
    const libraries = contenders.map(({ name }, i) => {
      const own = ns[i] ?? [];
      return { library: name, ns: spread(own), ratioToOurs: ratio(own, ns[0] ?? []) };
    });
    results.push({ curve, operation, libraries });
  }
  return results;
}

/** A loop that is measured. */
interface Contender {
  readonly name: string;
  /** Repetitions in a sample. */
  readonly times: number;
  readonly sample: Attempt;
  /**
   * Compares the value with the expected one.
   *
   * @throws if they differ after these repetitions
   */
  judge(): Promise<void>;
}

/** Checks a loop with a few repetitions, and finds how many make a sample. */
export async function judged(
  name: string,
  loop: Loop,
  operation: Operation,
  curve: Curve,
  values: Operands,
): Promise<Contender> {
  let total = 0;
  const run = (times: number): void => {
    loop.run(times);
    total += times;
  };
  const judge = async (): Promise<void> => {
    const [own, right] = [loop.value(), await expected(operation, curve, values, total)];
    if (`${own}` !== `${right}`) throw new Error(`${name}: ${operation} on ${curve} is wrong after ${total} times`);
  };
  for (const times of [1, 2]) {
    run(times);
    await judge();
  }

  let times = 1;
  for (let took = 0; took < SAMPLE_MS; ) {
    const began = performance.now();
    run(times);
    took = performance.now() - began;
    if (took < SAMPLE_MS) times = Math.ceil(times * Math.min(10, 1.2 * (SAMPLE_MS / took)));
  }
  const sample = (): boolean => {
    run(times);
    return true;
  };
  return { name, times, sample, judge };
}

function show(results: readonly Result[], all: readonly Arithmetic[]): string {
  return table(
    ['', ...all.map(({ name }) => name)],
    results.map(({ operation, libraries }) => [
      OPERATIONS[operation].title,
      ...all.map(({ name }, i) => {
        const row = libraries.find(({ library }) => library === name);
        if (row === undefined) return '';
        const time = duration(row.ns.median);
        return i === 0 ? time : `${time}  ${row.ratioToOurs.median.toFixed(2)}`;
      }),
    ]),
  );
}
