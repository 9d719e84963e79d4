// Does the leader's work between requests.

import type { Aggregator } from '../aggregator/contract.js';
import type { Leader } from '../aggregator/leader.js';
import { Ended } from './answer.js';
import { collectRound, deliverPending } from './collecting.js';
import type { KeptByLeader } from './leader.js';
import { leaderRecord } from './records.js';
import type { Served } from './served.js';

/** Milliseconds for which a replica has the lease. */
const LEASE_MS = 10_000;

/** A day in seconds: the longest that a helper may have a round wait. */
const MOST_WAIT = 86_400;

/** Does what is due for a task. A step that fails is reported, and does not stop the others. */
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
    () => collectDue(served, kept, now, report),
    () => aggregator.tick(),
  ]);
}

/**
 * Makes the steps at one replica while the others make none. Renews the lease before each step, so a replica that has crashed
 * holds up the others for no longer than one lease.
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

/**
 * Collects the round that has ended by the schedule, and makes the missing result of each round whose set is fixed. If the
 * helper gives no answer, the next tick goes on after that round, so no round blocks the others.
 */
async function collectDue(
  served: Served<Leader>,
  kept: KeptByLeader,
  now: number,
  report: (error: unknown) => void,
): Promise<void> {
  const { aggregator } = served;
  const rounds: bigint[] = [];
  for (let next = await aggregator.unfinished(); next !== undefined; next = await aggregator.unfinished(next.round)) {
    rounds.push(next.round);
  }
  const from = rounds.findIndex((round) => round > (kept.stoppedAt ?? -1n));
  const due = kept.clock.ended(now);
  const state = due === undefined ? undefined : (await aggregator.round(due))?.state;
  const isDue = due !== undefined && (state === 'open' || state === 'closed');
  kept.stoppedAt = undefined;
  if (isDue) await attempt(() => collectOnce(served, kept, due, now), report);
  for (const round of from < 0 ? rounds : [...rounds.slice(from), ...rounds.slice(0, from)]) {
    const isAnswered = await attempt(() => collectOnce(served, kept, round, now), report);
    if (isAnswered !== false) continue;
    kept.stoppedAt = round;
    return;
  }
}

/** @returns false if the helper gave no answer */
async function collectOnce(served: Served<Leader>, kept: KeptByLeader, round: bigint, now: number): Promise<boolean> {
  if (kept.refused.has(round) || (kept.later.get(round) ?? now) > now) return true;
  kept.later.delete(round);
  try {
    await collectRound(served, kept, round);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const { status, headers } = error.answer;
    if (status === 503) return false;
    const [seconds] = /^\d{1,9}$/.exec(headers['retry-after'] ?? '') ?? [];
    if (seconds === undefined) kept.refused.add(round);
    else kept.later.set(round, now + 1000 * Math.min(Number(seconds), MOST_WAIT));
  }
  return true;
}
