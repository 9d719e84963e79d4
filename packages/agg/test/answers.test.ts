/** What a leader makes of the helper's answers: only a right one to the bytes that are pending changes anything. */
import { describe, expect, it } from 'vitest';
import { writeAnswer } from '../src/protocol/collect.js';
import { join } from '../src/protocol/encoding.js';
import { good, one, set, submit, sums, three, world } from './support/delivery.js';
import { forge } from './support/forge.js';
import { setting } from './support/round.js';
import { dump } from './support/storage.js';

describe('an answer', () => {
  const id = three.reportId;
  it.each([
    ['empty', new Uint8Array()],
    ['without a verdict', id],
    ['a byte too long', join(writeAnswer(id, 'refused'), new Uint8Array(1))],
    ['with a verdict of 3', join(id, Uint8Array.of(3))],
    ['with a verdict of 255', join(id, Uint8Array.of(255))],
    ['to another report: refused', writeAnswer(one.reportId, 'refused')],
    ['to another report: accepted', writeAnswer(good.reportId, 'accepted')],
    ['to what could not be read', writeAnswer(new Uint8Array(32), 'refused')],
    ['that says later', writeAnswer(id, 'later')],
  ])('%s leaves the report pending', async (_, answer) => {
    const { leader, helper, disk } = await world();
    const prepare = await submit(leader, three);
    const before = await dump(disk);
    expect(await leader.conclude(prepare, answer)).toBe('pending');
    expect(await dump(disk)).toBe(before);
    expect(await leader.conclude(prepare, await helper.prepare(prepare))).toBe('accepted');
    expect(await sums(leader, helper)).toEqual([111, 122, 133]);
  });

  it('to a report that the leader does not have changes nothing', async () => {
    const { leader, disk } = await world();
    const before = await dump(disk);
    for (const said of ['accepted', 'refused', 'later'] as const) {
      expect(await leader.conclude(three.prepare, writeAnswer(id, said))).toBe('refused');
    }
    expect(await dump(disk)).toBe(before);
  });

  it('to another report of the client than the one that is pending, or accepted, changes nothing', async () => {
    const { leader, helper, disk } = await world();
    const other = await forge(set, 'client_003', 1n, [1]);
    const prepare = await submit(leader, three);
    for (const verdict of ['pending', 'accepted']) {
      const before = await dump(disk);
      for (const said of ['accepted', 'refused', 'later'] as const) {
        expect(await leader.conclude(other.prepare, writeAnswer(other.reportId, said))).toBe('refused');
      }
      expect(await dump(disk)).toBe(before);
      if (verdict === 'pending') await leader.conclude(prepare, await helper.prepare(prepare));
    }
    expect(await sums(leader, helper)).toEqual([111, 122, 133]);
  });

  it('is only concluded with the prepare that it answers', async () => {
    const { leader } = await world();
    const foreign = await forge(setting(), 'client_003', 1n, [1]);
    for (const wrong of [new Uint8Array(), three.report, three.prepare.slice(1), foreign.prepare]) {
      const error = expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining('"prepare"'),
      });
      await expect(leader.conclude(wrong, writeAnswer(id, 'accepted'))).rejects.toEqual(error);
    }
  });
});
