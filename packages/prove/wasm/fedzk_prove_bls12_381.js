/* @ts-self-types="./fedzk_prove_bls12_381.d.ts" */

/**
 * Holds secret bytes for JavaScript to read in the module's memory. Dropping it overwrites them.
 */
export class Bytes {
    static __wrap(ptr) {
        const obj = Object.create(Bytes.prototype);
        obj.__wbg_ptr = ptr;
        BytesFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        BytesFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_bytes_free(ptr, 0);
    }
    /**
     * Returns their address in the module's memory.
     * @returns {number}
     */
    byteOffset() {
        const ret = wasm.bytes_byteOffset(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Returns their number.
     * @returns {number}
     */
    length() {
        const ret = wasm.bytes_length(this.__wbg_ptr);
        return ret >>> 0;
    }
}
if (Symbol.dispose) Bytes.prototype[Symbol.dispose] = Bytes.prototype.free;

/**
 * The circuit `gradient_update` of one shape.
 */
export class GradientUpdate {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        GradientUpdateFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_gradientupdate_free(ptr, 0);
    }
    /**
     * Makes the circuit for n values.
     *
     * # Errors
     * [`Refusal`].
     * @param {number} n
     * @param {number} bits
     * @param {number} headroom
     */
    constructor(n, bits, headroom) {
        const ret = wasm.gradientupdate_new(n, bits, headroom);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        this.__wbg_ptr = ret[0];
        GradientUpdateFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Returns the number of wires.
     * @returns {number}
     */
    wires() {
        const ret = wasm.gradientupdate_wires(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Returns the values of all wires, 32 bytes each, little-endian. `elements` are s, k, rho, commitment and tag, 32
     * bytes each, big-endian.
     *
     * # Errors
     * [`Refusal`].
     * @param {Int16Array | number[]} x
     * @param {Uint8Array | number[]} elements
     * @param {bigint} max_norm_sq
     * @returns {Bytes}
     */
    witness(x, elements, max_norm_sq) {
        const val3 = BigInt.asIntN(64, max_norm_sq);
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray16ToWasm0(x, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(elements, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 2, 2); }
            throw e;
        }
        const ret = wasm.gradientupdate_witness(this.__wbg_ptr, ptr0, len0, ptr1, len1, val3);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return Bytes.__wrap(ret[0]);
    }
}
if (Symbol.dispose) GradientUpdate.prototype[Symbol.dispose] = GradientUpdate.prototype.free;

/**
 * Section 2 of a proving key.
 */
export class KeyHeader {
    static __wrap(ptr) {
        const obj = Object.create(KeyHeader.prototype);
        obj.__wbg_ptr = ptr;
        KeyHeaderFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        KeyHeaderFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_keyheader_free(ptr, 0);
    }
    /**
     * Returns the domain's size.
     * @returns {number}
     */
    domain() {
        const ret = wasm.keyheader_domain(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Returns the number of public signals.
     * @returns {number}
     */
    nPublic() {
        const ret = wasm.keyheader_nPublic(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Makes an uncompressed proof of the sums over sections 5 to 9 and 96 random bytes. A sum has the form of
     * [`crate::sum::Sum`]; the sums of several parts may stand one after the other. Returns undefined if a sum is not
     * in its group, because the key's points are not.
     * @param {Uint8Array | number[]} a
     * @param {Uint8Array | number[]} b1
     * @param {Uint8Array | number[]} b2
     * @param {Uint8Array | number[]} c
     * @param {Uint8Array | number[]} h
     * @param {Uint8Array | number[]} random
     * @returns {Uint8Array | undefined}
     */
    prove(a, b1, b2, c, h, random) {
        let ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4, ptr5, len5;
        try {
            ptr0 = passArray8ToWasm0(a, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(b1, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
            ptr2 = passArray8ToWasm0(b2, wasm.__wbindgen_malloc);
            len2 = WASM_VECTOR_LEN;
            ptr3 = passArray8ToWasm0(c, wasm.__wbindgen_malloc);
            len3 = WASM_VECTOR_LEN;
            ptr4 = passArray8ToWasm0(h, wasm.__wbindgen_malloc);
            len4 = WASM_VECTOR_LEN;
            ptr5 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
            len5 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr5) { wasm.__wbindgen_free(ptr5, len5 * 1, 1); }
            if (ptr4) { wasm.__wbindgen_free(ptr4, len4 * 1, 1); }
            if (ptr3) { wasm.__wbindgen_free(ptr3, len3 * 1, 1); }
            if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.keyheader_prove(this.__wbg_ptr, ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4, ptr5, len5);
        let v7;
        if (ret[0] !== 0) {
            v7 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v7;
    }
    /**
     * Reads the section. Returns undefined for an invalid one, and `error` holds the [`KeyError`].
     * @param {Uint8Array | number[]} section
     * @param {Uint32Array} error
     * @returns {KeyHeader | undefined}
     */
    static read(section, error) {
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(section, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray32ToWasm0(error, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 4, 4); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.keyheader_read(ptr0, len0, ptr1, len1, error);
        return ret === 0 ? undefined : KeyHeader.__wrap(ret);
    }
    /**
     * Returns the verification key as `@fedzk/verify` reads it, with `ic` from section 3. Refuses as `read` does.
     * @param {Uint8Array | number[]} ic
     * @param {Uint32Array} error
     * @returns {Uint8Array | undefined}
     */
    verificationKey(ic, error) {
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(ic, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray32ToWasm0(error, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 4, 4); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.keyheader_verificationKey(this.__wbg_ptr, ptr0, len0, ptr1, len1, error);
        let v3;
        if (ret[0] !== 0) {
            v3 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v3;
    }
    /**
     * Returns the number of wires.
     * @returns {number}
     */
    wires() {
        const ret = wasm.keyheader_wires(this.__wbg_ptr);
        return ret >>> 0;
    }
}
if (Symbol.dispose) KeyHeader.prototype[Symbol.dispose] = KeyHeader.prototype.free;

/**
 * Computes the quotient of one proof.
 */
export class Quotient {
    static __wrap(ptr) {
        const obj = Object.create(Quotient.prototype);
        obj.__wbg_ptr = ptr;
        QuotientFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        QuotientFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_quotient_free(ptr, 0);
    }
    /**
     * Begins with a witness. Returns undefined for one that does not fit the key, and `error` holds the reason.
     * @param {KeyHeader} header
     * @param {Uint8Array | number[]} witness
     * @param {Uint32Array} error
     * @returns {Quotient | undefined}
     */
    static begin(header, witness, error) {
        _assertClass(header, KeyHeader);
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(witness, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray32ToWasm0(error, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 4, 4); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.quotient_begin(header.__wbg_ptr, ptr0, len0, ptr1, len1, error);
        return ret === 0 ? undefined : Quotient.__wrap(ret);
    }
    /**
     * Adds whole coefficients of section 4. Returns 0 or the error.
     * @param {Uint8Array | number[]} coefficients
     * @returns {number}
     */
    coefficients(coefficients) {
        const ptr0 = passArray8ToWasm0(coefficients, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.quotient_coefficients(this.__wbg_ptr, ptr0, len0);
        return ret >>> 0;
    }
    /**
     * Returns the scalars, 32 bytes each, little-endian.
     * @returns {Bytes}
     */
    finish() {
        const ptr = this.__destroy_into_raw();
        const ret = wasm.quotient_finish(ptr);
        return Bytes.__wrap(ret);
    }
    /**
     * Does a part of the work, after all coefficients were added. Returns whether there is more.
     * @returns {boolean}
     */
    step() {
        const ret = wasm.quotient_step(this.__wbg_ptr);
        return ret !== 0;
    }
}
if (Symbol.dispose) Quotient.prototype[Symbol.dispose] = Quotient.prototype.free;

/**
 * The reason why there is no witness.
 */
export class Refusal {
    static __wrap(ptr) {
        const obj = Object.create(Refusal.prototype);
        obj.__wbg_ptr = ptr;
        RefusalFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        RefusalFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_refusal_free(ptr, 0);
    }
    /**
     * Returns whether the inputs are well formed but satisfy no witness.
     * @returns {boolean}
     */
    isUnsatisfied() {
        const ret = wasm.refusal_isUnsatisfied(this.__wbg_ptr);
        return ret !== 0;
    }
    /**
     * Returns the reason as text, without a value of the inputs.
     * @returns {string}
     */
    message() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.refusal_message(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
}
if (Symbol.dispose) Refusal.prototype[Symbol.dispose] = Refusal.prototype.free;

/**
 * Computes Σ kᵢ·Pᵢ over a part of a section.
 */
export class Sum {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        SumFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_sum_free(ptr, 0);
    }
    /**
     * Returns the sum as an uncompressed point, zeros for the point at infinity. Returns undefined if it is not in the
     * group.
     * @returns {Uint8Array | undefined}
     */
    finish() {
        const ptr = this.__destroy_into_raw();
        const ret = wasm.sum_finish(ptr);
        let v1;
        if (ret[0] !== 0) {
            v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v1;
    }
    /**
     * Makes an empty sum over G1 or G2, with room for this number of terms.
     * @param {number} group
     * @param {number} terms
     */
    constructor(group, terms) {
        const ret = wasm.sum_new(group, terms);
        this.__wbg_ptr = ret;
        SumFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Adds points with their scalars. Leaves out terms whose scalar is zero. Returns whether it could read all of
     * them.
     * @param {Uint8Array | number[]} points
     * @param {Uint8Array | number[]} scalars
     * @returns {boolean}
     */
    push(points, scalars) {
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(scalars, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.sum_push(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        return ret !== 0;
    }
    /**
     * Does a part of the work. Returns whether there is more.
     * @returns {boolean}
     */
    step() {
        const ret = wasm.sum_step(this.__wbg_ptr);
        return ret !== 0;
    }
    /**
     * Returns the number of steps, 0 before the first.
     * @returns {number}
     */
    steps() {
        const ret = wasm.sum_steps(this.__wbg_ptr);
        return ret >>> 0;
    }
}
if (Symbol.dispose) Sum.prototype[Symbol.dispose] = Sum.prototype.free;

/**
 * Checks that this module computes correctly on this machine: z^p = z̄ in Fp2, for the x of G2's generator.
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
        __wbg_refusal_new: function(arg0) {
            const ret = Refusal.__wrap(arg0);
            return ret;
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
        "./fedzk_prove_bls12_381_bg.js": import0,
    };
}

const BytesFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_bytes_free(ptr, 1));
const GradientUpdateFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_gradientupdate_free(ptr, 1));
const KeyHeaderFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_keyheader_free(ptr, 1));
const QuotientFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_quotient_free(ptr, 1));
const RefusalFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_refusal_free(ptr, 1));
const SumFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_sum_free(ptr, 1));

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

let cachedUint16ArrayMemory0 = null;
function getUint16ArrayMemory0() {
    if (cachedUint16ArrayMemory0 === null || cachedUint16ArrayMemory0.byteLength === 0) {
        cachedUint16ArrayMemory0 = new Uint16Array(wasm.memory.buffer);
    }
    return cachedUint16ArrayMemory0;
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

function passArray16ToWasm0(arg, malloc) {
    const ptr = malloc(arg.length * 2, 2) >>> 0;
    getUint16ArrayMemory0().set(arg, ptr / 2);
    WASM_VECTOR_LEN = arg.length;
    return ptr;
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

function takeFromExternrefTable0(idx) {
    const value = wasm.__wbindgen_externrefs.get(idx);
    wasm.__externref_table_dealloc(idx);
    return value;
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
    cachedUint16ArrayMemory0 = null;
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
