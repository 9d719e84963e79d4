// Issues keys, replaces, revokes and deletes them.

import { FedzkError } from '@fedzk/core';
import type { StoreCore } from '../store/core.js';
import type { Key } from '../vault.js';
import { type ApiKeyEnv, drawId, drawKey, messageOf } from './key-text.js';
import type { IssuedApiKey, RotatedApiKey, Rotation, Said } from './options.js';
import { type StoredRecord, statusOf, told } from './record.js';
import { type Transaction, transact } from './transaction.js';

/** Where keys are issued. */
export interface Issuer {
  readonly core: StoreCore;
  readonly macKey: Key;
  readonly env: ApiKeyEnv;
}

/** A key that is drawn, and not in the store yet. */
interface Drawn {
  readonly id: string;
  readonly key: string;
  readonly mac: Uint8Array;
}

function draw({ core, macKey, env }: Issuer): Drawn {
  const id = drawId();
  const key = drawKey(env, id);
  const message = messageOf(key);
  const mac = core.vault.mac(macKey, message);
  message.fill(0);
  return { id, key, mac };
}

/** Issues a key. */
export async function issueKey(issuer: Issuer, said: Said, now: number): Promise<IssuedApiKey> {
  const { core, env } = issuer;
  const { id, key, mac } = draw(issuer);
  const record: StoredRecord = { id, env, ...said, created: now };
  await transact(core, async (records) => {
    // It is there where the outcome of its own commit was lost.
    if ((await records.read(id)) === undefined) await records.add(record, mac);
  });
  return { id, key, record: told(record, now) };
}

/**
 * Replaces keys, all in one commit: each has a successor and ends after the overlap, or nothing is changed.
 *
 * @param skip whether to leave out keys that can't be replaced any more, in place of an error
 */
export async function rotateKeys(
  issuer: Issuer,
  ids: readonly string[],
  rotation: Rotation,
  now: number,
  skip: boolean,
): Promise<RotatedApiKey[]> {
  const drawn = ids.map((old) => ({ old, ...draw(issuer) }));
  return transact(issuer.core, async (records) => {
    const rotated: RotatedApiKey[] = [];
    for (const one of drawn) {
      const record = await replaced(records, issuer.env, one, rotation, now, skip);
      if (record !== undefined)
        rotated.push({ id: one.id, key: one.key, record: told(record, now), replaces: one.old });
    }
    return rotated;
  });
}

/** Replaces one key. @returns the record of its successor; undefined if it is left out */
async function replaced(
  records: Transaction,
  env: ApiKeyEnv,
  { old: id, id: next, mac }: Drawn & { readonly old: string },
  rotation: Rotation,
  now: number,
  skip: boolean,
): Promise<StoredRecord | undefined> {
  const made = await records.read(next);
  if (made !== undefined) return made;
  const old = await recordIn(records, env, id);
  const status = statusOf(old, now);
  if (status !== 'active') {
    if (skip) return undefined;
    const why = old.replacedBy === undefined ? `it is ${status}` : `it was replaced by ${old.replacedBy}`;
    throw new FedzkError('invalid-state', `The API key ${id} can't be rotated: ${why}.`);
  }
  const { owner, role, scopes, expiresAt } = old;
  const ends = now + rotation.overlapMs;
  // Whoever may rotate a key prolongs it only where that is said.
  const end = rotation.expiresAt ?? expiresAt;
  const lifetime = end === undefined ? {} : { expiresAt: end };
  const record: StoredRecord = { id: next, env, owner, role, scopes, created: now, ...lifetime };
  await records.add(record, mac);
  await records.replace({
    ...old,
    expiresAt: Math.min(ends, expiresAt ?? ends),
    replacedBy: next,
    ...(ends === now && { ended: true }),
  });
  return record;
}

/** Revokes a key. @returns its record */
export async function revokeKey({ core, env }: Issuer, id: string, now: number): Promise<StoredRecord> {
  return transact(core, async (records) => {
    const record = await recordIn(records, env, id);
    if (record.revokedAt !== undefined) return record;
    const revoked = { ...record, revokedAt: now };
    await records.replace(revoked);
    return revoked;
  });
}

/** Deletes a key's record. @returns what it was */
export async function deleteKey({ core, env }: Issuer, id: string): Promise<StoredRecord> {
  let deleted: StoredRecord | undefined;
  return transact(core, async (records) => {
    // It is gone where the outcome of its own commit was lost.
    if (deleted !== undefined && (await records.read(id)) === undefined) return deleted;
    deleted = await recordIn(records, env, id);
    await records.remove(id);
    return deleted;
  });
}

async function recordIn(records: Transaction, env: ApiKeyEnv, id: string): Promise<StoredRecord> {
  const record = await records.read(id);
  if (record !== undefined && record.env === env) return record;
  throw new FedzkError('not-found', `There is no API key ${id} here.`);
}
