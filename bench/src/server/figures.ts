// The figures of `server`, as they are printed, judged and recorded.

import * as guard from '../guard/figures.js';
import { recordedTable } from '../recorded.js';
import { range, table } from '../report.js';
import type { ServerFigures } from './load.js';

/** Upper limit of a report's processor time divided by that of the handler alone: what must be, and the aim. */
const [MOST_CPU, AIM_CPU] = [1.1, 1.05];

/** Shows the figures as tables of text. */
export function shown(figures: ServerFigures): string {
  const { served, handled, ratio } = figures.report;
  const cpu = table(
    ['cpu ms a report at the leader', 'handler alone', 'served', 'served / handler', 'quartiles'],
    [
      [
        '650 values, 1 proof',
        handled.median.toFixed(2),
        served.median.toFixed(2),
        ratio.median.toFixed(3),
        range(ratio),
      ],
    ],
  );
  return `${guard.shown(loadOf(figures)).trim()}\n\n${cpu}`;
}

/** Says of each target whether it is met. */
export function targets(figures: ServerFigures): string[] {
  const { median } = figures.report.ratio;
  const line = (most: number, otherwise: string): string =>
    `cpu of a report: ≤ ${most}× the handler alone: ${median.toFixed(3)}× ${median <= most ? 'met' : otherwise}`;
  return [...guard.targets(loadOf(figures)), line(MOST_CPU, 'missed'), line(AIM_CPU, 'open')];
}

function loadOf({ effort, results }: Pick<ServerFigures, 'effort' | 'results'>): guard.GuardFigures {
  const { rounds, plainRounds, windowMs, warmUpMs, clients } = effort;
  const perSecond = (3_000 * clients) / windowMs;
  return { results: [], load: { effort: { rounds, plainRounds, windowMs, warmUpMs, clients, perSecond }, results } };
}

/** Makes the table of the README from the committed record, if there is one. */
export function serverTable(): string {
  return recordedTable('server', markdown);
}

/** The load, the processor time and the targets in Markdown. */
export function markdown(figures: ServerFigures): string {
  const { served, handled, ratio } = figures.report;
  const [rows] = guard.markdown(loadOf(figures)).split('\n\n');
  const cpu = `A report at the leader takes ${served.median.toFixed(2)} ms of processor time served, ${handled.median.toFixed(2)} by the handler alone: ${ratio.median.toFixed(3)}× (${range(ratio)}).`;
  return [rows, '', cpu, '', ...targets(figures).map((line) => `- ${line}`)].join('\n');
}
