// Wraps a caller's storage: turns its failures into FedzkErrors, and checks and copies its answers.

import { describe, FedzkError, listOf, methodsOf, ownBytes, unexpected } from '@fedzk/core';
import { type Bytes, compare, utf8 } from '../protocol/encoding.js';
import { HASH_BYTES } from '../protocol/hashes.js';
import { SIGNATURE_BYTES } from '../protocol/keys.js';
import { FIXED, mayWipe } from './decide.js';
import {
  type DocumentRow,
  ROUND_STATES,
  type RoundRow,
  type SlotOutcome,
  type SlotRow,
  type StoredEvent,
  type ValidRow,
} from './rows.js';
import type { AggregatorStorage, TaskStore } from './storage.js';

/** Rounds are below this. */
const ROUNDS = 2n ** 64n;
/** The last time of a Date, in milliseconds since 1970. */
const MOST_TIME = 8.64e15;

const METHODS: readonly (keyof TaskStore)[] = [
  'apply',
  'move',
  'round',
  'slot',
  'valid',
  'validPage',
  'page',
  'announced',
  'omitted',
  'unwiped',
  'unfinished',
  'wipe',
  'forget',
  'document',
  'keep',
  'lease',
  'events',
  'delivered',
];

/**
 * Wraps a caller's storage. The methods reject with `storage` if it fails or returns something invalid.
 * If it rejects with a `FedzkError`, that error is passed on.
 *
 * @throws {FedzkError} `invalid-argument`: not a storage
 */
export function storageOf(storage: AggregatorStorage): AggregatorStorage {
  methodsOf(storage, ['task', 'close'], 'storage', 'a storage with task and close, such as memoryStorage()');
  return {
    task: (hash, role) => asked('task', () => storage.task(hash, role), readStore),
    close: () => asked('close', () => storage.close(), ignore),
  };
}

function readStore(store: unknown): TaskStore {
  return checkedStore(methodsOf(store as TaskStore, METHODS, 'store', `a store with ${METHODS.join(', ')}`));
}

function checkedStore(store: TaskStore): TaskStore {
  return {
    apply: (round, steps) =>
      asked(
        'apply',
        () => store.apply(round, steps),
        (list) => readList(list, steps.length, readOutcome, steps.length),
      ),
    move: (step) =>
      asked(
        'move',
        () => store.move(step),
        optional((row) => readRound(row, step.round)),
      ),
    round: (round) =>
      asked(
        'round',
        () => store.round(round),
        optional((row) => readRound(row, round)),
      ),
    slot: (round, client) => asked('slot', () => store.slot(round, client), optional(readSlot)),
    valid: (round, client) => asked('valid', () => store.valid(round, client), optional(readValid)),
    validPage: (round, after, limit) =>
      asked(
        'validPage',
        () => store.validPage(round, after, limit),
        (list) => readValidPage(list, after, limit),
      ),
    page: (round, state, after, limit) =>
      asked(
        'page',
        () => store.page(round, state, after, limit),
        (list) => readPage(list, state, after, limit),
      ),
    announced: (round) => asked('announced', () => store.announced(round), readCount),
    omitted: (round) => asked('omitted', () => store.omitted(round), readCount),
    unwiped: (after) =>
      asked(
        'unwiped',
        () => store.unwiped(after),
        (row) => readUnwiped(row, after),
      ),
    unfinished: (after) =>
      asked(
        'unfinished',
        () => store.unfinished(after),
        (row) => readUnfinished(row, after),
      ),
    wipe: (round, limit) => asked('wipe', () => store.wipe(round, limit), readCount),
    forget: (keep, limit, finished) => asked('forget', () => store.forget(keep, limit, finished), readCount),
    document: (round, name) => asked('document', () => store.document(round, name), optional(readDocument)),
    keep: (round, name, row) => asked('keep', () => store.keep(round, name, row), readDocument),
    lease: (milliseconds) => asked('lease', () => store.lease(milliseconds), readTruth),
    events: (limit) =>
      asked(
        'events',
        () => store.events(limit),
        (list) => readList(list, limit, readEvent),
      ),
    delivered: (ids) => asked('delivered', () => store.delivered(ids), ignore),
  };
}

/** Calls a storage, and reads its answer. */
async function asked<T>(method: string, ask: () => Promise<unknown>, read: (answer: unknown) => T): Promise<T> {
  let answer: unknown;
  try {
    answer = await ask();
  } catch (cause) {
    if (cause instanceof FedzkError) throw cause;
    throw new FedzkError('storage', `The storage's ${method} failed; the error's cause says why.`, { cause });
  }
  try {
    return read(answer);
  } catch (cause) {
    const message = `The storage's ${method} gave ${describe(answer)}; see TaskStore for valid answers.`;
    throw new FedzkError('storage', message, { cause });
  }
}

function ignore(): void {}

function optional<T>(read: (value: unknown) => T): (value: unknown) => T | undefined {
  return (value) => (value === undefined ? undefined : read(value));
}

/** Reads a list of `least` to `most` items. */
function readList<T>(list: unknown, most: number, read: (item: unknown) => T, least = 0): T[] {
  const items = listOf(list, 'answer', 'an array', read);
  if (items.length >= least && items.length <= most) return items;
  throw unexpected('answer', `an array of ${least} to ${most}`, list);
}

/** Reads a page of slots, which must ascend: otherwise paging might never end. */
function readPage(list: unknown, state: SlotRow['state'], after: Bytes | undefined, limit: number): SlotRow[] {
  const slots = readList(list, limit, readSlot);
  let last = after;
  for (const slot of slots) {
    const ascends = last === undefined || compare(last, slot.report) < 0;
    if (slot.state !== state || !ascends) throw unexpected('answer', `${state} slots in ascending order`, list);
    last = slot.report;
  }
  return slots;
}

/** Reads a page of valid reports, which must ascend as well. */
function readValidPage(list: unknown, after: string | undefined, limit: number): ValidRow[] {
  const rows = readList(list, limit, readValid);
  let last = utf8(after ?? '');
  for (const { client } of rows) {
    const next = utf8(client);
    if (compare(last, next) >= 0) throw unexpected('answer', 'valid reports in ascending order of clients', list);
    last = next;
  }
  return rows;
}

/** Reads a round: the one that was asked for, if one was. */
function readRound(value: unknown, asked?: bigint): RoundRow {
  const { round, state, held, accepted, settles, setHash, release, wiped } = recordOf<RoundRow>(value);
  const known = ROUND_STATES.find((each) => each === state);
  const right = typeof round === 'bigint' && round >= 0n && round < ROUNDS && typeof wiped === 'boolean';
  if (!right || round !== (asked ?? round) || known === undefined)
    throw unexpected('answer', 'the row of a round', value);
  return {
    round,
    state: known,
    held: readCount(held),
    accepted: readCount(accepted),
    ...given('settles', settles === undefined || settles === null ? undefined : readTime(settles)),
    ...given('setHash', bytesOrNone(setHash, HASH_BYTES)),
    ...given('release', bytesOrNone(release)),
    wiped,
  };
}

/** Reads a round that is over: one that does not ascend would be asked for again for ever. */
function readUnwiped(value: unknown, after: bigint | undefined): RoundRow | undefined {
  const row = optional((row) => readRound(row))(value);
  if (row === undefined || (mayWipe(row) && !row.wiped && (after === undefined || row.round > after))) return row;
  throw unexpected('answer', 'a round that is over and not wiped, in ascending order', value);
}

/** Reads a round whose set is fixed; it must ascend as well. */
function readUnfinished(value: unknown, after: bigint | undefined): RoundRow | undefined {
  const row = optional((row) => readRound(row))(value);
  if (row === undefined || (FIXED.includes(row.state) && (after === undefined || row.round > after))) return row;
  throw unexpected('answer', 'a round whose set is fixed, in ascending order', value);
}

function readSlot(value: unknown): SlotRow {
  const { client, report, state, prepare, share } = recordOf<SlotRow>(value);
  if (state !== 'pending' && state !== 'accepted') throw unexpected('answer', 'the row of a slot', value);
  return {
    client: readText(client),
    report: readBytes(report, HASH_BYTES),
    state,
    ...given('prepare', bytesOrNone(prepare)),
    ...given('share', bytesOrNone(share)),
  };
}

function readValid(value: unknown): ValidRow {
  const { client, report, head } = recordOf<ValidRow>(value);
  return {
    client: readText(client),
    report: readBytes(report, HASH_BYTES),
    ...given('head', bytesOrNone(head)),
  };
}

function readDocument(value: unknown): DocumentRow {
  const { document, signature, sums } = recordOf<DocumentRow>(value);
  return {
    document: readBytes(document),
    ...given('signature', bytesOrNone(signature, SIGNATURE_BYTES)),
    ...given('sums', bytesOrNone(sums)),
  };
}

function readOutcome(value: unknown): SlotOutcome {
  const { state, report, prepare, changed, why } = recordOf<SlotOutcome>(value);
  const right = state === 'free' || state === 'pending' || state === 'accepted';
  const because = why === undefined || why === 'duplicate' || why === 'round-closed' || why === 'batch-full';
  if (!right || !because || typeof changed !== 'boolean') throw unexpected('answer', 'the outcome of a step', value);
  return {
    state,
    ...given('report', bytesOrNone(report, HASH_BYTES)),
    ...given('prepare', bytesOrNone(prepare)),
    changed,
    ...given('why', why),
  };
}

function readEvent(value: unknown): StoredEvent {
  const { id, body } = recordOf<StoredEvent>(value);
  return { id: readText(id), body: readText(body) };
}

/** Returns the fields of a row, of unknown types. */
function recordOf<Row>(value: unknown): { readonly [Field in keyof Row]?: unknown } {
  if (typeof value === 'object' && value !== null) return value;
  throw unexpected('answer', 'a row', value);
}

/** Returns an optional field of a row; a database's null counts as missing. */
function given<Name extends string, T>(name: Name, value: T | undefined): { readonly [Each in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Each in Name]: T });
}

function readText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw unexpected('answer', 'a string', value);
}

function readTruth(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw unexpected('answer', 'true or false', value);
}

function readCount(value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw unexpected('answer', 'a count', value);
}

function readTime(value: unknown): number {
  if (readCount(value) <= MOST_TIME) return value as number;
  throw unexpected('answer', 'milliseconds since 1970', value);
}

function bytesOrNone(value: unknown, length?: number): Bytes | undefined {
  return value === undefined || value === null ? undefined : readBytes(value, length);
}

function readBytes(value: unknown, length?: number): Bytes {
  const bytes = ownBytes(value);
  if (bytes !== undefined && (length === undefined || bytes.length === length)) return bytes;
  throw unexpected('answer', length === undefined ? 'a Uint8Array' : `a Uint8Array of ${length}`, value);
}
