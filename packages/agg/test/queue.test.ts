/** Group commit: what waits during a commit goes into the next one, and each caller hears of its own. */
import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../src/storage/memory.js';
import { CommitQueue, MOST_STEPS } from '../src/storage/queue.js';
import type { SlotStep } from '../src/storage/rows.js';
import type { TaskStore } from '../src/storage/storage.js';
import { withMethods } from './support/storage.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function hold(i: number, max = 1e6): SlotStep {
  const report = new Uint8Array(32);
  new DataView(report.buffer).setUint32(0, i);
  const bytes = Uint8Array.of(1);
  return { kind: 'hold', client: `client_${i}`, report, prepare: bytes, share: bytes, max, events: [] };
}

/** A queue over a store whose commits take some turns, and how many steps each of them had. */
async function queued(fails: (commit: number) => boolean = () => false) {
  const memory = await memoryStorage().task(new Uint8Array(32), 'leader');
  for (const round of [1n, 2n]) await memory.move({ kind: 'open', round, events: [] });
  const commits: number[] = [];
  let underWay = 0;
  const most = { atOnce: 0 };
  const apply: TaskStore['apply'] = async (round, steps) => {
    const number = commits.push(steps.length);
    most.atOnce = Math.max(most.atOnce, ++underWay);
    for (let i = 0; i < 5; i++) await turn();
    underWay--;
    if (fails(number)) throw new Error(`commit ${number} fails`);
    return memory.apply(round, steps);
  };
  const store = withMethods(memory, { apply });
  return { queue: new CommitQueue(async () => store), memory, commits, most };
}

describe('steps that wait', () => {
  it('go together: 500 holds at once are at most 20 transactions, here 2', async () => {
    const { queue, memory, commits } = await queued();
    const outcomes = await Promise.all(Array.from({ length: 500 }, (_, i) => queue.commit(2n, hold(i))));
    expect(outcomes.every(({ state, changed }) => state === 'pending' && changed)).toBe(true);
    expect(commits).toEqual([MOST_STEPS, 500 - MOST_STEPS]);
    expect((await memory.round(2n))?.held).toBe(500);
  });

  it('go together also where they come one after the other', async () => {
    const { queue, commits, most } = await queued();
    const held: Promise<unknown>[] = [];
    for (let i = 0; i < 500; i++) {
      held.push(queue.commit(2n, hold(i)));
      if (i % 20 === 0) await turn();
    }
    await Promise.all(held);
    expect(commits.reduce((sum, count) => sum + count)).toBe(500);
    expect(commits.length).toBeLessThanOrEqual(8);
    expect(most.atOnce).toBe(1);
  });

  it('get each its own outcome, in their order', async () => {
    const { queue } = await queued();
    const outcomes = await Promise.all(Array.from({ length: 6 }, (_, i) => queue.commit(2n, hold(i, 4))));
    expect(outcomes.map(({ why }) => why)).toEqual([...new Array(4).fill(undefined), 'batch-full', 'batch-full']);
  });

  it('of another round wait for nothing', async () => {
    const { queue, most } = await queued();
    const outcomes = await Promise.all([queue.commit(1n, hold(1)), queue.commit(2n, hold(1))]);
    expect(outcomes.map(({ why }) => why)).toEqual(['round-closed', undefined]);
    expect(most.atOnce).toBe(2);
  });

  it('of a commit that fails hear of it, and no others', async () => {
    const { queue, memory, commits } = await queued((commit) => commit === 2);
    const first = queue.commit(2n, hold(0));
    await turn();
    const second = [1, 2, 3].map((i) => queue.commit(2n, hold(i)));
    await first;
    await turn();
    const third = queue.commit(2n, hold(4));
    const outcomes = await Promise.allSettled([first, ...second, third]);
    const failed = { status: 'rejected', reason: new Error('commit 2 fails') };
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', ...new Array(3).fill('rejected'), 'fulfilled']);
    expect(outcomes.slice(1, 4)).toEqual([failed, failed, failed]);
    expect(commits).toEqual([1, 3, 1]);
    expect((await memory.round(2n))?.held).toBe(2);
    expect(await queue.commit(2n, hold(1))).toMatchObject({ state: 'pending', changed: true });
  });

  it('hear where the store can not be opened, and try again', async () => {
    const { memory } = await queued();
    let opens = 0;
    const queue = new CommitQueue(async () => {
      if (++opens === 1) throw new Error('no connection');
      return memory;
    });
    await expect(queue.commit(2n, hold(1))).rejects.toThrow('no connection');
    expect(await queue.commit(2n, hold(1))).toMatchObject({ changed: true });
  });
});
