// What may be used once: also by two at the same time, and also across a restart.

import { FedzkError } from '@fedzk/core';
import { NAMES } from '../stores/identity.js';
import type { Secrets } from '../stores/secrets.js';

interface Mark {
  readonly v: 1;
  /** Milliseconds since 1970 after which what was used counts no more anyway. */
  readonly until: number;
}

/** Marks what was used. A mark is an entry of the key store, which one of several writers at once makes. */
export class OneUse {
  readonly #secrets: Secrets;
  readonly #ends = new Map<string, number>();

  private constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  /** Reads the marks, and removes those that are over. */
  static async open(secrets: Secrets): Promise<OneUse> {
    const own = new OneUse(secrets);
    for (const hash of await secrets.under(NAMES.used)) {
      own.#ends.set(hash, (await secrets.json<Mark>(NAMES.used + hash))?.until ?? 0);
    }
    await own.prune();
    return own;
  }

  /**
   * Marks something as used.
   *
   * @param hash what it is; of a secret its HMAC
   * @param until milliseconds since 1970
   * @returns whether it was not used before
   */
  async take(hash: string, until: number): Promise<boolean> {
    try {
      await this.#secrets.put(NAMES.used + hash, { v: 1, until } satisfies Mark);
    } catch (error) {
      if (error instanceof FedzkError && error.code === 'already-exists') return false;
      throw error;
    }
    this.#ends.set(hash, until);
    return true;
  }

  /** Removes the marks that are over. */
  async prune(now: number = Date.now()): Promise<void> {
    for (const [hash, until] of this.#ends) {
      if (until > now) continue;
      await this.#secrets.remove(NAMES.used + hash);
      this.#ends.delete(hash);
    }
  }
}
