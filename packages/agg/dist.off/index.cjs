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
var __toCommonJS = (mod2) => __copyProps(__defProp({}, "__esModule", { value: true }), mod2);
var stdin_exports = {};
__export(stdin_exports, {
  FedzkError: () => import_core.FedzkError,
  createAggregator: () => createAggregator,
  createClient: () => createClient,
  createSealingKey: () => createSealingKey,
  createSigningKey: () => createSigningKey,
  createTask: () => createTask,
  memoryStore: () => memoryStore,
  reportLength: () => reportLength
});
module.exports = __toCommonJS(stdin_exports);
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var import_core3 = require("@fedzk/core");
var import_core4 = require("@hpke/core");
var import_dhkem_x25519 = require("@hpke/dhkem-x25519");
var import_core5 = require("@fedzk/core");
var import_core6 = require("@fedzk/core");
var import_core7 = require("@fedzk/core");
var import_core8 = require("@fedzk/core");
var import_core9 = require("@fedzk/core");
var import_core10 = require("@fedzk/core");
var import_core11 = require("@fedzk/core");
var import_verify = require("@fedzk/verify");
var import_core12 = require("@fedzk/core");
function join(...parts) {
  return (0, import_core3.concat)(...parts);
}
function ownBytes(value, most = Number.POSITIVE_INFINITY) {
  const length = (0, import_core3.byteLength)(value);
  if (length === void 0 || length > most) return void 0;
  return length === 0 ? new Uint8Array() : new Uint8Array(value);
}
function u8(value) {
  return Uint8Array.of(value);
}
function u16(value) {
  return Uint8Array.of(value >> 8, value);
}
function u32(value) {
  return Uint8Array.of(value >> 24, value >> 16, value >> 8, value);
}
function u64(value) {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, value);
  return out;
}
function lp(bytes) {
  return join(u16(bytes.length), bytes);
}
function utf8(text) {
  return new TextEncoder().encode(text);
}
function readUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (reason) {
    if (reason instanceof TypeError) return void 0;
    throw reason;
  }
}
function equal(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
function compare(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
var Reader = class {
  #bytes;
  #at = 0;
  constructor(bytes) {
    this.#bytes = bytes;
  }
  /** How many bytes are left. */
  get left() {
    return this.#bytes.length - this.#at;
  }
  /** The next `length` bytes, copied. */
  take(length) {
    if (length > this.left) throw new EndOfBytes(`expected ${length} bytes more, got ${this.left}`);
    this.#at += length;
    return new Uint8Array(this.#bytes.subarray(this.#at - length, this.#at));
  }
  u8() {
    return this.take(1)[0] ?? 0;
  }
  u16() {
    return new DataView(this.take(2).buffer).getUint16(0);
  }
  u32() {
    return new DataView(this.take(4).buffer).getUint32(0);
  }
  u64() {
    return new DataView(this.take(8).buffer).getBigUint64(0);
  }
  /** What {@link lp} wrote. */
  lp() {
    return this.take(this.u16());
  }
  /** The rest has to be empty. */
  end() {
    if (this.left !== 0) throw new EndOfBytes(`expected the end, got ${this.left} bytes more`);
  }
};
var EndOfBytes = class extends Error {
};
var ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
var ELEMENT_BYTES = 32;
var WIDE_BYTES = 48;
function reduce(value) {
  const rest = value % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}
function fromWide(bytes) {
  return integer(bytes) % ORDER;
}
function readElement(bytes) {
  const value = integer(bytes);
  return value < ORDER ? value : void 0;
}
function readElements(bytes) {
  const elements = [];
  for (let at = 0; at < bytes.length; at += ELEMENT_BYTES) {
    const element = readElement(bytes.subarray(at, at + ELEMENT_BYTES));
    if (element === void 0) return void 0;
    elements.push(element);
  }
  return elements;
}
function writeElements(elements) {
  const out = new Uint8Array(elements.length * ELEMENT_BYTES);
  for (const [i, element] of elements.entries()) writeInteger(element, out, i * ELEMENT_BYTES);
  return out;
}
function writeInteger(value, out, at) {
  const view = new DataView(out.buffer, out.byteOffset + at, ELEMENT_BYTES);
  for (let word = 0; word < 4; word++) {
    view.setBigUint64(8 * (3 - word), BigInt.asUintN(64, value >> BigInt(64 * word)));
  }
}
function integer(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  for (let at = 0; at < bytes.byteLength; at += 8) value = value << 64n | view.getBigUint64(at);
  return value;
}
var U32_MASK64 = /* @__PURE__ */ (() => BigInt(2 ** 32 - 1))();
var _32n = /* @__PURE__ */ BigInt(32);
function fromBig(n, le = false) {
  if (le)
    return { h: Number(n & U32_MASK64), l: Number(n >> _32n & U32_MASK64) };
  return { h: Number(n >> _32n & U32_MASK64) | 0, l: Number(n & U32_MASK64) | 0 };
}
function split(lst, le = false) {
  const len = lst.length;
  let Ah = new Uint32Array(len);
  let Al = new Uint32Array(len);
  for (let i = 0; i < len; i++) {
    const { h, l } = fromBig(lst[i], le);
    [Ah[i], Al[i]] = [h, l];
  }
  return [Ah, Al];
}
var fromNumH = (n) => n / 2 ** 32 | 0;
var fromNumL = (n) => n >>> 0;
function setU64FromNum(view, byteOffset, n, isLE) {
  const h = fromNumH(n);
  const l = fromNumL(n);
  view.setUint32(byteOffset, isLE ? l : h, isLE);
  view.setUint32(byteOffset + 4, isLE ? h : l, isLE);
}
var shrSH = (h, _l, s) => h >>> s;
var shrSL = (h, l, s) => h << 32 - s | l >>> s;
var rotrSH = (h, l, s) => h >>> s | l << 32 - s;
var rotrSL = (h, l, s) => h << 32 - s | l >>> s;
var rotrBH = (h, l, s) => h << 64 - s | l >>> s - 32;
var rotrBL = (h, l, s) => h >>> s - 32 | l << 64 - s;
function add(Ah, Al, Bh, Bl) {
  const l = (Al >>> 0) + (Bl >>> 0);
  return { h: Ah + Bh + (l / 2 ** 32 | 0) | 0, l: l | 0 };
}
var add3L = (Al, Bl, Cl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0);
var add3H = (low, Ah, Bh, Ch) => Ah + Bh + Ch + (low / 2 ** 32 | 0) | 0;
var add4L = (Al, Bl, Cl, Dl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0);
var add4H = (low, Ah, Bh, Ch, Dh) => Ah + Bh + Ch + Dh + (low / 2 ** 32 | 0) | 0;
var add5L = (Al, Bl, Cl, Dl, El) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0) + (El >>> 0);
var add5H = (low, Ah, Bh, Ch, Dh, Eh) => Ah + Bh + Ch + Dh + Eh + (low / 2 ** 32 | 0) | 0;
function isBytes(a) {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
  if (typeof n !== "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
  return n;
}
function abytes(value, length, title = "") {
  if (isBytes(value) && (length === void 0 || value.length === length))
    return value;
  if (length !== void 0)
    anumber(length, "length");
  const bytes = isBytes(value);
  const ofLen = length !== void 0 ? ` of length ${length}` : "";
  const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
  const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  if (!bytes)
    throw new TypeError(message);
  throw new RangeError(message);
}
var aobject = (value, label) => {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
};
var aopts = (value, label) => {
  aobject(value, label);
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput(out, instance) {
  abytes(out, void 0, "output");
  const min = instance.outputLen;
  if (!(out.length >= min)) {
    throw new RangeError('"output" expected length >= ' + min);
  }
}
function clean(...arrays) {
  for (let i = 0; i < arrays.length; i++) {
    arrays[i].fill(0);
  }
}
function createView(arr) {
  return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
function rotr(word, shift) {
  return word << 32 - shift | word >>> shift;
}
var hasHexBuiltin = /* @__PURE__ */ (() => (
  // @ts-ignore
  typeof Uint8Array.from([]).toHex === "function" && typeof Uint8Array.fromHex === "function"
))();
var hexes = /* @__PURE__ */ Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
function bytesToHex(bytes) {
  abytes(bytes);
  if (hasHexBuiltin)
    return bytes.toHex();
  let hex = "";
  for (let i = 0; i < bytes.length; i++) {
    hex += hexes[bytes[i]];
  }
  return hex;
}
function asciiToBase16(ch) {
  return ch >= 48 && ch <= 57 ? ch - 48 : ch >= 65 && ch <= 70 ? ch - (65 - 10) : ch >= 97 && ch <= 102 ? ch - (97 - 10) : void 0;
}
function hexToBytes(hex) {
  if (typeof hex !== "string")
    throw new TypeError("hex string expected, got " + typeof hex);
  if (hasHexBuiltin) {
    try {
      return Uint8Array.fromHex(hex);
    } catch (error) {
      if (error instanceof SyntaxError)
        throw new RangeError(error.message);
      throw error;
    }
  }
  const hl = hex.length;
  const al = hl / 2;
  if (hl % 2)
    throw new RangeError("hex string expected, got unpadded hex of length " + hl);
  const array = new Uint8Array(al);
  for (let ai = 0, hi = 0; ai < al; ai++, hi += 2) {
    const n1 = asciiToBase16(hex.charCodeAt(hi));
    const n2 = asciiToBase16(hex.charCodeAt(hi + 1));
    if (n1 === void 0 || n2 === void 0) {
      const char = hex[hi] + hex[hi + 1];
      throw new RangeError('hex string expected, got non-hex character "' + char + '" at index ' + hi);
    }
    array[ai] = n1 * 16 + n2;
  }
  return array;
}
function concatBytes(...arrays) {
  let sum = 0;
  for (let i = 0; i < arrays.length; i++) {
    const a = arrays[i];
    abytes(a);
    sum += a.length;
  }
  const res = new Uint8Array(sum);
  for (let i = 0, pad = 0; i < arrays.length; i++) {
    const a = arrays[i];
    res.set(a, pad);
    pad += a.length;
  }
  return res;
}
function checkOpts(defaults, opts, title = "opts") {
  aopts(defaults, "defaults");
  if (opts !== void 0)
    aopts(opts, title);
  const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
  return merged;
}
function createHasher(hashCons, info2 = {}) {
  if (typeof hashCons !== "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info2 = checkOpts({}, info2, "info");
  const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  hashC.outputLen = tmp.outputLen;
  hashC.blockLen = tmp.blockLen;
  hashC.canXOF = tmp.canXOF;
  hashC.create = (opts) => hashCons(opts);
  Object.assign(hashC, info2);
  return Object.freeze(hashC);
}
function randomBytes(bytesLength = 32) {
  anumber(bytesLength, "bytesLength");
  const cr = typeof globalThis === "object" ? globalThis.crypto : null;
  if (typeof cr?.getRandomValues !== "function")
    throw new Error("crypto.getRandomValues must be defined");
  if (bytesLength > 65536)
    throw new RangeError(`"bytesLength" expected <= 65536, got ${bytesLength}`);
  return cr.getRandomValues(new Uint8Array(bytesLength));
}
var oidNist = (suffix) => ({
  // Current NIST hashAlgs suffixes used here fit in one DER subidentifier octet.
  // Larger suffix values would need base-128 OID encoding and a different length byte.
  oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, suffix])
});
function Chi(a, b, c) {
  return a & b ^ ~a & c;
}
function Maj(a, b, c) {
  return a & b ^ a & c ^ b & c;
}
var HashMD = class {
  blockLen;
  outputLen;
  canXOF = false;
  padOffset;
  isLE;
  // For partial updates less than block size
  buffer;
  view;
  finished = false;
  length = 0;
  pos = 0;
  destroyed = false;
  constructor(blockLen, outputLen, padOffset, isLE) {
    this.blockLen = blockLen;
    this.outputLen = outputLen;
    this.padOffset = padOffset;
    this.isLE = isLE;
    this.buffer = new Uint8Array(blockLen);
    this.view = createView(this.buffer);
  }
  update(data) {
    aexists(this);
    abytes(data);
    const { view, buffer, blockLen } = this;
    const len = data.length;
    let processed = false;
    for (let pos = 0; pos < len; ) {
      const take = Math.min(blockLen - this.pos, len - pos);
      if (take === blockLen) {
        const dataView = createView(data);
        for (; blockLen <= len - pos; pos += blockLen)
          this.process(dataView, pos);
        processed = true;
        continue;
      }
      buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
      this.pos += take;
      pos += take;
      if (this.pos === blockLen) {
        this.process(view, 0);
        this.pos = 0;
        processed = true;
      }
    }
    this.length += data.length;
    if (processed)
      this.roundClean();
    return this;
  }
  digestInto(out) {
    aexists(this);
    aoutput(out, this);
    this.finished = true;
    const { buffer, view, blockLen, isLE } = this;
    let { pos } = this;
    buffer[pos++] = 128;
    buffer.fill(0, pos);
    if (this.padOffset > blockLen - pos) {
      this.process(view, 0);
      buffer.fill(0);
    }
    setU64FromNum(view, blockLen - 8, this.length * 8, isLE);
    this.process(view, 0);
    this.roundClean();
    const oview = out === buffer ? view : createView(out);
    const len = this.outputLen;
    const outLen = len / 4;
    const state = this.get();
    if (len % 4 || outLen > state.length)
      throw new Error("invalid outputLen");
    for (let i = 0; i < outLen; i++)
      oview.setUint32(4 * i, state[i], isLE);
  }
  digest() {
    const { buffer, outputLen } = this;
    this.digestInto(buffer);
    const res = buffer.slice(0, outputLen);
    this.destroy();
    return res;
  }
  _cloneIntoMeta(to) {
    const { buffer, length, finished, destroyed, pos } = this;
    to.destroyed = destroyed;
    to.finished = finished;
    to.length = length;
    to.pos = pos;
    if (pos)
      to.buffer.set(buffer);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
};
var SHA256_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  3144134277,
  1013904242,
  2773480762,
  1359893119,
  2600822924,
  528734635,
  1541459225
]);
var SHA512_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  4089235720,
  3144134277,
  2227873595,
  1013904242,
  4271175723,
  2773480762,
  1595750129,
  1359893119,
  2917565137,
  2600822924,
  725511199,
  528734635,
  4215389547,
  1541459225,
  327033209
]);
var SHA256_K = /* @__PURE__ */ Uint32Array.from([
  1116352408,
  1899447441,
  3049323471,
  3921009573,
  961987163,
  1508970993,
  2453635748,
  2870763221,
  3624381080,
  310598401,
  607225278,
  1426881987,
  1925078388,
  2162078206,
  2614888103,
  3248222580,
  3835390401,
  4022224774,
  264347078,
  604807628,
  770255983,
  1249150122,
  1555081692,
  1996064986,
  2554220882,
  2821834349,
  2952996808,
  3210313671,
  3336571891,
  3584528711,
  113926993,
  338241895,
  666307205,
  773529912,
  1294757372,
  1396182291,
  1695183700,
  1986661051,
  2177026350,
  2456956037,
  2730485921,
  2820302411,
  3259730800,
  3345764771,
  3516065817,
  3600352804,
  4094571909,
  275423344,
  430227734,
  506948616,
  659060556,
  883997877,
  958139571,
  1322822218,
  1537002063,
  1747873779,
  1955562222,
  2024104815,
  2227730452,
  2361852424,
  2428436474,
  2756734187,
  3204031479,
  3329325298
]);
var SHA256_W = /* @__PURE__ */ new Uint32Array(64);
var SHA2_32B = class extends HashMD {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and makes sha256 3x slower (measured).
  A = 0;
  B = 0;
  C = 0;
  D = 0;
  E = 0;
  F = 0;
  G = 0;
  H = 0;
  constructor(outputLen, IV) {
    super(64, outputLen, 8, false);
    this.A = IV[0] | 0;
    this.B = IV[1] | 0;
    this.C = IV[2] | 0;
    this.D = IV[3] | 0;
    this.E = IV[4] | 0;
    this.F = IV[5] | 0;
    this.G = IV[6] | 0;
    this.H = IV[7] | 0;
  }
  get() {
    const { A, B, C, D, E, F, G, H } = this;
    return [A, B, C, D, E, F, G, H];
  }
  // prettier-ignore
  set(A, B, C, D, E, F, G, H) {
    this.A = A | 0;
    this.B = B | 0;
    this.C = C | 0;
    this.D = D | 0;
    this.E = E | 0;
    this.F = F | 0;
    this.G = G | 0;
    this.H = H | 0;
  }
  _cloneInto(to) {
    (to ||= new this.constructor()).set(...this.get());
    return this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4)
      SHA256_W[i] = view.getUint32(offset, false);
    for (let i = 16; i < 64; i++) {
      const W15 = SHA256_W[i - 15];
      const W2 = SHA256_W[i - 2];
      const s0 = rotr(W15, 7) ^ rotr(W15, 18) ^ W15 >>> 3;
      const s1 = rotr(W2, 17) ^ rotr(W2, 19) ^ W2 >>> 10;
      SHA256_W[i] = s1 + SHA256_W[i - 7] + s0 + SHA256_W[i - 16] | 0;
    }
    let { A, B, C, D, E, F, G, H } = this;
    for (let i = 0; i < 64; i++) {
      const sigma1 = rotr(E, 6) ^ rotr(E, 11) ^ rotr(E, 25);
      const T1 = H + sigma1 + Chi(E, F, G) + SHA256_K[i] + SHA256_W[i] | 0;
      const sigma0 = rotr(A, 2) ^ rotr(A, 13) ^ rotr(A, 22);
      const T2 = sigma0 + Maj(A, B, C) | 0;
      H = G;
      G = F;
      F = E;
      E = D + T1 | 0;
      D = C;
      C = B;
      B = A;
      A = T1 + T2 | 0;
    }
    A = A + this.A | 0;
    B = B + this.B | 0;
    C = C + this.C | 0;
    D = D + this.D | 0;
    E = E + this.E | 0;
    F = F + this.F | 0;
    G = G + this.G | 0;
    H = H + this.H | 0;
    this.set(A, B, C, D, E, F, G, H);
  }
  roundClean() {
    clean(SHA256_W);
  }
  destroy() {
    this.destroyed = true;
    this.set(0, 0, 0, 0, 0, 0, 0, 0);
    clean(this.buffer);
  }
};
var _SHA256 = class extends SHA2_32B {
  constructor() {
    super(32, SHA256_IV);
  }
};
var K512 = /* @__PURE__ */ (() => split([
  "0x428a2f98d728ae22",
  "0x7137449123ef65cd",
  "0xb5c0fbcfec4d3b2f",
  "0xe9b5dba58189dbbc",
  "0x3956c25bf348b538",
  "0x59f111f1b605d019",
  "0x923f82a4af194f9b",
  "0xab1c5ed5da6d8118",
  "0xd807aa98a3030242",
  "0x12835b0145706fbe",
  "0x243185be4ee4b28c",
  "0x550c7dc3d5ffb4e2",
  "0x72be5d74f27b896f",
  "0x80deb1fe3b1696b1",
  "0x9bdc06a725c71235",
  "0xc19bf174cf692694",
  "0xe49b69c19ef14ad2",
  "0xefbe4786384f25e3",
  "0x0fc19dc68b8cd5b5",
  "0x240ca1cc77ac9c65",
  "0x2de92c6f592b0275",
  "0x4a7484aa6ea6e483",
  "0x5cb0a9dcbd41fbd4",
  "0x76f988da831153b5",
  "0x983e5152ee66dfab",
  "0xa831c66d2db43210",
  "0xb00327c898fb213f",
  "0xbf597fc7beef0ee4",
  "0xc6e00bf33da88fc2",
  "0xd5a79147930aa725",
  "0x06ca6351e003826f",
  "0x142929670a0e6e70",
  "0x27b70a8546d22ffc",
  "0x2e1b21385c26c926",
  "0x4d2c6dfc5ac42aed",
  "0x53380d139d95b3df",
  "0x650a73548baf63de",
  "0x766a0abb3c77b2a8",
  "0x81c2c92e47edaee6",
  "0x92722c851482353b",
  "0xa2bfe8a14cf10364",
  "0xa81a664bbc423001",
  "0xc24b8b70d0f89791",
  "0xc76c51a30654be30",
  "0xd192e819d6ef5218",
  "0xd69906245565a910",
  "0xf40e35855771202a",
  "0x106aa07032bbd1b8",
  "0x19a4c116b8d2d0c8",
  "0x1e376c085141ab53",
  "0x2748774cdf8eeb99",
  "0x34b0bcb5e19b48a8",
  "0x391c0cb3c5c95a63",
  "0x4ed8aa4ae3418acb",
  "0x5b9cca4f7763e373",
  "0x682e6ff3d6b2b8a3",
  "0x748f82ee5defb2fc",
  "0x78a5636f43172f60",
  "0x84c87814a1f0ab72",
  "0x8cc702081a6439ec",
  "0x90befffa23631e28",
  "0xa4506cebde82bde9",
  "0xbef9a3f7b2c67915",
  "0xc67178f2e372532b",
  "0xca273eceea26619c",
  "0xd186b8c721c0c207",
  "0xeada7dd6cde0eb1e",
  "0xf57d4f7fee6ed178",
  "0x06f067aa72176fba",
  "0x0a637dc5a2c898a6",
  "0x113f9804bef90dae",
  "0x1b710b35131c471b",
  "0x28db77f523047d84",
  "0x32caab7b40c72493",
  "0x3c9ebe0a15c9bebc",
  "0x431d67c49c100d4c",
  "0x4cc5d4becb3e42b6",
  "0x597f299cfc657e2a",
  "0x5fcb6fab3ad6faec",
  "0x6c44198c4a475817"
].map((n) => BigInt(n))))();
var SHA512_Kh = /* @__PURE__ */ (() => K512[0])();
var SHA512_Kl = /* @__PURE__ */ (() => K512[1])();
var SHA512_W_H = /* @__PURE__ */ new Uint32Array(80);
var SHA512_W_L = /* @__PURE__ */ new Uint32Array(80);
var SHA2_64B = class extends HashMD {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // h -- high 32 bits, l -- low 32 bits
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and slows hashing down (measured on sha256).
  Ah = 0;
  Al = 0;
  Bh = 0;
  Bl = 0;
  Ch = 0;
  Cl = 0;
  Dh = 0;
  Dl = 0;
  Eh = 0;
  El = 0;
  Fh = 0;
  Fl = 0;
  Gh = 0;
  Gl = 0;
  Hh = 0;
  Hl = 0;
  constructor(outputLen, IV) {
    super(128, outputLen, 16, false);
    this.Ah = IV[0] | 0;
    this.Al = IV[1] | 0;
    this.Bh = IV[2] | 0;
    this.Bl = IV[3] | 0;
    this.Ch = IV[4] | 0;
    this.Cl = IV[5] | 0;
    this.Dh = IV[6] | 0;
    this.Dl = IV[7] | 0;
    this.Eh = IV[8] | 0;
    this.El = IV[9] | 0;
    this.Fh = IV[10] | 0;
    this.Fl = IV[11] | 0;
    this.Gh = IV[12] | 0;
    this.Gl = IV[13] | 0;
    this.Hh = IV[14] | 0;
    this.Hl = IV[15] | 0;
  }
  // prettier-ignore
  get() {
    const { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
    return [Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl];
  }
  // prettier-ignore
  set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl) {
    this.Ah = Ah | 0;
    this.Al = Al | 0;
    this.Bh = Bh | 0;
    this.Bl = Bl | 0;
    this.Ch = Ch | 0;
    this.Cl = Cl | 0;
    this.Dh = Dh | 0;
    this.Dl = Dl | 0;
    this.Eh = Eh | 0;
    this.El = El | 0;
    this.Fh = Fh | 0;
    this.Fl = Fl | 0;
    this.Gh = Gh | 0;
    this.Gl = Gl | 0;
    this.Hh = Hh | 0;
    this.Hl = Hl | 0;
  }
  _cloneInto(to) {
    (to ||= new this.constructor()).set(...this.get());
    return this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4) {
      SHA512_W_H[i] = view.getUint32(offset);
      SHA512_W_L[i] = view.getUint32(offset += 4);
    }
    for (let i = 16; i < 80; i++) {
      const W15h = SHA512_W_H[i - 15] | 0;
      const W15l = SHA512_W_L[i - 15] | 0;
      const s0h = rotrSH(W15h, W15l, 1) ^ rotrSH(W15h, W15l, 8) ^ shrSH(W15h, W15l, 7);
      const s0l = rotrSL(W15h, W15l, 1) ^ rotrSL(W15h, W15l, 8) ^ shrSL(W15h, W15l, 7);
      const W2h = SHA512_W_H[i - 2] | 0;
      const W2l = SHA512_W_L[i - 2] | 0;
      const s1h = rotrSH(W2h, W2l, 19) ^ rotrBH(W2h, W2l, 61) ^ shrSH(W2h, W2l, 6);
      const s1l = rotrSL(W2h, W2l, 19) ^ rotrBL(W2h, W2l, 61) ^ shrSL(W2h, W2l, 6);
      const SUMl = add4L(s0l, s1l, SHA512_W_L[i - 7], SHA512_W_L[i - 16]);
      const SUMh = add4H(SUMl, s0h, s1h, SHA512_W_H[i - 7], SHA512_W_H[i - 16]);
      SHA512_W_H[i] = SUMh | 0;
      SHA512_W_L[i] = SUMl | 0;
    }
    let { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
    for (let i = 0; i < 80; i++) {
      const sigma1h = rotrSH(Eh, El, 14) ^ rotrSH(Eh, El, 18) ^ rotrBH(Eh, El, 41);
      const sigma1l = rotrSL(Eh, El, 14) ^ rotrSL(Eh, El, 18) ^ rotrBL(Eh, El, 41);
      const CHIh = Eh & Fh ^ ~Eh & Gh;
      const CHIl = El & Fl ^ ~El & Gl;
      const T1ll = add5L(Hl, sigma1l, CHIl, SHA512_Kl[i], SHA512_W_L[i]);
      const T1h = add5H(T1ll, Hh, sigma1h, CHIh, SHA512_Kh[i], SHA512_W_H[i]);
      const T1l = T1ll | 0;
      const sigma0h = rotrSH(Ah, Al, 28) ^ rotrBH(Ah, Al, 34) ^ rotrBH(Ah, Al, 39);
      const sigma0l = rotrSL(Ah, Al, 28) ^ rotrBL(Ah, Al, 34) ^ rotrBL(Ah, Al, 39);
      const MAJh = Ah & Bh ^ Ah & Ch ^ Bh & Ch;
      const MAJl = Al & Bl ^ Al & Cl ^ Bl & Cl;
      Hh = Gh | 0;
      Hl = Gl | 0;
      Gh = Fh | 0;
      Gl = Fl | 0;
      Fh = Eh | 0;
      Fl = El | 0;
      ({ h: Eh, l: El } = add(Dh | 0, Dl | 0, T1h | 0, T1l | 0));
      Dh = Ch | 0;
      Dl = Cl | 0;
      Ch = Bh | 0;
      Cl = Bl | 0;
      Bh = Ah | 0;
      Bl = Al | 0;
      const All = add3L(T1l, sigma0l, MAJl);
      Ah = add3H(All, T1h, sigma0h, MAJh);
      Al = All | 0;
    }
    ({ h: Ah, l: Al } = add(this.Ah | 0, this.Al | 0, Ah | 0, Al | 0));
    ({ h: Bh, l: Bl } = add(this.Bh | 0, this.Bl | 0, Bh | 0, Bl | 0));
    ({ h: Ch, l: Cl } = add(this.Ch | 0, this.Cl | 0, Ch | 0, Cl | 0));
    ({ h: Dh, l: Dl } = add(this.Dh | 0, this.Dl | 0, Dh | 0, Dl | 0));
    ({ h: Eh, l: El } = add(this.Eh | 0, this.El | 0, Eh | 0, El | 0));
    ({ h: Fh, l: Fl } = add(this.Fh | 0, this.Fl | 0, Fh | 0, Fl | 0));
    ({ h: Gh, l: Gl } = add(this.Gh | 0, this.Gl | 0, Gh | 0, Gl | 0));
    ({ h: Hh, l: Hl } = add(this.Hh | 0, this.Hl | 0, Hh | 0, Hl | 0));
    this.set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl);
  }
  roundClean() {
    clean(SHA512_W_H, SHA512_W_L);
  }
  destroy() {
    this.destroyed = true;
    clean(this.buffer);
    this.set(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
};
var _SHA512 = class extends SHA2_64B {
  constructor() {
    super(64, SHA512_IV);
  }
};
var sha256 = /* @__PURE__ */ createHasher(
  () => new _SHA256(),
  /* @__PURE__ */ oidNist(1)
);
var sha512 = /* @__PURE__ */ createHasher(
  () => new _SHA512(),
  /* @__PURE__ */ oidNist(3)
);
var PROTOCOL = "fedzk-agg/1 ";
var HASH_BYTES = 32;
function hash(label, message) {
  return new Uint8Array(sha256(join(utf8(PROTOCOL + label), u8(0), message)));
}
function plainHash(message) {
  return new Uint8Array(sha256(message));
}
async function expand(seed, message, count) {
  const material = hash("expand", join(seed, message));
  const key = await crypto.subtle.importKey("raw", material, "AES-CTR", false, ["encrypt"]);
  material.fill(0);
  const algorithm = { name: "AES-CTR", counter: new Uint8Array(16), length: 128 };
  const stream = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, new Uint8Array(count * WIDE_BYTES)));
  const elements = Array.from(
    { length: count },
    (_, i) => fromWide(stream.subarray(i * WIDE_BYTES, (i + 1) * WIDE_BYTES))
  );
  stream.fill(0);
  return elements;
}
var VERDICTS = ["refused", "accepted", "later"];
function writeAnswer(reportId2, verdict) {
  return join(reportId2, u8(VERDICTS.indexOf(verdict)));
}
var ANSWER_BYTES = HASH_BYTES + 1;
function readAnswer(bytes) {
  const verdict = VERDICTS[bytes[HASH_BYTES] ?? VERDICTS.length];
  if (bytes.length !== ANSWER_BYTES || verdict === void 0) return void 0;
  return { reportId: new Uint8Array(bytes.subarray(0, HASH_BYTES)), verdict };
}
function setHash(ids) {
  return hash("set", join(...ids));
}
function sorted(ids) {
  return [...ids].sort(compare);
}
function writeCollect(taskHash2, round, ids) {
  return join(taskHash2, u64(round), u32(ids.length), setHash(ids), ...ids);
}
function readCollect(bytes) {
  try {
    const reader = new Reader(bytes);
    const [taskHash2, round, count, hashOfSet] = [
      reader.take(HASH_BYTES),
      reader.u64(),
      reader.u32(),
      reader.take(HASH_BYTES)
    ];
    if (reader.left !== count * HASH_BYTES) return void 0;
    const ids = Array.from({ length: count }, () => reader.take(HASH_BYTES));
    return { taskHash: taskHash2, round, setHash: hashOfSet, ids };
  } catch (reason) {
    if (reason instanceof EndOfBytes) return void 0;
    throw reason;
  }
}
function isWellFormedSet({ setHash: claimed, ids }) {
  const ascending = ids.every((id, i) => i === 0 || compare(ids[i - 1] ?? id, id) < 0);
  return ascending && equal(setHash(ids), claimed);
}
var RELEASE_HEADER_BYTES = 72;
function writeRelease(taskHash2, round, hashOfSet, sums) {
  return join(taskHash2, u64(round), hashOfSet, writeElements(sums));
}
function releaseLength({ parts, elements }) {
  return RELEASE_HEADER_BYTES + ELEMENT_BYTES * parts * elements;
}
function releasedSet(release) {
  return release.slice(RELEASE_HEADER_BYTES - HASH_BYTES, RELEASE_HEADER_BYTES);
}
function readRelease(bytes, own, geometry2) {
  if (bytes.length !== releaseLength(geometry2)) return void 0;
  const [header, expected] = [bytes, own].map((share) => share.subarray(0, RELEASE_HEADER_BYTES));
  if (compare(header ?? bytes, expected ?? own) !== 0) return void 0;
  return readElements(bytes.subarray(RELEASE_HEADER_BYTES));
}
var ENC_BYTES = 32;
var AEAD_TAG_BYTES = 16;
function suite() {
  return new import_core4.CipherSuite({ kem: new import_dhkem_x25519.DhkemX25519HkdfSha256(), kdf: new import_core4.HkdfSha256(), aead: new import_core4.Aes256Gcm() });
}
function info(role) {
  return memory(utf8(PROTOCOL + role));
}
function memory(bytes) {
  return new Uint8Array(bytes).buffer;
}
async function seal(role, publicKey, aad, plaintext, ephemeral) {
  const { kem } = suite();
  const recipientPublicKey = await kem.deserializePublicKey(memory(publicKey));
  const ekm = ephemeral && await kem.deriveKeyPair(memory(ephemeral));
  const sender = await suite().createSenderContext({ recipientPublicKey, info: info(role), ...ekm && { ekm } });
  const ciphertext = await sender.seal(plaintext, aad);
  return { enc: new Uint8Array(sender.enc), ciphertext: new Uint8Array(ciphertext) };
}
async function importRecipient({ privateKey, publicKey }) {
  const { kem } = suite();
  return {
    privateKey: await kem.deserializePrivateKey(memory(privateKey)),
    publicKey: await kem.deserializePublicKey(memory(publicKey))
  };
}
async function open(role, recipient, aad, sealed) {
  try {
    const context2 = await suite().createRecipientContext({
      recipientKey: recipient,
      enc: memory(sealed.enc),
      info: info(role)
    });
    return new Uint8Array(await context2.open(sealed.ciphertext, aad));
  } catch (reason) {
    if (reason instanceof import_core4.HpkeError) return void 0;
    throw reason;
  }
}
function aarray(item, title, inner = () => {
}) {
  if (!Array.isArray(item))
    throw new TypeError(`"${title}" expected array, got type=${typeof item}`);
  for (let i = 0; i < item.length; i++)
    inner(item[i], `${title}[${i}]`);
  return item;
}
var abytes2 = (value, length, title) => abytes(value, length, title);
var anumber2 = anumber;
function aobject2(value, title = "object") {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new TypeError(title === "object" ? "expected valid options object" : `"${title}" expected object, got type=${typeof value}`);
  return value;
}
function afunction(value, title) {
  if (typeof value !== "function")
    throw new TypeError(`"${title}" is invalid: expected function, got ${typeof value}`);
  return value;
}
var bytesToHex2 = bytesToHex;
var concatBytes2 = (...arrays) => concatBytes(...arrays);
var hexToBytes2 = (hex) => hexToBytes(hex);
var isBytes2 = isBytes;
var randomBytes2 = (bytesLength) => randomBytes(bytesLength);
var _0n = /* @__PURE__ */ BigInt(0);
var _1n = /* @__PURE__ */ BigInt(1);
var atitle2 = (title) => title ? `"${title}" ` : "";
function abool(value, title = "") {
  if (typeof value !== "boolean")
    throw new TypeError(atitle2(title) + "expected boolean, got type=" + typeof value);
  return value;
}
function abignumber(n) {
  if (typeof n === "bigint") {
    if (!isPosBig(n))
      throw new RangeError("positive bigint expected, got " + n);
  } else
    anumber2(n);
  return n;
}
function asafenumber(value, title = "") {
  if (typeof value !== "number") {
    const prefix = title && `"${title}" `;
    throw new TypeError(prefix + "expected number, got type=" + typeof value);
  }
  if (!Number.isSafeInteger(value)) {
    const prefix = title && `"${title}" `;
    throw new RangeError(prefix + "expected safe integer, got " + value);
  }
}
function hexToNumber(hex) {
  if (typeof hex !== "string")
    throw new TypeError("hex string expected, got " + typeof hex);
  return hex === "" ? _0n : BigInt("0x" + hex);
}
function bytesToNumberBE(bytes) {
  return hexToNumber(bytesToHex(bytes));
}
function bytesToNumberLE(bytes) {
  return hexToNumber(bytesToHex(copyBytes(abytes(bytes)).reverse()));
}
function numberToBytesBE(n, len) {
  anumber(len);
  if (len === 0)
    throw new Error("zero output length is invalid");
  n = abignumber(n);
  const expectedLen = len * 2;
  const hex = n.toString(16);
  if (hex.length > expectedLen)
    throw new RangeError("number is too large");
  return hexToBytes(hex.padStart(expectedLen, "0"));
}
function numberToBytesLE(n, len) {
  return numberToBytesBE(n, len).reverse();
}
function copyBytes(bytes) {
  return Uint8Array.from(abytes2(bytes));
}
function isPosBig(n) {
  return typeof n === "bigint" && _0n <= n;
}
function inRange(n, min, max) {
  return isPosBig(n) && isPosBig(min) && isPosBig(max) && min <= n && n < max;
}
function aInRange(title, n, min, max) {
  if (!inRange(n, min, max))
    throw new RangeError("expected valid " + title + ": " + min + " <= n < " + max + ", got " + n);
}
function bitLen(n) {
  if (n < _0n)
    throw new Error("expected non-negative bigint, got " + n);
  return n === _0n ? 0 : n.toString(2).length;
}
var bitMask = (n) => {
  asafenumber(n, "n");
  return (_1n << BigInt(n)) - _1n;
};
function validateObject(object, fields = {}, optFields = {}, title = "object") {
  aobject2(object, title);
  aobject2(fields, "fields");
  aobject2(optFields, "optFields");
  function checkField(fieldName, expectedType, isOpt) {
    const label = title === "object" ? `param "${String(fieldName)}"` : `"${title}.${String(fieldName)}"`;
    const val = object[fieldName];
    if (!Object.hasOwn(object, fieldName) && (isOpt ? val !== void 0 : expectedType !== "function")) {
      throw new TypeError(`${label} is invalid: expected own property`);
    }
    if (isOpt && val === void 0)
      return;
    const current = typeof val;
    if (current !== expectedType || val === null)
      throw new TypeError(`${label} is invalid: expected ${expectedType}, got ${current}`);
  }
  const iter = (f, isOpt) => Object.entries(f).forEach(([k, v]) => checkField(k, v, isOpt));
  iter(fields, false);
  iter(optFields, true);
}
var _0n2 = /* @__PURE__ */ BigInt(0);
var _1n2 = /* @__PURE__ */ BigInt(1);
var _2n = /* @__PURE__ */ BigInt(2);
var _3n = /* @__PURE__ */ BigInt(3);
var _4n = /* @__PURE__ */ BigInt(4);
var _5n = /* @__PURE__ */ BigInt(5);
var _7n = /* @__PURE__ */ BigInt(7);
var _8n = /* @__PURE__ */ BigInt(8);
var _9n = /* @__PURE__ */ BigInt(9);
var _15n = /* @__PURE__ */ BigInt(15);
var _16n = /* @__PURE__ */ BigInt(16);
var POW_WINDOWED_MIN = /* @__PURE__ */ BigInt("0x10000000000000000");
function mod(a, b) {
  if (b <= _0n2)
    throw new Error("mod: expected positive modulus, got " + b);
  const result = a % b;
  return result >= _0n2 ? result : b + result;
}
function pow(num, power, modulo) {
  if (modulo <= _1n2)
    throw new Error("pow: expected modulus > 1, got " + modulo);
  if (typeof power !== "bigint")
    throw new TypeError("invalid exponent: expected bigint, got " + typeof power);
  if (power < _0n2)
    throw new Error("invalid exponent, negatives unsupported");
  if (power === _0n2)
    return _1n2;
  if (power === _1n2)
    return num;
  let d = num % modulo;
  if (d < _0n2)
    d += modulo;
  if (power < POW_WINDOWED_MIN) {
    let p2 = _1n2;
    while (power > _0n2) {
      if (power & _1n2)
        p2 = p2 * d % modulo;
      d = d * d % modulo;
      power >>= _1n2;
    }
    return p2;
  }
  const digits = [];
  while (power > _0n2) {
    digits.push(Number(power & _15n));
    power >>= _4n;
  }
  const table = new Array(16);
  table[0] = _1n2;
  table[1] = d;
  for (let i = 2; i < 16; i++)
    table[i] = table[i - 1] * d % modulo;
  let p = table[digits[digits.length - 1]];
  for (let w = digits.length - 2; w >= 0; w--) {
    p = p * p % modulo;
    p = p * p % modulo;
    p = p * p % modulo;
    p = p * p % modulo;
    const digit = digits[w];
    if (digit !== 0)
      p = p * table[digit] % modulo;
  }
  return p;
}
function pow2(x, power, modulo) {
  if (modulo <= _1n2)
    throw new Error("pow2: expected modulus > 1, got " + modulo);
  if (power < _0n2)
    throw new Error("pow2: expected non-negative exponent, got " + power);
  let res = x;
  while (power-- > _0n2) {
    res *= res;
    res %= modulo;
  }
  return res;
}
function invert(number, modulo) {
  if (number === _0n2)
    throw new Error("invert: expected non-zero number");
  if (modulo <= _1n2)
    throw new Error("invert: expected modulus > 1, got " + modulo);
  let a = mod(number, modulo);
  let b = modulo;
  let x = _0n2, u = _1n2;
  while (a !== _0n2) {
    const q = b / a;
    const r = b - a * q;
    const m = x - u * q;
    b = a, a = r, x = u, u = m;
  }
  const gcd = b;
  if (gcd !== _1n2)
    throw new Error("invert: does not exist");
  return mod(x, modulo);
}
function assertIsSquare(Fp2, root, n) {
  const F = Fp2;
  if (!F.eql(F.sqr(root), n))
    throw new Error("Cannot find square root");
}
function aoddModulus(order, fnName) {
  if ((order & _1n2) === _0n2)
    throw new Error(fnName + ": expected odd modulus, got " + order);
}
function sqrt3mod4(Fp2, n) {
  const F = Fp2;
  const p1div4 = (F.ORDER + _1n2) / _4n;
  const root = F.pow(n, p1div4);
  assertIsSquare(F, root, n);
  return root;
}
function sqrt5mod8(Fp2, n) {
  const F = Fp2;
  const p5div8 = (F.ORDER - _5n) / _8n;
  const n2 = F.mul(n, _2n);
  const v = F.pow(n2, p5div8);
  const nv = F.mul(n, v);
  const i = F.mul(F.mul(nv, _2n), v);
  const root = F.mul(nv, F.sub(i, F.ONE));
  assertIsSquare(F, root, n);
  return root;
}
function sqrt9mod16(P2) {
  const Fp_ = Field(P2);
  const tn = tonelliShanks(P2);
  const c1 = tn(Fp_, Fp_.neg(Fp_.ONE));
  const c2 = tn(Fp_, c1);
  const c3 = tn(Fp_, Fp_.neg(c1));
  const c4 = (P2 + _7n) / _16n;
  return ((Fp2, n) => {
    const F = Fp2;
    let tv1 = F.pow(n, c4);
    let tv2 = F.mul(tv1, c1);
    const tv3 = F.mul(tv1, c2);
    const tv4 = F.mul(tv1, c3);
    const e1 = F.eql(F.sqr(tv2), n);
    const e2 = F.eql(F.sqr(tv3), n);
    tv1 = F.cmov(tv1, tv2, e1);
    tv2 = F.cmov(tv4, tv3, e2);
    const e3 = F.eql(F.sqr(tv2), n);
    const root = F.cmov(tv1, tv2, e3);
    assertIsSquare(F, root, n);
    return root;
  });
}
function tonelliShanks(P2) {
  if (P2 < _3n)
    throw new Error("sqrt is not defined for small field");
  aoddModulus(P2, "tonelliShanks");
  let Q = P2 - _1n2;
  let S = 0;
  while (Q % _2n === _0n2) {
    Q /= _2n;
    S++;
  }
  let Z = _2n;
  const _Fp = Field(P2);
  while (FpLegendre(_Fp, Z) === 1) {
    if (Z++ > 1e3)
      throw new Error("Cannot find square root: probably non-prime P");
  }
  if (S === 1)
    return sqrt3mod4;
  let cc = _Fp.pow(Z, Q);
  const Q1div2 = (Q + _1n2) / _2n;
  return function tonelliSlow(Fp2, n) {
    const F = Fp2;
    if (F.is0(n))
      return n;
    if (FpLegendre(F, n) !== 1)
      throw new Error("Cannot find square root");
    let M = S;
    let c = F.mul(F.ONE, cc);
    let t = F.pow(n, Q);
    let R = F.pow(n, Q1div2);
    while (!F.eql(t, F.ONE)) {
      if (F.is0(t))
        throw new Error("Cannot find square root: probably non-prime P");
      let i = 1;
      let t_tmp = F.sqr(t);
      while (!F.eql(t_tmp, F.ONE)) {
        i++;
        t_tmp = F.sqr(t_tmp);
        if (i === M)
          throw new Error("Cannot find square root");
      }
      const exponent = _1n2 << BigInt(M - i - 1);
      const b = F.pow(c, exponent);
      M = i;
      c = F.sqr(b);
      t = F.mul(t, c);
      R = F.mul(R, b);
    }
    return R;
  };
}
function FpSqrt(P2) {
  aoddModulus(P2, "Fp.sqrt");
  if (P2 % _4n === _3n)
    return sqrt3mod4;
  if (P2 % _8n === _5n)
    return sqrt5mod8;
  if (P2 % _16n === _9n)
    return sqrt9mod16(P2);
  return tonelliShanks(P2);
}
var isNegativeLE = (num, modulo) => (mod(num, modulo) & _1n2) === _1n2;
var FIELD_FIELDS = [
  "create",
  "isValid",
  "is0",
  "neg",
  "inv",
  "sqrt",
  "sqr",
  "eql",
  "add",
  "sub",
  "mul",
  "pow",
  "div",
  "addN",
  "subN",
  "mulN",
  "sqrN"
];
function validateField(field) {
  aobject2(field, "field");
  if (typeof field.ORDER !== "bigint")
    throw new TypeError('param "ORDER" is invalid: expected bigint, got ' + typeof field.ORDER);
  asafenumber(field.BYTES, "BYTES");
  asafenumber(field.BITS, "BITS");
  for (const name of FIELD_FIELDS)
    afunction(field[name], "field." + name);
  if (field.BYTES < 1 || field.BITS < 1)
    throw new Error("invalid field: expected BYTES/BITS > 0");
  if (field.ORDER <= _1n2)
    throw new Error("invalid field: expected ORDER > 1, got " + field.ORDER);
  return field;
}
function FpInvertBatch(Fp2, nums, passZero = false) {
  validateField(Fp2);
  aarray(nums, "nums");
  abool(passZero, "passZero");
  const F = Fp2;
  const inverted = new Array(nums.length).fill(passZero ? F.ZERO : void 0);
  const multipliedAcc = nums.reduce((acc, num, i) => {
    if (F.is0(num))
      return acc;
    inverted[i] = acc;
    return F.mul(acc, num);
  }, F.ONE);
  const invertedAcc = F.inv(multipliedAcc);
  nums.reduceRight((acc, num, i) => {
    if (F.is0(num))
      return acc;
    inverted[i] = F.mul(acc, inverted[i]);
    return F.mul(acc, num);
  }, invertedAcc);
  return inverted;
}
function FpLegendre(Fp2, n) {
  validateField(Fp2);
  const F = Fp2;
  aoddModulus(F.ORDER, "FpLegendre");
  const p1mod2 = (F.ORDER - _1n2) / _2n;
  const powered = F.pow(n, p1mod2);
  const yes = F.eql(powered, F.ONE);
  const zero = F.eql(powered, F.ZERO);
  const no = F.eql(powered, F.neg(F.ONE));
  if (!yes && !zero && !no)
    throw new Error("invalid Legendre symbol result");
  return yes ? 1 : zero ? 0 : -1;
}
function nLength(n, nBitLength) {
  if (nBitLength !== void 0)
    anumber2(nBitLength);
  if (n <= _0n2)
    throw new Error("invalid n length: expected positive n, got " + n);
  if (nBitLength !== void 0 && nBitLength < 1)
    throw new Error("invalid n length: expected positive bit length, got " + nBitLength);
  const bits = bitLen(n);
  if (nBitLength !== void 0 && nBitLength < bits)
    throw new Error(`invalid n length: expected nBitLength (${nBitLength}) >= bitLen(n) (${bits})`);
  const _nBitLength = nBitLength !== void 0 ? nBitLength : bits;
  const nByteLength = Math.ceil(_nBitLength / 8);
  return { nBitLength: _nBitLength, nByteLength };
}
var FIELD_SQRT = /* @__PURE__ */ new WeakMap();
var _Field = class {
  ORDER;
  BITS;
  BYTES;
  isLE;
  ZERO = _0n2;
  ONE = _1n2;
  _lengths;
  _mod;
  constructor(ORDER2, opts = {}) {
    if (ORDER2 <= _1n2)
      throw new Error("invalid field: expected ORDER > 1, got " + ORDER2);
    let _nbitLength = void 0;
    this.isLE = false;
    if (opts != null && typeof opts === "object") {
      if (typeof opts.BITS === "number")
        _nbitLength = opts.BITS;
      if (typeof opts.sqrt === "function")
        Object.defineProperty(this, "sqrt", { value: opts.sqrt, enumerable: true });
      if (typeof opts.isLE === "boolean")
        this.isLE = opts.isLE;
      if (opts.allowedLengths)
        this._lengths = Object.freeze(opts.allowedLengths.slice());
      if (typeof opts.modFromBytes === "boolean")
        this._mod = opts.modFromBytes;
    }
    const { nBitLength, nByteLength } = nLength(ORDER2, _nbitLength);
    if (nByteLength > 2048)
      throw new Error("invalid field: expected ORDER of <= 2048 bytes");
    this.ORDER = ORDER2;
    this.BITS = nBitLength;
    this.BYTES = nByteLength;
    Object.freeze(this);
  }
  create(num) {
    return mod(num, this.ORDER);
  }
  isValid(num) {
    if (typeof num !== "bigint")
      throw new TypeError("invalid field element: expected bigint, got " + typeof num);
    return _0n2 <= num && num < this.ORDER;
  }
  is0(num) {
    return num === _0n2;
  }
  // is valid and invertible
  isValidNot0(num) {
    return !this.is0(num) && this.isValid(num);
  }
  isOdd(num) {
    return (num & _1n2) === _1n2;
  }
  neg(num) {
    return mod(-num, this.ORDER);
  }
  eql(lhs, rhs) {
    return lhs === rhs;
  }
  sqr(num) {
    return mod(num * num, this.ORDER);
  }
  add(lhs, rhs) {
    return mod(lhs + rhs, this.ORDER);
  }
  sub(lhs, rhs) {
    return mod(lhs - rhs, this.ORDER);
  }
  mul(lhs, rhs) {
    return mod(lhs * rhs, this.ORDER);
  }
  pow(num, power) {
    return pow(num, power, this.ORDER);
  }
  div(lhs, rhs) {
    return mod(lhs * invert(rhs, this.ORDER), this.ORDER);
  }
  // Same as above, but doesn't normalize
  sqrN(num) {
    return num * num;
  }
  addN(lhs, rhs) {
    return lhs + rhs;
  }
  subN(lhs, rhs) {
    return lhs - rhs;
  }
  mulN(lhs, rhs) {
    return lhs * rhs;
  }
  inv(num) {
    return invert(num, this.ORDER);
  }
  sqrt(num) {
    let sqrt = FIELD_SQRT.get(this);
    if (!sqrt)
      FIELD_SQRT.set(this, sqrt = FpSqrt(this.ORDER));
    return sqrt(this, num);
  }
  toBytes(num) {
    return this.isLE ? numberToBytesLE(num, this.BYTES) : numberToBytesBE(num, this.BYTES);
  }
  fromBytes(bytes, skipValidation = false) {
    abytes2(bytes);
    const { _lengths: allowedLengths, BYTES, isLE, ORDER: ORDER2, _mod: modFromBytes } = this;
    if (allowedLengths) {
      if (bytes.length < 1 || !allowedLengths.includes(bytes.length) || bytes.length > BYTES) {
        throw new Error("Field.fromBytes: expected " + allowedLengths + " bytes, got " + bytes.length);
      }
      const padded = new Uint8Array(BYTES);
      padded.set(bytes, isLE ? 0 : padded.length - bytes.length);
      bytes = padded;
    }
    if (bytes.length !== BYTES)
      throw new Error("Field.fromBytes: expected " + BYTES + " bytes, got " + bytes.length);
    let scalar = isLE ? bytesToNumberLE(bytes) : bytesToNumberBE(bytes);
    if (modFromBytes)
      scalar = mod(scalar, ORDER2);
    if (!skipValidation) {
      if (!this.isValid(scalar))
        throw new Error("invalid field element: outside of range 0..ORDER");
    }
    return scalar;
  }
  // TODO: we don't need it here, move out to separate fn
  invertBatch(lst) {
    return FpInvertBatch(this, lst, true);
  }
  // We can't move this out because Fp6, Fp12 implement it
  // and it's unclear what to return in there.
  cmov(a, b, condition) {
    abool(condition, "condition");
    return condition ? b : a;
  }
};
function Field(ORDER2, opts = {}) {
  Object.freeze(_Field.prototype);
  return new _Field(ORDER2, opts);
}
var _0n3 = /* @__PURE__ */ BigInt(0);
var _1n3 = /* @__PURE__ */ BigInt(1);
var _4n2 = /* @__PURE__ */ BigInt(4);
var BLIND_BYTES = 16;
var BLIND_BITS = 128;
var FW_WINDOW = 5;
var TABLE_BYTES_MAX = /* @__PURE__ */ (() => 2 ** 31)();
function validatePointCons(Point) {
  const pc = Point;
  if (typeof pc !== "function")
    throw new TypeError('"Point" expected constructor, got type=' + typeof Point);
  afunction(pc.fromAffine, "Point.fromAffine");
  afunction(pc.fromBytes, "Point.fromBytes");
  afunction(pc.fromHex, "Point.fromHex");
  aobject2(pc.BASE, "Point.BASE");
  aobject2(pc.ZERO, "Point.ZERO");
  validateField(pc.Fp);
  validateField(pc.Fn);
}
function normalizeZ(c, points) {
  validatePointCons(c);
  validateMSMPoints(points, c);
  const invertedZs = FpInvertBatch(c.Fp, points.map((p) => p.Z));
  return points.map((p, i) => c.fromAffine(p.toAffine(invertedZs[i])));
}
function validateW(W, bits, min = 1) {
  if (!Number.isSafeInteger(W) || W < min || W > bits)
    throw new Error("invalid window size, expected [" + min + ".." + bits + "], got W=" + W);
}
function validateTableBytes(numPoints, fpBytes) {
  const bytes = numPoints * (4 * fpBytes + 128);
  if (bytes > TABLE_BYTES_MAX)
    throw new Error("invalid window size: table would need ~" + Math.ceil(bytes / 2 ** 20) + " MiB, max " + TABLE_BYTES_MAX / 2 ** 20 + " MiB");
}
function probeRandomBytes(randomBytes3, length) {
  if (randomBytes3 === void 0)
    return void 0;
  afunction(randomBytes3, "randomBytes");
  try {
    const probe = randomBytes3(length);
    if (!isBytes2(probe) || probe.length !== length)
      return void 0;
  } catch {
    return void 0;
  }
  return randomBytes3;
}
function validateMSMPoints(points, c) {
  aarray(points, "points");
  points.forEach((p, i) => {
    if (!(p instanceof c))
      throw new Error("invalid point at index " + i);
  });
}
function validateMSMScalars(scalars, field, maxScalar) {
  if (!Array.isArray(scalars))
    throw new Error("array of scalars expected");
  scalars.forEach((s, i) => {
    const ok = maxScalar === void 0 ? field.isValid(s) : isPosBig(s) && s < maxScalar;
    if (!ok)
      throw new Error("invalid scalar at index " + i);
  });
}
var pointWindowSizes = /* @__PURE__ */ new WeakMap();
function getWindowSize(P2) {
  return pointWindowSizes.get(P2) || 1;
}
function oddMultiples(p, size) {
  const dbl = p.double();
  const t = [p];
  for (let j = 1; j < size; j++)
    t.push(t[j - 1].add(dbl));
  return t;
}
function wnafDigits(n, W) {
  const size = 2 ** W;
  const half = size / 2;
  const mask = BigInt(size - 1);
  const d = [];
  while (n > _0n3) {
    let w = 0;
    if (n & _1n3) {
      w = Number(n & mask);
      if (w >= half)
        w -= size;
      n -= BigInt(w);
    }
    d.push(w);
    n >>= _1n3;
  }
  return d;
}
function signedWindowDigits(n, W, windows) {
  const size = 2 ** W;
  const half = size / 2;
  const mask = BigInt(size - 1);
  const shiftBy = BigInt(W);
  const d = [];
  for (let w = 0; w < windows; w++) {
    let v = Number(n & mask);
    n >>= shiftBy;
    if (v > half) {
      v -= size;
      n += _1n3;
    }
    d.push(v);
  }
  if (n !== _0n3)
    throw new Error("invalid wnaf");
  return d;
}
function wnafWalk(zero, tables, digits) {
  let max = 0;
  for (const d of digits)
    max = Math.max(max, d.length);
  let acc = zero;
  for (let bit = max - 1; bit >= 0; bit--) {
    if (bit !== max - 1)
      acc = acc.double();
    for (let i = 0; i < digits.length; i++) {
      const w = digits[i][bit];
      if (w) {
        const item = tables[i][Math.abs(w) - 1 >> 1];
        acc = acc.add(w < 0 ? item.negate() : item);
      }
    }
  }
  return acc;
}
var ScalarMultiplier = class {
  Point;
  BASE;
  ZERO;
  randomBytes;
  wnafPrecomputes = /* @__PURE__ */ new WeakMap();
  baseCanBeBlinded;
  bits;
  // Parametrized with a given Point class (not individual point)
  constructor(Point, randomBytes3) {
    validatePointCons(Point);
    this.randomBytes = probeRandomBytes(randomBytes3, BLIND_BYTES);
    this.Point = Point;
    this.BASE = Point.BASE;
    this.ZERO = Point.ZERO;
    this.bits = Point.Fn.BITS;
  }
  /**
   * Creates a signed fixed-window wNAF precomputation table: for every window w, the
   * multiples `[1..2^(W−1)]⋅2^(w⋅W)⋅P`, flattened. All doublings are baked into the table,
   * so cached multiplication is additions-only. `windows = ceil(bits/W) + 1`: the extra
   * window absorbs the final carry of signed-digit recoding.
   * For a 256-bit curve and W=6, the table is 44⋅32 = 1408 points.
   * @param point - Point instance
   * @param W - window size
   * @param bits - scalar bitlength the table must cover
   */
  buildWnafTable(point, W, bits) {
    const windows = Math.ceil(bits / W) + 1;
    const half = 2 ** (W - 1);
    const comp = [];
    let base = point;
    for (let w = 0; w < windows; w++) {
      let acc = base;
      for (let i = 0; i < half; i++) {
        comp.push(acc);
        acc = acc.add(base);
      }
      base = comp[comp.length - 1].double();
    }
    return { W, bits, windows, comp };
  }
  /**
   * Implements ec multiplication using precomputed signed fixed-window wNAF tables.
   * Constant-time: fixed window count with one table addition per window — zero digits feed
   * the fake accumulator — and no doublings; the lookup scans the whole window slice.
   * Scalar bounds are validated by the public entry points ({@link ScalarMultiplier.mulCT},
   * {@link ScalarMultiplier.mulCTBlinded}, {@link ScalarMultiplier.mulUnsafe});
   * signedWindowDigits throws if `n` exceeds the table.
   * @returns real and fake (for const-time) points
   */
  wnafCachedCT(precomputes, n) {
    const { W, windows, comp } = precomputes;
    const half = 2 ** (W - 1);
    const digits = signedWindowDigits(n, W, windows);
    let p = this.ZERO;
    let f = this.BASE;
    for (let w = 0; w < windows; w++) {
      const digit = digits[w];
      const start = w * half;
      const idx = Math.abs(digit) - 1;
      let sel = comp[start];
      for (let i = 1; i < half; i++)
        sel = i === idx ? comp[start + i] : sel;
      const neg = sel.negate();
      if (digit === 0)
        f = f.add(comp[start]);
      else
        p = p.add(digit < 0 ? neg : sel);
    }
    return { p, f };
  }
  // Cache key is point identity plus (W, bits); at most two entries exist per point (public-width
  // `Fn.BITS` and blinded `Fn.BITS + BLIND_BITS`). Callers must not reuse the same point with
  // incompatible `transform(...)` layouts and expect a separate cache entry.
  getWnafPrecomputes(W, point, bits, transform) {
    let entries = this.wnafPrecomputes.get(point);
    let comp = entries?.find((entry) => entry.W === W && entry.bits === bits);
    if (!comp) {
      comp = this.buildWnafTable(point, W, bits);
      if (typeof transform === "function")
        comp = { ...comp, comp: transform(comp.comp) };
      if (!entries) {
        entries = [];
        this.wnafPrecomputes.set(point, entries);
      }
      entries.push(comp);
    }
    return comp;
  }
  assertPoint(point) {
    if (!(point instanceof this.Point))
      throw new TypeError('"point" expected Point instance, got type=' + typeof point);
  }
  // Shared prologue of the constant-time entry points. Rejects scalar 0: in key/signature-style
  // callers a zero scalar means broken upstream plumbing, and concrete Points already reject it.
  // Uses inRange instead of Fn.isValidNot0: validateField() only certifies the arithmetic subset.
  validateMulInput(point, scalar) {
    this.assertPoint(point);
    if (!inRange(scalar, _1n3, this.Point.Fn.ORDER))
      throw new Error("invalid scalar");
  }
  // Constant-time dispatch shared by mulCT / mulCTBlinded. Un-precomputed points (W===1, e.g.
  // ECDH peer keys) skip building a throwaway cached table in favor of a small fixed-window
  // multiply. `n` must be < 2^bits.
  runCT(point, n, bits, transform) {
    const W = getWindowSize(point);
    if (W === 1)
      return this.fixedWindowCT(point, n, bits);
    return this.wnafCachedCT(this.getWnafPrecomputes(W, point, bits, transform), n);
  }
  mulCT(point, scalar, transform) {
    this.validateMulInput(point, scalar);
    return this.runCT(point, scalar, this.bits, transform);
  }
  mulCTBlinded(point, scalar, transform) {
    this.validateMulInput(point, scalar);
    if (this.randomBytes === void 0)
      throw new Error("randomBytes is required for scalar blinding");
    const bits = this.Point.Fn.BITS + BLIND_BITS;
    const blind = this.randomBytes(BLIND_BYTES);
    if (!isBytes2(blind) || blind.length !== BLIND_BYTES)
      throw new Error("randomBytes returned invalid byte array");
    blind[0] = blind[0] & 63 | 128;
    const n = scalar + bytesToNumberBE(blind) * this.Point.Fn.ORDER;
    return this.runCT(point, n, bits, transform);
  }
  /**
   * Constant-time multiplication `n*point` for an un-precomputed point, via a small fixed window.
   * A cached wNAF table only pays off when reused; a flat 2^FW_WINDOW table (`size-1` adds) is
   * far cheaper to build for a single use. The point-operation sequence is independent of `n`:
   * build the table, then per window exactly FW_WINDOW doublings, a data-oblivious scan over
   * every table entry, and one addition (adds the identity when the window digit is 0 — never
   * skipped).
   *
   * `n` must be `< 2^bits`. Assumes complete addition (adding the identity costs the same as any
   * add), which holds for the Weierstrass/Edwards point types used here. The table is left in
   * projective form (no normalizeZ): normalizing this small a table costs more than the
   * mixed-add savings it would buy for a single multiply.
   * @returns real point `p`; `f` duplicates it only to match {@link wnafCachedCT}'s return shape
   * (this path needs no fake accumulator — its op-count is already scalar-independent).
   */
  fixedWindowCT(point, n, bits) {
    const W = FW_WINDOW;
    const size = 1 << W;
    const mask = bitMask(W);
    const table = new Array(size);
    table[0] = this.ZERO;
    for (let i = 1; i < size; i++)
      table[i] = table[i - 1].add(point);
    const windows = Math.ceil(bits / W);
    let acc = this.ZERO;
    for (let window = windows - 1; window >= 0; window--) {
      if (window !== windows - 1)
        for (let d = 0; d < W; d++)
          acc = acc.double();
      const digit = Number(n >> BigInt(window * W) & mask);
      let sel = table[0];
      for (let i = 1; i < size; i++)
        sel = i === digit ? table[i] : sel;
      acc = acc.add(sel);
    }
    return { p: acc, f: acc };
  }
  shouldBlind(point, cofactor) {
    if (this.randomBytes === void 0)
      return false;
    if (cofactor === _1n3)
      return true;
    if (point !== this.BASE)
      return false;
    if (this.baseCanBeBlinded === void 0)
      this.baseCanBeBlinded = this.mulUnsafe(this.BASE, this.Point.Fn.ORDER).is0();
    return this.baseCanBeBlinded;
  }
  mulSecret(point, scalar, cofactor, transform) {
    return this.shouldBlind(point, cofactor) ? this.mulCTBlinded(point, scalar, transform) : this.mulCT(point, scalar, transform);
  }
  mulUnsafe(point, scalar, transform) {
    this.assertPoint(point);
    if (!isPosBig(scalar))
      throw new Error("invalid scalar");
    const W = getWindowSize(point);
    if (W === 1 || scalar >= this.Point.Fn.ORDER)
      return mulAddUnsafe(this.Point, [point], [scalar], true);
    const precomputes = this.getWnafPrecomputes(W, point, this.bits, transform);
    return this.wnafCachedCT(precomputes, scalar).p;
  }
  // Remembers the window size used for precomputed wNAF multiplication of the given point
  // and drops any previously built tables. Usually only the base point is precomputed.
  // W=1 resets the point to the un-precomputed (table-less) paths.
  // W is additionally capped so tables stay under ~2 GiB ({@link TABLE_BYTES_MAX}).
  setWindowSize(point, W) {
    this.assertPoint(point);
    validateW(W, this.bits);
    const windows = Math.ceil((this.bits + BLIND_BITS) / W) + 1;
    validateTableBytes(windows * 2 ** (W - 1), this.Point.Fp.BYTES);
    pointWindowSizes.set(point, W);
    this.wnafPrecomputes.delete(point);
  }
  // True when a window size is set: tables themselves are built lazily on first multiply.
  hasWindowSize(point) {
    return getWindowSize(point) !== 1;
  }
};
function mulAddUnsafe(c, points, scalars, allowOversized = false) {
  validatePointCons(c);
  validateMSMPoints(points, c);
  abool(allowOversized, "allowOversized");
  validateMSMScalars(scalars, c.Fn, allowOversized ? c.Fn.ORDER ** _4n2 : void 0);
  if (points.length !== scalars.length)
    throw new Error("arrays of points and scalars must have equal length");
  const tables = points.map((p) => oddMultiples(p, 4));
  const digits = scalars.map((n) => wnafDigits(n, 4));
  return wnafWalk(c.ZERO, tables, digits);
}
function createField(order, field, isLE) {
  if (field) {
    if (field.ORDER !== order)
      throw new Error("Field.ORDER must match order: Fp == p, Fn == n");
    validateField(field);
    return field;
  } else {
    return Field(order, { isLE });
  }
}
function createCurveFields(type, CURVE2, curveOpts = {}, FpFnLE) {
  if (type !== "weierstrass" && type !== "edwards")
    throw new Error('expected curve type "weierstrass" or "edwards"');
  if (FpFnLE === void 0)
    FpFnLE = type === "edwards";
  if (!CURVE2 || typeof CURVE2 !== "object")
    throw new Error(`expected valid ${type} CURVE object`);
  validateObject(curveOpts);
  for (const p of ["p", "n", "h"]) {
    const val = CURVE2[p];
    if (!(isPosBig(val) && val !== _0n3))
      throw new Error(`CURVE.${p} must be positive bigint`);
  }
  const Fp2 = createField(CURVE2.p, curveOpts.Fp, FpFnLE);
  const Fn = createField(CURVE2.n, curveOpts.Fn, FpFnLE);
  const _b = type === "weierstrass" ? "b" : "d";
  const params = ["Gx", "Gy", "a", _b];
  for (const p of params) {
    if (!Fp2.isValid(CURVE2[p]))
      throw new Error(`CURVE.${p} must be valid field element of CURVE.Fp`);
  }
  CURVE2 = Object.freeze(Object.assign({}, CURVE2));
  return { CURVE: CURVE2, Fp: Fp2, Fn };
}
function createKeygen(randomSecretKey, getPublicKey) {
  return function keygen(seed) {
    const secretKey = randomSecretKey(seed);
    return { secretKey, publicKey: getPublicKey(secretKey) };
  };
}
var _0n4 = /* @__PURE__ */ BigInt(0);
var _1n4 = /* @__PURE__ */ BigInt(1);
var _2n2 = /* @__PURE__ */ BigInt(2);
var _4n3 = /* @__PURE__ */ BigInt(4);
var _8n2 = /* @__PURE__ */ BigInt(8);
function isEdValidXY(Fp2, CURVE2, x, y) {
  const x2 = Fp2.sqr(x);
  const y2 = Fp2.sqr(y);
  const left = Fp2.add(Fp2.mul(CURVE2.a, x2), y2);
  const right = Fp2.add(Fp2.ONE, Fp2.mul(CURVE2.d, Fp2.mul(x2, y2)));
  return Fp2.eql(left, right);
}
function edwards(params, extraOpts = {}) {
  validateObject(extraOpts, {}, {}, "extraOpts");
  const opts = extraOpts;
  const validated = createCurveFields("edwards", params, opts, opts.FpFnLE);
  const { Fp: Fp2, Fn } = validated;
  let CURVE2 = validated.CURVE;
  const { h: cofactor } = CURVE2;
  if (FpLegendre(Fp2, CURVE2.a) !== 1)
    throw new Error("edwards: CURVE.a must be a square in Fp for complete addition formulas");
  if (FpLegendre(Fp2, CURVE2.d) !== -1)
    throw new Error("edwards: CURVE.d must be a non-square in Fp for complete addition formulas");
  validateObject(opts, {}, { uvRatio: "function", randomBytes: "function" });
  const randomBytes3 = opts.randomBytes === void 0 ? randomBytes2 : opts.randomBytes;
  const MASK = _2n2 << BigInt(Fp2.BYTES * 8) - _1n4;
  function isOdd(n) {
    if (!Fp2.isOdd)
      throw new Error("Field does not have .isOdd()");
    return Fp2.isOdd(n);
  }
  const uvRatio2 = opts.uvRatio === void 0 ? (u, v) => {
    try {
      return { isValid: true, value: Fp2.sqrt(Fp2.div(u, v)) };
    } catch (e) {
      return { isValid: false, value: _0n4 };
    }
  } : opts.uvRatio;
  if (!isEdValidXY(Fp2, CURVE2, CURVE2.Gx, CURVE2.Gy))
    throw new Error("bad curve params: generator point");
  const mulA = Fp2.eql(CURVE2.a, Fp2.neg(Fp2.ONE)) ? (x) => Fp2.neg(x) : Fp2.eql(CURVE2.a, Fp2.ONE) ? (x) => x : (x) => Fp2.mul(CURVE2.a, x);
  function acoord(title, n, banZero = false) {
    const min = banZero ? _1n4 : _0n4;
    aInRange("coordinate " + title, n, min, MASK);
    return n;
  }
  function aedpoint(other) {
    if (!(other instanceof Point))
      throw new Error("EdwardsPoint expected");
  }
  class Point {
    static BASE = new Point(CURVE2.Gx, CURVE2.Gy, Fp2.ONE, Fp2.mul(CURVE2.Gx, CURVE2.Gy));
    static ZERO = new Point(Fp2.ZERO, Fp2.ONE, Fp2.ONE, Fp2.ZERO);
    static Fp = Fp2;
    static Fn = Fn;
    X;
    Y;
    Z;
    T;
    constructor(X, Y, Z, T) {
      this.X = acoord("x", X);
      this.Y = acoord("y", Y);
      this.Z = acoord("z", Z, true);
      this.T = acoord("t", T);
      Object.freeze(this);
    }
    static CURVE() {
      return CURVE2;
    }
    /**
     * Create one extended Edwards point from affine coordinates.
     * Does NOT validate that the point is on-curve or torsion-free.
     * Use `.assertValidity()` on adversarial inputs.
     */
    static fromAffine(p) {
      if (p instanceof Point)
        throw new Error("extended point not allowed");
      const { x, y } = p || {};
      acoord("x", x);
      acoord("y", y);
      return new Point(x, y, Fp2.ONE, Fp2.mul(x, y));
    }
    // Uses algo from RFC8032 5.1.3.
    static fromBytes(bytes, zip215 = false) {
      const len = Fp2.BYTES;
      const { a, d } = CURVE2;
      bytes = copyBytes(abytes2(bytes, len, "point"));
      abool(zip215, "zip215");
      const normed = copyBytes(bytes);
      const lastByte = bytes[len - 1];
      normed[len - 1] = lastByte & ~128;
      const y = bytesToNumberLE(normed);
      const max = zip215 ? MASK : Fp2.ORDER;
      aInRange("point.y", y, _0n4, max);
      const y2 = Fp2.sqr(y);
      const u = Fp2.sub(y2, Fp2.ONE);
      const v = Fp2.sub(Fp2.mulN(d, y2), a);
      let { isValid, value: x } = uvRatio2(u, v);
      if (!isValid)
        throw new Error("bad point: invalid y coordinate");
      const isXOdd = isOdd(x);
      const isLastByteOdd = (lastByte & 128) !== 0;
      if (!zip215 && Fp2.is0(x) && isLastByteOdd)
        throw new Error("bad point: x=0 and x_0=1");
      if (isLastByteOdd !== isXOdd)
        x = Fp2.neg(x);
      return Point.fromAffine({ x, y });
    }
    static fromHex(hex, zip215 = false) {
      return Point.fromBytes(hexToBytes2(hex), zip215);
    }
    get x() {
      return this.toAffine().x;
    }
    get y() {
      return this.toAffine().y;
    }
    precompute(windowSize = 6, isLazy = true) {
      wnaf.setWindowSize(this, windowSize);
      if (!isLazy)
        this.multiply(_2n2);
      return this;
    }
    // Useful in fromAffine() - not for fromBytes(), which always created valid points.
    assertValidity() {
      const p = this;
      const { a, d } = CURVE2;
      if (p.is0())
        throw new Error("bad point: ZERO");
      const { X, Y, Z, T } = p;
      const X2 = Fp2.sqr(X);
      const Y2 = Fp2.sqr(Y);
      const Z2 = Fp2.sqr(Z);
      const Z4 = Fp2.sqr(Z2);
      const aX2 = Fp2.mul(X2, a);
      const left = Fp2.mul(Fp2.add(aX2, Y2), Z2);
      const right = Fp2.add(Z4, Fp2.mul(d, Fp2.mul(X2, Y2)));
      if (!Fp2.eql(left, right))
        throw new Error("bad point: equation left != right (1)");
      const XY = Fp2.mul(X, Y);
      const ZT = Fp2.mul(Z, T);
      if (!Fp2.eql(XY, ZT))
        throw new Error("bad point: equation left != right (2)");
    }
    // Compare one point to another.
    equals(other) {
      aedpoint(other);
      const { X: X1, Y: Y1, Z: Z1 } = this;
      const { X: X2, Y: Y2, Z: Z2 } = other;
      const X1Z2 = Fp2.mul(X1, Z2);
      const X2Z1 = Fp2.mul(X2, Z1);
      const Y1Z2 = Fp2.mul(Y1, Z2);
      const Y2Z1 = Fp2.mul(Y2, Z1);
      return Fp2.eql(X1Z2, X2Z1) && Fp2.eql(Y1Z2, Y2Z1);
    }
    is0() {
      return this.equals(Point.ZERO);
    }
    negate() {
      return new Point(Fp2.neg(this.X), this.Y, this.Z, Fp2.neg(this.T));
    }
    // Fast algo for doubling Extended Point.
    // https://hyperelliptic.org/EFD/g1p/auto-twisted-extended.html#doubling-dbl-2008-hwcd
    // Cost: 4M + 4S + 1*a + 6add + 1*2.
    double() {
      const { X: X1, Y: Y1, Z: Z1 } = this;
      const A = Fp2.sqr(X1);
      const B = Fp2.sqr(Y1);
      const C = Fp2.mul(Fp2.sqr(Z1), _2n2);
      const D = mulA(A);
      const x1y1 = Fp2.addN(X1, Y1);
      const E = Fp2.sub(Fp2.subN(Fp2.sqr(x1y1), A), B);
      const G = Fp2.addN(D, B);
      const F = Fp2.subN(G, C);
      const H = Fp2.subN(D, B);
      const X3 = Fp2.mul(E, F);
      const Y3 = Fp2.mul(G, H);
      const T3 = Fp2.mul(E, H);
      const Z3 = Fp2.mul(F, G);
      return new Point(X3, Y3, Z3, T3);
    }
    // Fast algo for adding 2 Extended Points.
    // https://hyperelliptic.org/EFD/g1p/auto-twisted-extended.html#addition-add-2008-hwcd
    // Cost: 9M + 1*a + 1*d + 7add.
    add(other) {
      aedpoint(other);
      const { d } = CURVE2;
      const { X: X1, Y: Y1, Z: Z1, T: T1 } = this;
      const { X: X2, Y: Y2, Z: Z2, T: T2 } = other;
      const A = Fp2.mul(X1, X2);
      const B = Fp2.mul(Y1, Y2);
      const C = Fp2.mul(Fp2.mulN(T1, d), T2);
      const D = Fp2.mul(Z1, Z2);
      const E = Fp2.sub(Fp2.subN(Fp2.mulN(Fp2.addN(X1, Y1), Fp2.addN(X2, Y2)), A), B);
      const F = Fp2.subN(D, C);
      const G = Fp2.addN(D, C);
      const H = Fp2.sub(B, mulA(A));
      const X3 = Fp2.mul(E, F);
      const Y3 = Fp2.mul(G, H);
      const T3 = Fp2.mul(E, H);
      const Z3 = Fp2.mul(F, G);
      return new Point(X3, Y3, Z3, T3);
    }
    subtract(other) {
      aedpoint(other);
      return this.add(other.negate());
    }
    // Constant-time multiplication.
    multiply(scalar) {
      if (!Fn.isValidNot0(scalar))
        throw new RangeError("invalid scalar: expected 1 <= sc < curve.n");
      const { p, f } = wnaf.mulSecret(this, scalar, cofactor, normalize);
      return normalize([p, f])[0];
    }
    // Non-constant-time multiplication. Uses double-and-add algorithm.
    // It's faster, but should only be used when you don't care about
    // an exposed private key e.g. sig verification.
    // Keeps the same subgroup-scalar contract: 0 is allowed for public-scalar callers, but
    // n and larger values are rejected instead of being reduced mod n to the identity point.
    multiplyUnsafe(scalar) {
      if (!Fn.isValid(scalar))
        throw new RangeError("invalid scalar: expected 0 <= sc < curve.n");
      if (scalar === _0n4)
        return Point.ZERO;
      if (this.is0() || scalar === _1n4)
        return this;
      return wnaf.mulUnsafe(this, scalar, normalize);
    }
    // Checks if point is of small order.
    // If you add something to small order point, you will have "dirty"
    // point with torsion component.
    // Clears cofactor and checks if the result is 0.
    isSmallOrder() {
      return this.clearCofactor().is0();
    }
    // Multiplies point by curve order and checks if the result is 0.
    // Returns `false` is the point is dirty.
    isTorsionFree() {
      return wnaf.mulUnsafe(this, CURVE2.n).is0();
    }
    // Converts Extended point to default (x, y) coordinates.
    // Can accept precomputed Z^-1 - for example, from invertBatch.
    toAffine(invertedZ) {
      const p = this;
      let iz = invertedZ;
      if (iz != null && typeof iz !== "bigint")
        throw new TypeError('"invertedZ" expected bigint, got type=' + typeof iz);
      const { X, Y, Z } = p;
      const is0 = p.is0();
      if (iz == null)
        iz = is0 ? Fp2.create(_8n2) : Fp2.inv(Z);
      const x = Fp2.mul(X, iz);
      const y = Fp2.mul(Y, iz);
      const zz = Fp2.mul(Z, iz);
      if (is0)
        return { x: Fp2.ZERO, y: Fp2.ONE };
      if (!Fp2.eql(zz, Fp2.ONE))
        throw new Error("invZ was invalid");
      return { x, y };
    }
    clearCofactor() {
      if (cofactor === _1n4)
        return this;
      if (cofactor === _2n2)
        return this.double();
      if (cofactor === _4n3)
        return this.double().double();
      if (cofactor === _8n2)
        return this.double().double().double();
      return this.multiplyUnsafe(cofactor);
    }
    toBytes() {
      const { x, y } = this.toAffine();
      const bytes = Fp2.toBytes(y);
      bytes[bytes.length - 1] |= isOdd(x) ? 128 : 0;
      return bytes;
    }
    toHex() {
      return bytesToHex2(this.toBytes());
    }
    toString() {
      return `<Point ${this.is0() ? "ZERO" : this.toHex()}>`;
    }
  }
  const normalize = (points) => normalizeZ(Point, points);
  const wnaf = new ScalarMultiplier(Point, randomBytes3);
  if (wnaf.bits >= 6)
    Point.BASE.precompute(6);
  Object.freeze(Point.prototype);
  Object.freeze(Point);
  return Point;
}
function eddsa(Point, cHash, eddsaOpts = {}) {
  validatePointCons(Point);
  if (typeof cHash !== "function")
    throw new Error('"hash" function param is required');
  const hash2 = cHash;
  const opts = eddsaOpts;
  validateObject(opts, {}, {
    adjustScalarBytes: "function",
    randomBytes: "function",
    domain: "function",
    prehash: "function",
    zip215: "boolean",
    mapToCurve: "function",
    toMontgomery: "function",
    toMontgomerySecret: "function"
  });
  const { prehash } = opts;
  const { BASE, Fp: Fp2, Fn } = Point;
  const outputLen = hash2.outputLen;
  const expectedLen = 2 * Fp2.BYTES;
  if (outputLen !== void 0) {
    asafenumber(outputLen, "hash.outputLen");
    if (outputLen !== expectedLen)
      throw new Error(`hash.outputLen must be ${expectedLen}, got ${outputLen}`);
  }
  const randomBytes3 = opts.randomBytes === void 0 ? randomBytes2 : opts.randomBytes;
  const toMontgomery2 = opts.toMontgomery;
  const toMontgomerySecret2 = opts.toMontgomerySecret;
  const adjustScalarBytes2 = opts.adjustScalarBytes === void 0 ? (bytes) => bytes : opts.adjustScalarBytes;
  const domain = opts.domain === void 0 ? (data, ctx, phflag) => {
    abool(phflag, "phflag");
    if (ctx.length || phflag)
      throw new Error("Contexts/pre-hash are not supported");
    return data;
  } : opts.domain;
  function modN_LE(hash3) {
    return Fn.create(bytesToNumberLE(hash3));
  }
  function getPrivateScalar(key) {
    const len = lengths.secretKey;
    abytes2(key, lengths.secretKey, "secretKey");
    const hashed = abytes2(hash2(key), 2 * len, "hashedSecretKey");
    const head = adjustScalarBytes2(hashed.slice(0, len));
    const prefix = hashed.slice(len, 2 * len);
    const scalar = modN_LE(head);
    return { head, prefix, scalar };
  }
  function getExtendedPublicKey(secretKey) {
    const { head, prefix, scalar } = getPrivateScalar(secretKey);
    const point = BASE.multiply(scalar);
    const pointBytes = point.toBytes();
    return { head, prefix, scalar, point, pointBytes };
  }
  function getPublicKey(secretKey) {
    return getExtendedPublicKey(secretKey).pointBytes;
  }
  function hashDomainToScalar(context2 = Uint8Array.of(), ...msgs) {
    const msg = concatBytes2(...msgs);
    return modN_LE(hash2(domain(msg, abytes2(context2, void 0, "context"), !!prehash)));
  }
  function sign2(msg, secretKey, options = {}) {
    validateObject(options, {}, {}, "options");
    msg = copyBytes(abytes2(msg, void 0, "message"));
    if (prehash)
      msg = prehash(msg);
    const { prefix, scalar, pointBytes } = getExtendedPublicKey(secretKey);
    const r = hashDomainToScalar(options.context, prefix, msg);
    const R = BASE.multiply(r).toBytes();
    const k = hashDomainToScalar(options.context, R, pointBytes, msg);
    const s = Fn.create(r + k * scalar);
    if (!Fn.isValid(s))
      throw new Error("sign failed: invalid s");
    const rs = concatBytes2(R, Fn.toBytes(s));
    return abytes2(rs, lengths.signature, "result");
  }
  const verifyOpts = {
    zip215: opts.zip215
  };
  function verify(sig, msg, publicKey, options = verifyOpts) {
    validateObject(options);
    const { context: context2 } = options;
    const zip215 = options.zip215 === void 0 ? !!verifyOpts.zip215 : options.zip215;
    const len = lengths.signature;
    sig = abytes2(sig, len, "signature");
    msg = abytes2(msg, void 0, "message");
    publicKey = abytes2(publicKey, lengths.publicKey, "publicKey");
    if (zip215 !== void 0)
      abool(zip215, "zip215");
    if (prehash)
      msg = prehash(msg);
    const mid = len / 2;
    const r = sig.subarray(0, mid);
    const s = bytesToNumberLE(sig.subarray(mid, len));
    let A, R, SB;
    try {
      A = Point.fromBytes(publicKey, zip215);
      R = Point.fromBytes(r, zip215);
      SB = BASE.multiplyUnsafe(s);
    } catch (error) {
      return false;
    }
    if (!zip215 && A.isSmallOrder())
      return false;
    const k = hashDomainToScalar(context2, r, publicKey, msg);
    const RkA = R.add(A.multiplyUnsafe(k));
    return RkA.subtract(SB).clearCofactor().is0();
  }
  const _size = Fp2.BYTES;
  const lengths = {
    secretKey: _size,
    publicKey: _size,
    signature: 2 * _size,
    seed: _size
  };
  function randomSecretKey(seed) {
    seed = seed === void 0 ? randomBytes3(lengths.seed) : seed;
    return abytes2(seed, lengths.seed, "seed");
  }
  function isValidSecretKey(key) {
    return isBytes2(key) && key.length === lengths.secretKey;
  }
  function isValidPublicKey(key, zip215) {
    try {
      return !!Point.fromBytes(key, zip215 === void 0 ? verifyOpts.zip215 : zip215);
    } catch (error) {
      return false;
    }
  }
  const utils = {
    getExtendedPublicKey,
    randomSecretKey,
    isValidSecretKey,
    isValidPublicKey,
    /** Converts an Edwards public key to a companion Montgomery public key. */
    toMontgomery(publicKey) {
      if (toMontgomery2 === void 0)
        throw new Error("Montgomery conversion is not supported for this curve");
      return toMontgomery2(Point.fromBytes(publicKey));
    },
    toMontgomerySecret(secretKey) {
      if (toMontgomerySecret2 === void 0)
        throw new Error("Montgomery conversion is not supported for this curve");
      return toMontgomerySecret2(secretKey);
    }
  };
  Object.freeze(lengths);
  Object.freeze(utils);
  return Object.freeze({
    keygen: createKeygen(randomSecretKey, getPublicKey),
    getPublicKey,
    sign: sign2,
    verify,
    utils,
    Point,
    lengths
  });
}
var _0n5 = /* @__PURE__ */ BigInt(0);
var _1n5 = /* @__PURE__ */ BigInt(1);
var _2n3 = /* @__PURE__ */ BigInt(2);
function cmask(P2, swap) {
  return P2 + swap - (swap >> _1n5 << _1n5);
}
function cswap(P2) {
  const offset = BigInt(6) * P2;
  return (mask, x_2, x_3) => {
    const sum = x_2 + x_3;
    const d = offset + x_3 - x_2;
    const a = (d * mask + x_2) % P2;
    return { x_2: a, x_3: sum - a };
  };
}
function validateOpts(curve) {
  validateObject(curve, {
    P: "bigint",
    type: "string",
    adjustScalarBytes: "function",
    powPminus2: "function"
  }, {
    randomBytes: "function",
    scalarMultBase: "function"
  });
  return Object.freeze({ ...curve });
}
function montgomery(curveDef) {
  const CURVE2 = validateOpts(curveDef);
  const { P: P2, type, adjustScalarBytes: adjustScalarBytes2, powPminus2, randomBytes: rand } = CURVE2;
  const mulBaseHook = CURVE2.scalarMultBase;
  const is25519 = type === "x25519";
  if (!is25519 && type !== "x448")
    throw new Error("invalid type");
  const randomBytes_ = rand === void 0 ? randomBytes2 : rand;
  const montgomeryBits = is25519 ? 255 : 448;
  const swap = cswap(P2);
  const fieldLen = is25519 ? 32 : 56;
  const Gu = is25519 ? BigInt(9) : BigInt(5);
  const a24 = is25519 ? BigInt(121665) : BigInt(39081);
  const minScalar = is25519 ? _2n3 ** BigInt(254) : _2n3 ** BigInt(447);
  const maxAdded = is25519 ? BigInt(8) * (_2n3 ** BigInt(251) - _1n5) : BigInt(4) * (_2n3 ** BigInt(445) - _1n5);
  const maxScalar = minScalar + maxAdded + _1n5;
  const modP = (n) => mod(n, P2);
  const GuBytes = encodeU(Gu);
  function encodeU(u) {
    return numberToBytesLE(modP(u), fieldLen);
  }
  function decodeU(u) {
    const _u = copyBytes(abytes2(u, fieldLen, "uCoordinate"));
    if (is25519)
      _u[31] &= 127;
    return modP(bytesToNumberLE(_u));
  }
  function decodeScalar(scalar) {
    return bytesToNumberLE(adjustScalarBytes2(copyBytes(abytes2(scalar, fieldLen, "scalar"))));
  }
  const lowOrderU = new Set(is25519 ? [
    _0n5,
    _1n5,
    P2 - _1n5,
    BigInt("325606250916557431795983626356110631294008115727848805560023387167927233504"),
    BigInt("39382357235489614581723060781553021112529911719440698176882885853963445705823")
  ] : [_0n5, _1n5, P2 - _1n5]);
  function scalarMult(scalar, u) {
    const pointU = decodeU(u);
    if (lowOrderU.has(pointU))
      throw new Error("invalid private or public key received");
    const pu = montgomeryLadder(pointU, decodeScalar(scalar));
    if (pu === _0n5)
      throw new Error("invalid private or public key received");
    return encodeU(pu);
  }
  function scalarMultBase(scalar) {
    if (mulBaseHook === void 0)
      return scalarMult(scalar, GuBytes);
    const k = decodeScalar(scalar);
    aInRange("scalar", k, minScalar, maxScalar);
    const pu = modP(mulBaseHook(k));
    if (pu === _0n5)
      throw new Error("invalid private or public key received");
    return encodeU(pu);
  }
  const getPublicKey = scalarMultBase;
  const getSharedSecret = scalarMult;
  function montgomeryLadder(u, scalar) {
    aInRange("u", u, _0n5, P2);
    aInRange("scalar", scalar, minScalar, maxScalar);
    const k = scalar;
    const x_1 = u;
    let x_2 = _1n5;
    let z_2 = _0n5;
    let x_3 = u;
    let z_3 = _1n5;
    const kx = k ^ k >> _1n5;
    for (let t = BigInt(montgomeryBits - 1); t >= _0n5; t--) {
      const mask2 = cmask(P2, kx >> t);
      ({ x_2, x_3 } = swap(mask2, x_2, x_3));
      ({ x_2: z_2, x_3: z_3 } = swap(mask2, z_2, z_3));
      const A = x_2 + z_2;
      const AA = modP(A * A);
      const B = x_2 - z_2;
      const BB = modP(B * B);
      const E = AA - BB;
      const C = x_3 + z_3;
      const D = x_3 - z_3;
      const DA = modP(D * A);
      const CB = modP(C * B);
      const dacb = DA + CB;
      const da_cb = DA - CB;
      x_3 = modP(dacb * dacb);
      z_3 = modP(x_1 * modP(da_cb * da_cb));
      x_2 = modP(AA * BB);
      z_2 = modP(E * (AA + modP(a24 * E)));
    }
    const mask = cmask(P2, k);
    ({ x_2, x_3 } = swap(mask, x_2, x_3));
    ({ x_2: z_2, x_3: z_3 } = swap(mask, z_2, z_3));
    const z2 = powPminus2(z_2);
    return modP(x_2 * z2);
  }
  const lengths = {
    secretKey: fieldLen,
    publicKey: fieldLen,
    seed: fieldLen
  };
  const randomSecretKey = (seed) => {
    seed = seed === void 0 ? randomBytes_(fieldLen) : seed;
    abytes2(seed, lengths.seed, "seed");
    return seed;
  };
  const utils = { randomSecretKey };
  Object.freeze(lengths);
  Object.freeze(utils);
  return Object.freeze({
    keygen: createKeygen(randomSecretKey, getPublicKey),
    getSharedSecret,
    getPublicKey,
    scalarMult,
    scalarMultBase,
    utils,
    GuBytes: GuBytes.slice(),
    lengths
  });
}
var _0n6 = /* @__PURE__ */ BigInt(0);
var _1n6 = /* @__PURE__ */ BigInt(1);
var _2n4 = /* @__PURE__ */ BigInt(2);
var _3n2 = /* @__PURE__ */ BigInt(3);
var _5n2 = /* @__PURE__ */ BigInt(5);
var _8n3 = /* @__PURE__ */ BigInt(8);
var ed25519_CURVE_p = /* @__PURE__ */ BigInt("0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed");
var ed25519_CURVE = /* @__PURE__ */ (() => ({
  p: ed25519_CURVE_p,
  n: BigInt("0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"),
  h: _8n3,
  a: BigInt("0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"),
  d: BigInt("0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3"),
  Gx: BigInt("0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
  Gy: BigInt("0x6666666666666666666666666666666666666666666666666666666666666658")
}))();
function ed25519_pow_2_252_3(x) {
  const _10n = BigInt(10), _20n = BigInt(20), _40n = BigInt(40), _80n = BigInt(80);
  const P2 = ed25519_CURVE_p;
  const x2 = x * x % P2;
  const b2 = x2 * x % P2;
  const b4 = pow2(b2, _2n4, P2) * b2 % P2;
  const b5 = pow2(b4, _1n6, P2) * x % P2;
  const b10 = pow2(b5, _5n2, P2) * b5 % P2;
  const b20 = pow2(b10, _10n, P2) * b10 % P2;
  const b40 = pow2(b20, _20n, P2) * b20 % P2;
  const b80 = pow2(b40, _40n, P2) * b40 % P2;
  const b160 = pow2(b80, _80n, P2) * b80 % P2;
  const b240 = pow2(b160, _80n, P2) * b80 % P2;
  const b250 = pow2(b240, _10n, P2) * b10 % P2;
  const pow_p_5_8 = pow2(b250, _2n4, P2) * x % P2;
  return { pow_p_5_8, b2 };
}
function adjustScalarBytes(bytes) {
  bytes[0] &= 248;
  bytes[31] &= 127;
  bytes[31] |= 64;
  return bytes;
}
var ED25519_SQRT_M1 = /* @__PURE__ */ BigInt("19681161376707505956807079304988542015446066515923890162744021073123829784752");
function uvRatio(u, v) {
  const P2 = ed25519_CURVE_p;
  const v3 = mod(v * v * v, P2);
  const v7 = mod(v3 * v3 * v, P2);
  const pow3 = ed25519_pow_2_252_3(u * v7).pow_p_5_8;
  let x = mod(u * v3 * pow3, P2);
  const vx2 = mod(v * x * x, P2);
  const root1 = x;
  const root2 = mod(x * ED25519_SQRT_M1, P2);
  const useRoot1 = vx2 === u;
  const useRoot2 = vx2 === mod(-u, P2);
  const noRoot = vx2 === mod(-u * ED25519_SQRT_M1, P2);
  if (useRoot1)
    x = root1;
  if (useRoot2 || noRoot)
    x = root2;
  if (isNegativeLE(x, P2))
    x = mod(-x, P2);
  return { isValid: useRoot1 || useRoot2, value: x };
}
var ed25519_Point = /* @__PURE__ */ edwards(ed25519_CURVE, { uvRatio });
var Fp = /* @__PURE__ */ (() => ed25519_Point.Fp)();
function toMontgomery(point) {
  const { y } = point;
  return Fp.toBytes(Fp.div(_1n6 + y, _1n6 - y));
}
function toMontgomerySecret(secretKey) {
  const size = ed25519_Point.Fp.BYTES;
  abytes(secretKey, size);
  return adjustScalarBytes(sha512(secretKey.subarray(0, size))).subarray(0, size);
}
function ed(opts) {
  return eddsa(ed25519_Point, sha512, Object.assign({ adjustScalarBytes, toMontgomery, toMontgomerySecret, zip215: true }, opts));
}
var ed25519 = /* @__PURE__ */ ed({});
var x25519 = /* @__PURE__ */ (() => {
  const P2 = ed25519_CURVE_p;
  const powPminus2 = (x) => {
    const { pow_p_5_8, b2 } = ed25519_pow_2_252_3(x);
    return mod(pow2(pow_p_5_8, _3n2, P2) * b2, P2);
  };
  return montgomery({
    P: P2,
    type: "x25519",
    powPminus2,
    adjustScalarBytes,
    // ~3x faster fixed-base: [k]B on the birationally-equivalent Edwards curve using cached
    // base tables, mapped back via u = (1+y)/(1-y) = (Z+Y)/(Z-Y) with one Fermat inversion.
    // Same construction as libsodium's crypto_scalarmult_curve25519_base.
    scalarMultBase: (k) => {
      const kn = mod(k, ed25519_Point.Fn.ORDER);
      if (kn === _0n6)
        return _0n6;
      const p = ed25519_Point.BASE.multiply(kn);
      return mod((p.Z + p.Y) * powPminus2(mod(p.Z - p.Y, P2)), P2);
    }
  });
})();
var KEY_BYTES = 32;
var SIGNATURE_BYTES = 64;
var P = 2n ** 255n - 19n;
function createSealingKey() {
  const privateKey = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return { privateKey, publicKey: sealingPublicKey(privateKey) };
}
function createSigningKey() {
  const privateKey = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return { privateKey, publicKey: signingPublicKey(privateKey) };
}
function faultOfSealingKey(key) {
  if (littleEndian(key) >= P) return "not canonical";
  try {
    x25519.getSharedSecret(new Uint8Array(KEY_BYTES).fill(1), key);
    return void 0;
  } catch {
    return "of small order";
  }
}
function faultOfSigningKey(key) {
  try {
    return ed25519.Point.fromBytes(key).isSmallOrder() ? "of small order" : void 0;
  } catch {
    return "not the canonical encoding of a point";
  }
}
function sealingPublicKey(privateKey) {
  return new Uint8Array(x25519.getPublicKey(privateKey));
}
function signingPublicKey(privateKey) {
  return new Uint8Array(ed25519.getPublicKey(privateKey));
}
var PKCS8_PREFIX = Uint8Array.of(48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32);
async function sign(privateKey, message) {
  const encoded = join(PKCS8_PREFIX, privateKey);
  const key = await crypto.subtle.importKey("pkcs8", encoded, "Ed25519", false, ["sign"]);
  encoded.fill(0);
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key, message));
}
async function verifySignature(publicKey, signature, message) {
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, message);
}
function littleEndian(bytes) {
  return bytes.reduceRight((value, byte) => value << 8n | BigInt(byte), 0n);
}
var CAPACITY = 253;
function geometry({ n, bits, headroom, parts }) {
  const slot = bits + headroom;
  const perElement = Math.floor(CAPACITY / slot);
  return { n, bits, headroom, parts, slot, perElement, elements: Math.ceil(n / perElement) };
}
function pack(values, { n, bits, slot, perElement, elements }) {
  const offset = 2 ** (bits - 1);
  return Array.from({ length: elements }, (_, j) => {
    let element = 0n;
    for (let i = Math.min(n, (j + 1) * perElement) - 1; i >= j * perElement; i--) {
      element = element << BigInt(slot) | BigInt((values[i] ?? 0) + offset);
    }
    return element;
  });
}
function unpack(packed, count, maxNormSq, { n, bits, slot, perElement }) {
  const mask = (1n << BigInt(slot)) - 1n;
  const largest = count * (2 ** bits - 1);
  const offset = count * 2 ** (bits - 1);
  const sums = new Int32Array(n);
  let normSq = 0n;
  for (const [j, element] of packed.entries()) {
    let rest = element;
    for (let i = j * perElement; i < (j + 1) * perElement; i++) {
      const value = Number(rest & mask);
      rest >>= BigInt(slot);
      if (value > (i < n ? largest : 0)) return void 0;
      if (i >= n) continue;
      sums[i] = value - offset;
      normSq += BigInt(value - offset) ** 2n;
    }
    if (rest !== 0n) return void 0;
  }
  return normSq <= BigInt(count) ** 2n * maxNormSq ? sums : void 0;
}
var STATE_BITS = 80;
var DROPPED_BITS = 160;
var PRIME_FIELD = [1, 2];
var POWER_SBOX = 0;
function generate(shape2, sbox = POWER_SBOX) {
  const { prime, width, fullRounds, partialRounds } = shape2;
  const fieldBits = prime.toString(2).length;
  const bit = grain([PRIME_FIELD, [sbox, 4], [fieldBits, 12], [width, 12], [fullRounds, 10], [partialRounds, 10]]);
  const roundConstants = [];
  while (roundConstants.length < (fullRounds + partialRounds) * width) {
    const value = integer2(bit, fieldBits);
    if (value < prime) roundConstants.push(value);
  }
  return { prime, width, fullRounds, partialRounds, roundConstants, matrix: cauchy(bit, fieldBits, prime, width) };
}
function cauchy(bit, fieldBits, prime, width) {
  for (; ; ) {
    const drawn = Array.from({ length: 2 * width }, () => integer2(bit, fieldBits) % prime);
    if (new Set(drawn).size < drawn.length) continue;
    const [x, y] = [drawn.slice(0, width), drawn.slice(width)];
    const sums = x.map((xi) => y.map((yj) => (xi + yj) % prime));
    if (sums.some((row) => row.includes(0n))) continue;
    return sums.map((row) => row.map((sum) => inverse(sum, prime)));
  }
}
function integer2(bit, length) {
  let value = 0n;
  for (let left = length; left > 0; ) {
    const size = Math.min(left, 30);
    let part = 0;
    for (let i = 0; i < size; i++) part = part << 1 | bit();
    value = value << BigInt(size) | BigInt(part);
    left -= size;
  }
  return value;
}
function grain(seed) {
  const ring = new Uint8Array(128);
  let at = 0;
  for (const [value, bits] of seed) {
    if (!Number.isInteger(value) || value < 0 || value >= 1 << bits)
      throw new RangeError(`${value} has not ${bits} bits`);
    for (let i = bits - 1; i >= 0; i--) ring[at++] = value >> i & 1;
  }
  ring.fill(1, at, STATE_BITS);
  at = 0;
  const tap = (offset) => ring[at + offset & 127] ?? 0;
  const clock = () => {
    const next = tap(62) ^ tap(51) ^ tap(38) ^ tap(23) ^ tap(13) ^ tap(0);
    ring[at + STATE_BITS & 127] = next;
    at = at + 1 & 127;
    return next;
  };
  for (let i = 0; i < DROPPED_BITS; i++) clock();
  return () => {
    while (clock() === 0) clock();
    return clock();
  };
}
function inverse(value, prime) {
  let [previous, current] = [prime, value];
  let [before, factor] = [0n, 1n];
  while (current !== 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [before, factor] = [factor, before - quotient * factor];
  }
  return before < 0n ? before + prime : before;
}
var MAX_ARITY = 16;
var FULL_ROUNDS = 8;
var PARTIAL_ROUNDS = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];
var byWidth = /* @__PURE__ */ new Map();
function poseidon(inputs) {
  if (inputs.some((input) => input < 0n || input >= ORDER)) throw new RangeError("expected elements of the field");
  const width = inputs.length + 1;
  let made = byWidth.get(width);
  if (!made) {
    made = generate(shape(ORDER, width));
    byWidth.set(width, made);
  }
  return permute([0n, ...inputs], made)[0] ?? 0n;
}
function shape(prime, width) {
  const partialRounds = PARTIAL_ROUNDS[width - 2];
  if (partialRounds === void 0) throw new RangeError(`expected 1 to ${MAX_ARITY} inputs, got ${width - 1}`);
  return { prime, width, fullRounds: FULL_ROUNDS, partialRounds };
}
function permute(state, parameters) {
  const { prime, width, fullRounds, partialRounds, roundConstants, matrix } = parameters;
  if (state.length !== width) throw new RangeError(`expected ${width} lanes, got ${state.length}`);
  const sbox = (x) => x ** 5n % prime;
  let lanes = [...state];
  for (let round = 0; round < fullRounds + partialRounds; round++) {
    lanes = lanes.map((lane, i) => (lane + (roundConstants[round * width + i] ?? 0n)) % prime);
    const full = round < fullRounds / 2 || round >= fullRounds / 2 + partialRounds;
    lanes = lanes.map((lane, i) => full || i === 0 ? sbox(lane) : lane);
    lanes = matrix.map((row) => row.reduce((sum, entry, j) => sum + entry * (lanes[j] ?? 0n), 0n) % prime);
  }
  return lanes;
}
var CAPACITY2 = { standard: 64, enhanced: 800 };
var [BLOCK, SBOX] = [15, 3];
function largestCount(level, bits, headroom) {
  const most = constraints(CAPACITY2[level], 8, 10);
  let n = Math.floor(most / (bits + 1));
  while (constraints(n, bits, headroom) > most) n--;
  return n;
}
function constraints(n, bits, headroom) {
  const { elements } = geometry({ n, bits, headroom, parts: 1 });
  let chain = -SBOX;
  for (let left = elements + 2; left > 0; left -= BLOCK) {
    const { width, fullRounds, partialRounds } = shape(ORDER, Math.min(left, BLOCK) + 2);
    chain += SBOX * (fullRounds * width + partialRounds - 1);
  }
  return n * (bits + 1) + slackBits(n, bits) + elements + chain;
}
function largestNormSq(n, bits) {
  const reach = BigInt(n) << BigInt(2 * (bits - 1));
  const slack = (1n << BigInt(slackBits(n, bits))) - 1n;
  return reach < slack ? reach : slack;
}
function slackBits(n, bits) {
  return 2 * (bits - 1) + 32 - Math.clz32(n - 1);
}
var ID_BYTES = 64;
var LEAST_BATCH = 2;
var MOST_PARTS = 64;
var MOST_HEADROOM = 16;
var MOST_SLOT_BITS = 32;
var CURVE = { name: "bn254", number: 1 };
var OPTIONS = [
  "id",
  "level",
  "n",
  "bits",
  "headroom",
  "parts",
  "maxNormSq",
  "minBatch",
  "aggregatorKeys",
  "clients",
  "vkeyId"
];
var checked = /* @__PURE__ */ new WeakSet();
function createTask(options) {
  const { id, level, n, bits, headroom, parts = 1, maxNormSq, minBatch, vkeyId, ...keys } = (0, import_core5.optionsOf)(options, OPTIONS);
  checkId("id", id);
  if (level === "maximum") throw new import_core5.FedzkError("unsupported", '"level" maximum needs BLS12-381, not supported yet.');
  check("level", level, "standard or enhanced", level === "standard" || level === "enhanced");
  checkInteger("n", n, 1, 2 ** 32 - 1);
  check("bits", bits, "4, 8 or 16", bits === 4 || bits === 8 || bits === 16);
  checkInteger("headroom", headroom, 1, Math.min(MOST_HEADROOM, MOST_SLOT_BITS - bits));
  const room = largestCount(level, bits, headroom);
  check("n", n, `${room} at most, for which the key of the level ${level} has room`, n <= room);
  checkInteger("parts", parts, 1, MOST_PARTS);
  const most = largestNormSq(n, bits);
  const isNorm = typeof maxNormSq === "bigint" && maxNormSq >= 1n && maxNormSq <= most;
  check("maxNormSq", maxNormSq, `a bigint from 1 to ${most}, which n values of so many bits can reach`, isNorm);
  checkInteger("minBatch", minBatch, LEAST_BATCH, 2 ** headroom);
  if (vkeyId !== void 0) checkVkeyId(vkeyId);
  const clients = keys.clients === void 0 ? void 0 : readClients(keys.clients, minBatch);
  const task = Object.freeze({
    id,
    level,
    curve: CURVE.name,
    n,
    bits,
    headroom,
    parts,
    maxNormSq,
    minBatch,
    aggregatorKeys: readAggregatorKeys(keys.aggregatorKeys),
    ...clients && { clients },
    ...vkeyId !== void 0 && { vkeyId }
  });
  checked.add(task);
  return task;
}
function readTask(task) {
  return checked.has(task) ? task : createTask((0, import_core5.optionsOf)(task, OPTIONS, "task"));
}
function bindTask(given, vkeyId) {
  const task = readTask(given);
  checkVkeyId(vkeyId);
  if (task.vkeyId !== void 0 && task.vkeyId !== vkeyId) {
    throw new import_core5.FedzkError(
      "invalid-argument",
      `The task "${task.id}" is for the verification key ${task.vkeyId}, got the key ${vkeyId}.`
    );
  }
  const clients = task.clients && new Map(task.clients.map(({ id, publicKey }) => [id, new Uint8Array(publicKey)]));
  const { leader, helper } = task.aggregatorKeys;
  const aggregatorKeys = { leader: new Uint8Array(leader), helper: new Uint8Array(helper) };
  return { task, geometry: geometry(task), hash: taskHash(task, vkeyId), aggregatorKeys, clients };
}
function taskHash(task, vkeyId) {
  const { id, n, bits, headroom, parts, maxNormSq, minBatch, aggregatorKeys, clients } = task;
  return hash(
    "task",
    join(
      u8(1),
      u8(CURVE.number),
      lp(utf8(id)),
      u32(n),
      u8(bits),
      u8(headroom),
      u16(parts),
      writeElements([maxNormSq]),
      u32(minBatch),
      fromHex(vkeyId),
      aggregatorKeys.leader,
      aggregatorKeys.helper,
      clients === void 0 ? new Uint8Array(HASH_BYTES) : clientsHash(clients)
    )
  );
}
function clientsHash(clients) {
  const entries = clients.map(({ id, publicKey }) => ({ id: utf8(id), publicKey }));
  entries.sort((a, b) => compare(a.id, b.id));
  return hash("clients", join(...entries.map(({ id, publicKey }) => join(lp(id), publicKey))));
}
function context({ hash: hash2 }, round, clientId) {
  return join(hash2, u64(round), lp(utf8(clientId)));
}
function readId(bytes) {
  return bytes.length >= 1 && bytes.length <= ID_BYTES ? readUtf8(bytes) : void 0;
}
function checkId(name, id) {
  const isId = typeof id === "string" && readId(utf8(id)) === id;
  check(name, id, `1 to ${ID_BYTES} bytes of well-formed UTF-8`, isId);
}
function checkVkeyId(id) {
  check("vkeyId", id, "64 lower-case hex digits", typeof id === "string" && /^[0-9a-f]{64}$/.test(id));
}
function readClients(clients, minBatch) {
  const read2 = (0, import_core5.listOf)(clients, "clients", "an array of ids with public keys", readClient);
  checkClients(read2, minBatch);
  return Object.freeze(read2);
}
function readClient(client, i) {
  const { id, publicKey } = (0, import_core5.optionsOf)(client ?? {}, ["id", "publicKey"], `clients[${i}]`);
  checkId(`clients[${i}].id`, id);
  const key = readKey(`clients[${i}].publicKey`, publicKey);
  const fault = faultOfSigningKey(key);
  if (fault !== void 0) refuseKey(`clients[${i}].publicKey`, "an Ed25519 public key", fault);
  return Object.freeze({ id, publicKey: key });
}
function checkClients(clients, minBatch) {
  if (clients.length < LEAST_BATCH) {
    throw new import_core5.FedzkError(
      "invalid-argument",
      `"clients" expected ${LEAST_BATCH} or more, the fewest that a sum may be of, got ${clients.length}.`
    );
  }
  if (minBatch > clients.length) {
    throw new import_core5.FedzkError(
      "invalid-argument",
      `"minBatch" expected ${clients.length} at most, the number of clients, got ${minBatch}.`
    );
  }
  const twice = (values) => {
    const seen = /* @__PURE__ */ new Set();
    return values.findIndex((value) => seen.size === seen.add(value).size);
  };
  const byId = twice(clients.map(({ id }) => id));
  if (byId >= 0) throw new import_core5.FedzkError("invalid-argument", `"clients[${byId}].id" expected an id that no other has.`);
  const byKey = twice(clients.map(({ publicKey }) => publicKey.join()));
  if (byKey >= 0) {
    throw new import_core5.FedzkError("invalid-argument", `"clients[${byKey}].publicKey" expected a key that no other has.`);
  }
}
function readAggregatorKeys(keys) {
  const given = (0, import_core5.optionsOf)(
    keys ?? {},
    ["leader", "helper"],
    "aggregatorKeys"
  );
  const read2 = (role) => {
    const key = readKey(`aggregatorKeys.${role}`, given[role]);
    const fault = faultOfSealingKey(key);
    if (fault !== void 0) refuseKey(`aggregatorKeys.${role}`, "an X25519 public key", fault);
    return key;
  };
  const [leader, helper] = [read2("leader"), read2("helper")];
  if (equal(leader, helper)) {
    throw new import_core5.FedzkError("invalid-argument", '"aggregatorKeys" expected two different keys: one party would see all.');
  }
  return Object.freeze({ leader, helper });
}
function readKey(name, key) {
  check(name, key, `a Uint8Array of ${KEY_BYTES}`, (0, import_core5.byteLength)(key) === KEY_BYTES);
  return new Uint8Array(key);
}
function readPrivateKey(name, key) {
  if ((0, import_core5.byteLength)(key) === KEY_BYTES) return new Uint8Array(key);
  throw new import_core5.FedzkError(
    "invalid-argument",
    `"${name}" expected a Uint8Array of ${KEY_BYTES}, got ${describeSecret(key)}.`
  );
}
function describeSecret(value) {
  return ["string", "number", "bigint"].includes(typeof value) ? `a ${typeof value}` : (0, import_core5.describe)(value);
}
function refuseKey(name, expected, fault) {
  throw new import_core5.FedzkError("invalid-argument", `"${name}" expected ${expected}, got one that is ${fault}.`);
}
function checkInteger(name, value, least, most) {
  const fits = Number.isInteger(value) && value >= least && value <= most;
  check(name, value, `an integer from ${least} to ${most}`, fits);
}
function check(name, value, expected, right) {
  if (!right) throw (0, import_core5.unexpected)(name, expected, value);
}
function fromHex(hex) {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
function readRound(round) {
  const value = typeof round === "number" && Number.isSafeInteger(round) ? BigInt(round) : round;
  if (typeof value === "bigint" && value >= 0n && value < 2n ** 64n) return value;
  throw (0, import_core5.unexpected)("round", "an integer from 0 to 2^64 \u2212 1", round);
}
var VERSION = 1;
var PROOF_BYTES = 192;
var SEED_BYTES = 32;
var BLIND_BYTES2 = 32;
function leaderHash(fix, blind, share) {
  return hash("leader", join(fix, blind, writeElements(share)));
}
function helperHash(fix, seed) {
  return hash("helper", join(fix, seed));
}
function rhoOf(fixed) {
  return fromWide(join(hash("rho0", fixed), hash("rho1", fixed).subarray(0, WIDE_BYTES - HASH_BYTES)));
}
function reportId(fixed) {
  return hash("report", fixed);
}
function signedMessage(head, leaderPartHash) {
  return hash("sign", join(head, leaderPartHash));
}
function writeHead(fixed, tags, proofs, helperPart) {
  return join(u8(VERSION), fixed, writeElements(tags), ...proofs, writeSealed(helperPart));
}
function writeReport(head, signature, leaderPart) {
  return join(head, signature, writeSealed(leaderPart));
}
function writePrepare({ head, leaderPartHash, signature }, leaderTags) {
  return join(head.bytes, leaderPartHash, signature, writeElements(leaderTags));
}
function writeSealed({ enc, ciphertext }) {
  return join(enc, ciphertext);
}
function readReport(bytes, geometry2) {
  return read(bytes, (reader) => {
    const head = readHead(reader, bytes, geometry2);
    const signature = reader.take(SIGNATURE_BYTES);
    const leaderPart = readSealed(reader, BLIND_BYTES2 + ELEMENT_BYTES * shareLength(geometry2));
    return head && { head, signature, leaderPart, leaderPartHash: plainHash(writeSealed(leaderPart)) };
  });
}
function readPrepare(bytes, geometry2) {
  return read(bytes, (reader) => {
    const head = readHead(reader, bytes, geometry2);
    const leaderPartHash = reader.take(HASH_BYTES);
    const signature = reader.take(SIGNATURE_BYTES);
    const leaderTags = takeElements(reader, geometry2.parts);
    return head && leaderTags && { head, leaderPartHash, signature, leaderTags };
  });
}
function reportLength(task, clientId) {
  const read2 = readTask(task);
  if (clientId !== void 0) checkId("clientId", clientId);
  const idLength = clientId === void 0 ? ID_BYTES : utf8(clientId).length;
  const leaderPart = ENC_BYTES + BLIND_BYTES2 + ELEMENT_BYTES * shareLength(geometry(read2)) + AEAD_TAG_BYTES;
  return headLength(read2, idLength) + SIGNATURE_BYTES + leaderPart;
}
function prepareLength(task) {
  return headLength(task, ID_BYTES) + HASH_BYTES + SIGNATURE_BYTES + ELEMENT_BYTES * task.parts;
}
function headLength({ parts }, idLength) {
  const context2 = HASH_BYTES + 8 + 2 + idLength;
  const fixed = context2 + ELEMENT_BYTES * parts + 2 * HASH_BYTES;
  const helperPart = ENC_BYTES + SEED_BYTES + AEAD_TAG_BYTES;
  return 1 + fixed + (ELEMENT_BYTES + PROOF_BYTES) * parts + helperPart;
}
function shareLength({ parts, elements }) {
  return parts * (elements + 1);
}
function readHead(reader, all, { parts }) {
  const start = reader.left;
  const version = reader.u8();
  const taskHash2 = reader.take(HASH_BYTES);
  const round = reader.u64();
  const clientId = readId(reader.lp());
  const contextEnd = start - reader.left;
  const commitments = takeElements(reader, parts);
  const [leader, helper] = [reader.take(HASH_BYTES), reader.take(HASH_BYTES)];
  const fixedEnd = start - reader.left;
  const tags = takeElements(reader, parts);
  const proofs = Array.from({ length: parts }, () => reader.take(PROOF_BYTES));
  const helperPart = readSealed(reader, SEED_BYTES);
  const end = start - reader.left;
  if (version !== VERSION || clientId === void 0 || commitments === void 0 || tags === void 0)
    return void 0;
  const cut = (from, to) => new Uint8Array(all.subarray(from, to));
  const [context2, bytes] = [cut(1, contextEnd), cut(1, fixedEnd)];
  const fixed = { taskHash: taskHash2, round, clientId, commitments, leaderHash: leader, helperHash: helper, context: context2, bytes };
  return { fixed, tags, proofs, helperPart, bytes: cut(0, end) };
}
function readSealed(reader, length) {
  return { enc: reader.take(ENC_BYTES), ciphertext: reader.take(length + AEAD_TAG_BYTES) };
}
function takeElements(reader, count) {
  return readElements(reader.take(count * ELEMENT_BYTES));
}
function read(bytes, parse2) {
  try {
    const reader = new Reader(bytes);
    const parsed = parse2(reader);
    reader.end();
    return parsed;
  } catch (reason) {
    if (reason instanceof EndOfBytes) return void 0;
    throw reason;
  }
}
function tag(packed, pad, rho) {
  return reduce(packed.reduceRight((sum, element) => reduce((sum + element) * rho), 0n) + pad);
}
function tagsOf(vector, elements, rho) {
  const length = elements + 1;
  return Array.from({ length: vector.length / length }, (_, t) => {
    const part = vector.slice(t * length, (t + 1) * length);
    return tag(part.slice(0, elements), part[elements] ?? 0n, rho);
  });
}
var ROUND_STATES = ["open", "closed", "collected"];
var SLOT_STATES = ["pending", "accepted"];
var State = class {
  #store;
  #prefix;
  constructor(store, { hash: hash2 }, role) {
    this.#store = store;
    this.#prefix = `${(0, import_core7.toHex)(hash2)}/${role}`;
  }
  /** The round that was opened last. */
  async current() {
    return parse(await this.#store.get(this.#currentKey()), readCurrent);
  }
  async round(round) {
    return parse(await this.#store.get(this.#roundKey(round)), readRound2);
  }
  async slot(round, clientId) {
    return parse(await this.#store.get(this.#slotKey(round, clientId)), readSlot);
  }
  /** All slots of a round. */
  async slots(round) {
    const prefix = this.#slotPrefix(round);
    return (await this.#store.list(prefix)).map(([key, bytes]) => ({
      clientId: fromHexKey(key.slice(prefix.length)),
      ...readSlot(bytes)
    }));
  }
  /**
   * Opens a round and closes the one before.
   *
   * @returns whether it was opened now, and which round was closed by that
   * @throws {FedzkError} `invalid-argument`: not above the one before
   */
  async open(round) {
    for (; ; ) {
      const currentBytes = await this.#store.get(this.#currentKey());
      const current = parse(currentBytes, readCurrent);
      if (current === round && (await this.round(round))?.state === "open") return { opened: false };
      if (current !== void 0 && round <= current) {
        throw new import_core7.FedzkError(
          "invalid-argument",
          `"round" expected one above ${current}: rounds go forward, got ${round}.`
        );
      }
      const expected = /* @__PURE__ */ new Map([[this.#currentKey(), currentBytes]]);
      const writes = /* @__PURE__ */ new Map([
        [this.#currentKey(), u64(round)],
        [this.#roundKey(round), writeRound({ state: "open", count: 0, release: new Uint8Array() })]
      ]);
      const beforeKey = current === void 0 ? void 0 : this.#roundKey(current);
      const beforeBytes = beforeKey === void 0 ? void 0 : await this.#store.get(beforeKey);
      const before = parse(beforeBytes, readRound2);
      const closes = beforeKey !== void 0 && before?.state === "open";
      if (closes) {
        expected.set(beforeKey, beforeBytes);
        writes.set(beforeKey, writeRound({ ...before, state: "closed" }));
      }
      if (!await this.#store.update(expected, writes)) continue;
      return { opened: true, ...closes && current !== void 0 && { closed: current } };
    }
  }
  /**
   * Closes a round that is open.
   *
   * @returns whether it was
   */
  async close(round) {
    const key = this.#roundKey(round);
    for (; ; ) {
      const bytes = await this.#store.get(key);
      const before = parse(bytes, readRound2);
      if (before?.state !== "open") return false;
      const writes = /* @__PURE__ */ new Map([[key, writeRound({ ...before, state: "closed" })]]);
      if (await this.#store.update(/* @__PURE__ */ new Map([[key, bytes]]), writes)) return true;
    }
  }
  /**
   * Decides on one slot and its round, and writes what was decided in one step; decides anew where another was quicker.
   *
   * @param decide gets the records and gives what to write (a slot of `null` frees it), or `undefined` for nothing,
   *   and what to answer
   */
  async decide(round, clientId, decide) {
    const [roundKey, slotKey] = [this.#roundKey(round), this.#slotKey(round, clientId)];
    for (; ; ) {
      const [roundBytes, slotBytes] = [await this.#store.get(roundKey), await this.#store.get(slotKey)];
      const [answer, change] = decide(parse(roundBytes, readRound2), parse(slotBytes, readSlot));
      if (change === void 0) return answer;
      const writes = /* @__PURE__ */ new Map();
      if (change.round) writes.set(roundKey, writeRound(change.round));
      if (change.slot !== void 0) writes.set(slotKey, change.slot === null ? void 0 : writeSlot(change.slot));
      const expected = /* @__PURE__ */ new Map([
        [roundKey, roundBytes],
        [slotKey, slotBytes]
      ]);
      if (await this.#store.update(expected, writes)) return answer;
    }
  }
  /**
   * Makes a collection durable and forgets the shares, in one step.
   *
   * @param before the round's record as it was read
   * @param entries the slots that were added up
   * @returns whether the round was as expected
   */
  async collected(round, before, release, entries) {
    const writes = new Map(
      entries.map(({ clientId, ...slot }) => [
        this.#slotKey(round, clientId),
        writeSlot({ ...slot, share: new Uint8Array() })
      ])
    );
    const collected = { state: "collected", count: entries.length, release };
    writes.set(this.#roundKey(round), writeRound(collected));
    const expected = /* @__PURE__ */ new Map([[this.#roundKey(round), writeRound(before)]]);
    return this.#store.update(expected, writes);
  }
  #currentKey() {
    return `${this.#prefix}/current`;
  }
  #roundKey(round) {
    return `${this.#prefix}/round/${(0, import_core7.toHex)(u64(round))}`;
  }
  #slotPrefix(round) {
    return `${this.#prefix}/slot/${(0, import_core7.toHex)(u64(round))}/`;
  }
  #slotKey(round, clientId) {
    return this.#slotPrefix(round) + (0, import_core7.toHex)(utf8(clientId));
  }
};
function readCurrent(bytes) {
  const reader = new Reader(bytes);
  const round = reader.u64();
  reader.end();
  return round;
}
function parse(bytes, read2) {
  return bytes && read2(bytes);
}
function writeRound({ state, count, release }) {
  return join(u8(ROUND_STATES.indexOf(state)), u32(count), release);
}
function readRound2(bytes) {
  const reader = new Reader(bytes);
  const [state, count] = [ROUND_STATES[reader.u8()], reader.u32()];
  if (state === void 0) throw new Error("State: a round of an unknown state");
  return { state, count, release: reader.take(reader.left) };
}
function writeSlot({ state, reportId: reportId2, prepare, share }) {
  return join(u8(SLOT_STATES.indexOf(state)), reportId2, u32(prepare.length), prepare, share);
}
function readSlot(bytes) {
  const reader = new Reader(bytes);
  const state = SLOT_STATES[reader.u8()];
  if (state === void 0) throw new Error("State: a slot of an unknown state");
  const reportId2 = reader.take(HASH_BYTES);
  return { state, reportId: reportId2, prepare: reader.take(reader.u32()), share: reader.take(reader.left) };
}
function fromHexKey(hex) {
  const bytes = Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
var SIGNALS = 4;
var TaskAggregator = class {
  role;
  task;
  bound;
  verifier;
  state;
  #privateKey;
  #onEvent;
  #recipient;
  constructor(task, role, options) {
    const { privateKey, verifier, store, onEvent } = (0, import_core6.optionsOf)(options, ["privateKey", "verifier", "store", "onEvent"]);
    this.role = role;
    this.bound = bindTask(task, readVerifier(verifier));
    this.task = this.bound.task;
    this.#privateKey = readPrivateKey("privateKey", privateKey);
    if (!equal(sealingPublicKey(this.#privateKey), this.bound.aggregatorKeys[role])) {
      throw new import_core6.FedzkError("invalid-argument", `"privateKey" is not that of the task's ${role} key.`);
    }
    if (onEvent !== void 0 && typeof onEvent !== "function") throw (0, import_core6.unexpected)("onEvent", "a function", onEvent);
    (0, import_core6.methodsOf)(store, ["get", "list", "update"], "store", "a store with get, list and update");
    this.verifier = verifier;
    this.state = new State(store, this.bound, role);
    this.#onEvent = onEvent;
  }
  /** The own key pair, imported once. */
  recipient() {
    this.#recipient ??= importRecipient({
      privateKey: this.#privateKey,
      publicKey: this.bound.aggregatorKeys[this.role]
    });
    return this.#recipient;
  }
  async openRound(round) {
    const number = readRound(round);
    const { opened, closed } = await this.state.open(number);
    if (closed !== void 0) this.emit(this.role, "close_round", "success", { round: String(closed) });
    if (opened) this.emit(this.role, "open_round", "success", { round: String(number) });
  }
  async closeRound(round) {
    await this.close(readRound(round));
  }
  /** Closes a round, and tells where it was open. */
  async close(round) {
    if (await this.state.close(round)) this.emit(this.role, "close_round", "success", { round: String(round) });
  }
  async combine(round, share) {
    const number = readRound(round);
    const copy2 = ownBytes(share, releaseLength(this.bound.geometry));
    const collected = await this.state.round(number);
    if (collected?.state !== "collected") {
      throw new import_core6.FedzkError("invalid-state", `Round ${number} is not collected at the ${this.role}; collect it first.`);
    }
    const sums = copy2 && this.#unpackSum(copy2, collected.release, collected.count);
    const details = { round: String(number), count: collected.count };
    if (sums === void 0) {
      this.emit(this.role, "combine_round", "failure", { ...details, code: "aggregate-malformed" });
      return { refused: "aggregate-malformed" };
    }
    this.emit(this.role, "combine_round", "success", details);
    return { count: collected.count, sums };
  }
  #unpackSum(share, own, count) {
    const { geometry: geometry2, task } = this.bound;
    const [mine, theirs] = [readRelease(own, own, geometry2), readRelease(share, own, geometry2)];
    if (mine === void 0 || theirs === void 0) return void 0;
    const sums = new Int32Array(geometry2.n * geometry2.parts);
    for (let t = 0; t < geometry2.parts; t++) {
      const at = t * geometry2.elements;
      const packed = mine.slice(at, at + geometry2.elements).map((element, j) => reduce(element + (theirs[at + j] ?? 0n)));
      const part = unpack(packed, count, task.maxNormSq, geometry2);
      if (part === void 0) return void 0;
      sums.set(part, t * geometry2.n);
    }
    return sums;
  }
  /** Steps 1 and 2 for a request that has the right length: the own share, durable, or why not. */
  async release({ taskHash: taskHash2, round, setHash: claimed, ids }) {
    for (; ; ) {
      if (!equal(taskHash2, this.bound.hash)) return "wrong-task";
      const before = await this.state.round(round);
      if (before === void 0) return "round-closed";
      if (!isWellFormedSet({ taskHash: taskHash2, round, setHash: claimed, ids })) return "set-mismatch";
      if (before.state === "collected") {
        return equal(releasedSet(before.release), claimed) ? before.release : "collected";
      }
      const slots = await this.state.slots(round);
      const accepted = slots.filter(({ state }) => state === "accepted");
      if (!equal(setHash(sorted(accepted.map((entry) => entry.reportId))), claimed)) return "set-mismatch";
      if (ids.length < this.task.minBatch) return "batch-small";
      if (ids.length > 2 ** this.task.headroom) return "batch-full";
      const sums = await this.#sumOf(round, accepted);
      const released = writeRelease(this.bound.hash, round, claimed, sums);
      if (await this.state.collected(round, before, released, accepted)) return released;
    }
  }
  /** Σ of the packed elements of the own shares; never of s, with which the known tags would separate clients. */
  async #sumOf(round, entries) {
    const { parts, elements } = this.bound.geometry;
    const sums = new Array(parts * elements).fill(0n);
    for (const entry of entries) {
      const share = await this.shareOf(round, entry);
      for (let t = 0; t < parts; t++) {
        for (let j = 0; j < elements; j++) {
          const at = t * elements + j;
          sums[at] = reduce((sums[at] ?? 0n) + (share[t * (elements + 1) + j] ?? 0n));
        }
      }
    }
    return sums;
  }
  emit(user, operation, result, details) {
    const { role, task } = this;
    try {
      this.#onEvent?.({
        user_id: user,
        operation,
        resource: "model_aggregation",
        result,
        details: { role, task: task.id, ...details }
      });
    } catch (reason) {
      queueMicrotask(() => {
        throw reason;
      });
    }
  }
  /** Tells of a report's verdict. */
  emitVerdict(result, fixed, clientId, round) {
    const details = { round: String(round), report_id: (0, import_core6.toHex)(reportId(fixed)) };
    this.emit(clientId, "verify_report", result, details);
  }
  /** Tells of a report's refusal. */
  emitRefusal({ code, status, part, clientId, claimedId, round, reportId: id }) {
    this.emit(clientId ?? this.role, "verify_report", "failure", {
      code,
      ...round !== void 0 && { round: String(round) },
      ...id && { report_id: (0, import_core6.toHex)(id) },
      ...status && { status },
      ...part !== void 0 && { part },
      ...claimedId !== void 0 && { claimed_id: claimedId }
    });
  }
};
function readVerifier(verifier) {
  (0, import_core6.methodsOf)(
    verifier,
    ["explain", "verifyBatch"],
    "verifier",
    "a Verifier or VerifierPool of @fedzk/verify"
  );
  const { id, nPublic } = (0, import_core6.optionsOf)(verifier, ["id", "nPublic"], "verifier");
  if (nPublic === SIGNALS) return id;
  throw (0, import_core6.unexpected)("verifier", `a key of ${SIGNALS} public signals, that of the circuit`, nPublic);
}
function checkTask({ fixed }, bound) {
  return equal(fixed.taskHash, bound.hash) ? void 0 : "wrong-task";
}
async function checkSender({ fixed, bytes }, signature, leaderPartHash, { clients }, sender) {
  if (clients === void 0) {
    if (!signature.every((byte) => byte === 0)) return "bad-signature";
    return sender === void 0 || sender.id === fixed.clientId ? void 0 : "unknown-client";
  }
  const publicKey = clients.get(fixed.clientId);
  if (publicKey === void 0) return "unknown-client";
  const right = await verifySignature(publicKey, signature, signedMessage(bytes, leaderPartHash));
  return right ? void 0 : "bad-signature";
}
function checkSlot(slot, reportId2) {
  if (slot === void 0) return "free";
  return equal(slot.reportId, reportId2) ? "same" : "duplicate";
}
function checkRound(round, headroom) {
  if (round?.state !== "open") return "round-closed";
  return round.count < 2 ** headroom ? void 0 : "batch-full";
}
async function openLeaderShare({ fixed }, sealed, recipient) {
  const plain = await open("leader", recipient, fixed.bytes, sealed);
  if (plain === void 0) return "undecryptable";
  const [blind, share] = [plain.subarray(0, BLIND_BYTES2), readElements(plain.subarray(BLIND_BYTES2))];
  if (share === void 0) return "share-range";
  return equal(leaderHash(fixOf(fixed), blind, share), fixed.leaderHash) ? { share } : "share-hash";
}
async function openHelperSeed({ fixed, helperPart }, recipient) {
  const seed = await open("helper", recipient, fixed.bytes, helperPart);
  if (seed === void 0) return "undecryptable";
  return equal(helperHash(fixOf(fixed), seed), fixed.helperHash) ? { seed } : "share-hash";
}
async function checkProofs({ fixed, tags, proofs }, { task }, verifier) {
  const rho = rhoOf(fixed.bytes);
  const items = proofs.map((proof2, t) => ({
    proof: proof2,
    publicSignals: writeElements([fixed.commitments[t] ?? 0n, rho, tags[t] ?? 0n, task.maxNormSq])
  }));
  const { ok, failed } = await verifier.verifyBatch(items);
  if (ok) return void 0;
  const [first = 0] = failed;
  const { proof, publicSignals } = items[first];
  return { code: "proof", status: await verifier.explain(proof, publicSignals), part: first + 1 };
}
function fixOf({ context: context2, commitments }) {
  return join(context2, writeElements(commitments));
}
var TaskHelper = class extends TaskAggregator {
  async prepare(bytes) {
    const own = ownBytes(bytes, prepareLength(this.task));
    const parsed = own && readPrepare(own, this.bound.geometry);
    if (parsed === void 0) return this.#refuse({ code: "malformed" }, new Uint8Array(HASH_BYTES));
    const { head, leaderPartHash, signature, leaderTags } = parsed;
    const { clientId, round, bytes: fixed } = head.fixed;
    const id = reportId(fixed);
    const refuse = (code, more = {}) => this.#refuse({ code, clientId, round, reportId: id, ...more }, id);
    const settle = (verdict) => verdict === "accepted" || verdict === "later" ? writeAnswer(id, verdict) : refuse(verdict);
    const foreign = checkTask(head, this.bound) ?? await checkSender(head, signature, leaderPartHash, this.bound);
    if (foreign !== void 0) return refuse(foreign, { clientId: void 0, claimedId: clientId });
    const ahead = await this.#isAhead(round);
    const early = this.#decide(await this.state.round(round), await this.state.slot(round, clientId), id, ahead);
    if (early !== void 0) return settle(early);
    const opened = await openHelperSeed(head, await this.recipient());
    if (typeof opened === "string") return refuse(opened);
    const unproved = await checkProofs(head, this.bound, this.verifier);
    if (unproved !== void 0) return refuse(unproved.code, unproved);
    const ownTags = tagsOf(
      await this.#expand(opened.seed, round, clientId),
      this.bound.geometry.elements,
      rhoOf(fixed)
    );
    const agree = head.tags.every((tag2, t) => reduce((leaderTags[t] ?? 0n) + (ownTags[t] ?? 0n)) === tag2);
    if (!agree) return refuse("tag-mismatch");
    const slot = { state: "accepted", reportId: id, prepare: new Uint8Array(), share: opened.seed };
    const late = await this.state.decide(round, clientId, (record, holder) => {
      const standing = this.#decide(record, holder, id, ahead);
      if (standing !== void 0 || record === void 0) return [standing ?? "round-closed"];
      return [void 0, { round: { ...record, count: record.count + 1 }, slot }];
    });
    if (late !== void 0) return settle(late);
    this.emitVerdict("success", fixed, clientId, round);
    return writeAnswer(id, "accepted");
  }
  async collect(request) {
    const own = ownBytes(request);
    const parsed = own && readCollect(own);
    const wasOpen = parsed !== void 0 && (await this.state.round(parsed.round))?.state === "open";
    const released = parsed === void 0 ? "malformed" : await this.release(parsed);
    const round = parsed && { round: String(parsed.round), count: parsed.ids.length };
    if (typeof released === "string") return this.#refuseCollect(released, round);
    if (wasOpen) this.emit(this.role, "close_round", "success", { ...round });
    this.emit(this.role, "collect_round", "success", { ...round });
    return { share: released };
  }
  async shareOf(round, { clientId, share }) {
    return this.#expand(share, round, clientId);
  }
  /** B = xof(seed, ctx). */
  #expand(seed, round, clientId) {
    return expand(seed, context(this.bound, round, clientId), shareLength(this.bound.geometry));
  }
  async #isAhead(round) {
    const current = await this.state.current();
    return current === void 0 || round > current;
  }
  /** Checks 4 and 5: a verdict that stands already, a refusal, or `undefined` to go on. */
  #decide(round, slot, id, ahead) {
    const holder = checkSlot(slot, id);
    if (holder === "duplicate") return "duplicate";
    if (holder === "same") return "accepted";
    if (round === void 0 && ahead) return "later";
    return checkRound(round, this.task.headroom);
  }
  #refuse(refusal, id) {
    this.emitRefusal(refusal);
    return writeAnswer(id, "refused");
  }
  #refuseCollect(code, details) {
    this.emit(this.role, "collect_round", "failure", { ...details, code });
    return { refused: code };
  }
};
var TaskLeader = class extends TaskAggregator {
  async submit(report, options = {}) {
    const { sender } = (0, import_core8.optionsOf)(options, ["sender"]);
    if (sender !== void 0 && typeof sender !== "string") throw (0, import_core8.unexpected)("sender", "a client id", sender);
    const bytes = ownBytes(report, reportLength(this.task));
    const parsed = bytes && readReport(bytes, this.bound.geometry);
    if (parsed === void 0) return this.#refuse({ code: "malformed", clientId: sender });
    const { head, signature, leaderPart, leaderPartHash } = parsed;
    const { clientId, round } = head.fixed;
    const id = reportId(head.fixed.bytes);
    const refuse = (code, more = {}) => this.#refuse({ code, clientId, round, reportId: id, ...more });
    const foreign = checkTask(head, this.bound) ?? await checkSender(head, signature, leaderPartHash, this.bound, { id: sender });
    if (foreign !== void 0) return refuse(foreign, { clientId: sender, claimedId: clientId });
    const early = this.#decide(await this.state.round(round), await this.state.slot(round, clientId), id);
    if (early !== void 0) return typeof early === "string" ? refuse(early) : early;
    const opened = await openLeaderShare(head, leaderPart, await this.recipient());
    if (typeof opened === "string") return refuse(opened);
    const unproved = await checkProofs(head, this.bound, this.verifier);
    if (unproved !== void 0) return refuse(unproved.code, unproved);
    const prepare = writePrepare(parsed, tagsOf(opened.share, this.bound.geometry.elements, rhoOf(head.fixed.bytes)));
    const slot = { state: "pending", reportId: id, prepare, share: writeElements(opened.share) };
    const answer = await this.state.decide(round, clientId, (record, holder) => {
      const late = this.#decide(record, holder, id);
      if (late !== void 0 || record === void 0) return [late ?? "round-closed"];
      return [
        { verdict: "pending", prepare },
        { round: { ...record, count: record.count + 1 }, slot }
      ];
    });
    if (typeof answer === "string") return refuse(answer);
    const taken = answer.verdict === "pending" && answer.prepare === prepare;
    if (taken) this.emitVerdict("pending", head.fixed.bytes, clientId, round);
    return answer;
  }
  async conclude(prepare, answer) {
    const own = ownBytes(prepare, prepareLength(this.task));
    const said = readAnswer(ownBytes(answer, ANSWER_BYTES) ?? new Uint8Array());
    const sent = own && readPrepare(own, this.bound.geometry);
    if (own === void 0 || sent === void 0 || !equal(sent.head.fixed.taskHash, this.bound.hash)) {
      throw new import_core8.FedzkError("invalid-argument", '"prepare" expected the bytes that the leader gave for the helper.');
    }
    const { clientId, round, bytes: fixed } = sent.head.fixed;
    const id = reportId(fixed);
    const verdict = said !== void 0 && equal(said.reportId, id) ? said.verdict : "later";
    const [outcome, changed] = await this.state.decide(
      round,
      clientId,
      (record, slot) => {
        if (record === void 0 || slot === void 0 || !equal(slot.reportId, id)) return [["refused", false]];
        if (slot.state === "accepted") return [["accepted", false]];
        if (verdict === "accepted") {
          return [["accepted", true], { slot: { ...slot, state: "accepted", prepare: new Uint8Array() } }];
        }
        if (verdict === "refused" && equal(slot.prepare, own)) {
          return [["refused", true], { round: { ...record, count: record.count - 1 }, slot: null }];
        }
        return [["pending", false]];
      }
    );
    if (changed && outcome === "accepted") this.emitVerdict("success", fixed, clientId, round);
    if (changed && outcome === "refused") this.emitRefusal({ code: "helper-refused", clientId, round, reportId: id });
    return outcome;
  }
  async pending(round) {
    return (await this.state.slots(readRound(round))).filter(({ state }) => state === "pending").map(({ prepare }) => prepare);
  }
  async collect(round) {
    const number = readRound(round);
    await this.close(number);
    const slots = await this.state.slots(number);
    const pending = slots.filter(({ state }) => state === "pending").length;
    if (pending > 0) {
      throw new import_core8.FedzkError(
        "invalid-state",
        `Round ${number} has ${pending} pending reports; send each to the helper and conclude() its answer first.`
      );
    }
    const request = writeCollect(this.bound.hash, number, sorted(slots.map((slot) => slot.reportId)));
    const parsed = readCollect(request);
    if (parsed === void 0) throw new Error("Leader.collect: an own request that can not be read");
    const released = await this.release(parsed);
    const details = { round: String(number), count: slots.length };
    if (typeof released === "string") {
      this.emit(this.role, "collect_round", "failure", { ...details, code: released });
      return { refused: released };
    }
    this.emit(this.role, "collect_round", "success", details);
    return { request };
  }
  async share(round) {
    const number = readRound(round);
    const collected = await this.state.round(number);
    if (collected?.state === "collected") return collected.release;
    throw new import_core8.FedzkError("invalid-state", `Round ${number} is not collected; collect() it first.`);
  }
  async shareOf(_round, { share }) {
    const elements = readElements(share);
    if (elements === void 0) throw new Error("Leader.shareOf: a stored share is not below r");
    return elements;
  }
  /** Checks 4 and 5: an answer that stands already, a refusal, or `undefined` to go on. */
  #decide(round, slot, id) {
    switch (checkSlot(slot, id)) {
      case "duplicate":
        return "duplicate";
      case "same":
        return slot?.state === "pending" ? { verdict: "pending", prepare: slot.prepare } : { verdict: "accepted" };
      default:
        return checkRound(round, this.task.headroom);
    }
  }
  #refuse(refusal) {
    this.emitRefusal(refusal);
    return { verdict: "refused" };
  }
};
function createAggregator(task, options) {
  const { role } = (0, import_core2.optionsOf)(options, ["role"]);
  if (role === "leader") return new TaskLeader(task, role, options);
  if (role === "helper") return new TaskHelper(task, role, options);
  throw (0, import_core2.unexpected)("role", '"leader" or "helper"', role);
}
function memoryStore() {
  const entries = /* @__PURE__ */ new Map();
  return {
    async get(key) {
      return copy(entries.get(key));
    },
    async list(prefix) {
      if (typeof prefix !== "string") throw (0, import_core9.unexpected)("prefix", "a string", prefix);
      return [...entries].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => a < b ? -1 : 1).map(([key, value]) => [key, new Uint8Array(value)]);
    },
    async update(expected, writes) {
      const [before, after] = [entriesOf("expected", expected), entriesOf("writes", writes)];
      for (const [key, value] of before) if (!same(entries.get(key), value)) return false;
      for (const [key, value] of after) {
        entries.get(key)?.fill(0);
        const own = ownBytes(value);
        if (own === void 0) entries.delete(key);
        else entries.set(key, own);
      }
      return true;
    }
  };
}
function entriesOf(name, map) {
  const expected = "a Map of strings to Uint8Arrays or undefined";
  let read2;
  try {
    read2 = [...Map.prototype.entries.call(map)];
  } catch (cause) {
    throw (0, import_core9.unexpected)(name, expected, map, { cause });
  }
  const right = read2.every(
    ([key, value]) => typeof key === "string" && (value === void 0 || (0, import_core9.byteLength)(value) !== void 0)
  );
  if (!right) throw (0, import_core9.unexpected)(name, expected, map);
  return read2;
}
function copy(value) {
  return value && new Uint8Array(value);
}
function same(a, b) {
  if (a === void 0 || b === void 0) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
var BLOCK2 = 15;
function commit(blinding, packed, pad, { n, bits, headroom }) {
  const elements = [blinding, ...packed, pad];
  let state = BigInt(n) * 2n ** 16n + BigInt(bits * 256 + headroom);
  for (let at = 0; at < elements.length; at += BLOCK2) state = poseidon([state, ...elements.slice(at, at + BLOCK2)]);
  return state;
}
var Draws = class _Draws {
  #drawn;
  constructor(drawn) {
    this.#drawn = drawn;
  }
  /** Fresh from the system's generator, for T parts. */
  static fresh(parts) {
    const random = (length) => crypto.getRandomValues(new Uint8Array(length));
    const elements = () => Array.from({ length: parts }, () => fromWide(random(WIDE_BYTES)));
    return new _Draws({
      seed: random(SEED_BYTES),
      blind: random(BLIND_BYTES2),
      pads: elements(),
      blindings: elements()
    });
  }
  /** @throws {FedzkError} `already-reported`, the second time */
  take() {
    const drawn = this.#drawn;
    if (drawn === void 0) {
      throw new import_core12.FedzkError("already-reported", "The secrets of a report were to be used for another; draw fresh ones.");
    }
    this.#drawn = void 0;
    return drawn;
  }
};
function vectorOf(packed, pads) {
  return packed.flatMap((part, t) => [...part, pads[t] ?? 0n]);
}
async function leaderShare(vector, seed, context2) {
  const helperShare = await expand(seed, context2, vector.length);
  return vector.map((element, i) => reduce(element - (helperShare[i] ?? 0n)));
}
async function compose(bound, prover, signingKey, clientId, round, parts, options = {}, draws = Draws.fresh(parts.length)) {
  const drawn = draws.take();
  try {
    const draft = await draftReport(bound, clientId, round, parts, drawn);
    return await finishReport(bound, draft, prover, signingKey, options);
  } finally {
    for (const secret of [drawn.seed, drawn.blind]) secret.fill(0);
  }
}
async function draftReport(bound, clientId, round, parts, drawn) {
  const ctx = context(bound, round, clientId);
  const packed = parts.map((values) => pack(values, bound.geometry));
  const share = await leaderShare(vectorOf(packed, drawn.pads), drawn.seed, ctx);
  return { ...drawn, context: ctx, parts, packed, share };
}
async function finishReport({ task, aggregatorKeys }, { context: context2, parts, packed, share, seed, blind, pads, blindings, ephemeral }, prover, signingKey, options = {}) {
  const commitments = packed.map((part, t) => commit(blindings[t] ?? 0n, part, pads[t] ?? 0n, task));
  const fix = join(context2, writeElements(commitments));
  const fixed = join(fix, leaderHash(fix, blind, share), helperHash(fix, seed));
  const rho = rhoOf(fixed);
  const tags = packed.map((part, t) => tag(part, pads[t] ?? 0n, rho));
  const proofs = [];
  for (const [t, values] of parts.entries()) {
    options.signal?.throwIfAborted();
    const inputs = {
      commitment: commitments[t] ?? 0n,
      rho,
      tag: tags[t] ?? 0n,
      maxNormSq: task.maxNormSq,
      x: Array.from({ length: task.n }, (_, i) => reduce(BigInt(values[i] ?? 0))),
      s: pads[t] ?? 0n,
      k: blindings[t] ?? 0n
    };
    const proved = await prover.prove(inputs, options.signal === void 0 ? {} : { signal: options.signal });
    proofs.push(proofBytes((0, import_core11.optionsOf)(proved, ["proof"], "prove()").proof));
    options.onProgress?.(t + 1, parts.length);
  }
  options.signal?.throwIfAborted();
  const plain = join(blind, writeElements(share));
  const leaderPart = await seal("leader", aggregatorKeys.leader, fixed, plain, ephemeral?.leader).finally(
    () => plain.fill(0)
  );
  const helperPart = await seal("helper", aggregatorKeys.helper, fixed, seed, ephemeral?.helper);
  const head = writeHead(fixed, tags, proofs, helperPart);
  const message = signedMessage(head, plainHash(writeSealed(leaderPart)));
  const signature = signingKey === void 0 ? new Uint8Array(SIGNATURE_BYTES) : await sign(signingKey, message);
  return writeReport(head, signature, leaderPart);
}
function proofBytes(proof) {
  return new Uint8Array((0, import_core11.byteLength)(proof) === PROOF_BYTES ? proof : (0, import_verify.encodeProof)(proof, "fedzk"));
}
function createClient(task, options) {
  const { prover, signingKey } = (0, import_core10.optionsOf)(options, ["prover", "signingKey"]);
  (0, import_core10.methodsOf)(prover, ["prove"], "prover", "a prover with vkeyId and prove");
  const bound = bindTask(task, (0, import_core10.optionsOf)(prover, ["vkeyId"], "prover").vkeyId);
  if (bound.clients === void 0 !== (signingKey === void 0)) {
    const expected = bound.clients === void 0 ? "none: the task is open" : "an Ed25519 private key";
    throw new import_core10.FedzkError("invalid-argument", `"signingKey" expected ${expected}, got ${describeSecret(signingKey)}.`);
  }
  return new TaskClientReporter(
    bound,
    prover,
    signingKey === void 0 ? void 0 : readPrivateKey("signingKey", signingKey)
  );
}
var TaskClientReporter = class {
  #bound;
  #prover;
  #signingKey;
  /** By client id, since a process may report for several; only the latest round of each is kept. */
  #latest = /* @__PURE__ */ new Map();
  constructor(bound, prover, signingKey) {
    this.#bound = bound;
    this.#prover = prover;
    this.#signingKey = signingKey;
  }
  async report(clientId, roundNumber, values, options = {}) {
    const how = readReportOptions(options);
    const round = readRound(roundNumber);
    this.#checkClient(clientId);
    const parts = readValues(values, this.#bound.task);
    const digest = plainHash(join(...parts.map((part) => new Uint8Array(Int16Array.from(part).buffer))));
    const latest = this.#latest.get(clientId);
    if (latest !== void 0 && (round < latest.round || round === latest.round && !latest.failed)) {
      if (round === latest.round && equal(digest, latest.digest)) return copyOf(latest.report);
      throw new import_core10.FedzkError(
        "already-reported",
        `"${clientId}" has reported round ${latest.round}; a round is reported once, and rounds go forward.`
      );
    }
    const report = compose(this.#bound, this.#prover, this.#signingKey, clientId, round, parts, how);
    const made = { round, digest, report, failed: false };
    this.#latest.set(clientId, made);
    report.catch(() => {
      made.failed = true;
    });
    return copyOf(report);
  }
  #checkClient(clientId) {
    checkId("clientId", clientId);
    const { clients } = this.#bound;
    if (clients === void 0 || this.#signingKey === void 0) return;
    const publicKey = clients.get(clientId);
    if (publicKey === void 0) {
      throw new import_core10.FedzkError("invalid-argument", `"clientId" expected a client of the task, got ${(0, import_core10.describe)(clientId)}.`);
    }
    if (!equal(publicKey, signingPublicKey(this.#signingKey))) {
      throw new import_core10.FedzkError("invalid-argument", `"signingKey" is not the key that the task has for "${clientId}".`);
    }
  }
};
function readReportOptions(options) {
  const { signal, onProgress } = (0, import_core10.optionsOf)(options, ["signal", "onProgress"]);
  (0, import_core10.signalOf)(signal);
  if (onProgress !== void 0 && typeof onProgress !== "function") {
    throw (0, import_core10.unexpected)("onProgress", "a function", onProgress);
  }
  return { ...signal && { signal }, ...onProgress && { onProgress } };
}
async function copyOf(report) {
  return new Uint8Array(await report);
}
function readValues(values, { n, bits, parts, maxNormSq }) {
  const kind = bits === 16 ? "Int16Array" : "Int8Array";
  const view = (0, import_core10.plainView)(values, [kind]);
  if (view === void 0 || view.length > n * parts) {
    throw new import_core10.FedzkError(
      "invalid-argument",
      `"values" expected an ${kind} of up to ${n * parts}, got ${describeSecret(values)}.`
    );
  }
  const Copy = bits === 16 ? Int16Array : Int8Array;
  const all = new Copy(n * parts);
  all.set(view);
  const limit = 2 ** (bits - 1);
  const outside = all.findIndex((value) => value < -limit || value >= limit);
  if (outside >= 0) {
    throw new import_core10.FedzkError("invalid-argument", `"values[${outside}]" expected ${-limit} to ${limit - 1}.`);
  }
  const copies = Array.from({ length: parts }, (_, t) => all.subarray(t * n, (t + 1) * n));
  for (const [t, part] of copies.entries()) {
    let normSq = 0n;
    for (const value of part) normSq += BigInt(value * value);
    if (normSq > maxNormSq) {
      throw new import_core10.FedzkError(
        "invalid-argument",
        `"values" expected \u03A3 x\xB2 of ${maxNormSq} at most in part ${t + 1}; clip or scale the update.`
      );
    }
  }
  return copies;
}
/*! Bundled license information:

@noble/curves/utils.js:
@noble/curves/abstract/modular.js:
@noble/curves/abstract/curve.js:
@noble/curves/abstract/edwards.js:
@noble/curves/abstract/montgomery.js:
@noble/curves/ed25519.js:
  (*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) *)
*/
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  createAggregator,
  createClient,
  createSealingKey,
  createSigningKey,
  createTask,
  memoryStore,
  reportLength
});
