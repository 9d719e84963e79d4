import { memoryStorage } from '@fedzk/agg';
import { createVerifier, type Verifier } from '@fedzk/verify';
import { type Forged, forge } from '../../../packages/agg/test/support/forge.js';
import { key, type Setting, setting } from '../../../packages/agg/test/support/round.js';
import { acceptBefore, type Before, prepareBefore } from '../agg/before/checks.js';
import { cpuTimes } from '../agg/cpu.js';
import { type Throughput, throughputs } from '../agg/throughput.js';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { type Effort, ratio, type Spread, spread } from '../measure.js';
import { rounded, versionsOf } from '../record.js';
import { range, table, targetLine } from '../report.js';

/** What is reported: 650 values of 8 bits in one proof, and as many in five. */
const SHAPES = [
  { name: '650 values, 1 proof', n: 650, parts: 1 },
  { name: '650 values, 5 proofs', n: 130, parts: 5 },
] as const;
const [EFFORT, QUICK] = [
  { rounds: 30, warmUp: 5 },
  { rounds: 3, warmUp: 1 },
];
/** Reports that come at once. */
const AT_ONCE = 32;

export const agg: BenchCase = {
  name: 'agg',
  summary: "a report's checks at the leader and at the helper, beside the code before the service",
  run,
};

interface Row {
  readonly name: string;
  /** Milliseconds of processor time a report, over all threads. */
  readonly cpuMs: Spread;
  readonly cpuMsBefore: Spread;
  readonly beforeToNow: Spread;
  readonly reportsPerSecondAndCore: number;
}

async function run({ quick }: RunOptions): Promise<Outcome> {
  const effort = quick ? QUICK : EFFORT;
  const results: Row[] = [];
  for (const shape of SHAPES) results.push(...(await measure(shape, effort, AT_ONCE)));
  const bytes = await throughputs(effort);
  console.log(`\n${show(results)}\n\n${showThroughput(bytes)}\n\n${targets(results)}`);
  const versions = versionsOf(['@hpke/core', '@fedzk/verify']);
  return { record: rounded({ versions, ...effort, atOnce: AT_ONCE, results, throughput: bytes }) };
}

/** The rows of one shape: each side, now and before, in turn, on the same reports. A round of the bench is one of the task. */
export async function measure(
  { name, n, parts }: { readonly name: string; readonly n: number; readonly parts: number },
  effort: Effort,
  atOnce: number,
): Promise<Row[]> {
  const clients = Array.from({ length: atOnce }, (_, i) => `client_${i}`);
  const set = setting({ level: 'enhanced', n, parts, headroom: 10, maxNormSq: 50_000n, clients });
  using verifier = createVerifier(key.verificationKey);
  const [leader, helper] = [set.leader(memoryStorage()), set.helper(memoryStorage())];
  const before = { leader: known(set, 'leader', verifier), helper: known(set, 'helper', verifier) };
  const values = Array.from({ length: n }, (_, i) => (i % 7) - 3);
  let reports: readonly Forged[] = [];
  const together = async (work: (report: Forged) => Promise<boolean>): Promise<boolean> =>
    (await Promise.all(reports.map(work))).every((right) => right);
  const oneByOne = async (work: (report: Forged) => Promise<boolean>): Promise<boolean> => {
    let right = true;
    for (const report of reports) right = (await work(report)) && right;
    return right;
  };
  const times = await cpuTimes(
    [
      () => together(async ({ report }) => (await leader.submit(report)).verdict === 'pending'),
      () => oneByOne(async ({ report }) => (await prepareBefore(report, before.leader)).length > 0),
      () => together(async ({ prepare }) => (await helper.prepare(prepare))[32] === 1),
      () => oneByOne(({ prepare }) => acceptBefore(prepare, before.helper)),
    ],
    effort,
    async (round) => {
      for (const aggregator of [leader, helper]) await aggregator.openRound(round + 1);
      reports = await Promise.all(clients.map((id) => forge(set, id, BigInt(round + 1), values)));
    },
  );
  return (['leader', 'helper'] as const).map((side, i) => {
    const [now = [], then = []] = times.slice(2 * i, 2 * i + 2).map((each) => each.map((ms) => ms / atOnce));
    const cpuMs = spread(now);
    return {
      name: `${name}, ${side}`,
      ...{ cpuMs, cpuMsBefore: spread(then), beforeToNow: ratio(then, now) },
      reportsPerSecondAndCore: 1_000 / cpuMs.median,
    };
  });
}

function known({ bound, layout, keys }: Setting, role: 'leader' | 'helper', verifier: Verifier): Before {
  const { maxNormSq } = bound.task;
  return { layout, maxNormSq, clients: bound.clients ?? new Map(), privateKey: keys[role].privateKey, verifier };
}

function show(rows: readonly Row[]): string {
  return table(
    ['report', 'cpu ms before', 'cpu ms now', 'before / now', 'quartiles', 'reports/s a core'],
    rows.map(({ name, cpuMs, cpuMsBefore, beforeToNow, reportsPerSecondAndCore }) => [
      name,
      cpuMsBefore.median.toFixed(2),
      cpuMs.median.toFixed(2),
      beforeToNow.median.toFixed(2),
      range(beforeToNow),
      reportsPerSecondAndCore.toFixed(0),
    ]),
  );
}

function showThroughput(rows: readonly Throughput[]): string {
  return table(
    ['bytes', 'MB/s before', 'MB/s now', 'before / now'],
    rows.map(({ name, megabytes, cpuMs, cpuMsBefore, beforeToNow }) => [
      name,
      ((1_000 * megabytes) / cpuMsBefore.median).toFixed(0),
      ((1_000 * megabytes) / cpuMs.median).toFixed(0),
      beforeToNow.median.toFixed(2),
    ]),
  );
}

function targets(rows: readonly Row[]): string {
  const least = Math.min(...rows.map(({ beforeToNow }) => beforeToNow.median));
  return [2, 4]
    .map((times) => targetLine({ peer: 'before', times, ...(times === 4 && { aim: true }) }, least))
    .join('\n');
}
