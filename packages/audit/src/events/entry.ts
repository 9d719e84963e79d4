// Entries: the canonical JSON (RFC 8785) of events. One event has one entry, and one entry is one event.

import { byteLength } from '@fedzk/core';
import { unexpected } from '../argument.js';
import { fromUtf8, utf8 } from '../utf8.js';
import { writeDetails } from './canonical.js';
import {
  type FieldWriter,
  isoTime,
  type TextWriter,
  writeBoolean,
  writeCallersOperation,
  writeDuration,
  writeHash,
  writeId,
  writeName,
  writeReason,
  writeResult,
  writeSeverity,
  writeText,
  writeTime,
  writeTrace,
  writeUserId,
} from './checks.js';
import type { AuditEntry, AuditEvent } from './event.js';
import { writeSealed, writeSubject } from './sealed.js';

/** The most that a bundle of tlog-tiles allows: its lengths have two bytes. The limits of the fields keep entries below. */
export const MOST_ENTRY_BYTES = 65_535;

type Fields<T> = { readonly [Name in keyof T]?: unknown };
type EntryFields = Fields<AuditEntry>;
type ProofFields = Fields<NonNullable<AuditEvent['proof']>>;

const EVENT_FIELDS: ReadonlySet<string> = /* @__PURE__ */ new Set<keyof AuditEvent>([
  'actor',
  'category',
  'details',
  'duration_us',
  'id',
  'operation',
  'proof',
  'reason',
  'resource',
  'result',
  'session',
  'severity',
  'source',
  'time',
  'trace',
  'user_id',
]);

const PROOF_FIELDS: ReadonlySet<string> = /* @__PURE__ */ new Set<keyof NonNullable<AuditEvent['proof']>>([
  'circuit_hash',
  'proof_hash',
  'public_inputs_hash',
  'system',
  'verified',
  'vk_hash',
]);

const ENTRY_FIELDS: ReadonlySet<string> = /* @__PURE__ */ new Set<string>([...EVENT_FIELDS, 'sealed', 'v']);

/** Fields for an event that has none of its own. */
export interface EntryDefaults {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The same by `isoTime`, if it is known: many events share a millisecond. */
  readonly time?: string | undefined;
  /** A UUIDv7, which is not checked. */
  readonly id: string;
  /** The personal fields, encrypted, which the event itself no longer has. */
  readonly sealed?: string | undefined;
  /** Whether a caller appends it, who may not use the log's own operations. */
  readonly callers?: boolean;
}

/**
 * Writes an event's entry: canonical JSON in UTF-8, at most 65,535 bytes.
 *
 * @throws {FedzkError} `invalid-argument`: a field is missing, unknown, or not what {@link AuditEvent} says
 */
export function encodeEvent(event: AuditEvent, defaults: EntryDefaults): Uint8Array<ArrayBuffer> {
  return utf8(eventText(event, defaults));
}

/** The text of {@link encodeEvent}. */
export function eventText(event: AuditEvent, { now, time: known, id, sealed, callers }: EntryDefaults): string {
  const fields: EntryFields = requireFields('event', event, EVENT_FIELDS);
  const time = fields.time === undefined ? timeOf(now, known) : writeTime('time', fields.time);
  const ownId = fields.id === undefined ? id : writeId('id', fields.id);
  return writeEntry(fields, ownId, time, sealed, callers === true ? writeCallersOperation : writeName);
}

/**
 * Reads an entry's event; `undefined` for bytes that {@link encodeEvent} would not have written. Never throws.
 */
export function decodeEvent(bytes: Uint8Array): AuditEntry | undefined {
  const length = byteLength(bytes);
  if (length === undefined || length > MOST_ENTRY_BYTES) return undefined;
  try {
    const text = fromUtf8(bytes);
    const fields: EntryFields & { [name: string]: unknown } = JSON.parse(text);
    const own = ownFields(fields, ENTRY_FIELDS);
    const written = writeEntry(own, writeId('id', own.id), writeTime('time', own.time), own.sealed, writeName);
    // Unknown and doubled fields, another version, spaces, another order: all of these are another text.
    return written === text ? (fields as unknown as AuditEntry) : undefined;
  } catch {
    return undefined;
  }
}

/** All fields in the order of their UTF-16 units; `v` is the last and always there, and so each other has a comma. */
function writeEntry(event: EntryFields, id: string, time: string, sealed: unknown, writeOperation: TextWriter): string {
  // What is sealed isn't in clear beside it.
  const writePersonal = sealed === undefined ? writeText : refuse;
  const writeUser = sealed === undefined ? writeUserId : writeSubject;
  return `{${
    optionalText('actor', event.actor, writePersonal) +
    optionalText('category', event.category, writeName) +
    optional('details', event.details, writeDetails) +
    optional('duration_us', event.duration_us, writeDuration)
  }"id":"${id}","operation":"${writeOperation('operation', event.operation)}",${
    optional('proof', event.proof, writeProof) + optionalText('reason', event.reason, writeReason)
  }"resource":"${writeText('resource', event.resource)}","result":"${writeResult('result', event.result)}",${
    optionalText('sealed', sealed, writeSealed) +
    optionalText('session', event.session, writePersonal) +
    optionalText('severity', event.severity, writeSeverity) +
    optionalText('source', event.source, writePersonal)
  }"time":"${time}",${optionalText('trace', event.trace, writeTrace)}"user_id":"${writeUser('user_id', event.user_id)}","v":1}`;
}

const refuse: TextWriter = (name, value) => {
  throw unexpected(name, 'no value in an entry that has "sealed"', value);
};

function writeProof(name: string, value: unknown): string {
  const proof: ProofFields = requireFields(name, value, PROOF_FIELDS);
  const fields =
    optionalText('circuit_hash', proof.circuit_hash, writeHash, name) +
    optionalText('proof_hash', proof.proof_hash, writeHash, name) +
    optionalText('public_inputs_hash', proof.public_inputs_hash, writeHash, name) +
    optionalText('system', proof.system, writeName, name) +
    optional('verified', proof.verified, writeBoolean, name) +
    optionalText('vk_hash', proof.vk_hash, writeHash, name);
  if (fields === '') throw unexpected(name, `at least one of ${[...PROOF_FIELDS].join(', ')}`, value);
  return `{${fields.slice(0, -1)}}`;
}

/** @param within the field that it is one of, for the message */
function optional(name: string, value: unknown, write: FieldWriter, within?: string): string {
  if (value === undefined) return '';
  return `"${name}":${write(within === undefined ? name : `${within}.${name}`, value)},`;
}

function optionalText(name: string, value: unknown, write: TextWriter, within?: string): string {
  if (value === undefined) return '';
  return `"${name}":"${write(within === undefined ? name : `${within}.${name}`, value)}",`;
}

function timeOf(now: unknown, known: string | undefined): string {
  const time = known ?? (typeof now === 'number' ? isoTime(now) : undefined);
  if (time === undefined) throw unexpected('now', 'milliseconds since 1970', now);
  return time;
}

/** Checks that an object has no unknown field: a misspelt one would be lost without notice. */
function requireFields(name: string, value: unknown, known: ReadonlySet<string>): object {
  if (typeof value !== 'object' || value === null) throw unexpected(name, 'an object', value);
  for (const key of Object.keys(value)) {
    if (!known.has(key)) throw unexpected(name, `fields of ${[...known].join(', ')}`, key);
  }
  return ownFields(value, known);
}

/** Copies an object without properties that other code put into Object.prototype. */
function ownFields<T extends object>(value: T, known: ReadonlySet<string>): T {
  for (const name of known) if (name in Object.prototype) return Object.assign(Object.create(null), value);
  return value;
}
