// Keys in the module's memory, by their handles, and what the key store does with them. The bytes of a key come here
// from a user or a KDF, and leave by `exportKey` alone.

import { FedzkError } from '@fedzk/core';
import {
  secretBytes,
  secretDerive,
  secretDeriveBytes,
  secretFree,
  secretHmac,
  secretHmacVerify,
  secretJoin,
  secretLength,
  secretNew,
  secretOpen,
  secretOpenBytes,
  secretOpenPayload,
  secretPart,
  secretPbkdf2,
  secretReseal,
  secretSeal,
  secretSealBytes,
  secretSealPayload,
  sha256,
} from '../wasm/fedzk_keys.js';
import { type Bytes, packing } from './packing.js';

/** A key's handle. */
export type Key = number & { readonly __key: never };

const KEY_BYTES = 32;
const RANDOM_BYTES = 32;
const HASH_BYTES = 32;
/** Salt, commitment, tag. */
export const SEAL_BYTES = 80;
const SEAL_HEAD_BYTES = 64;
const OK = 0;
/** What a call that makes a key answers in place of a handle (rust/wasm-keys/src/state.rs). */
const REFUSED = 0;
const FULL = 0xffff_ffff;
const MISUSE = 0xffff_fffe;

/** Where a message is sealed: the key and what it is bound to. */
export interface Place {
  readonly key: Key;
  readonly context: Uint8Array;
}

/**
 * Frees the keys of vaults and owners that were collected as garbage. It keeps neither them nor the process alive. A
 * runtime without it, such as workerd before 2025-05-05, frees them by `free` and `close` alone.
 */
const dropped =
  typeof FinalizationRegistry === 'undefined' ? undefined : new FinalizationRegistry<() => void>((free) => free());

/** The keys of one store. Those of a vault that is dropped are freed some time after. */
export class Vault {
  readonly #keys = new Set<Key>();
  #closed = false;

  constructor() {
    const keys = this.#keys; // a closure over `this` would keep the vault from becoming garbage
    dropped?.register(this, () => freeAll(keys), this);
  }

  /** Frees keys some time after an object, which must not be reachable from them, was collected as garbage. */
  freeWith(owner: object, ...owned: readonly Key[]): void {
    const keys = this.#keys;
    const free = (): void => {
      for (const key of owned) freeOf(keys, key);
    };
    dropped?.register(owner, free, owner);
  }

  /** Frees keys now that `freeWith` tied to their owner. */
  freeOwned(owner: object, ...owned: readonly Key[]): void {
    dropped?.unregister(owner);
    for (const key of owned) this.free(key);
  }

  /** Copies a key in. */
  importKey(bytes: Uint8Array): Key {
    return this.#keep(
      packing(bytes.length, (buffer) => {
        buffer.put(bytes);
        return secretNew(bytes.length);
      }),
    );
  }

  /** 32 bytes of the platform's generator, drawn into the module's memory. */
  randomKey(): Key {
    return this.#keep(
      packing(KEY_BYTES, (buffer) => {
        buffer.random(KEY_BYTES);
        return secretNew(KEY_BYTES);
      }),
    );
  }

  /** Random bytes that are no secret. */
  randomBytes(length: number): Bytes {
    return packing(length, (buffer) => {
      buffer.random(length);
      return buffer.take(0, length);
    });
  }

  /** PBKDF2-HMAC-SHA256 of a passphrase. */
  pbkdf2(passphrase: Uint8Array, salt: Uint8Array, iterations: number): Key {
    return this.#keep(
      packing(passphrase.length + salt.length, (buffer) => {
        buffer.put(passphrase);
        buffer.put(salt);
        return secretPbkdf2(passphrase.length, salt.length, iterations);
      }),
    );
  }

  /** HKDF-SHA256 to another key of 32 bytes. */
  deriveKey(key: Key, salt: Uint8Array, info: Uint8Array): Key {
    return this.#keep(
      packing(salt.length + info.length, (buffer) => {
        buffer.put(salt);
        buffer.put(info);
        return secretDerive(key, salt.length, info.length);
      }),
    );
  }

  /** HKDF-SHA256 to bytes that are no secret. */
  derive(key: Key, salt: Uint8Array, info: Uint8Array, length: number): Bytes {
    return packing(Math.max(salt.length + info.length, length), (buffer) => {
      buffer.put(salt);
      buffer.put(info);
      requireOk(secretDeriveBytes(key, salt.length, info.length, length));
      return buffer.take(0, length);
    });
  }

  /** HMAC-SHA256. */
  mac(key: Key, message: Uint8Array): Bytes {
    return packing(message.length + HASH_BYTES, (buffer) => {
      buffer.put(message);
      requireOk(secretHmac(key, message.length));
      return buffer.take(message.length, HASH_BYTES);
    });
  }

  /** Whether it is the HMAC-SHA256 of a message, in constant time. */
  verifyMac(key: Key, message: Uint8Array, mac: Uint8Array): boolean {
    if (mac.length !== HASH_BYTES) return false;
    return packing(message.length + HASH_BYTES, (buffer) => {
      buffer.put(message);
      buffer.put(mac);
      return secretHmacVerify(key, message.length) === OK;
    });
  }

  /** SHA-256 of what is no secret. */
  sha256(message: Uint8Array): Bytes {
    return packing(message.length + HASH_BYTES, (buffer) => {
      buffer.put(message);
      requireOk(sha256(message.length));
      return buffer.take(message.length, HASH_BYTES);
    });
  }

  /** Seals one key under another. */
  sealKey(key: Key, context: Uint8Array, inner: Key): Bytes {
    const sealed = this.lengthOf(inner) + SEAL_BYTES;
    return packing(RANDOM_BYTES + context.length + sealed, (buffer) => {
      buffer.random(RANDOM_BYTES);
      buffer.put(context);
      requireOk(secretSeal(key, inner, context.length));
      return buffer.take(RANDOM_BYTES + context.length, sealed);
    });
  }

  /** Opens a key; undefined where it isn't authentic. */
  openKey(key: Key, context: Uint8Array, sealed: Uint8Array): Key | undefined {
    this.#requireLive(key);
    const handle = packing(context.length + sealed.length, (buffer) => {
      buffer.put(context);
      buffer.put(sealed);
      return secretOpen(key, context.length, sealed.length);
    });
    return handle === REFUSED ? undefined : this.#keep(handle);
  }

  /** Seals bytes. */
  seal(key: Key, context: Uint8Array, plaintext: Uint8Array): Bytes {
    const at = RANDOM_BYTES + context.length + plaintext.length;
    const sealed = plaintext.length + SEAL_BYTES;
    return packing(at + sealed, (buffer) => {
      buffer.random(RANDOM_BYTES);
      buffer.put(context);
      buffer.put(plaintext);
      requireOk(secretSealBytes(key, context.length, plaintext.length));
      return buffer.take(at, sealed);
    });
  }

  /** Opens bytes; undefined where they aren't authentic. */
  open(key: Key, context: Uint8Array, sealed: Uint8Array): Bytes | undefined {
    this.#requireLive(key);
    if (sealed.length < SEAL_BYTES) return undefined;
    return packing(context.length + sealed.length, (buffer) => {
      buffer.put(context);
      buffer.put(sealed);
      if (secretOpenBytes(key, context.length, sealed.length) !== OK) return undefined;
      return buffer.takeSecret(context.length + SEAL_HEAD_BYTES, sealed.length - SEAL_BYTES);
    });
  }

  /** Seals the length of metadata, the metadata and a key. */
  sealPayload(key: Key, context: Uint8Array, metadata: Uint8Array, secret: Key): Bytes {
    const at = RANDOM_BYTES + context.length + metadata.length;
    const sealed = 4 + metadata.length + this.lengthOf(secret) + SEAL_BYTES;
    return packing(at + sealed, (buffer) => {
      buffer.random(RANDOM_BYTES);
      buffer.put(context);
      buffer.put(metadata);
      requireOk(secretSealPayload(key, secret, context.length, metadata.length));
      return buffer.take(at, sealed);
    });
  }

  /** Opens what `sealPayload` gave: the key stays in the module. */
  openPayload(
    key: Key,
    context: Uint8Array,
    sealed: Uint8Array,
  ): { readonly metadata: Uint8Array; readonly secret: Key } | undefined {
    this.#requireLive(key);
    return packing(context.length + sealed.length, (buffer) => {
      buffer.put(context);
      buffer.put(sealed);
      const handle = secretOpenPayload(key, context.length, sealed.length);
      if (handle === REFUSED) return undefined;
      const secret = this.#keep(handle);
      const at = context.length + SEAL_HEAD_BYTES;
      const length = new DataView(buffer.take(at, 4).buffer).getUint32(0);
      return { metadata: buffer.takeSecret(at + 4, length), secret };
    });
  }

  /** What is sealed, under another key and context; it is not looked at. Undefined where it isn't authentic. */
  rewrap(from: Place, to: Place, sealed: Uint8Array): Bytes | undefined {
    this.#requireLive(from.key);
    this.#requireLive(to.key);
    const at = RANDOM_BYTES + from.context.length + to.context.length;
    return packing(at + sealed.length, (buffer) => {
      buffer.random(RANDOM_BYTES);
      buffer.put(from.context);
      buffer.put(to.context);
      buffer.put(sealed);
      const status = secretReseal(from.key, to.key, from.context.length, to.context.length, sealed.length);
      return status === OK ? buffer.take(at, sealed.length) : undefined;
    });
  }

  /** A part of a key's bytes, as a key of its own. */
  part(key: Key, at: number, length: number): Key {
    return this.#keep(secretPart(key, at, length));
  }

  /** A key of the bytes of two, one after the other. */
  join(first: Key, second: Key): Key {
    return this.#keep(secretJoin(first, second));
  }

  lengthOf(key: Key): number {
    return secretLength(key);
  }

  /** How many keys it has. */
  get size(): number {
    return this.#keys.size;
  }

  has(key: Key): boolean {
    return this.#keys.has(key);
  }

  /** A key's bytes, which are the caller's to wipe. */
  exportKey(key: Key): Bytes {
    const length = this.lengthOf(key);
    return packing(length, (buffer) => {
      requireOk(secretBytes(key));
      return buffer.takeSecret(0, length);
    });
  }

  /** Wipes a key. */
  free(key: Key): void {
    freeOf(this.#keys, key);
  }

  /** Wipes all keys, and those that come later at once. */
  close(): void {
    this.#closed = true;
    freeAll(this.#keys);
  }

  #keep(handle: number): Key {
    if (handle === FULL) throw full();
    if (handle === MISUSE || handle === REFUSED) throw wiped();
    if (this.#closed) {
      secretFree(handle);
      throw wiped();
    }
    this.#keys.add(handle as Key);
    return handle as Key;
  }

  /** What the module says of a key that is no more and of what isn't authentic is the same: nothing opens. */
  #requireLive(key: Key): void {
    if (!this.#keys.has(key)) throw wiped();
  }
}

function freeOf(keys: Set<Key>, key: Key): void {
  if (keys.delete(key)) secretFree(key);
}

function freeAll(keys: Set<Key>): void {
  for (const key of keys) freeOf(keys, key);
}

function requireOk(status: number): void {
  if (status !== OK) throw wiped();
}

function wiped(): FedzkError {
  return new FedzkError('disposed', 'A key was used after it was wiped; open the store again.');
}

/** No fault of what is stored: a caller must not take it for one. */
function full(): FedzkError {
  return new FedzkError(
    'invalid-state',
    'The module holds as many keys as it can, a million: dispose of handles, or lock stores, that are no longer used.',
  );
}
