// What the leader does between requests.

import type { Aggregator } from '../aggregator/aggregator.js';
import type { Leader } from '../aggregator/leader.js';
import { Ended } from './answer.js';
import { collectRound, deliverPending } from './collecting.js';
import type { KeptByLeader } from './leader.js';
import { leaderRecord } from './records.js';
import type { Served } from './served.js';

/** Milliseconds for which a replica has its turn. */
const LEASE_MS = 10_000;

/** Statuses after which the same round is asked for again. */
const AGAIN: readonly number[] = [503];

/** Does for a task what is due; a step that fails is reported, and the others are made all the same. */
export async function tickLeader(
  served: Served<Leader>,
  kept: KeptByLeader,
  now: number,
  report: (error: unknown) => void,
): Promise<void> {
  const { aggregator } = served;
  await attempt(() => kept.clock.keep(now), report);
  await inTurn(aggregator, report, [
    () => recordNewest(served, kept),
    () => deliverNewest(served, kept),
    () => collectDue(served, kept, now),
    () => aggregator.tick(),
  ]);
}

/**
 * Makes the steps of one replica while the others make none. Before each it takes its turn anew, so that a replica that has
 * crashed holds up the others for no longer than that.
 */
export async function inTurn(
  aggregator: Aggregator,
  report: (error: unknown) => void,
  steps: readonly (() => Promise<void>)[],
): Promise<void> {
  for (const step of steps) {
    const isOurs = await attempt(() => aggregator.lease(LEASE_MS), report);
    if (isOurs !== true) return;
    await attempt(step, report);
  }
  await attempt(() => aggregator.lease(0), report);
}

async function attempt<T>(step: () => Promise<T>, report: (error: unknown) => void): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    report(error);
    return undefined;
  }
}

async function recordNewest(served: Served<Leader>, kept: KeptByLeader): Promise<void> {
  const newest = await served.aggregator.round();
  if (newest?.state === 'open') await leaderRecord(served, kept, newest.round);
}

async function deliverNewest(served: Served<Leader>, kept: KeptByLeader): Promise<void> {
  const newest = await served.aggregator.round();
  if (newest !== undefined && newest.held > newest.accepted) await deliverPending(served, kept, newest.round);
}

/** Collects the round that has ended by the schedule, and makes the result of the newest round that a crash has cut off. */
async function collectDue(served: Served<Leader>, kept: KeptByLeader, now: number): Promise<void> {
  const { aggregator } = served;
  const due = kept.clock.ended(now);
  const newest = await aggregator.round();
  const rounds = [due === undefined ? undefined : await aggregator.round(due), newest];
  for (const status of rounds) {
    if (status === undefined || status.forgotten || kept.refused.has(status.round)) continue;
    const isDue = status.round === due && status.state !== 'abandoned';
    if (isDue || status.state === 'collecting' || status.state === 'collected') {
      await collectOnce(served, kept, status.round);
    }
  }
}

async function collectOnce(served: Served<Leader>, kept: KeptByLeader, round: bigint): Promise<void> {
  try {
    await collectRound(served, kept, round);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const { status, headers } = error.answer;
    if (!AGAIN.includes(status) && headers['retry-after'] === undefined) kept.refused.add(round);
  }
}
