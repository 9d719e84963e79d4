/** Whoever can write a log's folder swaps a folder for a link, between a look at it and what is done in it. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuditLog, createSigner } from '@fedzk/audit';
import { codeOf } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { directoryStorageOn } from '../src/storage/directory.js';
import type { FileLayer } from '../src/storage/files.js';
import { nodeFiles } from '../src/storage/node-files.js';
import { nodeProcesses } from '../src/storage/processes.js';
import type { LogStorage } from '../src/storage/storage.js';

const signer = await createSigner('example.com/swapped', new Uint8Array(32).fill(8));
const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;
const open = (storage: LogStorage): Promise<AuditLog> => AuditLog.open(storage, { origin: signer.name, signer });

async function append(log: AuditLog, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => log.append(event)));
  await log.checkpoint();
}

/** A log with parts beside its full bundle that a writer left. */
async function withLeftovers(): Promise<string> {
  const dir = folderOf();
  const log = await open(directoryStorage(dir));
  await append(log, 300);
  await log.close();
  mkdirSync(join(dir, 'tile/entries/000.p'));
  for (const width of [7, 8]) writeFileSync(join(dir, `tile/entries/000.p/${width}`), 'x');
  return dir;
}

/** Puts a link to a folder elsewhere in a folder's place; that one has all of its names. */
function swap(at: string): string {
  const victim = folderOf();
  for (const name of readdirSync(at, { recursive: true, encoding: 'utf8' })) {
    if (isFolder(join(at, name))) mkdirSync(join(victim, name));
    else writeFileSync(join(victim, name), 'precious');
  }
  renameSync(at, `${at}-moved`);
  symlinkSync(victim, at);
  return victim;
}

function isFolder(at: string): boolean {
  return lstatSync(at).isDirectory();
}

/** All files, with what they have. */
function contents(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => !isFolder(join(dir, name)))
    .map((name) => `${name} ${readFileSync(join(dir, name), 'utf8')}`)
    .sort();
}

/** Node's files as other systems have them. */
const { holdFolder: _, ...elsewhere } = nodeFiles;

describe('a folder of parts that is swapped', () => {
  it.each([
    ['000.p', 'tile/entries/000.p'],
    ['its level', 'tile/entries'],
    ['tile', 'tile'],
  ])('before the removal: nothing goes where %s leads', async (_name, folder) => {
    for (const files of [nodeFiles, elsewhere]) {
      const dir = await withLeftovers();
      const storage = directoryStorageOn(files, dir, nodeProcesses);
      const remove = storage.remove.bind(storage);
      let victim: string | undefined;
      let before: string[] = [];
      storage.remove = (paths, durable) => {
        if (victim === undefined && paths.some((path) => path.startsWith('tile/'))) {
          victim = swap(join(dir, folder));
          before = contents(victim);
        }
        return remove(paths, durable);
      };
      const opened = await open(storage).catch((error: unknown) => error);
      if (opened instanceof AuditLog) await opened.close().catch(() => undefined);
      expect(before.join()).toContain('precious');
      expect(contents(victim ?? '')).toEqual(before);
    }
  });

  it.runIf(process.platform === 'linux')('between two removals: only the log’s own go', async () => {
    const dir = await withLeftovers();
    let victim: string | undefined;
    const files: FileLayer = {
      ...nodeFiles,
      unlink: async (path) => {
        if (/\/[78]$/.test(path)) victim ??= swap(join(dir, 'tile/entries/000.p'));
        return nodeFiles.unlink(path);
      },
    };
    const opened = await open(directoryStorageOn(files, dir, nodeProcesses)).catch((error: unknown) => error);
    if (opened instanceof AuditLog) await opened.close();
    expect(contents(victim ?? '')).toEqual(['7 precious', '8 precious']);
    expect(readdirSync(join(dir, 'tile/entries/000.p-moved'))).toEqual([]);
  });
});

describe('a folder of a live writer that is swapped', () => {
  it.each(['.state', '.state/tmp', 'tile', 'tile/entries'])('%s: nothing is written where it leads', async (folder) => {
    for (const files of [nodeFiles, elsewhere]) {
      const dir = folderOf();
      const log = await open(directoryStorageOn(files, dir, nodeProcesses));
      await append(log, 3);
      const victim = swap(join(dir, folder));
      const before = contents(victim);
      expect(await append(log, 300).then(() => 'written', codeOf)).toBe('fail-stop');
      await log.close().catch(() => undefined);
      expect(contents(victim)).toEqual(before);
    }
  });

  it.runIf(process.platform === 'linux')('and while it writes: what it was at goes where the folder is', async () => {
    const dir = folderOf();
    let victim: string | undefined;
    let [before, armed]: [string[], boolean] = [[], false];
    const files: FileLayer = {
      ...nodeFiles,
      rename: async (from, to, inPlace) => {
        if (armed && to.endsWith('/signed') && victim === undefined) {
          victim = swap(join(dir, '.state'));
          before = contents(victim);
        }
        return nodeFiles.rename(from, to, inPlace);
      },
    };
    const log = await open(directoryStorageOn(files, dir, nodeProcesses));
    armed = true;
    await append(log, 3).catch(() => undefined);
    await log.close().catch(() => undefined);
    expect(before.join()).toContain('signed precious');
    expect(contents(victim ?? '')).toEqual(before);
  });
});
