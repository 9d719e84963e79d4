import { type AuditEvent, type AuditSink, AuditTrail, escaped, FedzkError, type FedzkErrorCode } from '@fedzk/core';

type Told = Omit<AuditEvent, 'user_id' | 'resource'>;

/** What a prover tells an audit log. Each method rejects with `not-logged` where an event was not taken. */
export class ProverEvents {
  readonly #trail: AuditTrail;
  readonly #user: string;

  /** @throws {FedzkError} `invalid-argument`: no sink */
  constructor(audit: AuditSink | undefined, user: string) {
    this.#trail = new AuditTrail(audit);
    this.#user = user;
  }

  /** A proof was made. */
  generated(milliseconds: number): Promise<void> {
    return this.#tell({ operation: 'proof_generation', result: 'success', duration_us: microseconds(milliseconds) });
  }

  /** A proof failed. The caller is told why it did, and not that the log failed too. */
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

/** Of a reason, in an audit log. */
const MOST_CHARACTERS = 1024;

function microseconds(milliseconds: number): number {
  return Math.round(1000 * milliseconds);
}
