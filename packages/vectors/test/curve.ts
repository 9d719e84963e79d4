/**
 * BN254's two curve equations in plain arithmetic, so that the data is looked at by something that made none of it.
 */

/** An element c0 + c1 u of Fp2, u² = -1; c1 is 0 for one of Fp. */
export type Element = readonly [bigint, bigint];

export const p: bigint = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n;
export const r: bigint = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n;

/** y² = x³ + 3, EIP-196. */
export function onCurve(x: bigint, y: bigint): boolean {
  return inRange([x, y]) && (y * y - x * x * x - 3n) % p === 0n;
}

/** (9 + u)(y² - x³) = 3: the twist y² = x³ + 3 / (9 + u) of EIP-197. */
export function onTwist(x: Element, y: Element): boolean {
  const [cube, square] = [multiply(multiply(x, x), x), multiply(y, y)];
  const [left0, left1] = multiply([9n, 1n], [square[0] - cube[0], square[1] - cube[1]]);
  return inRange([...x, ...y]) && (left0 - 3n) % p === 0n && left1 === 0n;
}

export function inRange(values: readonly bigint[]): boolean {
  return values.every((value) => value >= 0n && value < p);
}

function multiply([a0, a1]: Element, [b0, b1]: Element): Element {
  return [(a0 * b0 - a1 * b1) % p, (a0 * b1 + a1 * b0) % p];
}
