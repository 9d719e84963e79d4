/** A disk that is full while a log is opened: nothing half made stays, and what was acknowledged does. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AuditLog, createSigner } from '@fedzk/audit';
import { folderOf } from '@fedzk/testkit/folders';
import { expect, it } from 'vitest';
import { directoryStorageOn } from '../src/storage/directory.js';
import type { FileLayer } from '../src/storage/files.js';
import { nodeFiles } from '../src/storage/node-files.js';
import { around, fault, type Operation } from './support/layers.js';

const signer = await createSigner('example.com/full', new Uint8Array(32).fill(6));
const EVENT = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;
/** What takes room, and what says first that there is none for what was written. */
const TAKES: ReadonlySet<Operation> = new Set(['create', 'write', 'mkdir']);
const TELLS: ReadonlySet<Operation> = new Set(['sync', 'rename']);

/** Files that have room for so many steps. */
function roomFor(steps: number): FileLayer {
  let taken = 0;
  return around(nodeFiles, async ({ operation }, run) => {
    if (TAKES.has(operation) && ++taken > steps) throw fault('ENOSPC');
    if (TELLS.has(operation) && ++taken === steps + 1) throw fault('ENOSPC');
    return run();
  });
}

const open = (files: FileLayer, dir: string): Promise<AuditLog> =>
  AuditLog.open(directoryStorageOn(files, dir), { origin: signer.name, signer });

const filesIn = (dir: string): string[] =>
  (readdirSync(dir, { recursive: true }) as string[]).filter((path) => !statSync(join(dir, path)).isDirectory()).sort();

it('a log that begins leaves no file, and begins when there is room', { timeout: 60_000 }, async () => {
  for (let steps = 0; ; steps++) {
    const dir = folderOf();
    const opened = await open(roomFor(steps), dir).catch((error: unknown) => error);
    if (opened instanceof AuditLog) {
      expect(steps).toBeGreaterThan(10);
      await opened.close().catch(() => undefined);
      return;
    }
    expect(opened).toMatchObject({ code: expect.stringMatching(/^(storage|fail-stop)$/) });
    expect((opened as Error).message).toContain('the disk is full, ENOSPC');
    expect({ steps, files: filesIn(dir) }).toEqual({ steps, files: [] });
    const log = await open(nodeFiles, dir);
    await log.append(EVENT);
    await log.close();
  }
});

it('a log with entries keeps them, and nothing unfinished', { timeout: 60_000 }, async () => {
  for (let steps = 0; ; steps++) {
    const dir = folderOf();
    const log = await open(nodeFiles, dir);
    await log.append(EVENT);
    await log.close();
    const opened = await open(roomFor(steps), dir).catch((error: unknown) => error);
    if (opened instanceof AuditLog) {
      await opened.close().catch(() => undefined);
      return;
    }
    expect(filesIn(join(dir, '.state/tmp'))).toEqual([]);
    expect(filesIn(join(dir, '.state/lock'))).toEqual([]);
    const again = await open(nodeFiles, dir);
    expect(again.size).toBe(1);
    await again.close();
  }
});
