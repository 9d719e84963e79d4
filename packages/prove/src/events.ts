import { type AuditEvent, type AuditSink, AuditTrail, escaped, FedzkError, type FedzkErrorCode } from '@fedzk/core';

type Told = Omit<AuditEvent, 'user_id' | 'resource'>;

/** Sends a prover's events to an audit log. A method rejects with `not-logged` if the log refuses the event. */
export class ProverEvents {
  readonly #trail: AuditTrail;
  readonly #user: string;

  /** @throws {FedzkError} `invalid-argument`: no sink */
  constructor(audit: AuditSink | undefined, user: string) {
    this.#trail = new AuditTrail(audit);
    this.#user = user;
  }

  /** Reports that a proof was made. */
  generated(milliseconds: number): Promise<void> {
    return this.#tell({ operation: 'proof_generation', result: 'success', duration_us: microseconds(milliseconds) });
  }

  /** Reports that a proof failed. Ignores a failure of the log, since the caller gets the proof's error. */
  async failed(milliseconds: number, reason: FedzkErrorCode | 'cancelled' | 'error'): Promise<void> {
    const told = {
      operation: 'proof_generation',
      result: 'failure',
      duration_us: microseconds(milliseconds),
      reason,
    } as const;
    try {
      await this.#tell(told);
    } catch (error) {
      if (!(error instanceof FedzkError)) throw error;
    }
  }

  switchedOff(reason: string): Promise<void> {
    const line = escaped(reason).slice(0, MOST_CHARACTERS);
    const told = { operation: 'prover_switch_off', result: 'logged', severity: 'high' } as const;
    return this.#tell({ ...told, ...(line !== '' && { reason: line }) });
  }

  switchedOn(): Promise<void> {
    return this.#tell({ operation: 'prover_switch_on', result: 'logged', severity: 'info' });
  }

  #tell(told: Told): Promise<void> {
    return this.#trail.tell({ user_id: this.#user, resource: 'prover', ...told });
  }
}

/** The largest length of a reason in an audit log, in UTF-16 units. */
const MOST_CHARACTERS = 1024;

function microseconds(milliseconds: number): number {
  return Math.round(1000 * milliseconds);
}
