// Makes the events of an aggregator for its operator's audit log. The store keeps them until the log has
// them. README.md, "What is told to whom".
//
// An event's id is UUIDv8 (RFC 9562 §5.8) of the first 16 bytes of H("event", subject ‖ u8 role ‖ step), so a
// repeated event has the same id. The subject of a report's event is its reportId, that of a round's event
// H("task", …). The step is ASCII: what happened, a round's number, and whatever else tells events apart.

import { type AuditEvent, canonicalJson, type JsonObject, toHex } from '@fedzk/core';
import type { BoundTask } from '../protocol/bound-task.js';
import { type Bytes, join, u8, utf8 } from '../protocol/encoding.js';
import { HASH_BYTES, hash, plainHash } from '../protocol/hashes.js';
import type { Role } from '../protocol/hpke.js';
import type { StoredEvent } from '../storage/rows.js';
import type { ReportRefusal } from './codes.js';

type Result = AuditEvent['result'];

/** A step of a round. */
export interface RoundStep {
  readonly operation:
    | 'open_round'
    | 'settle_round'
    | 'close_round'
    | 'abandon_round'
    | 'collect_round'
    | 'combine_round'
    | 'sign_record'
    | 'sign_result';
  readonly round: bigint;
  /** The number of reports concerned. */
  readonly count?: number | undefined;
  /** Why it was refused. */
  readonly code?: string;
}

/** A report that an event is about. */
export interface ReportSubject {
  readonly clientId: string;
  readonly round: bigint;
  readonly reportId: Bytes;
}

/** Makes the events of one aggregator. */
export class AggregatorEvents {
  readonly #role: Role;
  readonly #task: BoundTask;

  constructor(role: Role, task: BoundTask) {
    this.#role = role;
    this.#task = task;
  }

  /** A step of a round. */
  step({ operation, round, count, code }: RoundStep): StoredEvent {
    const details = {
      round: String(round),
      ...(count !== undefined && { count }),
      ...(code !== undefined && { code }),
    };
    const result = code === undefined ? 'success' : 'failure';
    const body = this.#body(this.#role, operation, result, details);
    return { id: this.#id(this.#task.hash, `${operation} ${round} ${code ?? ''}`), body };
  }

  /** The one set of reports with which a round is collected. */
  collecting({ round, count, setHash }: { round: bigint; count: number; setHash: Bytes }): StoredEvent {
    const details = { round: String(round), count, set: toHex(setHash) };
    const body = this.#body(this.#role, 'fix_set', 'logged', details);
    return { id: this.#id(this.#task.hash, `fix_set ${round} ${details.set}`), body };
  }

  /**
   * Makes the event of a report's verdict: `success` if it is accepted, `logged` if it is pending.
   *
   * @param about further bytes that the verdict depends on: prepare
   */
  verdict(result: 'success' | 'logged', { clientId, round, reportId }: ReportSubject, about?: Bytes): StoredEvent {
    const details = { round: String(round), report_id: toHex(reportId) };
    const body = this.#body(clientId, 'verify_report', result, details);
    return { id: this.#id(reportId, `${result} ${digestOf(about)}`), body };
  }

  /** A report that was announced. */
  announced({ clientId, round, reportId }: ReportSubject): StoredEvent {
    const details = { round: String(round), report_id: toHex(reportId) };
    const body = this.#body(clientId, 'announce_report', 'success', details);
    return { id: this.#id(reportId, 'announced'), body };
  }

  /**
   * A report's refusal.
   *
   * @param about the bytes that were refused
   */
  refusal(refusal: ReportRefusal, about?: Bytes): StoredEvent {
    const { code, status, part, clientId, claimedId, round, reportId } = refusal;
    const details = {
      code,
      ...(round !== undefined && { round: String(round) }),
      ...(reportId && { report_id: toHex(reportId) }),
      ...(status && { status }),
      ...(part !== undefined && { part }),
      ...(claimedId !== undefined && { claimed_id: lineOf(claimedId) }),
    };
    const body = this.#body(clientId ?? this.#role, 'verify_report', 'failure', details);
    return { id: this.#id(reportId ?? new Uint8Array(HASH_BYTES), `${code} ${digestOf(about)}`), body };
  }

  #id(subject: Bytes, step: string): string {
    return uuid(hash('event', join(subject, u8(this.#role === 'leader' ? 0 : 1), utf8(step))));
  }

  #body(user: string, operation: string, result: Result, details: JsonObject): string {
    return canonicalJson({
      user_id: lineOf(user),
      operation,
      resource: 'model_aggregation',
      result,
      details: { role: this.#role, task: lineOf(this.#task.task.id), ...details },
    });
  }
}

function digestOf(bytes: Bytes | undefined): string {
  return bytes === undefined ? '' : toHex(plainHash(bytes));
}

/** UUIDv8 of the first 16 bytes: RFC 9562 §5.8. */
function uuid(digest: Bytes): string {
  const bytes = digest.slice(0, 16);
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const MOST_CHARACTERS = 256;
/** Characters that a log does not accept in a line. */
const NOT_A_LINE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
/** A log refuses this as the bare hash of a name. */
const HASH = /^[0-9a-f]{64}$/i;

/** Writes an id for a log: unchanged if possible, otherwise `utf8:` and its UTF-8 in hexadecimal. */
function lineOf(id: string): string {
  if (id.length > 0 && id.length <= MOST_CHARACTERS && !NOT_A_LINE.test(id) && !HASH.test(id)) return id;
  return `utf8:${toHex(utf8(id))}`.slice(0, MOST_CHARACTERS);
}
