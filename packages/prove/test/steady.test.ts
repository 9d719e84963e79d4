/** Sources that another program writes to. */
import { FedzkError } from '@fedzk/core';
import { expect, it } from 'vitest';
import { BLOCK, steady } from '../src/key/steady.js';

/** More blocks than are kept, the last of them shorter. */
const SIZE = 20 * BLOCK - 5;
const changed = (): FedzkError => new FedzkError('not-authentic', 'changed');

function filled(): Uint8Array {
  const bytes = new Uint8Array(SIZE);
  for (let at = 0; at < SIZE; at += 1000) bytes[at] = at % 251;
  return bytes;
}

it('returns the bytes, across blocks, at the end, and none', async () => {
  const bytes = filled();
  const source = steady({ size: SIZE, read: (at, length) => bytes.subarray(at, at + length) }, changed);
  expect(source.size).toBe(SIZE);
  for (const [at, length] of [
    [0, SIZE],
    [BLOCK - 3, 7],
    [SIZE - 9, 9],
    [5, 0],
    [BLOCK, BLOCK],
  ] as const) {
    expect(Buffer.compare(await source.read(at, length), bytes.subarray(at, at + length))).toBe(0);
  }
});

it('refuses a block that has changed since its first read, and no other', async () => {
  const bytes = filled();
  const source = steady({ size: SIZE, read: async (at, length) => bytes.subarray(at, at + length) }, changed);
  await source.read(0, SIZE);
  bytes[2 * BLOCK + 1] = 7;
  for (let i = 0; i < 2; i++) await expect(source.read(2 * BLOCK - 1, 2)).rejects.toThrow('changed');
  expect(await source.read(BLOCK, 1)).toEqual(bytes.subarray(BLOCK, BLOCK + 1));
  bytes[2 * BLOCK + 1] = 0;
  expect((await source.read(2 * BLOCK - 1, 2)).length).toBe(2);
});

it('keeps no failure, and uses only what it hashed', async () => {
  const bytes = filled();
  let fails = true;
  const read = (at: number, length: number): Uint8Array => {
    if (fails) throw new Error('no disk');
    return bytes.subarray(at, at + length);
  };
  const source = steady({ size: SIZE, read }, changed);
  await expect(source.read(0, 1)).rejects.toThrow('no disk');
  fails = false;
  const reading = source.read(0, 4);
  await Promise.resolve();
  const before = bytes.slice(0, 4);
  bytes.fill(9, 0, 4);
  expect([before, bytes.slice(0, 4)]).toContainEqual(await reading);
  bytes.set(before);
  expect(await source.read(0, 4)).toEqual(before);
});
