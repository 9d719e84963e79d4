import { createVerifier } from '@fedzk/verify';
import { createVerifierPool, type VerifierPool } from '@fedzk/verify/pool';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { CURVE_NAMES, CURVES } from '../curves.js';
import type { Attempt, Instance } from '../engine.js';
import { snarkjs } from '../engines/snarkjs.js';
import { judge, judgeBatch } from '../judge.js';
import { ratio, roundRobin, type Spread, spread } from '../measure.js';
import { oneByOne } from '../measurements/batch.js';
import { rounded, versionsOf } from '../record.js';
import { range, table, targetLine } from '../report.js';
import type { Subject } from '../subject.js';
import { rerandomized, updateSlice } from '../vectors.js';

/**
 * Proofs in a sample. With so many, one round trip to a worker and the last proof, which one worker
 * verifies alone, count for little.
 */
const PROOFS = 100;
/** Proofs in a sample of snarkjs, whose time per proof doesn't depend on their number. */
const PROOFS_SNARKJS = 10;
/** Proofs that are judged before the clock starts. */
const JUDGED = 5;

const EFFORT = { rounds: 15, warmUp: 4 };
const QUICK = { rounds: 3, warmUp: 1 };

const LOOP = 'verifier, one by one';
const ONE = 'pool of 1, calls';
const TWO = 'pool of 2, calls';
const BATCH = 'verifier, batch';
const BATCH_ONE = 'pool of 1, batch';
const BATCH_TWO = 'pool of 2, batch';

/** Targets: lower limits of the rate of `who` divided by that of `peer`. */
const TARGETS = [
  { who: ONE, peer: LOOP, times: 0.9 },
  { who: TWO, peer: ONE, times: 1.8 },
  { who: BATCH_ONE, peer: BATCH, times: 0.9 },
  { who: BATCH_TWO, peer: BATCH_ONE, times: 1.8 },
] as const;

export const pool: BenchCase = {
  name: 'pool',
  summary: 'verdicts a second of a loop, and of pools of 1 and 2 workers, single calls and batches, on both curves',
  run,
};

/** One way to verify many proofs. */
interface Contender {
  readonly name: string;
  /** Proofs in a sample. */
  readonly proofs: number;
  /** Returns an attempt that verifies these proofs and says whether all are valid. */
  attempt(instances: readonly Instance[]): Attempt;
}

interface Row {
  readonly name: string;
  readonly verdictsPerSecond: Spread;
  /** The loop's time per proof divided by that of this contender. */
  readonly toLoop: Spread;
}

async function run({ quick }: RunOptions): Promise<Outcome> {
  const effort = quick ? QUICK : EFFORT;
  const results: object[] = [];
  for (const curve of CURVE_NAMES) {
    const subject = await rerandomized(updateSlice(curve), PROOFS);
    const { rows, targets } = await measure(subject, effort);
    results.push({ curve, proofs: PROOFS, ...effort, rows, targets });
    console.log(
      `\n${CURVES[curve].title}, ${subject.name}, ${PROOFS} proofs\n\n${show(rows)}\n\n${targets.join('\n')}`,
    );
  }
  const versions = versionsOf(['@fedzk/verify', 'snarkjs']);
  return { record: rounded({ versions, subject: updateSlice().name, results }) };
}

async function measure(
  subject: Subject,
  effort: { readonly rounds: number; readonly warmUp: number },
): Promise<{ rows: Row[]; targets: string[] }> {
  const { key, instances } = subject;
  const verifier = createVerifier(key);
  const theirs = snarkjs();
  await using one = createVerifierPool(key, { workers: 1 });
  await using two = createVerifierPool(key, { workers: 2 });
  const contenders: Contender[] = [
    {
      name: LOOP,
      proofs: PROOFS,
      attempt: oneByOne(
        ({ proof, publicSignals: s }) =>
          () =>
            verifier.verify(proof, s),
      ),
    },
    { name: ONE, proofs: PROOFS, attempt: allAtOnce(one) },
    { name: TWO, proofs: PROOFS, attempt: allAtOnce(two) },
    { name: BATCH, proofs: PROOFS, attempt: (some) => () => verifier.verifyBatch(some).ok },
    { name: BATCH_ONE, proofs: PROOFS, attempt: together(one) },
    { name: BATCH_TWO, proofs: PROOFS, attempt: together(two) },
  ];
  try {
    const prepared = await theirs.prepare(key);
    contenders.push({ name: 'snarkjs, with its workers', proofs: PROOFS_SNARKJS, attempt: oneByOne(prepared) });
    const some = { ...subject, instances: instances.slice(0, JUDGED) };
    await judge('snarkjs', prepared, some);
    for (const { name, attempt } of contenders) await judgeBatch(name, attempt, some);
    const attempts = contenders.map(({ proofs, attempt }) => [attempt(instances.slice(0, proofs))]);
    const samples = await roundRobin(attempts, effort);
    const times = samples.map((own, i) => own.map((time) => time / (contenders[i]?.proofs ?? 1)));
    return { rows: rowsOf(contenders, times), targets: targetsOf(contenders, times) };
  } finally {
    await theirs.close?.();
    verifier.dispose();
  }
}

/** Opens all calls at once, as a server does. */
function allAtOnce(pool: VerifierPool): Contender['attempt'] {
  return (instances) => async () => {
    const calls = instances.map(({ proof, publicSignals }) => pool.verify(proof, publicSignals));
    return (await Promise.all(calls)).every(Boolean);
  };
}

function together(pool: VerifierPool): Contender['attempt'] {
  return (instances) => async () => (await pool.verifyBatch(instances)).ok;
}

function rowsOf(contenders: readonly Contender[], times: readonly (readonly number[])[]): Row[] {
  return contenders.map(({ name }, i) => {
    const own = times[i] ?? [];
    return { name, verdictsPerSecond: spread(own.map((time) => 1000 / time)), toLoop: ratio(times[0] ?? [], own) };
  });
}

function targetsOf(contenders: readonly Contender[], times: readonly (readonly number[])[]): string[] {
  const of = (wanted: string): readonly number[] => times[contenders.findIndex(({ name }) => name === wanted)] ?? [];
  return TARGETS.map(({ who, peer, times: least }) => {
    const line = targetLine({ peer: `"${peer}"`, times: least }, ratio(of(peer), of(who)).median);
    return `${who}: ${line}`;
  });
}

function show(rows: readonly Row[]): string {
  return table(
    ['how', 'verdicts a second', 'quartiles', 'to the loop', 'quartiles'],
    rows.map(({ name, verdictsPerSecond, toLoop }) => [
      name,
      verdictsPerSecond.median.toFixed(0),
      range(verdictsPerSecond, 0),
      toLoop.median.toFixed(2),
      range(toLoop),
    ]),
  );
}
