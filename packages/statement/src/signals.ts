// The circuit's inputs: four public signals in a fixed order, and the client's secrets.

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

/** The public signals of a proof, by name. */
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
 * All inputs of `gradient_update`, each an element of the field. It is a type alias, since TypeScript assigns no interface to
 * the record of inputs that the provers of `@fedzk/prove` take.
 */
export type CircuitInputs = {
  readonly commitment: bigint;
  readonly rho: bigint;
  readonly tag: bigint;
  readonly maxNormSq: bigint;
  /** The n values; a negative x is r + x. */
  readonly x: readonly bigint[];
  readonly s: bigint;
  readonly k: bigint;
};

/** The client's secrets. */
export interface Secrets {
  /** Up to n integers of b bits; missing ones are 0. */
  readonly values: Values;
  /** s, an element: random and used once. */
  readonly pad: bigint;
  /** k, an element: random and used once. */
  readonly blinding: bigint;
}

/**
 * Makes a prover's inputs. Doesn't check that the statement is true of the update: a false one has no witness, and the
 * prover rejects it with `unsatisfied`.
 *
 * @throws {FedzkError} `invalid-argument`; the message shows no secret
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
