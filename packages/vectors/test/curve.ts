/**
 * The curves' two equations in plain arithmetic, so that the data is looked at by something that made none of it.
 */

/** An element c0 + c1 u of Fp2, u² = -1; c1 is 0 for one of Fp. */
export type Element = readonly [bigint, bigint];

/** snarkjs's decimal coordinates, and null for the point at infinity. */
export type G1 = readonly [string, string] | null;
export type G2 = readonly [readonly [string, string], readonly [string, string]] | null;

interface Equations {
  readonly p: bigint;
  readonly r: bigint;
  /** y² = x³ + b. */
  readonly b: bigint;
  /** left (y² - x³) = right on the twist. */
  readonly twist: { readonly left: Element; readonly right: Element };
}

export class Curve {
  readonly p: bigint;
  readonly r: bigint;
  readonly #equations: Equations;

  constructor(equations: Equations) {
    this.p = equations.p;
    this.r = equations.r;
    this.#equations = equations;
  }

  onCurve(x: bigint, y: bigint): boolean {
    return this.inRange([x, y]) && (y * y - x * x * x - this.#equations.b) % this.p === 0n;
  }

  onTwist(x: Element, y: Element): boolean {
    const { left, right } = this.#equations.twist;
    const [cube, square] = [multiply(multiply(x, x), x), multiply(y, y)];
    const [left0, left1] = multiply(left, [square[0] - cube[0], square[1] - cube[1]]);
    return this.inRange([...x, ...y]) && (left0 - right[0]) % this.p === 0n && (left1 - right[1]) % this.p === 0n;
  }

  inRange(values: readonly bigint[]): boolean {
    return values.every((value) => value >= 0n && value < this.p);
  }

  isG1(point: G1): boolean {
    return point === null || this.onCurve(BigInt(point[0]), BigInt(point[1]));
  }

  isOnTwist(point: G2): boolean {
    return point === null || this.onTwist(element(point[0]), element(point[1]));
  }
}

/** y² = x³ + 3, EIP-196, and its twist y² = x³ + 3 / (9 + u), EIP-197. */
export const bn254: Curve = new Curve({
  p: 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47n,
  r: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  b: 3n,
  twist: { left: [9n, 1n], right: [3n, 0n] },
});

/** y² = x³ + 4 and its twist y² = x³ + 4 (1 + u), EIP-2537. */
export const bls12381: Curve = new Curve({
  p: 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
  r: 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
  b: 4n,
  twist: { left: [1n, 0n], right: [4n, 4n] },
});

function element([c0, c1]: readonly [string, string]): Element {
  return [BigInt(c0), BigInt(c1)];
}

function multiply([a0, a1]: Element, [b0, b1]: Element): Element {
  return [a0 * b0 - a1 * b1, a0 * b1 + a1 * b0];
}
