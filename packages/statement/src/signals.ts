// What the circuit takes: four public signals in a fixed order, and what is known to the client alone.

import { fieldsOf } from '@fedzk/core';
import {
  type CircuitParameters,
  elementsBelow,
  readCircuit,
  readInteger,
  readValues,
  type Values,
} from './argument.js';
import { type Curve, orderOf } from './curve.js';
import { reduce } from './field.js';

/** What a proof states of an update. */
export interface Statement {
  readonly commitment: bigint;
  readonly rho: bigint;
  readonly tag: bigint;
  readonly maxNormSq: bigint;
}

/** The public signals, in the circuit's order. */
export const PUBLIC_SIGNALS: readonly (keyof Statement)[] = /* @__PURE__ */ Object.freeze([
  'commitment',
  'rho',
  'tag',
  'maxNormSq',
] as const);

/**
 * All inputs of `gradient_update`, each an element of the field. A type alias, which TypeScript takes for a record of inputs
 * by name, as the provers of `@fedzk/prove` want them; it does not take an interface for one.
 */
export type CircuitInputs = {
  readonly commitment: bigint;
  readonly rho: bigint;
  readonly tag: bigint;
  readonly maxNormSq: bigint;
  /** The n values; negative ones as r + x. */
  readonly x: readonly bigint[];
  readonly s: bigint;
  readonly k: bigint;
};

/** What the client alone knows. */
export interface Secrets {
  /** Up to n integers of b bits; the rest is zero. */
  readonly values: Values;
  /** s. */
  readonly pad: bigint;
  /** k. */
  readonly blinding: bigint;
}

/**
 * Puts together what a prover takes. It does not look whether the statement is true of the update: a witness of a false one
 * does not exist, and the prover says so.
 *
 * @throws {FedzkError} `invalid-argument`, without a secret
 *
 * @example
 * ```ts
 * const { proof, publicSignals } = await prover.prove(circuitInputs(statement, secrets, circuit, 'bn254'));
 * ```
 */
export function circuitInputs(
  statement: Statement,
  secrets: Secrets,
  circuit: CircuitParameters,
  curve: Curve,
): CircuitInputs {
  const { n } = readCircuit(circuit);
  const range = elementsBelow(orderOf(curve));
  const { commitment, rho, tag, maxNormSq } = fieldsOf(statement, PUBLIC_SIGNALS, 'statement');
  const { values, pad, blinding } = fieldsOf(secrets, ['values', 'pad', 'blinding'], 'secrets');
  const own = readValues(values, n);
  return {
    commitment: readInteger(commitment, 'statement.commitment', range),
    rho: readInteger(rho, 'statement.rho', range),
    tag: readInteger(tag, 'statement.tag', range),
    maxNormSq: readInteger(maxNormSq, 'statement.maxNormSq', range),
    x: Array.from({ length: n }, (_, i) => reduce(BigInt(own[i] ?? 0), curve)),
    s: readInteger(pad, 'secrets.pad', range),
    k: readInteger(blinding, 'secrets.blinding', range),
  };
}
