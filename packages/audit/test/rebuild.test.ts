/** Tiles that are lost or damaged come back from the entries, and nothing is written where these are not what was signed. */

import { rebuildTiles, verifyLog } from '@fedzk/audit';
import { describe, expect, it } from 'vitest';
import { directoryStorageOn } from '../src/storage/directory.js';
import { Disk, lost } from './support/disk.js';
import { around, fault } from './support/layers.js';
import { Machine } from './support/machine.js';
import { DIR, World } from './support/world.js';

type Files = ReadonlyMap<string, Uint8Array>;

const machine = new Machine();
const storageOn = (disk: Disk, layer = disk.layer) => directoryStorageOn(layer, DIR, machine.start());

async function logOf(sizes: readonly number[], left = 0): Promise<{ readonly world: World; readonly files: Files }> {
  const [disk, world] = [new Disk(), new World()];
  const process = machine.start();
  const log = await world.open(directoryStorageOn(disk.layer, DIR, process));
  for (const size of sizes) {
    await Promise.all(Array.from({ length: size }, () => world.append(log)));
    await log.checkpoint();
  }
  for (let i = 0; i < left; i++) await world.append(log);
  if (left === 0) await log.close();
  process.end();
  return { world, files: disk.copy().files() };
}

const isTile = (path: string): boolean => /\/tile\/\d/.test(path);
const isBundle = (path: string): boolean => path.includes('/tile/entries/');

describe.each([[[0]], [[1]], [[255]], [[256]], [[257]], [[20, 600]], [[1000]]])('of logs of %j entries', (sizes) => {
  it('all tiles are made again', async () => {
    const { world, files } = await logOf(sizes);
    const disk = Disk.of(new Map([...files].filter(([path]) => !isTile(path))));
    const storage = storageOn(disk);
    const { size, written } = await rebuildTiles(storage);
    expect(size).toBe(sizes.reduce((sum, count) => sum + count));
    expect(written.every((path) => isTile(`/${path}`))).toBe(true);
    expect((await verifyLog(storage, { verifierKey: world.signer.verifierKey })).problems).toEqual([]);
    // Durable, and the same as before but for parts that no newest checkpoint needs.
    const after = disk.afterPowerLoss(lost);
    for (const path of written) expect(after.bytes(`${DIR}/${path}`)).toEqual(files.get(`${DIR}/${path}`));
    await world.check(after, storageOn(after));
    expect(await rebuildTiles(storageOn(after))).toEqual({ size, written: [], minimum: 0 });
  });
});

describe('rebuilding', () => {
  it('mends each tile, lost, cut off or changed', async () => {
    const { world, files } = await logOf([600]);
    for (const [path, bytes] of files) {
      if (!isTile(path)) continue;
      for (const damaged of [
        undefined,
        bytes.slice(0, -1),
        bytes.map((byte, i) => byte ^ Number(i === 40 % bytes.length)),
      ]) {
        const changed = new Map(files);
        if (damaged === undefined) changed.delete(path);
        else changed.set(path, damaged);
        const disk = Disk.of(changed);
        expect(await rebuildTiles(storageOn(disk))).toMatchObject({ size: 600, written: [path.slice(DIR.length + 1)] });
        await world.check(disk, storageOn(disk));
      }
    }
  });

  it('writes nothing where an entry is lost or changed', async () => {
    const { files } = await logOf([600]);
    for (const [path, bytes] of files) {
      if (!isBundle(path)) continue;
      const damages = [undefined, bytes.slice(0, -1), bytes.map((byte, i) => byte ^ Number(i === 30))];
      for (const damaged of damages) {
        const changed = new Map([...files].filter(([other]) => other !== path && !isTile(other)));
        if (damaged !== undefined) changed.set(path, damaged);
        const disk = Disk.of(changed);
        await expect(rebuildTiles(storageOn(disk))).rejects.toMatchObject({ code: 'damaged' });
        expect([...disk.files().keys()].sort()).toEqual([...changed.keys()].sort());
      }
    }
  });

  it('leaves entries that were not signed to the next writer, also where their tiles were written', async () => {
    // 250 are signed; 10 more are in the journal, and their tiles are there, since the power went before the signature.
    const { world, files } = await logOf([250], 10);
    const disk = Disk.of(files);
    const failing = around(disk.layer, async (step, run) => {
      if (step.operation === 'rename' && step.to?.endsWith('/signed') && fullTile(disk)) throw fault('EIO');
      return run();
    });
    const process = machine.start();
    const log = await world.open(directoryStorageOn(failing, DIR, process));
    await expect(log.checkpoint()).rejects.toMatchObject({ code: 'fail-stop' });
    process.end();
    for (const tile of ['tile/0/000', 'tile/1/000.p/1', 'tile/entries/000']) {
      const damaged = disk.copy();
      damaged.bytes(`${DIR}/${tile}`).fill(1);
      await damaged.layer.unlink(`${DIR}/tile/0/000.p/250`);
      const before = damaged.copy();
      await expect(new World(world).check(before, storageOn(before))).rejects.toThrow();
      const { verifierKey } = world.signer;
      expect(await rebuildTiles(storageOn(damaged), verifierKey)).toMatchObject({
        size: 250,
        written: ['tile/0/000.p/250'],
      });
      await new World(world).check(damaged, storageOn(damaged));
    }
  });

  it('is refused while a writer has the log, and leaves no lock', async () => {
    const { world, files } = await logOf([3]);
    const disk = Disk.of(files);
    const log = await world.open(storageOn(disk));
    await expect(rebuildTiles(storageOn(disk))).rejects.toMatchObject({ code: 'invalid-state' });
    await log.close();
    await rebuildTiles(storageOn(disk));
    await disk.layer.unlink(`${DIR}/.state/signed`);
    await expect(rebuildTiles(storageOn(disk))).rejects.toMatchObject({ code: 'damaged' });
    await expect(rebuildTiles(storageOn(disk))).rejects.toMatchObject({ code: 'damaged' });
  });
});

function fullTile(disk: Disk): boolean {
  return disk.files().has(`${DIR}/tile/0/000`);
}
