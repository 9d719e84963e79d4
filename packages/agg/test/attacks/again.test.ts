/**
 * A report sent again with another valid proof, which anybody can make from the one in it, and a second report of one
 * client. Both would count twice where a report is known by its bytes; a signature is on the bytes, the id is of M alone,
 * and a client has one place in a round.
 */
import { describe, expect, it, vi } from 'vitest';
import type { Bytes } from '../../src/protocol/encoding.js';
import { PROOF_BYTES, reportId, writePrepare, writeReport } from '../../src/protocol/report.js';
import { parse, seenByLeader, signed } from '../support/attacker.js';
import { placesById } from '../support/by-id.js';
import { play } from '../support/play.js';
import { negated, rerandomised } from '../support/rerandomise.js';
import { deliver, key, refusals, type Setting, setting } from '../support/round.js';
import { tagsOf } from '../support/twin.js';
import { without } from '../support/weaken.js';

vi.mock('../../src/aggregator/checks.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);
vi.mock('../../src/protocol/report.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const WAYS: readonly [string, (proof: Bytes) => Bytes][] = [
  ['re-randomised', (proof) => rerandomised(proof, key.verificationKey, 123_456_789n, 987_654_321n)],
  ['negated in A and B', negated],
];

const VALUES = [10, -20, 30, 0, 0];

async function victimsReport(set: Setting): Promise<Bytes> {
  return set.client('client_001').report('client_001', 1, Int8Array.from(VALUES));
}

/** The report with another proof, and the signature that it had. */
function withProof(set: Setting, report: Bytes, change: (proof: Bytes) => Bytes): Bytes {
  const { head, signature, leaderPart } = parse(set, report);
  const bytes = head.bytes.slice();
  const proof = head.proofs[0] ?? new Uint8Array(PROOF_BYTES);
  bytes.set(change(proof), 1 + head.fixed.bytes.length + 32);
  return writeReport(bytes, signature, leaderPart);
}

describe.each(WAYS)('a report whose proof is %s', (_, change) => {
  it('has another proof that is valid, under the same id', async () => {
    const set = setting();
    const report = await victimsReport(set);
    const [first, second] = [parse(set, report).head, parse(set, withProof(set, report, change)).head];
    expect(second.proofs).not.toEqual(first.proofs);
    expect(second.bytes).not.toEqual(first.bytes);
    expect(reportId(second.fixed.bytes)).toEqual(reportId(first.fixed.bytes));
    const { sums } = await without({ checkSender: () => async () => undefined }, async () =>
      play(set, { honest: { client_002: [] }, reports: [withProof(set, report, change)] }),
    );
    expect(sums).toEqual(VALUES);
  });

  it('counts twice where reports are known by their bytes', async () => {
    const set = setting({ open: true });
    const { standIns, storage } = placesById();
    const { sums } = await without(standIns, async () => {
      const report = await victimsReport(set);
      const reports = [report, withProof(set, report, change), report];
      const senders = ['client_001', 'client_001', 'client_001'];
      const [leader, helper] = [set.leader(storage()), set.helper(storage())];
      return play(set, { honest: {}, reports, senders, leader, helper });
    });
    expect(sums?.map((sum) => sum / 2)).toEqual(VALUES);
  });

  it('is not signed, whether the leader gets it or sends it', async () => {
    const set = setting();
    const report = await victimsReport(set);
    const other = withProof(set, report, change);
    const outcome = await play(set, { honest: {}, reports: [report, other] });
    expect(outcome.refused).toEqual(['leader bad-signature']);

    const { share, rho } = await seenByLeader(set, report);
    const helper = set.helper();
    await helper.openRound(1);
    const answer = await helper.prepare(writePrepare(parse(set, other), tagsOf(share, set.layout, rho)));
    expect(answer.at(-1)).toBe(0);
    expect(refusals(set.events)).toEqual(['leader bad-signature', 'helper bad-signature']);
  });

  it('gets the stored verdict in an open task, and counts once', async () => {
    const set = setting({ open: true });
    const report = await victimsReport(set);
    const other = withProof(set, report, change);
    const outcome = await play(set, {
      honest: { client_002: [1] },
      reports: [report, other, report],
      senders: ['client_001', 'client_001', 'client_001'],
    });
    expect(outcome).toEqual({ verdicts: ['accepted', 'accepted', 'accepted'], sums: [11, -20, 30, 0, 0], refused: [] });
  });

  it('takes the place of the client’s own in an open task, and the values are the same', async () => {
    const set = setting({ open: true });
    const report = await victimsReport(set);
    const [leader, helper] = [set.leader(), set.helper()];
    await leader.openRound(1);
    await helper.openRound(1);
    const early = await leader.submit(withProof(set, report, change), { sender: 'client_001' });
    const late = await leader.submit(report, { sender: 'client_001' });
    expect(late).toEqual(early);
    expect(await deliver(leader, helper, report, { sender: 'client_001' })).toBe('accepted');
  });
});

describe('a second report of a client in a round', () => {
  const values = (x: number): Int8Array => Int8Array.of(x);

  /** Two devices, or one that lies, with one key. */
  async function two(set: Setting): Promise<Bytes[]> {
    const reports = [];
    for (const x of [100, 101]) reports.push(await set.client('client_002').report('client_002', 1, values(x)));
    return reports;
  }

  it('counts twice where reports are known by their bytes', async () => {
    const set = setting();
    const { standIns, storage } = placesById();
    const { sums } = await without(standIns, async () => {
      const aggregators = { leader: set.leader(storage()), helper: set.helper(storage()) };
      return play(set, { reports: await two(set), ...aggregators });
    });
    expect(sums).toEqual([202, 2, 3, 4, 5]);
  });

  it('finds the place taken, at both aggregators and in an open task', async () => {
    const named = setting();
    const reports = await two(named);
    expect(await play(named, { reports })).toEqual({
      verdicts: ['accepted', 'refused'],
      sums: [101, 2, 3, 4, 5],
      refused: ['leader duplicate'],
    });

    const open = setting({ open: true });
    const senders = ['client_002', 'client_002'];
    expect((await play(open, { reports: await two(open), senders })).refused).toEqual(['leader duplicate']);

    const set = setting();
    const helper = set.helper();
    await helper.openRound(1);
    for (const report of await two(set)) {
      const { share, rho } = await seenByLeader(set, report);
      await helper.prepare(writePrepare(parse(set, report), tagsOf(share, set.layout, rho)));
    }
    expect(refusals(set.events)).toEqual(['helper duplicate']);
  });

  it('finds it taken by one that is signed anew over the same M, too', async () => {
    const set = setting();
    const [report] = await two(set);
    const { head, leaderPart } = parse(set, report ?? new Uint8Array());
    const change = head.bytes.slice();
    change.set(negated(head.proofs[0] ?? new Uint8Array()), 1 + head.fixed.bytes.length + 32);
    const reports = [report ?? new Uint8Array(), await signed(set, change, leaderPart, 'client_002')];
    const outcome = await play(set, { reports });
    expect(outcome).toEqual({ verdicts: ['accepted', 'accepted'], sums: [101, 2, 3, 4, 5], refused: [] });
  });
});
