// Hands out keys, their bytes and their infos. The audit log keeps the event before anything leaves.

import { unexpected } from '@fedzk/core';
import { checkInteger, knownOptions, requireName } from '../argument.js';
import type { Row } from '../format/bucket.js';
import type { Head } from '../format/head.js';
import type { Told } from './audit.js';
import type { StoreCore } from './core.js';
import { openEntry } from './entries.js';
import { handleOf, infoOf, type KeyHandle, type KeyInfo, type TellExport } from './handle.js';
import { notFound, openNamed } from './life.js';
import type { GetOptions, ListFilter } from './options.js';
import { tagOf } from './state.js';

/** Returns a handle of a key once the audit log has kept the event. */
export async function getKey(core: StoreCore, id: string, options: GetOptions): Promise<KeyHandle> {
  const { trail } = core;
  const handle = await open(core, id, options, (info) => trail.tellNow(handedOut('key_export', info)));
  try {
    await trail.tellFirst(handedOut('key_get', handle.info));
    return handle;
  } catch (error) {
    handle.dispose();
    throw error;
  }
}

/** Returns an exportable key's bytes once the audit log has kept the event. */
export async function exportKey(core: StoreCore, id: string, options: GetOptions): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await open(core, id, options, () => undefined); // logged below instead, and awaited
  try {
    if (handle.info.exportable) await core.trail.tellFirst(handedOut('key_export', handle.info));
    return handle.exportRaw();
  } finally {
    handle.dispose();
  }
}

function open(core: StoreCore, id: string, options: GetOptions, tellExport: TellExport): Promise<KeyHandle> {
  const name = requireName(id);
  const { version } = knownOptions(options, ['version']);
  if (version !== undefined) checkInteger(version, 'version', 1, Number.MAX_SAFE_INTEGER);
  return core.read(async ({ head }) => {
    const row = await core.buckets.find(head, tagOf(core.vault, core.keys, name));
    if (row === undefined) throw notFound(name);
    return handleOf(core.vault, openNamed(core.with(head), core.buckets.entryOf(row), name), version, tellExport);
  });
}

/** Makes the event for handing out a key. */
function handedOut(operation: string, { id, kind, version }: KeyInfo): Told {
  return { operation, resource: id, details: { kind, version } };
}

/** Returns the infos of the keys that a filter accepts, sorted by name. */
export async function listKeys(core: StoreCore, filter: ListFilter): Promise<KeyInfo[]> {
  if (typeof filter !== 'function') {
    throw unexpected('filter', `a function of a key's info, such as ({ id }) => id.startsWith('agg/')`, filter);
  }
  const all = await core.read(async ({ head }) => {
    const found: KeyInfo[] = [];
    for (const number of head.buckets.keys()) {
      for (const row of await core.buckets.rows(head, number)) found.push(infoOfRow(core, head, row));
    }
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  });
  // Logged before the filter runs: it is the caller's code, and sees all infos.
  await core.trail.tellFirst({ operation: 'key_list', resource: core.storeId, details: { keys: all.length } });
  return all.filter(filter);
}

/** Caches the infos of rows by store, so that an entry is opened once while its bucket is in memory. */
const infosOf = new WeakMap<StoreCore, WeakMap<Row, KeyInfo>>();

function infoOfRow(core: StoreCore, head: Head, row: Row): KeyInfo {
  const infos = infosOf.get(core) ?? new WeakMap<Row, KeyInfo>();
  infosOf.set(core, infos);
  const info = infos.get(row) ?? readInfo(core, head, row);
  infos.set(row, info);
  const { metadata, versions } = info;
  return {
    ...info,
    versions: versions.map((one) => ({ ...one })),
    ...(metadata !== undefined && { metadata: structuredClone(metadata) }),
  };
}

function readInfo(core: StoreCore, head: Head, row: Row): KeyInfo {
  const { secret, ...entry } = openEntry(core.with(head), core.buckets.entryOf(row));
  const bytes = core.vault.lengthOf(secret);
  core.vault.free(secret);
  return infoOf(entry, bytes);
}
