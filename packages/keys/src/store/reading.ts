// Keys that are handed out, and what is said of them. The event of what leaves comes before it does.

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

/** A key, for use, once the audit log has kept the event. */
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

/** An exportable key's bytes, once the audit log has kept the event. */
export async function exportKey(core: StoreCore, id: string, options: GetOptions): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await open(core, id, options, () => undefined); // its event is told here, and awaited
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

/** The event of a key that is handed out. */
function handedOut(operation: string, { id, kind, version }: KeyInfo): Told {
  return { operation, resource: id, details: { kind, version } };
}

/** What is said of the keys for which a filter gives true, by name. */
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
  // The filter, which sees all of it, is the caller's.
  await core.trail.tellFirst({ operation: 'key_list', resource: core.storeId, details: { keys: all.length } });
  return all.filter(filter);
}

/** What rows say, whose entries are opened once while their bucket is kept in memory; by store. */
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
