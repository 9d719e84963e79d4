// Makes the events of an aggregator for its operator's audit log. The store keeps them until the log has
// them. README.md, "What is told to whom".
//
// An event's id is UUIDv8 (RFC 9562 §5.8) of the first 16 bytes of H("event", subject ‖ u8 role ‖ step), so a
// repeated event has the same id. The subject of a report's event is its reportId, that of a round's event
// H("task", …). The step is ASCII: what happened, a round's number, and whatever else tells events apart.

import { type AuditEvent, canonicalJson, fromHex, type JsonObject, toHex } from '@fedzk/core';
import type { BoundTask } from '../protocol/bound-task.js';
import { type Bytes, join, utf8 } from '../protocol/encoding.js';
import { HASH_BYTES, hash, plainHash } from '../protocol/hashes.js';
import { type Role, roleByte } from '../protocol/hpke.js';
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

/** The set that a round is collected with. */
export interface FixedSet {
  readonly round: bigint;
  /** How many reports. */
  readonly count: number;
  readonly setHash: Bytes;
}

/** What is read of an event in the log. */
export type LoggedEvent = Pick<AuditEvent, 'id' | 'operation' | 'details'>;

const FIX_SET = 'fix_set';

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

  /**
   * Makes the event for a store that is behind the log, or may have lost data: an operator must look at it.
   *
   * @param set the set that is in the log but not in the store
   */
  suspect(reason: string, set?: FixedSet): AuditEvent {
    const details = set === undefined ? {} : detailsOf(set);
    const body = this.#body(this.#role, 'state_suspect', 'failure', details);
    const id = this.#id(this.#task.hash, `state_suspect ${set?.round ?? ''} ${digestOf(utf8(reason))}`);
    return { ...(JSON.parse(body) as AuditEvent), severity: 'critical', reason, id };
  }

  /** The one set of reports with which a round is collected. */
  collecting(set: FixedSet): StoredEvent {
    const details = detailsOf(set);
    const body = this.#body(this.#role, FIX_SET, 'logged', details);
    return { id: this.#id(this.#task.hash, `${FIX_SET} ${set.round} ${details.set}`), body };
  }

  /** Reads a fixed set; `undefined` for any other event, also one of another task or role. */
  fixedSet({ id, operation, details = {} }: LoggedEvent): FixedSet | undefined {
    const { round, count, set } = details;
    const isRead = typeof round === 'string' && /^\d{1,20}$/.test(round) && typeof count === 'number';
    if (operation !== FIX_SET || !isRead || typeof set !== 'string' || !HASH.test(set)) return undefined;
    const fixed = { round: BigInt(round), count, setHash: fromHex(set) };
    // The id binds it to the task's hash, and to the role.
    return this.collecting(fixed).id === id ? fixed : undefined;
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
    return uuid(hash('event', join(subject, roleByte(this.#role), utf8(step))));
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

function detailsOf({ round, count, setHash }: FixedSet) {
  return { round: String(round), count, set: toHex(setHash) };
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
