// Archives that are finished: those that have a manifest.

import { FedzkError, toHex } from '@fedzk/core';
import type { LogStorage, StoredFile } from '../storage/storage.js';
import { decoded } from '../utf8.js';

const ARCHIVE = /^archive\/(0|[1-9]\d{0,15})-([1-9]\d{0,15})\.tar$/;

/** The first entry of an archive, by its path; undefined for what is none. */
export function firstOf(path: string): number | undefined {
  const [, first] = ARCHIVE.exec(path) ?? [];
  return first === undefined ? undefined : Number(first);
}

export function manifestOf(path: string): string {
  return path.replace(/tar$/, 'manifest');
}

/**
 * Reads each archive and its manifest. One that somebody moves meanwhile is passed over.
 *
 * @throws {FedzkError} `damaged`: an archive is not the one that its manifest names
 */
export async function* readArchives(log: LogStorage): AsyncGenerator<readonly [StoredFile, StoredFile]> {
  for (const path of (await log.list('archive/')).sort()) {
    if (firstOf(path) === undefined) continue;
    const manifest = await log.read(manifestOf(path));
    const bytes = manifest && (await log.read(path));
    if (manifest === undefined || bytes === undefined) continue;
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
