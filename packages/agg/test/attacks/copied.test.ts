/**
 * A report that is put to another use: under another client's name, in another round, in another task. The ctx at the
 * front of M is what it is bound to, and M is in both hashes, in rho, in the aad of both ciphertexts and in the
 * signature. Copied, a report adds its values a second time, and half the sum of the two is the victim's update.
 */
import { describe, expect, it, vi } from 'vitest';
import type { Bytes } from '../../src/protocol/encoding.js';
import { join, lp, u64, utf8 } from '../../src/protocol/encoding.js';
import { writeHead } from '../../src/protocol/report.js';
import { parse, signed } from '../support/attacker.js';
import { play } from '../support/play.js';
import { retask } from '../support/retask.js';
import { type Setting, type SettingOptions, setting } from '../support/round.js';
import { type StandIns, without } from '../support/weaken.js';

vi.mock('../../src/protocol/hashes.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);
vi.mock('../../src/protocol/hpke.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);
vi.mock('../../src/protocol/report.js', async (original) =>
  (await import('../support/weaken.js')).weakenable(await original<object>()),
);

const VALUES = [7, -7, 100, 0, -50];

/** Bytes that begin with a ctx, without it. */
function cutContext(bytes: Uint8Array): Bytes {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint16(40);
  return new Uint8Array(bytes.subarray(42 + length));
}

/** ctx is in a report, and nothing depends on it. */
const contextOutside: StandIns = {
  keyStream: (original) => (seed, _context, count) => original(seed, new Uint8Array(), count),
  leaderHash: (original) => (fix, blind, share) => original(cutContext(fix), blind, share),
  helperHash: (original) => (fix, seed) => original(cutContext(fix), seed),
  rhoOf: (original) => (fixed, curve) => original(cutContext(fixed), curve),
  seal: (original) => (role, key, aad, plain, ephemeral) => original(role, key, cutContext(aad), plain, ephemeral),
  open: (original) => (role, key, aad, sealed) => original(role, key, cutContext(aad), sealed),
};

interface Use {
  readonly taskHash?: Bytes;
  readonly round?: bigint;
  readonly clientId?: string;
}

/** The same report with another ctx, signed by whom the ctx names; in an open task nobody signs. */
async function copied(set: Setting, report: Bytes, use: Use): Promise<Bytes> {
  const { head, leaderPart } = parse(set, report);
  const { taskHash, round, clientId } = { ...head.fixed, ...use };
  const fixed = join(taskHash, u64(round), lp(utf8(clientId)), cutContext(head.fixed.bytes));
  return signed(set, writeHead(fixed, head.tags, head.proofs, head.helperPart), leaderPart, clientId);
}

async function victimsReport(set: Setting): Promise<Bytes> {
  return set.client('client_001').report('client_001', 1, Int8Array.from(VALUES));
}

const honest = { client_001: VALUES };
const sender = 'client_001';

describe('a report copied under the copier’s own name', () => {
  it.each([
    ['in a task with named clients', {}],
    ['in an open task', { open: true }],
  ] as [string, SettingOptions][])('doubles its values where ctx is not in what fixes them, %s', async (_, options) => {
    const set = setting({ ...options, clients: ['client_001', 'thief'] });
    const { sums } = await without(contextOutside, async () => {
      const [leader, helper, report] = [set.leader(), set.helper(), await victimsReport(set)];
      const reports = [report, await copied(set, report, { clientId: 'thief' })];
      return play(set, { honest: {}, reports, senders: [sender, 'thief'], leader, helper });
    });
    expect(sums?.map((sum) => sum / 2)).toEqual(VALUES);
  });

  it.each([
    ['signed by the copier', {}, ['leader undecryptable']],
    ['in an open task', { open: true }, ['leader undecryptable']],
  ] as [string, SettingOptions, string[]][])('does not open, %s', async (_, options, codes) => {
    const set = setting({ ...options, clients: ['client_001', 'thief'] });
    const report = await victimsReport(set);
    const reports = [report, await copied(set, report, { clientId: 'thief' })];
    expect((await play(set, { honest: {}, reports, senders: [sender, 'thief'] })).refused).toEqual(codes);
  });

  it('is unsigned without the copier’s key', async () => {
    const set = setting({ clients: ['client_001', 'thief', 'bystander'] });
    const report = await victimsReport(set);
    const { head, leaderPart } = parse(set, await copied(set, report, { clientId: 'bystander' }));
    const reports = [await signed(set, head.bytes, leaderPart, 'thief'), await signed(set, head.bytes, leaderPart, '')];
    expect((await play(set, { honest, reports })).refused).toEqual(new Array(2).fill('leader bad-signature'));
  });
});

describe('ctx', () => {
  /** Each alone would do, so that none of them has to be right for the others' sake. */
  it.each([
    ['the expansion of the seed', ['keyStream'], 'helper tag-mismatch'],
    ['the leader’s hash', ['leaderHash'], 'leader share-hash'],
    ['the helper’s hash', ['helperHash'], 'helper share-hash'],
    ['rho', ['rhoOf'], 'leader proof equation'],
    ['the aad', ['seal', 'open'], 'leader undecryptable'],
  ] as const)('stops a copy where it is in %s alone', async (_, kept, code) => {
    const set = setting({ clients: ['client_001', 'thief'] });
    const weakness = Object.entries(contextOutside).filter(([name]) => !kept.some((other) => other === name));
    const { refused } = await without(Object.fromEntries(weakness), async () => {
      const report = await victimsReport(set);
      return play(set, { honest: {}, reports: [report, await copied(set, report, { clientId: 'thief' })] });
    });
    expect(refused[0]).toBe(code);
  });
});

describe('a report sent again in another round', () => {
  it('adds the old values if the hashes do not include ctx', async () => {
    const set = setting({ open: true });
    const { sums } = await without(contextOutside, async () => {
      const report = await copied(set, await victimsReport(set), { round: 2n });
      return play(set, { round: 2, honest: { client_002: [1] }, reports: [report], senders: [sender] });
    });
    expect(sums).toEqual([8, -7, 100, 0, -50]);
  });

  it('does not open, or is not signed, or comes to a closed round', async () => {
    const open = setting({ open: true });
    const reports = [await copied(open, await victimsReport(open), { round: 2n }), await victimsReport(open)];
    const { refused } = await play(open, { round: 2, honest: { client_002: [] }, reports, senders: [sender, sender] });
    expect(refused).toEqual(['leader undecryptable', 'leader round-closed']);

    const named = setting();
    const { head, leaderPart } = parse(named, await copied(named, await victimsReport(named), { round: 2n }));
    const byLeader = await signed(named, head.bytes, leaderPart, 'client_002');
    expect((await play(named, { round: 2, honest: { client_002: [] }, reports: [byLeader] })).refused).toEqual([
      'leader bad-signature',
    ]);
  });
});

describe('a report sent to another task', () => {
  it('also adds its values there if the hashes do not include ctx', async () => {
    const set = setting({ open: true });
    const other = retask(set, { id: 'another task' });
    const { sums } = await without(contextOutside, async () => {
      const report = await copied(set, await victimsReport(set), { taskHash: other.bound.hash });
      return play(other, { honest: { client_002: [1] }, reports: [report], senders: [sender] });
    });
    expect(sums).toEqual([8, -7, 100, 0, -50]);
  });

  it('is of the wrong task, and does not open under the right task’s name', async () => {
    const set = setting({ open: true });
    const other = retask(set, { id: 'another task' });
    const report = await victimsReport(set);
    const reports = [report, await copied(set, report, { taskHash: other.bound.hash })];
    const { refused } = await play(other, { honest: { client_002: [] }, reports, senders: [sender, sender] });
    expect(refused).toEqual(['leader wrong-task', 'leader undecryptable']);
  });
});
