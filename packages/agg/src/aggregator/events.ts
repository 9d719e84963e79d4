// What an aggregator tells its operator's audit log. README.md, "What is told to whom".

import { type AuditEvent, type AuditSink, AuditTrail, type JsonObject, toHex } from '@fedzk/core';
import { utf8 } from '../protocol/encoding.js';
import type { Role } from '../protocol/hpke.js';
import type { ReportRefusal } from './codes.js';

type Result = AuditEvent['result'];

/** A step of a round. */
export interface RoundStep {
  readonly operation: 'open_round' | 'close_round' | 'collect_round' | 'combine_round';
  readonly round?: bigint;
  /** How many reports it is about. */
  readonly count?: number;
  /** Why it was refused. */
  readonly code?: string;
}

/** The events of one aggregator, each told after what it tells of is durable. */
export class AggregatorEvents {
  readonly #trail: AuditTrail;
  readonly #role: Role;
  readonly #task: string;

  /** @throws {FedzkError} `invalid-argument`: no sink */
  constructor(audit: AuditSink | undefined, role: Role, task: string) {
    this.#trail = new AuditTrail(audit);
    this.#role = role;
    this.#task = task;
  }

  /**
   * Tells of steps of a round.
   *
   * @throws {FedzkError} `not-logged`
   */
  steps(...steps: readonly RoundStep[]): Promise<void> {
    const events = steps.map(({ operation, round, count, code }) =>
      this.#event(this.#role, operation, code === undefined ? 'success' : 'failure', {
        ...(round !== undefined && { round: String(round) }),
        ...(count !== undefined && { count }),
        ...(code !== undefined && { code }),
      }),
    );
    return this.#trail.tell(...events);
  }

  /**
   * Tells of a report's verdict: `success` if it is accepted, `logged` if it is pending.
   *
   * @throws {FedzkError} `not-logged`
   */
  verdict(result: 'success' | 'logged', clientId: string, round: bigint, reportId: Uint8Array): Promise<void> {
    const details = { round: String(round), report_id: toHex(reportId) };
    return this.#trail.tell(this.#event(clientId, 'verify_report', result, details));
  }

  /**
   * Tells of a report's refusal.
   *
   * @throws {FedzkError} `not-logged`
   */
  refusal({ code, status, part, clientId, claimedId, round, reportId }: ReportRefusal): Promise<void> {
    const details = {
      code,
      ...(round !== undefined && { round: String(round) }),
      ...(reportId && { report_id: toHex(reportId) }),
      ...(status && { status }),
      ...(part !== undefined && { part }),
      ...(claimedId !== undefined && { claimed_id: lineOf(claimedId) }),
    };
    return this.#trail.tell(this.#event(clientId ?? this.#role, 'verify_report', 'failure', details));
  }

  #event(user: string, operation: string, result: Result, details: JsonObject): AuditEvent {
    return {
      user_id: lineOf(user),
      operation,
      resource: 'model_aggregation',
      result,
      details: { role: this.#role, task: lineOf(this.#task), ...details },
    };
  }
}

const MOST_CHARACTERS = 256;
/** What a log does not take for a line. */
const NOT_A_LINE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
/** A log takes it for a bare hash of a name, and refuses it. */
const HASH = /^[0-9a-f]{64}$/i;

/** An id as a log takes it: as it is where it can be, otherwise its UTF-8 in hexadecimal behind `utf8:`. */
function lineOf(id: string): string {
  if (id.length > 0 && id.length <= MOST_CHARACTERS && !NOT_A_LINE.test(id) && !HASH.test(id)) return id;
  return `utf8:${toHex(utf8(id))}`.slice(0, MOST_CHARACTERS);
}
