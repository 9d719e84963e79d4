/**
 * The row "every byte of a report flipped or cut": never accepted, also where its own client signs the changed bytes, and
 * nothing stays behind. Each field has the codes that it may end in. `SLOW=1`: every bit, and two parts;
 * else on BLS12-381 each third byte.
 */
import { toHex } from '@fedzk/core';
import { describe, expect, it, vi } from 'vitest';
import { readAnswer } from '../src/protocol/collect.js';
import { type Bytes, join } from '../src/protocol/encoding.js';
import { plainHash } from '../src/protocol/hashes.js';
import { sign } from '../src/protocol/keys.js';
import { signedMessage } from '../src/protocol/report.js';
import type { SlotRow } from '../src/storage/rows.js';
import { ShareSeal } from '../src/storage/sealed.js';
import { forge } from './support/forge.js';
import { type Field, fieldAt, fields } from './support/layout.js';
import { Outcomes } from './support/outcomes.js';
import { deliver, refusals, type Setting, setting } from './support/round.js';
import { Disk, places, storeOf } from './support/storage.js';

// Each change is checked as the first one of its client: the bound on wrong prepares has its own test, in attacks/bad-proofs.test.ts.
vi.mock('../src/aggregator/wrong.js', () => ({
  WrongCount: class {
    take<T>(_client: string, _round: bigint, check: () => Promise<T>): Promise<T> {
      return check();
    }
  },
}));

const slow = process.env.SLOW === '1';
const timeout = slow ? 600_000 : 30_000;
const ID = 'client_001';
const bits = [1, 2, 4, 8, 16, 32, 64, 128];

/** Each byte with a bit flipped, a different one from byte to byte; when slow, with each bit, and with all of them. */
function* flips(bytes: Bytes, step: number, from = 0, to = bytes.length): Generator<{ at: number; flipped: Bytes }> {
  for (let at = from; at < to; at += slow ? 1 : step) {
    for (const mask of slow ? [...bits, 255] : bits.slice(at % 8, (at % 8) + 1)) {
      yield { at, flipped: bytes.map((byte, i) => (i === at ? byte ^ mask : byte)) };
    }
  }
}

/** The slot of the one client at the helper. */
async function held(disk: Disk, set: Setting): Promise<SlotRow> {
  const slot = await (await storeOf(disk, set, 'helper')).slot(1n, ID);
  if (slot === undefined) throw new Error('the slot is free');
  return slot;
}

/** Both aggregators of a setting in round 1, their stores, and the codes since the last look. */
async function open(set: Setting) {
  const disks = [new Disk(), new Disk()] as const;
  const [leader, helper] = [set.leader(disks[0]), set.helper(disks[1])];
  await leader.openRound(1);
  await helper.openRound(1);
  const state = async (): Promise<string> => `${await places(disks[0])}\n${await places(disks[1])}`;
  const codes = (): string[] => refusals(set.events.splice(0));
  codes();
  /** The rows but for the sealed shares, which differ each time, and these opened. */
  const content = async (): Promise<string> => {
    const [seal, slot] = [
      new ShareSeal('helper', set.bound.hash, set.keys.helper.privateKey),
      await held(disks[1], set),
    ];
    const share = await seal.open(1n, slot);
    return `${(await state()).replaceAll(/"share":"[0-9a-f]*"/g, '')}\n${toHex(share)}`;
  };
  return { leader, helper, state, content, codes };
}

const shapes = [
  { name: 'one part', step: 1, options: {} },
  { name: 'one part on BLS12-381', step: 3, options: { level: 'maximum' } },
  ...(slow ? [{ name: 'two parts', step: 1, options: { parts: 2, n: 40 } }] : []),
] as const;

describe.each(shapes)('$name, signed', { timeout }, ({ step, options }) => {
  const set = setting({ maxNormSq: 70_000n, ...options });
  const report = forge(set, ID, 1n, [1, -2, 3, -128, 127]);
  const [inReport, inPrepare] = (['report', 'prepare'] as const).map((name) => fields(name, set.layout, ID.length)) as [
    Field[],
    Field[],
  ];
  const head: Record<string, string[]> = {
    version: ['malformed'],
    taskHash: ['wrong-task'],
    round: ['bad-signature'],
    'id length': ['malformed'],
    id: ['malformed', 'unknown-client', 'bad-signature'],
    C: ['malformed', 'bad-signature'],
    H_A: ['bad-signature'],
    H_B: ['bad-signature'],
    tag: ['malformed', 'bad-signature'],
    proof: ['bad-signature'],
    'helper enc': ['bad-signature'],
    'helper ciphertext': ['bad-signature'],
    signature: ['bad-signature'],
  };
  const at = (role: string, table: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(table).map(([name, codes]) => [name, codes.map((code) => `${role} ${code}`)]));

  it('no flipped report passes the leader', async () => {
    const { leader, state, codes } = await open(set);
    const [before, outcomes] = [await state(), new Outcomes()];
    for (const { at, flipped } of flips((await report).report, step)) {
      expect((await leader.submit(flipped)).verdict).toBe('refused');
      outcomes.add(fieldAt(inReport, at), codes());
    }
    const expected = { ...head, 'leader enc': ['bad-signature'], 'leader ciphertext': ['bad-signature'] };
    expect(outcomes.unlike(at('leader', expected))).toEqual({});
    expect(await state()).toBe(before);
  });

  it('no flipped prepare passes the helper', async () => {
    const { helper, state, codes } = await open(set);
    const [before, outcomes] = [await state(), new Outcomes()];
    for (const { at, flipped } of flips((await report).prepare, step)) {
      expect(readAnswer(await helper.prepare(flipped))?.verdict).toBe('refused');
      outcomes.add(fieldAt(inPrepare, at), codes());
    }
    const expected = { ...head, 'leader part hash': ['bad-signature'], tA: ['malformed', 'tag-mismatch'] };
    expect(outcomes.unlike(at('helper', expected))).toEqual({});
    expect(await state()).toBe(before);
  });

  it('no flipped report that its client signs again is accepted by both, and it leaves the client’s place free', async () => {
    const { leader, helper, state, codes } = await open(set);
    const [before, outcomes] = [await state(), new Outcomes()];
    const { start, end } = inReport.find(({ name }) => name === 'signature') ?? { start: 0, end: 0 };
    for (const { at, flipped } of flips((await report).report, step)) {
      if (at >= start && at < end) continue;
      const [signed, leaderPart] = [flipped.slice(0, start), flipped.slice(end)];
      const signingKey = set.signingKeys[ID]?.privateKey ?? new Uint8Array();
      const signature = await sign(signingKey, signedMessage(signed, plainHash(leaderPart)));
      expect(await deliver(leader, helper, join(signed, signature, leaderPart))).toBe('refused');
      outcomes.add(fieldAt(inReport, at), codes());
    }
    const atLeader = {
      version: ['malformed'],
      taskHash: ['wrong-task'],
      round: ['round-closed'],
      'id length': ['malformed'],
      id: ['malformed', 'unknown-client', 'bad-signature'],
      C: ['malformed', 'undecryptable'],
      H_A: ['undecryptable'],
      H_B: ['undecryptable'],
      tag: ['malformed', 'proof'],
      proof: ['proof'],
      'leader enc': ['undecryptable'],
      'leader ciphertext': ['undecryptable'],
    };
    const atHelper = ['helper undecryptable', 'leader helper-refused'];
    const expected = { ...at('leader', atLeader), 'helper enc': atHelper, 'helper ciphertext': atHelper };
    expect(outcomes.unlike(expected)).toEqual({});
    expect(await state()).toBe(before);
    expect(await deliver(leader, helper, (await report).report)).toBe('accepted');
  });

  it('no report or prepare that is cut, extended, or has a byte more or less anywhere is well-formed', async () => {
    const { leader, helper, state, codes } = await open(set);
    const before = await state();
    const resized = (bytes: Bytes): Bytes[] => [
      ...Array.from(bytes, (_, i) => bytes.slice(0, i)),
      ...[1, 2, 16, 32, 64, 192].map((more) => join(bytes, new Uint8Array(more))),
      ...Array.from(bytes, (_, i) => join(bytes.slice(0, i), bytes.slice(i + 1))),
      ...Array.from(bytes, (_, i) => join(bytes.slice(0, i), bytes.slice(i, i + 1), bytes.slice(i))),
    ];
    const wrong = { report: resized((await report).report), prepare: resized((await report).prepare) };
    for (const bytes of wrong.report) expect((await leader.submit(bytes)).verdict).toBe('refused');
    expect(new Set(codes())).toEqual(new Set(['leader malformed']));
    for (const bytes of wrong.prepare) expect(readAnswer(await helper.prepare(bytes))?.verdict).toBe('refused');
    expect(new Set(codes())).toEqual(new Set(['helper malformed']));
    expect(await state()).toBe(before);
  });
});

describe.each(shapes)('$name, open', { timeout }, ({ step, options }) => {
  const set = setting({ open: true, maxNormSq: 70_000n, ...options });
  const report = forge(set, ID, 1n, [1, -2, 3, -128, 127]);

  it('no flipped report is accepted by both', async () => {
    const { leader, helper, state } = await open(set);
    const before = await state();
    for (const { flipped } of flips((await report).report, step)) {
      expect(await deliver(leader, helper, flipped, { sender: ID })).toBe('refused');
    }
    expect(await state()).toBe(before);
    expect(await deliver(leader, helper, (await report).report, { sender: ID })).toBe('accepted');
  });

  // Nobody signs, and the helper never sees the leader's part: its hash is the one field that says nothing there.
  it('of a flipped prepare the helper accepts only the same report, with another hash of the leader’s part', async () => {
    const { prepare, reportId } = await report;
    const { start, end } = fields('prepare', set.layout, ID.length).find(({ name }) => name === 'leader part hash') ?? {
      start: 0,
      end: 0,
    };
    const { helper, state, content } = await open(set);
    const before = await state();
    for (const { at, flipped } of flips(prepare, step)) {
      if (at >= start && at < end) continue;
      expect(readAnswer(await helper.prepare(flipped))?.verdict).not.toBe('accepted'); // a later round: 'later'
    }
    expect(await state()).toBe(before);
    await helper.prepare(prepare);
    const accepted = await content();
    for (const { flipped } of flips(prepare, step, start, end)) {
      const other = await open(set);
      expect(readAnswer(await other.helper.prepare(flipped))).toEqual({ reportId, verdict: 'accepted' });
      expect(await other.content()).toBe(accepted);
    }
  });
});
