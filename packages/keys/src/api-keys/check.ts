// Checks a presented key against what is known of keys; the store and the reader of a snapshot both do it here.

import type { Key, Vault } from '../vault.js';
import { type ApiKeyEnv, messageOf, readKey } from './key-text.js';
import { refusalOf, type StoredRecord } from './record.js';

/** Why a key is refused. It is for logs and must not reach the presenter. */
export type ApiKeyRefusal = 'malformed' | 'checksum' | 'unknown' | 'revoked' | 'expired';

/** The answer to a presented key. */
export type ApiKeyValidation =
  | {
      readonly valid: true;
      readonly id: string;
      readonly owner: string;
      readonly role: string;
      readonly scopes: readonly string[];
    }
  | { readonly valid: false; readonly reason: ApiKeyRefusal };

/** A key that was issued: its record and its HMAC. */
export interface Known {
  readonly record: StoredRecord;
  /** 32 bytes. */
  readonly mac: Uint8Array;
}

/** What checking needs. */
export interface Checking {
  readonly vault: Vault;
  /** The key of all HMACs. */
  readonly macKey: Key;
  readonly env: ApiKeyEnv;
  find(id: string): Known | undefined;
}

/** A record whose key was presented, or why there is none. `of` is the known key that was refused. */
export type Checked =
  | { readonly valid: true; readonly record: StoredRecord }
  | { readonly valid: false; readonly reason: ApiKeyRefusal; readonly of: StoredRecord | undefined };

/** Compared with where the id is unknown, so that this takes as long. No secret has it as its HMAC but by a chance of 2^-256. */
const NO_MAC = new Uint8Array(32);

/** Checks what was presented; never throws on account of it. */
export function checkKey({ vault, macKey, env, find }: Checking, presented: unknown, now: number): Checked {
  const read = readKey(presented);
  if (typeof read === 'string') return refused(read);
  const known = read.env === env ? find(read.id) : undefined;
  const message = messageOf(presented as string);
  const matches = vault.verifyMac(macKey, message, known?.mac ?? NO_MAC);
  message.fill(0);
  if (known === undefined || !matches) return refused('unknown');
  const reason = refusalOf(known.record, now);
  return reason !== undefined ? refused(reason, known.record) : { valid: true, record: known.record };
}

function refused(reason: ApiKeyRefusal, of?: StoredRecord): Checked {
  return { valid: false, reason, of };
}

/** Returns the answer for callers. */
export function answerOf(checked: Checked): ApiKeyValidation {
  if (!checked.valid) return { valid: false, reason: checked.reason };
  const { id, owner, role, scopes } = checked.record;
  return { valid: true, id, owner, role, scopes: [...scopes] };
}
