import { checkRange, createQuantBuffer, type NumberType, quantize } from '@fedzk/verify/quant';
import type { Attempt } from '../engine.js';
import { type Effort, ratio, roundRobin, type Spread, spread } from '../measure.js';

export interface QuantInput extends Effort {
  /** How many values. */
  readonly values: number;
}

/** What came out for one operation. */
export interface QuantResult {
  readonly operation: string;
  /** Bytes that are read. */
  readonly bytes: number;
  readonly rows: readonly {
    readonly way: string;
    readonly ms: Spread;
    /** How often our time in place fits into it. */
    readonly ratioToOurs: Spread;
  }[];
}

const CLIP = 0.25;
const LIMITS = { min: -100, max: 100 };
/** Operations in a sample: alone one is hardly longer than a browser's clock ticks. */
const REPEATS = 8;

type Operation = readonly [name: string, type: NumberType, ways: Readonly<Record<string, () => unknown>>];

/**
 * Times 1. the operation on a buffer in the module's memory, 2. on an array, 3. a plain loop, 4. a copy within that memory
 * of the bytes that the operation reads.
 */
export async function measureQuant({ values: count, ...effort }: QuantInput): Promise<QuantResult[]> {
  const results: QuantResult[] = [];
  for (const [operation, type, ways] of operations(count)) {
    const seen = Object.entries(ways).map(([, way]) => JSON.stringify(way(), bigints));
    // The last is the copy.
    if (new Set(seen.slice(0, -1)).size !== 1) throw new Error(`${operation}: ${seen.join(', ')}`);
    const names = Object.keys(ways);
    const attempts = Object.values(ways).map((way): Attempt[] => [repeated(way)]);
    const times = (await roundRobin(attempts, effort)).map((own) => own.map((time) => time / REPEATS));
    const ours = times[0] ?? [];
    results.push({
      operation,
      bytes: count * { int8: 1, int16: 2, int32: 4, float32: 4 }[type],
      rows: names.map((way, i) => ({ way, ms: spread(times[i] ?? []), ratioToOurs: ratio(times[i] ?? [], ours) })),
    });
  }
  return results;
}

function repeated(way: () => unknown): Attempt {
  return () => {
    for (let i = 0; i < REPEATS; i++) way();
    return true;
  };
}

function operations(count: number): Operation[] {
  const integers = (['int8', 'int16', 'int32'] as const).map((type): Operation => {
    const { buffer, array, copy } = filled(type, count, (x) => Math.round(x * LIMITS.max));
    const loop = fresh(checkIntegers);
    return [
      `checkRange, ${type}`,
      type,
      {
        'in place': () => checkRange(buffer, LIMITS),
        'of an array': () => checkRange(array, LIMITS),
        'plain loop': () => loop(array, LIMITS),
        copy,
      },
    ];
  });
  const floats = filled('float32', count, (x) => x * 0.3);
  const eight = createQuantBuffer('int8', count);
  const out = new Int8Array(count);
  return [
    ...integers,
    [
      'checkRange, float32',
      'float32',
      {
        'in place': () => withoutNorm(checkRange(floats.buffer, { min: -1, max: 1 })),
        'of an array': () => withoutNorm(checkRange(floats.array, { min: -1, max: 1 })),
        'plain loop': () => withoutNorm(checkFloats(floats.array, { min: -1, max: 1 })),
        copy: floats.copy,
      },
    ],
    [
      'quantize, 8 bits',
      'float32',
      {
        'in place': () => found(quantize(floats.buffer, { bits: 8, clip: CLIP, into: eight })),
        'of an array': () => found(quantize(floats.array, { bits: 8, clip: CLIP })),
        'plain loop': () => quantizeLoop(floats.array, out),
        copy: floats.copy,
      },
    ],
  ];
}

/** A buffer and an array of the same values, f of −1 … 1, and a copy of as many bytes within the module's memory. */
function filled<Type extends NumberType>(type: Type, count: number, f: (x: number) => number) {
  const [buffer, target] = [createQuantBuffer(type, count), createQuantBuffer(type, count)];
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const view = buffer.view();
  for (let i = 0; i < count; i++) view[i] = f(next());
  const array = view.slice() as typeof view;
  const copy = (): void => {
    const [from, to] = [buffer.view(), target.view()];
    new Uint8Array(from.buffer).copyWithin(to.byteOffset, from.byteOffset, from.byteOffset + from.byteLength);
  };
  return { buffer, array, copy };
}

/** A function anew, which the engine compiles for the one type of array that it sees. */
function fresh<F>(f: F): F {
  return new Function(`return ${f}`)() as F;
}

interface Limits {
  readonly min: number;
  readonly max: number;
}

/** What a program would have without this package; the norm is exact as long as it is below 2^53. */
function checkIntegers(values: Int8Array | Int16Array | Int32Array, { min, max }: Limits): object {
  let first = -1;
  let violations = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let norm = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    if (x < min || x > max) {
      violations++;
      if (first < 0) first = i;
    }
    if (x < low) low = x;
    if (x > high) high = x;
    norm += x * x;
  }
  return { ok: violations === 0, firstViolation: first, violations, nonFinite: 0, min: low, max: high, normSq: norm };
}

function checkFloats(values: Float32Array, { min, max }: Limits): { normSq: number } {
  let first = -1;
  let violations = 0;
  let nonFinite = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let norm = 0;
  for (let i = 0; i < values.length; i++) {
    const x = values[i] as number;
    if (!Number.isFinite(x)) nonFinite++;
    if (!(x >= min && x <= max)) {
      violations++;
      if (first < 0) first = i;
    }
    if (x < low) low = x;
    if (x > high) high = x;
    norm += x * x;
  }
  return {
    ok: violations === 0,
    firstViolation: first,
    violations,
    nonFinite,
    min: low,
    max: high,
    normSq: norm,
  } as never;
}

function quantizeLoop(gradient: Float32Array, out: Int8Array): object {
  const scale = CLIP / 127;
  let clipped = 0;
  let norm = 0;
  for (let i = 0; i < gradient.length; i++) {
    const x = gradient[i] as number;
    if (!Number.isFinite(x)) throw new Error('not finite');
    const inside = Math.min(Math.max(x, -CLIP), CLIP);
    if (inside !== x) clipped++;
    const q = Math.round(inside / scale);
    out[i] = q;
    norm += q * q;
  }
  return { clipped, normSq: norm };
}

/** Sums of floats in another order differ in the last digits. */
function withoutNorm({ normSq, ...others }: { readonly normSq: number }): object {
  return { ...others, normSq: Number(normSq.toPrecision(9)) };
}

function found({ clipped, normSq }: { readonly clipped: number; readonly normSq: bigint }): object {
  return { clipped, normSq };
}

function bigints(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
