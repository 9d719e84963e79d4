// Finished archives, which are those with a manifest.

import { FedzkError, toHex } from '@fedzk/core';
import { readNote } from '../note/checkpoint.js';
import { sameKey, type VerifierKey, verifySignature } from '../note/keys.js';
import type { LogStorage, StoredFile } from '../storage/storage.js';
import { decoded } from '../utf8.js';

const ARCHIVE = /^archive\/(0|[1-9]\d{0,15})-([1-9]\d{0,15})\.tar$/;

/** Reads the first entry of an archive from its path; undefined for any other path. */
export function firstOf(path: string): number | undefined {
  const [, first] = ARCHIVE.exec(path) ?? [];
  return first === undefined ? undefined : Number(first);
}

export function manifestOf(path: string): string {
  return path.replace(/tar$/, 'manifest');
}

/**
 * Reads each archive and its manifest. Skips an archive that is moved away meanwhile.
 *
 * @param key the log's; without it no signature is checked
 * @throws {FedzkError} `damaged`: an archive is not the one that its manifest names; `not-authentic`: the key did not sign
 *   the manifest, or signed it for another archive
 */
export async function* readArchives(
  log: LogStorage,
  key?: VerifierKey,
): AsyncGenerator<readonly [StoredFile, StoredFile]> {
  for (const path of (await log.list('archive/')).sort()) {
    if (firstOf(path) === undefined) continue;
    const manifest = await log.read(manifestOf(path));
    const bytes = manifest && (await log.read(path));
    if (manifest === undefined || bytes === undefined) continue;
    if (key !== undefined) requireSigned(path, decoded(manifest), key);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
    if (!decoded(manifest).includes(`\narchive ${bytes.length} ${toHex(digest)}\n`)) {
      throw new FedzkError(
        'damaged',
        `${path} is not the archive that its manifest names; restore it or move both away.`,
      );
    }
    yield [
      { path, bytes },
      { path: manifestOf(path), bytes: manifest },
    ];
  }
}

/** Checks that the log signed the manifest, for the entries in the archive's name. */
function requireSigned(path: string, manifest: string, key: VerifierKey): void {
  const note = readNote(manifest);
  const own = note?.signatures.find((signature) => sameKey(key, signature));
  const [, first, last] = /(\d+)-(\d+)\.tar$/.exec(path) ?? [];
  const start = `fedzk.dev/audit-archive/v1\norigin ${key.name}\nentries ${first} ${last}\n`;
  const isOwn = note?.text.startsWith(start) && own && verifySignature(key, note.text, own.signature);
  if (isOwn === true) return;
  throw new FedzkError(
    'not-authentic',
    `${manifestOf(path)} was not signed with the log's key for ${path}: somebody else wrote it. Move both away.`,
  );
}
