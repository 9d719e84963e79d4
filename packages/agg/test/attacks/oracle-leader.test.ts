/**
 * The same from the other side: a malicious helper and one client of the task, which reports with an honest client's
 * ciphertext for the leader. The leader then tells the helper the tag of that client's share at a rho of theirs, and for
 * each answer it gets a no it clears the place for the next. Here the tag is a part of the protocol, and the share the
 * same in anybody's name, so all there is against it is M: as aad, and in H_A.
 */
import { readElements, reduce } from '@fedzk/statement';
import { describe, expect, it, vi } from 'vitest';
import { writeAnswer } from '../../src/protocol/collect.js';
import { type Bytes, join } from '../../src/protocol/encoding.js';
import { reportId, rhoOf } from '../../src/protocol/report.js';
import { solve, tagEquation } from '../support/algebra.js';
import {
  assemble,
  commitmentOf,
  draw,
  fixedOf,
  parse,
  part,
  prove,
  seenByHelper,
  shareOf,
  valuesOf,
} from '../support/attacker.js';
import { LEVELS, refusals, type Setting, type SettingOptions, setting } from '../support/round.js';
import { tagsOf } from '../support/twin.js';
import { aadEmpty, NONE, type StandIns, without } from '../support/weaken.js';

vi.mock('../../src/protocol/hpke.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);
vi.mock('../../src/protocol/report.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const hashOfShareAlone: StandIns = { leaderHash: (original) => (_fix, blind, share) => original(NONE, blind, share) };

const SIZES: readonly [string, SettingOptions, number][] = [
  ['L = 1', {}, 1],
  ['L = 3', { n: 50 }, 3],
];

/** The accomplice's report: all is its own but H_A and what the leader decrypts. */
async function probe(set: Setting, victims: Bytes): Promise<{ readonly report: Bytes; readonly fixed: Bytes }> {
  const { head, leaderPart } = parse(set, victims);
  const { seed, blind, pads, blindings } = draw(set);
  const who = { clientId: 'client_002', round: 1n };
  const witness = { x: part(set.layout), s: pads[0] ?? 0n, k: blindings[0] ?? 0n };
  const share = await shareOf(set, new Array(set.layout.elements + 1).fill(0n), { ...who, seed });
  const fixing = { ...who, commitments: [commitmentOf(set, witness)], seed, blind, share };
  const own = fixedOf(set, fixing);
  const fixed = join(own.subarray(0, -64), head.fixed.leaderHash, own.subarray(-32));
  const rest = await prove(set, fixed, [witness]);
  return { report: await assemble(set, fixing, { ...rest, fixed, leaderPart }), fixed };
}

async function victim(options: SettingOptions) {
  const set = setting(options);
  const values = Array.from({ length: set.task.n }, (_, i) => ((i * 5) % 17) - 8);
  const report = await set.client('client_001').report('client_001', 1, Int8Array.from(values));
  const leader = set.leader();
  await leader.openRound(1);
  return { set, values, report, leader };
}

describe.each(LEVELS)('at the level %s', (level) => {
  describe.each(SIZES)('the leader’s ciphertext in an accomplice’s report, %s', (_, options, elements) => {
    it('gives the client’s values away to the helper after L answers', async () => {
      await without({ ...aadEmpty, ...hashOfShareAlone }, async () => {
        const { set, values, report, leader } = await victim({ level, ...options });
        expect(set.layout.elements).toBe(elements);
        const { head, share, rho } = await seenByHelper(set, report);
        const rows = [tagEquation(rho, set.layout)];
        const right = [reduce((head.tags[0] ?? 0n) - (tagsOf(share, set.layout, rho)[0] ?? 0n), set.layout.curve)];
        for (let answers = 0; answers < elements; answers++) {
          const { report: own, fixed } = await probe(set, report);
          const submission = await leader.submit(own);
          if (submission.verdict !== 'pending') throw new Error(refusals(set.events).join());
          rows.push(tagEquation(rhoOf(fixed, set.layout.curve), set.layout));
          right.push(readElements(submission.prepare.slice(-32), set.layout.curve)?.[0] ?? 0n);
          const no = writeAnswer(reportId(fixed), 'refused');
          expect(await leader.conclude(submission.prepare, no)).toBe('refused');
        }
        const packed = solve(rows, right, set.layout.curve).map((element, j) =>
          reduce(element + (share[j] ?? 0n), set.layout.curve),
        );
        expect(valuesOf(set, packed.slice(0, elements))).toEqual(values);
      });
    });

    it('does not open, since M is its aad', async () => {
      const { set, report, leader } = await victim({ level, ...options });
      expect(await leader.submit((await probe(set, report)).report)).toEqual({ verdict: 'refused' });
      expect(refusals(set.events)).toEqual(['leader undecryptable']);
    });

    it('is refused by the hash of its share where it does open', async () => {
      await without(aadEmpty, async () => {
        const { set, report, leader } = await victim({ level, ...options });
        expect(await leader.submit((await probe(set, report)).report)).toEqual({ verdict: 'refused' });
        expect(refusals(set.events)).toEqual(['leader share-hash']);
      });
    });
  });
});
