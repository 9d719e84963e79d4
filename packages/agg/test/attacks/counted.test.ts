/**
 * Announcements that make the clients who may be left out more, or block a round: many of one client, and those in the names of
 * others. agg-service.md, R2: announcements are signed, one a client and round, and clients are counted, not reports.
 */
import { describe, expect, it, vi } from 'vitest';
import { memoryStorage } from '../../src/storage/memory.js';
import type { SlotStep } from '../../src/storage/rows.js';
import type { AggregatorStorage } from '../../src/storage/storage.js';
import { type Announced, announceAll, announcing, CLIENTS, collectShare } from '../support/announcing.js';
import { forge } from '../support/forge.js';
import { deliver } from '../support/round.js';
import { withMethods } from '../support/storage.js';
import { without } from '../support/weaken.js';

vi.mock('../../src/aggregator/checks.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

/** Counts announced reports, and takes any number of a client. */
function byReport(inner: AggregatorStorage = memoryStorage()): AggregatorStorage {
  const reports = new Set<string>();
  return {
    close: () => inner.close(),
    async task(...of) {
      const store = await inner.task(...of);
      return withMethods(store, {
        valid: async () => undefined,
        announced: async () => reports.size,
        async apply(round: bigint, steps: readonly SlotStep[]) {
          for (const { kind, report } of steps) if (kind === 'announce') reports.add(report.join());
          const outcomes = await store.apply(round, steps);
          return outcomes.map((outcome) =>
            outcome.why === 'duplicate' ? { state: outcome.state, changed: true } : outcome,
          );
        },
      });
    },
  };
}

describe('a client that announces many reports', () => {
  /** Four clients are left out of eight, which announce; one of the leader's friends announces nine reports more. */
  async function leaveOut(set: Announced, storage?: AggregatorStorage): Promise<{ said: Set<string>; share: unknown }> {
    const [leader, helper] = [set.leader(), set.helper(storage)];
    for (const each of [leader, helper]) await each.openRound(1);
    const reports = await Promise.all(CLIENTS.map((id) => forge(set, id, 1n, [1])));
    await announceAll(set, helper, reports);
    const more = await Promise.all(Array.from({ length: 9 }, () => forge(set, CLIENTS[0] ?? '', 1n, [1])));
    const said = new Set(await announceAll(set, helper, more));
    for (const { report } of reports.slice(0, 4)) await deliver(leader, helper, report);
    await helper.closeRound(1);
    return { said, share: await collectShare(leader, helper) };
  }

  it('makes a leader free to leave out more where reports are counted', async () => {
    const { said, share } = await leaveOut(announcing(), byReport());
    expect([said, typeof share]).toEqual([new Set(['receipt']), 'object']);
  });

  it('still counts as one client', async () => {
    const duplicates = { said: new Set(['duplicate']), share: 'helper: too-many-omitted' };
    expect(await leaveOut(announcing())).toEqual(duplicates);
  });
});

describe('a stranger that announces in the names of clients that are away', () => {
  const AWAY = CLIENTS.slice(5);

  async function block(): Promise<{ said: Set<string>; share: unknown }> {
    const set = announcing();
    const [leader, helper] = [set.leader(), set.helper()];
    for (const each of [leader, helper]) await each.openRound(1);
    const reports = await Promise.all(CLIENTS.slice(0, 5).map((id) => forge(set, id, 1n, [1])));
    await announceAll(set, helper, reports);
    const { privateKey: signer = new Uint8Array() } = set.signingKeys[CLIENTS[0] ?? ''] ?? {};
    const forged = await Promise.all(AWAY.map((id) => forge(set, id, 1n, [], { signer })));
    const said = new Set(await announceAll(set, helper, forged));
    for (const { report } of reports) await deliver(leader, helper, report);
    await helper.closeRound(1);
    const share = await collectShare(leader, helper);
    return { said, share: typeof share === 'string' ? share : 'a sum' };
  }

  it('blocks the round where announcements are not signed', async () => {
    const blocked = { said: new Set(['receipt']), share: 'helper: too-many-omitted' };
    expect(await without({ checkSender: () => async () => undefined }, block)).toEqual(blocked);
  });

  it('is refused', async () => {
    expect(await block()).toEqual({ said: new Set(['bad-signature']), share: 'a sum' });
  });
});
