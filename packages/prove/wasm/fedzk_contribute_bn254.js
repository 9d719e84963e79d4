/* @ts-self-types="./fedzk_contribute_bn254.d.ts" */

/**
 * BLAKE2b-512.
 */
export class Blake2b {
    static __wrap(ptr) {
        const obj = Object.create(Blake2b.prototype);
        obj.__wbg_ptr = ptr;
        Blake2bFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        Blake2bFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_blake2b_free(ptr, 0);
    }
    /**
     * The hash, 64 bytes.
     * @returns {Uint8Array}
     */
    digest() {
        const ptr = this.__destroy_into_raw();
        const ret = wasm.blake2b_digest(ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * Of no bytes yet.
     */
    constructor() {
        const ret = wasm.blake2b_new();
        this.__wbg_ptr = ret;
        Blake2bFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Goes on from a state in snarkjs's form; undefined if it is none.
     * @param {Uint8Array | number[]} state
     * @returns {Blake2b | undefined}
     */
    static restore(state) {
        const ptr0 = passArray8ToWasm0(state, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.blake2b_restore(ptr0, len0);
        return ret === 0 ? undefined : Blake2b.__wrap(ret);
    }
    /**
     * The state in snarkjs's form, 216 bytes.
     * @returns {Uint8Array}
     */
    state() {
        const ret = wasm.blake2b_state(this.__wbg_ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * Adds bytes.
     * @param {Uint8Array | number[]} bytes
     */
    update(bytes) {
        const ptr0 = passArray8ToWasm0(bytes, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        wasm.blake2b_update(this.__wbg_ptr, ptr0, len0);
    }
}
if (Symbol.dispose) Blake2b.prototype[Symbol.dispose] = Blake2b.prototype.free;

/**
 * A compiled circuit.
 */
export class Circuit {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        CircuitFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_circuit_free(ptr, 0);
    }
    /**
     * The length of section 4 after its count.
     * @returns {number}
     */
    coefficientBytes() {
        const ret = wasm.circuit_coefficientBytes(this.__wbg_ptr);
        return ret;
    }
    /**
     * The coefficients of some rows.
     * @param {number} first
     * @param {number} end
     * @returns {Uint8Array}
     */
    coefficients(first, end) {
        const ret = wasm.circuit_coefficients(this.__wbg_ptr, first, end);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * The start of section 2, up to its points.
     * @returns {Uint8Array}
     */
    header() {
        const ret = wasm.circuit_header(this.__wbg_ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * The number of public signals.
     * @returns {number}
     */
    nPublic() {
        const ret = wasm.circuit_nPublic(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * Reads a file.
     *
     * # Errors
     * What is wrong with it.
     * @param {Uint8Array | number[]} file
     */
    constructor(file) {
        const ptr0 = passArray8ToWasm0(file, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.circuit_new(ptr0, len0);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        this.__wbg_ptr = ret[0];
        CircuitFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * The number of rows: constraints, public signals and the constant.
     * @returns {number}
     */
    rows() {
        const ret = wasm.circuit_rows(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * The number of wires.
     * @returns {number}
     */
    wires() {
        const ret = wasm.circuit_wires(this.__wbg_ptr);
        return ret >>> 0;
    }
}
if (Symbol.dispose) Circuit.prototype[Symbol.dispose] = Circuit.prototype.free;

/**
 * Scalars of a seed.
 */
export class Secrets {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        SecretsFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_secrets_free(ptr, 0);
    }
    /**
     * Divides points of G1 by a scalar. Undefined, and the index of the first in `wrong`, if one isn't valid.
     * @param {Uint8Array | number[]} points
     * @param {number} index
     * @param {Uint32Array} wrong
     * @returns {Uint8Array | undefined}
     */
    divide(points, index, wrong) {
        const val3 = +index;
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray32ToWasm0(wrong, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 4, 4); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.secrets_divide(this.__wbg_ptr, ptr0, len0, val3, ptr1, len1, wrong);
        let v4;
        if (ret[0] !== 0) {
            v4 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v4;
    }
    /**
     * Multiplies the point of index i by the (first + i)-th power of the first scalar, and by another one unless `factor` is
     * negative. As [`Self::divide`] where one isn't valid.
     * @param {number} group
     * @param {Uint8Array | number[]} points
     * @param {number} first
     * @param {number} factor
     * @param {Uint32Array} wrong
     * @returns {Uint8Array | undefined}
     */
    multiplyByPowers(group, points, first, factor, wrong) {
        const val3 = +group;
        const val4 = +first;
        const val5 = +factor;
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray32ToWasm0(wrong, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 4, 4); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.secrets_multiplyByPowers(this.__wbg_ptr, val3, ptr0, len0, val4, val5, ptr1, len1, wrong);
        let v6;
        if (ret[0] !== 0) {
            v6 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v6;
    }
    /**
     * A point times a scalar; undefined if it can't be read.
     * @param {number} group
     * @param {Uint8Array | number[]} point
     * @param {number} index
     * @returns {Uint8Array | undefined}
     */
    multiply(group, point, index) {
        const val2 = +group;
        const val3 = +index;
        const ptr0 = passArray8ToWasm0(point, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.secrets_multiply(this.__wbg_ptr, val2, ptr0, len0, val3);
        let v4;
        if (ret[0] !== 0) {
            v4 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v4;
    }
    /**
     * Draws so many scalars from 32 bytes, which are overwritten.
     * @param {Uint8Array | number[]} seed
     * @param {number} count
     */
    constructor(seed, count) {
        const val2 = +count;
        const ptr0 = passArray8ToWasm0(seed, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.secrets_new(ptr0, len0, val2);
        this.__wbg_ptr = ret;
        SecretsFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * The points s, one a scalar.
     * @returns {Uint8Array}
     */
    points() {
        const ret = wasm.secrets_points(this.__wbg_ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
}
if (Symbol.dispose) Secrets.prototype[Symbol.dispose] = Secrets.prototype.free;

/**
 * SHA-256.
 */
export class Sha256 {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        Sha256Finalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_sha256_free(ptr, 0);
    }
    /**
     * The hash, 32 bytes.
     * @returns {Uint8Array}
     */
    digest() {
        const ptr = this.__destroy_into_raw();
        const ret = wasm.sha256_digest(ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * Of no bytes yet.
     */
    constructor() {
        const ret = wasm.sha256_new();
        this.__wbg_ptr = ret;
        Sha256Finalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Adds bytes.
     * @param {Uint8Array | number[]} bytes
     */
    update(bytes) {
        const ptr0 = passArray8ToWasm0(bytes, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        wasm.sha256_update(this.__wbg_ptr, ptr0, len0);
    }
}
if (Symbol.dispose) Sha256.prototype[Symbol.dispose] = Sha256.prototype.free;

/**
 * A point a wire.
 */
export class Sums {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        SumsFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_sums_free(ptr, 0);
    }
    /**
     * Adds rows of matrix 0, 1 or 2 from `first` on, a point each; whether all could be read.
     * @param {Circuit} circuit
     * @param {number} matrix
     * @param {number} first
     * @param {Uint8Array | number[]} points
     * @returns {boolean}
     */
    addRows(circuit, matrix, first, points) {
        _assertClass(circuit, Circuit);
        const val2 = +matrix;
        const val3 = +first;
        const ptr0 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.sums_addRows(this.__wbg_ptr, circuit.__wbg_ptr, val2, val3, ptr0, len0);
        return ret !== 0;
    }
    /**
     * Empty sums of a circuit's wires.
     * @param {number} group
     * @param {Circuit} circuit
     */
    constructor(group, circuit) {
        _assertClass(circuit, Circuit);
        const ret = wasm.sums_new(group, circuit.__wbg_ptr);
        this.__wbg_ptr = ret;
        SumsFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * The sums of some wires.
     * @param {number} first
     * @param {number} end
     * @returns {Uint8Array}
     */
    points(first, end) {
        const ret = wasm.sums_points(this.__wbg_ptr, first, end);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
}
if (Symbol.dispose) Sums.prototype[Symbol.dispose] = Sums.prototype.free;

/**
 * The sum of two points; undefined if one can't be read.
 * @param {number} group
 * @param {Uint8Array | number[]} a
 * @param {Uint8Array | number[]} b
 * @returns {Uint8Array | undefined}
 */
export function add(group, a, b) {
    const val3 = +group;
    let ptr0, len0, ptr1, len1;
    try {
        ptr0 = passArray8ToWasm0(a, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(b, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.add(val3, ptr0, len0, ptr1, len1);
    let v4;
    if (ret[0] !== 0) {
        v4 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    }
    return v4;
}

/**
 * The index of the first point that isn't valid, or −1.
 * @param {number} group
 * @param {Uint8Array | number[]} points
 * @param {boolean} infinity
 * @returns {number}
 */
export function check(group, points, infinity) {
    const val2 = +group;
    const val3 = +infinity;
    const ptr0 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.check(val2, ptr0, len0, val3);
    return ret;
}

/**
 * Points compressed.
 * @param {number} group
 * @param {Uint8Array | number[]} points
 * @returns {Uint8Array}
 */
export function compressed(group, points) {
    const val2 = +group;
    const ptr0 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.compressed(val2, ptr0, len0);
    var v3 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v3;
}

/**
 * What the circuit's hash takes of two lists of points of G1: their differences, uncompressed. Undefined if one can't be read.
 * @param {Uint8Array | number[]} high
 * @param {Uint8Array | number[]} low
 * @returns {Uint8Array | undefined}
 */
export function differences(high, low) {
    let ptr0, len0, ptr1, len1;
    try {
        ptr0 = passArray8ToWasm0(high, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(low, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.differences(ptr0, len0, ptr1, len1);
    let v3;
    if (ret[0] !== 0) {
        v3 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    }
    return v3;
}

/**
 * A group's generator.
 * @param {number} group
 * @returns {Uint8Array}
 */
export function generator(group) {
    const ret = wasm.generator(group);
    var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v1;
}

/**
 * snarkjs's hash of 64 bytes to G2.
 * @param {Uint8Array | number[]} hash
 * @returns {Uint8Array}
 */
export function hashToG2(hash) {
    const ptr0 = passArray8ToWasm0(hash, wasm.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.hashToG2(ptr0, len0);
    var v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v2;
}

/**
 * The Lagrange form of powers; undefined if one can't be read, or their number is no power of two.
 * @param {number} group
 * @param {Uint8Array | number[]} points
 * @returns {Uint8Array | undefined}
 */
export function lagrange(group, points) {
    const val2 = +group;
    const ptr0 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.lagrange(val2, ptr0, len0);
    let v3;
    if (ret[0] !== 0) {
        v3 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    }
    return v3;
}

/**
 * Whether e(a1, a2) = e(b1, b2); false if one isn't a finite point of its group.
 * @param {Uint8Array | number[]} a1
 * @param {Uint8Array | number[]} a2
 * @param {Uint8Array | number[]} b1
 * @param {Uint8Array | number[]} b2
 * @returns {boolean}
 */
export function pairing(a1, a2, b1, b2) {
    let ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3;
    try {
        ptr0 = passArray8ToWasm0(a1, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(a2, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
        ptr2 = passArray8ToWasm0(b1, wasm.__wbindgen_malloc);
        len2 = WASM_VECTOR_LEN;
        ptr3 = passArray8ToWasm0(b2, wasm.__wbindgen_malloc);
        len3 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr3) { wasm.__wbindgen_free(ptr3, len3 * 1, 1); }
        if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.pairing(ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3);
    return ret !== 0;
}

/**
 * Overwrites what calls before this one left on the stack.
 */
export function scrub() {
    wasm.scrub();
}

/**
 * Whether this module computes right where it runs: z^p = z̄ in Fp2, for the x of G2's generator.
 * @returns {boolean}
 */
export function selfTest() {
    const ret = wasm.selfTest();
    return ret !== 0;
}

/**
 * A level of a node of 2^k points, for some of its pairs: the lower points, then the higher ones, likewise the result.
 * @param {number} group
 * @param {Uint8Array | number[]} pairs
 * @param {number} k
 * @param {number} first
 * @param {number} halvings
 * @returns {Uint8Array | undefined}
 */
export function split(group, pairs, k, first, halvings) {
    const val2 = +group;
    const val3 = +k;
    const val4 = +first;
    const val5 = +halvings;
    const ptr0 = passArray8ToWasm0(pairs, wasm.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.split(val2, ptr0, len0, val3, val4, val5);
    let v6;
    if (ret[0] !== 0) {
        v6 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    }
    return v6;
}

/**
 * The sum of points with random weights; undefined if one can't be read.
 * @param {number} group
 * @param {Uint8Array | number[]} points
 * @param {Uint8Array | number[]} seed
 * @param {number} first
 * @returns {Uint8Array | undefined}
 */
export function sum(group, points, seed, first) {
    const val3 = +group;
    const val4 = +first;
    let ptr0, len0, ptr1, len1;
    try {
        ptr0 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(seed, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.sum(val3, ptr0, len0, ptr1, len1, val4);
    let v5;
    if (ret[0] !== 0) {
        v5 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    }
    return v5;
}

/**
 * A whole node, in bit-reversed order.
 * @param {number} group
 * @param {Uint8Array | number[]} node
 * @param {number} halvings
 * @returns {Uint8Array | undefined}
 */
export function transformed(group, node, halvings) {
    const val2 = +group;
    const val3 = +halvings;
    const ptr0 = passArray8ToWasm0(node, wasm.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.transformed(val2, ptr0, len0, val3);
    let v4;
    if (ret[0] !== 0) {
        v4 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    }
    return v4;
}

/**
 * Points as hashes take them.
 * @param {number} group
 * @param {Uint8Array | number[]} points
 * @returns {Uint8Array}
 */
export function uncompressed(group, points) {
    const val2 = +group;
    const ptr0 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.uncompressed(val2, ptr0, len0);
    var v3 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v3;
}

/**
 * The same of one pair as snarkjs computes it, whose first may be no point.
 * @param {Uint8Array | number[]} high
 * @param {Uint8Array | number[]} low
 * @returns {Uint8Array}
 */
export function wrappedDifference(high, low) {
    let ptr0, len0, ptr1, len1;
    try {
        ptr0 = passArray8ToWasm0(high, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(low, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.wrappedDifference(ptr0, len0, ptr1, len1);
    var v3 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v3;
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
        __wbindgen_generic_0000000000000001: function(arg0, arg1) {
            // Cast intrinsic for `Ref(String) -> Externref`.
            const ret = getStringFromWasm0(arg0, arg1);
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
        "./fedzk_contribute_bn254_bg.js": import0,
    };
}

const Blake2bFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_blake2b_free(ptr, 1));
const CircuitFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_circuit_free(ptr, 1));
const SecretsFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_secrets_free(ptr, 1));
const Sha256Finalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_sha256_free(ptr, 1));
const SumsFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_sums_free(ptr, 1));

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
