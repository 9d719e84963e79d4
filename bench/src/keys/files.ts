// Commits to a folder: ours beside a lock, a temporary file and a rename.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, open, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileBackend } from '@fedzk/keys/node';
import type { Subject } from '../contenders.js';

export interface FileCommits extends AsyncDisposable {
  readonly subject: Subject;
}

/** A durable commit of a head of so many bytes. */
export function fileCommits(bytes: Uint8Array): FileCommits {
  const within = fileURLToPath(new URL('../../wasm/', import.meta.url));
  mkdirSync(within, { recursive: true });
  const [ours, theirs] = [mkdtempSync(join(within, 'commits-')), mkdtempSync(join(within, 'commits-'))];
  const backend = fileBackend(ours);
  let generation = 0;
  return {
    subject: {
      name: `commit of ${(bytes.length / 1024).toFixed(1)} KiB`,
      contenders: [
        {
          name: 'fedzk',
          run: async () => {
            if ((await backend.commitHead(generation++, bytes)) !== 'ok') throw new Error('a commit was not made');
          },
        },
        { name: 'mkdir, fsync, rename, fsync', run: () => lockAndRename(theirs, bytes) },
      ],
    },
    async [Symbol.asyncDispose]() {
      for (const dir of [ours, theirs]) rmSync(dir, { recursive: true });
    },
  };
}

async function lockAndRename(dir: string, bytes: Uint8Array): Promise<void> {
  const [lock, unfinished] = [join(dir, 'lock'), join(dir, 'head.new')];
  await mkdir(lock);
  const file = await open(unfinished, 'w', 0o600);
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
  await rename(unfinished, join(dir, 'head'));
  const folder = await open(dir, 'r');
  await folder.sync();
  await folder.close();
  await rmdir(lock);
}
