/* @ts-self-types="./fedzk_keys.d.ts" */

/**
 * Decrypts in place. In: nonce | aad | ciphertext | tag 16. Out: nonce | aad | plaintext; the caller reads and wipes
 * it. If it is refused, the buffer is unchanged.
 * @param {number} key
 * @param {number} aad
 * @param {number} data
 * @returns {number}
 */
export function aeadOpen(key, aad, data) {
    const ret = wasm.aeadOpen(key, aad, data);
    return ret >>> 0;
}

/**
 * Encrypts in place. In: nonce | aad | plaintext. Out: nonce | aad | ciphertext | tag 16.
 * @param {number} key
 * @param {number} aad
 * @param {number} data
 * @returns {number}
 */
export function aeadSeal(key, aad, data) {
    const ret = wasm.aeadSeal(key, aad, data);
    return ret >>> 0;
}

/**
 * Returns the name of this build.
 * @returns {string}
 */
export function backend() {
    let deferred1_0;
    let deferred1_1;
    try {
        const ret = wasm.backend();
        deferred1_0 = ret[0];
        deferred1_1 = ret[1];
        return getStringFromWasm0(ret[0], ret[1]);
    } finally {
        wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
    }
}

/**
 * Returns the buffer's address, and grows it to at least this number of bytes. Returns 0 if there is not enough
 * memory. When it grows, its old content is wiped, and JavaScript must make its views of memory anew.
 * @param {number} bytes
 * @returns {number}
 */
export function buffer(bytes) {
    const ret = wasm.buffer(bytes);
    return ret >>> 0;
}

/**
 * Opens in place. In: key, wiped | context | sealed `data` + 80. Out: key | context | 64 bytes | plaintext `data`; the
 * caller reads and wipes it. If it is refused, everything but the key is unchanged.
 * @param {number} key
 * @param {number} context
 * @param {number} data
 * @returns {number}
 */
export function commitOpen(key, context, data) {
    const ret = wasm.commitOpen(key, context, data);
    return ret >>> 0;
}

/**
 * Seals in place. In: key, wiped | context | random 32 | room for 32 | plaintext `data` | room for 16. Out: key |
 * context | sealed `data` + 80.
 * @param {number} key
 * @param {number} context
 * @param {number} data
 * @returns {number}
 */
export function commitSeal(key, context, data) {
    const ret = wasm.commitSeal(key, context, data);
    return ret >>> 0;
}

/**
 * Makes a key of AES-256-GCM, with nonces of 12 bytes. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
 * @returns {number}
 */
export function gcmNew() {
    const ret = wasm.gcmNew();
    return ret >>> 0;
}

/**
 * Makes a key of AES-256-GCM-SIV, with nonces of 12 bytes. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
 * @returns {number}
 */
export function gcmSivNew() {
    const ret = wasm.gcmSivNew();
    return ret >>> 0;
}

/**
 * Computes HKDF-SHA256. In: key, wiped | salt | info. Out, behind them: `out` bytes, at most 255·32; the caller reads
 * and wipes them.
 * @param {number} key
 * @param {number} salt
 * @param {number} info
 * @param {number} out
 * @returns {number}
 */
export function hkdf(key, salt, info, out) {
    const ret = wasm.hkdf(key, salt, info, out);
    return ret >>> 0;
}

/**
 * Computes HMAC-SHA256. In: message, wiped. Out, behind it: code 32.
 * @param {number} key
 * @param {number} message
 * @returns {number}
 */
export function hmac(key, message) {
    const ret = wasm.hmac(key, message);
    return ret >>> 0;
}

/**
 * Makes a key of HMAC-SHA256. In: key, wiped. Returns a handle, or 0.
 * @param {number} key
 * @returns {number}
 */
export function hmacNew(key) {
    const ret = wasm.hmacNew(key);
    return ret >>> 0;
}

/**
 * Makes a key-encryption key. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
 * @returns {number}
 */
export function kekNew() {
    const ret = wasm.kekNew();
    return ret >>> 0;
}

/**
 * Wipes a key and ends its handle.
 * @param {number} handle
 * @returns {number}
 */
export function keyFree(handle) {
    const ret = wasm.keyFree(handle);
    return ret >>> 0;
}

/**
 * Unwraps by AES-KW. In: wrapped `length`. Out, behind it: key `length` − 8; the caller reads and wipes it.
 * @param {number} kek
 * @param {number} length
 * @returns {number}
 */
export function kwUnwrap(kek, length) {
    const ret = wasm.kwUnwrap(kek, length);
    return ret >>> 0;
}

/**
 * Wraps by AES-KW. In: key `length`, wiped; a multiple of 8, at least 16. Out, behind it: wrapped `length` + 8.
 * @param {number} kek
 * @param {number} length
 * @returns {number}
 */
export function kwWrap(kek, length) {
    const ret = wasm.kwWrap(kek, length);
    return ret >>> 0;
}

/**
 * Unwraps by AES-KWP. In: wrapped `length`. Out, behind it: the key and zeros, `length` − 8 in all; the caller reads
 * and wipes them. Returns the key's length or, negative, a status.
 * @param {number} kek
 * @param {number} length
 * @returns {number}
 */
export function kwpUnwrap(kek, length) {
    const ret = wasm.kwpUnwrap(kek, length);
    return ret;
}

/**
 * Wraps by AES-KWP. In: key `length`, wiped; not 0. Out, behind it: wrapped, `length` rounded up to a multiple of 8,
 * plus 8.
 * @param {number} kek
 * @param {number} length
 * @returns {number}
 */
export function kwpWrap(kek, length) {
    const ret = wasm.kwpWrap(kek, length);
    return ret >>> 0;
}

/**
 * Computes PBKDF2-HMAC-SHA256. In: password, wiped | salt. Out, behind them: `out` bytes; the caller reads and wipes
 * them.
 * @param {number} password
 * @param {number} salt
 * @param {number} iterations
 * @param {number} out
 * @returns {number}
 */
export function pbkdf2(password, salt, iterations, out) {
    const ret = wasm.pbkdf2(password, salt, iterations, out);
    return ret >>> 0;
}

/**
 * Returns the address of [`RANDOM_BYTES`] bytes that JavaScript fills with random bytes and hands out.
 * @returns {number}
 */
export function randomPool() {
    const ret = wasm.randomPool();
    return ret >>> 0;
}

/**
 * Writes a secret's bytes. Out: the bytes.
 * @param {number} key
 * @returns {number}
 */
export function secretBytes(key) {
    const ret = wasm.secretBytes(key);
    return ret >>> 0;
}

/**
 * Derives a secret of 32 bytes by HKDF-SHA256. In: salt | info. Returns a handle.
 * @param {number} key
 * @param {number} salt
 * @param {number} info
 * @returns {number}
 */
export function secretDerive(key, salt, info) {
    const ret = wasm.secretDerive(key, salt, info);
    return ret >>> 0;
}

/**
 * Derives public bytes by HKDF-SHA256. In: salt | info. Out: `length` bytes, at the start.
 * @param {number} key
 * @param {number} salt
 * @param {number} info
 * @param {number} length
 * @returns {number}
 */
export function secretDeriveBytes(key, salt, info, length) {
    const ret = wasm.secretDeriveBytes(key, salt, info, length);
    return ret >>> 0;
}

/**
 * Wipes a secret and ends its handle.
 * @param {number} key
 * @returns {number}
 */
export function secretFree(key) {
    const ret = wasm.secretFree(key);
    return ret >>> 0;
}

/**
 * Computes HMAC-SHA256. In: message. Out: message | MAC 32.
 * @param {number} key
 * @param {number} message
 * @returns {number}
 */
export function secretHmac(key, message) {
    const ret = wasm.secretHmac(key, message);
    return ret >>> 0;
}

/**
 * Checks an HMAC-SHA256. In: message | MAC 32.
 * @param {number} key
 * @param {number} message
 * @returns {number}
 */
export function secretHmacVerify(key, message) {
    const ret = wasm.secretHmacVerify(key, message);
    return ret >>> 0;
}

/**
 * Joins two secrets. Returns a handle.
 * @param {number} first
 * @param {number} second
 * @returns {number}
 */
export function secretJoin(first, second) {
    const ret = wasm.secretJoin(first, second);
    return ret >>> 0;
}

/**
 * Returns a secret's length in bytes, 0 for an unknown handle.
 * @param {number} key
 * @returns {number}
 */
export function secretLength(key) {
    const ret = wasm.secretLength(key);
    return ret >>> 0;
}

/**
 * Keeps a secret. In: bytes (wiped). Returns a handle.
 * @param {number} length
 * @returns {number}
 */
export function secretNew(length) {
    const ret = wasm.secretNew(length);
    return ret >>> 0;
}

/**
 * Opens a secret. In: context | sealed (wiped). Returns a handle, or `REFUSED` if it is not authentic.
 * @param {number} key
 * @param {number} context
 * @param {number} sealed
 * @returns {number}
 */
export function secretOpen(key, context, sealed) {
    const ret = wasm.secretOpen(key, context, sealed);
    return ret >>> 0;
}

/**
 * Opens bytes. In: context | sealed. Out: context | salt and commitment 64 | plaintext | tag, for the caller to wipe.
 * @param {number} key
 * @param {number} context
 * @param {number} sealed
 * @returns {number}
 */
export function secretOpenBytes(key, context, sealed) {
    const ret = wasm.secretOpenBytes(key, context, sealed);
    return ret >>> 0;
}

/**
 * Opens metadata and a secret. In: context | sealed. Out: context | salt and commitment 64 | length of metadata u32 |
 * metadata, for the caller to wipe. Returns the secret's handle, or `REFUSED` if it is not authentic.
 * @param {number} key
 * @param {number} context
 * @param {number} sealed
 * @returns {number}
 */
export function secretOpenPayload(key, context, sealed) {
    const ret = wasm.secretOpenPayload(key, context, sealed);
    return ret >>> 0;
}

/**
 * Keeps a part of a secret: `length` bytes from `at` on. Returns a handle.
 * @param {number} key
 * @param {number} at
 * @param {number} length
 * @returns {number}
 */
export function secretPart(key, at, length) {
    const ret = wasm.secretPart(key, at, length);
    return ret >>> 0;
}

/**
 * Derives a secret of 32 bytes by PBKDF2-HMAC-SHA256. In: passphrase (wiped) | salt. Returns a handle.
 * @param {number} passphrase
 * @param {number} salt
 * @param {number} iterations
 * @returns {number}
 */
export function secretPbkdf2(passphrase, salt, iterations) {
    const ret = wasm.secretPbkdf2(passphrase, salt, iterations);
    return ret >>> 0;
}

/**
 * Computes an Ed25519 key's public key. Out: 32 bytes. Misuse if the key has another length.
 * @param {number} key
 * @returns {number}
 */
export function secretPublicKey(key) {
    const ret = wasm.secretPublicKey(key);
    return ret >>> 0;
}

/**
 * Seals what one key sealed under another, for another context. In: random 32 | context before | context after |
 * sealed. Out: the same, with the new seal.
 * @param {number} from
 * @param {number} to
 * @param {number} before
 * @param {number} after
 * @param {number} sealed
 * @returns {number}
 */
export function secretReseal(from, to, before, after, sealed) {
    const ret = wasm.secretReseal(from, to, before, after, sealed);
    return ret >>> 0;
}

/**
 * Seals a secret under another. In: random 32 | context. Out: random | context | sealed.
 * @param {number} key
 * @param {number} inner
 * @param {number} context
 * @returns {number}
 */
export function secretSeal(key, inner, context) {
    const ret = wasm.secretSeal(key, inner, context);
    return ret >>> 0;
}

/**
 * Seals bytes. In: random 32 | context | plaintext (wiped). Out: random | context | plaintext | sealed.
 * @param {number} key
 * @param {number} context
 * @param {number} plaintext
 * @returns {number}
 */
export function secretSealBytes(key, context, plaintext) {
    const ret = wasm.secretSealBytes(key, context, plaintext);
    return ret >>> 0;
}

/**
 * Seals metadata and a secret. In: random 32 | context | metadata (wiped). Out: random | context | metadata | sealed.
 * @param {number} key
 * @param {number} secret
 * @param {number} context
 * @param {number} metadata
 * @returns {number}
 */
export function secretSealPayload(key, secret, context, metadata) {
    const ret = wasm.secretSealPayload(key, secret, context, metadata);
    return ret >>> 0;
}

/**
 * Signs with an Ed25519 key. In: message. Out: message | signature 64.
 * @param {number} key
 * @param {number} message
 * @returns {number}
 */
export function secretSign(key, message) {
    const ret = wasm.secretSign(key, message);
    return ret >>> 0;
}

/**
 * Checks a signature by an Ed25519 key. In: message | signature 64.
 * @param {number} key
 * @param {number} message
 * @returns {number}
 */
export function secretSignVerify(key, message) {
    const ret = wasm.secretSignVerify(key, message);
    return ret >>> 0;
}

/**
 * Checks that this module computes correctly on this machine: test case 14 of "The Galois/Counter Mode of Operation"
 * (McGrew, Viega).
 * @returns {boolean}
 */
export function selfTest() {
    const ret = wasm.selfTest();
    return ret !== 0;
}

/**
 * Computes SHA-256. In: message, wiped. Out, behind it: digest 32.
 * @param {number} message
 * @returns {number}
 */
export function sha256(message) {
    const ret = wasm.sha256(message);
    return ret >>> 0;
}

/**
 * Wipes this number of bytes of the buffer, after their reading, and the stack: values that were moved leave their
 * bytes behind.
 * @param {number} bytes
 */
export function wipe(bytes) {
    wasm.wipe(bytes);
}

/**
 * Makes a key of XAES-256-GCM, with nonces of 24 bytes. In: key 32, wiped. Returns a handle, `FULL` or `MISUSE`.
 * @returns {number}
 */
export function xaesNew() {
    const ret = wasm.xaesNew();
    return ret >>> 0;
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbindgen_init_externref_table: function() {
            const table = wasm.__wbindgen_externrefs;
            table.set(0, undefined);
            table.set(1024, undefined);
            table.set(1025, null);
            table.set(1026, true);
            table.set(1027, false);
        },
    };
    return {
        __proto__: null,
        "./fedzk_keys_bg.js": import0,
    };
}

function getStringFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
    numBytesDecoded += bytes.length;
    if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
        cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
        cachedTextDecoder.decode();
        numBytesDecoded = bytes.length;
    }
    return cachedTextDecoder.decode(bytes);
}

let wasmModule, wasmInstance, wasm;
function __wbg_finalize_init(instance, module) {
    wasmInstance = instance;
    wasm = instance.exports;
    wasmModule = module;
    cachedUint8ArrayMemory0 = null;
    wasm.__wbindgen_start();
    return wasm;
}

async function __wbg_load(module, imports) {
    if (typeof Response === 'function' && module instanceof Response) {
        if (!module.ok) {
            throw new Error(`failed to fetch Wasm: ${module.status} ${module.statusText} fetching '${module.url}'`);
        }

        if (typeof WebAssembly.instantiateStreaming === 'function') {
            try {
                return await WebAssembly.instantiateStreaming(module, imports);
            } catch (e) {
                const validResponse = expectedResponseType(module.type);

                if (validResponse && module.headers.get('Content-Type') !== 'application/wasm') {
                    console.warn("`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with `application/wasm` MIME type. Falling back to `WebAssembly.instantiate` which is slower. Original error:\n", e);

                } else { throw e; }
            }
        }

        const bytes = await module.arrayBuffer();
        return await WebAssembly.instantiate(bytes, imports);
    } else {
        const instance = await WebAssembly.instantiate(module, imports);

        if (instance instanceof WebAssembly.Instance) {
            return { instance, module };
        } else {
            return instance;
        }
    }

    function expectedResponseType(type) {
        switch (type) {
            case 'basic': case 'cors': case 'default': return true;
        }
        return false;
    }
}

function initSync(module) {
    if (wasm !== undefined) return wasm;


    if (module !== undefined) {
        if (Object.getPrototypeOf(module) === Object.prototype) {
            ({module} = module)
        } else {
            console.warn('using deprecated parameters for `initSync()`; pass a single object instead')
        }
    }

    const imports = __wbg_get_imports();
    if (!(module instanceof WebAssembly.Module)) {
        module = new WebAssembly.Module(module);
    }
    const instance = new WebAssembly.Instance(module, imports);
    return __wbg_finalize_init(instance, module);
}

let __wbg_init_promise;
async function __wbg_init(module_or_path) {
    if (wasm !== undefined) return wasm;
    if (__wbg_init_promise === undefined) {
        __wbg_init_promise = __wbg_init_once(module_or_path);
        __wbg_init_promise.catch(() => { __wbg_init_promise = undefined; });
    }
    return __wbg_init_promise;
}

async function __wbg_init_once(module_or_path) {

    if (module_or_path !== undefined) {
        if (Object.getPrototypeOf(module_or_path) === Object.prototype) {
            ({module_or_path} = module_or_path)
        } else {
            console.warn('using deprecated parameters for the initialization function; pass a single object instead')
        }
    }


    const imports = __wbg_get_imports();

    if (typeof module_or_path === 'string' || (typeof Request === 'function' && module_or_path instanceof Request) || (typeof URL === 'function' && module_or_path instanceof URL)) {
        module_or_path = fetch(module_or_path);
    }

    const { instance, module } = await __wbg_load(await module_or_path, imports);

    return __wbg_finalize_init(instance, module);
}

export { initSync, __wbg_init as default };
