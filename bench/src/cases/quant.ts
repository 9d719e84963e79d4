import type { BenchCase, Outcome, RunOptions } from '../case.js';
import type { QuantResult } from '../measurements/quant.js';
import { rounded } from '../record.js';
import { range, table } from '../report.js';
import { RUNTIME_NAMES } from '../runtimes/runtime.js';

const VALUES = 1_000_000;

/** The design's: a copy of the bytes read may take this part of our time, and a plain loop so many times as long. */
const OF_COPY = 0.7;
const OF_LOOP = 3;

export const quant: BenchCase = {
  name: 'quant',
  summary: 'range checks and quantization of 1,000,000 values, beside a plain loop and a copy of the bytes',
  runtimes: RUNTIME_NAMES,
  run,
};

async function run({ quick, runtime }: RunOptions): Promise<Outcome> {
  const effort = quick ? { rounds: 5, warmUp: 3 } : { rounds: 40, warmUp: 10 };
  const results = await runtime.measure('quant', { values: VALUES, ...effort });
  const lines: string[] = [];
  for (const result of results) {
    console.log(`\n${result.operation}\n\n${show(result)}`);
    lines.push(...targets(result));
  }
  console.log(`\n${lines.join('\n')}`);
  return { record: rounded({ values: VALUES, ...effort, results, targets: lines }, 4) };
}

function show({ bytes, rows }: QuantResult): string {
  return table(
    ['way', 'median ms', 'quartiles', 'GB/s', 'ratio to ours'],
    rows.map(({ way, ms, ratioToOurs }) => [
      way,
      ms.median.toFixed(3),
      range(ms, 3),
      (bytes / ms.median / 1e6).toFixed(2),
      ratioToOurs.median.toFixed(2),
    ]),
  );
}

function targets({ operation, rows }: QuantResult): string[] {
  const of = (way: string): number => rows.find((row) => row.way === way)?.ratioToOurs.median ?? Number.NaN;
  const line = (what: string, value: number, least: number): string =>
    `${operation}: ≥ ${least}× ${what}: ${value.toFixed(2)}× ${value >= least ? 'met' : 'missed'}`;
  return [line("a copy's bandwidth", of('copy'), OF_COPY), line('a plain loop', of('plain loop'), OF_LOOP)];
}
