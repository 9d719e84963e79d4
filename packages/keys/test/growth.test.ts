/** A store that grows to 256 buckets while its keys move to another master key; by itself, since it takes seconds. */

import { expect, it } from 'vitest';
import { contents, fill, headOf, last, rawEntries, storeOf } from './support/stores.js';

it('rewrap begins anew where a store grows to more buckets meanwhile', async () => {
  const { objects, store } = await storeOf(70);
  await store.rotateMaster();
  const before = await contents(objects);
  const steps = store.rewrap({ batch: 8 });
  await steps.next();
  await fill(store, 16_384, 100);
  await last(steps);
  expect(headOf(objects).bucketBits).toBe(8);
  expect(new Set([...rawEntries(objects).values()].map(({ master }) => master))).toEqual(new Set([2]));
  expect(await contents(objects)).toMatchObject(before);
});
