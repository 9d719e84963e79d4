/** How long messages may be, and that what is longer is refused without being copied. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { reportLength } from '../src/index.js';
import { prepareLength } from '../src/protocol/report.js';
import { type Forged, forge } from './support/forge.js';
import { deliver, refusals, setting } from './support/round.js';

const LONGEST = 'é'.repeat(32);
const names = ['a', 'client_002', LONGEST];

describe.each([
  ['one part', {}],
  ['three parts of more elements', { parts: 3, n: 50 }],
  ['16 bits', { bits: 16, headroom: 16, maxNormSq: 100_000n }],
] as const)('of a task of %s', (_, options) => {
  const set = setting({ ...options, clients: names });

  it('a report is as long as is said', async () => {
    for (const id of names) {
      const { report, prepare } = await forge(set, id, 1n, [1]);
      expect(report.length).toBe(reportLength(set.task, id));
      expect(reportLength(set.task) - report.length).toBe(64 - Buffer.byteLength(id));
      expect(prepareLength(set.task) - prepare.length).toBe(64 - Buffer.byteLength(id));
    }
    const open = setting({ ...options, open: true });
    expect(reportLength(open.task)).toBe(reportLength(set.task));
    expect(reportLength(set.task, LONGEST)).toBe(reportLength(set.task));
  });
});

it('an invalid task and an invalid id are refused', () => {
  for (const task of [undefined, null, {}, 'digits', { ...setting().task, n: 0 }]) {
    expect(() => reportLength(task as never)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  }
  for (const id of ['', 'a'.repeat(65), null, 5, '\ud800']) {
    expect(() => reportLength(setting().task, id as never)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  }
});

describe('longer messages', async () => {
  const set = setting({ clients: names });
  const sent: Forged = await forge(set, LONGEST, 1n, [1]);

  /** Counts the copies of so many bytes or more. */
  function copiesFrom(length: number): () => number {
    let copies = 0;
    const counting = new Proxy(Uint8Array, {
      construct(target, args: [unknown?], newTarget) {
        const size = args[0] instanceof target ? args[0].length : args[0];
        if (typeof size === 'number' && size >= length) copies++;
        return Reflect.construct(target, args, newTarget);
      },
    });
    vi.stubGlobal('Uint8Array', counting);
    return () => copies;
  }
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const longer = (bytes: Uint8Array): Uint8Array => {
    const out = new Uint8Array(bytes.length + 1);
    out.set(bytes);
    return out;
  };

  it('is malformed at both aggregators, and never copied', async () => {
    const [leader, helper] = [set.leader(), set.helper()];
    for (const aggregator of [leader, helper]) await aggregator.openRound(1);
    const [report, prepare] = [longer(sent.report), longer(sent.prepare)];
    const copies = copiesFrom(Math.min(report.length, prepare.length));
    const before = set.events.length;
    expect(await leader.submit(report)).toEqual({ verdict: 'refused', why: 'malformed' });
    expect((await helper.prepare(prepare))[32]).toBe(0);
    await expect(leader.conclude(prepare, new Uint8Array(33))).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(refusals(set.events.slice(before))).toEqual(['leader malformed', 'helper malformed']);
    expect(copies()).toBe(0);
    expect(await deliver(leader, helper, sent.report)).toBe('accepted');
    expect(copies()).toBeGreaterThan(0); // so copies are counted
  });
});
