/** When files of `directoryStorage` are durable. */
import { expect, it } from 'vitest';
import { directoryStorageOn } from '../src/storage/directory.js';
import { Disk, lost } from './support/disk.js';
import { around } from './support/layers.js';
import { Machine } from './support/machine.js';

const file = (path: string) => ({ path, bytes: new TextEncoder().encode(path) });
const [FIRST, SECOND, OTHER] = [file('tile/0/000'), file('tile/0/001'), file('tile/entries/000')] as const;

const storageOn = (disk: Disk, layer = disk.layer) => directoryStorageOn(layer, '/log', new Machine().start());
const tiles = (disk: Disk): string[] =>
  [...disk.afterPowerLoss(lost).files().keys()].filter((path) => path.startsWith('/log/tile/')).sort();

it('files that need not be durable are so with the next ones that are, of whatever folder', async () => {
  const disk = new Disk();
  const storage = storageOn(disk);
  await storage.lock();
  await storage.create([FIRST]);
  await storage.create([SECOND, OTHER], false);
  expect(tiles(disk)).toEqual(['/log/tile/0/000']);
  expect(await storage.read(OTHER.path)).toEqual(OTHER.bytes);
  await storage.create([]);
  expect(tiles(disk)).toEqual(['/log/tile/0/000', '/log/tile/0/001', '/log/tile/entries/000']);
});

it('are compared where they are there already, durable or not', async () => {
  const disk = new Disk();
  const storage = storageOn(disk);
  await storage.lock();
  await storage.create([FIRST], false);
  await storage.create([FIRST], false);
  await expect(storage.create([{ ...FIRST, bytes: OTHER.bytes }], false)).rejects.toMatchObject({ code: 'damaged' });
});

it('a folder that could not be synced is an error of the next durable ones', async () => {
  const disk = new Disk();
  let broken = false;
  const layer = around(disk.layer, async ({ operation, path }, run) => {
    if (broken && operation === 'sync' && path === '/log/tile/0')
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
    return run();
  });
  const storage = storageOn(disk, layer);
  await storage.lock();
  await storage.create([FIRST, OTHER]);
  broken = true;
  await storage.create([SECOND], false);
  await expect(storage.create([file('tile/entries/001')])).rejects.toMatchObject({ code: 'storage' });
});
