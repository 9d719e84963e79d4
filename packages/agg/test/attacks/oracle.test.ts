/**
 * A malicious leader with an honest client's ciphertext for the helper, and a commitment of its own beside it, for which
 * it has a valid proof. The helper then evaluates the client's share at another rho: each tag that it told would be an
 * equation about B. The tag of the client's report is one already (tB = tag − tA), so L more give everything away.
 */
import { reduce } from '@fedzk/statement';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Helper } from '../../src/aggregator/helper.js';
import { readAnswer } from '../../src/protocol/collect.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { rhoOf, writeHead, writePrepare } from '../../src/protocol/report.js';
import { solve, tagEquation } from '../support/algebra.js';
import {
  commitmentOf,
  draw,
  fixedOf,
  parse,
  part,
  prove,
  seenByLeader,
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
vi.mock('../../src/protocol/share.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const hashOfSeedAlone: StandIns = { helperHash: (original) => (_fix, seed) => original(NONE, seed) };
/** What the helper found last as the tags of its own share: the answer of one that tells. */
let told: bigint[] = [];
const tagsTold: StandIns = {
  tagsOf:
    (original) =>
    (...share) => {
      told = original(...share);
      return told;
    },
};

beforeEach(() => {
  told = [];
});

/** In an open task there is no signature to stop the leader, who answers for its clients. */
const SIZES: readonly [string, SettingOptions, number][] = [
  ['L = 1', { open: true }, 1],
  ['L = 3', { open: true, n: 50 }, 3],
];

interface Target {
  readonly set: Setting;
  readonly helper: Helper;
  readonly report: Bytes;
  readonly values: readonly number[];
}

async function target(options: SettingOptions): Promise<Target> {
  const set = setting(options);
  const values = Array.from({ length: set.task.n }, (_, i) => ((i * 5) % 17) - 8);
  const report = await set.client('client_001').report('client_001', 1, Int8Array.from(values));
  const helper = set.helper();
  await helper.openRound(1);
  return { set, helper, report, values };
}

/** The leader's own commitment to zeros, valid in every way, with the client's name, H_B and ciphertext. */
async function probe({ set, report }: Target): Promise<{ readonly prepare: Bytes; readonly rho: bigint }> {
  const { head, signature, leaderPartHash } = parse(set, report);
  const { seed, blind, pads, blindings } = draw(set);
  const who = { clientId: head.fixed.clientId, round: head.fixed.round };
  const witness = { x: part(set.layout), s: pads[0] ?? 0n, k: blindings[0] ?? 0n };
  const share = await shareOf(set, new Array(set.layout.elements + 1).fill(0n), { ...who, seed });
  const own = fixedOf(set, { ...who, commitments: [commitmentOf(set, witness)], seed, blind, share });
  const fixed = new Uint8Array([...own.subarray(0, -32), ...head.fixed.helperHash]);
  const { tags, proofs } = await prove(set, fixed, [witness]);
  const bytes = writeHead(fixed, tags, proofs, head.helperPart);
  return {
    prepare: writePrepare({ head: { ...head, bytes }, signature, leaderPartHash }, [0n]),
    rho: rhoOf(fixed, set.layout.curve),
  };
}

/** As many answers as it takes, and the client's values from them. */
async function recover(aim: Target): Promise<{ readonly values: number[] | undefined; readonly answers: number }> {
  const { set, helper, report } = aim;
  const { elements } = set.layout;
  const { head, share, rho } = await seenByLeader(set, report);
  const rows = [tagEquation(rho, set.layout)];
  const right = [reduce((head.tags[0] ?? 0n) - (tagsOf(share, set.layout, rho)[0] ?? 0n), set.layout.curve)];
  while (rows.length < elements + 1) {
    const { prepare, rho: other } = await probe(aim);
    told = [];
    await helper.prepare(prepare);
    expect(told).toHaveLength(1);
    rows.push(tagEquation(other, set.layout));
    right.push(told[0] ?? 0n);
  }
  const helperShare = solve(rows, right, set.layout.curve);
  const packed = share
    .slice(0, elements)
    .map((element, j) => reduce(element + (helperShare[j] ?? 0n), set.layout.curve));
  return { values: valuesOf(set, packed), answers: rows.length - 1 };
}

describe.each(LEVELS)('at the level %s', (level) => {
  describe.each(SIZES)('the helper’s ciphertext under the leader’s own commitment, %s', (_, options, elements) => {
    it('gives the client’s values away after L answers', async () => {
      await without({ ...aadEmpty, ...hashOfSeedAlone, ...tagsTold }, async () => {
        const aim = await target({ level, ...options });
        expect(aim.set.layout.elements).toBe(elements);
        expect(await recover(aim)).toEqual({ values: aim.values, answers: elements });
      });
    });

    it('does not open, since M is its aad', async () => {
      const aim = await target({ level, ...options });
      await without(tagsTold, async () => {
        for (let i = 0; i <= elements; i++) await aim.helper.prepare((await probe(aim)).prepare);
      });
      expect(refusals(aim.set.events)).toEqual(new Array(elements + 1).fill('helper undecryptable'));
      expect(told).toEqual([]);
    });

    it('is refused by the hash of its share where it does open', async () => {
      await without({ ...aadEmpty, ...tagsTold }, async () => {
        const aim = await target({ level, ...options });
        await aim.helper.prepare((await probe(aim)).prepare);
        expect(refusals(aim.set.events)).toEqual(['helper share-hash']);
        expect(told).toEqual([]);
      });
    });

    it('has the answer no in one bit where that is gone too, since no tag is answered', async () => {
      await without({ ...aadEmpty, ...hashOfSeedAlone }, async () => {
        const aim = await target({ level, ...options });
        const answer = await aim.helper.prepare((await probe(aim)).prepare);
        expect(answer).toHaveLength(33);
        expect(readAnswer(answer)?.verdict).toBe('refused');
        expect(refusals(aim.set.events)).toEqual(['helper tag-mismatch']);
      });
    });
  });

  it('needs no aad in a task with named clients, whose signature is on M', async () => {
    await without({ ...aadEmpty, ...hashOfSeedAlone, ...tagsTold }, async () => {
      const aim = await target({ level });
      await aim.helper.prepare((await probe(aim)).prepare);
      expect(refusals(aim.set.events)).toEqual(['helper bad-signature']);
      expect(told).toEqual([]);
    });
  });
});
