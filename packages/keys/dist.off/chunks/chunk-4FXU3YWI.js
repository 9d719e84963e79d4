// src/format/bytes.ts
import { FedzkError } from "@fedzk/core";
var SEE_VERIFY = "; verify() tells what else is";
function damaged(what, why) {
  return new FedzkError(
    "damaged",
    `The key store's ${what} is damaged: ${why}. Restore it from a backup${SEE_VERIFY}.`
  );
}
var NotAuthentic = class extends FedzkError {
  constructor(what, why) {
    super("damaged", damaged(what, why).message);
  }
};
var Reader = class {
  #bytes;
  #view;
  #what;
  #error;
  #at = 0;
  /**
   * @param what the object, for messages
   * @param error what `fail` throws
   */
  constructor(bytes, what, error = damaged) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#what = what;
    this.#error = error;
  }
  get at() {
    return this.#at;
  }
  /** A view of the next bytes. */
  take(length) {
    return this.#bytes.subarray(this.#next(length), this.#at);
  }
  u8() {
    return this.#view.getUint8(this.#next(1));
  }
  u16() {
    return this.#view.getUint16(this.#next(2));
  }
  u32() {
    return this.#view.getUint32(this.#next(4));
  }
  /** A u64 that a number holds exactly. */
  u64() {
    const value = Number(this.#view.getBigUint64(this.#next(8)));
    return Number.isSafeInteger(value) ? value : this.fail("a number is beyond 2^53");
  }
  /** Bytes that are these. */
  expect(expected, name) {
    if (!sameBytes(this.take(expected.length), expected)) this.fail(`it has another ${name}`);
  }
  zeros(length) {
    if (this.take(length).some((byte) => byte !== 0)) this.fail("reserved bytes are not zero");
  }
  end() {
    if (this.#at !== this.#bytes.length) this.fail("bytes are left over");
  }
  fail(why) {
    throw this.#error(this.#what, why);
  }
  #next(length) {
    const at = this.#at;
    this.#at += length;
    return this.#at <= this.#bytes.length ? at : this.fail("it ends too early");
  }
};
var Writer = class {
  bytes;
  #view;
  #at = 0;
  constructor(length) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }
  put(bytes) {
    this.bytes.set(bytes, this.#at);
    return this.skip(bytes.length);
  }
  u8(value) {
    this.#view.setUint8(this.#at, value);
    return this.skip(1);
  }
  u16(value) {
    this.#view.setUint16(this.#at, value);
    return this.skip(2);
  }
  u32(value) {
    this.#view.setUint32(this.#at, value);
    return this.skip(4);
  }
  u64(value) {
    this.#view.setBigUint64(this.#at, BigInt(value));
    return this.skip(8);
  }
  /** Leaves zeros. */
  skip(length) {
    this.#at += length;
    return this;
  }
};
var encoder = new TextEncoder();
var decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
function utf8(text) {
  return encoder.encode(text);
}
function fromUtf8(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return void 0;
  }
}
function sameBytes(a, b) {
  return a.length === b.length && compareBytes(a, b) === 0;
}
function compareBytes(a, b) {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
function sameSecret(a, b) {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

// src/format/context.ts
import { concat } from "@fedzk/core";
var POOL_BYTES = 16384;
var pool = new Uint8Array(0);
function join(...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > POOL_BYTES) return concat(...parts);
  if (length > pool.length) pool = new Uint8Array(POOL_BYTES);
  const joined = pool.subarray(0, length);
  pool = pool.subarray(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
var SUITE = 1;
var STORE_ID_BYTES = 16;
var WRAPPED_KEY_BYTES = 112;
var PREFIX = concat(utf8("fedzk/keys/v1"), Uint8Array.of(SUITE));
var [NAME, SLOT, MASTER, DEK, ENTRY] = ["name", "slot", "master", "dek", "entry"].map(
  (label) => utf8(`${label}\0`)
);
var LABELS = {
  commitment: utf8("fedzk/keys/v1/root-commit"),
  wrap: utf8("fedzk/keys/v1/wrap"),
  mac: utf8("fedzk/keys/v1/head-mac")
};
function nameContext(storeId) {
  return concat(PREFIX, storeId, NAME);
}
function slotContext(storeId, slotId, type, parameters) {
  return concat(PREFIX, storeId, SLOT, slotId, Uint8Array.of(type), parameters);
}
function masterContext(storeId, head) {
  return concat(PREFIX, storeId, MASTER, head);
}
function dekContext(storeId, head) {
  return join(PREFIX, storeId, DEK, head);
}
function payloadContext(storeId, head) {
  return join(PREFIX, storeId, ENTRY, head);
}

export {
  SEE_VERIFY,
  damaged,
  NotAuthentic,
  Reader,
  Writer,
  utf8,
  fromUtf8,
  sameBytes,
  compareBytes,
  sameSecret,
  SUITE,
  STORE_ID_BYTES,
  WRAPPED_KEY_BYTES,
  LABELS,
  nameContext,
  slotContext,
  masterContext,
  dekContext,
  payloadContext
};
