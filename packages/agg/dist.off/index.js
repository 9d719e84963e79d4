// src/index.ts
import { FedzkError as FedzkError7 } from "@fedzk/core";

// src/aggregator/create.ts
import { optionsOf as optionsOf4, unexpected as unexpected4 } from "@fedzk/core";

// src/protocol/encoding.ts
import { byteLength, concat } from "@fedzk/core";
function join(...parts) {
  return concat(...parts);
}
function ownBytes(value, most = Number.POSITIVE_INFINITY) {
  const length = byteLength(value);
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

// src/protocol/field.ts
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

// src/protocol/hashes.ts
import { sha256 } from "@noble/hashes/sha2.js";
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

// src/protocol/collect.ts
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

// src/protocol/hpke.ts
import { Aes256Gcm, CipherSuite, HkdfSha256, HpkeError } from "@hpke/core";
import { DhkemX25519HkdfSha256 } from "@hpke/dhkem-x25519";
var ENC_BYTES = 32;
var AEAD_TAG_BYTES = 16;
function suite() {
  return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
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
    if (reason instanceof HpkeError) return void 0;
    throw reason;
  }
}

// src/protocol/keys.ts
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
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

// src/protocol/packing.ts
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

// src/protocol/task.ts
import { byteLength as byteLength2, describe, FedzkError, listOf, optionsOf, unexpected } from "@fedzk/core";

// src/protocol/grain.ts
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

// src/protocol/poseidon.ts
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

// src/protocol/limits.ts
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

// src/protocol/task.ts
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
  const { id, level, n, bits, headroom, parts = 1, maxNormSq, minBatch, vkeyId, ...keys } = optionsOf(options, OPTIONS);
  checkId("id", id);
  if (level === "maximum") throw new FedzkError("unsupported", '"level" maximum needs BLS12-381, not supported yet.');
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
  return checked.has(task) ? task : createTask(optionsOf(task, OPTIONS, "task"));
}
function bindTask(given, vkeyId) {
  const task = readTask(given);
  checkVkeyId(vkeyId);
  if (task.vkeyId !== void 0 && task.vkeyId !== vkeyId) {
    throw new FedzkError(
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
  const read2 = listOf(clients, "clients", "an array of ids with public keys", readClient);
  checkClients(read2, minBatch);
  return Object.freeze(read2);
}
function readClient(client, i) {
  const { id, publicKey } = optionsOf(client ?? {}, ["id", "publicKey"], `clients[${i}]`);
  checkId(`clients[${i}].id`, id);
  const key = readKey(`clients[${i}].publicKey`, publicKey);
  const fault = faultOfSigningKey(key);
  if (fault !== void 0) refuseKey(`clients[${i}].publicKey`, "an Ed25519 public key", fault);
  return Object.freeze({ id, publicKey: key });
}
function checkClients(clients, minBatch) {
  if (clients.length < LEAST_BATCH) {
    throw new FedzkError(
      "invalid-argument",
      `"clients" expected ${LEAST_BATCH} or more, the fewest that a sum may be of, got ${clients.length}.`
    );
  }
  if (minBatch > clients.length) {
    throw new FedzkError(
      "invalid-argument",
      `"minBatch" expected ${clients.length} at most, the number of clients, got ${minBatch}.`
    );
  }
  const twice = (values) => {
    const seen = /* @__PURE__ */ new Set();
    return values.findIndex((value) => seen.size === seen.add(value).size);
  };
  const byId = twice(clients.map(({ id }) => id));
  if (byId >= 0) throw new FedzkError("invalid-argument", `"clients[${byId}].id" expected an id that no other has.`);
  const byKey = twice(clients.map(({ publicKey }) => publicKey.join()));
  if (byKey >= 0) {
    throw new FedzkError("invalid-argument", `"clients[${byKey}].publicKey" expected a key that no other has.`);
  }
}
function readAggregatorKeys(keys) {
  const given = optionsOf(
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
    throw new FedzkError("invalid-argument", '"aggregatorKeys" expected two different keys: one party would see all.');
  }
  return Object.freeze({ leader, helper });
}
function readKey(name, key) {
  check(name, key, `a Uint8Array of ${KEY_BYTES}`, byteLength2(key) === KEY_BYTES);
  return new Uint8Array(key);
}
function readPrivateKey(name, key) {
  if (byteLength2(key) === KEY_BYTES) return new Uint8Array(key);
  throw new FedzkError(
    "invalid-argument",
    `"${name}" expected a Uint8Array of ${KEY_BYTES}, got ${describeSecret(key)}.`
  );
}
function describeSecret(value) {
  return ["string", "number", "bigint"].includes(typeof value) ? `a ${typeof value}` : describe(value);
}
function refuseKey(name, expected, fault) {
  throw new FedzkError("invalid-argument", `"${name}" expected ${expected}, got one that is ${fault}.`);
}
function checkInteger(name, value, least, most) {
  const fits = Number.isInteger(value) && value >= least && value <= most;
  check(name, value, `an integer from ${least} to ${most}`, fits);
}
function check(name, value, expected, right) {
  if (!right) throw unexpected(name, expected, value);
}
function fromHex(hex) {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
function readRound(round) {
  const value = typeof round === "number" && Number.isSafeInteger(round) ? BigInt(round) : round;
  if (typeof value === "bigint" && value >= 0n && value < 2n ** 64n) return value;
  throw unexpected("round", "an integer from 0 to 2^64 \u2212 1", round);
}

// src/protocol/report.ts
var VERSION = 1;
var PROOF_BYTES = 192;
var SEED_BYTES = 32;
var BLIND_BYTES = 32;
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
    const leaderPart = readSealed(reader, BLIND_BYTES + ELEMENT_BYTES * shareLength(geometry2));
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
  const leaderPart = ENC_BYTES + BLIND_BYTES + ELEMENT_BYTES * shareLength(geometry(read2)) + AEAD_TAG_BYTES;
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

// src/protocol/tag.ts
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

// src/aggregator/aggregator.ts
import { FedzkError as FedzkError3, methodsOf, optionsOf as optionsOf2, toHex as toHex2, unexpected as unexpected2 } from "@fedzk/core";

// src/aggregator/state.ts
import { FedzkError as FedzkError2, toHex } from "@fedzk/core";
var ROUND_STATES = ["open", "closed", "collected"];
var SLOT_STATES = ["pending", "accepted"];
var State = class {
  #store;
  #prefix;
  constructor(store, { hash: hash2 }, role) {
    this.#store = store;
    this.#prefix = `${toHex(hash2)}/${role}`;
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
        throw new FedzkError2(
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
    return `${this.#prefix}/round/${toHex(u64(round))}`;
  }
  #slotPrefix(round) {
    return `${this.#prefix}/slot/${toHex(u64(round))}/`;
  }
  #slotKey(round, clientId) {
    return this.#slotPrefix(round) + toHex(utf8(clientId));
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

// src/aggregator/aggregator.ts
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
    const { privateKey, verifier, store, onEvent } = optionsOf2(options, ["privateKey", "verifier", "store", "onEvent"]);
    this.role = role;
    this.bound = bindTask(task, readVerifier(verifier));
    this.task = this.bound.task;
    this.#privateKey = readPrivateKey("privateKey", privateKey);
    if (!equal(sealingPublicKey(this.#privateKey), this.bound.aggregatorKeys[role])) {
      throw new FedzkError3("invalid-argument", `"privateKey" is not that of the task's ${role} key.`);
    }
    if (onEvent !== void 0 && typeof onEvent !== "function") throw unexpected2("onEvent", "a function", onEvent);
    methodsOf(store, ["get", "list", "update"], "store", "a store with get, list and update");
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
      throw new FedzkError3("invalid-state", `Round ${number} is not collected at the ${this.role}; collect it first.`);
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
    const details = { round: String(round), report_id: toHex2(reportId(fixed)) };
    this.emit(clientId, "verify_report", result, details);
  }
  /** Tells of a report's refusal. */
  emitRefusal({ code, status, part, clientId, claimedId, round, reportId: id }) {
    this.emit(clientId ?? this.role, "verify_report", "failure", {
      code,
      ...round !== void 0 && { round: String(round) },
      ...id && { report_id: toHex2(id) },
      ...status && { status },
      ...part !== void 0 && { part },
      ...claimedId !== void 0 && { claimed_id: claimedId }
    });
  }
};
function readVerifier(verifier) {
  methodsOf(
    verifier,
    ["explain", "verifyBatch"],
    "verifier",
    "a Verifier or VerifierPool of @fedzk/verify"
  );
  const { id, nPublic } = optionsOf2(verifier, ["id", "nPublic"], "verifier");
  if (nPublic === SIGNALS) return id;
  throw unexpected2("verifier", `a key of ${SIGNALS} public signals, that of the circuit`, nPublic);
}

// src/aggregator/checks.ts
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
  const [blind, share] = [plain.subarray(0, BLIND_BYTES), readElements(plain.subarray(BLIND_BYTES))];
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

// src/aggregator/helper.ts
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

// src/aggregator/leader.ts
import { FedzkError as FedzkError4, optionsOf as optionsOf3, unexpected as unexpected3 } from "@fedzk/core";
var TaskLeader = class extends TaskAggregator {
  async submit(report, options = {}) {
    const { sender } = optionsOf3(options, ["sender"]);
    if (sender !== void 0 && typeof sender !== "string") throw unexpected3("sender", "a client id", sender);
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
      throw new FedzkError4("invalid-argument", '"prepare" expected the bytes that the leader gave for the helper.');
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
      throw new FedzkError4(
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
    throw new FedzkError4("invalid-state", `Round ${number} is not collected; collect() it first.`);
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

// src/aggregator/create.ts
function createAggregator(task, options) {
  const { role } = optionsOf4(options, ["role"]);
  if (role === "leader") return new TaskLeader(task, role, options);
  if (role === "helper") return new TaskHelper(task, role, options);
  throw unexpected4("role", '"leader" or "helper"', role);
}

// src/aggregator/store.ts
import { byteLength as byteLength3, unexpected as unexpected5 } from "@fedzk/core";
function memoryStore() {
  const entries = /* @__PURE__ */ new Map();
  return {
    async get(key) {
      return copy(entries.get(key));
    },
    async list(prefix) {
      if (typeof prefix !== "string") throw unexpected5("prefix", "a string", prefix);
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
    throw unexpected5(name, expected, map, { cause });
  }
  const right = read2.every(
    ([key, value]) => typeof key === "string" && (value === void 0 || byteLength3(value) !== void 0)
  );
  if (!right) throw unexpected5(name, expected, map);
  return read2;
}
function copy(value) {
  return value && new Uint8Array(value);
}
function same(a, b) {
  if (a === void 0 || b === void 0) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

// src/client.ts
import { describe as describe2, FedzkError as FedzkError6, methodsOf as methodsOf2, optionsOf as optionsOf6, plainView, signalOf, unexpected as unexpected6 } from "@fedzk/core";

// src/compose.ts
import { byteLength as byteLength4, optionsOf as optionsOf5 } from "@fedzk/core";
import { encodeProof } from "@fedzk/verify";

// src/protocol/commitment.ts
var BLOCK2 = 15;
function commit(blinding, packed, pad, { n, bits, headroom }) {
  const elements = [blinding, ...packed, pad];
  let state = BigInt(n) * 2n ** 16n + BigInt(bits * 256 + headroom);
  for (let at = 0; at < elements.length; at += BLOCK2) state = poseidon([state, ...elements.slice(at, at + BLOCK2)]);
  return state;
}

// src/protocol/shares.ts
import { FedzkError as FedzkError5 } from "@fedzk/core";
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
      blind: random(BLIND_BYTES),
      pads: elements(),
      blindings: elements()
    });
  }
  /** @throws {FedzkError} `already-reported`, the second time */
  take() {
    const drawn = this.#drawn;
    if (drawn === void 0) {
      throw new FedzkError5("already-reported", "The secrets of a report were to be used for another; draw fresh ones.");
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

// src/compose.ts
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
    proofs.push(proofBytes(optionsOf5(proved, ["proof"], "prove()").proof));
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
  return new Uint8Array(byteLength4(proof) === PROOF_BYTES ? proof : encodeProof(proof, "fedzk"));
}

// src/client.ts
function createClient(task, options) {
  const { prover, signingKey } = optionsOf6(options, ["prover", "signingKey"]);
  methodsOf2(prover, ["prove"], "prover", "a prover with vkeyId and prove");
  const bound = bindTask(task, optionsOf6(prover, ["vkeyId"], "prover").vkeyId);
  if (bound.clients === void 0 !== (signingKey === void 0)) {
    const expected = bound.clients === void 0 ? "none: the task is open" : "an Ed25519 private key";
    throw new FedzkError6("invalid-argument", `"signingKey" expected ${expected}, got ${describeSecret(signingKey)}.`);
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
      throw new FedzkError6(
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
      throw new FedzkError6("invalid-argument", `"clientId" expected a client of the task, got ${describe2(clientId)}.`);
    }
    if (!equal(publicKey, signingPublicKey(this.#signingKey))) {
      throw new FedzkError6("invalid-argument", `"signingKey" is not the key that the task has for "${clientId}".`);
    }
  }
};
function readReportOptions(options) {
  const { signal, onProgress } = optionsOf6(options, ["signal", "onProgress"]);
  signalOf(signal);
  if (onProgress !== void 0 && typeof onProgress !== "function") {
    throw unexpected6("onProgress", "a function", onProgress);
  }
  return { ...signal && { signal }, ...onProgress && { onProgress } };
}
async function copyOf(report) {
  return new Uint8Array(await report);
}
function readValues(values, { n, bits, parts, maxNormSq }) {
  const kind = bits === 16 ? "Int16Array" : "Int8Array";
  const view = plainView(values, [kind]);
  if (view === void 0 || view.length > n * parts) {
    throw new FedzkError6(
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
    throw new FedzkError6("invalid-argument", `"values[${outside}]" expected ${-limit} to ${limit - 1}.`);
  }
  const copies = Array.from({ length: parts }, (_, t) => all.subarray(t * n, (t + 1) * n));
  for (const [t, part] of copies.entries()) {
    let normSq = 0n;
    for (const value of part) normSq += BigInt(value * value);
    if (normSq > maxNormSq) {
      throw new FedzkError6(
        "invalid-argument",
        `"values" expected \u03A3 x\xB2 of ${maxNormSq} at most in part ${t + 1}; clip or scale the update.`
      );
    }
  }
  return copies;
}
export {
  FedzkError7 as FedzkError,
  createAggregator,
  createClient,
  createSealingKey,
  createSigningKey,
  createTask,
  memoryStore,
  reportLength
};
