// The other aggregator: its card, and the way to it.

import type { Agent } from 'node:https';
import { FedzkError } from '@fedzk/core';
import { createPinnedAgent, type Pins } from '@fedzk/host';
import { sendBy } from '../http/send.js';
import { type Identity, NAMES } from '../stores/identity.js';
import type { Card } from './card.js';

/** A pin that no key has, for as long as there is no card. */
const NOBODY: Pins = { current: `sha256/${'A'.repeat(43)}=` };

/** The other aggregator. */
export class Peer {
  readonly #identity: Identity;
  #card: Card | undefined;
  #agent: Agent | undefined;

  private constructor(identity: Identity, card: Card | undefined) {
    this.#identity = identity;
    this.#card = card;
  }

  /** Reads the card of the key store, if there is one. */
  static async open(identity: Identity): Promise<Peer> {
    return new Peer(identity, await identity.secrets.json<Card>(NAMES.peer));
  }

  get card(): Card | undefined {
    return this.#card;
  }

  /** The pins of the connections that it may make here. */
  pins(): Pins {
    return this.#card === undefined ? NOBODY : { current: this.#card.pins.peer };
  }

  /** Stores another card. */
  async set(card: Card): Promise<void> {
    await this.#identity.secrets.put(NAMES.peer, card, { replace: this.#card !== undefined });
    this.#card = card;
    this.close();
  }

  /** Sends a request to its listener for aggregators, whatever listener the url names. */
  async send(request: Request): Promise<Response> {
    const card = this.#card;
    if (card === undefined)
      throw new FedzkError('unavailable', 'The other aggregator is not known yet. Run fedzk peer add with its card.');
    const { certificate, key } = this.#identity.tls.peer;
    this.#agent ??= createPinnedAgent({ pins: this.pins(), certificate, key });
    return sendBy(this.#agent, card.peer)(request);
  }

  /** Ends its connections. */
  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }
}
