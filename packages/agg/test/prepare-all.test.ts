/** Several prepares in one call: an answer each, in their order, and one commit. */
import { describe, expect, it } from 'vitest';
import { readAnswer } from '../src/protocol/collect.js';
import { memoryStorage } from '../src/storage/memory.js';
import { forge, prove } from './support/forge.js';
import { refusals, setting } from './support/round.js';
import { around, Disk, slotsOf, storeOf } from './support/storage.js';

const set = setting({ headroom: 2 });
const [one, two, three, again] = [
  await forge(set, 'client_001', 1n, [1]),
  await forge(set, 'client_002', 1n, [2]),
  await forge(set, 'client_003', 1n, [3]),
  await forge(set, 'client_001', 1n, [4]),
];
const badProof = await forge(set, 'client_004', 1n, [4], { proofs: () => [prove([1n, 2n, 3n, 4n])] });
const ahead = await forge(set, 'client_004', 9n, [4]);

/** A helper in round 1, and the steps of each commit. */
async function world() {
  const [disk, commits] = [new Disk(), [] as number[]];
  const storage = around(disk, async (operation, method) => {
    if (method === 'apply') commits.push(1);
    return operation();
  });
  const helper = set.helper(storage);
  await helper.openRound(1);
  set.events.length = 0;
  return { disk, helper, commits };
}

const verdicts = (answers: readonly Uint8Array[]) => answers.map((answer) => readAnswer(answer)?.verdict);

describe('prepareAll', () => {
  it('answers each as prepare does, in order, and makes accepted reports durable together', async () => {
    const { disk, helper, commits } = await world();
    const jobs = [one, two, three].map(({ prepare }) => prepare);
    const answers = await helper.prepareAll(jobs);
    expect(answers.map((answer) => answer.subarray(0, 32))).toEqual([one, two, three].map(({ reportId }) => reportId));
    expect(verdicts(answers)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(commits).toHaveLength(1);
    expect(await helper.prepareAll(jobs)).toEqual(answers);
    expect(commits).toHaveLength(1); // nothing to do
    expect(await slotsOf(await storeOf(disk, set, 'helper'), 1n)).toHaveLength(3);
    expect(set.events.map(({ user_id }) => user_id)).toEqual(['client_001', 'client_002', 'client_003']);
  });

  it('refuses each for itself', async () => {
    const { helper } = await world();
    const wrong = two.prepare.map((byte, i) => (i === two.prepare.length - 1 ? byte ^ 1 : byte));
    const longer = new Uint8Array(two.prepare.length + 200);
    const answers = await helper.prepareAll([
      ...[badProof.prepare, one.prepare, again.prepare, wrong, new Uint8Array(3), longer],
      ...[ahead.prepare, one.prepare, three.prepare],
    ]);
    expect(verdicts(answers)).toEqual([
      ...['refused', 'accepted', 'refused', 'refused', 'refused', 'refused'],
      ...['later', 'accepted', 'accepted'],
    ]);
    expect(refusals(set.events).sort()).toEqual([
      'helper duplicate',
      'helper malformed',
      'helper malformed',
      'helper proof equation',
      'helper tag-mismatch',
    ]);
  });

  it('checks a prepare once that comes several times in a job', async () => {
    const { helper } = await world();
    const answers = await helper.prepareAll(Array(64).fill(badProof.prepare));
    expect(verdicts(answers)).toEqual(Array(64).fill('refused'));
    expect(refusals(set.events)).toEqual(['helper proof equation']);
  });

  it('has no answers where the storage fails, and the same once it does not', async () => {
    const state = { fails: true };
    const disk = memoryStorage();
    const storage = around(disk, async (operation, method) => {
      if (method === 'apply' && state.fails) throw new Error('disk full');
      return operation();
    });
    const helper = set.helper(storage);
    await helper.openRound(1);
    const jobs = [one.prepare, two.prepare];
    await expect(helper.prepareAll(jobs)).rejects.toMatchObject({ code: 'storage', cause: { message: 'disk full' } });
    state.fails = false;
    expect(verdicts(await helper.prepareAll(jobs))).toEqual(['accepted', 'accepted']);
  });

  it.each([undefined, 5, [5], ['prepare'], [undefined]])('%j are no prepares', async (jobs) => {
    const { helper } = await world();
    await expect(helper.prepareAll(jobs as never)).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(await helper.prepareAll([])).toEqual([]);
  });
});
