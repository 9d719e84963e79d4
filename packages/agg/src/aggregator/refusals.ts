// Which refusals are told. What comes before a right signature may be from anyone and of any number, so it is only counted;
// what comes after it is told, a few times for each client and round. agg-service.md, §2.

import type { ReportCode } from './codes.js';

/** The most refusals of a client in a round that are told. */
const MOST_TOLD = 8;
/** The most clients and rounds that are remembered; of others nothing is told until a round is opened. */
const MOST_REMEMBERED = 100_000;

/** Counts refusals, by their codes and by clients. */
export class RefusalCount {
  readonly #byCode = new Map<ReportCode, number>();
  readonly #told = new Map<string, number>();

  /** How many reports were refused, by code, since this process made the aggregator. */
  get byCode(): ReadonlyMap<ReportCode, number> {
    return new Map(this.#byCode);
  }

  /** Counts a refusal. */
  count(code: ReportCode): void {
    this.#byCode.set(code, (this.#byCode.get(code) ?? 0) + 1);
  }

  /**
   * Whether to tell of one more refusal.
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

  /** Begins anew, for a round that was opened. */
  reset(): void {
    this.#told.clear();
  }
}
