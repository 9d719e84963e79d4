import type { BenchCase, Outcome, RunOptions } from '../case.js';
import { ONE_THREAD, OURS, THREADS, WORKERS } from '../ceremony/contenders.js';
import { ceremonyFiles, serve } from '../ceremony/files.js';
import type { SubjectResult } from '../contenders.js';
import { rounded, versionsOf } from '../record.js';
import { duration, range, type Target, table, targetLine } from '../report.js';

export const ceremony: BenchCase = {
  name: 'ceremony',
  summary: 'a contribution to a key of 100,000 constraints, and powers of 2^14 prepared, against snarkjs',
  runtimes: ['chromium'],
  run,
};

/** Lower limits of snarkjs's time divided by ours, by the task. */
const TARGETS: readonly (Target & { readonly subject: RegExp; readonly ours: string })[] = [
  { subject: /^contribute/, ours: OURS, peer: ONE_THREAD, times: 3 },
  { subject: /^contribute/, ours: OURS, peer: ONE_THREAD, times: 4, aim: true },
  { subject: /^prepare/, ours: OURS, peer: ONE_THREAD, times: 3 },
  { subject: /^prepare/, ours: OURS, peer: ONE_THREAD, times: 5, aim: true },
  { subject: /./, ours: THREADS, peer: WORKERS, times: 1 },
];

async function run({ quick, runtime }: RunOptions): Promise<Outcome> {
  const results: SubjectResult[] = [];
  for (const { subject, task, curve, read } of ceremonyFiles(quick ? 10 : 14)) {
    const effort = { rounds: quick || task === 'prepare' ? 1 : 3, warmUp: 0 };
    await using server = await serve(await read());
    const { address } = server;
    const result = await runtime.measure('ceremony', { subject, task, curve, address, ...effort });
    console.log(`\n${show(result)}`);
    results.push(result);
  }
  const lines = results.flatMap(targets);
  console.log(`\nby the medians of the ratios:\n${lines.join('\n')}`);
  return { record: rounded({ versions: versionsOf(['@fedzk/prove', 'snarkjs']), results, targets: lines }) };
}

function show({ subject, contenders }: SubjectResult): string {
  return table(
    [subject, 'time', 'times ours', 'quartiles', 'times ours on all threads'],
    contenders.map(({ contender, ms, toOurs }) => [
      contender,
      duration(ms.median * 1e6),
      toOurs[OURS]?.median.toFixed(2) ?? '',
      toOurs[OURS] === undefined ? '' : range(toOurs[OURS]),
      toOurs[THREADS]?.median.toFixed(2) ?? '',
    ]),
  );
}

function targets({ subject, contenders }: SubjectResult): string[] {
  return TARGETS.flatMap((target) => {
    const ratio = contenders.find(({ contender }) => contender === target.peer)?.toOurs[target.ours]?.median;
    if (ratio === undefined || !target.subject.test(subject)) return [];
    return [`${subject}, ${target.ours}: ${targetLine(target, ratio)}`];
  });
}
