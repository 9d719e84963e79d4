/** A circuit with 64 rows on either curve. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Curve } from '@fedzk/verify';
import { withCompiled } from '../../../../circuits/scripts/circom.js';
import { powers } from '../../support/keyed.js';
import type { Prime } from '../../support/snarkjs.js';

export const PRIMES: Readonly<Record<Curve, Prime>> = { bn254: 'bn128', 'bls12-381': 'bls12381' };

/** The power of two of its rows, and of the powers of τ that it takes. */
export const POWER = 6;

const compiled = new Map<string, Uint8Array>();

/** Its constraints. */
export function r1csOf(curve: Curve): Uint8Array {
  return constraintsOf(40, curve);
}

/** The constraints of a circuit with 4 rows. */
export function smallR1cs(curve: Curve): Uint8Array {
  return constraintsOf(2, curve);
}

function constraintsOf(squares: number, curve: Curve): Uint8Array {
  const key = `${squares} ${curve}`;
  const found = compiled.get(key);
  if (found !== undefined) return found;
  const source = `pragma circom 2.2.0;\n${powers(squares)}\ncomponent main = Main();\n`;
  const r1cs = withCompiled(source, { prime: PRIMES[curve] }, (out) => readFileSync(join(out, 'main.r1cs')));
  const bytes = new Uint8Array(r1cs);
  compiled.set(key, bytes);
  return bytes;
}
