import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { CURVE_NAMES, CURVES, type Curve } from '../curves.js';
import { engines } from '../engines/all.js';
import type { Effort } from '../measure.js';
import type { BatchResult } from '../measurements/batch.js';
import { rounded, versionOf, versionsOf } from '../record.js';
import { range, type Target, table, targetLine } from '../report.js';
import { RUNTIME_NAMES } from '../runtimes/runtime.js';
import { rerandomized, updateSlice } from '../vectors.js';

const SIZES = [1, 10, 100] as const;
type Size = (typeof SIZES)[number];

const EFFORT: Readonly<Record<Size, Effort>> = {
  1: { rounds: 50, warmUp: 10 },
  10: { rounds: 20, warmUp: 4 },
  100: { rounds: 12, warmUp: 2 },
};
const QUICK = { rounds: 3, warmUp: 1 };

/** Targets for the largest batch, in the quicker way of each peer. */
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
  runtimes: RUNTIME_NAMES,
  run,
};

async function run({ quick, runtime }: RunOptions): Promise<Outcome> {
  const results: BatchResult[] = [];
  for (const curve of CURVE_NAMES) {
    const subject = await rerandomized(updateSlice(curve), Math.max(...SIZES));
    const sizes = SIZES.map((size) => ({ size, ...(quick ? QUICK : EFFORT[size]) }));
    for (const result of await runtime.measure('batch', { curve, subject, sizes })) {
      results.push(result);
      console.log(`\n${CURVES[curve].title}, ${subject.name}, ${proofs(result.size)}\n\n${show(result)}`);
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

function show({ curve, rows }: BatchResult): string {
  const packages = new Map(engines(curve).map((engine) => [engine.name, engine.package]));
  return table(
    ['engine', 'version', 'how', 'ms a proof', 'quartiles', 'ratio to our batch', 'quartiles'],
    rows.map(({ engine, together, msPerProof, ratioToOurs }) => [
      engine,
      versionOf(packages.get(engine) ?? ''),
      together ? 'together' : 'one by one',
      msPerProof.median.toFixed(3),
      range(msPerProof, 3),
      ratioToOurs.median.toFixed(2),
      range(ratioToOurs),
    ]),
  );
}

function targets(curve: Curve, result: BatchResult | undefined): string[] {
  return TARGETS[curve].map((target) => {
    const ways = result?.rows.filter(({ engine }) => engine === target.peer) ?? [];
    const ratio = Math.min(...ways.map(({ ratioToOurs }) => ratioToOurs.median));
    return `${CURVES[curve].title}: ${targetLine(target, ways.length === 0 ? Number.NaN : ratio)}`;
  });
}

function proofs(count: number): string {
  return count === 1 ? '1 proof' : `${count} proofs`;
}
