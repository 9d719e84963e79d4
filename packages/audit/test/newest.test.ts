/** A folder's checkpoint that is older than the tree beside it that the log's key signed. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AuditLog,
  createSigner,
  currentCheckpoint,
  FedzkError,
  inspectLog,
  type LogReader,
  rebuildTiles,
  type Signer,
  verifyLog,
} from '@fedzk/audit';
import { verifyLogOnThreads } from '@fedzk/audit/threads';
import { codeOf } from '@fedzk/testkit/errors';
import { folderOf } from '@fedzk/testkit/folders';
import { beforeAll, describe, expect, it } from 'vitest';
import { directoryReader, directoryStorage } from '../src/node.js';
import { signStatement } from '../src/writer/statement.js';
import { checkpointOf, NoteKey } from './support/logs.js';

let signer: Signer;
let verifierKey: string;
beforeAll(async () => {
  signer = await createSigner('example.com/newest', new Uint8Array(32).fill(6));
  ({ verifierKey } = signer);
});

const code = (call: Promise<unknown>): Promise<unknown> => call.then(() => 'done', codeOf);
const open = (dir: string): Promise<AuditLog> => AuditLog.open(directoryStorage(dir), { origin: signer.name, signer });

/** A log of three entries, and its checkpoint of two. */
async function written(): Promise<{ readonly dir: string; readonly older: string }> {
  const dir = folderOf();
  const log = await open(dir);
  const event = { user_id: 'u', operation: 'op', resource: 'r', result: 'success' } as const;
  await log.append(event);
  await log.append(event);
  const older = await log.checkpoint();
  await log.append(event);
  await log.close();
  return { dir, older };
}

const problems = async (reader: LogReader): Promise<string[]> =>
  (await verifyLog(reader, { verifierKey })).problems.map(({ where, why }) => `${where}: ${why}`);

describe('an older checkpoint', () => {
  it('is a problem to who verifies or reads, until the log is opened', async () => {
    const { dir, older } = await written();
    writeFileSync(join(dir, 'checkpoint'), older);
    const reader = directoryReader(dir);
    const why = 'checkpoint: its size is 2, and by .state/signed a tree of size 3 was signed';
    expect(await problems(reader)).toEqual([expect.stringContaining(why)]);
    const { problems: byThreads } = await verifyLogOnThreads({ directory: dir }, { verifierKey });
    expect(byThreads).toHaveLength(1);
    expect(await code(currentCheckpoint(reader, { verifierKey }))).toBe('rolled-back');
    expect((await currentCheckpoint(reader)).size).toBe(2);
    await (await open(dir)).close();
    expect(await problems(reader)).toEqual([]);
    expect((await currentCheckpoint(reader, { verifierKey })).size).toBe(3);
  });

  it('is looked at again: its writer may be about to publish the newer one', async () => {
    const { dir, older } = await written();
    const newer = readFileSync(join(dir, 'checkpoint'));
    const storage = directoryReader(dir);
    for (const read of [
      (reader: LogReader) => problems(reader),
      async (reader: LogReader) => ((await currentCheckpoint(reader, { verifierKey })).size === 3 ? [] : ['older']),
    ]) {
      let looks = 0;
      const live: LogReader = {
        read: async (path) => {
          if (path !== 'checkpoint') return storage.read(path);
          return ++looks <= 3 ? new TextEncoder().encode(older) : new Uint8Array(newer);
        },
      };
      expect(await read(live)).toEqual([]);
      expect(looks).toBe(4);
    }
  });

  it('is no matter where the state is another’s, or cannot be read; that it is, is said', async () => {
    const { dir } = await written();
    const storage = directoryReader(dir);
    const other = await createSigner(signer.name);
    const forged = await signStatement('signed', `3\n${Buffer.alloc(32).toString('base64')}\n`, other);
    const withState = (state: () => Promise<Uint8Array | undefined>): LogReader => ({
      read: (path) => (path === '.state/signed' ? state() : storage.read(path)),
    });
    expect(await problems(withState(async () => forged))).toEqual([
      expect.stringContaining('.state/signed: .state/signed was not signed with this key'),
    ]);
    rmSync(join(dir, '.state/signed'));
    const cause = Object.assign(new Error('denied'), { code: 'EACCES' });
    const denied = withState(() => Promise.reject(new FedzkError('storage', 'Could not read.', { cause })));
    const report = await verifyLog(denied, { verifierKey });
    expect(report.ok).toBe(true);
    expect(report.notChecked).toContainEqual(expect.stringContaining('whether the checkpoint is the newest one'));
    expect(await problems(storage)).toEqual([expect.stringContaining('.state/signed: it is missing')]);
  });
});

describe('a checkpoint that the log’s key did not sign', () => {
  it('says nothing to recover, however large it is', async () => {
    const { dir } = await written();
    writeFileSync(
      join(dir, 'checkpoint'),
      checkpointOf(2 ** 50, new Uint8Array(32), { origin: signer.name, key: new NoteKey(signer.name, 1, 'another') }),
    );
    const storage = directoryStorage(dir);
    expect(await rebuildTiles(storage, verifierKey)).toMatchObject({ size: 3, written: [] });
    const { state, why, signed } = await inspectLog(storage, verifierKey);
    expect({ state, size: signed?.size }).toEqual({ state: 'not-authentic', size: 3 });
    expect(why).toContain('Remove it, and open the log with its signer');
    rmSync(join(dir, 'checkpoint'));
    expect(await inspectLog(storage, verifierKey)).toMatchObject({ state: 'whole' });
    await (await open(dir)).close();
    expect(await problems(storage)).toEqual([]);
  });

  it('that is missing does not look like an empty folder', async () => {
    const { dir } = await written();
    rmSync(join(dir, 'checkpoint'));
    const storage = directoryStorage(dir);
    for (const trust of [{ verifierKey }, undefined]) {
      const told = currentCheckpoint(storage, trust);
      await expect(told).rejects.toMatchObject({ code: 'damaged', message: expect.stringContaining('open the log') });
    }
    expect(await problems(storage)).toEqual([
      'checkpoint: it is missing, and by .state/signed a tree of size 3 was signed',
    ]);
    rmSync(join(dir, '.state/signed'));
    const rebuilt = rebuildTiles(storage, verifierKey);
    await expect(rebuilt).rejects.toThrow('.state/signed is missing, and the checkpoint is missing too');
    const none = folderOf();
    expect(await code(rebuildTiles(directoryStorage(none), verifierKey))).toBe('not-found');
  });
});
