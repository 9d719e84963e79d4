/** Moves integers toward zero until their norm is within a bound that rounding has exceeded. */

/** The result of trimming. */
export interface Trimmed {
  /** Σ value², at most the bound. */
  readonly normSq: bigint;
  /** The total number of steps. */
  readonly steps: number;
}

/**
 * Moves values toward zero, a step at a time, until Σ value² ≤ maxNormSq. Starts with the cheapest values: from |value| = m
 * a step takes 2m − 1 off the norm, and adds 2e + 1 to the squared error, e = |x| / scale − m.
 *
 * It always ends, since a pass moves each value that is not 0 one step. If x itself is within the bound, one pass is
 * enough: each value is then at most |x| / scale.
 *
 * @param values changed in place
 * @param x the values before rounding
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

/** Returns the indices of the values that are not 0, cheapest first. */
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
