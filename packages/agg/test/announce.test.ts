/**
 * Clients announce their reports to the helper themselves: agg-service.md, §5. What that stops is in
 * attacks/picked-batch.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import { announcementOf, isReceipt } from '../src/protocol/announcement.js';
import { readAnswer } from '../src/protocol/collect.js';
import { createSigningKey } from '../src/protocol/keys.js';
import { memoryStorage } from '../src/storage/memory.js';
import { announcing } from './support/announcing.js';
import { type Forged, forge } from './support/forge.js';
import { key } from './support/round.js';

describe('an announcement', () => {
  it('has a receipt, the same each time, that says which report the helper knows', async () => {
    const set = announcing();
    const helper = set.helper();
    await helper.openRound(1);
    const { report, reportId } = await forge(set, 'client_001', 1n, [1]);
    const bytes = announcementOf(set.task, report);
    const [first, second] = [await helper.announce(bytes), await helper.announce(bytes)];
    expect(second).toEqual(first);
    const receipt = 'receipt' in first ? first.receipt : new Uint8Array();
    expect(receipt.slice(0, 32)).toEqual(reportId);
    expect(await isReceipt(set.task, receipt, { report })).toBe(true);
    expect(await isReceipt(set.task, receipt, { round: 2n })).toBe(false);
    expect(await isReceipt(announcing().task, receipt, { round: 1n })).toBe(false);
    expect(set.events.map(({ operation }) => operation)).toEqual(['open_round', 'announce_report']);
  });

  it('is checked as a report is, and one of a client and round', async () => {
    const set = announcing();
    const helper = set.helper();
    const flip = (bytes: Uint8Array<ArrayBuffer>) => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte));
    const say = async (sent: Forged, change = (bytes: Uint8Array) => bytes) =>
      helper.announce(change(announcementOf(set.task, sent.report)));
    const one = await forge(set, 'client_001', 1n, [1]);
    expect(await say(one)).toEqual({ refused: 'round-closed' });
    await helper.openRound(1);
    expect(await say(one, (bytes) => bytes.slice(1))).toEqual({ refused: 'malformed' });
    expect(await say(one, (bytes) => bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte)))).toEqual({
      refused: 'wrong-task',
    });
    expect(await say(await forge(set, 'nobody', 1n, [1]))).toEqual({ refused: 'unknown-client' });
    expect(await say(await forge(set, 'client_001', 1n, [1], { signer: createSigningKey().privateKey }))).toEqual({
      refused: 'bad-signature',
    });
    expect(await say(await forge(set, 'client_001', 1n, [1], { aad: { helper: flip } }))).toEqual({
      refused: 'undecryptable',
    });
    expect(await say(await forge(set, 'client_001', 1n, [1], { helperHash: flip }))).toEqual({ refused: 'share-hash' });
    expect(await say(await forge(set, 'client_001', 1n, [1], { tags: ([tag = 0n]) => [tag] }))).toHaveProperty(
      'receipt',
    );
    expect(await say(one)).toEqual({ refused: 'duplicate' });
    await helper.closeRound(1);
    expect(await say(await forge(set, 'client_002', 1n, [1]))).toEqual({ refused: 'round-closed' });
  });

  it('has its proof checked once: prepare of the same head takes it as checked, of another head not', async () => {
    const set = announcing();
    const helper = set.helper();
    await helper.openRound(1);
    const one = await forge(set, 'client_001', 1n, [1]);
    await helper.announce(announcementOf(set.task, one.report));
    const verify = key.verifier.verifyBatch;
    let checked = 0;
    Object.defineProperty(key.verifier, 'verifyBatch', {
      configurable: true,
      value: (...args: Parameters<typeof verify>) => {
        checked++;
        return verify.apply(key.verifier, args);
      },
    });
    try {
      expect(readAnswer(await helper.prepare(one.prepare))?.verdict).toBe('accepted');
      expect(checked).toBe(0);
      const two = await forge(set, 'client_002', 1n, [1]);
      expect(readAnswer(await helper.prepare(two.prepare))?.verdict).toBe('accepted');
      expect(checked).toBe(1);
    } finally {
      Reflect.deleteProperty(key.verifier, 'verifyBatch');
    }
  });

  it('is not taken by a helper without a signing key, and its key has to be the task’s', async () => {
    const set = announcing();
    const common = { privateKey: set.keys.helper.privateKey, verifier: key.verifier, storage: memoryStorage() };
    const helper = createAggregator(set.task, { role: 'helper', ...common });
    await expect(helper.announce(new Uint8Array(3))).rejects.toMatchObject({ code: 'invalid-state' });
    const wrong = { ...common, role: 'helper', signingKey: set.signing.leader } as const;
    expect(() => createAggregator(set.task, wrong)).toThrow('"signingKey"');
  });
});
