/**
 * Check 8 of a report of several proofs: each has to verify, and the event says which does not. At the leader and at the
 * helper, and whether a verifier answers at once or a pool does later.
 */

import { listener } from '@fedzk/core';
import { createVerifierPool, type VerifierPool } from '@fedzk/verify/pool';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import type { Helper } from '../src/aggregator/helper.js';
import type { Leader } from '../src/aggregator/leader.js';
import { readAnswer } from '../src/protocol/collect.js';
import type { Bytes } from '../src/protocol/encoding.js';
import { forge } from './support/forge.js';
import { collect, deliver, key, type Setting, setting, type Told } from './support/round.js';
import { Disk, dump } from './support/storage.js';

const ID = 'client_001';
const counting = { verifyBatch: 0, explain: 0 };
/** The key's verifier, counted. */
const counted = {
  ...{ id: key.verifier.id, nPublic: key.verifier.nPublic, curve: key.verifier.curve },
  explain: (...args: Parameters<typeof key.verifier.explain>) => {
    counting.explain++;
    return key.verifier.explain(...args);
  },
  verifyBatch: (...args: Parameters<typeof key.verifier.verifyBatch>) => {
    counting.verifyBatch++;
    return key.verifier.verifyBatch(...args);
  },
} as unknown as VerifierPool;

let pool: VerifierPool;
beforeAll(() => {
  pool = createVerifierPool(key.verificationKey, { workers: 1 });
});
afterAll(() => pool.close());

/** The setting's aggregators with this verifier. */
function aggregators(set: Setting, verifier: VerifierPool) {
  const audit = listener((event) => set.events.push(event as Told));
  const [atLeader, atHelper] = [new Disk(), new Disk()];
  const make = { verifier, audit };
  const leader: Leader = createAggregator(set.task, {
    ...{ role: 'leader', privateKey: set.keys.leader.privateKey, storage: atLeader },
    ...make,
  });
  const helper: Helper = createAggregator(set.task, {
    ...{ role: 'helper', privateKey: set.keys.helper.privateKey, storage: atHelper },
    ...make,
  });
  return { leader, helper, atLeader, atHelper };
}

/** The proofs, those of `wrong` of another statement each. */
const spoil =
  (wrong: readonly number[]) =>
  (proofs: Bytes[]): Bytes[] =>
    proofs.map((proof, t) => (wrong.includes(t) ? (proofs[(t + 1) % proofs.length] ?? proof) : proof));

describe.each(['a verifier', 'a pool'] as const)('by %s', (kind) => {
  const verifier = (): VerifierPool => (kind === 'a pool' ? pool : counted);

  it.each([
    [2, [1]],
    [2, [0]],
    [2, [0, 1]],
    [3, [2]],
    [3, [1, 2]],
    [5, [4]],
  ] as const)('of %i proofs, those at %j are wrong: refused, with the first of them', async (parts, wrong) => {
    const set = setting({ parts, n: 3, maxNormSq: 40_000n });
    const { leader, helper, atLeader, atHelper } = aggregators(set, verifier());
    for (const aggregator of [leader, helper]) await aggregator.openRound(1);
    const before = [await dump(atLeader), await dump(atHelper)];
    const { report, prepare } = await forge(set, ID, 1n, [1, 2, 3], { proofs: spoil(wrong) });
    expect(await leader.submit(report)).toEqual({ verdict: 'refused' });
    expect(readAnswer(await helper.prepare(prepare))?.verdict).toBe('refused');
    expect([await dump(atLeader), await dump(atHelper)]).toEqual(before);
    const failures = set.events.filter(({ result }) => result === 'failure').map(({ details }) => details);
    const expected = { code: 'proof', status: 'equation', part: (wrong[0] ?? 0) + 1 };
    expect(failures).toEqual([expect.objectContaining(expected), expect.objectContaining(expected)]);
  });

  it('an invalid proof is named with its fault', async () => {
    const set = setting({ parts: 3, n: 3, maxNormSq: 40_000n });
    const { leader } = aggregators(set, verifier());
    await leader.openRound(1);
    const proofs = ([one, two]: Bytes[]): Bytes[] => [one as Bytes, two as Bytes, new Uint8Array(192).fill(0xff)];
    await leader.submit((await forge(set, ID, 1n, [1], { proofs })).report);
    expect(set.events.at(-1)?.details).toMatchObject({ code: 'proof', status: 'coordinate-range', part: 3 });
  });

  it('a round of right ones is collected', async () => {
    const set = setting({ parts: 2, n: 3, maxNormSq: 40_000n });
    const { leader, helper } = aggregators(set, verifier());
    for (const aggregator of [leader, helper]) await aggregator.openRound(1);
    const reports = await Promise.all(
      ['client_001', 'client_002', 'client_003'].map((id) =>
        set.client(id).report(id, 1, Int8Array.of(1, 2, 3, -4, 5)),
      ),
    );
    const verdicts = await Promise.all(reports.map((report) => deliver(leader, helper, report)));
    expect(verdicts).toEqual(['accepted', 'accepted', 'accepted']);
    expect(Array.from(await collect(leader, helper, 1))).toEqual([3, 6, 9, -12, 15, 0]);
  });
});

it.each([1, 2, 7])('%i proofs are one batch at each aggregator, and none is verified alone', async (parts) => {
  const set = setting({ parts, n: 3, maxNormSq: 40_000n });
  const { leader, helper } = aggregators(set, counted);
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  const before = { ...counting };
  expect(await deliver(leader, helper, (await forge(set, ID, 1n, [1])).report)).toBe('accepted');
  expect(counting).toEqual({ verifyBatch: before.verifyBatch + 2, explain: before.explain });
});

it('an error of a pool is passed on, nothing is stored, and the same report is accepted later', async () => {
  const set = setting({ parts: 2, n: 3, maxNormSq: 40_000n });
  const closed = createVerifierPool(key.verificationKey, { workers: 1 });
  await closed.close();
  const { report, prepare } = await forge(set, ID, 1n, [1]);
  const { leader, helper, atLeader, atHelper } = aggregators(set, closed);
  for (const aggregator of [leader, helper]) await aggregator.openRound(1);
  const before = [await dump(atLeader), await dump(atHelper)];
  for (const call of [() => leader.submit(report), () => helper.prepare(prepare)]) {
    await expect(call()).rejects.toMatchObject({ code: 'disposed' });
  }
  expect([await dump(atLeader), await dump(atHelper)]).toEqual(before);
  const again = createAggregator(set.task, {
    ...{ role: 'leader', privateKey: set.keys.leader.privateKey, storage: atLeader, verifier: pool },
  });
  expect((await again.submit(report)).verdict).toBe('pending');
});
