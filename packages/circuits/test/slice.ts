/**
 * UpdateSlice's statement, written a second time on integers.
 */
import type { Signals } from './circom.js';

export interface Statement {
  readonly rho: bigint;
  readonly tag: bigint;
  readonly sum: bigint;
  readonly normSq: bigint;
}

/** The public signals that are true of `x`; signed and not reduced. */
export function publicSignals(x: readonly bigint[], rho: bigint): Statement {
  let [tag, sum, normSq, power] = [0n, 0n, 0n, 1n];
  for (const value of x) {
    power *= rho;
    tag += power * value;
    sum += value;
    normSq += value * value;
  }
  return { rho, tag, sum, normSq };
}

/**
 * Values for all signals of UpdateSlice(n, b), computed as the circuit does, from any x: one that is out of range gets
 * the low b bits. `forged` replaces some of them by name, `main.` left out.
 */
export function assign(
  x: readonly bigint[],
  b: number,
  rho: bigint,
  forged: Readonly<Record<string, bigint>> = {},
): Signals {
  const { tag, sum, normSq } = publicSignals(x, rho);
  const values: Record<string, bigint> = { rho, tag, sum, normSq };
  let horner = 0n;
  for (let i = x.length - 1; i >= 0; i--) {
    const value = x[i] ?? 0n;
    horner = rho * (value + horner);
    values[`x[${i}]`] = value;
    values[`square[${i}]`] = value * value;
    values[`horner[${i}]`] = horner;
    values[`range[${i}].x`] = value;
    const shifted = BigInt.asUintN(b, value + (1n << BigInt(b - 1)));
    for (let bit = 0; bit < b; bit++) values[`range[${i}].bit[${bit}]`] = (shifted >> BigInt(bit)) & 1n;
  }
  for (const [name, value] of Object.entries(forged)) {
    if (!(name in values)) throw new Error(`no signal ${name}`);
    values[name] = value;
  }
  return new Map(Object.entries(values).map(([name, value]) => [`main.${name}`, value]));
}
