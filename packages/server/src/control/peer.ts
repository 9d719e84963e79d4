// The other aggregator: its card, and the way to it.

import type { Agent } from 'node:https';
import { FedzkError } from '@fedzk/core';
import { createPinnedAgent, type Pins } from '@fedzk/host';
import { sendBy } from '../http/send.js';
import { type Identity, NAMES } from '../stores/identity.js';
import type { Card } from './card.js';

/** A pin that no key has, for as long as there is no card. */
const NOBODY: Pins = { current: `sha256/${'A'.repeat(43)}=` };

/** Connections at once: fewer than the other takes of one address. */
const MOST_SOCKETS = 16;

/** Longer than any request to it takes. */
const LEAVING_MS = 120_000;

/** The other aggregator. */
export class Peer {
  readonly #identity: Identity;
  #card: Card | undefined;
  #agent: Agent | undefined;
  readonly #leaving = new Set<Agent>();
  #changed: () => void = () => {};

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
    this.#changed();
  }

  /** Calls a function when another card is stored: what the aggregator of before has open here must end. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** Sends a request to its listener for aggregators, whatever listener the url names. */
  async send(request: Request): Promise<Response> {
    const card = this.#card;
    if (card === undefined)
      throw new FedzkError('unavailable', 'The other aggregator is not known yet. Run fedzk peer add with its card.');
    const { certificate, key } = this.#identity.tls.peer;
    if (this.#agent === undefined) {
      this.#agent = createPinnedAgent({ pins: this.pins(), certificate, key });
      this.#agent.maxSockets = MOST_SOCKETS;
    }
    return sendBy(this.#agent, card.peer)(request);
  }

  /** Shows the renewed certificate from the next connection on. What is under way on the others ends there. */
  renewed(): void {
    const before = this.#agent;
    this.#agent = undefined;
    if (before === undefined) return;
    this.#leaving.add(before);
    const end = (): void => {
      before.destroy();
      this.#leaving.delete(before);
    };
    setTimeout(end, LEAVING_MS).unref();
  }

  /** Ends its connections. */
  close(): void {
    for (const agent of this.#leaving) agent.destroy();
    this.#leaving.clear();
    this.#agent?.destroy();
    this.#agent = undefined;
  }
}
