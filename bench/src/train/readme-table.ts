// The table of training in the README of @fedzk/prove, from the committed record.

import { readFileSync } from 'node:fs';
import type { Schedule } from './federated.js';
import { type Summary, shown, type Way } from './ways.js';

interface Recorded extends Schedule {
  readonly seeds: number;
  readonly results: readonly (Way & Summary)[];
}

/**
 * Makes the table of accuracy and loss for each way of sending updates: means ± standard deviations
 * over seeds.
 */
export function trainingTable(): string {
  const file = new URL('../../record/train.json', import.meta.url);
  const { runtimes } = JSON.parse(readFileSync(file, 'utf8')) as { runtimes: readonly Recorded[] };
  const [recorded] = runtimes;
  if (recorded === undefined) throw new Error('bench/record/train.json has no runtime');
  const { clients, rounds, steps, seeds, results } = recorded;
  const spread = (mean: readonly [string, string]): string => mean.join(' ± ');
  return [
    `| ${clients} clients, ${rounds} rounds of ${steps} steps, ${seeds} seeds | clip | accuracy, % ` +
      '| behind floats, points | loss |',
    '|---|---|---|---|---|',
    ...results.map(({ name, options, accuracy, behind, loss }) => {
      const figures = [shown(accuracy, 100, 2), shown(behind, 100, 2), shown(loss, 1, 4)].map(spread);
      if (options === undefined) figures[1] = '';
      return `| ${[name, options?.clip ?? '', ...figures].join(' | ')} |`.replaceAll('|  |', '| |');
    }),
  ].join('\n');
}
