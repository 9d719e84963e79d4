// Opens and closes the rounds of a schedule by this server's clock: agg-service.md, §4 and R3.

import type { Aggregator } from '../aggregator/contract.js';
import type { RoundStatus } from '../aggregator/lookup.js';
import { type Phase, roundAt, roundTimes } from '../protocol/schedule.js';
import type { Served } from './served.js';

/** Keeps one task to its schedule. */
export class RoundClock {
  readonly #served: Served<Aggregator>;
  readonly #endsWith: Phase;
  /** The round and phase that the aggregator is known to be in. */
  #kept = '';

  constructor(served: Served<Aggregator>) {
    this.#served = served;
    // The leader's round ends with the uploads; the helper takes what the leader passes on a while longer.
    this.#endsWith = served.role === 'leader' ? 'settle' : 'over';
  }

  /**
   * Opens or closes the round of this moment, where that is due. Without a schedule operators do; the helper closes what has
   * settled after a close by hand, also by the hand of another replica.
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

  /** The round that takes announcements now; `undefined` for none, `'any'` where operators decide. */
  announcing(now: number): bigint | 'any' | undefined {
    const { schedule } = this.#served.file;
    if (schedule === undefined) return 'any';
    const at = roundAt(schedule, now);
    return at?.phase === 'uploads' ? at.round : undefined;
  }

  /** Seconds until the helper's round takes nothing more, by now known; `undefined` where its operator decides. */
  secondsToSettle({ round, settles }: Pick<RoundStatus, 'round' | 'settles'>, now: number): number | undefined {
    const { schedule } = this.#served.file;
    const end = settles ?? (schedule && roundTimes(schedule, round).settleEnd);
    return end === undefined ? undefined : Math.max(1, Math.ceil((end - now) / 1000));
  }

  /** The round that is over by now and not followed by another, or the one before that; `undefined` for none. */
  ended(now: number): bigint | undefined {
    const { schedule } = this.#served.file;
    const at = schedule && roundAt(schedule, now);
    if (at === undefined) return undefined;
    const round = at.phase === 'over' ? at.round : at.round - 1n;
    return round > 0n ? round : undefined;
  }
}
