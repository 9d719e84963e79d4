/**
 * A helper's store that is put back to an earlier state: the old one releases the sum of fewer reports, and the difference is one
 * update. agg-service.md, §2: a start compares the server with the one that the task began on, and the log has each set before
 * anything of it is released.
 */
import { toHex } from '@fedzk/core';
import { unpack } from '@fedzk/statement';
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../../src/aggregator/create.js';
import type { Helper } from '../../src/aggregator/helper.js';
import { checkOrigin } from '../../src/postgres/origin.js';
import { RELEASE_HEADER_BYTES, sorted, writeCollect } from '../../src/protocol/collect.js';
import { type Bytes, join } from '../../src/protocol/encoding.js';
import { readElements, reduce } from '../../src/protocol/field.js';
import { hash as hashOf } from '../../src/protocol/hashes.js';
import { seenByLeader } from '../support/attacker.js';
import { forge } from '../support/forge.js';
import { deliver, key, setting } from '../support/round.js';
import { copyOf, Disk } from '../support/storage.js';

const SECRET = [17, -4, 99, 0, -28];
const set = setting();
const { hash } = set.bound;

/** A helper that has released the sum of three reports, and its disk as it was with two. */
async function world() {
  set.events.length = 0;
  const [one, two, victim] = [
    await forge(set, 'client_001', 1n, [1, 2, 3]),
    await forge(set, 'client_002', 1n, [4, 5, 6]),
    await forge(set, 'client_003', 1n, SECRET),
  ];
  const disk = new Disk();
  const [leader, helper] = [set.leader(), set.helper(disk)];
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  for (const { report } of [one, two]) await deliver(leader, helper, report);
  const older = await copyOf(disk);
  await deliver(leader, helper, victim.report);
  const ids = (...reports: { readonly reportId: Bytes }[]): Bytes[] => sorted(reports.map(({ reportId }) => reportId));
  const release = async (from: Helper, of: readonly Bytes[]): Promise<bigint[]> => {
    const answer = await from.collect(writeCollect(hash, 1n, of));
    if ('refused' in answer) throw new Error(answer.refused);
    return readElements(answer.share.subarray(RELEASE_HEADER_BYTES)) ?? [];
  };
  return { helper, older, victim, release, three: ids(one, two, victim), both: ids(one, two) };
}

describe('a store that was put back', () => {
  it('gives one update away where the helper goes on', async () => {
    const { helper, older, victim, release, three, both } = await world();
    const { share: leaders } = await seenByLeader(set, victim.report);
    const [all, fewer] = [await release(helper, three), await release(set.helper(older), both)];
    const packed = all.map((sum, j) => reduce(sum - (fewer[j] ?? 0n) + (leaders[j] ?? 0n)));
    const update = unpack(packed, { count: 1, maxNormSq: set.task.maxNormSq }, set.bound.circuit);
    expect(Array.from(update ?? [])).toEqual(SECRET);
  });

  it('shows, before it releases anything, by the log: that has a set which the store has not', async () => {
    const { helper, older, release, three } = await world();
    await release(helper, three);
    const logged = set.events.filter(({ operation }) => operation === 'fix_set').map(({ details }) => details);
    expect(logged).toMatchObject([{ role: 'helper', round: '1', count: 3, set: toHex(hashOf('set', join(...three))) }]);
    /** What an operator compares at a start: how far each round of the log is in the store. */
    const lost = async (aggregator: Helper): Promise<string[]> => {
      const rounds: string[] = [];
      for (const { round = '', count = 0 } of logged) {
        const row = await aggregator.round(BigInt(round));
        if (row === undefined || row.accepted < count || !['collecting', 'collected'].includes(row.state)) {
          rounds.push(round);
        }
      }
      return rounds;
    };
    expect(await lost(helper)).toEqual([]);
    expect(await lost(set.helper(older))).toEqual(['1']);
  });

  it('releases nothing while the log does not take the set', async () => {
    const { older, both } = await world();
    const full = { append: () => Promise.reject(new Error('no space left')) };
    const { privateKey } = set.keys.helper;
    const own = { role: 'helper', privateKey, verifier: key.verifier, storage: older, audit: full } as const;
    const failing = createAggregator(set.task, own);
    await expect(failing.collect(writeCollect(hash, 1n, both))).rejects.toMatchObject({ code: 'not-logged' });
  });
});

describe('PostgreSQL', () => {
  const NOW = { standby: false, fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on', standbys: '' };

  /** Starts on a server of this system and timeline, with what is stored of the one that the task began on. */
  function start(began: object, now: object): Promise<void> {
    const query = async (sql: string): Promise<Record<string, unknown>[]> => {
      if (sql.startsWith('SELECT pg_is_in_recovery')) return [{ ...NOW, ...now }];
      return sql.startsWith('SELECT system') ? [{ synchronous: false, ...began }] : [];
    };
    return checkOrigin(query, hash, 1);
  }

  it.each([
    ['another server', { system: '2', timeline: '00000001' }],
    ['a backup or a standby that was promoted', { system: '1', timeline: '00000002' }],
  ])('on %s is refused', async (_, now) => {
    const began = { system: '1', timeline: '00000001' };
    await expect(start(began, began)).resolves.toBeUndefined();
    await expect(start(began, now)).rejects.toMatchObject({ code: 'rolled-back' });
    // Each commit had waited for a standby.
    await expect(start({ ...began, synchronous: true }, now)).resolves.toBeUndefined();
  });
});
