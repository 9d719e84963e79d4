// The anchor of an open store: compared when the store is opened, and told of each new state.

import { FedzkError, toHex } from '@fedzk/core';
import type { Head } from '../format/head.js';
import type { Anchor, AnchorValue, Freshness, KeyStoreOptions } from './options.js';
import { anchorOf, refuseRollback, type State } from './state.js';

export class Anchoring {
  readonly #anchor: Anchor | undefined;
  readonly #mayBegin: boolean;
  #freshness: Freshness = 'unverified';

  constructor({ anchor, addAnchor = false }: KeyStoreOptions) {
    this.#anchor = anchor;
    this.#mayBegin = addAnchor;
  }

  /** Whether the store was opened with an anchor. */
  get isThere(): boolean {
    return this.#anchor !== undefined;
  }

  get freshness(): Freshness {
    return this.#freshness;
  }

  /** @throws {FedzkError} `invalid-argument`: the head needs an anchor, and the store was opened without one */
  requireFor({ anchored }: Head): void {
    if (!anchored || this.isThere) return;
    throw new FedzkError('invalid-argument', 'The key store has an anchor; open it with "anchor".');
  }

  /**
   * Compares the state that was read with the one that the anchor knows.
   *
   * @throws {FedzkError} `rolled-back`; as {@link requireFor}
   */
  async compare(state: State): Promise<void> {
    const { head, hash } = state;
    if (this.#anchor === undefined) return this.requireFor(head);
    const storeId = toHex(head.storeId);
    const value = await this.#anchor.load(storeId);
    if (value === undefined) {
      if (this.#mayBegin) return this.save(state);
      if (head.generation === 0) return;
      throw new FedzkError(
        'rolled-back',
        `The anchor knows no key store ${storeId}; it can't be told from an older copy.`,
      );
    }
    refuseRollback(head, hash, value);
    this.#freshness = 'anchored';
    // The writer of this head was interrupted before it told the anchor.
    if (head.generation > value.generation) await this.save(state);
  }

  /** Tells the anchor of a committed state. Before a root rotation the next root is passed too. */
  async save(state: State, ...nextRoots: readonly Uint8Array[]): Promise<void> {
    if (this.#anchor === undefined) return;
    const value: AnchorValue = anchorOf(state, ...nextRoots);
    await this.#anchor.save(toHex(state.head.storeId), value);
    this.#freshness = 'anchored';
  }
}
