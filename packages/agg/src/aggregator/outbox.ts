// Sends events to the audit log. Events are stored in the transaction of the step that they describe, sent in
// order, and deleted once the log has them. So each is sent at least once, always with the same id.
// agg-service.md, §2.
//
//   key    = HMAC-SHA256(private key, "fedzk-agg/1 event-key" ‖ taskHash ‖ u8 role)
//   stored = body ‖ LF ‖ HMAC-SHA256(key, lp(id) ‖ body) in base64url; whoever changes the store can't forge an event

import { type AuditEvent, type AuditSink, FedzkError, sinkOf, toBase64url } from '@fedzk/core';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, equal, join, lp, utf8 } from '../protocol/encoding.js';
import { PROTOCOL } from '../protocol/hashes.js';
import { type Role, roleByte } from '../protocol/hpke.js';
import type { StoredEvent } from '../storage/rows.js';
import type { TaskStore } from '../storage/storage.js';

const PAGE = 100;

/** Takes stored events to an audit log. */
export class Outbox {
  readonly #sink: AuditSink | undefined;
  readonly #key: Bytes;
  readonly #store: () => Promise<TaskStore>;
  /** Settles when the last drain that began has ended. */
  #last: Promise<unknown> = Promise.resolve();
  /** The drain that has not begun yet, which new callers share. */
  #next: Promise<number> | undefined;

  /**
   * @param key of {@link eventKey}; {@link close} wipes it
   * @throws {FedzkError} `invalid-argument`: no sink
   */
  constructor(audit: AuditSink | undefined, key: Bytes, store: () => Promise<TaskStore>) {
    this.#sink = sinkOf(audit);
    this.#key = key;
    this.#store = store;
  }

  /** Wipes the key. */
  close(): void {
    this.#key.fill(0);
  }

  /** Returns the events to store: none if there is no audit log. */
  kept(...events: readonly StoredEvent[]): readonly StoredEvent[] {
    if (this.#sink === undefined) return [];
    return events.map(({ id, body }) => ({ id, body: `${body}\n${this.#tag(id, body)}` }));
  }

  /**
   * Sends the log all stored events in order, one at a time.
   *
   * @returns the number of events sent
   * @throws {FedzkError} `not-logged`: the log refused one; it and later ones stay for the next drain
   */
  drain(): Promise<number> {
    if (this.#sink === undefined) return Promise.resolve(0);
    if (this.#next !== undefined) return this.#next;
    const begin = (): Promise<number> => {
      this.#next = undefined;
      return this.#drain();
    };
    this.#next = this.#last.then(begin, begin);
    this.#last = this.#next;
    return this.#next;
  }

  async #drain(): Promise<number> {
    const store = await this.#store();
    for (let told = 0; ; ) {
      const events = await store.events(PAGE);
      told += await this.#tell(store, events);
      if (events.length < PAGE) return told;
    }
  }

  /** Sends events until one is refused, and deletes those that were taken. */
  async #tell(store: TaskStore, events: readonly StoredEvent[]): Promise<number> {
    const taken: string[] = [];
    let refused: FedzkError | undefined;
    for (const { id, body } of events) {
      const event = this.#open(id, body);
      try {
        await this.#sink?.append(event);
      } catch (cause) {
        const message = `"${event.operation}" is done, and the audit log did not take its event, which is kept for the next drain(); the error's cause says why.`;
        refused = new FedzkError('not-logged', message, { cause });
        break;
      }
      taken.push(id);
    }
    if (taken.length > 0) await store.delivered(taken);
    if (refused !== undefined) throw refused;
    return taken.length;
  }

  /** @throws {FedzkError} `damaged`: not an event that this aggregator stored */
  #open(id: string, stored: string): AuditEvent {
    const end = stored.lastIndexOf('\n');
    const body = stored.slice(0, Math.max(end, 0));
    if (equal(utf8(stored.slice(end + 1)), utf8(this.#tag(id, body))))
      return { ...(JSON.parse(body) as AuditEvent), id };
    throw new FedzkError(
      'damaged',
      `The storage gave an event (${id}) that this aggregator did not put there; restore it.`,
    );
  }

  #tag(id: string, body: string): string {
    return toBase64url(hmac(sha256, this.#key, join(lp(utf8(id)), utf8(body))));
  }
}

/** Derives the key that authenticates the stored events of one aggregator of one task. */
export function eventKey(privateKey: Bytes, taskHash: Bytes, role: Role): Bytes {
  return new Uint8Array(hmac(sha256, privateKey, join(utf8(`${PROTOCOL}event-key`), taskHash, roleByte(role))));
}
