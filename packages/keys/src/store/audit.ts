// What a store tells an audit log. No event has a secret.

import { type AuditEvent, FedzkError, toHex } from '@fedzk/core';
import { asOptions } from '../argument.js';
import { utf8 } from '../format/bytes.js';
import type { Vault } from '../vault.js';
import type { KeyStoreOptions } from './options.js';

export interface Told {
  /** What was done. */
  readonly operation: string;
  /** A key's name, or an id of the store or a slot. */
  readonly resource: string;
  readonly details?: AuditEvent['details'];
  /** Default: success. */
  readonly result?: AuditEvent['result'];
}

/** The audit log of a store. */
export class AuditTrail {
  readonly #audit: KeyStoreOptions['audit'];
  readonly #user: string;
  readonly #vault: Vault;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: KeyStoreOptions, vault: Vault) {
    const { audit, user = 'keystore' } = asOptions(options);
    this.#audit = audit;
    this.#user = user;
    this.#vault = vault;
  }

  /** Tells of a change that is made. Resolves when the log has kept the event. */
  async tell(told: Told): Promise<void> {
    await this.#append(told);
  }

  /** Tells of what is about to leave: where this fails, it must not. */
  async tellFirst(told: Told): Promise<void> {
    await this.#append(told);
  }

  /**
   * Tells the log without waiting for it, for methods that are synchronous. Where it throws, nothing may leave; where it
   * rejects later, everything that is told from then on fails.
   */
  tellNow(told: Told): void {
    Promise.resolve(this.#append(told)).catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  #append(told: Told): Promise<unknown> | undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    const { operation, resource, details, result = 'success' } = asOptions(told);
    return this.#audit?.append({
      user_id: this.#user,
      operation,
      resource: this.#line(resource),
      result,
      ...(details && { details }),
    });
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
