import type { BenchCase, Outcome, RunOptions } from '../case.js';
import type { QuantResult } from '../measurements/quant.js';
import { rounded, versionsOf } from '../record.js';
import { duration, table } from '../report.js';
import { RUNTIME_NAMES } from '../runtimes/runtime.js';

const VALUES = 1_000_000;

/** Lower limits: our part of a copy's bandwidth, and our speed over that of a plain loop. */
const TARGETS = { bandwidth: 0.7, loop: 3 };
/** Operations that have targets. */
const TARGETED = /^(checkRange, \w+|quantize, \d+ bits)$/;

export const quant: BenchCase = {
  name: 'quant',
  summary: 'range checks and quantization of 1,000,000 values, beside memcpy and plain loops',
  runtimes: RUNTIME_NAMES,
  run,
};

async function run({ quick, runtime }: RunOptions): Promise<Outcome> {
  const effort = quick ? { rounds: 5, warmUp: 1 } : { rounds: 60, warmUp: 5 };
  const results = await runtime.measure('quant', { length: VALUES, ...effort });
  const lines = results.flatMap(targets);
  console.log(`\n${VALUES} values\n\n${show(results)}\n\nby the medians of the ratios:\n${lines.join('\n')}`);
  return { record: rounded({ versions: versionsOf(['@fedzk/verify']), ...effort, results, targets: lines }) };
}

function show(results: readonly QuantResult[]): string {
  const time = (ms: number): string => duration(ms * 1e6);
  return table(
    [
      'operation',
      'memcpy',
      'ours, in place',
      'of arrays',
      'loop',
      'bandwidth, input',
      'bandwidth, all',
      'loop / ours',
      'loop / of arrays',
    ],
    results.map(({ operation, ms, ...ratios }) => [
      operation,
      time(ms.memcpy.median),
      time(ms.ours.median),
      time(ms.arrays.median),
      time(ms.loop.median),
      ratios.inputBandwidth.median.toFixed(2),
      ratios.totalBandwidth.median.toFixed(2),
      ratios.loopToOurs.median.toFixed(1),
      ratios.loopToArrays.median.toFixed(1),
    ]),
  );
}

function targets({ operation, inputBandwidth, loopToOurs }: QuantResult): string[] {
  if (!TARGETED.test(operation)) return [];
  const line = (what: string, value: number, least: number): string =>
    `${operation}: ≥ ${least} ${what}: ${value.toFixed(2)} ${value >= least ? 'met' : 'missed'}`;
  return [
    line("of memcpy's bandwidth", inputBandwidth.median, TARGETS.bandwidth),
    line('× a loop', loopToOurs.median, TARGETS.loop),
  ];
}
