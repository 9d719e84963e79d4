// Tells the audit log of refused keys. Whoever presents keys that are refused decides how many there are, so events that
// wait for the log are counted together.

import { FedzkError } from '@fedzk/core';
import type { AuditTrail } from '../store/audit.js';
import type { ApiKeyRefusal, Checked } from './check.js';

type Refused = Extract<Checked, { readonly valid: false }>;

interface Counted {
  readonly reason: ApiKeyRefusal;
  /** Of the key that was refused, or of the store. */
  readonly resource: string;
  readonly owner?: string;
  count: number;
}

export class Refusals {
  readonly #trail: AuditTrail;
  readonly #storeId: string;
  readonly #waiting = new Map<string, Counted>();
  #telling: Promise<void> | undefined;
  #failure: unknown;

  constructor(trail: AuditTrail, storeId: string) {
    this.#trail = trail;
    this.#storeId = storeId;
  }

  /** Adds a refusal. The event has the id and owner of a key that was issued, and nothing of what else was presented. */
  add({ reason, of }: Refused): void {
    const resource = of?.id ?? this.#storeId;
    const name = `${reason} ${resource}`;
    const waiting = this.#waiting.get(name);
    if (waiting !== undefined) waiting.count++;
    else this.#waiting.set(name, { reason, resource, ...(of && { owner: of.owner }), count: 1 });
    this.#telling ??= this.#tell();
  }

  /**
   * Resolves when the log has kept all refusals.
   *
   * @throws {FedzkError} `not-logged`: it did not take one of them
   */
  async settled(): Promise<void> {
    await this.#telling;
    if (this.#failure === undefined) return;
    const message = "Keys were refused, and the audit log did not take all events of it; the error's cause says why.";
    throw new FedzkError('not-logged', message, { cause: this.#failure });
  }

  async #tell(): Promise<void> {
    while (this.#waiting.size > 0) {
      const events = [...this.#waiting.values()].map(({ reason, resource, owner, count }) => ({
        operation: 'api_key_refused',
        resource,
        result: 'denied' as const,
        ...(owner !== undefined && { subject: owner }),
        details: { reason, count },
      }));
      this.#waiting.clear();
      await this.#trail.tell(...events).catch((error: unknown) => {
        this.#failure ??= error instanceof FedzkError ? (error.cause ?? error) : error;
      });
    }
    this.#telling = undefined;
  }
}
