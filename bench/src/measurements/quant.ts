import { createQuantBuffer, type QuantBuffer } from '@fedzk/verify/quant';
import type { Attempt } from '../engine.js';
import { type Effort, ratio, roundRobin, type Spread, spread } from '../measure.js';
import { type Operation, operations } from '../quant/operations.js';

export interface QuantInput extends Effort {
  /** Number of values. */
  readonly length: number;
}

/** Result of one operation. */
export interface QuantResult {
  readonly operation: string;
  /** Bytes that it reads and writes. */
  readonly read: number;
  readonly written: number;
  /**
   * Times in place on buffers, on arrays, of the plain loop, and of a copy of the input within the
   * module's memory.
   */
  readonly ms: Readonly<Record<'ours' | 'arrays' | 'loop' | 'memcpy', Spread>>;
  /** Bandwidth by input: the time of a copy of as many bytes as it reads, divided by ours. */
  readonly inputBandwidth: Spread;
  /**
   * Bandwidth by all bytes: the same, where bytes written count too. A copy writes as many as it
   * reads.
   */
  readonly totalBandwidth: Spread;
  readonly loopToOurs: Spread;
  readonly loopToArrays: Spread;
}

/**
 * Times each operation in place, on arrays, as a plain loop, and beside a copy in the same memory.
 */
export async function measureQuant({ length, ...effort }: QuantInput): Promise<QuantResult[]> {
  const target = createQuantBuffer('float32', length);
  const results: QuantResult[] = [];
  for (const operation of operations(length)) {
    judge(operation);
    results.push(await measure(operation, target, effort));
  }
  return results;
}

async function measure(operation: Operation, target: QuantBuffer, effort: Effort): Promise<QuantResult> {
  const { name, source, written, ours, arrays, loop } = operation;
  const from = source.view();
  const [begin, read, to] = [from.byteOffset, from.byteLength, target.view().byteOffset];
  const memory = new Uint8Array(from.buffer);
  const memcpy = (): unknown => memory.copyWithin(to, begin, begin + read);
  const samples = [ours, arrays, loop, memcpy].map(sampleOf);
  const all = await roundRobin(
    samples.map(({ attempt }) => [attempt]),
    effort,
  );
  const [own = [], copied = [], plain = [], copying = []] = all.map((times, i) =>
    times.map((time) => time / (samples[i]?.times ?? 1)),
  );
  const inputBandwidth = ratio(copying, own);
  const factor = (read + written) / (2 * read);
  const { q1, median, q3 } = inputBandwidth;
  return {
    operation: name,
    read,
    written,
    ms: { ours: spread(own), arrays: spread(copied), loop: spread(plain), memcpy: spread(copying) },
    inputBandwidth,
    totalBandwidth: { q1: q1 * factor, median: median * factor, q3: q3 * factor },
    loopToOurs: ratio(plain, own),
    loopToArrays: ratio(plain, copied),
  };
}

/** Shortest sample in milliseconds. A clock of some microseconds can measure it. */
const SAMPLE_MS = 3;

/** Returns the number of runs that make a sample, after enough runs to compile the code. */
function sampleOf(run: () => unknown): { readonly times: number; readonly attempt: Attempt } {
  const repeat = (times: number): boolean => {
    for (let i = 0; i < times; i++) run();
    return true;
  };
  repeat(50);
  let times = 1;
  for (let took = 0; took < SAMPLE_MS; times = took < SAMPLE_MS ? 2 * times : times) {
    const began = performance.now();
    repeat(times);
    took = performance.now() - began;
  }
  return { times, attempt: () => repeat(times) };
}

/**
 * Compares the results of the three ways.
 *
 * @throws if they differ
 */
function judge({ name, ours, arrays, loop, same }: Operation): void {
  // Arrays come first: they may grow the module's memory, which detaches the views that the buffers
  // return.
  const [copied, inPlace, plain] = [arrays(), ours(), loop()];
  if (same(inPlace, copied) && same(inPlace, plain)) return;
  throw new Error(`${name}: in place, of arrays and by a loop it is not the same`);
}
