// One round in which some clients are honest and others are not.

import type { Helper } from '../../src/aggregator/helper.js';
import type { Leader } from '../../src/aggregator/leader.js';
import { collect, deliver, refusals, type Setting } from './round.js';

/** What came of a round. */
export interface Outcome {
  /** Of the attacker's reports, in order. */
  readonly verdicts: readonly string[];
  /** Of all that was accepted; `undefined` where that is fewer than minBatch. */
  readonly sums: readonly number[] | undefined;
  /** Who refused what, with its code. */
  readonly refused: readonly string[];
}

export interface Play {
  readonly round?: number;
  /** The values of honest clients by id, each of an `Int8Array`. */
  readonly honest?: Readonly<Record<string, readonly number[]>>;
  /** The attacker's reports; in an open task with the senders that send them. */
  readonly reports: readonly Uint8Array[];
  readonly senders?: readonly string[];
  readonly leader?: Leader;
  readonly helper?: Helper;
}

/** Lets client_001 report [1, 2, 3, 4, 5] unless others are named, and then the attacker. */
export async function play(
  set: Setting,
  { round = 1, honest = { client_001: [1, 2, 3, 4, 5] }, reports, senders = [], ...aggregators }: Play,
): Promise<Outcome> {
  const { leader = set.leader(), helper = set.helper() } = aggregators;
  await leader.openRound(round);
  await helper.openRound(round);
  let accepted = 0;
  for (const [id, values] of Object.entries(honest)) {
    const report = await set.client(id).report(id, round, Int8Array.from(values));
    const verdict = await deliver(leader, helper, report, { sender: id });
    if (verdict !== 'accepted') throw new Error(`the report of ${id} is ${verdict}: ${refusals(set.events).join()}`);
    accepted += 1;
  }
  const verdicts: string[] = [];
  for (const [i, report] of reports.entries()) {
    const sender = senders[i];
    const verdict = await deliver(leader, helper, report, sender === undefined ? {} : { sender });
    verdicts.push(verdict);
    if (verdict === 'accepted') accepted += 1;
  }
  const sums = accepted >= set.task.minBatch ? Array.from(await collect(leader, helper, round)) : undefined;
  return { verdicts, sums, refused: refusals(set.events) };
}
