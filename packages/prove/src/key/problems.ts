/**
 * The errors of a damaged proving key.
 */
import { FedzkError } from '@fedzk/core';

/** The length of a coefficient of section 4 in bytes. */
export const COEFFICIENT_BYTES = 44;

/** The number of the reason "another prime". */
export const OTHER_PRIME = 2;

/** The problems of a section by the number of `KeyError` in rust/prover/src/zkey.rs. */
const REASONS: Readonly<Record<number, string>> = {
  1: 'has another length than its numbers say',
  [OTHER_PRIME]: 'has a prime of neither BN254 nor BLS12-381',
  3: "has another scalar field than its curve's",
  4: 'has a domain that is no power of two or has no room for the public signals',
  5: 'has more public signals than wires',
  6: 'has a coordinate that is not below the prime',
  7: 'has the point at infinity',
  8: 'has a point that is not of its group',
  9: 'has a coefficient of a row or a wire that is not there',
};

export function invalidSection(type: number, reason: number | undefined): FedzkError {
  return invalidKey(`section ${type} ${REASONS[reason ?? 0] ?? 'is damaged'}`);
}

export function invalidKey(what: string): FedzkError {
  return new FedzkError('invalid-proving-key', `"zkey" expected a proving key of snarkjs for Groth16: ${what}.`);
}
