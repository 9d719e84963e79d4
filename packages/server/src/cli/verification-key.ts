// The verification key of a task: of a file, or the development key of one of the circuits of @fedzk/circuits.

import { type CircuitName, developmentKey } from '@fedzk/circuits';
import { type Curve, createVerifier, encodeVerificationKey } from '@fedzk/verify';
import { read, readJson, Trouble, within } from './command.js';

/** A verification key in the format `fedzk`, and what names it. */
export interface KeyBytes {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Reads a key: JSON of snarkjs, or bytes in the format `fedzk`. @throws {Trouble} */
function readVerificationKey(path: string, curve: Curve): Promise<KeyBytes> {
  return within(path, () => {
    const bytes = read(path);
    const isJson = bytes[0] === '{'.charCodeAt(0);
    return isJson ? keyOf(readJson<KeyJson>(path)) : keyOf(bytes, curve);
  });
}

type KeyJson = Parameters<typeof encodeVerificationKey>[0];

/** Returns the file's key, or else the development key of the circuit, for which anyone can forge proofs. @throws {Trouble} */
export async function keyFor(
  path: string | undefined,
  circuit: CircuitName | undefined,
  curve: Curve,
): Promise<KeyBytes> {
  if (path !== undefined) return readVerificationKey(path, curve);
  if (circuit !== undefined) return keyOf((await developmentKey(circuit)).vkey);
  throw new Trouble('--key FILE is missing: the verification key of the circuit.');
}

function keyOf(vkey: KeyJson): KeyBytes;
function keyOf(bytes: Uint8Array, curve: Curve): KeyBytes;
function keyOf(given: KeyJson | Uint8Array, curve: Curve = 'bn254'): KeyBytes {
  const isBytes = given instanceof Uint8Array;
  const verifier = isBytes ? createVerifier(given, { format: 'fedzk', curve }) : createVerifier(given);
  const { id } = verifier;
  verifier.dispose();
  return { id, bytes: isBytes ? given : encodeVerificationKey(given, 'fedzk') };
}
