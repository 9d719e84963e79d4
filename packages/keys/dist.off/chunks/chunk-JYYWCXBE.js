import {
  aeadOpen,
  aeadSeal,
  asOptions,
  checkAnswer,
  checkHandle,
  checkInteger,
  checkLength,
  gcmNew,
  gcmSivNew,
  hkdf,
  hmac,
  hmacNew,
  kekNew,
  keyFree,
  kwUnwrap,
  kwWrap,
  kwpUnwrap,
  kwpWrap,
  lengthOf,
  optionalLength,
  pbkdf2,
  result,
  room,
  secretResult,
  unexpected,
  xaesNew
} from "./chunk-OYAE5STL.js";

// src/primitives/aead.ts
import { FedzkError } from "@fedzk/core";
var KEY = 32;
var TAG = 16;
function aesGcm(key) {
  return new ModuleAead(key, gcmNew, 12);
}
function xaes256Gcm(key) {
  return new ModuleAead(key, xaesNew, 24);
}
function aesGcmSiv(key) {
  return new ModuleAead(key, gcmSivNew, 12);
}
var ModuleAead = class {
  #nonceLength;
  #handle;
  constructor(key, make, nonceLength) {
    checkLength(key, "key", KEY);
    room(KEY, "key").set(key);
    const handle = checkHandle(make());
    this.#nonceLength = nonceLength;
    this.#handle = handle;
    forgotten?.register(this, handle, this);
  }
  get nonceLength() {
    return this.#nonceLength;
  }
  seal(nonce, plaintext, aad) {
    const handle = this.#alive();
    checkLength(nonce, "nonce", this.#nonceLength);
    const length = lengthOf(plaintext, "plaintext");
    const aadLength = optionalLength(aad, "aad");
    const start = this.#nonceLength + aadLength;
    const buffer = room(start + length + TAG, "plaintext");
    buffer.set(nonce);
    if (aad !== void 0) buffer.set(aad, this.#nonceLength);
    buffer.set(plaintext, start);
    checkAnswer(aeadSeal(handle, aadLength, length));
    return result(start, length + TAG);
  }
  open(nonce, sealed, aad) {
    const handle = this.#alive();
    checkLength(nonce, "nonce", this.#nonceLength);
    const length = lengthOf(sealed, "sealed") - TAG;
    if (length < 0) throw unexpected("sealed", `a Uint8Array of ${TAG} or more`, sealed);
    const aadLength = optionalLength(aad, "aad");
    const start = this.#nonceLength + aadLength;
    const buffer = room(start + length + TAG, "sealed");
    buffer.set(nonce);
    if (aad !== void 0) buffer.set(aad, this.#nonceLength);
    buffer.set(sealed, start);
    checkAnswer(aeadOpen(handle, aadLength, length));
    return secretResult(start, length);
  }
  #alive() {
    if (this.#handle !== void 0) return this.#handle;
    throw new FedzkError("disposed", "This key was disposed of; create it anew.");
  }
  dispose() {
    if (this.#handle === void 0) return;
    forgotten?.unregister(this);
    keyFree(this.#handle);
    this.#handle = void 0;
  }
  [Symbol.dispose]() {
    this.dispose();
  }
};
var forgotten = typeof FinalizationRegistry === "undefined" ? void 0 : new FinalizationRegistry(keyFree);

// src/primitives/derive.ts
var DIGEST = 32;
var MOST_OF_HKDF = 255 * DIGEST;
var MOST_ITERATIONS = 2 ** 32 - 1;
var MOST_OF_PBKDF2 = 2 ** 31;
function hkdf2(ikm, options) {
  const { salt, info, length } = asOptions(options);
  checkInteger(length, "length", 1, MOST_OF_HKDF);
  const ikmLength = lengthOf(ikm, "ikm");
  const saltLength = optionalLength(salt, "salt");
  const infoLength = optionalLength(info, "info");
  const start = ikmLength + saltLength + infoLength;
  const buffer = room(start + length, "ikm");
  buffer.set(ikm);
  if (salt !== void 0) buffer.set(salt, ikmLength);
  if (info !== void 0) buffer.set(info, ikmLength + saltLength);
  checkAnswer(hkdf(ikmLength, saltLength, infoLength, length));
  return secretResult(start, length);
}
function hmac2(key, message) {
  const keyLength = lengthOf(key, "key");
  const length = lengthOf(message, "message");
  room(Math.max(keyLength, length + DIGEST), "message").set(key);
  const handle = checkHandle(hmacNew(keyLength));
  try {
    room(length + DIGEST, "message").set(message);
    checkAnswer(hmac(handle, length));
    return secretResult(length, DIGEST);
  } finally {
    keyFree(handle);
  }
}
function pbkdf22(password, options) {
  const { salt, iterations, length } = asOptions(options);
  checkInteger(iterations, "iterations", 1, MOST_ITERATIONS);
  checkInteger(length, "length", 1, MOST_OF_PBKDF2);
  const passwordLength = lengthOf(password, "password");
  const saltLength = lengthOf(salt, "salt");
  const start = passwordLength + saltLength;
  const buffer = room(start + length, "length");
  buffer.set(password);
  buffer.set(salt, passwordLength);
  checkAnswer(pbkdf2(passwordLength, saltLength, iterations, length));
  return secretResult(start, length);
}

// src/primitives/wrap.ts
var KEK = 32;
var OVERHEAD = 8;
var aesKw = {
  wrap(kek, key) {
    const length = lengthOf(key, "key");
    if (length < 16 || length % 8 !== 0) throw unexpected("key", "a Uint8Array of 16, 24, 32, \u2026", key);
    return wrapped(kek, key, length, length + OVERHEAD, kwWrap);
  },
  unwrap(kek, wrapped2) {
    const length = lengthOf(wrapped2, "wrapped");
    if (length < 24 || length % 8 !== 0) throw unexpected("wrapped", "a Uint8Array of 24, 32, 40, \u2026", wrapped2);
    return unwrapped(kek, wrapped2, length, (handle) => {
      checkAnswer(kwUnwrap(handle, length));
      return length - OVERHEAD;
    });
  }
};
var aesKwp = {
  wrap(kek, key) {
    const length = lengthOf(key, "key");
    if (length === 0) throw unexpected("key", "a Uint8Array of 1 or more", key);
    return wrapped(kek, key, length, Math.ceil(length / 8) * 8 + OVERHEAD, kwpWrap);
  },
  unwrap(kek, wrapped2) {
    const length = lengthOf(wrapped2, "wrapped");
    if (length < 16 || length % 8 !== 0) throw unexpected("wrapped", "a Uint8Array of 16, 24, 32, \u2026", wrapped2);
    return unwrapped(kek, wrapped2, length, (handle) => {
      const found = kwpUnwrap(handle, length);
      if (found < 0) checkAnswer(-found);
      return found;
    });
  }
};
function wrapped(kek, key, length, wrappedLength, wrap) {
  return withKek(kek, (handle) => {
    room(length + wrappedLength, "key").set(key);
    checkAnswer(wrap(handle, length));
    return secretResult(length, wrappedLength);
  });
}
function unwrapped(kek, wrapped2, length, unwrap) {
  return withKek(kek, (handle) => {
    room(2 * length - OVERHEAD, "wrapped").set(wrapped2);
    return secretResult(length, unwrap(handle));
  });
}
function withKek(kek, call) {
  checkLength(kek, "kek", KEK);
  room(KEK, "kek").set(kek);
  const handle = checkHandle(kekNew());
  try {
    return call(handle);
  } finally {
    keyFree(handle);
  }
}

// src/primitives/index.ts
import { FedzkError as FedzkError2 } from "@fedzk/core";

export {
  aesGcm,
  xaes256Gcm,
  aesGcmSiv,
  hkdf2 as hkdf,
  hmac2 as hmac,
  pbkdf22 as pbkdf2,
  aesKw,
  aesKwp,
  FedzkError2 as FedzkError
};
