/** The header of a circuit's constraints, as circom writes them (iden3's r1cs format, version 1). */
import type { KeySource } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { Fields } from './bytes.js';
import { type CurveNumbers, isEqual, numbersOf } from './curves.js';
import { openCeremonyFile, readSection, requireLength } from './file.js';
import { invalidFile } from './problems.js';

/** A wire's label, in section 3. */
const LABEL_BYTES = 8;

export interface Circuit {
  readonly curve: Curve;
  readonly wires: number;
  readonly publicSignals: number;
  readonly constraints: number;
  /** The number of rows of its key: a power of two. */
  readonly domain: number;
}

/** @throws {FedzkError} `invalid-ceremony-file` */
export async function readCircuit(source: KeySource): Promise<Circuit> {
  const file = await openCeremonyFile(source, 'r1cs');
  const fields = new Fields(await readSection(file, 1, 256), 'section 1');
  const prime = fields.take(fields.u32());
  const [wires, outputs, inputs] = [fields.u32(), fields.u32(), fields.u32()];
  fields.take(4 + 8); // private inputs and labels
  const constraints = fields.u32();
  fields.end();
  const numbers = [numbersOf('bn254'), numbersOf('bls12-381')].find(({ r }: CurveNumbers) => isEqual(r, prime));
  if (numbers === undefined) throw invalidFile('its prime is the order of neither BN254 nor BLS12-381');
  const publicSignals = outputs + inputs;
  if (publicSignals >= wires) throw invalidFile('it has more public signals than wires');
  // Each wire has a label. A key has points for each, so a small file must not claim millions.
  requireLength(file, 3, wires * LABEL_BYTES);
  // snarkjs adds a row for each public signal and the constant one.
  const domain = 2 ** Math.ceil(Math.log2(constraints + publicSignals + 1));
  return { curve: numbers.curve, wires, publicSignals, constraints, domain };
}
