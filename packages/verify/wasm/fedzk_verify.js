/* @ts-self-types="./fedzk_verify.d.ts" */

/**
 * Collects proofs for any keys, to verify them together. Keeps the keys.
 */
export class Batch {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        BatchFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_batch_free(ptr, 0);
    }
    /**
     * Makes an empty batch.
     */
    constructor() {
        const ret = wasm.batch_new();
        this.__wbg_ptr = ret;
        BatchFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Makes all checks of a proof except the pairing equation, and keeps a proof that passes. Returns a status.
     * @param {Key} key
     * @param {Uint8Array | number[]} proof
     * @param {Uint8Array | number[]} signals
     * @returns {number}
     */
    push(key, proof, signals) {
        _assertClass(key, Key);
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(proof, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(signals, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.batch_push(this.__wbg_ptr, key.__wbg_ptr, ptr0, len0, ptr1, len1);
        return ret >>> 0;
    }
    /**
     * Returns 1 or 0 for each proof in the batch: whether it is valid. `random` has 16 bytes a proof.
     * @param {Uint8Array | number[]} random
     * @returns {Uint8Array}
     */
    verify(random) {
        const ptr0 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.batch_verify(this.__wbg_ptr, ptr0, len0);
        var v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v2;
    }
}
if (Symbol.dispose) Batch.prototype[Symbol.dispose] = Batch.prototype.free;

/**
 * A prepared verification key.
 */
export class Key {
    static __wrap(ptr) {
        const obj = Object.create(Key.prototype);
        obj.__wbg_ptr = ptr;
        KeyFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        KeyFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_key_free(ptr, 0);
    }
    /**
     * Returns the curve's number: 1 for BN254, 2 for BLS12-381.
     * @returns {number}
     */
    curve() {
        const ret = wasm.key_curve(this.__wbg_ptr);
        return ret;
    }
    /**
     * Returns the SHA-256 of the key's bytes.
     * @returns {Uint8Array}
     */
    id() {
        const ret = wasm.key_id(this.__wbg_ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * Returns the number of public signals.
     * @returns {number}
     */
    nPublic() {
        const ret = wasm.key_nPublic(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Reads a key, whose first byte is the curve's number. Returns undefined for an invalid key: `error` then holds
     * the status and the place of the invalid point. Unless `allow_insecure` is set, it also refuses a key for which
     * anyone can forge proofs: the third number of `error` is the reason.
     * @param {Uint8Array | number[]} bytes
     * @param {boolean} allow_insecure
     * @param {Uint32Array} error
     * @returns {Key | undefined}
     */
    static read(bytes, allow_insecure, error) {
        const val3 = +allow_insecure;
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(bytes, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray32ToWasm0(error, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 4, 4); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.key_read(ptr0, len0, val3, ptr1, len1, error);
        return ret === 0 ? undefined : Key.__wrap(ret);
    }
    /**
     * Verifies a proof. Returns a status.
     * @param {Uint8Array | number[]} proof
     * @param {Uint8Array | number[]} signals
     * @returns {number}
     */
    verify(proof, signals) {
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(proof, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(signals, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.key_verify(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        return ret >>> 0;
    }
}
if (Symbol.dispose) Key.prototype[Symbol.dispose] = Key.prototype.free;

/**
 * Reserves this number of bytes, aligned for 64-bit words and not initialised. Returns their address, or 0 if there is
 * not enough memory.
 * @param {number} bytes
 * @returns {number}
 */
export function allocate(bytes) {
    const ret = wasm.allocate(bytes);
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
 * Checks floats. Writes to `report`: the norm as float64, an unused word, the index of the first violation or −1, the
 * number of violations, the number of values that are not finite, the smallest and the largest value.
 * @param {number} address
 * @param {number} length
 * @param {number} min
 * @param {number} max
 * @param {number} report
 */
export function checkFloats(address, length, min, max, report) {
    wasm.checkFloats(address, length, min, max, report);
}

/**
 * Checks integers. Writes to `report`: the norm's lower and upper word, the index of the first violation or −1, the
 * number of violations, 0, the smallest and the largest value.
 * @param {number} width
 * @param {number} address
 * @param {number} length
 * @param {number} min
 * @param {number} max
 * @param {number} report
 */
export function checkIntegers(width, address, length, min, max, report) {
    wasm.checkIntegers(width, address, length, min, max, report);
}

/**
 * Reads points of a curve and writes them in other encodings, see [`convert_points`]. Returns a status in the low 8
 * bits and the place of the invalid point in the bits above.
 * @param {number} curve
 * @param {Uint8Array | number[]} kinds
 * @param {Uint8Array | number[]} points
 * @param {Uint8Array} out
 * @returns {number}
 */
export function convertPoints(curve, kinds, points, out) {
    const val4 = +curve;
    let ptr0, len0, ptr1, len1, ptr2, len2;
    try {
        ptr0 = passArray8ToWasm0(kinds, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
        ptr2 = passArray8ToWasm0(out, wasm.__wbindgen_malloc);
        len2 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.convertPoints(val4, ptr0, len0, ptr1, len1, ptr2, len2, out);
    return ret >>> 0;
}

/**
 * Writes x·scale/count for each integer x.
 * @param {number} width
 * @param {number} address
 * @param {number} length
 * @param {number} scale
 * @param {number} count
 * @param {number} out
 */
export function dequantize(width, address, length, scale, count, out) {
    wasm.dequantize(width, address, length, scale, count, out);
}

/**
 * Quantizes floats into slots of 1 or 2 bytes: with random words, or to the nearest integer if their address is 0.
 * Writes to `report`: the norm's lower and upper word and, as float64, the number of clipped values. If a value is not
 * finite, it returns false, and the third word is the index of the first such value.
 * @param {number} address
 * @param {number} length
 * @param {number} bits
 * @param {number} clip
 * @param {number} random
 * @param {number} out
 * @param {number} report
 * @returns {boolean}
 */
export function quantize(address, length, bits, clip, random, out, report) {
    const ret = wasm.quantize(address, length, bits, clip, random, out, report);
    return ret !== 0;
}

/**
 * Frees memory that [`allocate`] reserved.
 * @param {number} address
 * @param {number} bytes
 */
export function release(address, bytes) {
    wasm.release(address, bytes);
}

/**
 * Checks that this module computes correctly on this machine: z^p = z̄ in Fp2, for the x of each G2's generator.
 * @returns {boolean}
 */
export function selfTest() {
    const ret = wasm.selfTest();
    return ret !== 0;
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg___wbindgen_copy_to_typed_array_680b191e71920dc1: function(arg0, arg1, arg2) {
            new Uint8Array(arg2.buffer, arg2.byteOffset, arg2.byteLength).set(getArrayU8FromWasm0(arg0, arg1));
        },
        __wbg___wbindgen_throw_4c88d8bf264fd984: function(arg0, arg1) {
            throw new Error(getStringFromWasm0(arg0, arg1));
        },
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
        "./fedzk_verify_bg.js": import0,
    };
}

const BatchFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_batch_free(ptr, 1));
const KeyFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_key_free(ptr, 1));

function _assertClass(instance, klass) {
    if (!(instance instanceof klass)) {
        throw new Error(`expected instance of ${klass.name}`);
    }
}

function getArrayU8FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);
}

function getStringFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

let cachedUint32ArrayMemory0 = null;
function getUint32ArrayMemory0() {
    if (cachedUint32ArrayMemory0 === null || cachedUint32ArrayMemory0.byteLength === 0) {
        cachedUint32ArrayMemory0 = new Uint32Array(wasm.memory.buffer);
    }
    return cachedUint32ArrayMemory0;
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

function passArray32ToWasm0(arg, malloc) {
    const ptr = malloc(arg.length * 4, 4) >>> 0;
    getUint32ArrayMemory0().set(arg, ptr / 4);
    WASM_VECTOR_LEN = arg.length;
    return ptr;
}

function passArray8ToWasm0(arg, malloc) {
    const ptr = malloc(arg.length * 1, 1) >>> 0;
    getUint8ArrayMemory0().set(arg, ptr / 1);
    WASM_VECTOR_LEN = arg.length;
    return ptr;
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

let WASM_VECTOR_LEN = 0;

let wasmModule, wasmInstance, wasm;
function __wbg_finalize_init(instance, module) {
    wasmInstance = instance;
    wasm = instance.exports;
    wasmModule = module;
    cachedUint32ArrayMemory0 = null;
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
