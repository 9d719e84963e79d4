// Folders that go after the last test of a file: each-file.ts removes them.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];

/** Removes all folders that were made. */
export function removeFolders(): void {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
}

/** A new folder with these files, by their paths in it. */
export function folderOf(files: Iterable<readonly [path: string, content: string | Uint8Array]> = []): string {
  const dir = mkdtempSync(join(tmpdir(), 'fedzk-test-'));
  made.push(dir);
  for (const [path, content] of files) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  return dir;
}
