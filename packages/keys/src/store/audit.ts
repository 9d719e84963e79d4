// Writes a store's events to an audit log. No event contains a secret.

import { type AuditEvent, FedzkError, AuditTrail as Trail, toHex } from '@fedzk/core';
import { asOptions } from '../argument.js';
import { utf8 } from '../format/bytes.js';
import type { Vault } from '../vault.js';
import { locked } from './gone.js';
import type { KeyStoreOptions } from './options.js';

const LOCKED: unique symbol = Symbol('locked');
const LOCKED_FIRST = 'the key store was locked before its audit log confirmed the event.';

export interface Told {
  /** What was done. */
  readonly operation: string;
  /** A key's name, or the id of the store or of a slot. */
  readonly resource: string;
  /** Whom the event is about, if that is a person or a client: it then is the event's `user_id`, and the user its `actor`. */
  readonly subject?: string;
  readonly details?: AuditEvent['details'];
  /** Default: success. */
  readonly result?: AuditEvent['result'];
}

/** Writes the events of a store to its audit log, one after the other. */
export class AuditTrail {
  readonly #trail: Trail;
  readonly #user: string;
  readonly #vault: Vault;
  /** Ends each call that waits for the log; called when the store is locked. */
  readonly #waiting = new Set<() => void>();
  #locked = false;
  readonly #isAudited: boolean;
  /** Settles when the log has kept or refused the last event of {@link tellNow}. */
  #exports: Promise<unknown> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(options: KeyStoreOptions, vault: Vault) {
    const { audit, user = 'keystore' } = asOptions(options);
    this.#trail = new Trail(audit);
    this.#isAudited = audit !== undefined;
    this.#user = user;
    this.#vault = vault;
  }

  /**
   * Tells the log of changes that are made. Resolves when the log has kept the events.
   *
   * @throws {FedzkError} `not-logged`: the log refused an event, or the store was locked before the
   *   log answered; the changes stand
   */
  async tell(...events: readonly Told[]): Promise<void> {
    const [{ operation } = { operation: 'nothing' }] = events;
    const kept = this.#trail.tell(...events.map((told) => this.#event(told)));
    if (await this.#isLockedBefore(kept)) throw notLogged(`"${operation}" is done, but ${LOCKED_FIRST}`, locked());
  }

  /** Tells the log of data that is about to leave the store. If this fails, the data must not leave. */
  async tellFirst(told: Told): Promise<void> {
    this.#requireKept();
    try {
      if (await this.#isLockedBefore(this.#trail.tell(this.#event(told)))) {
        const message = `The key store was locked before its audit log kept the event of "${told.operation}"; nothing was handed out. Open it again.`;
        throw new FedzkError('disposed', message);
      }
    } catch (error) {
      // Nothing is done yet, so the log's own error says all.
      throw isNotLogged(error) ? error.cause : error;
    }
  }

  /**
   * Tells the log without waiting for its answer, for synchronous methods. The log is asked at once
   * to take the events that still wait, in order, and then this one. If it throws, nothing may
   * leave. If it refuses this event later, nothing leaves from then on.
   */
  tellNow(told: Told): void {
    this.#requireKept();
    this.#exports = this.#trail.tellNow(this.#event(told)).catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  /**
   * Resolves when the log has kept or refused every event.
   *
   * @throws {FedzkError} `not-logged`: the log refused an event of {@link tellNow}, whose data has
   *   already left
   */
  async settled(): Promise<void> {
    await this.#isLockedBefore(this.#trail.settled()); // a call that waits for its event gets the error itself
    if (await this.#isLockedBefore(this.#exports))
      throw notLogged(`An export may be done, but ${LOCKED_FIRST}`, locked());
    if (this.#failure === undefined) return;
    const message = "An export is done, but the audit log did not take its event; the error's cause says why.";
    throw notLogged(message, this.#failure.error);
  }

  /** Ends all waiting for the log, now and later, so that a log that never answers blocks nothing. */
  lock(): void {
    this.#locked = true;
    for (const end of this.#waiting) end();
  }

  /** Whether the store is locked before the log answers. */
  async #isLockedBefore(answer: Promise<unknown>): Promise<boolean> {
    if (!this.#isAudited) return false;
    let end = (): void => undefined;
    const ended = new Promise<typeof LOCKED>((resolve) => {
      end = () => resolve(LOCKED);
    });
    this.#waiting.add(end);
    if (this.#locked) end();
    try {
      return (await Promise.race([answer, ended])) === LOCKED;
    } finally {
      this.#waiting.delete(end);
    }
  }

  #requireKept(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #event(told: Told): AuditEvent {
    const { operation, resource, subject, details, result = 'success' } = asOptions(told);
    return {
      ...(subject === undefined ? { user_id: this.#user } : { user_id: subject, actor: this.#user }),
      operation,
      resource: this.#line(resource),
      result,
      ...(details && { details }),
    };
  }

  /** Returns a name if it fits on one line, as logs require, and otherwise its hash. */
  #line(name: string): string {
    return /[\p{Cc}\u2028\u2029]/u.test(name) ? `sha256:${toHex(this.#vault.sha256(utf8(name)))}` : name;
  }
}

/** Does work that needs an unlocker. A refusal is logged with the error's code and nothing else of it. */
export async function telling<T>(
  trail: AuditTrail,
  operation: string,
  resource: string,
  unlock: () => Promise<T>,
): Promise<T> {
  try {
    return await unlock();
  } catch (error) {
    const reason = error instanceof FedzkError ? error.code : 'error';
    await trail.tellFirst({ operation, resource, result: 'failure', details: { reason } });
    throw error;
  }
}

/**
 * Makes all steps of a change even if the log refuses an event, so that no change is left half made.
 *
 * @param done the start of the error's message, such as `"key_erase" is done, but`
 * @throws {FedzkError} `not-logged`, after the last step
 */
export async function withAllSteps<T>(
  done: string,
  change: (step: <S>(work: () => Promise<S>) => Promise<S | undefined>) => Promise<T>,
): Promise<T> {
  let refused: FedzkError | undefined;
  const result = await change(async (work) => {
    try {
      return await work();
    } catch (error) {
      if (!isNotLogged(error)) throw error;
      refused ??= error;
      return undefined;
    }
  });
  if (refused !== undefined) {
    throw notLogged(`${done} the audit log did not take all of its events; the error's cause says why.`, refused.cause);
  }
  return result;
}

function notLogged(message: string, cause: unknown): FedzkError {
  return new FedzkError('not-logged', message, { cause });
}

function isNotLogged(error: unknown): error is FedzkError {
  return error instanceof FedzkError && error.code === 'not-logged';
}
