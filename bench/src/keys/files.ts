// Commits to a folder: ours beside a lock, a temporary file and a rename. Also times puts of many
// callers beside those of one.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, open, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KeyStore } from '@fedzk/keys';
import { directoryStorage } from '@fedzk/keys/node';
import type { Subject } from '../contenders.js';
import { fixedBytes } from './bytes.js';

export interface FileCommits extends AsyncDisposable {
  readonly subjects: readonly Subject[];
}

const CALLERS = 64;
/** Offset in a head of the previous head's hash. */
const PREVIOUS_AT = 44;

/** Times a durable commit of a head of so many bytes, and a durable put of a key. */
export async function fileCommits(bytes: Uint8Array): Promise<FileCommits> {
  const within = fileURLToPath(new URL('../../wasm/', import.meta.url));
  mkdirSync(within, { recursive: true });
  const dirs = [0, 1, 2].map(() => mkdtempSync(join(within, 'commits-')));
  const [ours = '', theirs = '', kept = ''] = dirs;
  const storage = directoryStorage(ours);
  const store = await KeyStore.create(directoryStorage(kept), { key: fixedBytes(32, 13) });
  const key = fixedBytes(32, 14);
  let generation = 0;
  let head = bytes.slice();
  const commits: Subject = {
    name: `commit of ${(bytes.length / 1024).toFixed(1)} KiB`,
    contenders: [
      {
        name: 'fedzk',
        run: async () => {
          if ((await storage.commitHead(generation++, head)) !== 'ok') throw new Error('a commit was not made');
          const hash = createHash('sha256').update(head).digest();
          head = head.slice();
          head.set(hash, PREVIOUS_AT);
        },
      },
      { name: 'mkdir, fsync, rename, fsync', run: () => lockAndRename(theirs, bytes) },
    ],
  };
  const puts: Subject = {
    name: `put by ${CALLERS} callers`,
    once: true,
    contenders: [
      {
        name: 'fedzk',
        count: CALLERS,
        run: () => Promise.all(Array.from({ length: CALLERS }, () => store.put(key))),
      },
      { name: 'by one', run: () => store.put(key) },
    ],
  };
  return {
    subjects: [commits, puts],
    async [Symbol.asyncDispose]() {
      store.lock();
      for (const dir of dirs) rmSync(dir, { recursive: true });
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
