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
  DEK_HEAD_BYTES: () => DEK_HEAD_BYTES,
  ENTRY_ID_BYTES: () => ENTRY_ID_BYTES,
  KEY_BYTES: () => KEY_BYTES,
  KEY_KINDS: () => KEY_KINDS,
  MOST_METADATA_BYTES: () => MOST_METADATA_BYTES,
  MOST_OPAQUE_BYTES: () => MOST_OPAQUE_BYTES,
  PAYLOAD_HEAD_BYTES: () => PAYLOAD_HEAD_BYTES,
  aeadOpen: () => aeadOpen,
  aeadSeal: () => aeadSeal,
  argon2id: () => argon2id,
  asOptions: () => import_core3.asOptions,
  backend: () => backend2,
  checkAnswer: () => checkAnswer,
  checkHandle: () => checkHandle,
  checkInteger: () => checkInteger,
  checkLength: () => checkLength,
  committing: () => committing,
  fitsKind: () => fitsKind,
  gcmNew: () => gcmNew,
  gcmSivNew: () => gcmSivNew,
  hkdf: () => hkdf,
  hmac: () => hmac,
  hmacNew: () => hmacNew,
  instantiate: () => instantiate,
  isTime: () => isTime,
  kekNew: () => kekNew,
  keyFree: () => keyFree,
  kwUnwrap: () => kwUnwrap,
  kwWrap: () => kwWrap,
  kwpUnwrap: () => kwpUnwrap,
  kwpWrap: () => kwpWrap,
  lengthOf: () => lengthOf,
  optionalLength: () => optionalLength,
  packing: () => packing,
  pbkdf2: () => pbkdf2,
  provideArgon2: () => provideArgon2,
  readEntry: () => readEntry,
  readMetadata: () => readMetadata,
  requireBytes: () => requireBytes,
  requireName: () => requireName,
  result: () => result,
  room: () => room,
  secretBytes: () => secretBytes,
  secretDerive: () => secretDerive,
  secretDeriveBytes: () => secretDeriveBytes,
  secretFree: () => secretFree,
  secretHmac: () => secretHmac,
  secretHmacVerify: () => secretHmacVerify,
  secretJoin: () => secretJoin,
  secretLength: () => secretLength,
  secretNew: () => secretNew,
  secretOpen: () => secretOpen,
  secretOpenBytes: () => secretOpenBytes,
  secretOpenPayload: () => secretOpenPayload,
  secretPart: () => secretPart,
  secretPbkdf2: () => secretPbkdf2,
  secretReseal: () => secretReseal,
  secretResult: () => secretResult,
  secretSeal: () => secretSeal,
  secretSealBytes: () => secretSealBytes,
  secretSealPayload: () => secretSealPayload,
  sha256: () => sha256,
  unexpected: () => import_core3.unexpected,
  writeEntryHead: () => writeEntryHead,
  writeMetadata: () => writeMetadata,
  xaesNew: () => xaesNew
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_5WQD6REL = require("./chunk-5WQD6REL.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var import_core3 = require("@fedzk/core");
var import_core4 = require("@fedzk/core");
var import_core5 = require("@fedzk/core");
var ENTRY_ID_BYTES = 16;
var MOST_METADATA_BYTES = 65536;
var MOST_NAME_BYTES = 255;
var MAGIC = (0, import_chunk_5WQD6REL.utf8)("FKE1");
var PAYLOAD_HEAD_BYTES = 32;
var DEK_HEAD_BYTES = 36;
var DEK_END = DEK_HEAD_BYTES + import_chunk_5WQD6REL.WRAPPED_KEY_BYTES;
var LEAST_PAYLOAD = 84;
var KINDS = [void 0, "aes-256", "hmac-sha256", "opaque"];
var KEY_KINDS = ["aes-256", "hmac-sha256", "opaque"];
var KEY_BYTES = 32;
var MOST_OPAQUE_BYTES = 65536;
function fitsKind(kind, bytes) {
  return kind === "opaque" ? bytes >= 1 && bytes <= MOST_OPAQUE_BYTES : bytes === KEY_BYTES;
}
function writeEntryHead({ kind, exportable, id, version, master }) {
  const writer = new import_chunk_5WQD6REL.Writer(DEK_HEAD_BYTES).put(MAGIC).u8(import_chunk_5WQD6REL.SUITE).u8(KINDS.indexOf(kind)).u16(exportable ? 1 : 0);
  return writer.put(id).u64(version).u32(master).bytes;
}
function readEntry(bytes) {
  const reader = new import_chunk_5WQD6REL.Reader(bytes, "entry");
  reader.expect(MAGIC, "name of its format");
  if (reader.u8() !== import_chunk_5WQD6REL.SUITE) reader.fail("it has another suite");
  const kind = KINDS[reader.u8()] ?? reader.fail("it has a kind that this version does not know");
  const flags = reader.u16();
  if (flags > 1) reader.fail("it has flags that this version does not know");
  const id = reader.take(ENTRY_ID_BYTES);
  const version = reader.u64();
  if (version < 1) reader.fail("it has no version");
  const master = reader.u32();
  const wrappedDek = reader.take(import_chunk_5WQD6REL.WRAPPED_KEY_BYTES);
  if (bytes.length < DEK_END + LEAST_PAYLOAD) reader.fail("it ends too early");
  return { kind, exportable: flags === 1, id, version, master, wrappedDek, payload: bytes.subarray(DEK_END) };
}
function writeMetadata(metadata) {
  return (0, import_chunk_5WQD6REL.utf8)(JSON.stringify(metadata));
}
var FIELDS = {
  name: isName,
  created: isTime,
  purpose: (value) => typeof value === "string",
  owner: (value) => typeof value === "string",
  expires: isTime,
  hold: (value) => value === true,
  metadata: isObject,
  versions: areVersions
};
var VERSION_FIELDS = {
  version: (value) => Number.isSafeInteger(value) && value >= 1,
  created: isTime,
  kind: (value) => KEY_KINDS.includes(value),
  exportable: (value) => value === true,
  bytes: Number.isSafeInteger
};
var NEEDED = ["version", "created", "kind", "bytes"];
function areVersions(value) {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isVersion)) return false;
  return value.every(({ version }, i) => version > (value[i - 1]?.version ?? 0));
}
function isVersion(value) {
  if (!isObject(value) || !hasFields(value, VERSION_FIELDS, NEEDED)) return false;
  const { kind, bytes } = value;
  return fitsKind(kind, bytes);
}
function hasFields(value, known, needed) {
  if (!needed.every((field) => Object.hasOwn(value, field))) return false;
  return Object.entries(value).every(([key, field]) => Object.hasOwn(known, key) && known[key](field));
}
function isTime(value) {
  return Number.isSafeInteger(value) && value >= 0;
}
function isName(value) {
  if (typeof value !== "string" || value !== value.normalize("NFC") || /\p{Cs}/u.test(value)) return false;
  const { length } = (0, import_chunk_5WQD6REL.utf8)(value);
  return length >= 1 && length <= MOST_NAME_BYTES;
}
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function readMetadata(bytes) {
  const text = bytes.length <= MOST_METADATA_BYTES ? (0, import_chunk_5WQD6REL.fromUtf8)(bytes) : void 0;
  if (text === void 0) return void 0;
  try {
    const value = JSON.parse(text);
    return isMetadata(value) && JSON.stringify(value) === text ? value : void 0;
  } catch {
    return void 0;
  }
}
function isMetadata(value) {
  return isObject(value) && hasFields(value, FIELDS, ["name", "created"]);
}
function lengthOf(value, name) {
  const length = (0, import_core2.byteLength)(value);
  if (length === void 0) throw notBytes(name, "a Uint8Array", value);
  return length;
}
function notBytes(name, expected, got) {
  if (typeof got !== "string") return (0, import_core2.unexpected)(name, expected, got);
  return new import_core2.FedzkError("invalid-argument", `"${name}" expected ${expected}, got a string.`);
}
function optionalLength(value, name) {
  return value === void 0 ? 0 : lengthOf(value, name);
}
function checkLength(value, name, expected) {
  if ((0, import_core2.byteLength)(value) !== expected) throw notBytes(name, `a Uint8Array of ${expected}`, value);
}
function checkInteger(value, name, least, most) {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return;
  throw (0, import_core2.unexpected)(name, `an integer from ${least} to ${most}`, value);
}
function requireBytes(value, name) {
  lengthOf(value, name);
  return value;
}
function requireName(value) {
  const name = typeof value === "string" ? value.normalize("NFC") : void 0;
  if (isName(name)) return name;
  throw (0, import_core2.unexpected)("id", `a string of 1 to ${MOST_NAME_BYTES} bytes of UTF-8`, value);
}
var source;
function provideArgon2(module2) {
  source = module2;
}
function compiled() {
  if (source === void 0) {
    throw new import_core.FedzkError("not-initialized", 'Give "argon2.wasm" to initSync() or init() of "@fedzk/keys/slim" first.');
  }
  if (source instanceof WebAssembly.Module) return source;
  try {
    const module2 = new WebAssembly.Module(typeof source === "string" ? (0, import_core.fromHex)(source) : source);
    source = module2;
    return module2;
  } catch (cause) {
    throw new import_core.FedzkError("wasm", "The WebAssembly module of Argon2 was refused.", { cause });
  }
}
function instantiated() {
  const module2 = compiled();
  if (WebAssembly.Module.imports(module2).length > 0) throw anotherModule();
  const exports2 = new WebAssembly.Instance(module2).exports;
  const { memory: memory2, allocate, argon2id: argon2id2 } = exports2;
  if (memory2 === void 0 || allocate === void 0 || argon2id2 === void 0) throw anotherModule();
  return { memory: memory2, allocate, argon2id: argon2id2 };
}
function anotherModule() {
  const message = 'The WebAssembly module of Argon2 is another one; pass "argon2.wasm" of this version of the package.';
  return new import_core.FedzkError("wasm", message);
}
function deriveByArgon2(inputs, lengths, costs) {
  const { memoryKiB, passes, parallelism, length } = costs;
  const { memory: memory2, allocate, argon2id: argon2id2 } = instantiated();
  const total = lengths.reduce((sum, each) => sum + each, 0);
  const address = total + length < 2 ** 32 ? allocate(total + length) >>> 0 : 0;
  if (address === 0) throw (0, import_core3.unexpected)("length", "what a module has room for, with the inputs", length);
  const buffer2 = new Uint8Array(memory2.buffer, address, total);
  let at = 0;
  inputs.forEach((input, i) => {
    if (input !== void 0) buffer2.set(input, at);
    at += lengths[i] ?? 0;
  });
  const status = argon2id2(address, ...lengths, memoryKiB, passes, parallelism, address + total, length);
  const tag = new Uint8Array(memory2.buffer, address + total, length);
  if (status === 0) {
    const result2 = tag.slice();
    tag.fill(0);
    return result2;
  }
  if (status !== 1) throw new import_core.FedzkError("wasm", `The WebAssembly module of Argon2 answers with status ${status}.`);
  new Uint8Array(memory2.buffer, address, total).fill(0);
  throw (0, import_core3.unexpected)("memoryKiB", "no more than the machine gives", memoryKiB);
}
function aeadOpen(key, aad, data) {
  const ret = wasm.aeadOpen(key, aad, data);
  return ret >>> 0;
}
function aeadSeal(key, aad, data) {
  const ret = wasm.aeadSeal(key, aad, data);
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
function buffer(bytes) {
  const ret = wasm.buffer(bytes);
  return ret >>> 0;
}
function commitOpen(key, context, data) {
  const ret = wasm.commitOpen(key, context, data);
  return ret >>> 0;
}
function commitSeal(key, context, data) {
  const ret = wasm.commitSeal(key, context, data);
  return ret >>> 0;
}
function gcmNew() {
  const ret = wasm.gcmNew();
  return ret >>> 0;
}
function gcmSivNew() {
  const ret = wasm.gcmSivNew();
  return ret >>> 0;
}
function hkdf(key, salt, info, out) {
  const ret = wasm.hkdf(key, salt, info, out);
  return ret >>> 0;
}
function hmac(key, message) {
  const ret = wasm.hmac(key, message);
  return ret >>> 0;
}
function hmacNew(key) {
  const ret = wasm.hmacNew(key);
  return ret >>> 0;
}
function kekNew() {
  const ret = wasm.kekNew();
  return ret >>> 0;
}
function keyFree(handle) {
  const ret = wasm.keyFree(handle);
  return ret >>> 0;
}
function kwUnwrap(kek, length) {
  const ret = wasm.kwUnwrap(kek, length);
  return ret >>> 0;
}
function kwWrap(kek, length) {
  const ret = wasm.kwWrap(kek, length);
  return ret >>> 0;
}
function kwpUnwrap(kek, length) {
  const ret = wasm.kwpUnwrap(kek, length);
  return ret;
}
function kwpWrap(kek, length) {
  const ret = wasm.kwpWrap(kek, length);
  return ret >>> 0;
}
function pbkdf2(password, salt, iterations, out) {
  const ret = wasm.pbkdf2(password, salt, iterations, out);
  return ret >>> 0;
}
function randomPool() {
  const ret = wasm.randomPool();
  return ret >>> 0;
}
function secretBytes(key) {
  const ret = wasm.secretBytes(key);
  return ret >>> 0;
}
function secretDerive(key, salt, info) {
  const ret = wasm.secretDerive(key, salt, info);
  return ret >>> 0;
}
function secretDeriveBytes(key, salt, info, length) {
  const ret = wasm.secretDeriveBytes(key, salt, info, length);
  return ret >>> 0;
}
function secretFree(key) {
  const ret = wasm.secretFree(key);
  return ret >>> 0;
}
function secretHmac(key, message) {
  const ret = wasm.secretHmac(key, message);
  return ret >>> 0;
}
function secretHmacVerify(key, message) {
  const ret = wasm.secretHmacVerify(key, message);
  return ret >>> 0;
}
function secretJoin(first, second) {
  const ret = wasm.secretJoin(first, second);
  return ret >>> 0;
}
function secretLength(key) {
  const ret = wasm.secretLength(key);
  return ret >>> 0;
}
function secretNew(length) {
  const ret = wasm.secretNew(length);
  return ret >>> 0;
}
function secretOpen(key, context, sealed) {
  const ret = wasm.secretOpen(key, context, sealed);
  return ret >>> 0;
}
function secretOpenBytes(key, context, sealed) {
  const ret = wasm.secretOpenBytes(key, context, sealed);
  return ret >>> 0;
}
function secretOpenPayload(key, context, sealed) {
  const ret = wasm.secretOpenPayload(key, context, sealed);
  return ret >>> 0;
}
function secretPart(key, at, length) {
  const ret = wasm.secretPart(key, at, length);
  return ret >>> 0;
}
function secretPbkdf2(passphrase, salt, iterations) {
  const ret = wasm.secretPbkdf2(passphrase, salt, iterations);
  return ret >>> 0;
}
function secretReseal(from, to, before, after, sealed) {
  const ret = wasm.secretReseal(from, to, before, after, sealed);
  return ret >>> 0;
}
function secretSeal(key, inner, context) {
  const ret = wasm.secretSeal(key, inner, context);
  return ret >>> 0;
}
function secretSealBytes(key, context, plaintext) {
  const ret = wasm.secretSealBytes(key, context, plaintext);
  return ret >>> 0;
}
function secretSealPayload(key, secret, context, metadata) {
  const ret = wasm.secretSealPayload(key, secret, context, metadata);
  return ret >>> 0;
}
function selfTest() {
  const ret = wasm.selfTest();
  return ret !== 0;
}
function sha256(message) {
  const ret = wasm.sha256(message);
  return ret >>> 0;
}
function wipe(bytes) {
  wasm.wipe(bytes);
}
function xaesNew() {
  const ret = wasm.xaesNew();
  return ret >>> 0;
}
function __wbg_get_imports() {
  const import0 = {
    __proto__: null,
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
    "./fedzk_keys_bg.js": import0
  };
}
function getStringFromWasm0(ptr, len) {
  ptr = ptr >>> 0;
  return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}
var cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
  if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
    cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
  }
  return cachedUint8ArrayMemory0;
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
var wasmModule;
var wasmInstance;
var wasm;
function __wbg_finalize_init(instance, module2) {
  wasmInstance = instance;
  wasm = instance.exports;
  wasmModule = module2;
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
var memory;
function instantiate(source2) {
  memory = (0, import_core4.loadWasm)({ initSync, selfTest }, source2).memory;
}
function withModule(call) {
  if (memory !== void 0) return call(memory);
  throw new import_core4.FedzkError("not-initialized", 'Call initSync() or await init() of "@fedzk/keys/slim" first.');
}
function backend2() {
  return withModule(backend);
}
var SMALLEST = 4096;
var TOO_MANY = 2 ** 32;
var view;
function room(bytes, name) {
  return view !== void 0 && view.length >= bytes && view.length > 0 ? view : renewed(bytes, name);
}
function renewed(bytes, name) {
  return withModule((memory2) => {
    const size = Math.max(bytes, SMALLEST);
    const address = size < TOO_MANY ? buffer(size) : 0;
    if (address === 0) throw (0, import_core3.unexpected)(name, "what the module's memory has room for", bytes);
    view = new Uint8Array(memory2.buffer, address, size);
    return view;
  });
}
function result(start, length) {
  return room(start + length, "length").slice(start, start + length);
}
function secretResult(start, length) {
  const copy = result(start, length);
  wipe(start + length);
  return copy;
}
var OK = 0;
var REFUSED = 1;
function notAuthentic() {
  return new import_core5.FedzkError(
    "not-authentic",
    "The input is not authentic: another key, nonce or associated data, or changed bytes."
  );
}
function checkAnswer(status) {
  if (status === REFUSED) throw notAuthentic();
  if (status !== OK) throw new import_core5.FedzkError("wasm", `The WebAssembly module answers with status ${status}.`);
}
var FULL = 4294967295;
function checkHandle(handle) {
  if (handle !== FULL) return handle;
  throw new import_core5.FedzkError("invalid-state", "The module holds as many keys as it can, 65,535; dispose of some.");
}
var POOL_BYTES = 4096;
var pool;
var unused = 0;
var Packing = class {
  #buffer;
  #end = 0;
  constructor(buffer2) {
    this.#buffer = buffer2;
  }
  /** Adds a part after those before. */
  put(part) {
    this.#buffer.set(part, this.#end);
    this.#end += part.length;
  }
  /** Adds random bytes of the platform's generator, at most {@link POOL_BYTES}. */
  random(length) {
    putRandom(this.#buffer, this.#end, length);
    this.#end += length;
  }
  /** A copy of what the call left. */
  take(at, length) {
    return result(at, length);
  }
  /** The same, and wipes the buffer up to there. */
  takeSecret(at, length) {
    return secretResult(at, length);
  }
};
function packing(length, call) {
  const buffer2 = new Packing(room(length, "length"));
  try {
    return call(buffer2);
  } finally {
    wipe(0);
  }
}
function putRandom(buffer2, at, length) {
  const drawn = draw(length);
  buffer2.set(drawn, at);
  drawn.fill(0);
}
function draw(length) {
  if (pool === void 0 || pool.length === 0) {
    const address = withModule(randomPool);
    pool = withModule(({ buffer: buffer2 }) => new Uint8Array(buffer2, address, POOL_BYTES));
  }
  if (length > unused) {
    crypto.getRandomValues(pool);
    unused = POOL_BYTES;
  }
  unused -= length;
  return pool.subarray(unused, unused + length);
}
var KEY = 32;
var SALT = 32;
var COMMITMENT = 32;
var OVERHEAD = SALT + COMMITMENT + 16;
var committing = {
  seal(key, plaintext, aad) {
    checkLength(key, "key", KEY);
    const length = lengthOf(plaintext, "plaintext");
    const aadLength = optionalLength(aad, "aad");
    const start = KEY + aadLength;
    const end = start + OVERHEAD + length;
    const buffer2 = room(end, "plaintext");
    putRandom(buffer2, start, SALT);
    buffer2.set(key);
    if (aad !== void 0) buffer2.set(aad, KEY);
    buffer2.set(plaintext, start + SALT + COMMITMENT);
    checkAnswer(commitSeal(KEY, aadLength, length));
    return secretResult(start, end - start);
  },
  open(key, sealed, aad) {
    checkLength(key, "key", KEY);
    const length = lengthOf(sealed, "sealed") - OVERHEAD;
    if (length < 0) throw (0, import_core3.unexpected)("sealed", `a Uint8Array of ${OVERHEAD} or more`, sealed);
    const aadLength = optionalLength(aad, "aad");
    const start = KEY + aadLength;
    const buffer2 = room(start + OVERHEAD + length, "sealed");
    buffer2.set(key);
    if (aad !== void 0) buffer2.set(aad, KEY);
    buffer2.set(sealed, start);
    checkAnswer(commitOpen(KEY, aadLength, length));
    return secretResult(start + SALT + COMMITMENT, length);
  }
};
var SHORTEST_SALT = 8;
var SHORTEST_TAG = 4;
var MOST_LANES = 2 ** 24 - 1;
var BLOCKS_A_LANE = 8;
var WORD = 2 ** 32 - 1;
function argon2id(password, options) {
  const { salt, memoryKiB, passes, parallelism, length = 32, secret, associatedData } = (0, import_core3.asOptions)(options);
  checkInteger(parallelism, "parallelism", 1, MOST_LANES);
  checkInteger(memoryKiB, "memoryKiB", BLOCKS_A_LANE * parallelism, WORD);
  checkInteger(passes, "passes", 1, WORD);
  checkInteger(length, "length", SHORTEST_TAG, WORD);
  const lengths = [
    lengthOf(password, "password"),
    lengthOf(salt, "salt"),
    optionalLength(secret, "secret"),
    optionalLength(associatedData, "associatedData")
  ];
  if (lengths[1] < SHORTEST_SALT) throw (0, import_core3.unexpected)("salt", `a Uint8Array of ${SHORTEST_SALT} or more`, salt);
  return deriveByArgon2([password, salt, secret, associatedData], lengths, { memoryKiB, passes, parallelism, length });
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  DEK_HEAD_BYTES,
  ENTRY_ID_BYTES,
  KEY_BYTES,
  KEY_KINDS,
  MOST_METADATA_BYTES,
  MOST_OPAQUE_BYTES,
  PAYLOAD_HEAD_BYTES,
  aeadOpen,
  aeadSeal,
  argon2id,
  asOptions,
  backend,
  checkAnswer,
  checkHandle,
  checkInteger,
  checkLength,
  committing,
  fitsKind,
  gcmNew,
  gcmSivNew,
  hkdf,
  hmac,
  hmacNew,
  instantiate,
  isTime,
  kekNew,
  keyFree,
  kwUnwrap,
  kwWrap,
  kwpUnwrap,
  kwpWrap,
  lengthOf,
  optionalLength,
  packing,
  pbkdf2,
  provideArgon2,
  readEntry,
  readMetadata,
  requireBytes,
  requireName,
  result,
  room,
  secretBytes,
  secretDerive,
  secretDeriveBytes,
  secretFree,
  secretHmac,
  secretHmacVerify,
  secretJoin,
  secretLength,
  secretNew,
  secretOpen,
  secretOpenBytes,
  secretOpenPayload,
  secretPart,
  secretPbkdf2,
  secretReseal,
  secretResult,
  secretSeal,
  secretSealBytes,
  secretSealPayload,
  sha256,
  unexpected,
  writeEntryHead,
  writeMetadata,
  xaesNew
});
