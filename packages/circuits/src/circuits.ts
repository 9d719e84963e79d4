import { fieldsOf, unexpected } from '@fedzk/core';
import { type Curve, ORDERS } from '@fedzk/statement';
import instances from '../circuits.json' with { type: 'json' };
import { curves, type Prime } from './poseidon-constants.js';

/** The compiled circuits in this package: `gradient-update-` values `x` bits. */
export type CircuitName = 'gradient-update-64x8' | 'gradient-update-650x8' | 'gradient-update-800x8';

/** A compiled circuit's parameters. */
export interface Circuit {
  /** The curve of its keys and proofs. */
  readonly curve: 'bn254';
  /** The lowest security level that it fits. */
  readonly level: 'standard' | 'enhanced';
  /** Its parameters for `createProver` of `@fedzk/prove`: n values of `bits` bits, in sums of up to 2^headroom clients. */
  readonly gradientUpdate: { readonly n: number; readonly bits: 8; readonly headroom: number };
  /** The names of the public signals, in their order. */
  readonly publicSignals: readonly string[];
  /** The number of constraints. */
  readonly constraints: number;
  /** SHA-256 of the `.r1cs` file, in lower-case hexadecimal. */
  readonly r1csSha256: string;
}

/** The parameters of a circuit of gradient updates. A task of `@fedzk/agg` has them too. */
export interface GradientCircuit {
  readonly curve: Curve;
  /** The values of a proof. */
  readonly n: number;
  /** The bits of a value. */
  readonly bits: number;
  /** Sums are of up to 2^headroom clients. */
  readonly headroom: number;
}

/** The circuits by name, frozen. */
export const CIRCUITS: Readonly<Record<CircuitName, Circuit>> = Object.freeze({
  'gradient-update-64x8': listed('gradient-update-64x8', 'standard'),
  'gradient-update-650x8': listed('gradient-update-650x8', 'enhanced'),
  'gradient-update-800x8': listed('gradient-update-800x8', 'enhanced'),
});

/** Finds a circuit. @throws {FedzkError} `invalid-argument`: no circuit of that name */
export function circuitOf(name: CircuitName): Circuit {
  if (typeof name !== 'string' || !Object.hasOwn(CIRCUITS, name)) {
    throw unexpected('name', Object.keys(CIRCUITS).join(' or '), name);
  }
  return CIRCUITS[name];
}

/**
 * Finds the R1CS of a circuit of gradient updates by its parameters. `manifest` options take it as `r1csSha256`: the ceremony
 * must then have been for this circuit.
 *
 * @param circuit the parameters; it may have other members, as a task has
 * @returns SHA-256 of the `.r1cs` file, in lower-case hexadecimal; `undefined` for a circuit that `circuits.json` doesn't list
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const expected = r1csSha256({ curve: 'bn254', n: 64, bits: 8, headroom: 10 });
 * ```
 */
export function r1csSha256(circuit: GradientCircuit): string | undefined {
  const { curve, ...numbers } = fieldsOf(circuit, ['curve', 'n', 'bits', 'headroom'], 'circuit');
  if (typeof curve !== 'string' || !Object.hasOwn(ORDERS, curve)) {
    throw unexpected('circuit.curve', Object.keys(ORDERS).join(' or '), curve);
  }
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isSafeInteger(value)) throw unexpected(`circuit.${name}`, 'an integer', value);
  }
  const { n, bits, headroom } = numbers;
  const found = instances.find(({ template, prime, parameters }) => {
    if (template !== 'GradientUpdate' || curves[prime as Prime] !== curve) return false;
    return parameters.n === n && parameters.b === bits && parameters.h === headroom;
  });
  return found?.r1csSha256;
}

function listed(name: CircuitName, level: Circuit['level']): Circuit {
  const instance = instances.find((each) => each.name === name);
  const { n, h } = instance?.parameters ?? {};
  if (instance === undefined || n === undefined || h === undefined) throw new Error(`circuits.json has no ${name}`);
  const { publicSignals, constraints, r1csSha256 } = instance;
  return Object.freeze({
    curve: 'bn254',
    level,
    gradientUpdate: Object.freeze({ n, bits: 8, headroom: h }),
    publicSignals: Object.freeze([...publicSignals]),
    constraints: constraints.nonLinear + constraints.linear,
    r1csSha256,
  });
}
