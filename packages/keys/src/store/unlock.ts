// Unlockers, and the keys that they give to wrap the root key (FORMAT.md, "Slot").

import { asOptions, byteLength, describe, FedzkError, requireKnown } from '@fedzk/core';
import { utf8 } from '../format/bytes.js';
import { problemOf, type Slot, type SlotKind } from '../format/slot.js';
import { argon2id } from '../primitives/argon2id.js';
import type { Key, Vault } from '../vault.js';

/**
 * A key that stays where it is: in an HSM, a cloud's key service, a browser's CryptoKey. It wraps and unwraps the root
 * key, 32 bytes, in a way that nobody else can (AES-KW, or another authenticated one; never a public key).
 */
export interface KeyProvider {
  /** The name by which the store finds the slot, such as `pkcs11:object=kek`; 1 to 255 bytes of UTF-8. */
  readonly name: string;
  /** Wraps the root key, 32 bytes, to at most 1,024 bytes. */
  wrap(key: Uint8Array): Promise<Uint8Array>;
  /** Unwraps it. Rejects bytes that this key did not wrap, as far as it can tell. */
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
  /** Destroys the key, for `cryptoErase`. */
  destroy?(): Promise<void>;
}

/** The cost of a passphrase. Defaults: Argon2id with 64 MiB, 3 passes, 1 lane (RFC 9106 §4, second choice, one lane). */
export type Kdf =
  | 'argon2id'
  | 'pbkdf2'
  | { readonly name: 'argon2id'; readonly memoryKiB?: number; readonly passes?: number; readonly lanes?: number }
  | { readonly name: 'pbkdf2'; readonly iterations?: number };

/** What opens a store. There is no default. */
export type Unlock =
  | { readonly passphrase: string | Uint8Array; readonly kdf?: Kdf }
  | { readonly key: Uint8Array }
  | { readonly provider: KeyProvider };

const DEFAULTS = { memoryKiB: 65_536, passes: 3, lanes: 1, iterations: 600_000 };
const COSTS = { argon2id: ['name', 'memoryKiB', 'passes', 'lanes'], pbkdf2: ['name', 'iterations'] };
const LEAST_MEMORY_PASSES = 2 * 19_456;
const KEY_BYTES = 32;
const SALT_BYTES = 32;
const MOST_NAME_BYTES = 255;
const EXPECTED = '"unlock" expected { passphrase }, { key } or { provider }';

/** Describes the new slot for an unlocker. */
export function slotKindOf(unlock: Unlock): SlotKind {
  if ('key' in unlock) return { type: 'key' };
  if ('provider' in unlock) return { type: 'provider', name: unlock.provider.name };
  const { kdf = 'argon2id' } = unlock;
  const chosen = typeof kdf === 'string' ? ({ name: kdf } as const) : asOptions(kdf, 'kdf');
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const { memoryKiB, passes, lanes, iterations } = { ...DEFAULTS, ...chosen };
  if (chosen.name !== 'argon2id' && chosen.name !== 'pbkdf2') {
    throw new FedzkError('invalid-argument', `"kdf" expected argon2id or pbkdf2, got ${describe(kdf)}.`);
  }
  requireKnown(chosen, COSTS[chosen.name], 'kdf');
  const kind: SlotKind =
    chosen.name === 'argon2id'
      ? { type: 'argon2id', salt, memoryKiB, passes, lanes }
      : { type: 'pbkdf2', salt, iterations };
  // At least OWASP's minimum: 19 MiB and 2 passes, or the same product.
  if (kind.type === 'argon2id' && kind.memoryKiB * kind.passes < LEAST_MEMORY_PASSES) {
    throw new FedzkError(
      'invalid-argument',
      `"kdf" expected memoryKiB × passes from ${LEAST_MEMORY_PASSES}, got ${kind.memoryKiB} × ${kind.passes}: too cheap to guess.`,
    );
  }
  const whole = [memoryKiB, passes, lanes, iterations].every(Number.isSafeInteger);
  const problem = whole ? problemOf(kind) : 'a parameter is no integer';
  if (problem !== undefined) throw new FedzkError('invalid-argument', `"kdf" is out of range: ${problem}.`);
  return kind;
}

/** Tells whether a slot is for an unlocker of this kind. */
export function fitsSlot(unlock: Unlock, slot: SlotKind): boolean {
  if ('key' in unlock) return slot.type === 'key';
  if ('provider' in unlock) return slot.type === 'provider' && slot.name === unlock.provider.name;
  return slot.type === 'argon2id' || slot.type === 'pbkdf2';
}

/** Derives the key that wraps the root key in a slot of a passphrase or a key. */
export function keyOf(vault: Vault, unlock: Unlock, slot: SlotKind): Key {
  if ('key' in unlock) return vault.importKey(unlock.key);
  const passphrase = passphraseOf(unlock);
  try {
    if (slot.type === 'pbkdf2') return vault.pbkdf2(passphrase, slot.salt, slot.iterations);
    if (slot.type !== 'argon2id') throw new TypeError(`keyOf: ${slot.type} has no key here`);
    const { salt, memoryKiB, passes, lanes: parallelism } = slot;
    const key = argon2id(passphrase, { salt, memoryKiB, passes, parallelism, length: KEY_BYTES });
    try {
      return vault.importKey(key);
    } finally {
      key.fill(0);
    }
  } finally {
    passphrase.fill(0);
  }
}

/** Copies a passphrase; the caller wipes it. */
function passphraseOf(unlock: Unlock): Uint8Array {
  if (!('passphrase' in unlock)) throw new TypeError('passphraseOf: another kind of unlock');
  const { passphrase } = unlock;
  return typeof passphrase === 'string' ? utf8(passphrase.normalize('NFC')) : new Uint8Array(passphrase);
}

/**
 * Checks an unlocker, and copies its fields.
 *
 * @throws {FedzkError} `invalid-argument`
 */
export function checkUnlock(unlocker: Unlock): Unlock {
  if (typeof unlocker !== 'object' || unlocker === null) {
    // A string may be the passphrase.
    const got = typeof unlocker === 'string' ? 'a string' : describe(unlocker);
    throw new FedzkError('invalid-argument', `${EXPECTED}, got ${got}.`);
  }
  const unlock = asOptions(unlocker, 'unlock');
  const kinds = ['passphrase', 'key', 'provider'].filter((kind) => kind in unlock);
  if (kinds.length !== 1) throw new FedzkError('invalid-argument', `${EXPECTED}, one of them.`);
  requireKnown(unlock, 'passphrase' in unlock ? ['passphrase', 'kdf'] : kinds, 'unlock');
  if ('passphrase' in unlock) checkPassphrase(unlock.passphrase);
  else if ('key' in unlock) checkKey(unlock.key);
  else checkProvider(unlock.provider);
  return unlock;
}

function checkPassphrase(passphrase: unknown): void {
  const length = typeof passphrase === 'string' ? passphrase.length : (byteLength(passphrase) ?? 0);
  if (length === 0) {
    throw new FedzkError('invalid-argument', '"passphrase" expected a string or a Uint8Array that is not empty.');
  }
}

function checkKey(key: unknown): void {
  if (byteLength(key) !== KEY_BYTES) {
    throw new FedzkError('invalid-argument', `"key" expected a Uint8Array of ${KEY_BYTES} random bytes.`);
  }
}

function checkProvider(provider: unknown): void {
  const { name, wrap, unwrap } = (provider ?? {}) as Partial<Record<keyof KeyProvider, unknown>>;
  const named = typeof name === 'string' && name !== '' && utf8(name).length <= MOST_NAME_BYTES;
  if (!named || typeof wrap !== 'function' || typeof unwrap !== 'function') {
    throw new FedzkError('invalid-argument', '"provider" expected a KeyProvider: a name, wrap and unwrap.');
  }
}

/** A slot without its wrapped key. */
export interface SlotInfo {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly type: Slot['type'];
  /** Of a passphrase. */
  readonly cost?: string;
  /** Of a provider. */
  readonly provider?: string;
}
