/** The disk that loses power, and what may become of what was not durable. */
import { expect, it } from 'vitest';
import { Disk } from '../src/disk.js';
import { anything, kept, lost } from '../src/fates.js';
import { Dice } from '../src/random.js';

const disk = (): Disk<undefined> => new Disk(() => undefined);
const of = (length: number, byte = 7): Uint8Array => new Uint8Array(length).fill(byte);

it('keeps a file with its name when both are synced, and either or none before', () => {
  const one = disk();
  one.mkdir('/d');
  one.open('/').sync();
  one.create('/d/f');
  one.open('/d/f').write(of(600), 0);
  expect([...one.afterPowerLoss(lost).files()]).toEqual([]);
  expect([...one.afterPowerLoss(kept).files()]).toEqual([['/d/f', of(600)]]);
  one.open('/d').sync();
  expect([...one.afterPowerLoss(lost).files()]).toEqual([['/d/f', of(0)]]);
  one.open('/d/f').sync();
  expect([...one.afterPowerLoss(lost).files()]).toEqual([['/d/f', of(600)]]);
  expect(one.pending()).toEqual([]);
});

it('loses sector by sector what was written, and never what was synced', () => {
  const one = disk();
  one.create('/f');
  one.open('/').sync();
  const file = one.open('/f');
  file.write(of(1_024), 0);
  file.sync();
  file.write(of(1_024, 9), 512);
  const found = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const bytes = one.afterPowerLoss(anything(new Dice(seed))).bytes('/f');
    expect([...bytes.subarray(0, 512)]).toEqual([...of(512)]);
    found.add([512, 1_024].map((at) => bytes[at] ?? '-').join());
  }
  expect(found).toEqual(new Set(['7,-', '9,-', '7,9', '9,9']));
});

it('never has what a failed sync lost, though it is read', () => {
  const one = disk();
  one.create('/f');
  one.open('/').sync();
  one.open('/f').write(of(10), 0);
  one.spoil('/f', lost);
  one.open('/f').sync();
  expect(one.bytes('/f')).toEqual(of(10));
  expect(one.afterPowerLoss(kept).bytes('/f')).toEqual(of(10, 0));
});

it('renames as one change, and leaves copies as they are', () => {
  const one = disk();
  one.create('/a');
  one.open('/').sync();
  const copy = one.copy();
  one.rename('/a', '/b');
  expect(one.pending()).toHaveLength(1);
  expect([...one.afterPowerLoss(lost).files().keys()]).toEqual(['/a']);
  expect([...one.afterPowerLoss(kept).files().keys()]).toEqual(['/b']);
  expect([...copy.files().keys()]).toEqual(['/a']);
  one.open('/b').write(of(1), 0);
  expect(copy.bytes('/a')).toEqual(of(0));
});
