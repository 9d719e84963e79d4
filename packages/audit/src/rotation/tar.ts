// Writes archives that any tar unpacks (POSIX.1-2017 pax, "ustar Interchange Format"). The same files give the same bytes.

import { concat, FedzkError } from '@fedzk/core';
import type { StoredFile } from '../storage/storage.js';
import { utf8 } from '../utf8.js';

const BLOCK = 512;

/** Packs files, in their order. */
export function tar(files: readonly StoredFile[]): Uint8Array {
  const parts = files.flatMap(({ path, bytes }) => [
    header(path, bytes.length),
    bytes,
    new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK),
  ]);
  return concat(...parts, new Uint8Array(2 * BLOCK));
}

function header(path: string, size: number): Uint8Array {
  const name = utf8(path);
  if (name.length > 100) throw new FedzkError('invalid-argument', `${path} is too long a name for an archive.`);
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string): void => block.set(utf8(text), at);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  block.set(name);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7)); // uid
  put(116, octal(0, 7)); // gid
  put(124, octal(size, 11));
  put(136, octal(0, 11)); // mtime
  put(148, ' '.repeat(8)); // the checksum, as it is counted
  put(156, '0'); // a regular file
  put(257, 'ustar\x0000');
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}
