// The key maker, a WebAssembly module without glue: rust/wasm-setup/src/lib.rs documents its functions.
import { readFileSync } from 'node:fs';
import { FedzkError } from '@fedzk/core';

/** The two files of a key. */
export interface KeyFiles {
  /** The proving key, as snarkjs reads it. */
  readonly zkey: Uint8Array<ArrayBuffer>;
  /** The verification key: snarkjs's JSON. */
  readonly vkey: string;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly allocate: (bytes: number) => number;
  readonly development_key: (r1cs: number, r1csLength: number, seed: number, seedLength: number) => number;
}

/** The seed. The trapdoor follows from it and the circuit. */
export const SEED = 'fedzk development set-up, not a ceremony';

/** The address of the module. */
export const MODULE: URL = new URL('../wasm/fedzk_setup_bg.wasm', import.meta.url);

let compiled: WebAssembly.Module | undefined;

/**
 * Makes the development key of any circuit that circom compiled for BN254 or BLS12-381. Uses a new instance each time, so
 * that its memory, up to 500 MB for 100,000 constraints, can be collected.
 *
 * @throws {FedzkError} `invalid-argument`: no such circuit; `storage`: the module's file can't be read
 */
export function makeKey(r1cs: Uint8Array): KeyFiles {
  const { memory, allocate, development_key } = instantiated();
  const put = (bytes: Uint8Array): [address: number, length: number] => {
    const address = allocate(bytes.length) >>> 0;
    new Uint8Array(memory.buffer, address, bytes.length).set(bytes);
    return [address, bytes.length];
  };
  const made = development_key(...put(r1cs), ...put(new TextEncoder().encode(SEED))) >>> 0;
  const [status = 1, zkey = 0, zkeyLength = 0, text = 0, textLength = 0] = new Uint32Array(memory.buffer, made, 5);
  const said = new TextDecoder().decode(new Uint8Array(memory.buffer, text, textLength));
  if (status !== 0) throw new FedzkError('invalid-argument', `"r1cs" expected a compiled circuit; ${said}.`);
  return { zkey: new Uint8Array(memory.buffer, zkey, zkeyLength).slice(), vkey: said };
}

function instantiated(): Exports {
  compiled ??= new WebAssembly.Module(read());
  return new WebAssembly.Instance(compiled).exports as unknown as Exports;
}

function read(): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(MODULE));
  } catch (cause) {
    const message = "The key maker can't be read from the package's files. Install @fedzk/circuits again.";
    throw new FedzkError('storage', message, { cause });
  }
}
