// The manifest of an archive, signed by the log's key.
//
// A note (C2SP signed-note) whose text has these lines; the second is no number, so it can't be taken for a checkpoint.
//
//     fedzk.dev/audit-archive/v1
//     origin <origin>
//     entries <first> <last>
//     checkpoint <size> <base64 of the root>
//     archive <bytes> <hexadecimal SHA-256>
//     <path> <bytes> <hexadecimal SHA-256>        one for each file of the archive

import { toBase64, toHex } from '@fedzk/core';
import type { Checkpoint } from '../note/checkpoint.js';
import { type Signer, signNote } from '../note/signer.js';
import type { StoredFile } from '../storage/storage.js';

export interface Archive {
  readonly first: number;
  readonly last: number;
  readonly bytes: Uint8Array;
  readonly files: readonly StoredFile[];
}

/** Writes the manifest of an archive. */
export async function writeManifest(
  { first, last, bytes, files }: Archive,
  { origin, size, root }: Checkpoint,
  signer: Signer,
): Promise<string> {
  const lines = [
    'fedzk.dev/audit-archive/v1',
    `origin ${origin}`,
    `entries ${first} ${last}`,
    `checkpoint ${size} ${toBase64(root)}`,
    `archive ${bytes.length} ${await sha256(bytes)}`,
  ];
  for (const file of files) lines.push(`${file.path} ${file.bytes.length} ${await sha256(file.bytes)}`);
  return signNote(`${lines.join('\n')}\n`, signer);
}

async function sha256(bytes: Uint8Array): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
}
