// Verifies the proofs of reports that come at about the same time together: a proof in a batch of 16 takes less than half as
// long as one by itself.

import type { BatchItem, BatchResult } from '@fedzk/verify';
import type { ProofVerifier } from './checks.js';

/** Proofs in a batch, beside those of the report that fills it: more of them are hardly quicker, and hold up a thread. */
const FULL = 32;
/** Clients that are remembered for a wrong proof. */
const MOST_SUSPECTS = 10_000;

/** The proofs of a report, and whom to tell about them. */
interface Waiting {
  readonly items: readonly BatchItem[];
  readonly tell: (result: Promise<BatchResult>) => void;
}

/**
 * Makes batches of what a verifier is asked by several reports. A batch is verified once no report is expected whose proofs
 * aren't there, or once it is full; no clock decides. A client whose proof was wrong is verified alone from then on: one wrong
 * proof makes the others of its batch twice as expensive.
 */
export class ProofBatcher {
  readonly #verifier: ProofVerifier;
  #expected = 0;
  #waiting: Waiting[] = [];
  readonly #suspects = new Set<string>();

  constructor(verifier: ProofVerifier) {
    this.#verifier = verifier;
  }

  /**
   * Has a report looked into, while others wait for its proofs.
   *
   * @param work what comes before its proofs and takes little time, such as opening its share; then asks once for a batch,
   *   of the verifier that it is given
   */
  async expect<T>(clientId: string, work: (verifier: ProofVerifier) => Promise<T>): Promise<T> {
    let expected = true;
    const arrives = (): void => {
      if (expected) this.#expected--;
      expected = false;
    };
    this.#expected++;
    try {
      return await work({
        explain: (...statement) => this.#verifier.explain(...statement),
        verifyBatch: (items) => {
          arrives();
          return this.#verify(clientId, items);
        },
      });
    } finally {
      arrives();
      this.#begin();
    }
  }

  async #verify(clientId: string, items: readonly BatchItem[]): Promise<BatchResult> {
    const result = await this.#join(clientId, items);
    if (!result.ok) {
      this.#suspects.add(clientId);
      const [first] = this.#suspects;
      if (this.#suspects.size > MOST_SUSPECTS && first !== undefined) this.#suspects.delete(first);
    }
    return result;
  }

  #join(clientId: string, items: readonly BatchItem[]): Promise<BatchResult> {
    return new Promise((resolve) => {
      const waiting: Waiting = { items, tell: resolve };
      if (this.#suspects.has(clientId)) this.#judge([waiting]);
      else this.#waiting.push(waiting);
      this.#begin();
    });
  }

  /** Verifies what waits, if nothing more is to come or if it is enough. */
  #begin(): void {
    const count = this.#waiting.reduce((sum, { items }) => sum + items.length, 0);
    if (count === 0 || (this.#expected > 0 && count < FULL)) return;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#judge(batch);
  }

  /** Tells each of a batch its own part of the result, or why there is none. */
  #judge(batch: readonly Waiting[]): void {
    const ask = async (): Promise<BatchResult> => this.#verifier.verifyBatch(batch.flatMap(({ items }) => items));
    const result = ask();
    let end = 0;
    for (const { items, tell } of batch) {
      const start = end;
      end += items.length;
      tell(result.then(({ failed }) => partOf(failed, start, items.length)));
    }
  }
}

/** What of the failed ones is among `length` from `start` on, counted from there. */
function partOf(failed: readonly number[], start: number, length: number): BatchResult {
  const own = failed.map((place) => place - start).filter((place) => place >= 0 && place < length);
  return { ok: own.length === 0, failed: own };
}
