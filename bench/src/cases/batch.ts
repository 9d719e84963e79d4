import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { CURVE_NAMES, CURVES, type Curve } from '../curves.js';
import type { Attempt, Engine, Instance, Prepared } from '../engine.js';
import { engines } from '../engines/all.js';
import { judge, judgeBatch } from '../judge.js';
import { ratio, roundRobin, type Spread, spread } from '../measure.js';
import { rounded, versionOf, versionsOf } from '../record.js';
import { range, type Target, table, targetLine } from '../report.js';
import { rerandomized, type Subject, updateSlice } from '../vectors.js';

const SIZES = [1, 10, 100] as const;
type Size = (typeof SIZES)[number];

/** Of a sample one by one: a proof takes as long in a row of 10 as in one of 100, so rounds stay short. */
const ROW = 10;
/** How many proofs are judged before they are timed. */
const JUDGED = 5;

const EFFORT: Readonly<Record<Size, { readonly rounds: number; readonly warmUp: number }>> = {
  1: { rounds: 100, warmUp: 20 },
  10: { rounds: 30, warmUp: 5 },
  100: { rounds: 20, warmUp: 3 },
};
const QUICK = { rounds: 3, warmUp: 1 };

/** For the largest batch, and the quicker of a peer's ways. */
const TARGETS: Readonly<Record<Curve, readonly Target[]>> = {
  bn254: [
    { peer: 'snarkjs', times: 27, aim: true },
    { peer: 'snarkjs, one thread', times: 19, aim: true },
    { peer: 'mcl', times: 3.7, aim: true },
    { peer: 'mcl, no G1 order', times: 3.7, aim: true },
    { peer: 'ark', times: 2.6, aim: true },
  ],
  'bls12-381': [
    { peer: 'snarkjs', times: 15, aim: true },
    { peer: 'snarkjs, one thread', times: 10, aim: true },
    { peer: 'mcl', times: 1.8, aim: true },
    { peer: 'ark', times: 3.1, aim: true },
  ],
};

export const batch: BenchCase = {
  name: 'batch',
  summary: '1, 10 and 100 proofs of one key, together and one by one, on both curves',
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  const results: Result[] = [];
  for (const curve of CURVE_NAMES) {
    const all = engines(curve).filter(({ name }) => name !== 'fedzk, bytes');
    try {
      const subject = await rerandomized(updateSlice(curve), Math.max(...SIZES));
      const contenders = await prepare(subject, all);
      for (const size of SIZES) {
        const effort = quick ? QUICK : EFFORT[size];
        const result = { curve, size, ...effort, rows: await measure(subject, size, contenders, effort) };
        results.push(result);
        console.log(`\n${CURVES[curve].title}, ${subject.name}, ${proofs(size)}\n\n${show(result, contenders)}`);
      }
    } finally {
      for (const engine of all) await engine.close?.();
    }
  }
  const largest = Math.max(...SIZES);
  const lines = CURVE_NAMES.flatMap((curve) =>
    targets(
      curve,
      results.find((result) => result.curve === curve && result.size === largest),
    ),
  );
  console.log(`\n${proofs(largest)}, by the medians of the ratios:\n${lines.join('\n')}`);
  const versions = versionsOf(engines('bn254').map((engine) => engine.package));
  return { record: rounded({ versions, subject: updateSlice().name, results, targets: lines }) };
}

/** A way to verify many proofs. */
interface Contender {
  readonly name: string;
  readonly package: string;
  readonly together: boolean;
  /** The attempt of these, and whether all were valid. */
  attempt(instances: readonly Instance[]): Attempt;
}

/** What came out for one size. Times are per proof. */
interface Result {
  readonly curve: Curve;
  readonly size: Size;
  readonly rows: readonly {
    readonly engine: string;
    readonly together: boolean;
    readonly msPerProof: Spread;
    readonly ratioToOurs: Spread;
  }[];
}

/** All ways, our batch first, after it was made sure that each tells right from wrong. */
async function prepare({ name, key, instances }: Subject, all: readonly Engine[]): Promise<Contender[]> {
  const contenders: Contender[] = [];
  const some = { name, key, instances: instances.slice(0, JUDGED) };
  for (const engine of all) {
    const { name: engineName, package: from } = engine;
    if (engine.prepareBatch !== undefined) {
      const attempt = await engine.prepareBatch(key);
      await judgeBatch(engineName, attempt, some);
      contenders.push({ name: engineName, package: from, together: true, attempt });
    }
    const prepared = await engine.prepare(key);
    await judge(engineName, prepared, some);
    const attempt = oneByOne(prepared);
    contenders.push({ name: engineName, package: from, together: false, attempt });
  }
  return contenders;
}

/** One proof after the other. What answers at once is not awaited. */
export function oneByOne(prepared: Prepared): Contender['attempt'] {
  return (instances) => {
    const attempts = instances.map(prepared);
    return () => {
      for (const [i, attempt] of attempts.entries()) {
        const answer = attempt();
        if (typeof answer !== 'boolean') return rest(answer, attempts.slice(i + 1));
        if (!answer) return false;
      }
      return true;
    };
  };
}

async function rest(first: Promise<boolean>, attempts: readonly Attempt[]): Promise<boolean> {
  if (!(await first)) return false;
  for (const attempt of attempts) if (!(await attempt())) return false;
  return true;
}

async function measure(
  { instances }: Subject,
  size: Size,
  contenders: readonly Contender[],
  effort: { readonly rounds: number; readonly warmUp: number },
): Promise<Result['rows']> {
  const lengths = contenders.map(({ together }) => (together ? size : Math.min(size, ROW)));
  const attempts = contenders.map(({ attempt }, i) => chunks(instances, lengths[i] ?? 1).map(attempt));
  const samples = await roundRobin(attempts, effort);
  const times = samples.map((own, i) => own.map((time) => time / (lengths[i] ?? 1)));
  const ours = times[0] ?? [];
  return contenders.map(({ name, together }, i) => {
    const own = times[i] ?? [];
    return { engine: name, together, msPerProof: spread(own), ratioToOurs: ratio(own, ours) };
  });
}

function chunks<T>(all: readonly T[], length: number): T[][] {
  return Array.from({ length: Math.floor(all.length / length) }, (_, i) => all.slice(i * length, (i + 1) * length));
}

function show({ rows }: Result, contenders: readonly Contender[]): string {
  return table(
    ['engine', 'version', 'how', 'ms a proof', 'quartiles', 'ratio to our batch', 'quartiles'],
    rows.map(({ engine, together, msPerProof, ratioToOurs }, i) => [
      engine,
      versionOf(contenders[i]?.package ?? ''),
      together ? 'together' : 'one by one',
      msPerProof.median.toFixed(3),
      range(msPerProof, 3),
      ratioToOurs.median.toFixed(2),
      range(ratioToOurs),
    ]),
  );
}

function targets(curve: Curve, result: Result | undefined): string[] {
  return TARGETS[curve].map((target) => {
    const ways = result?.rows.filter(({ engine }) => engine === target.peer) ?? [];
    const ratio = Math.min(...ways.map(({ ratioToOurs }) => ratioToOurs.median));
    return `${CURVES[curve].title}: ${targetLine(target, ways.length === 0 ? Number.NaN : ratio)}`;
  });
}

function proofs(count: number): string {
  return count === 1 ? '1 proof' : `${count} proofs`;
}
