// What is known of people, controls and incidents: a fold over the control log. It opens nothing: persons stand under their
// pseudonyms in the log, so that to erase one rewrites nothing here.

import { type AuditEvent, listOf, unexpected } from '@fedzk/core';
import { type ControlState, control } from '../control/state.js';
import { type GdprState, gdpr, noteSeen } from '../gdpr/state.js';
import { type IncidentState, incidents } from '../incidents/state.js';
import { type SoxState, sox } from '../sox/state.js';
import type { Area, ControlEntry } from './area.js';

/** The version of the fold: another one makes another state of the same entries. */
export const FOLD_VERSION = 2;

/** The parts of the state. */
interface Parts {
  readonly gdpr: GdprState;
  readonly sox: SoxState;
  readonly incidents: IncidentState;
  readonly control: ControlState;
}

const AREAS: { readonly [N in keyof Parts]: Area<Parts[N]> } = {
  gdpr: gdpr,
  sox: sox,
  incidents: incidents,
  control: control,
};

type Name = keyof Parts;

/** What the entries of a control log say. */
export interface ComplyState extends Parts {
  /** How many entries were folded: the index of the next one. */
  readonly size: number;
  /** Entries of reserved operations that this version can't read, by their index. They changed nothing. */
  readonly unread: readonly number[];
}

/** A state that its owner may change. */
type Own = { -readonly [K in keyof ComplyState]: ComplyState[K] } & { unread: number[] };

/** The areas that an operation's entries change, by the operation. */
const NAMES = Object.keys(AREAS) as Name[];
const STEPS = new Map<string, Name[]>();
for (const name of NAMES) {
  for (const operation of Object.keys(AREAS[name].steps)) {
    STEPS.set(operation, [...(STEPS.get(operation) ?? []), name]);
  }
}

/** The operations that only the control log has. Packages that write to the same log may not use them: see {@link withoutReserved}. */
export const RESERVED: readonly string[] = [...STEPS.keys()].sort();

const RESERVED_FAMILIES = ['approval.', 'gdpr.', 'gdpr_', 'incident.', 'person.', 'session.', 'sox.', 'sox_'];

/**
 * Whether an operation is reserved to the control log, also one that this version doesn't fold.
 *
 * @throws {FedzkError} `invalid-argument`: no string
 */
export function isReserved(operation: string): boolean {
  if (typeof operation !== 'string') throw unexpected('operation', 'the name of an operation', operation);
  return STEPS.has(operation) || RESERVED_FAMILIES.some((family) => operation.startsWith(family));
}

const EXPECTED = 'entries of a log, { index, entry }';

/** The states that were made here: no other object is one. */
const MADE = new WeakSet<object>();

/** Returns the state of an empty log. */
export function emptyState(): ComplyState {
  const areas = Object.fromEntries(NAMES.map((name) => [name, AREAS[name].empty()]));
  return copyOf({ ...areas, size: 0, unread: [] } as unknown as ComplyState);
}

/**
 * Folds the entries that follow into a state. Pure: the state that is given stays as it is, and the same entries make the same
 * state, in one call or in several. Total: no entry makes it throw.
 *
 * @throws {FedzkError} `invalid-argument`: what is given is no state, or no entries
 * @example
 * ```ts
 * const rows = [];
 * for await (const row of log.entries()) rows.push(row);
 * const { gdpr } = fold(emptyState(), rows);
 * ```
 */
export function fold(state: ComplyState, rows: readonly ControlEntry[]): ComplyState {
  requireState(state);
  const own = structuredClone(state);
  for (const row of listOf(rows, 'rows', EXPECTED, rowOf)) foldInto(own, row);
  MADE.add(own);
  return own;
}

/** @throws {FedzkError} `invalid-argument`: a value is no state */
export function requireState(state: ComplyState): void {
  if (!MADE.has(state)) throw unexpected('state', 'one of emptyState(), fold() or comply.state()', state);
}

/** Copies a state, so that it stays as it is while the log grows. */
export function copyOf(state: ComplyState): ComplyState {
  const copy = structuredClone(state);
  MADE.add(copy);
  return copy;
}

/** Reads an entry of a caller, as plain data. */
function rowOf(row: unknown): ControlEntry {
  try {
    const { index, entry } = structuredClone(row) as ControlEntry;
    const { operation, user_id: user, time } = entry;
    const isWhole = Number.isSafeInteger(index) && index >= 0;
    if (isWhole && [operation, user, time].every((text) => typeof text === 'string')) return { index, entry };
  } catch (cause) {
    throw unexpected('rows', EXPECTED, row, { cause });
  }
  throw unexpected('rows', EXPECTED, row);
}

/** Whether an event's entry would be read, so that nothing is written that no fold reads. */
export function isFoldable(event: AuditEvent): boolean {
  const time = new Date().toISOString();
  const row = { index: 0, entry: { time, ...event, v: 1, id: '' } } as ControlEntry;
  return (STEPS.get(event.operation) ?? []).every((name) => {
    const { empty, steps } = AREAS[name] as Area<unknown>;
    return steps[event.operation]?.(empty(), row) ?? true;
  });
}

/** Folds an entry into a state of the caller's own. */
export function foldInto(state: ComplyState, row: ControlEntry): void {
  const own = state as Own;
  const { operation } = row.entry;
  let isRead = true;
  for (const name of STEPS.get(operation) ?? []) {
    const { steps } = AREAS[name] as Area<unknown>;
    isRead = (steps[operation]?.(own[name], row) ?? true) && isRead;
  }
  if (!isRead) own.unread.push(row.index);
  noteSeen(own.gdpr, row);
  own.size = row.index + 1;
}
