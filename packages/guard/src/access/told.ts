import { type AuditEvent, type AuditSink, AuditTrail } from '@fedzk/core';
import { MergedEvents, withoutSource } from './merged-events.js';

/** How long events of a flood are counted before one of them tells of all, in milliseconds. */
const HELD_MS = 60_000;

/**
 * Tells an audit sink what was decided, without having the one who asks wait for it. Each event has the time at which it
 * happened. The sink is asked for one event after the other; equal ones that wait are one event with `details.count`.
 */
export class Told {
  readonly #trail: AuditTrail;
  readonly #hasSink: boolean;
  readonly #waiting = new MergedEvents();
  /** Events of floods. */
  readonly #held = new MergedEvents();
  #heldSince: number | undefined;
  /** How many events the sink was asked to take, and how many of them it took or refused. */
  #asked = 0;
  #settled = 0;
  /** Settles with the event that the sink is asked to take. */
  #current: Promise<void> | undefined;
  #failure: unknown;

  /** @throws {FedzkError} `invalid-argument`: `audit` is no sink */
  constructor(audit: AuditSink | undefined) {
    this.#trail = new AuditTrail(audit);
    this.#hasSink = audit !== undefined;
  }

  /** Sends the event that `make` returns, if there is a sink. */
  tell(make: () => AuditEvent): void {
    if (this.#hasSink) this.#send(make(), now());
  }

  /**
   * Counts an event of a flood: one event without a source tells of all its equals, with the first call of
   * {@link releaseDue} a minute later. Of severe ones the first is sent at once, and the others are counted by their source.
   */
  hold(make: () => AuditEvent): void {
    if (!this.#hasSink) return;
    const event = make();
    const time = now();
    this.#heldSince ??= performance.now();
    const isSevere = event.severity === 'high';
    const isFirst = isSevere && !this.#held.has(event) && this.#held.hasRoom(event);
    if (isFirst) this.#send(event, time);
    this.#held.add(isSevere ? event : withoutSource(event), time, isFirst ? 0 : 1);
  }

  /** Sends what was held for a minute. */
  releaseDue(): void {
    if (this.#heldSince !== undefined && performance.now() - this.#heldSince >= HELD_MS) this.#release();
  }

  /**
   * Resolves when the sink has taken every event so far, with those that are held.
   *
   * @throws {FedzkError} `not-logged`: it refused some since the last call
   */
  async logged(): Promise<void> {
    this.#release();
    const last = this.#asked + this.#waiting.size;
    while (this.#settled < last) await this.#current;
    const refused = this.#failure;
    this.#failure = undefined;
    if (refused !== undefined) throw refused;
  }

  #release(): void {
    this.#heldSince = undefined;
    for (let held = this.#held.take(); held !== undefined; held = this.#held.take()) {
      if (held.count > 0) this.#send(held.event, held.time, held.count);
    }
  }

  #send(event: AuditEvent, time: string, count = 1): void {
    this.#waiting.add(event, time, count);
    if (this.#current === undefined) this.#askNext();
  }

  #askNext(): void {
    const next = this.#waiting.take();
    if (next === undefined) {
      this.#current = undefined;
      return;
    }
    const { event, time, count } = next;
    const details = count === 1 ? event.details : { ...event.details, count };
    this.#asked++;
    this.#current = this.#trail
      .tell({ ...event, time, ...(details && { details }) })
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .then(() => {
        this.#settled++;
        this.#askNext();
      });
  }
}

function now(): string {
  return new Date().toISOString();
}
