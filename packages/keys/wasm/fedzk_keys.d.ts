/* tslint:disable */
/* eslint-disable */

/**
 * Decrypts in place. In: nonce | aad | ciphertext | tag 16. Out: nonce | aad | plaintext; the caller reads and wipes
 * it. If it is refused, the buffer is unchanged.
 */
export function aeadOpen(key: number, aad: number, data: number): number;

/**
 * Encrypts in place. In: nonce | aad | plaintext. Out: nonce | aad | ciphertext | tag 16.
 */
export function aeadSeal(key: number, aad: number, data: number): number;

/**
 * Returns the name of this build.
 */
export function backend(): string;

/**
 * Returns the buffer's address, and grows it to at least this number of bytes. Returns 0 if there is not enough
 * memory. When it grows, its old content is wiped, and JavaScript must make its views of memory anew.
 */
export function buffer(bytes: number): number;

/**
 * Opens in place. In: key, wiped | context | sealed `data` + 80. Out: key | context | 64 bytes | plaintext `data`; the
 * caller reads and wipes it. If it is refused, everything but the key is unchanged.
 */
export function commitOpen(key: number, context: number, data: number): number;

/**
 * Seals in place. In: key, wiped | context | random 32 | room for 32 | plaintext `data` | room for 16. Out: key |
 * context | sealed `data` + 80.
 */
export function commitSeal(key: number, context: number, data: number): number;

/**
 * Makes a key of AES-256-GCM, with nonces of 12 bytes. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
 */
export function gcmNew(): number;

/**
 * Makes a key of AES-256-GCM-SIV, with nonces of 12 bytes. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
 */
export function gcmSivNew(): number;

/**
 * Computes HKDF-SHA256. In: key, wiped | salt | info. Out, behind them: `out` bytes, at most 255·32; the caller reads
 * and wipes them.
 */
export function hkdf(key: number, salt: number, info: number, out: number): number;

/**
 * Computes HMAC-SHA256. In: message, wiped. Out, behind it: code 32.
 */
export function hmac(key: number, message: number): number;

/**
 * Makes a key of HMAC-SHA256. In: key, wiped. Returns a handle, or 0.
 */
export function hmacNew(key: number): number;

/**
 * Makes a key-encryption key. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
 */
export function kekNew(): number;

/**
 * Wipes a key and ends its handle.
 */
export function keyFree(handle: number): number;

/**
 * Unwraps by AES-KW. In: wrapped `length`. Out, behind it: key `length` − 8; the caller reads and wipes it.
 */
export function kwUnwrap(kek: number, length: number): number;

/**
 * Wraps by AES-KW. In: key `length`, wiped; a multiple of 8, at least 16. Out, behind it: wrapped `length` + 8.
 */
export function kwWrap(kek: number, length: number): number;

/**
 * Unwraps by AES-KWP. In: wrapped `length`. Out, behind it: the key and zeros, `length` − 8 in all; the caller reads
 * and wipes them. Returns the key's length or, negative, a status.
 */
export function kwpUnwrap(kek: number, length: number): number;

/**
 * Wraps by AES-KWP. In: key `length`, wiped; not 0. Out, behind it: wrapped, `length` rounded up to a multiple of 8,
 * plus 8.
 */
export function kwpWrap(kek: number, length: number): number;

/**
 * Computes PBKDF2-HMAC-SHA256. In: password, wiped | salt. Out, behind them: `out` bytes; the caller reads and wipes
 * them.
 */
export function pbkdf2(password: number, salt: number, iterations: number, out: number): number;

/**
 * Returns the address of [`RANDOM_BYTES`] bytes that JavaScript fills with random bytes and hands out.
 */
export function randomPool(): number;

/**
 * Writes a secret's bytes. Out: the bytes.
 */
export function secretBytes(key: number): number;

/**
 * Derives a secret of 32 bytes by HKDF-SHA256. In: salt | info. Returns a handle.
 */
export function secretDerive(key: number, salt: number, info: number): number;

/**
 * Derives public bytes by HKDF-SHA256. In: salt | info. Out: `length` bytes, at the start.
 */
export function secretDeriveBytes(key: number, salt: number, info: number, length: number): number;

/**
 * Wipes a secret and ends its handle.
 */
export function secretFree(key: number): number;

/**
 * Computes HMAC-SHA256. In: message. Out: message | MAC 32.
 */
export function secretHmac(key: number, message: number): number;

/**
 * Checks an HMAC-SHA256. In: message | MAC 32.
 */
export function secretHmacVerify(key: number, message: number): number;

/**
 * Joins two secrets. Returns a handle.
 */
export function secretJoin(first: number, second: number): number;

/**
 * Returns a secret's length in bytes, 0 for an unknown handle.
 */
export function secretLength(key: number): number;

/**
 * Keeps a secret. In: bytes (wiped). Returns a handle.
 */
export function secretNew(length: number): number;

/**
 * Opens a secret. In: context | sealed (wiped). Returns a handle, or `REFUSED` if it is not authentic.
 */
export function secretOpen(key: number, context: number, sealed: number): number;

/**
 * Opens bytes. In: context | sealed. Out: context | salt and commitment 64 | plaintext | tag, for the caller to wipe.
 */
export function secretOpenBytes(key: number, context: number, sealed: number): number;

/**
 * Opens metadata and a secret. In: context | sealed. Out: context | salt and commitment 64 | length of metadata u32 |
 * metadata, for the caller to wipe. Returns the secret's handle, or `REFUSED` if it is not authentic.
 */
export function secretOpenPayload(key: number, context: number, sealed: number): number;

/**
 * Keeps a part of a secret: `length` bytes from `at` on. Returns a handle.
 */
export function secretPart(key: number, at: number, length: number): number;

/**
 * Derives a secret of 32 bytes by PBKDF2-HMAC-SHA256. In: passphrase (wiped) | salt. Returns a handle.
 */
export function secretPbkdf2(passphrase: number, salt: number, iterations: number): number;

/**
 * Computes an Ed25519 key's public key. Out: 32 bytes. Misuse if the key has another length.
 */
export function secretPublicKey(key: number): number;

/**
 * Seals what one key sealed under another, for another context. In: random 32 | context before | context after |
 * sealed. Out: the same, with the new seal.
 */
export function secretReseal(from: number, to: number, before: number, after: number, sealed: number): number;

/**
 * Seals a secret under another. In: random 32 | context. Out: random | context | sealed.
 */
export function secretSeal(key: number, inner: number, context: number): number;

/**
 * Seals bytes. In: random 32 | context | plaintext (wiped). Out: random | context | plaintext | sealed.
 */
export function secretSealBytes(key: number, context: number, plaintext: number): number;

/**
 * Seals metadata and a secret. In: random 32 | context | metadata (wiped). Out: random | context | metadata | sealed.
 */
export function secretSealPayload(key: number, secret: number, context: number, metadata: number): number;

/**
 * Signs with an Ed25519 key. In: message. Out: message | signature 64.
 */
export function secretSign(key: number, message: number): number;

/**
 * Checks a signature by an Ed25519 key. In: message | signature 64.
 */
export function secretSignVerify(key: number, message: number): number;

/**
 * Checks that this module computes correctly on this machine: test case 14 of "The Galois/Counter Mode of Operation"
 * (McGrew, Viega).
 */
export function selfTest(): boolean;

/**
 * Computes SHA-256. In: message, wiped. Out, behind it: digest 32.
 */
export function sha256(message: number): number;

/**
 * Wipes this number of bytes of the buffer, after their reading, and the stack: values that were moved leave their
 * bytes behind.
 */
export function wipe(bytes: number): void;

/**
 * Makes a key of XAES-256-GCM, with nonces of 24 bytes. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
 */
export function xaesNew(): number;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly aeadOpen: (a: number, b: number, c: number) => number;
    readonly aeadSeal: (a: number, b: number, c: number) => number;
    readonly backend: () => [number, number];
    readonly buffer: (a: number) => number;
    readonly commitOpen: (a: number, b: number, c: number) => number;
    readonly commitSeal: (a: number, b: number, c: number) => number;
    readonly gcmNew: () => number;
    readonly gcmSivNew: () => number;
    readonly hkdf: (a: number, b: number, c: number, d: number) => number;
    readonly hmac: (a: number, b: number) => number;
    readonly hmacNew: (a: number) => number;
    readonly kekNew: () => number;
    readonly keyFree: (a: number) => number;
    readonly kwUnwrap: (a: number, b: number) => number;
    readonly kwWrap: (a: number, b: number) => number;
    readonly kwpUnwrap: (a: number, b: number) => number;
    readonly kwpWrap: (a: number, b: number) => number;
    readonly pbkdf2: (a: number, b: number, c: number, d: number) => number;
    readonly randomPool: () => number;
    readonly secretBytes: (a: number) => number;
    readonly secretDerive: (a: number, b: number, c: number) => number;
    readonly secretDeriveBytes: (a: number, b: number, c: number, d: number) => number;
    readonly secretFree: (a: number) => number;
    readonly secretHmac: (a: number, b: number) => number;
    readonly secretHmacVerify: (a: number, b: number) => number;
    readonly secretJoin: (a: number, b: number) => number;
    readonly secretLength: (a: number) => number;
    readonly secretNew: (a: number) => number;
    readonly secretOpen: (a: number, b: number, c: number) => number;
    readonly secretOpenBytes: (a: number, b: number, c: number) => number;
    readonly secretOpenPayload: (a: number, b: number, c: number) => number;
    readonly secretPart: (a: number, b: number, c: number) => number;
    readonly secretPbkdf2: (a: number, b: number, c: number) => number;
    readonly secretPublicKey: (a: number) => number;
    readonly secretReseal: (a: number, b: number, c: number, d: number, e: number) => number;
    readonly secretSeal: (a: number, b: number, c: number) => number;
    readonly secretSealBytes: (a: number, b: number, c: number) => number;
    readonly secretSealPayload: (a: number, b: number, c: number, d: number) => number;
    readonly secretSign: (a: number, b: number) => number;
    readonly secretSignVerify: (a: number, b: number) => number;
    readonly selfTest: () => number;
    readonly sha256: (a: number) => number;
    readonly wipe: (a: number) => void;
    readonly xaesNew: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
