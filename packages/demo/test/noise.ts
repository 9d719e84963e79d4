/** Numbers in -1..1 without a generator of the platform: a linear congruence, the multiplier from Numerical Recipes. */
export function* noise(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 31 - 1;
  }
}

/** The slope of a loss along one weight: a central difference in double precision. */
export function slope(loss: (weights: Float64Array) => number, weights: Float64Array, at: number): number {
  const h = 1e-5; // truncation about h² = 1e-10, rounding about 2e-16 / h = 2e-11
  const shifted = (by: number): number => loss(weights.map((weight, i) => (i === at ? weight + by : weight)));
  return (shifted(h) - shifted(-h)) / (2 * h);
}
