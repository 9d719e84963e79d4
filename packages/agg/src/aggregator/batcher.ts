// Verifies the proofs of concurrent reports together: a proof in a batch of 16 takes less than half the
// time of a single one.

import { nextTurn } from '@fedzk/core';
import type { BatchItem, BatchResult } from '@fedzk/verify';
import type { ProofVerifier } from './checks.js';

/** Proofs that fill a batch, besides those of the last report: more are hardly faster, and block a thread. */
const FULL = 32;
/** The most clients to remember for a wrong proof. */
const MOST_SUSPECTS = 10_000;

/** The proofs of a report, and the callbacks for their result. */
interface Waiting {
  readonly items: readonly BatchItem[];
  readonly tell: (result: Promise<BatchResult>) => void;
}

/**
 * Collects the proofs of several reports into batches. A batch is verified once it is full, or once no
 * expected report still lacks its proofs; no timer is used. One batch begins in a turn of the event loop,
 * since a verifier without threads blocks it. A client whose proof was wrong is verified alone from then on,
 * since one wrong proof makes its whole batch twice as expensive.
 */
export class ProofBatcher {
  readonly #verifier: ProofVerifier;
  #expected = 0;
  #waiting: Waiting[] = [];
  readonly #suspects = new Set<string>();
  /** When the next batch may begin. */
  #turn: Promise<void> = Promise.resolve();

  constructor(verifier: ProofVerifier) {
    this.#verifier = verifier;
  }

  /**
   * Checks a report while others wait for its proofs.
   *
   * @param work does the quick steps before the proofs, such as opening the share, and then calls the given
   *   verifier once
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

  /** Verifies the waiting proofs, if the batch is full or no more are expected. */
  #begin(): void {
    const count = this.#waiting.reduce((sum, { items }) => sum + items.length, 0);
    if (count === 0 || (this.#expected > 0 && count < FULL)) return;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#judge(batch);
  }

  /** Tells each report of a batch its part of the result, or the error. */
  #judge(batch: readonly Waiting[]): void {
    const ask = async (): Promise<BatchResult> => this.#verifier.verifyBatch(batch.flatMap(({ items }) => items));
    const result = this.#turn.then(ask);
    this.#turn = this.#turn.then(nextTurn);
    let end = 0;
    for (const { items, tell } of batch) {
      const start = end;
      end += items.length;
      tell(result.then(({ failed }) => partOf(failed, start, items.length)));
    }
  }
}

/** Returns the failed proofs among `length` from `start` on, as indexes from `start`. */
function partOf(failed: readonly number[], start: number, length: number): BatchResult {
  const own = failed.map((place) => place - start).filter((place) => place >= 0 && place < length);
  return { ok: own.length === 0, failed: own };
}
