// A key between its first version and its deletion: new versions, changed metadata, retired versions.
// Each of these replaces the key's entry by another of the same id, in one commit.

import { describe, FedzkError, optionsOf, toHex } from '@fedzk/core';
import { bucketOf } from '../format/bucket.js';
import { sameBytes } from '../format/bytes.js';
import { ENTRY_ID_BYTES, KEY_BYTES, type Metadata, type OlderVersion } from '../format/entry.js';
import type { Key, Vault } from '../vault.js';
import type { Committed, StoreCore } from './core.js';
import { type EntryKeys, type OpenEntry, openEntry, sealEntry } from './entries.js';
import { tagOf } from './state.js';
import { findVersion, versionsOf } from './versions.js';
import { checkLength, metadataOf, type Said, type Wish } from './wish.js';

/** The versions that `retire` removes: one version, or all versions before one. */
export type Retired = number | { readonly before: number };

/**
 * Makes the entry of a new key, or of the next version of a key. Older versions stay, and so does all
 * metadata that the wish doesn't set.
 *
 * @throws {FedzkError} `invalid-argument`; `invalid-state`: there is no room for one more version; `damaged`
 */
export function nextEntry(keys: EntryKeys, wish: Wish, before: Uint8Array | undefined): Uint8Array {
  const { vault } = keys;
  const { name, created, said, secret } = wish;
  if (before === undefined) {
    const kind = wish.kind ?? (vault.lengthOf(secret) === KEY_BYTES ? 'aes-256' : 'opaque');
    const id = vault.randomBytes(ENTRY_ID_BYTES);
    const entry = { kind, exportable: wish.exportable ?? false, id, version: 1 };
    return sealEntry(keys, entry, metadataOf({ name, created }, said), secret);
  }
  const old = openNamed(keys, before, name);
  try {
    const { kind = old.kind, exportable = old.exportable } = wish;
    checkLength(vault.lengthOf(secret), kind);
    const versions = [...(old.metadata.versions ?? []), newestOf(vault, old)];
    const metadata = metadataOf({ ...old.metadata, created, versions }, said);
    const all = vault.join(old.secret, secret);
    try {
      return sealEntry(keys, { kind, exportable, id: old.id, version: old.version + 1 }, metadata, all);
    } finally {
      vault.free(all);
    }
  } finally {
    vault.free(old.secret);
  }
}

/** Describes an entry's newest version as an older one, for the entry that replaces it. */
function newestOf(vault: Vault, entry: OpenEntry): OlderVersion {
  const { version, created, kind, exportable, bytes } = versionsOf(entry, vault.lengthOf(entry.secret)).newest;
  return { version, created, kind, ...(exportable && { exportable }), bytes };
}

/** Changes a key's metadata. Its secrets and versions stay. */
export async function updateKey(core: StoreCore, name: string, said: Said): Promise<void> {
  const { state } = await changeEntry(core, name, (keys, before) => {
    const old = openNamed(keys, before, name);
    try {
      return { entry: sealEntry(keys, old, metadataOf(old.metadata, said), old.secret), result: undefined };
    } finally {
      keys.vault.free(old.secret);
    }
  });
  await core.audit('key_update', name, { generation: state.head.generation });
}

/**
 * Removes old versions of a key.
 *
 * @returns the versions that were removed
 */
export async function retireVersions(core: StoreCore, name: string, which: Retired): Promise<readonly number[]> {
  checkRetired(which);
  const { result, state } = await changeEntry<readonly number[]>(core, name, (keys, before) => {
    const { vault } = keys;
    const old = openNamed(keys, before, name);
    try {
      requireNoHold(old.metadata);
      const versions = versionsOf(old, vault.lengthOf(old.secret));
      const gone = new Set(versionsToRetire(versions, which, name));
      if (gone.size === 0) return { result: [] };
      const { older, newest } = versions;
      const kept = older.filter(({ version }) => !gone.has(version));
      const listed = (old.metadata.versions ?? []).filter(({ version }) => !gone.has(version));
      const metadata = metadataOf({ ...old.metadata, versions: listed }, {});
      const [first = newest, ...rest] = [...kept, newest];
      const left = joined(vault, old.secret, [first, ...rest]);
      try {
        return { entry: sealEntry(keys, old, metadata, left), result: [...gone] };
      } finally {
        vault.free(left);
      }
    } finally {
      vault.free(old.secret);
    }
  });
  await core.audit('key_retire', name, { versions: result.join(','), generation: state.head.generation });
  return result;
}

function checkRetired(which: unknown): void {
  const before =
    typeof which === 'object' && which !== null
      ? optionsOf(which as Exclude<Retired, number>, ['before'], 'which').before
      : undefined;
  if ([which, before].some((one) => Number.isSafeInteger(one) && (one as number) >= 1)) {
    return;
  }
  throw new FedzkError(
    'invalid-argument',
    `"which" expected a version from 1 or { before: VERSION }, got ${describe(which)}.`,
  );
}

function versionsToRetire(versions: ReturnType<typeof versionsOf>, which: Retired, name: string): number[] {
  const { older, newest } = versions;
  if (typeof which === 'number') {
    const { version } = findVersion(versions, which, name);
    if (version !== newest.version) return [version];
  } else if (which.before <= newest.version) {
    return older.map(({ version }) => version).filter((version) => version < which.before);
  }
  throw new FedzkError(
    'invalid-argument',
    `Version ${newest.version} of the key "${name}" is its newest and can't be retired; delete(id) removes the key.`,
  );
}

/** @throws {FedzkError} `invalid-state` */
export function requireNoHold({ name, hold }: Metadata): void {
  if (hold !== true) return;
  throw new FedzkError('invalid-state', `The key "${name}" is on hold; update(id, { hold: false }) lifts the hold.`);
}

interface Part {
  readonly at: number;
  readonly bytes: number;
}

/** Joins parts of a secret. */
function joined(vault: Vault, secret: Key, [first, ...rest]: readonly [Part, ...Part[]]): Key {
  let all = vault.part(secret, first.at, first.bytes);
  for (const { at, bytes } of rest) {
    const before = all;
    try {
      const part = vault.part(secret, at, bytes);
      try {
        all = vault.join(before, part);
      } finally {
        vault.free(part);
      }
    } finally {
      vault.free(before);
    }
  }
  return all;
}

/** Replaces a key's entry in one commit; changes nothing if `make` returns no entry. */
function changeEntry<T>(
  core: StoreCore,
  name: string,
  make: (keys: EntryKeys, before: Uint8Array) => { readonly entry?: Uint8Array; readonly result: T },
): Promise<Committed<T>> {
  // Recognises our own commit if its result was lost.
  const made = new Map<string, T>();
  return core.commit<T>(async ({ head }) => {
    const tag = tagOf(core.vault, core.keys, name);
    const number = bucketOf(tag, head.bucketBits);
    const rows = await core.buckets.rows(head, number);
    const row = rows.find((one) => sameBytes(one.tag, tag));
    if (row === undefined) throw notFound(name);
    const hash = toHex(row.hash);
    if (made.has(hash)) return { nothing: true, result: made.get(hash) as T };
    const { entry, result } = make(core.with(head), core.buckets.entryOf(row));
    if (entry === undefined) return { nothing: true, result };
    const next = core.buckets.rowOf(tag, entry);
    made.set(toHex(next.hash), result);
    return { buckets: new Map([[number, rows.map((one) => (one === row ? next : one))]]), result };
  });
}

/** Opens the entry of a name's row. */
export function openNamed(keys: EntryKeys, bytes: Uint8Array, name: string): OpenEntry {
  const entry = openEntry(keys, bytes);
  if (entry.metadata.name === name) return entry;
  keys.vault.free(entry.secret);
  throw new FedzkError('damaged', `The key store is damaged: the entry of "${name}" is another key's.`);
}

export function notFound(name: string): FedzkError {
  return new FedzkError('not-found', `There is no key ${describe(name)} in this store.`);
}
