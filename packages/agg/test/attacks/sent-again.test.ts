/**
 * The same values in two sums that differ by one client, whose update is the difference. agg-service.md, R4: each sum may
 * leave one out, so a client never sends values again, in another round, in a task that takes the place of this one, or after
 * a round that was given up.
 */
import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/client.js';
import { announcementOf } from '../../src/protocol/announcement.js';
import { memorySentStorage, type SentStorage } from '../../src/sent.js';
import { type Announced, announcing, CLIENTS, collectShare } from '../support/announcing.js';
import { deliver } from '../support/round.js';

const VICTIM = CLIENTS[0] ?? '';
const valuesOf = (id: string): Int8Array =>
  id === VICTIM ? Int8Array.of(3, -1, 4, -1, 5) : Int8Array.of(9, CLIENTS.indexOf(id), 7);

/** What each client remembers, for as long as it lives. */
type Memories = ReadonlyMap<string, SentStorage>;

const memories = (make: () => SentStorage): Memories => new Map(CLIENTS.map((id) => [id, make()]));
const forgetful = (): SentStorage => ({ has: async () => false, add: async () => true });

/** A round that leaves out the victim, or nobody: its sums, or why a client sent nothing. */
async function sumOf(set: Announced, sent: Memories, round: number, omitted?: string): Promise<Int32Array | string> {
  const [leader, helper] = [set.leader(), set.helper()];
  for (const each of [leader, helper]) await each.openRound(1);
  if (round > 1) for (const each of [leader, helper]) await each.openRound(round);
  for (const id of CLIENTS) {
    const { privateKey: signingKey = new Uint8Array() } = set.signingKeys[id] ?? {};
    const client = createClient(set.task, { prover: set.prover, signingKey, sent: sent.get(id) ?? forgetful() });
    const report = await client.report(id, round, valuesOf(id)).catch(({ code }: { code: string }) => code);
    if (typeof report === 'string') return report;
    expect(await helper.announce(announcementOf(set.task, report))).toHaveProperty('receipt');
    if (id !== omitted) expect(await deliver(leader, helper, report)).toBe('accepted');
  }
  await helper.closeRound(round);
  const share = await collectShare(leader, helper, round);
  const sum = typeof share === 'string' ? share : await leader.combine(round, share);
  if (typeof sum === 'string' || 'refused' in sum) throw new Error(JSON.stringify(sum));
  // The leader has its sum; to its clients it says that the round was lost.
  return sum.sums;
}

const first = announcing();
const AGAIN: readonly [string, Announced, number][] = [
  ['another round', first, 2],
  ['a task that supersedes the first', superseding(first), 1],
];

function superseding(set: Announced): Announced {
  const next = announcing({ supersedes: set.task.file?.hash ?? '', clients: set.task.clients ?? [] });
  return { ...next, signingKeys: set.signingKeys };
}

describe.each(AGAIN)('values sent again in %s, after a round that is said to be lost', (_, set, round) => {
  it('reveal one client’s update if clients do not remember them', async () => {
    const sent = memories(forgetful);
    const [all, others] = [await sumOf(first, sent, 1), await sumOf(set, sent, round, VICTIM)];
    if (typeof all === 'string' || typeof others === 'string') throw new Error('nothing was sent');
    expect(Array.from(all, (sum, i) => sum - (others[i] ?? 0))).toEqual(Array.from(valuesOf(VICTIM)));
  });

  it('are not sent where they do', async () => {
    const sent = memories(memorySentStorage);
    expect(await sumOf(first, sent, 1)).toBeInstanceOf(Int32Array);
    expect(await sumOf(set, sent, round, VICTIM)).toBe('already-reported');
  });
});
