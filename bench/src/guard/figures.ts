// The figures of `guard`, as they are printed, judged and recorded.

import type { SubjectResult } from '../contenders.js';
import { recordedTable } from '../recorded.js';
import { duration, range, table } from '../report.js';
import { PEER } from './limiters.js';
import { TIMES_LIMIT } from './limits.js';
import type { LoadEffort, LoadResult } from './load.js';

/** Lower limit of the peer's time divided by ours. */
const LEAST_TO_PEER = 1;
/** Upper limit of honest clients' p99 under attack, divided by that without: what must be, and the aim. */
const [MOST_P99, AIM_P99] = [2, 1.3];

export interface GuardFigures {
  readonly results: readonly SubjectResult[];
  /** Missing where the load can't be made. */
  readonly load?: { readonly effort: LoadEffort; readonly results: readonly LoadResult[] } | undefined;
}

/** Shows the figures as tables of text. */
export function shown({ results, load }: GuardFigures): string {
  const limiters = table(
    ['what', 'by', 'each', 'times the log', 'times gcra'],
    results.flatMap(({ subject, contenders: all }) =>
      all.map(({ contender: name, ms, toOurs }) => [
        subject,
        name,
        duration(ms.median * 1e6),
        ...Object.entries(toOurs).map(([own, ratio]) => (own === name ? '' : ratio.median.toFixed(2))),
      ]),
    ),
  );
  if (load === undefined) return `${limiters}\n\nno load: only Linux has the addresses for it`;
  const attacks = table(
    ['attack', 'guard', 'p99 quiet, ms', 'p99, ms', 'p99 / quiet', 'quartiles', 'p50 / quiet', 'verified', 'ban, ms'],
    load.results.map((row) => [
      titleOf(row),
      row.guarded ? 'yes' : 'no',
      row.quietP99.median.toFixed(1),
      row.p99.median.toFixed(1),
      row.p99Ratio.median.toFixed(2),
      range(row.p99Ratio),
      row.p50Ratio.median.toFixed(2),
      row.verified.median.toFixed(0),
      row.bannedAfterMs?.median.toFixed(0) ?? '',
    ]),
  );
  const ends = load.results.map((row) => {
    const answers = Object.entries(row.answers).map(([answer, count]) => `${answer}: ${count}`);
    return `${titleOf(row)}, ${row.guarded ? 'guarded' : 'no guard'}: ${row.honest - row.unserved} of ${row.honest} honest served; attackers got ${answers.join(', ')}`;
  });
  return `${limiters}\n\n${attacks}\n\n${ends.join('\n')}`;
}

function titleOf({ attack, sent }: LoadResult): string {
  return attack === 'requests' ? `${sent.toFixed(0)} right reports` : `${sent.toFixed(0)} bad proofs`;
}

/** Says of each target whether it is met. */
export function targets({ results, load }: GuardFigures): string[] {
  return [
    ...results.flatMap(limiterTargets),
    ...(load?.results.filter(({ guarded }) => guarded) ?? []).flatMap(loadTargets),
  ];
}

function limiterTargets({ subject, contenders: all }: SubjectResult): string[] {
  const toOurs = all.find(({ contender: name }) => name === PEER)?.toOurs ?? {};
  return Object.entries(toOurs).map(([own, { median }]) => {
    const verdict = median >= LEAST_TO_PEER ? 'met' : 'missed';
    return `${subject}, ${own}: ≥ ${LEAST_TO_PEER}× ${PEER}: ${median.toFixed(2)}× ${verdict}`;
  });
}

function loadTargets(row: LoadResult): string[] {
  const what = `honest p99 under ${row.attack} at ${TIMES_LIMIT} times the limit`;
  const { median } = row.p99Ratio;
  const line = (most: number, otherwise: string): string =>
    `${what}: ≤ ${most}× quiet: ${median.toFixed(2)}× ${median <= most ? 'met' : otherwise}`;
  return [
    line(MOST_P99, 'missed'),
    line(AIM_P99, 'open'),
    `${what}: all served: ${row.honest - row.unserved} of ${row.honest} ${row.unserved === 0 ? 'met' : 'missed'}`,
  ];
}

/** Makes the table of the README from the committed record, if there is one. */
export function guardTable(): string {
  return recordedTable('guard', markdown);
}

/** The load and the targets in Markdown. */
export function markdown(figures: GuardFigures): string {
  const rows = (figures.load?.results ?? []).map((row) => {
    const cells = [
      titleOf(row),
      row.guarded ? 'with' : 'without',
      row.quietP99.median.toFixed(1),
      row.p99.median.toFixed(1),
      `${row.p99Ratio.median.toFixed(2)}× (${range(row.p99Ratio)})`,
      row.verified.median.toFixed(0),
      row.bannedAfterMs === undefined ? '' : `${row.bannedAfterMs.median.toFixed(0)} ms`,
    ];
    return `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
  });
  return [
    '| an attacker sends | guard | honest p99 quiet, ms | under attack, ms | ratio (quartiles) | its proofs verified | banned after |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    ...targets(figures).map((line) => `- ${line}`),
  ].join('\n');
}
