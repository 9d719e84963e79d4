// The figures of `agg`, as they are printed, judged and recorded.

import type { Spread } from '../measure.js';
import { recordedTable } from '../recorded.js';
import { range, table, targetLine } from '../report.js';
import type { Throughput } from './throughput.js';

/** One side of one shape. Milliseconds are processor time a report, over all threads. */
export interface AggRow {
  readonly name: string;
  readonly cpuMs: Spread;
  readonly cpuMsBefore: Spread;
  readonly beforeToNow: Spread;
  readonly cpuMsPrio3: Spread;
  /** Below 1, Prio3 takes less time than ours. */
  readonly prio3ToNow: Spread;
  readonly reportsPerSecondAndCore: number;
}

export interface AggFigures {
  readonly results: readonly AggRow[];
  readonly throughput: readonly Throughput[];
}

/** Shows the figures as two tables of text. */
export function shown({ results, throughput }: AggFigures): string {
  const reports = table(
    ['report', 'cpu ms before', 'Prio3SumVec', 'now', 'before / now', 'quartiles', 'Prio3 / now', 'reports/s', 'Prio3'],
    results.map((row) => [
      row.name,
      ...[row.cpuMsBefore, row.cpuMsPrio3, row.cpuMs].map(({ median }) => median.toFixed(2)),
      ...[row.beforeToNow.median.toFixed(2), range(row.beforeToNow), row.prio3ToNow.median.toFixed(2)],
      ...[row.reportsPerSecondAndCore, perSecond(row.cpuMsPrio3)].map((each) => each.toFixed(0)),
    ]),
  );
  const bytes = table(
    ['bytes', 'MB/s before', 'MB/s now', 'before / now'],
    throughput.map(({ name, megabytes, cpuMs, cpuMsBefore, beforeToNow }) => [
      name,
      ...[cpuMsBefore, cpuMs].map((time) => (megabytes * perSecond(time)).toFixed(0)),
      beforeToNow.median.toFixed(2),
    ]),
  );
  return `${reports}\n\n${bytes}`;
}

/** Says of each target whether it is met: for each side by its worst shape, and for bytes a second. */
export function targets({ results, throughput }: AggFigures): string[] {
  const sides = ['leader', 'helper'].map((side) => {
    const own = results.filter(({ name }) => name.endsWith(side)).map(({ beforeToNow }) => beforeToNow.median);
    return { side, least: Math.min(...own) };
  });
  return [
    ...sides.flatMap(({ side, least }) =>
      [{ times: 2 }, { times: 4, aim: true as const }].map(
        (target) => `${side}: ${targetLine({ peer: 'before', ...target }, least)}`,
      ),
    ),
    ...throughput.flatMap(({ name, megabytes, cpuMs }) => {
      const rate = megabytes * perSecond(cpuMs);
      return [floorLine(name, rate, 20, 'missed'), floorLine(name, rate, 60, 'open')];
    }),
  ];
}

function floorLine(name: string, rate: number, floor: number, otherwise: 'missed' | 'open'): string {
  return `${name}: ≥ ${floor} MB/s: ${rate.toFixed(0)} MB/s ${rate >= floor ? 'met' : otherwise}`;
}

/** Makes the table of the README from the committed record, if there is one. */
export function aggTable(): string {
  return recordedTable('agg', markdown, ({ prio }) => `, with prio ${prio}`);
}

/** The figures and targets in Markdown. */
export function markdown(figures: AggFigures): string {
  return [
    '| cpu ms a report | ours | before | before / ours | Prio3SumVec | Prio3SumVec / ours | reports/s a core, ours | Prio3SumVec |',
    '|---|---|---|---|---|---|---|---|',
    ...figures.results.map((row) => {
      const ms = (time: Spread): string => time.median.toFixed(2);
      const cells = [row.name, ms(row.cpuMs), ms(row.cpuMsBefore), `${ms(row.beforeToNow)}×`, ms(row.cpuMsPrio3)];
      const rates = [row.reportsPerSecondAndCore, perSecond(row.cpuMsPrio3)].map((each) => each.toFixed(0));
      return `| ${[...cells, `${ms(row.prio3ToNow)}×`, ...rates].join(' | ')} |`;
    }),
    '',
    ...targets(figures).map((line) => `- ${line}`),
  ].join('\n');
}

function perSecond({ median }: Spread): number {
  return 1_000 / median;
}
