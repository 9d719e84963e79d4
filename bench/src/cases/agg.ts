import { createVerifier, type Verifier } from '@fedzk/verify';
import { type Forged, forge } from '../../../packages/agg/test/support/forge.js';
import { key, type Setting, setting } from '../../../packages/agg/test/support/round.js';
import { acceptBefore, type Before, prepareBefore } from '../agg/before/checks.js';
import { cpuTimes } from '../agg/cpu.js';
import { type AggRow, shown, targets } from '../agg/figures.js';
import { prio3 } from '../agg/prio3.js';
import { throughputs } from '../agg/throughput.js';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { type Effort, ratio, spread } from '../measure.js';
import { rounded, versionsOf } from '../record.js';

/** Shapes of a report: 650 values of 8 bits in one proof, and in five. */
const SHAPES = [
  { name: '650 values, 1 proof', n: 650, parts: 1 },
  { name: '650 values, 5 proofs', n: 130, parts: 5 },
] as const;
const [EFFORT, QUICK] = [
  { rounds: 30, warmUp: 5 },
  { rounds: 3, warmUp: 1 },
];
/** Reports that arrive at once. */
const AT_ONCE = 32;

export const agg: BenchCase = {
  name: 'agg',
  summary: "a report's checks at the leader and at the helper, beside earlier code and Prio3SumVec",
  run,
};

async function run({ quick }: RunOptions): Promise<Outcome> {
  const effort = quick ? QUICK : EFFORT;
  const results: AggRow[] = [];
  for (const shape of SHAPES) results.push(...(await measure(shape, effort, AT_ONCE)));
  const bytes = await throughputs(effort);
  const figures = { results, throughput: bytes };
  console.log(`\n${shown(figures)}\n\n${targets(figures).join('\n')}`);
  const versions = versionsOf(['@hpke/core', '@fedzk/verify', 'prio']);
  return { record: rounded({ versions, ...effort, atOnce: AT_ONCE, ...figures }) };
}

/**
 * Measures one shape: each side, now, before and by Prio3SumVec, in turn, on reports of the same values. A round of the
 * bench is one of the task.
 */
export async function measure(
  { name, n, parts }: { readonly name: string; readonly n: number; readonly parts: number },
  effort: Effort,
  atOnce: number,
): Promise<AggRow[]> {
  const clients = Array.from({ length: atOnce }, (_, i) => `client_${i}`);
  const set = setting({ level: 'enhanced', n, parts, headroom: 10, maxNormSq: 50_000n, clients });
  using verifier = createVerifier(key.verificationKey);
  const [leader, helper] = [set.leader(), set.helper()];
  const before = { leader: known(set, 'leader', verifier), helper: known(set, 'helper', verifier) };
  const values = Array.from({ length: n * parts }, (_, i) => (i % 7) - 3);
  const peer = prio3(values, atOnce);
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
      async () => {
        peer.leader();
        return true;
      },
      () => together(async ({ prepare }) => (await helper.prepare(prepare))[32] === 1),
      () => oneByOne(({ prepare }) => acceptBefore(prepare, before.helper)),
      async () => {
        peer.helper();
        return true;
      },
    ],
    effort,
    async (round) => {
      for (const aggregator of [leader, helper]) await aggregator.openRound(round + 1);
      reports = await Promise.all(clients.map((id) => forge(set, id, BigInt(round + 1), values)));
    },
  );
  return (['leader', 'helper'] as const).map((side, i) => {
    const ms = times.slice(3 * i, 3 * i + 3).map((each) => each.map((all) => all / atOnce));
    const [now = [], then = [], theirs = []] = ms;
    const cpuMs = spread(now);
    return {
      name: `${name}, ${side}`,
      ...{ cpuMs, cpuMsBefore: spread(then), beforeToNow: ratio(then, now) },
      ...{ cpuMsPrio3: spread(theirs), prio3ToNow: ratio(theirs, now) },
      reportsPerSecondAndCore: 1_000 / cpuMs.median,
    };
  });
}

function known({ bound, layout, keys }: Setting, role: 'leader' | 'helper', verifier: Verifier): Before {
  const { maxNormSq } = bound.task;
  return { layout, maxNormSq, clients: bound.clients ?? new Map(), privateKey: keys[role].privateKey, verifier };
}
