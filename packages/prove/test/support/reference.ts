/** What a quantizer has to do, written plainly, one value after the other, and with none of its parts. */

export interface Reference {
  readonly values: number[];
  readonly clipped: number;
  readonly factor: number;
  readonly trimmed: number;
  readonly normSq: bigint;
  readonly residual: number[];
}

export interface ReferenceOptions {
  readonly bits: number;
  readonly clip: number;
  readonly clipNorm?: number;
  readonly maxNormSq?: bigint;
}

/** Rounding to the nearest. */
export function reference(
  update: ArrayLike<number>,
  residual: ArrayLike<number>,
  { bits, clip, clipNorm = Infinity, maxNormSq }: ReferenceOptions,
): Reference {
  const scale = clip / (2 ** (bits - 1) - 1);
  const total = Array.from(update, (value, i) => value + (residual[i] ?? 0));
  let sum = 0;
  for (const value of total) sum += value * value;
  const limit = maxNormSq === undefined ? clipNorm : Math.min(clipNorm, scale * Math.sqrt(Number(maxNormSq)));
  const factor = Math.sqrt(sum) > limit ? limit / Math.sqrt(sum) : 1;
  const x = total.map((value) => Math.fround(value * factor));
  const values = x.map((value) => roundTiesEven(Math.max(-clip, Math.min(clip, value)) / scale));
  const trimmed = maxNormSq === undefined ? 0 : shrink(values, x, scale, maxNormSq);
  return {
    values,
    clipped: x.filter((value) => Math.abs(value) > clip).length,
    factor,
    trimmed,
    normSq: normOf(values),
    residual: total.map((value, i) => value - (values[i] as number) * scale),
  };
}

export function normOf(values: Iterable<number>): bigint {
  let norm = 0n;
  for (const value of values) norm += BigInt(value) ** 2n;
  return norm;
}

function roundTiesEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value) + 0;
  return below % 2 === 0 ? below : below + 1;
}

/** Looks for the cheapest step among all that were not taken in this pass, again and again. */
function shrink(values: number[], x: readonly number[], scale: number, maxNormSq: bigint): number {
  let steps = 0;
  while (normOf(values) > maxNormSq) {
    const start = [...values];
    const left = new Set([...values.keys()].filter((i) => values[i] !== 0));
    while (left.size > 0 && normOf(values) > maxNormSq) {
      let best: { i: number; cost: number } | undefined;
      for (const i of left) {
        const [m, real] = [Math.abs(start[i] as number), Math.abs(x[i] as number) / scale];
        const cost = ((real - (m - 1)) ** 2 - (real - m) ** 2) / (m ** 2 - (m - 1) ** 2);
        // What the cost is apart from rounding in float64.
        if (best === undefined || cost < best.cost - 1e-12 * Math.abs(best.cost)) best = { i, cost };
      }
      if (best === undefined) break;
      left.delete(best.i);
      values[best.i] = (start[best.i] as number) - Math.sign(start[best.i] as number);
      steps++;
    }
  }
  return steps;
}
