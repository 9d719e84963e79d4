/** One writer: whoever is second is told so, and what a process that is gone left behind is nobody's. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { directoryStorage } from '../src/node.js';
import { directoryStorageOn } from '../src/storage/directory.js';
import { nodeFiles } from '../src/storage/node-files.js';
import { nodeProcesses } from '../src/storage/processes.js';
import { Disk, kept } from './support/disk.js';
import { around, fault } from './support/layers.js';
import { Machine } from './support/machine.js';

const folders: string[] = [];
const temporary = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'fedzk-audit-'));
  folders.push(dir);
  return dir;
};
afterEach(() => {
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true });
});

const names = (dir: string): string[] => readdirSync(join(dir, '.state/lock'));

/** A log with a lock file of that name. */
function leftBehind(name: string): string {
  const dir = temporary();
  mkdirSync(join(dir, '.state/lock'), { recursive: true });
  writeFileSync(join(dir, '.state/lock', name), '');
  return dir;
}

/** The name of a process like this one, but for some of it. */
async function nameLike(changed: Readonly<Record<string, string>>): Promise<string> {
  const [pid = '', started = '', boot = '', namespace = '', host = ''] = (await nodeProcesses.own()).split('.');
  return Object.values({ pid, started, boot, namespace, host, ...changed }).join('.');
}

it('what another writer made meanwhile is not written over, and what was removed is', async () => {
  const dir = temporary();
  const [ours, theirs] = [directoryStorage(dir), directoryStorage(dir)];
  const file = (byte: number): { path: string; bytes: Uint8Array } => ({
    path: 'tile/0/001',
    bytes: Uint8Array.of(byte),
  });
  const first = await ours.lock();
  await ours.create([{ path: 'tile/0/000', bytes: Uint8Array.of(0) }]);
  await first.release();
  const second = await theirs.lock();
  await theirs.create([file(1)]);
  await second.release();
  const third = await ours.lock();
  await expect(ours.create([file(2)])).rejects.toMatchObject({ code: 'damaged' });
  await ours.create([file(1)]);
  await ours.remove(['tile/0/001']);
  await ours.create([file(3)]);
  expect(await ours.read('tile/0/001')).toEqual(Uint8Array.of(3));
  await ours.remove(['tile/0/000', 'tile/0/001']);
  await ours.create([file(4)]);
  await expect(ours.create([file(5)])).rejects.toMatchObject({ code: 'damaged' });
  await third.release();
});

describe('the lock of a folder', () => {
  it('is one writer’s, until it is given back', async () => {
    const dir = temporary();
    const lock = await directoryStorage(dir).lock();
    await expect(directoryStorage(dir).lock()).rejects.toMatchObject({
      code: 'invalid-state',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(names(dir)).toHaveLength(1);
    await lock.release();
    expect(names(dir)).toEqual([]);
    await (await directoryStorage(dir).lock()).release();
  });

  it('is taken from a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const dir = leftBehind(`${await nameLike({ pid: String(pid), started: '1' })}.nonce`);
    await (await directoryStorage(dir).lock()).release();
    expect(names(dir)).toEqual([]);
  });

  it('is taken where another process has the number by now', async () => {
    const [, started] = (await nodeProcesses.own()).split('.');
    const gone = leftBehind(`${await nameLike({ started: String(Number(started) - 1) })}.nonce`);
    await (await directoryStorage(gone).lock()).release();
    const running = leftBehind(`${await nodeProcesses.own()}.nonce`);
    for (const takeOver of [false, true]) {
      await expect(directoryStorage(running).lock({ takeOver })).rejects.toMatchObject({ code: 'invalid-state' });
    }
  });

  it.each(['', '-1', '0', 'x', '1e3', '99999999999999999999'])('is not held by a process %j', async (pid) => {
    await (await directoryStorage(leftBehind(`${await nameLike({ pid, started: '' })}.nonce`)).lock()).release();
  });

  it.each([
    ['another start of the machine', { boot: '6f1c' }, 'of another start of the machine'],
    ['another container', { namespace: '4026539999' }, 'in another container (PID namespace)'],
    ['another host', { host: 'other-host' }, 'on another host (other-host)'],
  ])('of a process of %s is not taken, unless whoever opens it says so', async (_, changed, words) => {
    const dir = leftBehind(`${await nameLike({ pid: '7', ...changed })}.nonce`);
    const refused = directoryStorage(dir).lock();
    await expect(refused).rejects.toMatchObject({ code: 'invalid-state' });
    await expect(refused).rejects.toThrow(`locked by process 7 ${words}`);
    await expect(refused).rejects.toThrow('fedzk-audit unlock');
    expect(names(dir)).toHaveLength(1);
    const lock = await directoryStorage(dir).lock({ takeOver: true });
    expect([names(dir).length, await lock.held()]).toEqual([1, true]);
    await lock.release();
    expect(names(dir)).toEqual([]);
  });

  it.each(['x', '.nfs0001', 'notes.txt', 'id_ed25519.pub'])('%j is no lock, and stays', async (name) => {
    const dir = leftBehind(name);
    for (const takeOver of [false, true]) {
      await expect(directoryStorage(dir).lock({ takeOver })).rejects.toThrow('which is no lock of any version');
    }
    expect(names(dir)).toEqual([name]);
  });

  it.each(['12.34.boot.nonce', '1.2.3.4.5.6.nonce'])('by a name %j of no known form is not taken', async (name) => {
    const dir = leftBehind(name);
    await expect(directoryStorage(dir).lock()).rejects.toThrow('of another version');
    await (await directoryStorage(dir).lock({ takeOver: true })).release();
  });

  it('is not the writer’s any more when it was taken over', async () => {
    const dir = temporary();
    const lock = await directoryStorage(dir).lock();
    expect(await lock.held()).toBe(true);
    rmSync(join(dir, '.state/lock'), { recursive: true });
    expect(await lock.held()).toBe(false);
    await lock.release();
  });

  it('is had by one at most, however many come at once', async () => {
    const machine = new Machine();
    for (let round = 0; round < 20; round++) {
      const disk = new Disk();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 5 }, () => directoryStorageOn(disk.layer, '/log', machine.start()).lock()),
      );
      const taken = outcomes.filter(({ status }) => status === 'fulfilled');
      expect(taken.length).toBeLessThanOrEqual(1);
    }
  });

  it('is not left behind by a writer that fails to take it', async () => {
    for (let at = 0; ; at++) {
      const disk = new Disk();
      const machine = new Machine();
      // One that stopped in the middle of a file.
      const [before, gone] = [directoryStorageOn(disk.layer, '/log', machine.start()), machine.start()];
      await (await before.lock()).release();
      await (await disk.layer.open('/log/.state/tmp/0', 'wx', 0o600)).close();
      await directoryStorageOn(disk.layer, '/log', gone).lock();
      gone.end();
      let operations = 0;
      const failing = around(disk.layer, async (_, run) => {
        if (operations++ === at) throw fault('EIO');
        return run();
      });
      const process = machine.start();
      const failed = await directoryStorageOn(failing, '/log', process)
        .lock()
        .then(
          () => undefined,
          (error: unknown) => error,
        );
      if (operations <= at) break;
      expect(failed).toMatchObject({ code: 'storage' });
      // The process runs on, and may try again.
      await directoryStorageOn(disk.layer, '/log', process).lock();
      expect(disk.files().size).toBe(1);
      expect(at).toBeLessThan(50);
    }
  });

  it('is nobody’s after a cut of power', async () => {
    const [disk, machine] = [new Disk(), new Machine()];
    const process = machine.start();
    await directoryStorageOn(disk.layer, '/log', process).lock();
    process.end();
    const after = disk.afterPowerLoss(kept);
    expect(after.files().size).toBe(1);
    await directoryStorageOn(after.layer, '/log', machine.start()).lock();
  });

  it('says what failed', async () => {
    const failing = around(nodeFiles, async ({ operation }, run) => {
      if (operation === 'create') throw fault('EROFS');
      return run();
    });
    const dir = temporary();
    await expect(directoryStorageOn(failing, dir).lock()).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('EROFS'),
    });
    expect(existsSync(join(dir, '.state/lock'))).toBe(true);
  });
});
