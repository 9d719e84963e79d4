/// <reference lib="esnext.disposable" />
export { FedzkError, FedzkErrorCode } from '@fedzk/core';

/**
 * A key of one algorithm, expanded, in the module's memory. Dispose of it, or declare it with `using`, which wipes it; one
 * that is forgotten is wiped some time after.
 */
interface Aead extends Disposable {
    /** The length of a nonce, in bytes. */
    readonly nonceLength: number;
    /**
     * Encrypts and authenticates.
     *
     * @param nonce never the same twice with a key
     * @param aad associated data, authenticated too; none where it is left out
     * @returns as many bytes as `plaintext` has, and the tag, 16
     * @throws {FedzkError} `invalid-argument`; `disposed`
     */
    seal(nonce: Uint8Array, plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
    /**
     * Checks and decrypts what {@link Aead.seal} gave.
     *
     * @throws {FedzkError} `not-authentic`: anything of it was changed, or sealed otherwise; `invalid-argument`, among them
     *   fewer bytes than a tag has; `disposed`
     */
    open(nonce: Uint8Array, sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
    /** Wipes the key; the same as `[Symbol.dispose]`, for runtimes without `using`. */
    dispose(): void;
}
/**
 * AES-256-GCM (NIST SP 800-38D), nonces of 12 bytes. A nonce that is used twice gives the key of the tags away; drawn at
 * random, they are good for 2^32 messages a key (§8.3). Does not commit to its key.
 *
 * @param key 32 bytes, copied
 * @throws {FedzkError} `invalid-argument`; `invalid-state`: 65,535 keys are held
 *
 * @example
 * ```ts
 * using key = aesGcm(bytes);
 * const sealed = key.seal(nonce, plaintext, aad);
 * key.open(nonce, sealed, aad); // the plaintext, or a FedzkError 'not-authentic'
 * ```
 */
declare function aesGcm(key: Uint8Array): Aead;
/**
 * XAES-256-GCM (c2sp.org/XAES-256-GCM), nonces of 24 bytes, which may be drawn at random for as good as any number of
 * messages. Does not commit to its key.
 *
 * @param key 32 bytes, copied
 * @throws {FedzkError} as {@link aesGcm}
 *
 * @example
 * ```ts
 * using key = xaes256Gcm(bytes);
 * const nonce = crypto.getRandomValues(new Uint8Array(24));
 * const sealed = key.seal(nonce, plaintext);
 * ```
 */
declare function xaes256Gcm(key: Uint8Array): Aead;
/**
 * AES-256-GCM-SIV (RFC 8452), nonces of 12 bytes. A nonce that is used twice shows whether the messages are equal, and no
 * more. Does not commit to its key.
 *
 * @param key 32 bytes, copied
 * @throws {FedzkError} as {@link aesGcm}
 *
 * @example
 * ```ts
 * using key = aesGcmSiv(bytes);
 * const sealed = key.seal(nonce, plaintext, aad);
 * ```
 */
declare function aesGcmSiv(key: Uint8Array): Aead;

/** What {@link argon2id} takes beside the password. */
interface Argon2Options {
    /** 8 bytes or more; 16, drawn at random, are usual. */
    readonly salt: Uint8Array;
    /** m, at least 8 a lane. A module has less than 4 GiB. */
    readonly memoryKiB: number;
    /** t, 1 or more. */
    readonly passes: number;
    /** p, 1 to 2^24 − 1. Lanes are filled one after the other; more of them make nothing faster here. */
    readonly parallelism: number;
    /** The length of the result in bytes, 4 or more; 32 where it is left out. */
    readonly length?: number;
    /** K, a key that is kept elsewhere than the results; of any length. */
    readonly secret?: Uint8Array;
    /** X, of any length. */
    readonly associatedData?: Uint8Array;
}
/**
 * Argon2id, version 0x13 (RFC 9106). Runs in a module of its own, which is given up with its memory after each call. §4 of
 * the RFC recommends 64 MiB, 3 passes, 4 lanes; OWASP at least 19 MiB, 2 passes, 1 lane.
 *
 * @param password of any length
 * @throws {FedzkError} `invalid-argument`: costs or lengths that Argon2 has not, or more memory than there is;
 *   `not-initialized`: the `slim` entry was not given its module
 *
 * @example
 * ```ts
 * const salt = crypto.getRandomValues(new Uint8Array(16));
 * const key = argon2id(password, { salt, memoryKiB: 65_536, passes: 3, parallelism: 1 });
 * ```
 */
declare function argon2id(password: Uint8Array, options: Argon2Options): Uint8Array<ArrayBuffer>;

/** Authenticated encryption that draws what it needs, and commits to its key. */
interface Committing {
    /**
     * Encrypts and authenticates under a key made for this message. The salt is drawn inside, 32 bytes from
     * `crypto.getRandomValues`, which is asked for those of many messages at once.
     *
     * @param key 32 bytes
     * @param aad associated data, authenticated and committed to; none where it is left out
     * @returns salt 32, commitment 32, as many bytes as `plaintext` has, tag 16
     * @throws {FedzkError} `invalid-argument`
     */
    seal(key: Uint8Array, plaintext: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
    /**
     * Checks the commitment, and then as usual, and decrypts.
     *
     * @throws {FedzkError} `not-authentic`; `invalid-argument`, among them fewer than 80 bytes
     */
    open(key: Uint8Array, sealed: Uint8Array, aad?: Uint8Array): Uint8Array<ArrayBuffer>;
}
/**
 * AES-256-GCM under a key of HKDF-SHA256 with a random salt, behind a commitment of 32 bytes: what is sealed opens under one
 * key and one associated data only. A key is good for any number of messages, each 80 bytes longer.
 *
 * @example
 * ```ts
 * const sealed = committing.seal(key, plaintext, aad);
 * committing.open(key, sealed, aad); // the plaintext, or a FedzkError 'not-authentic'
 * ```
 */
declare const committing: Committing;

/** What {@link hkdf} takes beside the key. */
interface HkdfOptions {
    /** Of any length; none is the same as 32 zeros. */
    readonly salt?: Uint8Array;
    /** What the result is for, of any length. */
    readonly info?: Uint8Array;
    /** The length of the result in bytes, 1 to 8160. */
    readonly length: number;
}
/** What {@link pbkdf2} takes beside the password. */
interface Pbkdf2Options {
    /** 16 bytes or more, drawn at random, are usual. */
    readonly salt: Uint8Array;
    /** 1 to 2^32 − 1; 600,000 are usual. */
    readonly iterations: number;
    /** The length of the result in bytes, 1 or more. */
    readonly length: number;
}
/**
 * HKDF-SHA256 (RFC 5869), extract and expand. For keys, not for passwords.
 *
 * @param ikm the key to derive from, of any length
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const key = hkdf(secret, { salt, info: new TextEncoder().encode('files'), length: 32 });
 * ```
 */
declare function hkdf(ikm: Uint8Array, options: HkdfOptions): Uint8Array<ArrayBuffer>;
/**
 * HMAC-SHA256 (RFC 2104). Compare codes in constant time, never with `===` on strings.
 *
 * @param key of any length
 * @returns 32 bytes
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const code = hmac(key, message);
 * ```
 */
declare function hmac(key: Uint8Array, message: Uint8Array): Uint8Array<ArrayBuffer>;
/**
 * PBKDF2-HMAC-SHA256 (RFC 8018 §5.2). Where nothing demands it, {@link argon2id} costs who guesses more.
 *
 * @param password of any length
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * const key = pbkdf2(password, { salt, iterations: 600_000, length: 32 });
 * ```
 */
declare function pbkdf2(password: Uint8Array, options: Pbkdf2Options): Uint8Array<ArrayBuffer>;

/** Wrapping by an algorithm. A key-encryption key is for one algorithm only. */
interface KeyWrap {
    /**
     * Encrypts a key. The same key wrapped twice gives the same bytes.
     *
     * @param kek the key-encryption key, 32 bytes
     * @throws {FedzkError} `invalid-argument`
     */
    wrap(kek: Uint8Array, key: Uint8Array): Uint8Array<ArrayBuffer>;
    /**
     * Decrypts a key.
     *
     * @throws {FedzkError} `not-authentic`: another key-encryption key, or changed bytes; `invalid-argument`, among them a
     *   length that nothing is wrapped to
     */
    unwrap(kek: Uint8Array, wrapped: Uint8Array): Uint8Array<ArrayBuffer>;
}
/**
 * AES-256-KW (RFC 3394, NIST SP 800-38F): keys of 16 bytes and more, in steps of 8; wrapped they have 8 more.
 *
 * @example
 * ```ts
 * const wrapped = aesKw.wrap(kek, key); // 40 bytes of 32
 * aesKw.unwrap(kek, wrapped); // the key, or a FedzkError 'not-authentic'
 * ```
 */
declare const aesKw: KeyWrap;
/**
 * AES-256-KWP (RFC 5649, NIST SP 800-38F): keys of 1 byte and more; wrapped they have 8 more, after they were filled up to a
 * multiple of 8.
 *
 * @example
 * ```ts
 * const wrapped = aesKwp.wrap(kek, key); // 40 bytes of 25 to 32
 * aesKwp.unwrap(kek, wrapped); // the key, or a FedzkError 'not-authentic'
 * ```
 */
declare const aesKwp: KeyWrap;

export { type Aead, type Argon2Options, type Committing, type HkdfOptions, type KeyWrap, type Pbkdf2Options, aesGcm, aesGcmSiv, aesKw, aesKwp, argon2id, committing, hkdf, hmac, pbkdf2, xaes256Gcm };
