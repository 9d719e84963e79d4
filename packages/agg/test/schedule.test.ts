/**
 * Rounds under a network that loses, repeats and reorders, with clients that show several heads and rounds that open and
 * close in between: whatever the order, the round is collected, and its sum is of what the leader calls accepted.
 */

import { Dice } from '@fedzk/testkit/random';
import { describe, expect, it } from 'vitest';
import type { Helper } from '../src/aggregator/helper.js';
import type { Leader } from '../src/aggregator/leader.js';
import type { Bytes } from '../src/protocol/encoding.js';
import { Draws } from '../src/protocol/shares.js';
import { type Forged, forge } from './support/forge.js';
import { collect, setting } from './support/round.js';

const slow = process.env.SLOW === '1';
const seeds = Array.from({ length: slow ? 400 : 16 }, (_, i) => i + 1);

const clients = Array.from({ length: 5 }, (_, i) => `client_00${i + 1}`);
const set = setting({ headroom: 2, clients });
const flip = (bytes: Bytes): Bytes => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte));

/** Of each client a report; of the last two also other heads over the same M, and another report. */
const choices: readonly (readonly Forged[])[] = await Promise.all(
  clients.map(async (id, i) => {
    const values = [i + 1, 10 * i, -i];
    if (i < 3) return [await forge(set, id, 1n, values)];
    const draws = Draws.fresh(1).take();
    return [
      await forge(set, id, 1n, values, { draws, aad: { helper: flip } }),
      await forge(set, id, 1n, values, { draws }),
      await forge(set, id, 1n, values, { draws, aad: { helper: flip } }),
      await forge(
        set,
        id,
        1n,
        values.map((x) => -x),
      ),
    ];
  }),
);
const updates = new Map(
  choices.flatMap((reports, i) =>
    reports.map(({ reportId }, j) => {
      const sign = j === 3 ? -1 : 1;
      return [Buffer.from(reportId).toString('hex'), [i + 1, 10 * i, -i].map((x) => sign * x)] as const;
    }),
  ),
);

/** What is under way: to the helper, or back with its answer. */
type Message = { readonly prepare: Bytes; readonly answer?: Bytes };

/** A network of which any message may come next, and may come again. */
class Network {
  readonly #messages: Message[] = [];
  readonly #random: Dice;
  constructor(random: Dice) {
    this.#random = random;
  }
  send(message: Message): void {
    if (this.#random.below(5) > 0) this.#messages.push(message);
  }
  async step(leader: Leader, helper: Helper): Promise<void> {
    if (this.#messages.length === 0) return;
    const at = this.#random.below(this.#messages.length);
    const [message] = this.#random.below(3) > 0 ? this.#messages.splice(at, 1) : this.#messages.slice(at, at + 1);
    if (message === undefined) return;
    const { prepare, answer } = message;
    if (answer === undefined) this.send({ prepare, answer: await helper.prepare(prepare) });
    else await leader.conclude(prepare, answer);
  }
}

async function play(seed: number): Promise<{ count: number }> {
  const random = new Dice(seed);
  const [leader, helper, network] = [set.leader(), set.helper(), new Network(random)];
  set.events.length = 0;
  await leader.openRound(1);
  if (random.below(2) === 0) await helper.openRound(random.below(2)); // else it comes later
  for (let step = 0; step < 50; step++) {
    const reports = choices[random.below(choices.length)] ?? [];
    const report = reports[random.below(reports.length)];
    const submission = random.below(3) === 0 && report ? await leader.submit(report.report) : undefined;
    if (submission?.verdict === 'pending') network.send(submission);
    for (const prepare of random.below(6) === 0 ? await leader.pending(1) : []) network.send({ prepare });
    await network.step(leader, helper);
    if (step === 20) await helper.openRound(1);
    if (step === 40 && random.below(3) === 0) await leader.closeRound(1);
    if (step === 40 && random.below(3) === 0) await helper.closeRound(1);
  }
  await leader.closeRound(1);
  for (const prepare of await leader.pending(1)) await leader.conclude(prepare, await helper.prepare(prepare));
  for (let rest = 0; rest < 20; rest++) await network.step(leader, helper);

  const successes = set.events.filter(
    ({ details, operation, result }) =>
      operation === 'verify_report' && result === 'success' && details.role === 'leader',
  );
  const accepted = successes.map(({ details }) => details.report_id ?? '');
  expect(new Set(successes.map(({ user_id }) => user_id)).size).toBe(accepted.length);
  if (accepted.length < 2) {
    expect(await leader.collect(1)).toEqual({ refused: 'batch-small' });
    return { count: accepted.length };
  }
  const expected = [0, 1, 2].map((i) => accepted.reduce((sum, id) => sum + (updates.get(id)?.[i] ?? Number.NaN), 0));
  expect(Array.from((await collect(leader, helper, 1)).subarray(0, 3))).toEqual(expected);
  return { count: accepted.length };
}

describe('a round under a bad network', { timeout: slow ? 600_000 : 30_000 }, () => {
  const counts: number[] = [];

  it.each(seeds)('number %i is collected', async (seed) => {
    counts.push((await play(seed)).count);
  });

  it('has been big, small and in between in these', () => {
    expect(counts.filter((count) => count >= 2).length).toBeGreaterThan(seeds.length / 2);
    expect(new Set(counts).size).toBeGreaterThan(2);
    expect(Math.max(...counts)).toBe(4);
  });
});
