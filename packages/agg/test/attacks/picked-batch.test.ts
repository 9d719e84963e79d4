/**
 * A leader that picks the batch: it has the reports of one client and of its friends summed, keeps those of the others out,
 * and subtracts what its friends sent. agg-service.md, §5, R1 to R3: clients announce to the helper, which counts whom a sum
 * leaves out, whatever the reason, and ends the round by itself.
 */
import { describe, expect, it } from 'vitest';
import { type Helper, TaskHelper } from '../../src/aggregator/helper.js';
import { readAnswer } from '../../src/protocol/collect.js';
import { memoryStorage } from '../../src/storage/memory.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { type Announced, announceAll, announcing, CLIENTS, collectShare } from '../support/announcing.js';
import { type Forged, forge } from '../support/forge.js';
import { deliver } from '../support/round.js';
import { withMethods } from '../support/storage.js';

const VICTIM = [3, -1, 4, -1, 5];
const OWN = [9, 8, 7, 6, 5];
/** More than the task's `maxColluding`: fewer do not fill a batch, whatever is left out. */
const FRIENDS = 3;

interface Attack {
  /** What the leader does with the reports of all others. */
  readonly others?: (helper: Helper, report: Forged) => Promise<unknown>;
  readonly helper?: Helper;
  /** How many clients announce before the leader collects. */
  readonly announce?: number;
  /** Whether the helper's round has ended by then. */
  readonly ended?: boolean;
}

/** What the leader learns of the victim, or who refuses. */
async function isolate(set: Announced, attack: Attack = {}): Promise<number[] | string> {
  const { others = async () => {}, helper = set.helper(), announce = CLIENTS.length, ended = true } = attack;
  const leader = set.leader();
  for (const each of [leader, helper]) await each.openRound(1);
  const reports = await Promise.all(CLIENTS.map((id, i) => forge(set, id, 1n, i === 0 ? VICTIM : OWN)));
  if (set.task.file?.omit !== undefined) await announceAll(set, helper, reports.slice(0, announce));
  for (const [i, report] of reports.entries()) {
    if (i <= FRIENDS) expect(await deliver(leader, helper, report.report)).toBe('accepted');
    else await others(helper, report);
  }
  if (ended) await helper.closeRound(1);
  const share = await collectShare(leader, helper);
  if (typeof share === 'string') return share;
  const sum = await leader.combine(1, share);
  return 'refused' in sum ? sum.refused : Array.from(sum.sums, (value, i) => value - FRIENDS * (OWN[i] ?? 0));
}

/** Sends the helper another tA than that of its share. */
async function wrongTag(helper: Helper, { prepare }: Forged): Promise<void> {
  const wrong = prepare.map((byte, i) => (i === prepare.length - 1 ? byte ^ 1 : byte));
  expect(readAnswer(await helper.prepare(wrong))?.verdict).toBe('refused');
}

const WAYS: readonly [string, Attack][] = [
  ['keeps the others back', {}],
  ['sends wrong tags for the others', { others: wrongTag }],
];

describe.each(WAYS)('a leader that %s', (_, attack) => {
  it('reads a client where nothing is announced', async () => {
    expect(await isolate(announcing({ omit: null }), attack)).toEqual(VICTIM);
  });

  it('gets no sum where clients announce', async () => {
    expect(await isolate(announcing(), attack)).toBe('helper: too-many-omitted');
  });
});

it('a leader that sends wrong tags reads a client where those do not count whom the helper has refused', async () => {
  const set = announcing();
  const uncounted = (inner: AggregatorStorage): AggregatorStorage => ({
    task: async (...of) => withMethods(await inner.task(...of), { omitted: async () => 0 }),
    close: () => inner.close(),
  });
  expect(await isolate(set, { others: wrongTag, helper: set.helper(uncounted(memoryStorage())) })).toEqual(VICTIM);
});

describe('a leader that collects before the others have announced', () => {
  /** Closes its round because the leader says so. */
  class Obedient extends TaskHelper {
    protected override get closes(): boolean {
      return true;
    }
  }
  const early = { announce: 1 + FRIENDS, ended: false };

  it('reads a client where the helper’s round ends with its request', async () => {
    const set = announcing();
    const helper = new Obedient(set.task, 'helper', set.options('helper'));
    expect(await isolate(set, { ...early, helper })).toEqual(VICTIM);
  });

  it('is told to ask again, and the round takes the others’ announcements still', async () => {
    const set = announcing();
    const helper = set.helper();
    expect(await isolate(set, { ...early, helper })).toBe('helper: round-open');
    const others = await Promise.all(CLIENTS.slice(1 + FRIENDS).map((id) => forge(set, id, 1n, OWN)));
    expect(await announceAll(set, helper, others)).toEqual(others.map(() => 'receipt'));
  });
});

describe('an honest leader', () => {
  /** So many announce, and so many of them have a valid report at the leader that the helper then refuses. */
  async function round(refused: number) {
    const set = announcing();
    const [leader, helper] = [set.leader(), set.helper()];
    for (const each of [leader, helper]) await each.openRound(1);
    for (const [i, id] of CLIENTS.entries()) {
      const submission = await leader.submit((await forge(set, id, 1n, OWN)).report);
      if (submission.verdict !== 'pending') throw new Error(submission.verdict);
      const { prepare } = submission;
      const wrong = prepare.map((byte, at) => (at === prepare.length - 1 ? byte ^ 1 : byte));
      // A helper that refuses what is right can leave out clients as well.
      await leader.conclude(prepare, await helper.prepare(i < refused ? wrong : prepare));
    }
    return leader.collect(1);
  }

  it('counts whom the helper refuses, too', async () => {
    expect(await round(2)).toHaveProperty('request');
    expect(await round(3)).toEqual({ refused: 'too-many-omitted' });
  });
});

it('one in `omit` of those that announce may be left out, and one always', async () => {
  const count = async (announced: number, forwarded: number): Promise<string> => {
    const set = announcing();
    const [leader, helper] = [set.leader(), set.helper()];
    for (const each of [leader, helper]) await each.openRound(1);
    const reports = await Promise.all(CLIENTS.slice(0, announced).map((id) => forge(set, id, 1n, OWN)));
    await announceAll(set, helper, reports);
    for (const { report } of reports.slice(0, forwarded)) await deliver(leader, helper, report);
    await helper.closeRound(1);
    const share = await collectShare(leader, helper);
    return typeof share === 'string' ? share : 'a sum';
  };
  expect([await count(8, 6), await count(8, 5)]).toEqual(['a sum', 'helper: too-many-omitted']);
  expect([await count(6, 5), await count(6, 4)]).toEqual(['a sum', 'helper: too-many-omitted']);
});
