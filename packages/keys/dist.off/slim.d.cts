/// <reference lib="esnext.disposable" />
export { FedzkError, FedzkErrorCode, swizzlesRelaxed } from '@fedzk/core';
export { A as Anchor, a as AnchorValue, B as BackupReceipt, b as BackupSource, c as BackupTarget, D as DeletionReceipt, F as Freshness, G as GetOptions, K as KeyHandle, d as KeyInfo, e as KeyKind, f as KeyStoreBackend, g as KeyStoreOptions, h as KeyVersion, L as ListFilter, N as NewKey, i as NewKeyOptions, P as PutOptions, R as RestoreOptions, j as RewrapOptions, k as RewrapProgress, S as StoreProblem, l as StoreReceipt, m as StoreReport, n as StoredHead, o as StoredObject, U as UpdateOptions } from './options-r7Deo-1A.cjs';
export { Backend, Kdf, KeyProvider, KeyStore, SlotInfo, Unlock, backend, memoryBackend, open, seal } from './index.cjs';
export { Aead, Argon2Options, Committing, HkdfOptions, KeyWrap, Pbkdf2Options, aesGcm, aesGcmSiv, aesKw, aesKwp, argon2id, committing, hkdf, hmac, pbkdf2, xaes256Gcm } from './primitives.cjs';

/**
 * Instantiates the module for programs that carry `@fedzk/keys/core.wasm` themselves, or `core.relaxed.wasm`, which is the
 * faster where {@link swizzlesRelaxed} says so and refused elsewhere. Call it once, before anything else of this entry.
 *
 * @param source the module, compiled or as bytes
 * @param argon2 `@fedzk/keys/argon2.wasm`, the same, for programs that call `argon2id`
 * @throws {FedzkError} `wasm`, when the module is refused or its self-test fails
 */
declare function initSync(source: WebAssembly.Module | BufferSource, argon2?: WebAssembly.Module | BufferSource): void;
/**
 * {@link initSync}, for modules that are still on their way.
 *
 * @param source what `fetch` gives
 * @param argon2 the same
 * @throws {FedzkError} `wasm`, when a response is not OK or holds something else, the module is refused or its
 *   self-test fails; `invalid-argument`, when it is no response
 *
 * @example
 * ```ts
 * await init(fetch(swizzlesRelaxed() ? '/core.relaxed.wasm' : '/core.wasm'), fetch('/argon2.wasm'));
 * ```
 */
declare function init(source: Response | PromiseLike<Response>, argon2?: Response | PromiseLike<Response>): Promise<void>;

export { init, initSync };
