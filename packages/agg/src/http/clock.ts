// Opens and closes the rounds of a schedule by this server's clock: agg-service.md, §4 and R3.

import type { Aggregator } from '../aggregator/contract.js';
import type { RoundStatus } from '../aggregator/lookup.js';
import { type Phase, roundAt, roundTimes } from '../protocol/schedule.js';
import type { Served } from './served.js';

/** Opens and closes the rounds of one task on time. */
export class RoundClock {
  readonly #served: Served<Aggregator>;
  readonly #endsWith: Phase;
  /** The round and phase that the aggregator is known to be in. */
  #kept = '';

  constructor(served: Served<Aggregator>) {
    this.#served = served;
    // The leader's round ends with the uploads. The helper's stays open longer, for the leader's prepares.
    this.#endsWith = served.role === 'leader' ? 'settle' : 'over';
  }

  /**
   * Opens or closes the current round, if that is due. Without a schedule, operators open and close rounds. The helper then
   * closes a round that an operator has closed and that has settled since, also if that was at another replica.
   */
  async keep(now: number): Promise<void> {
    const { aggregator, file, role } = this.#served;
    const at = file.schedule && roundAt(file.schedule, now);
    const isKept = at === undefined || this.#kept === `${at.round} ${at.phase}`;
    if (isKept && role === 'leader') return;
    const newest = await aggregator.round();
    const { state, round, settles } = newest ?? {};
    if (state === 'open' && round !== undefined && settles !== undefined && settles <= now) {
      await aggregator.closeRound(round);
    }
    if (isKept) return;
    const isBefore = newest === undefined || newest.round < at.round;
    const hasEnded = at.phase === 'over' || at.phase === this.#endsWith;
    if (at.phase === 'uploads' && isBefore) await aggregator.openRound(at.round);
    else if (newest?.state === 'open' && (isBefore || (hasEnded && newest.round === at.round))) {
      await aggregator.closeRound(newest.round);
    }
    this.#kept = `${at.round} ${at.phase}`;
  }

  /** Returns the round that takes announcements now: `undefined` for none, `'any'` if operators decide. */
  announcing(now: number): bigint | 'any' | undefined {
    const { schedule } = this.#served.file;
    if (schedule === undefined) return 'any';
    const at = roundAt(schedule, now);
    return at?.phase === 'uploads' ? at.round : undefined;
  }

  /** Returns the seconds until the helper's round takes nothing more, as known now; `undefined` if its operator decides. */
  secondsToSettle({ round, settles }: Pick<RoundStatus, 'round' | 'settles'>, now: number): number | undefined {
    const { schedule } = this.#served.file;
    const end = settles ?? (schedule && roundTimes(schedule, round).settleEnd);
    return end === undefined ? undefined : Math.max(1, Math.ceil((end - now) / 1000));
  }

  /** Returns the last round of the schedule if it is over, otherwise the round before the current one; `undefined` for none. */
  ended(now: number): bigint | undefined {
    const { schedule } = this.#served.file;
    const at = schedule && roundAt(schedule, now);
    if (at === undefined) return undefined;
    const round = at.phase === 'over' ? at.round : at.round - 1n;
    return round > 0n ? round : undefined;
  }
}
