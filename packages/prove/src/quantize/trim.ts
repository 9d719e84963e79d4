/** Integers whose norm was rounded up beyond a bound, moved toward zero until it fits. */

/** What became of the norm. */
export interface Trimmed {
  /** Σ value², at most the bound. */
  readonly normSq: bigint;
  /** How many steps values were moved, in all. */
  readonly steps: number;
}

/**
 * Moves values toward zero, a step at a time, until Σ value² ≤ maxNormSq. Those go first that get it down at the least
 * cost: from |value| = m a step takes 2m − 1 off the norm, and adds 2e + 1 to the squared error, e = |x| / scale − m.
 *
 * It ends whatever the values are: a pass takes each that is not 0 a step nearer to it. Where x itself is in the bound,
 * one pass is enough, since each value is then at most |x| / scale again.
 *
 * @param values changed in place
 * @param x what they were rounded from
 * @param normSq their Σ value²
 */
export function trim(
  values: Int8Array | Int16Array,
  x: Float32Array,
  scale: number,
  normSq: bigint,
  maxNormSq: bigint,
): Trimmed {
  let norm = normSq;
  let steps = 0;
  while (norm > maxNormSq) {
    for (const i of byCost(values, x, scale)) {
      if (norm <= maxNormSq) break;
      const value = values[i] as number;
      norm -= BigInt(2 * Math.abs(value) - 1);
      values[i] = value - Math.sign(value);
      steps++;
    }
  }
  return { normSq: norm, steps };
}

/** The places of the values that are not 0, cheapest first. */
function byCost(values: Int8Array | Int16Array, x: Float32Array, scale: number): Uint32Array {
  const costs = new Float64Array(values.length);
  const places = new Uint32Array(values.length);
  let count = 0;
  for (const [i, value] of values.entries()) {
    if (value === 0) continue;
    const magnitude = Math.abs(value);
    const error = Math.abs(x[i] as number) / scale - magnitude;
    costs[i] = (2 * error + 1) / (2 * magnitude - 1);
    places[count++] = i;
  }
  return places.subarray(0, count).sort((a, b) => (costs[a] as number) - (costs[b] as number) || a - b);
}
