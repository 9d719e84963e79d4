// What a store tells an audit log. No event has a secret.

import { type AuditEvent, FedzkError, AuditTrail as Trail, toHex } from '@fedzk/core';
import { asOptions } from '../argument.js';
import { utf8 } from '../format/bytes.js';
import type { Vault } from '../vault.js';
import { locked } from './gone.js';
import type { KeyStoreOptions } from './options.js';

const LOCKED: unique symbol = Symbol('locked');
const LOCKED_FIRST = 'the key store was locked before its audit log said that it has the event.';

export interface Told {
  /** What was done. */
  readonly operation: string;
  /** A key's name, or an id of the store or a slot. */
  readonly resource: string;
  readonly details?: AuditEvent['details'];
  /** Default: success. */
  readonly result?: AuditEvent['result'];
}

/** Tells the audit log of a store, one event after the other. */
export class AuditTrail {
  readonly #trail: Trail;
  readonly #user: string;
  readonly #vault: Vault;
  /** What waits for the log, each to be ended when the store is locked. */
  readonly #waiting = new Set<() => void>();
  #locked = false;
  readonly #isAudited: boolean;
  /** Settles when the last event that nobody waited for is kept, or was not taken. */
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
   * Tells of changes that are made. Resolves when the log has kept the events.
   *
   * @throws {FedzkError} `not-logged`: it did not take one, or the store was locked before it said so; the changes stand
   */
  async tell(...events: readonly Told[]): Promise<void> {
    const [{ operation } = { operation: 'nothing' }] = events;
    const kept = this.#trail.tell(...events.map((told) => this.#event(told)));
    if (await this.#isLockedBefore(kept)) throw notLogged(`"${operation}" is done, but ${LOCKED_FIRST}`, locked());
  }

  /** Tells of what is about to leave: where this fails, it must not. */
  async tellFirst(told: Told): Promise<void> {
    this.#requireKept();
    try {
      if (await this.#isLockedBefore(this.#trail.tell(this.#event(told)))) {
        const message = `The key store was locked while its audit log was told of "${told.operation}"; nothing was handed out. Open it again.`;
        throw new FedzkError('disposed', message);
      }
    } catch (error) {
      // Nothing is done yet, so the log's own error says all.
      throw isNotLogged(error) ? error.cause : error;
    }
  }

  /**
   * Tells the log without waiting for its answer, for methods that are synchronous: it is asked at once to take the events
   * before, in their order, and this one. Where it throws, nothing may leave; where it refuses this event later, nothing
   * leaves from then on.
   */
  tellNow(told: Told): void {
    this.#requireKept();
    this.#exports = this.#trail.tellNow(this.#event(told)).catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  /**
   * Resolves when all that was told is kept, or was not taken.
   *
   * @throws {FedzkError} `not-logged`: the log did not take an event of what {@link tellNow} told, and what it tells of has left
   */
  async settled(): Promise<void> {
    await this.#isLockedBefore(this.#trail.settled()); // whoever waits for one of these is told by its own call
    if (await this.#isLockedBefore(this.#exports))
      throw notLogged(`An export may be done, but ${LOCKED_FIRST}`, locked());
    if (this.#failure === undefined) return;
    const message = "An export is done, but the audit log did not take its event; the error's cause says why.";
    throw notLogged(message, this.#failure.error);
  }

  /** Ends what waits for the log, now and later. A log that never answers is not waited for. */
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
    const { operation, resource, details, result = 'success' } = asOptions(told);
    return {
      user_id: this.#user,
      operation,
      resource: this.#line(resource),
      result,
      ...(details && { details }),
    };
  }

  /** A name as one line, which logs ask for: of one that has other characters its hash. */
  #line(name: string): string {
    return /[\p{Cc}\u2028\u2029]/u.test(name) ? `sha256:${toHex(this.#vault.sha256(utf8(name)))}` : name;
  }
}

/** Does what an unlocker is needed for, and tells where that is refused, with the error's code and nothing else of it. */
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
 * Has all steps of a change made, whether or not the log takes their events: a change that is half made helps nobody.
 *
 * @param done says that the change is made, up to a comma: such as `"key_erase" is done, but`
 * @throws {FedzkError} `not-logged`, in the end
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
