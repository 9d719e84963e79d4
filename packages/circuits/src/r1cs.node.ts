// The compiled circuits, which this package has as Brotli: gzip takes up to three times as many bytes.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { FedzkError } from '@fedzk/core';
import { readFile } from '@fedzk/core/node';
import { type CircuitName, circuitOf } from './circuits.js';

/** Addresses that bundlers recognise. */
const FILES: Readonly<Record<CircuitName, URL>> = {
  'gradient-update-64x8': new URL('../r1cs/gradient-update-64x8.r1cs.br', import.meta.url),
  'gradient-update-650x8': new URL('../r1cs/gradient-update-650x8.r1cs.br', import.meta.url),
  'gradient-update-800x8': new URL('../r1cs/gradient-update-800x8.r1cs.br', import.meta.url),
};

/** Room for the largest, packed and unpacked, so that a changed file does not fill the memory. */
const MOST_PACKED_BYTES = 2 ** 20;
const MOST_BYTES = 16 * 2 ** 20;

const decompress = promisify(brotliDecompress);

/**
 * Reads a compiled circuit: the `.r1cs` file that `circom --O2 --r1cs` writes, for a ceremony or a key maker. It comes out of
 * this package's own files, never over the network.
 *
 * @returns the file's bytes, a copy of your own
 * @throws {FedzkError} `invalid-argument`: there is no such circuit; `storage`: its file can't be read; `damaged`: the bytes
 *   don't have the SHA-256 that `circuits.json` lists
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

/** The same from a file that a test has changed. */
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

/** The file's bytes; undefined of one that is longer than any of them, of which nothing is read. */
function readPacked(name: CircuitName, file: URL): Uint8Array | undefined {
  try {
    return readFile(file, MOST_PACKED_BYTES);
  } catch (cause) {
    const message = `The circuit "${name}" can't be read from the package's files. Install @fedzk/circuits again.`;
    throw new FedzkError('storage', message, { cause });
  }
}

function damaged(name: CircuitName, options?: ErrorOptions): FedzkError {
  const message = `The circuit "${name}" is not the one that circuits.json lists. Install @fedzk/circuits again.`;
  return new FedzkError('damaged', message, options);
}
