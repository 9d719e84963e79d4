// Rotates master keys: makes a new one, moves entries to it, destroys those that no entry names.

import { type CallOptions, callOptionsOf, describe, FedzkError, toHex } from '@fedzk/core';
import { knownOptions, optionalFlag } from '../argument.js';
import type { Row } from '../format/bucket.js';
import { sameBytes } from '../format/bytes.js';
import { type MasterKey, MOST_MASTERS } from '../format/head.js';
import type { StoreCore } from './core.js';
import type { Change, Nothing } from './draft.js';
import { masterIdOf, reencryptEntry, rewrapEntry } from './entries.js';
import { primaryOf } from './keys.js';
import { LongCall } from './long-call.js';
import type { RewrapOptions, RewrapProgress } from './options.js';
import type { State } from './state.js';

const BATCH = 4096;

/** Makes a new primary master key. @returns its id */
export async function rotateMaster(core: StoreCore, options: CallOptions = {}): Promise<number> {
  const call = new LongCall(callOptionsOf(options));
  let made: MasterKey | undefined;
  const { result, state } = await core.commit<number>(async ({ head }) => {
    // Recognises our own commit if its result was lost.
    const attempt = head.masters.find(({ wrapped }) => made !== undefined && sameBytes(wrapped, made.wrapped));
    if (attempt !== undefined) return { nothing: true, result: attempt.id };
    const before = primaryOf(head);
    made = core.keys.newMaster((head.masters.at(-1)?.id ?? 0) + 1, Date.now());
    const retired = head.masters.map((master) =>
      master === before ? { ...master, status: 'retired' as const } : master,
    );
    return { head: { masters: withinLimit([...retired, made]) }, result: made.id };
  }, call.signal);
  await core.audit('key_master_rotate', core.storeId, { master: result, generation: state.head.generation });
  call.finish();
  return result;
}

/** Drops the oldest destroyed master keys if there are too many in all. */
function withinLimit(masters: readonly MasterKey[]): MasterKey[] {
  const over = masters.length - MOST_MASTERS;
  const gone = new Set(masters.filter(({ status }) => status === 'destroyed').slice(0, Math.max(0, over)));
  if (gone.size >= over) return masters.filter((master) => !gone.has(master));
  throw new FedzkError(
    'invalid-state',
    `${MOST_MASTERS} master keys are in use; call rewrap() first, which destroys old ones.`,
  );
}

/** The options and the progress of a rewrap. */
interface Rewrap {
  readonly batch: number;
  readonly reencrypt: boolean;
  /** The master key that entries move to. */
  readonly target: number;
  /** Rows that are re-encrypted already, so that each entry is once, even if the store grows. */
  readonly fresh: Set<string>;
}

/** How many entries one commit of a rewrap moved, and the next bucket. */
interface Moved {
  readonly moved: number;
  readonly next: number;
}

/** Moves entries to the primary master key, one commit per batch, then destroys unused master keys. */
export async function* rewrap(core: StoreCore, options: RewrapOptions): AsyncGenerator<RewrapProgress, void> {
  const given = knownOptions(options, ['batch', 'reencrypt', 'signal', 'onProgress']);
  const { batch = BATCH } = given;
  const reencrypt = optionalFlag(given.reencrypt, 'reencrypt') === true;
  if (!Number.isSafeInteger(batch) || batch < 1) {
    throw new FedzkError('invalid-argument', `"batch" expected a number of entries from 1, got ${describe(batch)}.`);
  }
  const call = new LongCall(given);
  const start = await core.read(async ({ head }) => head, call.signal);
  const how: Rewrap = { batch, reencrypt, target: primaryOf(start).id, fresh: new Set() };
  let [entries, next] = [0, 0];
  for (;;) {
    const from = next;
    const { result, state } = await core.commit(
      // If the number of buckets has grown, begin again with the first.
      (now) => moveSome(core, now, now.head.bucketBits === start.bucketBits ? from : 0, how),
      call.signal,
    );
    next = result.next;
    entries += result.moved;
    const ofBuckets = state.head.buckets.length;
    // Destroying the old master keys counts as one more step.
    call.reach(next / (ofBuckets + 1));
    if (next >= ofBuckets) break;
    yield { buckets: next, ofBuckets, entries, destroyed: [] };
  }
  const destroyed = await destroyUnused(core, how.target, call.signal);
  await core.audit('key_rewrap', core.storeId, { entries, generation: core.state.head.generation });
  call.finish();
  const { length } = core.state.head.buckets;
  yield { buckets: length, ofBuckets: length, entries, destroyed };
}

/** Returns the change that moves the entries of some buckets. */
async function moveSome(
  core: StoreCore,
  { head }: State,
  from: number,
  { batch, reencrypt, target, fresh }: Rewrap,
): Promise<Change<Moved> | Nothing<Moved>> {
  const move = reencrypt ? reencryptEntry : rewrapEntry;
  const buckets = new Map<number, readonly Row[]>();
  let [moved, next] = [0, from];
  for (; next < head.buckets.length && moved < batch; next++) {
    const rows = await core.buckets.rows(head, next);
    const wanted = new Set(
      rows.filter((row) => (reencrypt ? !fresh.has(toHex(row.hash)) : masterIdOf(core.buckets.entryOf(row)) < target)),
    );
    if (wanted.size === 0) continue;
    const keys = core.with(head);
    const movedRow = (row: Row): Row => core.buckets.rowOf(row.tag, move(keys, core.buckets.entryOf(row)));
    buckets.set(
      next,
      rows.map((row) => (wanted.has(row) ? movedRow(row) : row)),
    );
    moved += wanted.size;
  }
  if (reencrypt) for (const rows of buckets.values()) for (const { hash } of rows) fresh.add(toHex(hash));
  const result = { moved, next };
  return buckets.size === 0 ? { nothing: true, result } : { buckets, result };
}

/** Destroys the master keys before the target that no entry names. */
async function destroyUnused(core: StoreCore, target: number, signal: AbortSignal | undefined): Promise<number[]> {
  const { result } = await core.commit<number[]>(async ({ head }) => {
    const used = new Set<number>();
    for (const number of head.buckets.keys()) {
      for (const row of await core.buckets.rows(head, number)) used.add(masterIdOf(core.buckets.entryOf(row)));
    }
    const unused = head.masters.filter(({ id, status }) => status === 'retired' && id < target && !used.has(id));
    if (unused.length === 0) return { nothing: true, result: [] };
    const masters = head.masters.map((master) => (unused.includes(master) ? destroyed(master) : master));
    return { head: { masters }, result: unused.map(({ id }) => id) };
  }, signal);
  return result;
}

function destroyed(master: MasterKey): MasterKey {
  return { ...master, status: 'destroyed', wrapped: new Uint8Array(master.wrapped.length) };
}
