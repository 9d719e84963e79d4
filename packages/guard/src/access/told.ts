import { type AuditEvent, type AuditSink, AuditTrail } from '@fedzk/core';

/** Tells an audit sink what was decided, without having the one who asks wait for it. */
export class Told {
  readonly #trail: AuditTrail;
  readonly #hasSink: boolean;
  #failure: unknown;

  /** @throws {FedzkError} `invalid-argument`: `audit` is no sink */
  constructor(audit: AuditSink | undefined) {
    this.#trail = new AuditTrail(audit);
    this.#hasSink = audit !== undefined;
  }

  /** Sends the event that `make` returns, if there is a sink. */
  tell(make: () => AuditEvent): void {
    if (!this.#hasSink) return;
    this.#trail.tell(make()).catch((error: unknown) => {
      this.#failure ??= error;
    });
  }

  /**
   * Resolves when the sink has taken every event so far.
   *
   * @throws {FedzkError} `not-logged`: it refused some since the last call
   */
  async logged(): Promise<void> {
    await this.#trail.settled();
    const refused = this.#failure;
    this.#failure = undefined;
    if (refused !== undefined) throw refused;
  }
}
