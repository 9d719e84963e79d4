/**
 * The hash Poseidon of circomlib (Grassi, Khovratovich, Rechberger, Roy, Schofnegger, eprint 2019/458): S-box x^5,
 * a first lane of 0 followed by the inputs, one permutation, the first lane as the result.
 */
import { unexpected } from '@fedzk/core';
import { elementsBelow, readIntegers, requireInteger } from '../argument.js';
import { type Curve, orderOf } from '../curve.js';
import { generate, type PoseidonParameters } from './grain.js';
import { LEAST_WIDTH, MOST_WIDTH, permute, shape } from './permutation.js';

/** The largest number of inputs of a hash: all lanes but one. */
export const MAX_ARITY: number = MOST_WIDTH - 1;

/**
 * Hashes 1 to 16 elements to one. On BN254 it is circomlib's `Poseidon(n)`. The first call for a number of inputs makes
 * its constants, which takes up to 30 ms.
 *
 * @param inputs elements: bigints from 0 to r − 1
 * @throws {FedzkError} `invalid-argument`: another number of inputs, or an input that is no element
 *
 * @example
 * ```ts
 * poseidon([1n, 2n], 'bn254');
 * // 7853200120776062878684798364095072458815029376092732009249414926327459813530n
 * ```
 */
export function poseidon(inputs: readonly bigint[], curve: Curve): bigint {
  const own = readIntegers(inputs, 'inputs', elementsBelow(orderOf(curve)));
  if (own.length < 1 || own.length > MAX_ARITY) throw unexpected('inputs', `1 to ${MAX_ARITY} elements`, inputs);
  return permute([0n, ...own], poseidonParameters(own.length + 1, curve))[0] ?? 0n;
}

const made = new Map<string, PoseidonParameters>();

/**
 * Returns the rounds, round constants and matrix of the permutation of 2 to 17 lanes. They are made once and frozen.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function poseidonParameters(width: number, curve: Curve): PoseidonParameters {
  const prime = orderOf(curve);
  requireInteger('width', width, LEAST_WIDTH, MOST_WIDTH);
  const name = `${curve} ${width}`;
  const parameters = made.get(name) ?? generate(shape(prime, width));
  made.set(name, parameters);
  return parameters;
}
