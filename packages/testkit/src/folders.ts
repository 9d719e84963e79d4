// Folders that go after the last test of a file.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

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
