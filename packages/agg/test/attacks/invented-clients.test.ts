/**
 * An open task's leader that invents all clients of a batch but one. agg-service.md, §4: both operators authenticate the
 * sender, each by keys of its own, and the helper accepts what was announced to it alone.
 */
import { expect, it, vi } from 'vitest';
import { type Helper, TaskHelper } from '../../src/aggregator/helper.js';
import { readAnswer } from '../../src/protocol/collect.js';
import { type Announced, announceAll, announcing, collectShare } from '../support/announcing.js';
import { type Forged, forge } from '../support/forge.js';
import { without } from '../support/weaken.js';

vi.mock('../../src/aggregator/checks.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const VICTIM = [3, -1, 4, -1, 5];
const INVENTED = ['nobody 1', 'nobody 2', 'nobody 3', 'nobody 4'];

/** What the leader learns of the victim, or what becomes of what it invents. */
async function isolate(
  set: Announced,
  announce: (helper: Helper, invented: readonly Forged[]) => Promise<unknown> = async () => {},
  helper = set.helper(),
) {
  const leader = set.leader();
  for (const each of [leader, helper]) await each.openRound(1);
  const victim = await forge(set, 'victim', 1n, VICTIM);
  const invented = await Promise.all(INVENTED.map((id) => forge(set, id, 1n, [])));
  await announceAll(set, helper, [victim], { sender: 'victim' });
  await announce(helper, invented);
  const verdicts = new Set<string>();
  for (const [i, { report }] of [victim, ...invented].entries()) {
    const submission = await leader.submit(report, { sender: i === 0 ? 'victim' : (INVENTED[i - 1] ?? '') });
    if (submission.verdict !== 'pending') throw new Error(submission.verdict);
    const answer = await helper.prepare(submission.prepare);
    await leader.conclude(submission.prepare, answer);
    if (i > 0) verdicts.add(readAnswer(answer)?.verdict ?? '');
  }
  await helper.closeRound(1);
  if (!verdicts.has('accepted')) return [...verdicts];
  const share = await collectShare(leader, helper);
  const sum = typeof share === 'string' ? share : await leader.combine(1, share);
  return typeof sum === 'object' && 'sums' in sum ? Array.from(sum.sums) : sum;
}

/** The leader announces them itself, in the names that it has made up or as somebody whom the helper knows. */
async function byItself(set: Announced, helper: Helper, invented: readonly Forged[]): Promise<Set<string>> {
  const said = [
    ...(await announceAll(set, helper, invented)),
    ...(await announceAll(set, helper, invented, { sender: 'victim' })),
  ];
  return new Set(said);
}

it('learns a client’s update if the helper accepts unannounced reports', async () => {
  /** Does not ask what was announced. */
  class Obedient extends TaskHelper {
    protected override readonly omit = undefined;
  }
  const set = announcing({ open: true });
  expect(await isolate(set, undefined, new Obedient(set.task, 'helper', set.options('helper')))).toEqual(VICTIM);
});

it('waits for ever with its invented reports if the helper does not', async () => {
  expect(await isolate(announcing({ open: true }))).toEqual(['later']);
});

it('reads a client where the helper takes announcements of anybody', async () => {
  const set = announcing({ open: true });
  const attack = () => isolate(set, (helper, invented) => byItself(set, helper, invented));
  expect(await without({ checkSender: () => async () => undefined }, attack)).toEqual(VICTIM);
});

it('can not announce for those whom the helper does not know', async () => {
  const set = announcing({ open: true });
  const said: string[] = [];
  const announce = async (helper: Helper, invented: readonly Forged[]): Promise<void> => {
    said.push(...(await byItself(set, helper, invented)));
  };
  expect(await isolate(set, announce)).toEqual(['later']);
  expect(said).toEqual(['unknown-client']);
});

it('is refused unannounced reports once the helper’s round has ended', async () => {
  const set = announcing({ open: true });
  const helper = set.helper();
  await helper.openRound(1);
  const { prepare } = await forge(set, 'nobody 1', 1n, []);
  expect(readAnswer(await helper.prepare(prepare))?.verdict).toBe('later');
  await helper.closeRound(1);
  expect(readAnswer(await helper.prepare(prepare))?.verdict).toBe('refused');
});
