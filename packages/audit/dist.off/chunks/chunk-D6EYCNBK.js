// src/argument.ts
import { byteLength, FedzkError, unexpected } from "@fedzk/core";
import { unexpected as unexpected2 } from "@fedzk/core";
function requireWhole(value, name, least = 0, most = Number.MAX_SAFE_INTEGER) {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw unexpected(name, `an integer from ${least} to ${most}`, value);
}
function requireIndex(value, size, name = "index") {
  if (size > 0) return requireWhole(value, name, 0, size - 1);
  throw new FedzkError("invalid-argument", `"${name}" expected the index of an entry; the log has no entries yet.`);
}
function optionalSignal(value, name = "signal") {
  if (value === void 0) return void 0;
  const { aborted, throwIfAborted, addEventListener } = Object(value);
  const whole = typeof aborted === "boolean" && typeof throwIfAborted === "function";
  if (whole && typeof addEventListener === "function") return value;
  throw unexpected(name, "an AbortSignal", value);
}
function requireFlag(value, name) {
  if (typeof value === "boolean") return value;
  throw unexpected(name, "true or false", value);
}
function requireBytes(value, name) {
  if (byteLength(value) === void 0) throw unexpected(name, "a Uint8Array", value);
  return value;
}

// src/bytes.ts
import { byteLength as byteLength2, copyBytes } from "@fedzk/core";
function sameBytes(a, b) {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
function bytesOf(value) {
  if (byteLength2(value) === void 0) return void 0;
  try {
    return copyBytes(value);
  } catch {
    return void 0;
  }
}

// wasm/fedzk_audit.js
function bundleHashes(bundle) {
  const ptr0 = passArray8ToWasm0(bundle, wasm.__wbindgen_malloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.bundleHashes(ptr0, len0);
  let v2;
  if (ret[0] !== 0) {
    v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v2;
}
function bundlePlaces(bundle) {
  const ptr0 = passArray8ToWasm0(bundle, wasm.__wbindgen_malloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.bundlePlaces(ptr0, len0);
  let v2;
  if (ret[0] !== 0) {
    v2 = getArrayU32FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 4, 4);
  }
  return v2;
}
function checkConsistency(old, old_root, _new, new_root, path) {
  const val4 = +old;
  const val5 = +_new;
  let ptr0, len0, ptr1, len1, ptr2, len2;
  try {
    ptr0 = passArray8ToWasm0(old_root, wasm.__wbindgen_malloc);
    len0 = WASM_VECTOR_LEN;
    ptr1 = passArray8ToWasm0(new_root, wasm.__wbindgen_malloc);
    len1 = WASM_VECTOR_LEN;
    ptr2 = passArray8ToWasm0(path, wasm.__wbindgen_malloc);
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
  const ret = wasm.checkConsistency(val4, ptr0, len0, val5, ptr1, len1, ptr2, len2);
  return ret >>> 0;
}
function checkInclusion(index, size, leaf, path, root) {
  const val4 = +index;
  const val5 = +size;
  let ptr0, len0, ptr1, len1, ptr2, len2;
  try {
    ptr0 = passArray8ToWasm0(leaf, wasm.__wbindgen_malloc);
    len0 = WASM_VECTOR_LEN;
    ptr1 = passArray8ToWasm0(path, wasm.__wbindgen_malloc);
    len1 = WASM_VECTOR_LEN;
    ptr2 = passArray8ToWasm0(root, wasm.__wbindgen_malloc);
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
  const ret = wasm.checkInclusion(val4, val5, ptr0, len0, ptr1, len1, ptr2, len2);
  return ret >>> 0;
}
function checkedRoot(bundle, tile) {
  let ptr0, len0, ptr1, len1;
  try {
    ptr0 = passArray8ToWasm0(bundle, wasm.__wbindgen_malloc);
    len0 = WASM_VECTOR_LEN;
    ptr1 = passArray8ToWasm0(tile, wasm.__wbindgen_malloc);
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
  const ret = wasm.checkedRoot(ptr0, len0, ptr1, len1);
  let v3;
  if (ret[0] !== 0) {
    v3 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v3;
}
function consistencyRanges(old, _new) {
  const ret = wasm.consistencyRanges(old, _new);
  let v1;
  if (ret[0] !== 0) {
    v1 = getArrayF64FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 8, 8);
  }
  return v1;
}
function hashOfRange(trees) {
  const ptr0 = passArray8ToWasm0(trees, wasm.__wbindgen_malloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.hashOfRange(ptr0, len0);
  let v2;
  if (ret[0] !== 0) {
    v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v2;
}
function inclusionRanges(index, size) {
  const ret = wasm.inclusionRanges(index, size);
  let v1;
  if (ret[0] !== 0) {
    v1 = getArrayF64FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 8, 8);
  }
  return v1;
}
function isNoteText(text) {
  const ptr0 = passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.isNoteText(ptr0, len0);
  return ret !== 0;
}
function leafHash(entry) {
  const ptr0 = passArray8ToWasm0(entry, wasm.__wbindgen_malloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.leafHash(ptr0, len0);
  var v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
  wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  return v2;
}
function leafHashes(packed) {
  const ptr0 = passArray8ToWasm0(packed, wasm.__wbindgen_malloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.leafHashes(ptr0, len0);
  let v2;
  if (ret[0] !== 0) {
    v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v2;
}
function parseCheckpoint(text) {
  const ptr0 = passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.parseCheckpoint(ptr0, len0);
  let v2;
  if (ret[0] !== 0) {
    v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v2;
}
function parseEntryProof(text) {
  const ptr0 = passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.parseEntryProof(ptr0, len0);
  let v2;
  if (ret[0] !== 0) {
    v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v2;
}
function parseNote(bytes) {
  const ptr0 = passArray8ToWasm0(bytes, wasm.__wbindgen_malloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.parseNote(ptr0, len0);
  let v2;
  if (ret[0] !== 0) {
    v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v2;
}
function parseVerifierKey(text) {
  const ptr0 = passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.parseVerifierKey(ptr0, len0);
  let v2;
  if (ret[0] !== 0) {
    v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v2;
}
function rootOf(hashes) {
  const ptr0 = passArray8ToWasm0(hashes, wasm.__wbindgen_malloc);
  const len0 = WASM_VECTOR_LEN;
  const ret = wasm.rootOf(ptr0, len0);
  let v2;
  if (ret[0] !== 0) {
    v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v2;
}
function rootRanges(size) {
  const ret = wasm.rootRanges(size);
  let v1;
  if (ret[0] !== 0) {
    v1 = getArrayF64FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 8, 8);
  }
  return v1;
}
function selfTest() {
  const ret = wasm.selfTest();
  return ret !== 0;
}
function signatureLine(name, key_id, signature) {
  let ptr0, len0, ptr1, len1, ptr2, len2;
  try {
    ptr0 = passStringToWasm0(name, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
    len0 = WASM_VECTOR_LEN;
    ptr1 = passArray8ToWasm0(key_id, wasm.__wbindgen_malloc);
    len1 = WASM_VECTOR_LEN;
    ptr2 = passArray8ToWasm0(signature, wasm.__wbindgen_malloc);
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
  const ret = wasm.signatureLine(ptr0, len0, ptr1, len1, ptr2, len2);
  let v4;
  if (ret[0] !== 0) {
    v4 = getStringFromWasm0(ret[0], ret[1]);
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v4;
}
function verifierKey(name, algorithm, key) {
  const val3 = +algorithm;
  let ptr0, len0, ptr1, len1;
  try {
    ptr0 = passStringToWasm0(name, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
    len0 = WASM_VECTOR_LEN;
    ptr1 = passArray8ToWasm0(key, wasm.__wbindgen_malloc);
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
  const ret = wasm.verifierKey(ptr0, len0, val3, ptr1, len1);
  let v4;
  if (ret[0] !== 0) {
    v4 = getStringFromWasm0(ret[0], ret[1]);
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v4;
}
function writeCheckpoint(origin, size, root) {
  const val3 = +size;
  let ptr0, len0, ptr1, len1;
  try {
    ptr0 = passStringToWasm0(origin, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
    len0 = WASM_VECTOR_LEN;
    ptr1 = passArray8ToWasm0(root, wasm.__wbindgen_malloc);
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
  const ret = wasm.writeCheckpoint(ptr0, len0, val3, ptr1, len1);
  let v4;
  if (ret[0] !== 0) {
    v4 = getStringFromWasm0(ret[0], ret[1]);
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v4;
}
function writeEntryProof(index, path, checkpoint) {
  const val3 = +index;
  let ptr0, len0, ptr1, len1;
  try {
    ptr0 = passArray8ToWasm0(path, wasm.__wbindgen_malloc);
    len0 = WASM_VECTOR_LEN;
    ptr1 = passStringToWasm0(checkpoint, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
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
  const ret = wasm.writeEntryProof(val3, ptr0, len0, ptr1, len1);
  let v4;
  if (ret[0] !== 0) {
    v4 = getStringFromWasm0(ret[0], ret[1]);
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
  }
  return v4;
}
function __wbg_get_imports() {
  const import0 = {
    __proto__: null,
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
    "./fedzk_audit_bg.js": import0
  };
}
function getArrayF64FromWasm0(ptr, len) {
  ptr = ptr >>> 0;
  return getFloat64ArrayMemory0().subarray(ptr / 8, ptr / 8 + len);
}
function getArrayU32FromWasm0(ptr, len) {
  ptr = ptr >>> 0;
  return getUint32ArrayMemory0().subarray(ptr / 4, ptr / 4 + len);
}
function getArrayU8FromWasm0(ptr, len) {
  ptr = ptr >>> 0;
  return getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);
}
var cachedFloat64ArrayMemory0 = null;
function getFloat64ArrayMemory0() {
  if (cachedFloat64ArrayMemory0 === null || cachedFloat64ArrayMemory0.byteLength === 0) {
    cachedFloat64ArrayMemory0 = new Float64Array(wasm.memory.buffer);
  }
  return cachedFloat64ArrayMemory0;
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
function passArray8ToWasm0(arg, malloc) {
  const ptr = malloc(arg.length * 1, 1) >>> 0;
  getUint8ArrayMemory0().set(arg, ptr / 1);
  WASM_VECTOR_LEN = arg.length;
  return ptr;
}
function passStringToWasm0(arg, malloc, realloc) {
  if (realloc === void 0) {
    const buf = cachedTextEncoder.encode(arg);
    const ptr2 = malloc(buf.length, 1) >>> 0;
    getUint8ArrayMemory0().subarray(ptr2, ptr2 + buf.length).set(buf);
    WASM_VECTOR_LEN = buf.length;
    return ptr2;
  }
  let len = arg.length;
  let ptr = malloc(len, 1) >>> 0;
  const mem = getUint8ArrayMemory0();
  let offset = 0;
  for (; offset < len; offset++) {
    const code = arg.charCodeAt(offset);
    if (code > 127) break;
    mem[ptr + offset] = code;
  }
  if (offset !== len) {
    if (offset !== 0) {
      arg = arg.slice(offset);
    }
    ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
    const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
    const ret = cachedTextEncoder.encodeInto(arg, view);
    offset += ret.written;
    ptr = realloc(ptr, len, offset, 1) >>> 0;
  }
  WASM_VECTOR_LEN = offset;
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
var cachedTextEncoder = new TextEncoder();
if (!("encodeInto" in cachedTextEncoder)) {
  cachedTextEncoder.encodeInto = function(arg, view) {
    const buf = cachedTextEncoder.encode(arg);
    view.set(buf);
    return {
      read: arg.length,
      written: buf.length
    };
  };
}
var WASM_VECTOR_LEN = 0;
var wasmModule;
var wasmInstance;
var wasm;
function __wbg_finalize_init(instance, module) {
  wasmInstance = instance;
  wasm = instance.exports;
  wasmModule = module;
  cachedFloat64ArrayMemory0 = null;
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

// src/utf8.ts
var encoder = /* @__PURE__ */ new TextEncoder();
var decoder = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
function utf8(text) {
  return encoder.encode(text);
}
function writeAscii(text, bytes) {
  return encoder.encodeInto(text, bytes).read === text.length;
}
function utf8Length(text) {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 128) continue;
    length += unit < 2048 || (unit & 63488) === 55296 ? 1 : 2;
  }
  return length;
}
function fromUtf8(bytes) {
  return decoder.decode(bytes);
}
function decoded(bytes) {
  try {
    return fromUtf8(bytes);
  } catch {
    return "";
  }
}

// src/note/bytes.ts
var Fields = class {
  #bytes;
  #at = 0;
  constructor(bytes) {
    this.#bytes = bytes;
  }
  get done() {
    return this.#at >= this.#bytes.length;
  }
  take(length) {
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }
  u8() {
    return this.take(1)[0] ?? 0;
  }
  u32() {
    return new DataView(this.take(4).buffer).getUint32(0);
  }
  /** At most 2^53 − 1, as the module sees to. */
  u64() {
    return Number(new DataView(this.take(8).buffer).getBigUint64(0));
  }
  bytes() {
    return this.take(this.u32());
  }
  text() {
    return fromUtf8(this.bytes());
  }
};

// src/note/keys.ts
import { concat, FedzkError as FedzkError2, toHex } from "@fedzk/core";
import { ed25519 } from "@noble/curves/ed25519.js";
var ED25519 = 1;
var COSIGNATURE = 4;
function readVerifierKey(text, name = "verifierKey") {
  const parsed = typeof text === "string" ? parseVerifierKey(text) : void 0;
  if (parsed === void 0) throw unexpected2(name, expectedFor(text), text);
  const fields = new Fields(parsed);
  const keyId = fields.take(4);
  const algorithm = fields.u8();
  const key = fields.bytes();
  if (algorithm !== ED25519 && algorithm !== COSIGNATURE) {
    throw new FedzkError2(
      "unsupported",
      `"${name}" is of type ${algorithm}; this version has Ed25519 (1) and cosignatures by it (4).`
    );
  }
  if (key.length !== 32) throw unexpected2(name, "an Ed25519 key of 32 bytes", key);
  return { name: fields.text(), keyId, algorithm, key };
}
var THREE_PARTS = /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/;
function expectedFor(text) {
  if (typeof text !== "string" || !THREE_PARTS.test(text)) return "a verifier key: name+id+base64";
  return "a verifier key whose id fits its name and its key (one of the three is mistyped or cut: copy all of it)";
}
function sameKey(a, b) {
  return a.name === b.name && toHex(a.keyId) === toHex(b.keyId);
}
function verifySignature({ algorithm, key }, text, signature) {
  if (algorithm === ED25519) return verifyEd25519(signature, utf8(text), key);
  if (signature.length !== 8 + 64) return false;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return time < 2n ** 63n && verifyEd25519(signature.subarray(8), cosigned(text, time), key);
}
function cosigned(text, time) {
  return concat(utf8(`cosignature/v1
time ${time}
`), utf8(text));
}
function verifyEd25519(signature, message, key) {
  try {
    return signature.length === 64 && ed25519.verify(signature, message, key, { zip215: false });
  } catch {
    return false;
  }
}

// src/note/checkpoint.ts
import { FedzkError as FedzkError3 } from "@fedzk/core";
var MOST_NOTE_BYTES = 1e6;
function checkpointText({ origin, size, root }) {
  const text = writeCheckpoint(origin, size, root);
  if (text !== void 0) return text;
  throw new FedzkError3("invalid-argument", '"origin" expected a line of text without control characters.');
}
function readCheckpoint(text) {
  const parsed = parseCheckpoint(text);
  if (parsed === void 0) return void 0;
  const fields = new Fields(parsed);
  const [size, root] = [fields.u64(), fields.take(32)];
  return { origin: fields.text(), size, root };
}
function readNote(note) {
  const parsed = note.length <= MOST_NOTE_BYTES ? parseNote(utf8(note)) : void 0;
  if (parsed === void 0) return void 0;
  const fields = new Fields(parsed);
  const text = fields.text();
  const signatures = [];
  while (!fields.done) {
    const name = fields.text();
    const bytes = fields.bytes();
    signatures.push({ name, keyId: bytes.subarray(0, 4), signature: bytes.slice(4) });
  }
  return { text, signatures };
}
function checkpointOf(note) {
  const read = readNote(note);
  return read && readCheckpoint(read.text);
}
function checkCheckpoint(note, policy) {
  const read = typeof note === "string" ? readNote(note) : void 0;
  const checkpoint = read && readCheckpoint(read.text);
  if (read === void 0 || checkpoint === void 0) return "malformed-checkpoint";
  const signed = /* @__PURE__ */ new Set();
  for (const { name, keyId, signature } of read.signatures) {
    const key = [policy.log, ...policy.witnesses.values()].find((known) => sameKey(known, { name, keyId }));
    if (key === void 0 || signed.has(key)) continue;
    if (!verifySignature(key, read.text, signature)) return "signature";
    signed.add(key);
  }
  if (!signed.has(policy.log)) return "signature";
  if (checkpoint.origin !== policy.log.name) return "origin";
  const witnesses = [...policy.witnesses].flatMap(([name, key]) => signed.has(key) ? [name] : []);
  return policy.quorum(new Set(witnesses)) ? { ...checkpoint, witnesses } : "quorum";
}
function requireOrigin(origin, argument = "origin") {
  const possible = typeof origin === "string" && origin !== "" && !/[\s+]/u.test(origin) && isNoteText(`${origin}
`);
  if (possible) return origin;
  throw new FedzkError3(
    "invalid-argument",
    `"${argument}" expected a name without spaces and pluses, such as "example.com/audit".`
  );
}

// src/tree/tree.ts
import { FedzkError as FedzkError4 } from "@fedzk/core";
var HASH_BYTES = 32;
var TILE_WIDTH = 256;
var MOST_ENTRY_BYTES = 65535;
var MOST_BUNDLE_BYTES = TILE_WIDTH * (2 + MOST_ENTRY_BYTES);
var VERDICTS = ["ok", "out-of-range", "length", "mismatch"];
function leafHash2(entry) {
  return leafHash(entry);
}
function leafHashes2(packed) {
  return leafHashes(packed);
}
function bundleHashes2(bundle) {
  const all = bundleHashes(bundle);
  return all && { leaves: all.subarray(0, -HASH_BYTES), root: all.slice(-HASH_BYTES) };
}
function checkedRoot2(bundle, tile) {
  return checkedRoot(bundle, tile);
}
function bundleEntries(bundle) {
  const places = bundlePlaces(bundle);
  if (places === void 0) return void 0;
  return Array.from({ length: places.length / 2 }, (_, i) => bundle.subarray(places[2 * i], places[2 * i + 1]));
}
function rootOf2(hashes) {
  return must(rootOf(hashes));
}
function hashOfRange2(trees) {
  return must(hashOfRange(trees));
}
function rootRange(size) {
  return ranges(must(rootRanges(size)))[0] ?? [];
}
function inclusion(index, size) {
  return ranges(must(inclusionRanges(index, size)));
}
function consistency(oldSize, newSize) {
  return ranges(must(consistencyRanges(oldSize, newSize)));
}
function checkInclusion2(index, size, leaf, path, root) {
  return VERDICTS[checkInclusion(index, size, leaf, path, root)] ?? "mismatch";
}
function checkConsistency2(old, now, path) {
  return VERDICTS[checkConsistency(old.size, old.root, now.size, now.root, path)] ?? "mismatch";
}
function ranges(flat) {
  const found = [];
  for (let at = 0; at < flat.length; ) {
    const count = flat[at] ?? 0;
    const trees = flat.subarray(at + 1, at + 1 + 2 * count);
    found.push(Array.from({ length: count }, (_, i) => ({ level: trees[2 * i] ?? 0, index: trees[2 * i + 1] ?? 0 })));
    at += 1 + 2 * count;
  }
  return found;
}
function must(answer) {
  if (answer !== void 0) return answer;
  throw new FedzkError4("wasm", "The WebAssembly module was given what it does not take.");
}

// src/storage/sizes.ts
var MOST_JOURNAL_BYTES = 2 ** 29;
var MOST_JOURNAL_OPTION = 2 ** 28;
var MOST_QUEUE_OPTION = 2 ** 26;
var LENGTHS = [
  ["tile/entries/", MOST_BUNDLE_BYTES],
  ["tile/", TILE_WIDTH * HASH_BYTES],
  [".state/wal/", MOST_JOURNAL_BYTES],
  [".state/segments", 2 ** 24],
  ["archive/", 2 ** 31]
];
function mostBytesAt(path) {
  return LENGTHS.find(([start]) => path.startsWith(start))?.[1] ?? MOST_NOTE_BYTES;
}

export {
  requireWhole,
  requireIndex,
  optionalSignal,
  requireFlag,
  requireBytes,
  unexpected2 as unexpected,
  sameBytes,
  bytesOf,
  parseEntryProof,
  selfTest,
  signatureLine,
  verifierKey,
  writeEntryProof,
  initSync,
  utf8,
  writeAscii,
  utf8Length,
  fromUtf8,
  decoded,
  Fields,
  ED25519,
  COSIGNATURE,
  readVerifierKey,
  sameKey,
  verifySignature,
  MOST_NOTE_BYTES,
  checkpointText,
  readCheckpoint,
  readNote,
  checkpointOf,
  checkCheckpoint,
  requireOrigin,
  HASH_BYTES,
  TILE_WIDTH,
  MOST_ENTRY_BYTES,
  MOST_BUNDLE_BYTES,
  leafHash2 as leafHash,
  leafHashes2 as leafHashes,
  bundleHashes2 as bundleHashes,
  checkedRoot2 as checkedRoot,
  bundleEntries,
  rootOf2 as rootOf,
  hashOfRange2 as hashOfRange,
  rootRange,
  inclusion,
  consistency,
  checkInclusion2 as checkInclusion,
  checkConsistency2 as checkConsistency,
  MOST_JOURNAL_OPTION,
  MOST_QUEUE_OPTION,
  mostBytesAt
};
