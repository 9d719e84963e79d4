import { Calls } from '@fedzk/core';
import { expect, it } from 'vitest';

it('closing waits for what has begun, ends once, and refuses later calls', async () => {
  const calls = new Calls('aggregator');
  const log: string[] = [];
  let finish = (): void => {};
  const slow = calls.run(() => new Promise<void>((resolve) => (finish = resolve))).then(() => log.push('call'));
  const failed = calls.run(async () => {
    throw new RangeError('mine');
  });
  await expect(failed).rejects.toThrow('mine');
  const closed = calls.close(() => log.push('end'));
  await expect(calls.run(async () => log.push('late'))).rejects.toMatchObject({ code: 'disposed' });
  await expect(calls.run(async () => {})).rejects.toThrow('This aggregator was closed; create another one.');
  expect(log).toEqual([]);
  finish();
  await Promise.all([slow, closed, calls.close(() => log.push('again'))]);
  expect(log).toEqual(['call', 'end']);
});

it('closing rejects with what ends it', async () => {
  const calls = new Calls('log');
  await expect(calls.close(() => Promise.reject(new RangeError('mine')))).rejects.toThrow('mine');
});
