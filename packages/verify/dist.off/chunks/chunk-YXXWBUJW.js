// src/instance.ts
import { FedzkError, loadWasm } from "@fedzk/core";

// wasm/fedzk_verify.js
var Batch = class {
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
   * An empty one.
   */
  constructor() {
    const ret = wasm.batch_new();
    this.__wbg_ptr = ret;
    BatchFinalization.register(this, this.__wbg_ptr, this);
    return this;
  }
  /**
   * Makes all checks but the equation, and keeps what passes them: a status.
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
      if (ptr1) {
        wasm.__wbindgen_free(ptr1, len1 * 1, 1);
      }
      if (ptr0) {
        wasm.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm.batch_push(this.__wbg_ptr, key.__wbg_ptr, ptr0, len0, ptr1, len1);
    return ret >>> 0;
  }
  /**
   * Whether each proof that was kept is valid: 1 or 0. `random` has 16 bytes a proof.
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
};
if (Symbol.dispose) Batch.prototype[Symbol.dispose] = Batch.prototype.free;
var Key = class _Key {
  static __wrap(ptr) {
    const obj = Object.create(_Key.prototype);
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
   * The curve's number: 1 is BN254, 2 BLS12-381.
   * @returns {number}
   */
  curve() {
    const ret = wasm.key_curve(this.__wbg_ptr);
    return ret;
  }
  /**
   * SHA-256 of the key's bytes.
   * @returns {Uint8Array}
   */
  id() {
    const ret = wasm.key_id(this.__wbg_ptr);
    var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v1;
  }
  /**
   * The number of public signals.
   * @returns {number}
   */
  nPublic() {
    const ret = wasm.key_nPublic(this.__wbg_ptr);
    return ret >>> 0;
  }
  /**
   * Reads a key; its first byte says of which curve. Where it can't be one, the result is undefined and `error` holds
   * the status and the point's place; or as its third number why anyone can forge proofs, unless that is allowed.
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
      if (ptr1) {
        wasm.__wbindgen_free(ptr1, len1 * 4, 4);
      }
      if (ptr0) {
        wasm.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm.key_read(ptr0, len0, val3, ptr1, len1, error);
    return ret === 0 ? void 0 : _Key.__wrap(ret);
  }
  /**
   * Verifies a proof: a status.
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
      if (ptr1) {
        wasm.__wbindgen_free(ptr1, len1 * 1, 1);
      }
      if (ptr0) {
        wasm.__wbindgen_free(ptr0, len0 * 1, 1);
      }
      throw e;
    }
    const ret = wasm.key_verify(this.__wbg_ptr, ptr0, len0, ptr1, len1);
    return ret >>> 0;
  }
};
if (Symbol.dispose) Key.prototype[Symbol.dispose] = Key.prototype.free;
function allocate(bytes) {
  const ret = wasm.allocate(bytes);
  return ret >>> 0;
}
function backend() {
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
function checkFloats(address, length, min, max, report) {
  wasm.checkFloats(address, length, min, max, report);
}
function checkIntegers(width, address, length, min, max, report) {
  wasm.checkIntegers(width, address, length, min, max, report);
}
function convertPoints(curve, kinds, points, out) {
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
  const ret = wasm.convertPoints(val4, ptr0, len0, ptr1, len1, ptr2, len2, out);
  return ret >>> 0;
}
function dequantize(width, address, length, scale, count, out) {
  wasm.dequantize(width, address, length, scale, count, out);
}
function quantize(address, length, bits, clip, random, out, report) {
  const ret = wasm.quantize(address, length, bits, clip, random, out, report);
  return ret !== 0;
}
function release(address, bytes) {
  wasm.release(address, bytes);
}
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
    "./fedzk_verify_bg.js": import0
  };
}
var BatchFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.__wbg_batch_free(ptr, 1));
var KeyFinalization = typeof FinalizationRegistry === "undefined" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.__wbg_key_free(ptr, 1));
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

// src/instance.ts
var memory;
function instantiate(source) {
  memory = loadWasm({ initSync, selfTest }, source).memory;
}
function withModule(call) {
  if (memory !== void 0) return call(memory);
  throw new FedzkError("not-initialized", 'Call initSync() or await init() of "@fedzk/verify/slim" first.');
}
function backendInUse() {
  return withModule(backend);
}

// src/argument.ts
import { FedzkError as FedzkError2 } from "@fedzk/core";
import { asOptions, unexpected } from "@fedzk/core";
function isObject(value) {
  return typeof value === "object" && value !== null;
}
function committing(what) {
  const message = `The ${what} is of gnark's extension with commitments, which is not supported; prove without Commit().`;
  return new FedzkError2("unsupported", message);
}

export {
  Batch,
  Key,
  allocate,
  checkFloats,
  checkIntegers,
  convertPoints,
  dequantize,
  quantize,
  release,
  instantiate,
  withModule,
  backendInUse,
  isObject,
  committing,
  asOptions,
  unexpected
};
