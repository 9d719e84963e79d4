import { unexpected } from '@fedzk/core';
import instances from '../circuits.json' with { type: 'json' };

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
