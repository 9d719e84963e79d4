// Adds new keys and next versions of keys. All keys of a call are added in one commit.

import { describe, FedzkError, toHex, unexpected } from '@fedzk/core';
import { bucketOf, type Row } from '../format/bucket.js';
import { GENERATED_KINDS, type GeneratedKind } from '../format/entry.js';
import type { Head } from '../format/head.js';
import { newKey, newKeyOptions } from './check-options.js';
import type { StoreCore } from './core.js';
import type { Change, Nothing } from './draft.js';
import { nextEntry } from './life.js';
import type { NewKey, NewKeyOptions } from './options.js';
import { tagOf } from './state.js';
import { checkSecret, type Wish, wishOf } from './wish.js';

/** Adds keys whose bytes the caller gives. */
export async function putKeys(core: StoreCore, keys: Iterable<NewKey>): Promise<string[]> {
  const { vault } = core;
  const wishes: Wish[] = [];
  try {
    for (const one of listed(keys)) {
      const { key, kind, ...options } = newKey(one);
      wishes.push(wishOf(kind, options, () => vault.importKey(checkSecret(key, kind))));
    }
    return await add(core, wishes);
  } finally {
    for (const { secret } of wishes) vault.free(secret);
  }
}

/** Reads the items of an iterable from a caller, which may be of any type. */
function listed(keys: Iterable<NewKey>): NewKey[] {
  const expected = 'an array or another iterable of { key, … }';
  if (typeof keys !== 'object') throw unexpected('keys', expected, keys);
  try {
    return [...keys];
  } catch (cause) {
    throw unexpected('keys', expected, keys, { cause });
  }
}

/** Makes a key inside the module and adds it. */
export async function generateKey(core: StoreCore, kind: GeneratedKind, options: NewKeyOptions): Promise<string> {
  const { vault } = core;
  if (!GENERATED_KINDS.includes(kind)) {
    throw new FedzkError('invalid-argument', `"kind" expected ${GENERATED_KINDS.join(', ')}, got ${describe(kind)}.`);
  }
  const wish = wishOf(kind, newKeyOptions(options), () => vault.randomKey());
  try {
    requireToCome(wish);
    await add(core, [wish]);
    return wish.name;
  } finally {
    vault.free(wish.secret);
  }
}

/** @throws {FedzkError} `invalid-argument`: the new key would be expired from the start */
function requireToCome({ said: { expires }, created }: Wish): void {
  if (typeof expires !== 'number' || expires > created) return;
  const got = new Date(expires).toISOString();
  const message = `"expiresAt" expected a time in the future, got ${got}: the new key could not seal or sign.`;
  throw new FedzkError('invalid-argument', message);
}

async function add(core: StoreCore, wishes: readonly Wish[]): Promise<string[]> {
  const names = wishes.map(({ name }) => name);
  if (new Set(names).size !== names.length) {
    throw new FedzkError('invalid-argument', 'Two of the keys have the same "id".');
  }
  if (wishes.length === 0) return [];
  // Recognises our own commit if its result was lost.
  const made = new Set<string>();
  const { state } = await core.commit(({ head }) => added(core, head, wishes, made));
  const details = { generation: state.head.generation };
  await core.trail.tell(...names.map((resource) => ({ operation: 'key_put', resource, details })));
  return names;
}

/** Returns how adding keys changes a state; nothing if the rows of an earlier attempt are in it. */
async function added(
  core: StoreCore,
  head: Head,
  wishes: readonly Wish[],
  made: Set<string>,
): Promise<Change<undefined> | Nothing<undefined>> {
  const buckets = new Map<number, Map<string, Row>>();
  let [news, present] = [0, 0];
  for (const wish of wishes) {
    const tag = tagOf(core.vault, core.keys, wish.name);
    const number = bucketOf(tag, head.bucketBits);
    const rows = buckets.get(number) ?? byTag(await core.buckets.rows(head, number));
    buckets.set(number, rows);
    const old = rows.get(toHex(tag));
    if (old !== undefined && made.has(toHex(old.hash))) {
      present++;
      continue;
    }
    if (old !== undefined && !wish.replace) {
      throw new FedzkError('already-exists', `There is a key "${wish.name}"; { replace: true } puts its next version.`);
    }
    const entry = nextEntry(core.with(head), wish, old && core.buckets.entryOf(old));
    const row = core.buckets.rowOf(tag, entry);
    made.add(toHex(row.hash));
    if (old === undefined) news++;
    rows.set(toHex(tag), row);
  }
  if (present === wishes.length) return { nothing: true, result: undefined };
  return {
    buckets: new Map([...buckets].map(([number, rows]) => [number, [...rows.values()]])),
    added: news,
    result: undefined,
  };
}

/** Caches the tags of rows as text, since a group of commits needs them many times. */
const tagsOfRows = new WeakMap<Row, string>();

function byTag(rows: readonly Row[]): Map<string, Row> {
  const found = new Map<string, Row>();
  for (const row of rows) {
    const tag = tagsOfRows.get(row) ?? toHex(row.tag);
    tagsOfRows.set(row, tag);
    found.set(tag, row);
  }
  return found;
}
