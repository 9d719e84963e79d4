// Holds keys in the module's memory, by handles, with the operations of the key store. A key's bytes
// come from a user or a KDF, and leave only by `exportKey`.

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
  secretPublicKey,
  secretReseal,
  secretSeal,
  secretSealBytes,
  secretSealPayload,
  secretSign,
  secretSignVerify,
  sha256,
} from '../wasm/fedzk_keys.js';
import { type Bytes, packing } from './packing.js';

/** A key's handle. */
export type Key = number & { readonly __key: never };

const KEY_BYTES = 32;
const RANDOM_BYTES = 32;
const HASH_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** Bytes that sealing adds: salt, commitment, tag. */
export const SEAL_BYTES = 80;
const SEAL_HEAD_BYTES = 64;
const OK = 0;
/** The module's answers in place of a handle (rust/wasm-keys/src/state.rs). */
const REFUSED = 0;
const FULL = 0xffff_ffff;
const MISUSE = 0xffff_fffe;

/** The key of a sealed message, and the context that it is bound to. */
export interface Place {
  readonly key: Key;
  readonly context: Uint8Array;
}

/**
 * Frees the keys of vaults and owners that were collected as garbage. It keeps neither them nor the
 * process alive. Runtimes without it, such as workerd before 2025-05-05, free keys only by `free` and
 * `close`.
 */
const dropped =
  typeof FinalizationRegistry === 'undefined' ? undefined : new FinalizationRegistry<() => void>((free) => free());

/** The keys of one store. If a vault is dropped, its keys are freed some time after. */
export class Vault {
  readonly #keys = new Set<Key>();
  #closed = false;

  constructor() {
    const keys = this.#keys; // a closure over `this` would keep the vault from becoming garbage
    dropped?.register(this, () => freeAll(keys), this);
  }

  /** Frees keys some time after their owner was collected as garbage. */
  freeWith(owner: object, ...owned: readonly Key[]): void {
    const keys = this.#keys;
    const free = (): void => {
      for (const key of owned) freeOf(keys, key);
    };
    dropped?.register(owner, free, owner);
  }

  /** Frees the keys of `freeWith` now. */
  freeOwned(owner: object, ...owned: readonly Key[]): void {
    dropped?.unregister(owner);
    for (const key of owned) this.free(key);
  }

  /** Copies a key into the module. */
  importKey(bytes: Uint8Array): Key {
    return this.#keep(
      packing(bytes.length, (buffer) => {
        buffer.put(bytes);
        return secretNew(bytes.length);
      }),
    );
  }

  /** Draws a random key of 32 bytes into the module's memory. */
  randomKey(): Key {
    return this.#keep(
      packing(KEY_BYTES, (buffer) => {
        buffer.random(KEY_BYTES);
        return secretNew(KEY_BYTES);
      }),
    );
  }

  /** Draws random bytes that are not secret. */
  randomBytes(length: number): Bytes {
    return packing(length, (buffer) => {
      buffer.random(length);
      return buffer.take(0, length);
    });
  }

  /** Derives a key of 32 bytes from a passphrase by PBKDF2-HMAC-SHA256. */
  pbkdf2(passphrase: Uint8Array, salt: Uint8Array, iterations: number): Key {
    return this.#keep(
      packing(passphrase.length + salt.length, (buffer) => {
        buffer.put(passphrase);
        buffer.put(salt);
        return secretPbkdf2(passphrase.length, salt.length, iterations);
      }),
    );
  }

  /** Derives another key of 32 bytes by HKDF-SHA256. */
  deriveKey(key: Key, salt: Uint8Array, info: Uint8Array): Key {
    return this.#keep(
      packing(salt.length + info.length, (buffer) => {
        buffer.put(salt);
        buffer.put(info);
        return secretDerive(key, salt.length, info.length);
      }),
    );
  }

  /** Derives bytes that are not secret by HKDF-SHA256. */
  derive(key: Key, salt: Uint8Array, info: Uint8Array, length: number): Bytes {
    return packing(Math.max(salt.length + info.length, length), (buffer) => {
      buffer.put(salt);
      buffer.put(info);
      requireOk(secretDeriveBytes(key, salt.length, info.length, length));
      return buffer.take(0, length);
    });
  }

  /** Computes HMAC-SHA256, 32 bytes. The message may be secret. */
  mac(key: Key, message: Uint8Array): Bytes {
    return packing(message.length + HASH_BYTES, (buffer) => {
      buffer.put(message);
      requireOk(secretHmac(key, message.length));
      return buffer.takeSecret(message.length, HASH_BYTES);
    });
  }

  /** Checks an HMAC-SHA256 of a message in constant time. The message may be secret. */
  verifyMac(key: Key, message: Uint8Array, mac: Uint8Array): boolean {
    if (mac.length !== HASH_BYTES) return false;
    return packing(message.length + HASH_BYTES, (buffer) => {
      buffer.put(message);
      buffer.put(mac);
      const status = secretHmacVerify(key, message.length);
      buffer.wipe(message.length);
      return status === OK;
    });
  }

  /** Computes an Ed25519 key's public key, 32 bytes. */
  publicKey(key: Key): Bytes {
    return packing(KEY_BYTES, (buffer) => {
      requireOk(secretPublicKey(key));
      return buffer.take(0, KEY_BYTES);
    });
  }

  /** Signs with an Ed25519 key, 64 bytes. The message may be secret. */
  sign(key: Key, message: Uint8Array): Bytes {
    return packing(message.length + SIGNATURE_BYTES, (buffer) => {
      buffer.put(message);
      requireOk(secretSign(key, message.length));
      return buffer.takeSecret(message.length, SIGNATURE_BYTES);
    });
  }

  /** Checks an Ed25519 key's signature of a message. The message may be secret. */
  verifySignature(key: Key, message: Uint8Array, signature: Uint8Array): boolean {
    if (signature.length !== SIGNATURE_BYTES) return false;
    return packing(message.length + SIGNATURE_BYTES, (buffer) => {
      buffer.put(message);
      buffer.put(signature);
      const status = secretSignVerify(key, message.length);
      buffer.wipe(message.length);
      return status === OK;
    });
  }

  /** Computes SHA-256 of bytes that are not secret, 32 bytes. */
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

  /** Opens a sealed key; undefined if it isn't authentic. */
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

  /** Opens sealed bytes; undefined if they aren't authentic. */
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

  /** Opens a result of `sealPayload`. The key stays in the module. */
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

  /** Seals sealed bytes under another key and context, inside the module; undefined if they aren't authentic. */
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

  /** Copies a part of a key's bytes as a key of its own. */
  part(key: Key, at: number, length: number): Key {
    return this.#keep(secretPart(key, at, length));
  }

  /** Joins the bytes of two keys as a new key. */
  join(first: Key, second: Key): Key {
    return this.#keep(secretJoin(first, second));
  }

  lengthOf(key: Key): number {
    return secretLength(key);
  }

  /** The number of keys. */
  get size(): number {
    return this.#keys.size;
  }

  has(key: Key): boolean {
    return this.#keys.has(key);
  }

  /** Copies a key's bytes out of the module. The caller wipes them. */
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

  /** Wipes all keys. Keys that are made later are wiped at once. */
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

  /** Refuses a wiped key: the module's answer for one is the same as for bytes that aren't authentic. */
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

/** The error for a full module. It must not be taken for damage of the store. */
function full(): FedzkError {
  return new FedzkError(
    'invalid-state',
    'The module holds as many keys as it can, a million: dispose of handles or lock stores that are no longer used.',
  );
}
