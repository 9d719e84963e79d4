/**
 * Who a report is from. A key of small order has valid signatures of everything, made without a private key. And an id is
 * bytes: what looks the same to a reader is another id, or one sender would have as many places as its name has spellings.
 */
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it, vi } from 'vitest';
import { compose } from '../../src/compose.js';
import type { Bytes } from '../../src/protocol/encoding.js';
import { verifySignature } from '../../src/protocol/keys.js';
import { signedMessage, writePrepare, writeReport } from '../../src/protocol/report.js';
import { createTask } from '../../src/protocol/task.js';
import { parse } from '../support/attacker.js';
import { play } from '../support/play.js';
import { retask } from '../support/retask.js';
import { refusals, type Setting, setting } from '../support/round.js';
import { type StandIns, without } from '../support/weaken.js';

vi.mock('../../src/aggregator/checks.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

vi.mock('../../src/protocol/keys.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const { Point } = ed25519;
const SMALL_ORDER = ED25519_TORSION_SUBGROUP.map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
const IDENTITY = Point.ZERO.toBytes() as Bytes;

/**
 * A signature by a key of small order, of whatever it is to be: S·B = R + k·A for R = S·B − k·A, and k·A is one of eight
 * points, so one guesses it.
 */
async function signatureWithoutKey(publicKey: Bytes, message: Bytes): Promise<{ signature: Bytes; tries: number }> {
  let tries = 0;
  for (let s = 0; s < 16; s++) {
    for (const torsion of SMALL_ORDER) {
      const r = (s === 0 ? Point.ZERO : Point.BASE.multiply(BigInt(s))).add(Point.fromBytes(torsion));
      const signature = new Uint8Array(64);
      signature.set(r.toBytes());
      signature[32] = s;
      tries += 1;
      if (await verifySignature(publicKey, signature, message)) return { signature, tries };
    }
  }
  throw new Error('no signature found');
}

describe('a client key of small order', () => {
  it('is refused by createTask, all eight of them', () => {
    const { task, signingKeys } = setting();
    expect(new Set(SMALL_ORDER.map(String)).size).toBe(8);
    for (const publicKey of SMALL_ORDER) {
      const clients = [
        { id: 'client_001', publicKey: signingKeys.client_001?.publicKey ?? IDENTITY },
        { id: 'client_002', publicKey },
      ];
      expect(() => createTask({ ...task, clients })).toThrow('"clients[1].publicKey" expected an Ed25519 public key');
    }
  });

  it('has signatures of everything that nobody needed a private key for', async () => {
    for (const publicKey of SMALL_ORDER) {
      for (const message of ['the head', 'another head']) {
        const { tries } = await signatureWithoutKey(publicKey, new TextEncoder().encode(message));
        expect(tries).toBeLessThanOrEqual(128);
      }
    }
    const universal = new Uint8Array(64);
    universal.set(IDENTITY);
    for (const byte of [0, 1, 2, 255])
      expect(await verifySignature(IDENTITY, universal, Uint8Array.of(byte))).toBe(true);
  });

  it('lets anybody report in its name where createTask has not seen it', async () => {
    const named = setting();
    const clients = (named.task.clients ?? []).map((client, i) =>
      i === 1 ? { ...client, publicKey: IDENTITY } : client,
    );
    const set = await without({ faultOfSigningKey: () => () => undefined }, async () => retask(named, { clients }));
    const who = { signingKey: undefined, clientId: 'client_002', round: 1n };
    const unsigned = await compose({ ...set, ...who, parts: [[100, 0, 0, 0, 0]] });
    const { head, leaderPart, leaderPartHash } = parse(set, unsigned);
    const { signature } = await signatureWithoutKey(IDENTITY, signedMessage(head.bytes, leaderPartHash));
    const { sums } = await play(set, { reports: [writeReport(head.bytes, signature, leaderPart)] });
    expect(sums).toEqual([101, 2, 3, 4, 5]);
  });
});

it('a signature with S above the order, or without its zeros in an open task, is not one', async () => {
  const set = setting();
  const report = await set.client('client_002').report('client_002', 1, Int8Array.of(1));
  const { head, signature, leaderPart } = parse(set, report);
  const s = signature.subarray(32).reduceRight((value, byte) => value * 256n + BigInt(byte), 0n) + Point.Fn.ORDER;
  const above = signature.slice();
  above.set(
    Uint8Array.from({ length: 32 }, (_, i) => Number((s >> BigInt(8 * i)) & 255n)),
    32,
  );
  const { refused } = await play(set, { reports: [writeReport(head.bytes, above, leaderPart)] });
  expect(refused).toEqual(['leader bad-signature']);

  const open = setting({ open: true });
  const parts = parse(open, await open.client('b').report('b', 1, Int8Array.of(1)));
  const extra = writeReport(parts.head.bytes, signature, parts.leaderPart);
  expect((await play(open, { reports: [extra], senders: ['b'] })).refused).toEqual(['leader bad-signature']);
});

describe("another client's report, in a closed task", () => {
  const brought = async (senders?: string[]) => {
    const set = setting();
    const report = await set.client('client_002').report('client_002', 1, Int8Array.of(1));
    return play(set, { reports: [report], ...(senders && { senders }) });
  };

  it('is refused where another client is authenticated', async () => {
    expect((await brought(['client_001'])).refused).toEqual(['leader unknown-client']);
  });

  it("is the signer's own where that is authenticated, or nobody is", async () => {
    expect((await brought(['client_002'])).refused).toEqual([]);
    expect((await brought()).refused).toEqual([]);
  });

  it('counts where senders are not compared', async () => {
    const blind: StandIns = {
      checkSender: (original) => (head, signature, hash, bound) => original(head, signature, hash, bound),
    };
    expect((await without(blind, () => brought(['client_001']))).refused).toEqual([]);
  });
});

const COMPOSED = 'caf\u00e9';
const SPELLINGS = [
  ['decomposed', 'cafe\u0301'],
  ['with a byte order mark', '\ufeffcaf\u00e9'],
  ['with a joiner', 'caf\u00e9\u200d'],
  ['in capitals', 'CAF\u00c9'],
] as const;

/** Aggregators that take all these for one name, and give each spelling its place. */
const spellingsAlike: StandIns = {
  checkSender:
    (original) =>
    (head, ...rest) => {
      const clientId = head.fixed.clientId
        .normalize('NFC')
        .toLowerCase()
        .replace(/[\ufeff\u200d]/g, '');
      return original({ ...head, fixed: { ...head.fixed, clientId } }, ...rest);
    },
};

describe.each(SPELLINGS)('an id that is spelled otherwise, %s', (_, other) => {
  describe.each([
    ['named clients', false],
    ['an open task', true],
  ])('with %s', (_name, open) => {
    const make = (): Setting => setting({ open, clients: [COMPOSED, 'bystander'] });
    const values = [50, 0, 0, 0, 0];

    /** Two reports of one sender, who is authenticated, or signs, under the first spelling. */
    async function both(set: Setting): Promise<Bytes[]> {
      const signingKey = open ? undefined : set.signingKeys[COMPOSED]?.privateKey;
      const report = (clientId: string) => compose({ ...set, signingKey, clientId, round: 1n, parts: [values] });
      return [await report(COMPOSED), await report(other)];
    }

    it('gives one sender two places where they count as one name', async () => {
      const set = make();
      const { sums } = await without(spellingsAlike, async () =>
        play(set, { honest: { bystander: [1] }, reports: await both(set), senders: [COMPOSED, COMPOSED] }),
      );
      expect(sums).toEqual([101, 0, 0, 0, 0]);
    });

    it('is nobody’s id', async () => {
      const set = make();
      const reports = await both(set);
      const outcome = await play(set, { honest: { bystander: [1] }, reports, senders: [COMPOSED, COMPOSED] });
      expect(outcome.sums).toEqual([51, 0, 0, 0, 0]);
      expect(outcome.refused).toEqual(['leader unknown-client']);
    });
  });

  it('is nobody’s id at the helper either', async () => {
    const set = setting({ clients: [COMPOSED, 'bystander'] });
    const helper = set.helper();
    await helper.openRound(1);
    const signingKey = set.signingKeys[COMPOSED]?.privateKey;
    const report = await compose({ ...set, signingKey, clientId: other, round: 1n, parts: [[1]] });
    await helper.prepare(writePrepare(parse(set, report), [0n]));
    expect(refusals(set.events)).toEqual(['helper unknown-client']);
  });
});

/** Ill-formed strings all have the bytes of U+FFFD, so comparing by encoded bytes would let one in as another. */
it('a sender whose id is no well-formed string is not the client of the replacement character', async () => {
  const set = setting({ open: true });
  const reports = [await set.client('\ufffd').report('\ufffd', 1, Int8Array.of(1))];
  for (const sender of ['\ud800', '\udfff']) {
    const { refused } = await play(set, { reports, senders: [sender] });
    expect(refused.at(-1)).toBe('leader unknown-client');
  }
  expect((await play(set, { reports, senders: ['\ufffd'] })).verdicts).toEqual(['accepted']);
});
