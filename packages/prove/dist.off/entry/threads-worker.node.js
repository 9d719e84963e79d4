var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// src/entry/threads-worker.node.ts
import { parentPort } from "node:worker_threads";

// src/threads/answer.ts
import { FedzkError as FedzkError4 } from "@fedzk/core";

// src/glue/bls12-381.ts
var bls12_381_exports = {};
__export(bls12_381_exports, {
  GradientUpdate: () => GradientUpdate,
  KeyHeader: () => KeyHeader,
  Quotient: () => Quotient,
  Refusal: () => Refusal,
  Sum: () => Sum,
  initSync: () => initSync,
  selfTest: () => selfTest
});

// wasm/fedzk_prove_bls12_381.js
var Bytes = class _Bytes {
  static __wrap(ptr) {
    const obj = Object.create(_Bytes.prototype);
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
   * Where they are in the module's memory.
   * @returns {number}
   */
  byteOffset() {
    const ret = wasm.bytes_byteOffset(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * How many.
   * @returns {number}
   */
  length() {
    const ret = wasm.bytes_length(this.__wbg_ptr);
    return ret >>> 0;
  }
};
if (Symbol.dispose) Bytes.prototype[Symbol.dispose] = Bytes.prototype.free;
var GradientUpdate = class {
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
   * The circuit for n values.
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
   * The number of wires.
   * @returns {number}
   */
  wires() {
    const ret = wasm.gradientupdate_wires(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * The values of all wires, 32 bytes each, little-endian. `elements` are s, k, rho, commitment and tag, 32 bytes each,
   * big-endian.
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
      if (ptr1) {
        wasm.__wbindgen_free(ptr1, len1 * 1, 1);
      }
      if (ptr0) {
        wasm.__wbindgen_free(ptr0, len0 * 2, 2);
      }
      throw e;
    }
    const ret = wasm.gradientupdate_witness(this.__wbg_ptr, ptr0, len0, ptr1, len1, val3);
    if (ret[2]) {
      throw takeFromExternrefTable0(ret[1]);
    }
    return Bytes.__wrap(ret[0]);
  }
};
if (Symbol.dispose) GradientUpdate.prototype[Symbol.dispose] = GradientUpdate.prototype.free;
var KeyHeader = class _KeyHeader {
  static __wrap(ptr) {
    const obj = Object.create(_KeyHeader.prototype);
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
   * The domain's size.
   * @returns {number}
   */
  domain() {
    const ret = wasm.keyheader_domain(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * The number of public signals.
   * @returns {number}
   */
  nPublic() {
    const ret = wasm.keyheader_nPublic(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * A proof, uncompressed, of the sums over the sections 5 to 9, each as [`crate::sum::Sum`] gives it or those of its parts
   * one after the other, and 96 random bytes.
   * Undefined where a point is in no group, because those of the key aren't.
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
      if (ptr5) {
        wasm.__wbindgen_free(ptr5, len5 * 1, 1);
      }
      if (ptr4) {
        wasm.__wbindgen_free(ptr4, len4 * 1, 1);
      }
      if (ptr3) {
        wasm.__wbindgen_free(ptr3, len3 * 1, 1);
      }
      if (ptr2) {
        wasm.__wbindgen_free(ptr2, len2 * 1, 1);
      }
      if (ptr1) {
        wasm.__wbindgen_free(ptr1, len1 * 1, 1);
      }
      if (ptr0) {
        wasm.__wbindgen_free(ptr0, len0 * 1, 1);
      }
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
   * Reads the section. Where it can't be one, the result is undefined and `error` holds the [`KeyError`].
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
      if (ptr1) {
        wasm.__wbindgen_free(ptr1, len1 * 4, 4);
      }
      if (ptr0) {
        wasm.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm.keyheader_read(ptr0, len0, ptr1, len1, error);
    return ret === 0 ? void 0 : _KeyHeader.__wrap(ret);
  }
  /**
   * The verification key as `@fedzk/verify` reads it, with section 3. Undefined and `error` as for `read`.
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
      if (ptr1) {
        wasm.__wbindgen_free(ptr1, len1 * 4, 4);
      }
      if (ptr0) {
        wasm.__wbindgen_free(ptr0, len0 * 1, 1);
      }
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
   * The number of wires.
   * @returns {number}
   */
  wires() {
    const ret = wasm.keyheader_wires(this.__wbg_ptr);
    return ret >>> 0;
  }
};
if (Symbol.dispose) KeyHeader.prototype[Symbol.dispose] = KeyHeader.prototype.free;
var Quotient = class _Quotient {
  static __wrap(ptr) {
    const obj = Object.create(_Quotient.prototype);
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
   * Begins with a witness. Where it is none of the key, the result is undefined and `error` says why.
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
      if (ptr1) {
        wasm.__wbindgen_free(ptr1, len1 * 4, 4);
      }
      if (ptr0) {
        wasm.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm.quotient_begin(header.__wbg_ptr, ptr0, len0, ptr1, len1, error);
    return ret === 0 ? void 0 : _Quotient.__wrap(ret);
  }
  /**
   * Adds coefficients of section 4, whole ones: 0, or the error.
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
   * The scalars, 32 bytes each, little-endian.
   * @returns {Bytes}
   */
  finish() {
    const ptr = this.__destroy_into_raw();
    const ret = wasm.quotient_finish(ptr);
    return Bytes.__wrap(ret);
  }
  /**
   * Does a part of the work after all coefficients were added; whether there is more.
   * @returns {boolean}
   */
  step() {
    const ret = wasm.quotient_step(this.__wbg_ptr);
    return ret !== 0;
  }
};
if (Symbol.dispose) Quotient.prototype[Symbol.dispose] = Quotient.prototype.free;
var Refusal = class _Refusal {
  static __wrap(ptr) {
    const obj = Object.create(_Refusal.prototype);
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
   * Whether the inputs are of the right kind and satisfy no witness.
   * @returns {boolean}
   */
  isUnsatisfied() {
    const ret = wasm.refusal_isUnsatisfied(this.__wbg_ptr);
    return ret !== 0;
  }
  /**
   * In words, without a value of the inputs.
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
};
if (Symbol.dispose) Refusal.prototype[Symbol.dispose] = Refusal.prototype.free;
var Sum = class {
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
   * The sum, as a point uncompressed, the point at infinity zeros. Undefined where it is in no group.
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
   * An empty one, of G1 or G2, with room for so many terms.
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
   * Adds points with their scalars, of which those that are zero are left out; whether all of them could be read.
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
      if (ptr1) {
        wasm.__wbindgen_free(ptr1, len1 * 1, 1);
      }
      if (ptr0) {
        wasm.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm.sum_push(this.__wbg_ptr, ptr0, len0, ptr1, len1);
    return ret !== 0;
  }
  /**
   * Does a part of the work; whether there is more.
   * @returns {boolean}
   */
  step() {
    const ret = wasm.sum_step(this.__wbg_ptr);
    return ret !== 0;
  }
  /**
   * How many steps there are, 0 before the first.
   * @returns {number}
   */
  steps() {
    const ret = wasm.sum_steps(this.__wbg_ptr);
    return ret >>> 0;
  }
};
if (Symbol.dispose) Sum.prototype[Symbol.dispose] = Sum.prototype.free;
function selfTest() {
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
      table.set(0, void 0);
      table.set(1024, void 0);
      table.set(1025, null);
      table.set(1026, true);
      table.set(1027, false);
    }
  };
  return {
    __proto__: null,
    "./fedzk_prove_bls12_381_bg.js": import0
  };
}
var BytesFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.__wbg_bytes_free(ptr, 1));
var GradientUpdateFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.__wbg_gradientupdate_free(ptr, 1));
var KeyHeaderFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.__wbg_keyheader_free(ptr, 1));
var QuotientFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.__wbg_quotient_free(ptr, 1));
var RefusalFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.__wbg_refusal_free(ptr, 1));
var SumFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.__wbg_sum_free(ptr, 1));
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
var cachedUint16ArrayMemory0 = null;
function getUint16ArrayMemory0() {
  if (cachedUint16ArrayMemory0 === null || cachedUint16ArrayMemory0.byteLength === 0) {
    cachedUint16ArrayMemory0 = new Uint16Array(wasm.memory.buffer);
  }
  return cachedUint16ArrayMemory0;
}
var cachedUint32ArrayMemory0 = null;
function getUint32ArrayMemory0() {
  if (cachedUint32ArrayMemory0 === null || cachedUint32ArrayMemory0.byteLength === 0) {
    cachedUint32ArrayMemory0 = new Uint32Array(wasm.memory.buffer);
  }
  return cachedUint32ArrayMemory0;
}
var cachedUint8ArrayMemory0 = null;
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
var cachedTextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
cachedTextDecoder.decode();
var MAX_SAFARI_DECODE_BYTES = 2146435072;
var numBytesDecoded = 0;
function decodeText(bytes) {
  numBytesDecoded += bytes.length;
  if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
    cachedTextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
    cachedTextDecoder.decode();
    numBytesDecoded = bytes.length;
  }
  return cachedTextDecoder.decode(bytes);
}
var WASM_VECTOR_LEN = 0;
var wasmModule;
var wasmInstance;
var wasm;
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
function initSync(module) {
  if (wasm !== void 0) return wasm;
  if (module !== void 0) {
    if (Object.getPrototypeOf(module) === Object.prototype) {
      ({ module } = module);
    } else {
      console.warn("using deprecated parameters for `initSync()`; pass a single object instead");
    }
  }
  const imports = __wbg_get_imports();
  if (!(module instanceof WebAssembly.Module)) {
    module = new WebAssembly.Module(module);
  }
  const instance = new WebAssembly.Instance(module, imports);
  return __wbg_finalize_init(instance, module);
}

// src/glue/bn254.ts
var bn254_exports = {};
__export(bn254_exports, {
  GradientUpdate: () => GradientUpdate2,
  KeyHeader: () => KeyHeader2,
  Quotient: () => Quotient2,
  Refusal: () => Refusal2,
  Sum: () => Sum2,
  initSync: () => initSync2,
  selfTest: () => selfTest2
});

// wasm/fedzk_prove_bn254.js
var Bytes2 = class _Bytes {
  static __wrap(ptr) {
    const obj = Object.create(_Bytes.prototype);
    obj.__wbg_ptr = ptr;
    BytesFinalization2.register(obj, obj.__wbg_ptr, obj);
    return obj;
  }
  __destroy_into_raw() {
    const ptr = this.__wbg_ptr;
    this.__wbg_ptr = 0;
    BytesFinalization2.unregister(this);
    return ptr;
  }
  free() {
    const ptr = this.__destroy_into_raw();
    wasm2.__wbg_bytes_free(ptr, 0);
  }
  /**
   * Where they are in the module's memory.
   * @returns {number}
   */
  byteOffset() {
    const ret = wasm2.bytes_byteOffset(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * How many.
   * @returns {number}
   */
  length() {
    const ret = wasm2.bytes_length(this.__wbg_ptr);
    return ret >>> 0;
  }
};
if (Symbol.dispose) Bytes2.prototype[Symbol.dispose] = Bytes2.prototype.free;
var GradientUpdate2 = class {
  __destroy_into_raw() {
    const ptr = this.__wbg_ptr;
    this.__wbg_ptr = 0;
    GradientUpdateFinalization2.unregister(this);
    return ptr;
  }
  free() {
    const ptr = this.__destroy_into_raw();
    wasm2.__wbg_gradientupdate_free(ptr, 0);
  }
  /**
   * The circuit for n values.
   *
   * # Errors
   * [`Refusal`].
   * @param {number} n
   * @param {number} bits
   * @param {number} headroom
   */
  constructor(n, bits, headroom) {
    const ret = wasm2.gradientupdate_new(n, bits, headroom);
    if (ret[2]) {
      throw takeFromExternrefTable02(ret[1]);
    }
    this.__wbg_ptr = ret[0];
    GradientUpdateFinalization2.register(this, this.__wbg_ptr, this);
    return this;
  }
  /**
   * The number of wires.
   * @returns {number}
   */
  wires() {
    const ret = wasm2.gradientupdate_wires(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * The values of all wires, 32 bytes each, little-endian. `elements` are s, k, rho, commitment and tag, 32 bytes each,
   * big-endian.
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
      ptr0 = passArray16ToWasm02(x, wasm2.__wbindgen_malloc);
      len0 = WASM_VECTOR_LEN2;
      ptr1 = passArray8ToWasm02(elements, wasm2.__wbindgen_malloc);
      len1 = WASM_VECTOR_LEN2;
    } catch (e) {
      if (ptr1) {
        wasm2.__wbindgen_free(ptr1, len1 * 1, 1);
      }
      if (ptr0) {
        wasm2.__wbindgen_free(ptr0, len0 * 2, 2);
      }
      throw e;
    }
    const ret = wasm2.gradientupdate_witness(this.__wbg_ptr, ptr0, len0, ptr1, len1, val3);
    if (ret[2]) {
      throw takeFromExternrefTable02(ret[1]);
    }
    return Bytes2.__wrap(ret[0]);
  }
};
if (Symbol.dispose) GradientUpdate2.prototype[Symbol.dispose] = GradientUpdate2.prototype.free;
var KeyHeader2 = class _KeyHeader {
  static __wrap(ptr) {
    const obj = Object.create(_KeyHeader.prototype);
    obj.__wbg_ptr = ptr;
    KeyHeaderFinalization2.register(obj, obj.__wbg_ptr, obj);
    return obj;
  }
  __destroy_into_raw() {
    const ptr = this.__wbg_ptr;
    this.__wbg_ptr = 0;
    KeyHeaderFinalization2.unregister(this);
    return ptr;
  }
  free() {
    const ptr = this.__destroy_into_raw();
    wasm2.__wbg_keyheader_free(ptr, 0);
  }
  /**
   * The domain's size.
   * @returns {number}
   */
  domain() {
    const ret = wasm2.keyheader_domain(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * The number of public signals.
   * @returns {number}
   */
  nPublic() {
    const ret = wasm2.keyheader_nPublic(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * A proof, uncompressed, of the sums over the sections 5 to 9, each as [`crate::sum::Sum`] gives it or those of its parts
   * one after the other, and 96 random bytes.
   * Undefined where a point is in no group, because those of the key aren't.
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
      ptr0 = passArray8ToWasm02(a, wasm2.__wbindgen_malloc);
      len0 = WASM_VECTOR_LEN2;
      ptr1 = passArray8ToWasm02(b1, wasm2.__wbindgen_malloc);
      len1 = WASM_VECTOR_LEN2;
      ptr2 = passArray8ToWasm02(b2, wasm2.__wbindgen_malloc);
      len2 = WASM_VECTOR_LEN2;
      ptr3 = passArray8ToWasm02(c, wasm2.__wbindgen_malloc);
      len3 = WASM_VECTOR_LEN2;
      ptr4 = passArray8ToWasm02(h, wasm2.__wbindgen_malloc);
      len4 = WASM_VECTOR_LEN2;
      ptr5 = passArray8ToWasm02(random, wasm2.__wbindgen_malloc);
      len5 = WASM_VECTOR_LEN2;
    } catch (e) {
      if (ptr5) {
        wasm2.__wbindgen_free(ptr5, len5 * 1, 1);
      }
      if (ptr4) {
        wasm2.__wbindgen_free(ptr4, len4 * 1, 1);
      }
      if (ptr3) {
        wasm2.__wbindgen_free(ptr3, len3 * 1, 1);
      }
      if (ptr2) {
        wasm2.__wbindgen_free(ptr2, len2 * 1, 1);
      }
      if (ptr1) {
        wasm2.__wbindgen_free(ptr1, len1 * 1, 1);
      }
      if (ptr0) {
        wasm2.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm2.keyheader_prove(this.__wbg_ptr, ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4, ptr5, len5);
    let v7;
    if (ret[0] !== 0) {
      v7 = getArrayU8FromWasm02(ret[0], ret[1]).slice();
      wasm2.__wbindgen_free(ret[0], ret[1] * 1, 1);
    }
    return v7;
  }
  /**
   * Reads the section. Where it can't be one, the result is undefined and `error` holds the [`KeyError`].
   * @param {Uint8Array | number[]} section
   * @param {Uint32Array} error
   * @returns {KeyHeader | undefined}
   */
  static read(section, error) {
    let ptr0, len0, ptr1, len1;
    try {
      ptr0 = passArray8ToWasm02(section, wasm2.__wbindgen_malloc);
      len0 = WASM_VECTOR_LEN2;
      ptr1 = passArray32ToWasm02(error, wasm2.__wbindgen_malloc);
      len1 = WASM_VECTOR_LEN2;
    } catch (e) {
      if (ptr1) {
        wasm2.__wbindgen_free(ptr1, len1 * 4, 4);
      }
      if (ptr0) {
        wasm2.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm2.keyheader_read(ptr0, len0, ptr1, len1, error);
    return ret === 0 ? void 0 : _KeyHeader.__wrap(ret);
  }
  /**
   * The verification key as `@fedzk/verify` reads it, with section 3. Undefined and `error` as for `read`.
   * @param {Uint8Array | number[]} ic
   * @param {Uint32Array} error
   * @returns {Uint8Array | undefined}
   */
  verificationKey(ic, error) {
    let ptr0, len0, ptr1, len1;
    try {
      ptr0 = passArray8ToWasm02(ic, wasm2.__wbindgen_malloc);
      len0 = WASM_VECTOR_LEN2;
      ptr1 = passArray32ToWasm02(error, wasm2.__wbindgen_malloc);
      len1 = WASM_VECTOR_LEN2;
    } catch (e) {
      if (ptr1) {
        wasm2.__wbindgen_free(ptr1, len1 * 4, 4);
      }
      if (ptr0) {
        wasm2.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm2.keyheader_verificationKey(this.__wbg_ptr, ptr0, len0, ptr1, len1, error);
    let v3;
    if (ret[0] !== 0) {
      v3 = getArrayU8FromWasm02(ret[0], ret[1]).slice();
      wasm2.__wbindgen_free(ret[0], ret[1] * 1, 1);
    }
    return v3;
  }
  /**
   * The number of wires.
   * @returns {number}
   */
  wires() {
    const ret = wasm2.keyheader_wires(this.__wbg_ptr);
    return ret >>> 0;
  }
};
if (Symbol.dispose) KeyHeader2.prototype[Symbol.dispose] = KeyHeader2.prototype.free;
var Quotient2 = class _Quotient {
  static __wrap(ptr) {
    const obj = Object.create(_Quotient.prototype);
    obj.__wbg_ptr = ptr;
    QuotientFinalization2.register(obj, obj.__wbg_ptr, obj);
    return obj;
  }
  __destroy_into_raw() {
    const ptr = this.__wbg_ptr;
    this.__wbg_ptr = 0;
    QuotientFinalization2.unregister(this);
    return ptr;
  }
  free() {
    const ptr = this.__destroy_into_raw();
    wasm2.__wbg_quotient_free(ptr, 0);
  }
  /**
   * Begins with a witness. Where it is none of the key, the result is undefined and `error` says why.
   * @param {KeyHeader} header
   * @param {Uint8Array | number[]} witness
   * @param {Uint32Array} error
   * @returns {Quotient | undefined}
   */
  static begin(header, witness, error) {
    _assertClass2(header, KeyHeader2);
    let ptr0, len0, ptr1, len1;
    try {
      ptr0 = passArray8ToWasm02(witness, wasm2.__wbindgen_malloc);
      len0 = WASM_VECTOR_LEN2;
      ptr1 = passArray32ToWasm02(error, wasm2.__wbindgen_malloc);
      len1 = WASM_VECTOR_LEN2;
    } catch (e) {
      if (ptr1) {
        wasm2.__wbindgen_free(ptr1, len1 * 4, 4);
      }
      if (ptr0) {
        wasm2.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm2.quotient_begin(header.__wbg_ptr, ptr0, len0, ptr1, len1, error);
    return ret === 0 ? void 0 : _Quotient.__wrap(ret);
  }
  /**
   * Adds coefficients of section 4, whole ones: 0, or the error.
   * @param {Uint8Array | number[]} coefficients
   * @returns {number}
   */
  coefficients(coefficients) {
    const ptr0 = passArray8ToWasm02(coefficients, wasm2.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN2;
    const ret = wasm2.quotient_coefficients(this.__wbg_ptr, ptr0, len0);
    return ret >>> 0;
  }
  /**
   * The scalars, 32 bytes each, little-endian.
   * @returns {Bytes}
   */
  finish() {
    const ptr = this.__destroy_into_raw();
    const ret = wasm2.quotient_finish(ptr);
    return Bytes2.__wrap(ret);
  }
  /**
   * Does a part of the work after all coefficients were added; whether there is more.
   * @returns {boolean}
   */
  step() {
    const ret = wasm2.quotient_step(this.__wbg_ptr);
    return ret !== 0;
  }
};
if (Symbol.dispose) Quotient2.prototype[Symbol.dispose] = Quotient2.prototype.free;
var Refusal2 = class _Refusal {
  static __wrap(ptr) {
    const obj = Object.create(_Refusal.prototype);
    obj.__wbg_ptr = ptr;
    RefusalFinalization2.register(obj, obj.__wbg_ptr, obj);
    return obj;
  }
  __destroy_into_raw() {
    const ptr = this.__wbg_ptr;
    this.__wbg_ptr = 0;
    RefusalFinalization2.unregister(this);
    return ptr;
  }
  free() {
    const ptr = this.__destroy_into_raw();
    wasm2.__wbg_refusal_free(ptr, 0);
  }
  /**
   * Whether the inputs are of the right kind and satisfy no witness.
   * @returns {boolean}
   */
  isUnsatisfied() {
    const ret = wasm2.refusal_isUnsatisfied(this.__wbg_ptr);
    return ret !== 0;
  }
  /**
   * In words, without a value of the inputs.
   * @returns {string}
   */
  message() {
    let deferred1_0;
    let deferred1_1;
    try {
      const ret = wasm2.refusal_message(this.__wbg_ptr);
      deferred1_0 = ret[0];
      deferred1_1 = ret[1];
      return getStringFromWasm02(ret[0], ret[1]);
    } finally {
      wasm2.__wbindgen_free(deferred1_0, deferred1_1, 1);
    }
  }
};
if (Symbol.dispose) Refusal2.prototype[Symbol.dispose] = Refusal2.prototype.free;
var Sum2 = class {
  __destroy_into_raw() {
    const ptr = this.__wbg_ptr;
    this.__wbg_ptr = 0;
    SumFinalization2.unregister(this);
    return ptr;
  }
  free() {
    const ptr = this.__destroy_into_raw();
    wasm2.__wbg_sum_free(ptr, 0);
  }
  /**
   * The sum, as a point uncompressed, the point at infinity zeros. Undefined where it is in no group.
   * @returns {Uint8Array | undefined}
   */
  finish() {
    const ptr = this.__destroy_into_raw();
    const ret = wasm2.sum_finish(ptr);
    let v1;
    if (ret[0] !== 0) {
      v1 = getArrayU8FromWasm02(ret[0], ret[1]).slice();
      wasm2.__wbindgen_free(ret[0], ret[1] * 1, 1);
    }
    return v1;
  }
  /**
   * An empty one, of G1 or G2, with room for so many terms.
   * @param {number} group
   * @param {number} terms
   */
  constructor(group, terms) {
    const ret = wasm2.sum_new(group, terms);
    this.__wbg_ptr = ret;
    SumFinalization2.register(this, this.__wbg_ptr, this);
    return this;
  }
  /**
   * Adds points with their scalars, of which those that are zero are left out; whether all of them could be read.
   * @param {Uint8Array | number[]} points
   * @param {Uint8Array | number[]} scalars
   * @returns {boolean}
   */
  push(points, scalars) {
    let ptr0, len0, ptr1, len1;
    try {
      ptr0 = passArray8ToWasm02(points, wasm2.__wbindgen_malloc);
      len0 = WASM_VECTOR_LEN2;
      ptr1 = passArray8ToWasm02(scalars, wasm2.__wbindgen_malloc);
      len1 = WASM_VECTOR_LEN2;
    } catch (e) {
      if (ptr1) {
        wasm2.__wbindgen_free(ptr1, len1 * 1, 1);
      }
      if (ptr0) {
        wasm2.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm2.sum_push(this.__wbg_ptr, ptr0, len0, ptr1, len1);
    return ret !== 0;
  }
  /**
   * Does a part of the work; whether there is more.
   * @returns {boolean}
   */
  step() {
    const ret = wasm2.sum_step(this.__wbg_ptr);
    return ret !== 0;
  }
  /**
   * How many steps there are, 0 before the first.
   * @returns {number}
   */
  steps() {
    const ret = wasm2.sum_steps(this.__wbg_ptr);
    return ret >>> 0;
  }
};
if (Symbol.dispose) Sum2.prototype[Symbol.dispose] = Sum2.prototype.free;
function selfTest2() {
  const ret = wasm2.selfTest();
  return ret !== 0;
}
function __wbg_get_imports2() {
  const import0 = {
    __proto__: null,
    __wbg___wbindgen_copy_to_typed_array_680b191e71920dc1: function(arg0, arg1, arg2) {
      new Uint8Array(arg2.buffer, arg2.byteOffset, arg2.byteLength).set(getArrayU8FromWasm02(arg0, arg1));
    },
    __wbg___wbindgen_throw_4c88d8bf264fd984: function(arg0, arg1) {
      throw new Error(getStringFromWasm02(arg0, arg1));
    },
    __wbg_refusal_new: function(arg0) {
      const ret = Refusal2.__wrap(arg0);
      return ret;
    },
    __wbindgen_init_externref_table: function() {
      const table = wasm2.__wbindgen_externrefs;
      table.set(0, void 0);
      table.set(1024, void 0);
      table.set(1025, null);
      table.set(1026, true);
      table.set(1027, false);
    }
  };
  return {
    __proto__: null,
    "./fedzk_prove_bn254_bg.js": import0
  };
}
var BytesFinalization2 = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm2.__wbg_bytes_free(ptr, 1));
var GradientUpdateFinalization2 = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm2.__wbg_gradientupdate_free(ptr, 1));
var KeyHeaderFinalization2 = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm2.__wbg_keyheader_free(ptr, 1));
var QuotientFinalization2 = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm2.__wbg_quotient_free(ptr, 1));
var RefusalFinalization2 = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm2.__wbg_refusal_free(ptr, 1));
var SumFinalization2 = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm2.__wbg_sum_free(ptr, 1));
function _assertClass2(instance, klass) {
  if (!(instance instanceof klass)) {
    throw new Error(`expected instance of ${klass.name}`);
  }
}
function getArrayU8FromWasm02(ptr, len) {
  ptr = ptr >>> 0;
  return getUint8ArrayMemory02().subarray(ptr / 1, ptr / 1 + len);
}
function getStringFromWasm02(ptr, len) {
  ptr = ptr >>> 0;
  return decodeText2(getUint8ArrayMemory02().subarray(ptr, ptr + len));
}
var cachedUint16ArrayMemory02 = null;
function getUint16ArrayMemory02() {
  if (cachedUint16ArrayMemory02 === null || cachedUint16ArrayMemory02.byteLength === 0) {
    cachedUint16ArrayMemory02 = new Uint16Array(wasm2.memory.buffer);
  }
  return cachedUint16ArrayMemory02;
}
var cachedUint32ArrayMemory02 = null;
function getUint32ArrayMemory02() {
  if (cachedUint32ArrayMemory02 === null || cachedUint32ArrayMemory02.byteLength === 0) {
    cachedUint32ArrayMemory02 = new Uint32Array(wasm2.memory.buffer);
  }
  return cachedUint32ArrayMemory02;
}
var cachedUint8ArrayMemory02 = null;
function getUint8ArrayMemory02() {
  if (cachedUint8ArrayMemory02 === null || cachedUint8ArrayMemory02.byteLength === 0) {
    cachedUint8ArrayMemory02 = new Uint8Array(wasm2.memory.buffer);
  }
  return cachedUint8ArrayMemory02;
}
function passArray16ToWasm02(arg, malloc) {
  const ptr = malloc(arg.length * 2, 2) >>> 0;
  getUint16ArrayMemory02().set(arg, ptr / 2);
  WASM_VECTOR_LEN2 = arg.length;
  return ptr;
}
function passArray32ToWasm02(arg, malloc) {
  const ptr = malloc(arg.length * 4, 4) >>> 0;
  getUint32ArrayMemory02().set(arg, ptr / 4);
  WASM_VECTOR_LEN2 = arg.length;
  return ptr;
}
function passArray8ToWasm02(arg, malloc) {
  const ptr = malloc(arg.length * 1, 1) >>> 0;
  getUint8ArrayMemory02().set(arg, ptr / 1);
  WASM_VECTOR_LEN2 = arg.length;
  return ptr;
}
function takeFromExternrefTable02(idx) {
  const value = wasm2.__wbindgen_externrefs.get(idx);
  wasm2.__externref_table_dealloc(idx);
  return value;
}
var cachedTextDecoder2 = new TextDecoder("utf-8", { ignoreBOM: true });
cachedTextDecoder2.decode();
var MAX_SAFARI_DECODE_BYTES2 = 2146435072;
var numBytesDecoded2 = 0;
function decodeText2(bytes) {
  numBytesDecoded2 += bytes.length;
  if (numBytesDecoded2 >= MAX_SAFARI_DECODE_BYTES2) {
    cachedTextDecoder2 = new TextDecoder("utf-8", { ignoreBOM: true });
    cachedTextDecoder2.decode();
    numBytesDecoded2 = bytes.length;
  }
  return cachedTextDecoder2.decode(bytes);
}
var WASM_VECTOR_LEN2 = 0;
var wasmModule2;
var wasmInstance2;
var wasm2;
function __wbg_finalize_init2(instance, module) {
  wasmInstance2 = instance;
  wasm2 = instance.exports;
  wasmModule2 = module;
  cachedUint16ArrayMemory02 = null;
  cachedUint32ArrayMemory02 = null;
  cachedUint8ArrayMemory02 = null;
  wasm2.__wbindgen_start();
  return wasm2;
}
function initSync2(module) {
  if (wasm2 !== void 0) return wasm2;
  if (module !== void 0) {
    if (Object.getPrototypeOf(module) === Object.prototype) {
      ({ module } = module);
    } else {
      console.warn("using deprecated parameters for `initSync()`; pass a single object instead");
    }
  }
  const imports = __wbg_get_imports2();
  if (!(module instanceof WebAssembly.Module)) {
    module = new WebAssembly.Module(module);
  }
  const instance = new WebAssembly.Instance(module, imports);
  return __wbg_finalize_init2(instance, module);
}

// src/glue/both.ts
var GLUES = { bn254: bn254_exports, "bls12-381": bls12_381_exports };

// src/instance.ts
import { FedzkError, loadWasm } from "@fedzk/core";
var engines = /* @__PURE__ */ new Map();
function instantiate(curve, { glue, module: source }) {
  const known = engines.get(curve);
  if (known !== void 0) return known;
  const compiling = {
    // The glue would keep what it compiles to itself.
    initSync({ module: code }) {
      const module = code instanceof WebAssembly.Module ? code : new WebAssembly.Module(code);
      return { module, memory: glue.initSync({ module }).memory };
    },
    selfTest: glue.selfTest
  };
  const engine = { curve, glue, ...loadWasm(compiling, source) };
  engines.set(curve, engine);
  return engine;
}
function take({ memory }, bytes) {
  try {
    return new Uint8Array(memory.buffer, bytes.byteOffset(), bytes.length()).slice();
  } finally {
    bytes.free();
  }
}

// src/work/tasks.ts
import { FedzkError as FedzkError3 } from "@fedzk/core";

// src/key/problems.ts
import { FedzkError as FedzkError2 } from "@fedzk/core";
var COEFFICIENT_BYTES = 44;
var OTHER_PRIME = 2;
var REASONS = {
  1: "has another length than its numbers say",
  [OTHER_PRIME]: "has a prime of neither BN254 nor BLS12-381",
  3: "has another scalar field than its curve's",
  4: "has a domain that is no power of two or has no room for the public signals",
  5: "has more public signals than wires",
  6: "has a coordinate that is not below the prime",
  7: "has the point at infinity",
  8: "has a point that is not of its group",
  9: "has a coefficient of a row or a wire that is not there"
};
function invalidSection(type, reason) {
  return invalidKey(`section ${type} ${REASONS[reason ?? 0] ?? "is damaged"}`);
}
function invalidKey(what) {
  return new FedzkError2("invalid-proving-key", `"zkey" expected a proving key of snarkjs for Groth16: ${what}.`);
}

// src/key/sections.ts
function view(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// src/witness/field.ts
var ELEMENT_BYTES = 32;

// src/work/tasks.ts
var POINTS = 4096;
var COEFFICIENTS = 16384;
var QUOTIENT_STEPS = 7;
function work(key, task, pause) {
  return task.kind === "sum" ? sumOf(key.engine, task, pause) : quotientOf(key, task, pause);
}
var READING = 0.05;
async function sumOf({ glue }, { group, pointBytes, points, scalars }, pause) {
  let sum = new glue.Sum(group, termsOf(scalars));
  try {
    const count = points.length / pointBytes;
    for (let i = 0; i < count; i += POINTS) {
      const end = Math.min(count, i + POINTS);
      const part = await read(points, i * pointBytes, end * pointBytes);
      if (!sum.push(part, scalars.subarray(i * ELEMENT_BYTES, end * ELEMENT_BYTES))) {
        throw invalidKey("a point has a coordinate that is not below the prime");
      }
      await pause(READING * end / count);
    }
    for (let done = 1; sum.step(); done++) await pause(READING + (1 - READING) * done / sum.steps());
    const finished = sum;
    sum = void 0;
    const point = finished.finish();
    if (point === void 0) throw invalidKey("a point is not on its curve");
    return point;
  } finally {
    sum?.free();
  }
}
async function quotientOf({ engine, header }, task, pause) {
  const error = new Uint32Array(2);
  let quotient = engine.glue.Quotient.begin(header, task.witness, error);
  try {
    if (quotient === void 0) throw refusedWitness(error[0]);
    const size = COEFFICIENTS * COEFFICIENT_BYTES;
    const { length } = task.coefficients;
    for (let i = 0; i < length; i += size) {
      const reason = quotient.coefficients(await read(task.coefficients, i, Math.min(length, i + size)));
      if (reason !== 0) throw invalidSection(4, reason);
      await pause(READING * i / length);
    }
    for (let done = 1; quotient.step(); done++) await pause(READING + (1 - READING) * done / QUOTIENT_STEPS);
    const finished = quotient;
    quotient = void 0;
    return take(engine, finished.finish());
  } finally {
    quotient?.free();
  }
}
function read(part, start, end) {
  return part instanceof Uint8Array ? part.subarray(start, end) : part.read(start, end - start);
}
function termsOf(scalars) {
  const words = view(scalars);
  let count = 0;
  for (let at = 0; at < scalars.length; at += ELEMENT_BYTES) {
    let isZero = words.getUint32(at, true) === 0;
    for (let i = 4; isZero && i < ELEMENT_BYTES; i += 4) isZero = words.getUint32(at + i, true) === 0;
    if (!isZero) count += words.getUint32(at + ELEMENT_BYTES - 4, true) === 0 ? 1 : 2;
  }
  return count;
}
function refusedWitness(reason) {
  return new FedzkError3(
    "invalid-argument",
    `"witness" expected values of the key's circuit; it was refused for reason ${reason}.`
  );
}

// src/threads/answer.ts
var TELL_MS = 50;
function answering(post) {
  let key;
  return (message) => {
    if ("header" in message) key = load(message);
    else if (key !== void 0) void answer(key, message, post);
  };
}
function load({ curve, module, header: section }) {
  const engine = instantiate(curve, { glue: GLUES[curve], module });
  const header = engine.glue.KeyHeader.read(section, new Uint32Array(1));
  return header && { engine, header };
}
async function answer(key, task, post) {
  let told = performance.now();
  try {
    const result = await work(key, task, (done) => {
      if (performance.now() - told < TELL_MS) return void 0;
      told = performance.now();
      post({ done }, []);
      return void 0;
    });
    post({ result }, [result.buffer]);
  } catch (error) {
    post({ error: plain(error) }, []);
  } finally {
    (task.kind === "sum" ? task.scalars : task.witness).fill(0);
  }
}
function plain(error) {
  if (error instanceof FedzkError4) return { code: error.code, message: error.message };
  return { code: "worker", message: error instanceof Error ? error.message : "A thread failed for an unknown reason." };
}

// src/entry/threads-worker.node.ts
parentPort?.on(
  "message",
  answering((answer2, transfer) => parentPort?.postMessage(answer2, transfer))
);
