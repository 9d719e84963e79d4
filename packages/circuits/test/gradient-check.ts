/**
 * What the tests of GradientUpdate ask of a circuit.
 */
import { expect } from 'vitest';
import { type Circuit, type Constraints, modulo, toWitness } from './circom.js';
import { assign, type Forged, holds, type Inputs, type Parameters, statement } from './gradient.js';
import { violated } from './r1cs.js';

/** Points and secrets without structure. */
export const RHO = 0x5d1c0f7b0a5f3b6b2f1e8c4a9d7e6f5c4b3a29180716253443526170f9e8d7n;
export const S = 0x2c1b0a99887766554433221100ffeeddccbbaa99887766554433221100abcdefn;
export const K = 0x1f0e1d2c3b4a59687786959403122130f1e2d3c4b5a69788796a5b4c3d2e1f00n;

/** Σ x_i². */
export const squares = (x: readonly bigint[]): bigint => x.reduce((sum, value) => sum + value * value, 0n);

/** Inputs that are true of `x` with nothing to spare in the norm. */
export function inputs(x: readonly bigint[], others: Partial<Inputs> = {}): Inputs {
  return { x, s: S, k: K, rho: RHO, maxNormSq: squares(x), ...others };
}

/** Whether the reference's witness for these inputs, true or forged, satisfies all constraints. */
export const satisfies = (circuit: Constraints, parameters: Parameters, given: Inputs, forged: Forged = {}): boolean =>
  violated(circuit.r1cs, toWitness(circuit, assign(parameters, given, circuit.r1cs.prime, forged))).length === 0;

/** The compiler's own witness, or undefined where its calculator refuses. */
async function calculated(circuit: Circuit, parameters: Parameters, given: Inputs): Promise<bigint[] | undefined> {
  const { prime } = circuit.r1cs;
  const reduced = (value: bigint): bigint => modulo(value, prime);
  const { commitment, rho, tag, maxNormSq } = statement(parameters, given, prime);
  const all = { commitment, rho, tag, maxNormSq: reduced(maxNormSq), s: given.s, k: given.k, x: given.x.map(reduced) };
  try {
    return await circuit.calculate(all);
  } catch (error) {
    expect(String(error)).toMatch(/Assert Failed/);
    return undefined;
  }
}

/** Reference, constraints and witness calculator say the same of these inputs, and the two witnesses are equal. */
export async function check(circuit: Circuit, parameters: Parameters, given: Inputs, fits: boolean): Promise<void> {
  const { prime } = circuit.r1cs;
  const what = `x = ${given.x}, maxNormSq = ${given.maxNormSq}`;
  expect(holds(parameters, statement(parameters, given, prime), given, prime), what).toBe(fits);
  expect(satisfies(circuit, parameters, given), what).toBe(fits);
  const own = await calculated(circuit, parameters, given);
  if (fits) expect(own, what).toEqual(toWitness(circuit, assign(parameters, given, prime)));
  else expect(own, what).toBeUndefined();
}
