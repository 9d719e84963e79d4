import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { ONE_THREAD, OURS, THREADS, WORKERS, type WorkResult } from '../ceremony/contenders.js';
import { serve } from '../ceremony/files.js';
import { manifestInputs } from '../ceremony/manifests.js';
import { type Measured, plan } from '../ceremony/plan.js';
import { LINKS, TOGETHER, OURS as VERIFIER } from '../ceremony/verifying.js';
import type { SubjectResult } from '../contenders.js';
import { rounded, versionsOf } from '../record.js';
import { duration, limitLine, range, type Target, table, targetLine } from '../report.js';

export const ceremony: BenchCase = {
  name: 'ceremony',
  summary: 'contributions to keys of up to 100,000 constraints, powers of tau prepared, manifests, against snarkjs',
  runtimes: ['chromium'],
  run,
};

/** Lower limits of snarkjs's time divided by ours, by the task. */
const TARGETS: readonly (Target & { readonly subject: RegExp; readonly ours: string })[] = [
  { subject: /^contribute, 100k/, ours: OURS, peer: ONE_THREAD, times: 3 },
  { subject: /^contribute, 100k/, ours: OURS, peer: ONE_THREAD, times: 4, aim: true },
  { subject: /^prepare/, ours: OURS, peer: ONE_THREAD, times: 3 },
  { subject: /^prepare/, ours: OURS, peer: ONE_THREAD, times: 5, aim: true },
  { subject: /^contribute/, ours: THREADS, peer: WORKERS, times: 1 },
  { subject: /^verify/, ours: VERIFIER, peer: TOGETHER, times: 4, aim: true },
  { subject: /^verify/, ours: VERIFIER, peer: LINKS, times: 4 },
];

/** Milliseconds of `verifyManifest`. */
const MOST_MS = 60;

async function run({ quick, runtime }: RunOptions): Promise<Outcome> {
  const manifests: SubjectResult[] = [];
  for (const input of manifestInputs(quick ? { rounds: 1, warmUp: 0 } : { rounds: 15, warmUp: 2 })) {
    manifests.push(shown(await runtime.measure('manifest', input)));
  }
  const works: WorkResult[] = [];
  for (const measured of plan(quick ? 'quick' : runtime.title.startsWith('Node') ? 'node' : 'page')) {
    works.push(shown(await measure(measured, runtime)));
  }
  const results = [...manifests, ...works];
  const lines = [...results.flatMap(targets), ...manifests.map(limit)];
  console.log(`\nby the medians of the ratios:\n${lines.join('\n')}`);
  const versions = versionsOf(['@fedzk/prove', '@fedzk/verify', 'snarkjs', 'ffjavascript', '@noble/curves']);
  return { record: rounded({ versions, results, targets: lines }) };
}

async function measure({ file, threads, rounds }: Measured, runtime: RunOptions['runtime']): Promise<WorkResult> {
  const { subject, task, curve } = file;
  await using server = await serve(await file.read());
  const { address } = server;
  return await runtime.measure('ceremony', { subject, task, curve, threads, address, rounds, warmUp: 0 });
}

function shown<T extends SubjectResult>(result: T): T {
  const { subject, contenders } = result;
  const [{ contender: ours = '' } = {}] = contenders;
  const rows = contenders.map(({ contender, ms, toOurs }) => {
    const ratio = toOurs[ours];
    return [contender, duration(ms.median * 1e6), ratio?.median.toFixed(2) ?? '', ratio ? range(ratio) : ''];
  });
  console.log(`\n${table([subject, 'time', 'times ours', 'quartiles'], rows)}`);
  return result;
}

function targets({ subject, contenders }: SubjectResult): string[] {
  return TARGETS.flatMap((target) => {
    const ratio = contenders.find(({ contender }) => contender === target.peer)?.toOurs[target.ours]?.median;
    if (ratio === undefined || !target.subject.test(subject)) return [];
    return [`${subject}, ${target.ours}: ${targetLine(target, ratio)}`];
  });
}

/** On BLS12-381 the limit is an aim. */
function limit({ subject, contenders }: SubjectResult): string {
  const ms = contenders.find(({ contender }) => contender === VERIFIER)?.ms.median ?? Number.NaN;
  const line = limitLine(subject, ms, MOST_MS, 'ms');
  return subject.endsWith('BN254') ? line : line.replace(/missed$/, 'open');
}
