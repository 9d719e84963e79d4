import { memoryStorage, type TaskStore } from '@fedzk/agg';
import { createVerifier, type Verifier } from '@fedzk/verify';
import { forge } from '../../../packages/agg/test/support/forge.js';
import { key, type Setting, setting } from '../../../packages/agg/test/support/round.js';
import { acceptBefore, type Before, prepareBefore } from '../agg/before/checks.js';
import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { type Effort, ratio, roundRobin, type Spread, spread } from '../measure.js';
import { rounded, versionsOf } from '../record.js';
import { range, table } from '../report.js';

/** What is reported: 650 values of 8 bits in one proof, and as many in five. */
const SHAPES = [
  { name: '650 values, 1 proof', n: 650, parts: 1 },
  { name: '650 values, 5 proofs', n: 130, parts: 5 },
] as const;
const [EFFORT, QUICK] = [
  { rounds: 60, warmUp: 10 },
  { rounds: 3, warmUp: 1 },
];

export const agg: BenchCase = {
  name: 'agg',
  summary: "a report's checks at the leader and at the helper, beside the code before the service",
  run,
};

interface Row {
  readonly name: string;
  readonly ms: Spread;
  readonly msBefore: Spread;
  readonly beforeToNow: Spread;
}

async function run({ quick }: RunOptions): Promise<Outcome> {
  const effort = quick ? QUICK : EFFORT;
  const results: Row[] = [];
  for (const shape of SHAPES) results.push(...(await measure(shape, effort)));
  console.log(`\n${show(results)}`);
  return { record: rounded({ versions: versionsOf(['@hpke/core', '@fedzk/verify']), ...effort, results }) };
}

/** The rows of one shape: each side, now and before, in turn. */
export async function measure(
  { name, n, parts }: { readonly name: string; readonly n: number; readonly parts: number },
  effort: Effort,
): Promise<Row[]> {
  const set = setting({ level: 'enhanced', n, parts, headroom: 10, maxNormSq: 50_000n });
  const { report, prepare } = await forge(
    set,
    'client_001',
    1n,
    Array.from({ length: n }, (_, i) => (i % 7) - 3),
  );
  using verifier = createVerifier(key.verificationKey);
  const [leader, helper] = [set.leader(await forgetful()), set.helper(await forgetful())];
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  const before = { leader: known(set, 'leader', verifier), helper: known(set, 'helper', verifier) };
  const times = await roundRobin(
    [
      [async () => (await leader.submit(report)).verdict === 'pending'],
      [async () => (await prepareBefore(report, before.leader)).length === prepare.length],
      [async () => (await helper.prepare(prepare))[32] === 1],
      [async () => acceptBefore(prepare, before.helper)],
    ],
    effort,
  );
  return (['leader', 'helper'] as const).map((side, i) => {
    const [now = [], then = []] = times.slice(2 * i, 2 * i + 2);
    return { name: `${name}, ${side}`, ms: spread(now), msBefore: spread(then), beforeToNow: ratio(then, now) };
  });
}

/** A storage that has open rounds and keeps no report: each is the first. */
async function forgetful(): Promise<ReturnType<typeof memoryStorage>> {
  const storage = memoryStorage();
  return {
    close: () => storage.close(),
    async task(hash, role) {
      const store = await storage.task(hash, role);
      const apply: TaskStore['apply'] = async (_, steps) =>
        steps.map((step) =>
          step.kind === 'hold'
            ? { state: 'pending', report: step.report, prepare: step.prepare, changed: true }
            : { state: 'accepted', report: step.report, changed: true },
        );
      return new Proxy(store, {
        get(target, name) {
          const method: unknown = name === 'apply' ? apply : Reflect.get(target, name);
          return typeof method === 'function' ? (method as () => unknown).bind(target) : method;
        },
      });
    },
  };
}

function known({ bound, layout, keys }: Setting, role: 'leader' | 'helper', verifier: Verifier): Before {
  const { maxNormSq } = bound.task;
  return { layout, maxNormSq, clients: bound.clients ?? new Map(), privateKey: keys[role].privateKey, verifier };
}

function show(rows: readonly Row[]): string {
  return table(
    ['report', 'ms before', 'ms now', 'before / now', 'quartiles'],
    rows.map(({ name, ms, msBefore, beforeToNow }) => [
      name,
      msBefore.median.toFixed(2),
      ms.median.toFixed(2),
      beforeToNow.median.toFixed(2),
      range(beforeToNow),
    ]),
  );
}
