/**
 * R1 to R3 by brute force: with c ≤ maxColluding colluders and H honest clients heard, a sum has at least
 * max(minBatch − c, H − max(1, ⌊(H + c) / omit⌋)) honest reports, and a leader can get as few. agg-service.md, §5.
 *
 * A leader may have any of the honest reports summed; a colluder announces a report, has one summed, both, or neither. Each of
 * that is played through a store and the helper's own rules, without reports: what they are made of decides nothing here.
 */
import { Dice } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import { AggregatorEvents } from '../src/aggregator/events.js';
import { Outbox } from '../src/aggregator/outbox.js';
import { Collection } from '../src/aggregator/release.js';
import { bindTask } from '../src/protocol/bound-task.js';
import { readCollect, writeRequest } from '../src/protocol/collect.js';
import { join, utf8 } from '../src/protocol/encoding.js';
import { plainHash } from '../src/protocol/hashes.js';
import { memoryStorage } from '../src/storage/memory.js';
import type { SlotStep } from '../src/storage/rows.js';
import { ShareSeal } from '../src/storage/sealed.js';
import type { TaskStore } from '../src/storage/storage.js';
import { fileTask } from './support/file.js';
import { key } from './support/round.js';
import { withMethods } from './support/storage.js';

const bound = bindTask(fileTask(), key.verifier.id);
const events = new AggregatorEvents('helper', bound);
const outbox = new Outbox(undefined, new Uint8Array(), () => Promise.reject(new Error('nothing is told')));

/** Who does what: all honest clients announce. */
interface Round {
  readonly honest: number;
  /** Honest reports that the leader has summed. */
  readonly summed: number;
  readonly colluders: { readonly both: number; readonly announced: number; readonly summed: number };
}

interface Rules {
  readonly minBatch: number;
  readonly omit: number;
}

/** The bound, for so many colluders. */
function least(honest: number, colluders: number, { minBatch, omit }: Rules): number {
  return Math.max(minBatch - colluders, honest - Math.max(1, Math.floor((honest + colluders) / omit)));
}

/** The helper's store at the end of a round. */
async function stored({ honest, summed, colluders }: Round): Promise<TaskStore> {
  const store = await memoryStorage().task(bound.hash, 'helper');
  await store.move({ kind: 'open', round: 1n, events: [] });
  const steps: SlotStep[] = [];
  const add = (name: string, count: number, announces: boolean, isSummed: (i: number) => boolean): void => {
    for (let i = 0; i < count; i++) {
      const client = `${name} ${i}`;
      const common = { client, report: plainHash(utf8(client)), events: [] };
      if (announces) steps.push({ kind: 'announce', head: new Uint8Array(1), ...common });
      if (isSummed(i)) steps.push({ kind: 'accept', share: new Uint8Array(1), max: 1024, ...common });
    }
  };
  add('honest', honest, true, (i) => i < summed);
  add('both', colluders.both, true, () => true);
  add('announced', colluders.announced, true, () => false);
  add('summed', colluders.summed, false, () => true);
  const outcomes = await store.apply(1n, steps);
  expect(outcomes.every(({ why }) => why === undefined)).toBe(true);
  await store.move({ kind: 'close', round: 1n, events: [] });
  return store;
}

/** Whether the helper would release its share. It asks its store to go on then, which it never does here. */
async function releases(inner: TaskStore, { minBatch, omit }: Rules): Promise<boolean> {
  const reports = (await inner.page(1n, 'accepted', undefined, 1000)).map(({ report }) => report);
  const store = withMethods(inner, {
    move: async () => ({ round: 1n, state: 'abandoned', held: 0, accepted: 0, wiped: true }),
  });
  const task = { ...bound.task, minBatch, headroom: 10 };
  const shareOf = () => Promise.reject(new Error('no share is summed'));
  const rules = {
    bound: { ...bound, task },
    events,
    outbox,
    seal: new ShareSeal('helper', bound.hash, new Uint8Array(32)),
    omit,
    closes: false,
    signs: false,
    shareBytes: 1,
    shareOf,
  };
  const request = readCollect(writeRequest(bound.hash, 1n, join(...reports)));
  if (request === undefined) throw new Error('the request can not be read');
  return (await new Collection(store, rules).release(request)) === 'round-abandoned';
}

const upTo = (most: number, from = 0): number[] => Array.from({ length: most - from + 1 }, (_, i) => from + i);

function* rounds(mostHonest: number, mostColluders: number): Generator<Round> {
  for (const honest of upTo(mostHonest)) {
    for (const summed of upTo(honest)) {
      for (const both of upTo(mostColluders)) {
        for (const announced of upTo(mostColluders - both)) {
          for (const more of upTo(mostColluders - both - announced)) {
            yield { honest, summed, colluders: { both, announced, summed: more } };
          }
        }
      }
    }
  }
}

describe('the honest reports in a sum', () => {
  it('are as many as the bound in each small round, and in some no more', async () => {
    const [honest, colluders] = [5, 4];
    const found = new Map<string, number>();
    for (const round of rounds(honest, colluders)) {
      const { both, announced, summed } = round.colluders;
      const store = await stored(round);
      for (const omit of upTo(5, 2)) {
        for (const minBatch of upTo(honest + colluders, 2)) {
          if (!(await releases(store, { minBatch, omit }))) continue;
          // A colluder that does nothing is one all the same. R1: at least two in a batch are honest.
          for (const c of upTo(Math.min(colluders, minBatch - 2), both + announced + summed)) {
            const name = `H=${round.honest} c=${c} omit=${omit} minBatch=${minBatch}`;
            found.set(name, Math.min(found.get(name) ?? Number.POSITIVE_INFINITY, round.summed));
          }
        }
      }
    }
    const unlike: string[] = [];
    let cases = 0;
    for (const H of upTo(honest)) {
      for (const c of upTo(colluders)) {
        for (const omit of upTo(5, 2)) {
          for (const minBatch of upTo(honest + colluders, c + 2)) {
            cases++;
            const name = `H=${H} c=${c} omit=${omit} minBatch=${minBatch}`;
            const expected = least(H, c, { minBatch, omit });
            // Where more honest reports were needed than there are, there is no sum.
            const fewest = expected > H ? undefined : expected;
            if (found.get(name) !== fewest) unlike.push(`${name}: ${found.get(name)}, not ${fewest}`);
          }
        }
      }
    }
    expect(unlike).toEqual([]);
    expect(cases).toBeGreaterThan(500);
  });

  it('are no fewer in 500 larger rounds, and one fewer is refused where the bound is met', async () => {
    const random = new Dice(2);
    const below: unknown[] = [];
    const met = { sums: 0, refused: 0 };
    for (let i = 0; i < 500; i++) {
      const [honest, c, omit] = [1 + random.below(50), random.below(40), 2 + random.below(12)];
      const rules = { omit, minBatch: c + 2 + random.below(honest + 3) };
      const both = random.below(2) === 0 ? c : random.below(c + 1);
      const announced = random.below(c - both + 1);
      const fewest = least(honest, c, rules);
      const colluders = { both, announced, summed: c - both - announced };
      const summed = Math.max(0, Math.min(honest, fewest - 2 + random.below(4)));
      const round = { honest, summed, colluders };
      if ((await releases(await stored(round), rules)) && summed < fewest) below.push({ round, rules });
      if (fewest > honest) continue;
      const best = { honest, colluders: { both: c, announced: 0, summed: 0 } };
      if (await releases(await stored({ ...best, summed: fewest }), rules)) met.sums++;
      if (fewest === 0 || !(await releases(await stored({ ...best, summed: fewest - 1 }), rules))) met.refused++;
    }
    expect(below).toEqual([]);
    expect(met.sums).toBe(met.refused);
    expect(met.sums).toBeGreaterThan(300);
  });

  it('are 41 of 50 where 49 of 99 clients collude', async () => {
    const rules = { omit: 10, minBatch: 51 };
    const round = (summed: number): Round => ({ honest: 50, summed, colluders: { both: 49, announced: 0, summed: 0 } });
    expect(least(50, 49, rules)).toBe(41);
    expect(await releases(await stored(round(41)), rules)).toBe(true);
    expect(await releases(await stored(round(40)), rules)).toBe(false);
  });
});

describe('without the rules', () => {
  const round: Round = { honest: 20, summed: 1, colluders: { both: 9, announced: 0, summed: 0 } };

  it('R2, one honest report is in a sum with more colluders than there are to be', async () => {
    const store = await stored(round);
    expect(await releases(store, { minBatch: 10, omit: 10 })).toBe(false);
    expect(await releases(withMethods(store, { omitted: async () => 0 }), { minBatch: 10, omit: 10 })).toBe(true);
  });

  it('R1, one is where all others are kept away', async () => {
    const alone = { ...round, honest: 1 };
    expect(await releases(await stored(alone), { minBatch: 10, omit: 10 })).toBe(true);
    expect(await releases(await stored(alone), { minBatch: 11, omit: 10 })).toBe(false);
  });
});
