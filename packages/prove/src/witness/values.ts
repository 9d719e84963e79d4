/**
 * Reads the wires' values of a witness.
 */
import { counted, FedzkError } from '@fedzk/core';
import type { Curve } from '@fedzk/verify';
import { readSections, view } from '../key/sections.js';
import { ELEMENT_BYTES, fieldOf } from './field.js';

/**
 * Returns a view of the values in a `.wtns` file.
 *
 * @throws {FedzkError} `invalid-argument`: no such file, or one of another field or number of wires
 */
export async function valuesOf(wtns: Uint8Array, curve: Curve, wires: number): Promise<Uint8Array> {
  const file = { size: wtns.length, read: (at: number, length: number) => wtns.subarray(at, at + length) };
  const sections = await readSections(file, 'wtns', 2);
  if (typeof sections === 'string') throw malformed(`got ${sections}`);
  const [header, values] = [1, 2].map((type) => {
    const { offset, length } = sections.get(type) ?? { offset: 0, length: 0 };
    return file.read(offset, length);
  }) as [Uint8Array, Uint8Array];
  if (header.length !== ELEMENT_BYTES + 8 || view(header).getUint32(0, true) !== ELEMENT_BYTES) {
    throw malformed('its elements are not of 32 bytes');
  }
  const field = fieldOf(elementAt(header, 4));
  if (field?.curve !== curve) throw malformed(`the key is on ${curve}, the witness is of another field`);
  const count = view(header).getUint32(4 + ELEMENT_BYTES, true);
  if (count !== wires) throw malformed(`the key has ${counted(wires, 'wire')}, the witness ${count}`);
  checkValues(values, field.order, wires);
  return values;
}

/** Checks the values. @throws {FedzkError} `invalid-argument`: another number, one not below r, or the first is not 1 */
function checkValues(values: Uint8Array, order: bigint, wires: number): void {
  if (values.length !== wires * ELEMENT_BYTES)
    throw malformed(`it has ${values.length} bytes of values, not ${wires * ELEMENT_BYTES}`);
  if (elementAt(values, 0) !== 1n) throw malformed('its first value is not 1');
  const words = view(values);
  const highest = order >> 192n;
  for (let at = 0; at < values.length; at += ELEMENT_BYTES) {
    // The highest word is almost always enough.
    if (words.getUint32(at + 28, true) >= Number(highest >> 32n) && elementAt(values, at) >= order) {
      throw malformed(`the value of wire ${at / ELEMENT_BYTES} is not below the field's order`);
    }
  }
}

/** Returns the public signals of a witness as decimal strings. */
export function publicSignalsOf(values: Uint8Array, count: number): string[] {
  return Array.from({ length: count }, (_, i) => elementAt(values, (i + 1) * ELEMENT_BYTES).toString());
}

function elementAt(bytes: Uint8Array, at: number): bigint {
  const words = view(bytes);
  return [24, 16, 8, 0].reduce((value, i) => (value << 64n) | words.getBigUint64(at + i, true), 0n);
}

function malformed(what: string): FedzkError {
  return new FedzkError(
    'invalid-argument',
    `"witness" expected the contents of a .wtns file of the key's circuit: ${what}.`,
  );
}
