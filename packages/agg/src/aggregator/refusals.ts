// Decides which refusals are logged. Anyone can cause any number of refusals before a valid signature, so
// they are only counted. Later ones are logged, up to a limit per client and round. agg-service.md, §2.

import type { ReportCode } from './codes.js';

/** The most logged refusals of a client in a round. */
const MOST_TOLD = 8;
/** The most clients and rounds to remember; refusals of others are not logged until a round is opened. */
const MOST_REMEMBERED = 100_000;

/** Counts refusals, by their codes and by clients. */
export class RefusalCount {
  readonly #byCode = new Map<ReportCode, number>();
  readonly #told = new Map<string, number>();

  /** The number of refused reports by code, since this process made the aggregator. */
  get byCode(): ReadonlyMap<ReportCode, number> {
    return new Map(this.#byCode);
  }

  /** Counts a refusal. */
  count(code: ReportCode): void {
    this.#byCode.set(code, (this.#byCode.get(code) ?? 0) + 1);
  }

  /**
   * Tells whether to log one more refusal.
   *
   * @param round `undefined` for all rounds that were never opened here: a client can name any number of them
   */
  tells(clientId: string, round: bigint | undefined): boolean {
    const key = `${round ?? ''} ${clientId}`;
    const told = this.#told.get(key) ?? 0;
    if (told >= MOST_TOLD || (told === 0 && this.#told.size >= MOST_REMEMBERED)) return false;
    this.#told.set(key, told + 1);
    return true;
  }

  /** Resets the limits when a round is opened. */
  reset(): void {
    this.#told.clear();
  }
}
