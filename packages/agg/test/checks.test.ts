/** The table "Checks" of aggregation.md, row by row: each code at both aggregators, their order, and what is left behind. */
import { toHex } from '@fedzk/core';
import { describe, expect, it } from 'vitest';
import type { ReportCode } from '../src/aggregator/codes.js';
import { readAnswer } from '../src/protocol/collect.js';
import type { Bytes } from '../src/protocol/encoding.js';
import type { Role } from '../src/protocol/hpke.js';
import { createSigningKey } from '../src/protocol/keys.js';
import type { AggregatorStorage } from '../src/storage/storage.js';
import { ORDER, readElements, writeElements } from './support/field.js';
import { type Bend, type Forged, forge, prove } from './support/forge.js';
import { setting } from './support/round.js';
import { leaked } from './support/secrets.js';
import { around, Disk, dump, WRITES } from './support/storage.js';

const set = setting({ headroom: 1 });
const [other, third, fourth] = [
  await forge(set, 'client_001', 1n, [9, 9, 9]),
  await forge(set, 'client_003', 1n, [1, 2, 3]),
  await forge(set, 'client_004', 1n, [3, 2, 1]),
];

/** What is wrong with a report of client_001 in round 1, or with the aggregator's state that it meets. */
interface Fault {
  readonly code: ReportCode;
  readonly at?: Role;
  readonly version?: number;
  readonly clientId?: string;
  readonly state?: 'held' | 'full' | 'closed';
  readonly bend?: Bend;
}

const flip = (bytes: Bytes): Bytes => bytes.map((byte, i) => (i === 5 ? byte ^ 1 : byte));
const plusOrder = (bytes: Bytes, at: number): Bytes => {
  const out = new Uint8Array(bytes);
  out.set(writeElements([(readElements(bytes.subarray(at, at + 32))?.[0] ?? 0n) + ORDER]), at);
  return out;
};

const faults: readonly Fault[] = [
  { code: 'malformed', version: 2 },
  { code: 'wrong-task', bend: { taskHash: flip(set.bound.hash) } },
  { code: 'unknown-client', clientId: 'nobody' },
  { code: 'bad-signature', bend: { signer: createSigningKey().privateKey } },
  { code: 'duplicate', state: 'held' },
  { code: 'round-closed', state: 'closed' },
  { code: 'batch-full', state: 'full' },
  { code: 'undecryptable', bend: { aad: { leader: flip, helper: flip } } },
  { code: 'share-range', at: 'leader', bend: { plain: { leader: (plain) => plusOrder(plain, 32) } } },
  { code: 'share-hash', bend: { leaderHash: flip, helperHash: flip } },
  { code: 'proof', bend: { proofs: () => [prove([1n, 2n, 3n, 4n])] } },
  { code: 'tag-mismatch', at: 'helper', bend: { share: ([first = 0n, ...rest]) => [first ^ 1n, ...rest] } },
];

/** An aggregator of the role, and what it says to a report or to what the leader would make of it. */
function judge(role: Role, storage: AggregatorStorage) {
  if (role === 'leader') {
    const leader = set.leader(storage);
    return { aggregator: leader, verdict: async (sent: Forged) => (await leader.submit(sent.report)).verdict };
  }
  const helper = set.helper(storage);
  const verdict = async (sent: Forged) => readAnswer(await helper.prepare(sent.prepare))?.verdict;
  return { aggregator: helper, verdict };
}

/** Sends a report with these faults, sees that nothing is left of it, and gives the code in the event. */
async function codeOf(role: Role, wrong: readonly Fault[]): Promise<ReportCode | undefined> {
  const storage = new Disk();
  const { aggregator, verdict } = judge(role, storage);
  const states = wrong.map(({ state }) => state);
  await aggregator.openRound(1);
  const others = [...(states.includes('held') ? [other] : []), ...(states.includes('full') ? [third, fourth] : [])];
  for (const report of others.slice(0, 2)) expect(await verdict(report)).not.toBe('refused');
  if (states.includes('closed')) await aggregator.closeRound(1);
  const clientId = wrong.find((fault) => fault.clientId)?.clientId ?? 'client_001';
  const bends = Object.assign({}, ...wrong.map(({ bend }) => bend)) as Bend;
  const sent = await forge(set, clientId, 1n, [1, -2, 3, -4, 5], bends);
  for (const { version } of wrong) if (version) for (const bytes of [sent.report, sent.prepare]) bytes[0] = version;

  const [entries, before] = [await dump(storage), set.events.length];
  expect(await verdict(sent)).toBe('refused');
  expect(await dump(storage)).toBe(entries);

  const events = set.events.slice(before);
  expect(leaked(JSON.stringify(events), [...sent.secrets, set.keys[role].privateKey])).toEqual([]);
  const code = events[0]?.details.code;
  const readable = code !== 'malformed';
  const authenticated = readable && !['wrong-task', 'unknown-client', 'bad-signature'].includes(code ?? '');
  // Before a right signature anyone may have sent it, so it is counted and not told.
  const counted = { role, task: 'task', code };
  const told = { ...counted, round: '1', report_id: toHex(sent.reportId) };
  expect(events).toEqual([
    {
      ...(authenticated && { id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-/) }),
      user_id: authenticated ? clientId : role,
      operation: 'verify_report',
      resource: 'model_aggregation',
      result: 'failure',
      details: authenticated ? { ...told, ...(code === 'proof' && { status: 'equation', part: 1 }) } : counted,
    },
  ]);
  return events[0]?.details.code as ReportCode;
}

describe.each(['leader', 'helper'] as const)('the %s', (role) => {
  const own = faults.filter(({ at = role }) => at === role);

  it('accepts the forger’s report if it changes nothing', async () => {
    const { aggregator, verdict } = judge(role, new Disk());
    await aggregator.openRound(1);
    expect(await verdict(other)).toBe(role === 'leader' ? 'pending' : 'accepted');
    expect(set.events.at(-1)?.user_id).toBe('client_001');
    expect(leaked(JSON.stringify(set.events.at(-1)), other.secrets)).toEqual([]);
  });

  describe.each(own.map((fault, i) => [fault.code, fault, own.slice(i + 1)] as const))('%s', (code, fault, later) => {
    it('is the code, and nothing is stored', async () => {
      expect(await codeOf(role, [fault])).toBe(code);
    });

    it('comes before the findings of later checks, one by one and all together', async () => {
      for (const next of later) expect(await codeOf(role, [fault, next])).toBe(code);
      expect(await codeOf(role, [fault, ...later])).toBe(code);
    });
  });

  it('tells of each step once it is durable', async () => {
    set.events.length = 0;
    const [disk, toldBefore] = [new Disk(), [] as number[]];
    const storage = around(disk, async (operation, method) => {
      const done = await operation();
      if (WRITES.has(method) && method !== 'delivered') toldBefore.push(set.events.length);
      return done;
    });
    const { aggregator, verdict } = judge(role, storage);
    await aggregator.openRound(1);
    await verdict(other);
    await aggregator.closeRound(1);
    expect(toldBefore).toEqual([0, 1, 2]);
    expect(set.events.length).toBe(3);
  });
});
