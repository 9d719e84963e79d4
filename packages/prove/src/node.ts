/**
 * For Node, and the runtimes that have its files.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { FedzkError } from '@fedzk/core';
import type { KeySource } from './key/source.js';

/** A proving key in an open file. */
export interface KeyFile extends KeySource, AsyncDisposable {
  /** Closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a proving key as a file, of which each proof reads what it uses: a key of hundreds of megabytes is never in memory
 * as a whole.
 *
 * @throws what Node does where the file can't be opened
 *
 * @example
 * ```ts
 * await using zkey = await openKeyFile('circuit.zkey');
 * await using prover = await createProver({ zkey, circuitWasm });
 * ```
 */
export async function openKeyFile(path: string | URL): Promise<KeyFile> {
  const file = await open(path);
  const { size } = await file.stat();
  return {
    size,
    read: (offset, length) => readAll(file, offset, length),
    close: () => file.close(),
    [Symbol.asyncDispose]: () => file.close(),
  };
}

async function readAll(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, offset + read);
    if (bytesRead === 0) throw new FedzkError('invalid-proving-key', '"zkey" expected a key file: it became shorter.');
    read += bytesRead;
  }
  return bytes;
}
