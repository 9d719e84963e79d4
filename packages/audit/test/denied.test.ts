/** Files that another user left in a log's folder, and a log that another writer has taken over: what is said of it. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditLog, createSigner, type Signer } from '@fedzk/audit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryReader, directoryStorage } from '../src/node.js';
import { directoryStorageOn } from '../src/storage/directory.js';
import type { Processes } from '../src/storage/lock.js';
import { nodeFiles } from '../src/storage/node-files.js';
import { around } from './support/layers.js';

const root = mkdtempSync(join(tmpdir(), 'fedzk-audit-'));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true }));

let signer: Signer;
beforeAll(async () => {
  signer = await createSigner('example.com/denied', new Uint8Array(32).fill(2));
});

const open = (dir: string): Promise<AuditLog> => AuditLog.open(directoryStorage(dir), { origin: signer.name, signer });
const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;

/** A user that is not root, where this is root; else this one, who may not read a file of mode 0. */
const isRoot = process.geteuid?.() === 0;
const SERVICE = isRoot ? 65_534 : (process.geteuid?.() ?? 0);

async function asService<T>(work: () => Promise<T>): Promise<T> {
  if (!isRoot) return work();
  process.seteuid?.(SERVICE);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

async function written(name: string): Promise<string> {
  const dir = join(root, name);
  mkdirSync(dir);
  if (isRoot) chownSync(dir, SERVICE, SERVICE);
  await asService(async () => {
    const log = await open(dir);
    await log.append(event);
    await log.close();
  });
  return dir;
}

const messageOf = (work: () => Promise<unknown>): Promise<string> =>
  asService(() =>
    work().then(
      () => 'done',
      (error: Error) => error.message,
    ),
  );

describe('a file of another user', () => {
  it('is named, with its owner and what to do', async () => {
    const dir = await written('file');
    const path = join(dir, '.state/signed');
    if (isRoot) chownSync(path, 0, 0);
    chmodSync(path, isRoot ? 0o600 : 0);
    const whose = isRoot
      ? `${path} belongs to root, with mode 0600, and this process is user ${SERVICE}; run this as the log's user;`
      : `${path} has mode 0000; chmod it to 0600`;
    for (const work of [
      () => open(dir),
      () => directoryReader(dir).read('.state/signed'),
      () => directoryStorage(dir, { blocking: 'never' }).read('.state/signed'),
    ]) {
      expect(await messageOf(work)).toContain(`Could not read .state/signed (permission denied: ${whose}`);
    }
  });

  it('or a folder', async () => {
    const dir = await written('folder');
    const folder = join(dir, 'tile/entries/000.p');
    if (isRoot) chownSync(folder, 0, 0);
    chmodSync(folder, isRoot ? 0o755 : 0o500);
    const whose = isRoot ? `${folder} belongs to root, with mode 0755` : `${folder} has mode 0500; chmod it to 0700`;
    const more = async (): Promise<void> => {
      const log = await open(dir);
      await log.append(event);
      await log.checkpoint().finally(() => log.close());
    };
    expect(await messageOf(more)).toContain(`permission denied: ${whose}`);
    chmodSync(folder, 0o700);
  });
});

describe('a writer whose log another one has taken', () => {
  it('says so at every step', async () => {
    const processes = (name: string): Processes => ({
      own: async () => `${name}.0.machine`,
      stateOf: async () => ({ unseen: 'on another host' }),
    });
    const said = new Set<string>();
    for (let at = 0; at < 12; at++) {
      const dir = mkdtempSync(join(root, 'taken-'));
      let [steps, counts] = [0, false];
      let other: AuditLog | undefined;
      const layer = around(nodeFiles, async ({ operation }, run) => {
        if (counts && ['create', 'rename', 'sync'].includes(operation) && steps++ === at) {
          counts = false;
          other = await AuditLog.open(directoryStorageOn(nodeFiles, dir, processes('2')), {
            origin: signer.name,
            signer,
            takeOver: true,
          });
        }
        return run();
      });
      const log = await AuditLog.open(directoryStorageOn(layer, dir, processes('1')), { origin: signer.name, signer });
      await log.append(event);
      counts = true;
      const error = await log.checkpoint().then(
        () => undefined,
        (fault: Error) => fault,
      );
      await log.close().catch(() => undefined);
      await other?.close();
      if (error !== undefined) said.add(error.message);
    }
    expect(said.size).toBeGreaterThan(0);
    for (const message of said)
      expect(message).toMatch(/^The log has stopped after a fault \(The log is not this writer's any more: /);
  });
});
