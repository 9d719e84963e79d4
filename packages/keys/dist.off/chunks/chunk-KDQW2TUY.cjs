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
  FedzkError: () => import_core2.FedzkError,
  aesGcm: () => aesGcm,
  aesGcmSiv: () => aesGcmSiv,
  aesKw: () => aesKw,
  aesKwp: () => aesKwp,
  hkdf: () => hkdf2,
  hmac: () => hmac2,
  pbkdf2: () => pbkdf22,
  xaes256Gcm: () => xaes256Gcm
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_6DWBK2OE = require("./chunk-6DWBK2OE.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var KEY = 32;
var TAG = 16;
function aesGcm(key) {
  return new ModuleAead(key, import_chunk_6DWBK2OE.gcmNew, 12);
}
function xaes256Gcm(key) {
  return new ModuleAead(key, import_chunk_6DWBK2OE.xaesNew, 24);
}
function aesGcmSiv(key) {
  return new ModuleAead(key, import_chunk_6DWBK2OE.gcmSivNew, 12);
}
var ModuleAead = class {
  #nonceLength;
  #handle;
  constructor(key, make, nonceLength) {
    (0, import_chunk_6DWBK2OE.checkLength)(key, "key", KEY);
    (0, import_chunk_6DWBK2OE.room)(KEY, "key").set(key);
    const handle = (0, import_chunk_6DWBK2OE.checkHandle)(make());
    this.#nonceLength = nonceLength;
    this.#handle = handle;
    forgotten?.register(this, handle, this);
  }
  get nonceLength() {
    return this.#nonceLength;
  }
  seal(nonce, plaintext, aad) {
    const handle = this.#alive();
    (0, import_chunk_6DWBK2OE.checkLength)(nonce, "nonce", this.#nonceLength);
    const length = (0, import_chunk_6DWBK2OE.lengthOf)(plaintext, "plaintext");
    const aadLength = (0, import_chunk_6DWBK2OE.optionalLength)(aad, "aad");
    const start = this.#nonceLength + aadLength;
    const buffer = (0, import_chunk_6DWBK2OE.room)(start + length + TAG, "plaintext");
    buffer.set(nonce);
    if (aad !== void 0) buffer.set(aad, this.#nonceLength);
    buffer.set(plaintext, start);
    (0, import_chunk_6DWBK2OE.checkAnswer)((0, import_chunk_6DWBK2OE.aeadSeal)(handle, aadLength, length));
    return (0, import_chunk_6DWBK2OE.result)(start, length + TAG);
  }
  open(nonce, sealed, aad) {
    const handle = this.#alive();
    (0, import_chunk_6DWBK2OE.checkLength)(nonce, "nonce", this.#nonceLength);
    const length = (0, import_chunk_6DWBK2OE.lengthOf)(sealed, "sealed") - TAG;
    if (length < 0) throw (0, import_chunk_6DWBK2OE.unexpected)("sealed", `a Uint8Array of ${TAG} or more`, sealed);
    const aadLength = (0, import_chunk_6DWBK2OE.optionalLength)(aad, "aad");
    const start = this.#nonceLength + aadLength;
    const buffer = (0, import_chunk_6DWBK2OE.room)(start + length + TAG, "sealed");
    buffer.set(nonce);
    if (aad !== void 0) buffer.set(aad, this.#nonceLength);
    buffer.set(sealed, start);
    (0, import_chunk_6DWBK2OE.checkAnswer)((0, import_chunk_6DWBK2OE.aeadOpen)(handle, aadLength, length));
    return (0, import_chunk_6DWBK2OE.secretResult)(start, length);
  }
  #alive() {
    if (this.#handle !== void 0) return this.#handle;
    throw new import_core.FedzkError("disposed", "This key was disposed of; create it anew.");
  }
  dispose() {
    if (this.#handle === void 0) return;
    forgotten?.unregister(this);
    (0, import_chunk_6DWBK2OE.keyFree)(this.#handle);
    this.#handle = void 0;
  }
  [Symbol.dispose]() {
    this.dispose();
  }
};
var forgotten = typeof FinalizationRegistry === "undefined" ? void 0 : new FinalizationRegistry(import_chunk_6DWBK2OE.keyFree);
var DIGEST = 32;
var MOST_OF_HKDF = 255 * DIGEST;
var MOST_ITERATIONS = 2 ** 32 - 1;
var MOST_OF_PBKDF2 = 2 ** 31;
function hkdf2(ikm, options) {
  const { salt, info, length } = (0, import_chunk_6DWBK2OE.asOptions)(options);
  (0, import_chunk_6DWBK2OE.checkInteger)(length, "length", 1, MOST_OF_HKDF);
  const ikmLength = (0, import_chunk_6DWBK2OE.lengthOf)(ikm, "ikm");
  const saltLength = (0, import_chunk_6DWBK2OE.optionalLength)(salt, "salt");
  const infoLength = (0, import_chunk_6DWBK2OE.optionalLength)(info, "info");
  const start = ikmLength + saltLength + infoLength;
  const buffer = (0, import_chunk_6DWBK2OE.room)(start + length, "ikm");
  buffer.set(ikm);
  if (salt !== void 0) buffer.set(salt, ikmLength);
  if (info !== void 0) buffer.set(info, ikmLength + saltLength);
  (0, import_chunk_6DWBK2OE.checkAnswer)((0, import_chunk_6DWBK2OE.hkdf)(ikmLength, saltLength, infoLength, length));
  return (0, import_chunk_6DWBK2OE.secretResult)(start, length);
}
function hmac2(key, message) {
  const keyLength = (0, import_chunk_6DWBK2OE.lengthOf)(key, "key");
  const length = (0, import_chunk_6DWBK2OE.lengthOf)(message, "message");
  (0, import_chunk_6DWBK2OE.room)(Math.max(keyLength, length + DIGEST), "message").set(key);
  const handle = (0, import_chunk_6DWBK2OE.checkHandle)((0, import_chunk_6DWBK2OE.hmacNew)(keyLength));
  try {
    (0, import_chunk_6DWBK2OE.room)(length + DIGEST, "message").set(message);
    (0, import_chunk_6DWBK2OE.checkAnswer)((0, import_chunk_6DWBK2OE.hmac)(handle, length));
    return (0, import_chunk_6DWBK2OE.secretResult)(length, DIGEST);
  } finally {
    (0, import_chunk_6DWBK2OE.keyFree)(handle);
  }
}
function pbkdf22(password, options) {
  const { salt, iterations, length } = (0, import_chunk_6DWBK2OE.asOptions)(options);
  (0, import_chunk_6DWBK2OE.checkInteger)(iterations, "iterations", 1, MOST_ITERATIONS);
  (0, import_chunk_6DWBK2OE.checkInteger)(length, "length", 1, MOST_OF_PBKDF2);
  const passwordLength = (0, import_chunk_6DWBK2OE.lengthOf)(password, "password");
  const saltLength = (0, import_chunk_6DWBK2OE.lengthOf)(salt, "salt");
  const start = passwordLength + saltLength;
  const buffer = (0, import_chunk_6DWBK2OE.room)(start + length, "length");
  buffer.set(password);
  buffer.set(salt, passwordLength);
  (0, import_chunk_6DWBK2OE.checkAnswer)((0, import_chunk_6DWBK2OE.pbkdf2)(passwordLength, saltLength, iterations, length));
  return (0, import_chunk_6DWBK2OE.secretResult)(start, length);
}
var KEK = 32;
var OVERHEAD = 8;
var aesKw = {
  wrap(kek, key) {
    const length = (0, import_chunk_6DWBK2OE.lengthOf)(key, "key");
    if (length < 16 || length % 8 !== 0) throw (0, import_chunk_6DWBK2OE.unexpected)("key", "a Uint8Array of 16, 24, 32, \u2026", key);
    return wrapped(kek, key, length, length + OVERHEAD, import_chunk_6DWBK2OE.kwWrap);
  },
  unwrap(kek, wrapped2) {
    const length = (0, import_chunk_6DWBK2OE.lengthOf)(wrapped2, "wrapped");
    if (length < 24 || length % 8 !== 0) throw (0, import_chunk_6DWBK2OE.unexpected)("wrapped", "a Uint8Array of 24, 32, 40, \u2026", wrapped2);
    return unwrapped(kek, wrapped2, length, (handle) => {
      (0, import_chunk_6DWBK2OE.checkAnswer)((0, import_chunk_6DWBK2OE.kwUnwrap)(handle, length));
      return length - OVERHEAD;
    });
  }
};
var aesKwp = {
  wrap(kek, key) {
    const length = (0, import_chunk_6DWBK2OE.lengthOf)(key, "key");
    if (length === 0) throw (0, import_chunk_6DWBK2OE.unexpected)("key", "a Uint8Array of 1 or more", key);
    return wrapped(kek, key, length, Math.ceil(length / 8) * 8 + OVERHEAD, import_chunk_6DWBK2OE.kwpWrap);
  },
  unwrap(kek, wrapped2) {
    const length = (0, import_chunk_6DWBK2OE.lengthOf)(wrapped2, "wrapped");
    if (length < 16 || length % 8 !== 0) throw (0, import_chunk_6DWBK2OE.unexpected)("wrapped", "a Uint8Array of 16, 24, 32, \u2026", wrapped2);
    return unwrapped(kek, wrapped2, length, (handle) => {
      const found = (0, import_chunk_6DWBK2OE.kwpUnwrap)(handle, length);
      if (found < 0) (0, import_chunk_6DWBK2OE.checkAnswer)(-found);
      return found;
    });
  }
};
function wrapped(kek, key, length, wrappedLength, wrap) {
  return withKek(kek, (handle) => {
    (0, import_chunk_6DWBK2OE.room)(length + wrappedLength, "key").set(key);
    (0, import_chunk_6DWBK2OE.checkAnswer)(wrap(handle, length));
    return (0, import_chunk_6DWBK2OE.secretResult)(length, wrappedLength);
  });
}
function unwrapped(kek, wrapped2, length, unwrap) {
  return withKek(kek, (handle) => {
    (0, import_chunk_6DWBK2OE.room)(2 * length - OVERHEAD, "wrapped").set(wrapped2);
    return (0, import_chunk_6DWBK2OE.secretResult)(length, unwrap(handle));
  });
}
function withKek(kek, call) {
  (0, import_chunk_6DWBK2OE.checkLength)(kek, "kek", KEK);
  (0, import_chunk_6DWBK2OE.room)(KEK, "kek").set(kek);
  const handle = (0, import_chunk_6DWBK2OE.checkHandle)((0, import_chunk_6DWBK2OE.kekNew)());
  try {
    return call(handle);
  } finally {
    (0, import_chunk_6DWBK2OE.keyFree)(handle);
  }
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  aesGcm,
  aesGcmSiv,
  aesKw,
  aesKwp,
  hkdf,
  hmac,
  pbkdf2,
  xaes256Gcm
});
