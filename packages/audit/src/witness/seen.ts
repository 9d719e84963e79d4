// The size that each witness has seen last. It is a hint: if missing or wrong, a witness is asked twice.

import { toHex } from '@fedzk/core';
import type { VerifierKey } from '../note/keys.js';
import type { LogReader, StoredFile } from '../storage/storage.js';
import { decoded, utf8 } from '../utf8.js';

/** Returns a path by the key, since names may have characters that file names can't have. */
function pathOf({ key }: VerifierKey): string {
  return `.state/witness/${toHex(key)}`;
}

/** Reads the size of the tree that a witness cosigned last; 0 if unknown. */
export async function readSeen(reader: LogReader, witness: VerifierKey, origin: string): Promise<number> {
  const bytes = await reader.read(pathOf(witness));
  const text = bytes === undefined ? '' : decoded(bytes);
  const size = Number(text.split('\n')[1]);
  return Number.isSafeInteger(size) && size >= 0 && text === textOf(origin, size) ? size : 0;
}

export function seenFile(witness: VerifierKey, origin: string, size: number): StoredFile {
  return { path: pathOf(witness), bytes: utf8(textOf(origin, size)) };
}

function textOf(origin: string, size: number): string {
  return `${origin}\n${size}\n`;
}
