// The compiled circuits, stored as Brotli: gzip takes up to three times as many bytes.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { FedzkError } from '@fedzk/core';
import { readFile } from '@fedzk/core/node';
import { type CircuitName, circuitOf } from './circuits.js';

/** The files, as URLs that bundlers recognise. */
const FILES: Readonly<Record<CircuitName, URL>> = {
  'gradient-update-64x8': new URL('../r1cs/gradient-update-64x8.r1cs.br', import.meta.url),
  'gradient-update-650x8': new URL('../r1cs/gradient-update-650x8.r1cs.br', import.meta.url),
  'gradient-update-800x8': new URL('../r1cs/gradient-update-800x8.r1cs.br', import.meta.url),
};

/** Limits above the largest file, packed and unpacked, so that a changed file can't fill the memory. */
const MOST_PACKED_BYTES = 2 ** 20;
const MOST_BYTES = 16 * 2 ** 20;

const decompress = promisify(brotliDecompress);

/**
 * Reads a compiled circuit: the `.r1cs` file that `circom --O2 --r1cs` writes, for a ceremony or a key maker. It comes from
 * this package's files, not from the network.
 *
 * @returns the file's bytes, owned by the caller
 * @throws {FedzkError} `invalid-argument`: no circuit of that name; `storage`: its file can't be read; `damaged`: its SHA-256
 *   is not the one in `circuits.json`
 *
 * @example
 * ```ts
 * await writeFile('circuit.r1cs', await readR1cs('gradient-update-650x8'));
 * ```
 */
export async function readR1cs(name: CircuitName): Promise<Uint8Array<ArrayBuffer>> {
  circuitOf(name);
  return readChecked(name, FILES[name]);
}

/** Reads a circuit from a file, which a test may have changed, and checks its SHA-256. */
export async function readChecked(name: CircuitName, file: URL): Promise<Uint8Array<ArrayBuffer>> {
  const { r1csSha256 } = circuitOf(name);
  const packed = readPacked(name, file);
  if (packed === undefined) throw damaged(name);
  const r1cs = await decompress(packed, { maxOutputLength: MOST_BYTES }).catch((cause: unknown) => {
    throw damaged(name, { cause });
  });
  if (createHash('sha256').update(r1cs).digest('hex') !== r1csSha256) throw damaged(name);
  return new Uint8Array(r1cs);
}

/** Reads the file's bytes; undefined if it is longer than any of ours. */
function readPacked(name: CircuitName, file: URL): Uint8Array | undefined {
  try {
    return readFile(file, MOST_PACKED_BYTES);
  } catch (cause) {
    const message = `The circuit "${name}" can't be read from the package's files. Install @fedzk/circuits again.`;
    throw new FedzkError('storage', message, { cause });
  }
}

function damaged(name: CircuitName, options?: ErrorOptions): FedzkError {
  const message = `The circuit "${name}" does not have the SHA-256 that circuits.json lists. Install @fedzk/circuits again.`;
  return new FedzkError('damaged', message, options);
}
