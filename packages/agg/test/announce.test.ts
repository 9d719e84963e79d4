/**
 * Clients announce their reports to the helper themselves, so the leader can't leave many of them out unseen:
 * agg-service.md, §5, R2 and R3. Each attack with the defence and without it.
 */
import { describe, expect, it } from 'vitest';
import { createAggregator } from '../src/aggregator/create.js';
import type { Helper } from '../src/aggregator/helper.js';
import type { Leader } from '../src/aggregator/leader.js';
import { announcementOf, isReceipt } from '../src/protocol/announcement.js';
import { bindTask } from '../src/protocol/bound-task.js';
import { readAnswer } from '../src/protocol/collect.js';
import { createSealingKey, createSigningKey } from '../src/protocol/keys.js';
import type { Task } from '../src/protocol/task.js';
import { readTaskFile, writeTaskFile } from '../src/protocol/task-file.js';
import { memoryStorage } from '../src/storage/memory.js';
import { type Forged, forge } from './support/forge.js';
import { parameters } from './support/parameters.js';
import { collect, deliver, key, refusals, type Setting, setting, type Told } from './support/round.js';
import { logged, watched } from './support/watched.js';

const CLIENTS = Array.from({ length: 8 }, (_, i) => `client_00${i + 1}`);

interface Announced extends Setting {
  readonly signing: { readonly leader: Uint8Array; readonly helper: Uint8Array };
}

/** A setting whose task is read from a file, with so many clients that may be left out. */
function announcing({ omit = 4, open = false }: { omit?: number | null; open?: boolean } = {}): Announced {
  const set = setting({ clients: CLIENTS, open });
  const { id, level, n, bits, headroom, maxNormSq } = { ...parameters, ...set.task };
  const keys = { leader: createSealingKey(), helper: createSealingKey() };
  const [leaderKeys, helperKeys] = [createSigningKey(), createSigningKey()];
  const operator = (role: 'leader' | 'helper', signingKey: Uint8Array) => ({
    url: `https://${role}.example`,
    sealingKey: keys[role].publicKey,
    signingKey,
  });
  const task: Task = readTaskFile(
    writeTaskFile({
      ...{ id, level, n, bits, headroom, maxNormSq, omit },
      ...(set.task.clients && { clients: set.task.clients }),
      vkeyId: key.verifier.id,
      minBatch: 4,
      maxColluding: 2,
      leader: operator('leader', leaderKeys.publicKey),
      helper: operator('helper', helperKeys.publicKey),
    }),
  );
  const events: Told[] = [];
  const common = { verifier: key.verifier, audit: logged(events) };
  const signing = { leader: leaderKeys.privateKey, helper: helperKeys.privateKey };
  return {
    ...set,
    ...{ task, keys, events, signing, bound: bindTask(task, key.verifier.id) },
    leader: (storage = memoryStorage()) => {
      const own = { privateKey: keys.leader.privateKey, signingKey: signing.leader };
      return watched(createAggregator(task, { role: 'leader', storage, ...own, ...common }), events);
    },
    helper: (storage = memoryStorage()) => {
      const own = { privateKey: keys.helper.privateKey, signingKey: signing.helper };
      return watched(createAggregator(task, { role: 'helper', storage, ...own, ...common }), events);
    },
  };
}

/** A round in which so many clients announce and so many of them come to the helper. */
async function play(set: Announced, announced: number, forwarded: number) {
  const [leader, helper] = [set.leader(), set.helper()];
  for (const each of [leader, helper]) await each.openRound(1);
  const reports: Forged[] = [];
  for (const id of CLIENTS.slice(0, announced)) reports.push(await forge(set, id, 1n, [1]));
  for (const { report } of reports) {
    expect(await helper.announce(announcementOf(set.task, report))).toHaveProperty('receipt');
  }
  for (const { report } of reports.slice(0, forwarded)) {
    expect(await deliver(leader, helper, report)).toBe('accepted');
  }
  set.events.length = 0;
  return { leader, helper, reports };
}

async function ask(leader: Leader, helper: Helper) {
  const asked = await leader.collect(1);
  return 'request' in asked ? helper.collect(asked.request) : asked;
}

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

describe('a leader that picks the batch', () => {
  it('may leave out one in `omit` of those that announced', async () => {
    const set = announcing();
    const { leader, helper } = await play(set, 8, 6);
    await helper.closeRound(1);
    expect(await ask(leader, helper)).toHaveProperty('share');
  });

  it('gets nothing for fewer', async () => {
    const set = announcing();
    const { leader, helper, reports } = await play(set, 8, 5);
    await helper.closeRound(1);
    expect(await ask(leader, helper)).toEqual({ refused: 'too-many-omitted' });
    expect(refusals(set.events)).toEqual(['helper too-many-omitted']);
    expect(reports).toHaveLength(8);
  });

  it('gets all it wants where nothing is announced: the documented limit of such a task', async () => {
    const set = announcing({ omit: null });
    const { leader, helper } = await play(set, 8, 5);
    expect(await ask(leader, helper)).toHaveProperty('share');
  });

  it('can not collect before the helper’s round has ended by itself', async () => {
    const set = announcing();
    const { leader, helper, reports } = await play(set, 5, 5);
    expect(await ask(leader, helper)).toEqual({ refused: 'round-open' });
    const late = await forge(set, 'client_008', 1n, [1]);
    expect(await helper.announce(announcementOf(set.task, late.report))).toHaveProperty('receipt'); // it is open still
    expect(reports).toHaveLength(5);
    await helper.closeRound(1);
    expect(Array.from((await collect(leader, helper, 1)).subarray(0, 1))).toEqual([5]); // one may be left out
  });

  it('leaves out who sends a wrong tA: refused at the helper counts too, and at the leader itself', async () => {
    const set = announcing();
    const { leader, helper, reports } = await play(set, 8, 5);
    for (const { report } of reports.slice(5)) {
      const submission = await leader.submit(report);
      if (submission.verdict !== 'pending') throw new Error(submission.verdict);
      const wrong = submission.prepare.map((byte, i) => (i === submission.prepare.length - 1 ? byte ^ 1 : byte));
      expect(readAnswer(await helper.prepare(wrong))?.verdict).toBe('refused');
      // As if the helper had refused the very bytes.
      const answer = await helper.prepare(wrong);
      await leader.conclude(submission.prepare, answer);
    }
    await helper.closeRound(1);
    expect(await leader.collect(1)).toEqual({ refused: 'too-many-omitted' });
  });
});

describe('an open task', () => {
  it('has nothing accepted at the helper that was not announced to it', async () => {
    const set = announcing({ open: true });
    const [leader, helper] = [set.leader(), set.helper()];
    for (const each of [leader, helper]) await each.openRound(1);
    const invented = await forge(set, 'client_001', 1n, [1]);
    expect(readAnswer(await helper.prepare(invented.prepare))?.verdict).toBe('later');
    const sent = announcementOf(set.task, invented.report);
    expect(await helper.announce(sent, { sender: 'client_002' })).toEqual({ refused: 'unknown-client' });
    expect(await helper.announce(sent, { sender: 'client_001' })).toHaveProperty('receipt');
    expect(readAnswer(await helper.prepare(invented.prepare))?.verdict).toBe('accepted');
    const other = await forge(set, 'client_002', 1n, [1]);
    await helper.closeRound(1);
    expect(readAnswer(await helper.prepare(other.prepare))?.verdict).toBe('refused');
  });
});
