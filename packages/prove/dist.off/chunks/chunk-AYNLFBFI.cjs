var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var stdin_exports = {};
__export(stdin_exports, {
  COEFFICIENT_BYTES: () => COEFFICIENT_BYTES,
  ELEMENT_BYTES: () => ELEMENT_BYTES,
  ELEMENT_WORDS: () => ELEMENT_WORDS,
  GLUES: () => GLUES,
  OTHER_PRIME: () => OTHER_PRIME,
  engineOf: () => engineOf,
  fieldOf: () => fieldOf,
  fieldOfCurve: () => fieldOfCurve,
  instantiate: () => instantiate,
  invalidKey: () => invalidKey,
  invalidSection: () => invalidSection,
  provide: () => provide,
  readSections: () => readSections,
  take: () => take,
  view: () => view,
  writeBigint: () => writeBigint,
  writeNumber: () => writeNumber
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_7TGZL5HP = require("./chunk-7TGZL5HP.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var bls12_381_exports = {};
(0, import_chunk_7TGZL5HP.__export)(bls12_381_exports, {
  GradientUpdate: () => GradientUpdate,
  KeyHeader: () => KeyHeader,
  Quotient: () => Quotient,
  Refusal: () => Refusal,
  Sum: () => Sum,
  initSync: () => initSync,
  selfTest: () => selfTest
});
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
function __wbg_finalize_init(instance, module2) {
  wasmInstance = instance;
  wasm = instance.exports;
  wasmModule = module2;
  cachedUint16ArrayMemory0 = null;
  cachedUint32ArrayMemory0 = null;
  cachedUint8ArrayMemory0 = null;
  wasm.__wbindgen_start();
  return wasm;
}
function initSync(module2) {
  if (wasm !== void 0) return wasm;
  if (module2 !== void 0) {
    if (Object.getPrototypeOf(module2) === Object.prototype) {
      ({ module: module2 } = module2);
    } else {
      console.warn("using deprecated parameters for `initSync()`; pass a single object instead");
    }
  }
  const imports = __wbg_get_imports();
  if (!(module2 instanceof WebAssembly.Module)) {
    module2 = new WebAssembly.Module(module2);
  }
  const instance = new WebAssembly.Instance(module2, imports);
  return __wbg_finalize_init(instance, module2);
}
var bn254_exports = {};
(0, import_chunk_7TGZL5HP.__export)(bn254_exports, {
  GradientUpdate: () => GradientUpdate2,
  KeyHeader: () => KeyHeader2,
  Quotient: () => Quotient2,
  Refusal: () => Refusal2,
  Sum: () => Sum2,
  initSync: () => initSync2,
  selfTest: () => selfTest2
});
var Bytes2 = class _Bytes2 {
  static __wrap(ptr) {
    const obj = Object.create(_Bytes2.prototype);
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
var KeyHeader2 = class _KeyHeader2 {
  static __wrap(ptr) {
    const obj = Object.create(_KeyHeader2.prototype);
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
    return ret === 0 ? void 0 : _KeyHeader2.__wrap(ret);
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
var Quotient2 = class _Quotient2 {
  static __wrap(ptr) {
    const obj = Object.create(_Quotient2.prototype);
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
    return ret === 0 ? void 0 : _Quotient2.__wrap(ret);
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
var Refusal2 = class _Refusal2 {
  static __wrap(ptr) {
    const obj = Object.create(_Refusal2.prototype);
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
function __wbg_finalize_init2(instance, module2) {
  wasmInstance2 = instance;
  wasm2 = instance.exports;
  wasmModule2 = module2;
  cachedUint16ArrayMemory02 = null;
  cachedUint32ArrayMemory02 = null;
  cachedUint8ArrayMemory02 = null;
  wasm2.__wbindgen_start();
  return wasm2;
}
function initSync2(module2) {
  if (wasm2 !== void 0) return wasm2;
  if (module2 !== void 0) {
    if (Object.getPrototypeOf(module2) === Object.prototype) {
      ({ module: module2 } = module2);
    } else {
      console.warn("using deprecated parameters for `initSync()`; pass a single object instead");
    }
  }
  const imports = __wbg_get_imports2();
  if (!(module2 instanceof WebAssembly.Module)) {
    module2 = new WebAssembly.Module(module2);
  }
  const instance = new WebAssembly.Instance(module2, imports);
  return __wbg_finalize_init2(instance, module2);
}
var GLUES = { bn254: bn254_exports, "bls12-381": bls12_381_exports };
var sources;
var engines = /* @__PURE__ */ new Map();
function provide(given) {
  sources = given;
}
async function engineOf(curve) {
  if (sources === void 0) throw new import_core.FedzkError("not-initialized", 'No entry of "@fedzk/prove" was imported.');
  const source = sources[curve];
  return engines.get(curve) ?? instantiate(curve, await fetched(source));
}
async function fetched(source) {
  try {
    return await source();
  } catch (cause) {
    throw new import_core.FedzkError(
      "wasm",
      'A file of "@fedzk/prove" could not be fetched: serve all of them, one beside the other. See "cause".',
      { cause }
    );
  }
}
function instantiate(curve, { glue, module: source }) {
  const known = engines.get(curve);
  if (known !== void 0) return known;
  const compiling = {
    // The glue would keep what it compiles to itself.
    initSync({ module: code }) {
      const module2 = code instanceof WebAssembly.Module ? code : new WebAssembly.Module(code);
      return { module: module2, memory: glue.initSync({ module: module2 }).memory };
    },
    selfTest: glue.selfTest
  };
  const engine = { curve, glue, ...(0, import_core.loadWasm)(compiling, source) };
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
  return new import_core2.FedzkError("invalid-proving-key", `"zkey" expected a proving key of snarkjs for Groth16: ${what}.`);
}
var HEADER_BYTES = 12;
var HEAD_BYTES = 12;
var MOST_SECTIONS = 64;
async function readSections(source, letters, version) {
  if (source.size < HEADER_BYTES) return `a file of ${source.size} bytes`;
  const header = view(await source.read(0, HEADER_BYTES));
  const found = String.fromCharCode(...[0, 1, 2, 3].map((i) => header.getUint8(i)));
  if (found !== letters) return `a file that doesn't begin with "${letters}"`;
  if (header.getUint32(4, true) !== version) return `version ${header.getUint32(4, true)}, not ${version}`;
  const count = header.getUint32(8, true);
  if (count > MOST_SECTIONS) return `${count} sections`;
  const sections = /* @__PURE__ */ new Map();
  let at = HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    if (at + HEAD_BYTES > source.size) return "a file that ends early";
    const head = view(await source.read(at, HEAD_BYTES));
    const [type, length] = [head.getUint32(0, true), Number(head.getBigUint64(4, true))];
    const offset = at + HEAD_BYTES;
    if (offset + length > source.size) return "a file that ends early";
    if (sections.has(type)) return `two sections ${type}`;
    sections.set(type, { offset, length });
    at = offset + length;
  }
  return sections;
}
function view(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
var ELEMENT_BYTES = 32;
var ELEMENT_WORDS = 8;
var ORDERS = {
  bn254: 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001n,
  "bls12-381": 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n
};
function fieldOf(order) {
  const found = Object.entries(ORDERS).find(([, known]) => known === order);
  return found && fieldOfCurve(found[0]);
}
function fieldOfCurve(curve) {
  const order = ORDERS[curve];
  const words = Array.from({ length: ELEMENT_WORDS }, (_, i) => Number(order >> BigInt(32 * i) & 0xffffffffn));
  return { curve, order, words };
}
function writeNumber({ words }, view2, at, value) {
  const magnitude = Math.abs(value);
  const low = magnitude >>> 0;
  const high = Math.floor(magnitude / 2 ** 32);
  if (value >= 0) {
    view2.setUint32(at, low, true);
    view2.setUint32(at + 4, high, true);
    for (let i = 2; i < ELEMENT_WORDS; i++) view2.setUint32(at + 4 * i, 0, true);
    return;
  }
  let borrow = 0;
  for (let i = 0; i < ELEMENT_WORDS; i++) {
    const word = words[i] - (i === 0 ? low : i === 1 ? high : 0) - borrow;
    view2.setUint32(at + 4 * i, word, true);
    borrow = word < 0 ? 1 : 0;
  }
}
function writeBigint({ order }, view2, at, value) {
  const element = value < 0n ? value + order : value;
  for (let i = 0; i < ELEMENT_BYTES; i += 8) view2.setBigUint64(at + i, element >> BigInt(8 * i), true);
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  COEFFICIENT_BYTES,
  ELEMENT_BYTES,
  ELEMENT_WORDS,
  GLUES,
  OTHER_PRIME,
  engineOf,
  fieldOf,
  fieldOfCurve,
  instantiate,
  invalidKey,
  invalidSection,
  provide,
  readSections,
  take,
  view,
  writeBigint,
  writeNumber
});
