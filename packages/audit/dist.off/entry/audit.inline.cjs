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
  AuditLog: () => AuditLog,
  FedzkError: () => import_chunk_NX67S27D.FedzkError,
  cosignCheckpoint: () => cosignCheckpoint,
  createSigner: () => createSigner,
  currentCheckpoint: () => currentCheckpoint,
  decodeEvent: () => decodeEvent,
  explainConsistency: () => import_chunk_NX67S27D.explainConsistency,
  explainEntry: () => import_chunk_NX67S27D.explainEntry,
  exportAs: () => exportAs,
  httpReader: () => import_chunk_B2ATX3S6.httpReader,
  inspectLog: () => inspectLog,
  memoryStorage: () => import_chunk_WPM2IGVF.memoryStorage,
  openSealed: () => openSealed,
  proveEntry: () => proveEntry,
  pseudonym: () => pseudonym,
  readEntries: () => readEntries,
  readMinimum: () => readMinimum,
  readProof: () => readProof,
  rebuildTiles: () => rebuildTiles,
  subjectOf: () => subjectOf,
  verifyConsistency: () => import_chunk_NX67S27D.verifyConsistency,
  verifyEntry: () => import_chunk_NX67S27D.verifyEntry,
  verifyLog: () => import_chunk_WKKFAZS4.verifyLog
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_WPM2IGVF = require("../chunks/chunk-WPM2IGVF.cjs");
var import_chunk_NX67S27D = require("../chunks/chunk-NX67S27D.cjs");
var import_chunk_WKKFAZS4 = require("../chunks/chunk-WKKFAZS4.cjs");
var import_chunk_B2ATX3S6 = require("../chunks/chunk-B2ATX3S6.cjs");
var import_chunk_PB6VERCX = require("../chunks/chunk-PB6VERCX.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var import_core3 = require("@fedzk/core");
var import_core4 = require("@fedzk/core");
var import_core5 = require("@fedzk/core");
var import_core6 = require("@fedzk/core");
var import_core7 = require("@fedzk/core");
var import_core8 = require("@fedzk/core");
var import_core9 = require("@fedzk/core");
var import_core10 = require("@fedzk/core");
var import_core11 = require("@fedzk/core");
var import_core12 = require("@fedzk/core");
var import_core13 = require("@fedzk/core");
var import_core14 = require("@fedzk/core");
var import_core15 = require("@fedzk/core");
var import_core16 = require("@fedzk/core");
var import_core17 = require("@fedzk/core");
var import_core18 = require("@fedzk/core");
var import_core19 = require("@fedzk/core");
var import_core20 = require("@fedzk/core");
var import_core21 = require("@fedzk/core");
var import_core22 = require("@fedzk/core");
var import_core23 = require("@fedzk/core");
var import_core24 = require("@fedzk/core");
var import_core25 = require("@fedzk/core");
var import_core26 = require("@fedzk/core");
var import_core27 = require("@fedzk/core");
var import_core28 = require("@fedzk/core");
var import_core29 = require("@fedzk/core");
var import_core30 = require("@fedzk/core");
var import_core31 = require("@fedzk/core");
var import_core32 = require("@fedzk/core");
var import_core33 = require("@fedzk/core");
var import_core34 = require("@fedzk/core");
var import_core35 = require("@fedzk/core");
var import_core36 = require("@fedzk/core");
var import_core37 = require("@fedzk/core");
var MOST_DEPTH = 8;
var MOST_DETAILS_BYTES = 32768;
var NO_ESCAPE = /^[ !#-[\]-~]*$/;
function writeString(text) {
  return NO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text);
}
function writeDetails(name, details) {
  if (typeof details !== "object" || details === null || Array.isArray(details)) {
    throw (0, import_chunk_PB6VERCX.unexpected)(name, "an object", details);
  }
  const text = new Writer(name).details(details);
  if (3 * text.length > MOST_DETAILS_BYTES && (0, import_chunk_PB6VERCX.utf8Length)(text) > MOST_DETAILS_BYTES) throw tooLong(name);
  return text;
}
function tooLong(name) {
  return new import_core3.FedzkError(
    "invalid-argument",
    `"${name}" expected at most ${MOST_DETAILS_BYTES} bytes as canonical JSON, got more.`
  );
}
var Refused = class _Refused extends Error {
  expected;
  got;
  place = "";
  constructor(expected, got) {
    super();
    this.expected = expected;
    this.got = got;
  }
  /** What was thrown is in a member of another value. */
  static within(member, error) {
    if (error instanceof _Refused) error.place = placeOf(member) + error.place;
    return error;
  }
};
function placeOf(member) {
  if (typeof member === "number") return `[${member}]`;
  return /^[A-Za-z_]\w{0,63}$/.test(member) ? `.${member}` : `[${(0, import_core3.describe)(member)}]`;
}
var JSON_VALUES = "a string, a finite number, true, false, null, an array or a plain object";
var Writer = class {
  #name;
  /** Objects that hold each other many times would grow without end before they are measured. */
  #left = MOST_DETAILS_BYTES;
  constructor(name) {
    this.#name = name;
  }
  /** @throws {FedzkError} `invalid-argument`, which names what is wrong by its place */
  details(value) {
    try {
      return this.#object(value, 1);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { place, expected, got } = error;
      throw new import_core3.FedzkError("invalid-argument", `"${this.#name}${place}" expected ${expected}, got ${got}.`);
    }
  }
  #object(value, depth) {
    if (!isPlain(value)) throw refused(JSON_VALUES, value);
    const keys = Object.keys(value);
    if (!areSorted(keys)) keys.sort();
    let text = "";
    let member = "";
    try {
      for (const key of keys) {
        member = key;
        text += `${text === "" ? "{" : ","}${this.#string(key)}:${this.#value(value[key], depth)}`;
      }
    } catch (error) {
      throw Refused.within(member, error);
    }
    this.#spend(2);
    return text === "" ? "{}" : `${text}}`;
  }
  #array(values, depth) {
    let text = "";
    let i = 0;
    try {
      for (; i < values.length; i++) text += `${i === 0 ? "[" : ","}${this.#value(values[i], depth)}`;
    } catch (error) {
      throw Refused.within(i, error);
    }
    this.#spend(2);
    return text === "" ? "[]" : `${text}]`;
  }
  #value(value, depth) {
    switch (typeof value) {
      case "string":
        return this.#string(value);
      case "number":
        return this.#number(value);
      case "boolean":
        this.#spend(4);
        return value ? "true" : "false";
      case "object":
        if (value === null) {
          this.#spend(4);
          return "null";
        }
        if (depth === MOST_DEPTH) throw refused(`at most ${MOST_DEPTH} objects and arrays in each other`, value);
        return Array.isArray(value) ? this.#array(value, depth + 1) : this.#object(value, depth + 1);
      default:
        throw refused(JSON_VALUES, value);
    }
  }
  #string(value) {
    this.#spend(value.length + 2);
    if (NO_ESCAPE.test(value)) return `"${value}"`;
    if (/[\0\ud800-\udfff]/.test(value) && /[\0\p{Cs}]/u.test(value))
      throw refused("strings without U+0000 and lone surrogates", value);
    return JSON.stringify(value);
  }
  /** RFC 8785 §3.2.2.3: as ECMA-262 writes numbers. −0 is 0. */
  #number(value) {
    if (!Number.isFinite(value) || Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw refused("finite numbers, and integers within 2^53 - 1", value);
    }
    this.#spend(1);
    return String(value);
  }
  /** Bytes that the text has at least. */
  #spend(bytes) {
    this.#left -= bytes;
    if (this.#left < 0) throw tooLong(this.#name);
  }
};
function refused(expected, got) {
  return new Refused(expected, nameOf(got));
}
function nameOf(value) {
  const words = (0, import_core3.describe)(value);
  if (words !== "an object") return words;
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  return tag !== "Object" && /^\w{1,40}$/.test(tag) ? `${words} (${tag})` : words;
}
function areSorted(keys) {
  let before = "";
  for (const key of keys) {
    if (key < before) return false;
    before = key;
  }
  return true;
}
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
var MOST_CHARACTERS = 256;
var MOST_REASON_CHARACTERS = 1024;
var NOT_IN_A_LINE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
var NAME = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$/;
var HASH_DIGITS = 64;
var HASH = /^[0-9a-f]{64}$/;
var HASH_OF_ANY_CASE = /^[0-9a-f]{64}$/i;
var UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
var TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
var TRACE = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
var RESULTS = ["success", "failure", "denied", "error", "logged"];
var SEVERITIES = ["low", "medium", "high", "critical"];
var writeText = (name, value) => writeLine(name, value, MOST_CHARACTERS);
var writeReason = (name, value) => writeLine(name, value, MOST_REASON_CHARACTERS);
function writeLine(name, value, most) {
  if (typeof value !== "string" || value.length === 0 || value.length > most) {
    throw (0, import_chunk_PB6VERCX.unexpected)(name, `a string of 1 to ${most} characters`, value);
  }
  if (NO_ESCAPE.test(value)) return value;
  if (NOT_IN_A_LINE.test(value)) {
    throw (0, import_chunk_PB6VERCX.unexpected)(name, "a string of one line, without control characters and lone surrogates", value);
  }
  return writeString(value).slice(1, -1);
}
var writeUserId = (name, value) => {
  if (typeof value === "string" && value.length === HASH_DIGITS && HASH_OF_ANY_CASE.test(value)) {
    throw (0, import_chunk_PB6VERCX.unexpected)(
      name,
      "a name or pseudonym(tenantKey, userId), since who guesses a name finds its bare hash, and so it isn't a pseudonym",
      value
    );
  }
  return writeText(name, value);
};
var OWN_OPERATIONS = ["log.epoch", "log.prune", "privacy.erase"];
var writeCallersOperation = (name, value) => {
  if (!OWN_OPERATIONS.includes(value)) return writeName(name, value);
  throw (0, import_chunk_PB6VERCX.unexpected)(name, `another one than ${OWN_OPERATIONS.join(", ")}, which only the log itself says`, value);
};
var writeName = (name, value) => {
  if (typeof value === "string" && value.length <= MOST_CHARACTERS && NAME.test(value)) return value;
  throw (0, import_chunk_PB6VERCX.unexpected)(name, `a name as proof_generation or model.update, of 1 to ${MOST_CHARACTERS} characters`, value);
};
var writeHash = (name, value) => writeMatching(name, value, HASH, "64 lower-case hexadecimal digits");
var writeId = (name, value) => writeMatching(name, value, UUID_V7, "a UUIDv7 in lower case");
var writeTrace = (name, value) => writeMatching(name, value, TRACE, "a traceparent of W3C Trace Context, version 00");
function writeMatching(name, value, pattern, expected) {
  if (typeof value === "string" && pattern.test(value)) return value;
  throw (0, import_chunk_PB6VERCX.unexpected)(name, expected, value);
}
var writeTime = (name, value) => {
  if (typeof value === "string" && TIME.test(value) && isoTime(Date.parse(value)) === value) return value;
  throw (0, import_chunk_PB6VERCX.unexpected)(name, "a time in UTC with milliseconds, as 2026-01-31T12:00:00.000Z", value);
};
function isoTime(milliseconds) {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return void 0;
  const text = date.toISOString();
  return text.length === 24 ? text : void 0;
}
var writeResult = (name, value) => writeOneOf(name, value, RESULTS);
var writeSeverity = (name, value) => writeOneOf(name, value, SEVERITIES);
function writeOneOf(name, value, choices) {
  if (choices.includes(value)) return value;
  throw (0, import_chunk_PB6VERCX.unexpected)(name, `one of ${choices.join(", ")}`, value);
}
var writeDuration = (name, value) => {
  if (Number.isSafeInteger(value) && value >= 0) return String(value);
  throw (0, import_chunk_PB6VERCX.unexpected)(name, "whole microseconds, from 0 to 2^53 - 1", value);
};
var writeBoolean = (name, value) => {
  if (typeof value === "boolean") return String(value);
  throw (0, import_chunk_PB6VERCX.unexpected)(name, "true or false", value);
};
var SIGNATURE = /^((?:.*\n)+)signature ([0-9a-f]{128})\n$/;
async function signStatement(kind, says, signer) {
  const text = `${firstLine(kind)}${signer.name}
${says}`;
  return (0, import_chunk_PB6VERCX.utf8)(`${text}signature ${(0, import_core6.toHex)(await signer.sign((0, import_chunk_PB6VERCX.utf8)(signedText(text))))}
`);
}
function readStatement(kind, bytes, path, key) {
  const [, text = "", signature = ""] = SIGNATURE.exec((0, import_chunk_PB6VERCX.decoded)(bytes)) ?? [];
  const first = firstLine(kind);
  const end = text.indexOf("\n", first.length);
  if (!text.startsWith(first) || end < 0) {
    throw new import_core6.FedzkError("damaged", `${path} is damaged; restore the log, or begin a new one with AuditLog.newEpoch.`);
  }
  const [origin, says] = [text.slice(first.length, end), text.slice(end + 1)];
  if (key === void 0) return { origin, says };
  if (origin !== key.name) {
    throw new import_core6.FedzkError(
      "invalid-state",
      `The log is ${JSON.stringify(origin)}, and the key another's: it can't go on.`
    );
  }
  if ((0, import_chunk_PB6VERCX.verifySignature)(key, signedText(text), (0, import_core6.fromHex)(signature))) return { origin, says };
  throw notAuthentic(path, "was not signed with the log's key");
}
function notAuthentic(path, why2) {
  return new import_core6.FedzkError(
    "not-authentic",
    `${path} ${why2}: somebody else wrote it, and nothing was signed. Restore the folder and open it with "since", a checkpoint that was kept elsewhere, or begin a new log after it with AuditLog.newEpoch.`
  );
}
function rolledBack(why2) {
  return new import_core6.FedzkError(
    "rolled-back",
    `The log is older than what it signed: ${why2}. A backup was put in its place, or a disk lost it; going on would fork it. Restore what is missing, or begin a new log after it with AuditLog.newEpoch.`
  );
}
function damagedJournal({ path, at }) {
  return new import_core6.FedzkError(
    "damaged",
    `${path} is damaged at byte ${at}, before entries that were acknowledged; restore the log.`
  );
}
function firstLine(kind) {
  return `fedzk.dev/audit-${kind}/v1
`;
}
function signedText(text) {
  return `\0${text}`;
}
var MINIMUM = ".state/minimum";
var SEGMENTS = ".state/segments";
async function readMinimum(reader, trust) {
  const key = trust === void 0 ? void 0 : (0, import_chunk_WKKFAZS4.policyOf)(trust).log;
  const bytes = await reader.read(MINIMUM);
  if (bytes === void 0) return 0;
  const { says } = readStatement("minimum", bytes, MINIMUM, key);
  const minimum = Number(says);
  if (/^\d+\n$/.test(says) && Number.isSafeInteger(minimum) && minimum % import_chunk_PB6VERCX.TILE_WIDTH === 0) return minimum;
  throw new import_core5.FedzkError("damaged", `${MINIMUM} is damaged; it is the index of the first entry whose bundle is kept.`);
}
async function writeMinimum(storage, minimum, signer) {
  await storage.replace({ path: MINIMUM, bytes: await signStatement("minimum", `${minimum}
`, signer) });
}
async function readSegments(reader, first, key) {
  const bytes = await reader.read(SEGMENTS);
  return (bytes && segmentsIn(bytes, key)) ?? { starts: [first], next: first, bytes: 0 };
}
async function writeSegments(storage, segments, signer) {
  const says = `${JSON.stringify(segments)}
`;
  await storage.replace({ path: SEGMENTS, bytes: await signStatement("segments", says, signer) });
}
function segmentsIn(bytes, key) {
  try {
    return segmentsOf(readStatement("segments", bytes, SEGMENTS, key).says);
  } catch (error) {
    if (error instanceof import_core5.FedzkError) return void 0;
    throw error;
  }
}
function segmentsOf(text) {
  try {
    const { starts, next, bytes } = JSON.parse(text);
    const rising = Array.isArray(starts) && starts.every((start, i) => whole(start) && start > (starts[i - 1] ?? -1));
    if (!rising || starts.length === 0 || !whole(next) || !whole(bytes)) return void 0;
    return next >= (starts.at(-1) ?? 0) ? { starts: [...starts], next, bytes } : void 0;
  } catch {
    return void 0;
  }
}
function whole(value) {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
var newEdge = () => ({ hashes: new Uint8Array(import_chunk_PB6VERCX.TILE_WIDTH * import_chunk_PB6VERCX.HASH_BYTES), width: 0 });
var Frontier = class _Frontier {
  #edges;
  #size;
  /** @param edges of a tree of that size, from the leaves on; they are copied */
  constructor(size = 0, edges = []) {
    this.#size = size;
    this.#edges = edges.map(({ hashes, width }) => ({ hashes: hashes.slice(), width }));
  }
  /**
   * The first entries of a signed tree, by its tiles.
   *
   * @throws {FedzkError} `damaged`: they do not lead to its root
   */
  static async at(reader, size, signed) {
    const root = await new import_chunk_B2ATX3S6.Tiles(reader, signed.size).rootOfFirst(size, signed.root);
    const edges = [];
    for (let level = 0; (0, import_chunk_B2ATX3S6.countAt)(level, size) > 0; level++) {
      const edge = newEdge();
      edges.push(edge);
      edge.width = (0, import_chunk_B2ATX3S6.countAt)(level, size) % import_chunk_PB6VERCX.TILE_WIDTH;
      if (edge.width === 0) continue;
      const index = Math.floor((0, import_chunk_B2ATX3S6.countAt)(level, size) / import_chunk_PB6VERCX.TILE_WIDTH);
      const tile = await (0, import_chunk_B2ATX3S6.readTile)(reader, level, index, (0, import_chunk_B2ATX3S6.widthAt)(level, index, signed.size));
      edge.hashes.set((tile ?? new Uint8Array(0)).subarray(0, edge.width * import_chunk_PB6VERCX.HASH_BYTES));
    }
    const frontier = new _Frontier(size, edges);
    if ((0, import_chunk_PB6VERCX.sameBytes)(frontier.root(), root)) return frontier;
    throw new import_core7.FedzkError(
      "damaged",
      `The tiles of the first ${size} entries do not lead to the root that was signed; rebuild them with rebuildTiles.`
    );
  }
  get size() {
    return this.#size;
  }
  /** @param each called after each leaf */
  add(leaves, each) {
    for (let at = 0; at < leaves.length; at += import_chunk_PB6VERCX.HASH_BYTES) {
      this.#push(0, leaves.subarray(at, at + import_chunk_PB6VERCX.HASH_BYTES));
      this.#size++;
      each?.();
    }
  }
  #push(level, hash) {
    this.#edges[level] ??= newEdge();
    const edge = this.#edges[level];
    edge.hashes.set(hash, edge.width * import_chunk_PB6VERCX.HASH_BYTES);
    edge.width++;
    if (edge.width < import_chunk_PB6VERCX.TILE_WIDTH) return;
    edge.width = 0;
    this.#push(level + 1, (0, import_chunk_PB6VERCX.rootOf)(edge.hashes));
  }
  root() {
    let right = new Uint8Array(0);
    for (const { hashes, width } of this.#edges) {
      const all = (0, import_core7.concat)(hashes.subarray(0, width * import_chunk_PB6VERCX.HASH_BYTES), right);
      if (all.length > 0) right = (0, import_chunk_PB6VERCX.rootOf)(all);
    }
    return right.length > 0 ? right : (0, import_chunk_PB6VERCX.rootOf)(right);
  }
};
var MAGIC = [70, 75, 65, 74];
var HEADER = 20;
var TAG = HEADER + import_chunk_PB6VERCX.HASH_BYTES;
var START = TAG + import_chunk_PB6VERCX.HASH_BYTES;
function pack(entries) {
  const all = `\0\0${entries.join("\0\0")}`;
  const packed = new Uint8Array(all.length);
  if (!(0, import_chunk_PB6VERCX.writeAscii)(all, packed)) return packBytes(entries.map(import_chunk_PB6VERCX.utf8));
  let at = 0;
  for (const { length } of entries) {
    packed[at] = length >> 8;
    packed[at + 1] = length;
    at += 2 + length;
  }
  return packed;
}
function packBytes(entries) {
  const packed = new Uint8Array(entries.reduce((length, entry) => length + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    packed[at] = entry.length >> 8;
    packed[at + 1] = entry.length;
    packed.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return packed;
}
function startOf({ size, root }) {
  const index = new Uint8Array(8);
  new DataView(index.buffer).setBigUint64(0, BigInt(size));
  return (0, import_chunk_PB6VERCX.leafHash)((0, import_core8.concat)(index, root));
}
var GroupWriter = class {
  #key;
  /** The tag of the last one. */
  #previous;
  /** @param continued the tree of the entries before the first one */
  constructor(key, continued) {
    this.#key = key;
    this.#previous = startOf(continued);
  }
  /** The next one's bytes. */
  write({ first, count, packed, leaves }) {
    const header2 = new Uint8Array(HEADER);
    header2.set(MAGIC);
    const view = new DataView(header2.buffer);
    view.setUint32(4, packed.length);
    view.setBigUint64(8, BigInt(first));
    view.setUint32(16, count);
    const checksum = checksumOf(header2, leaves);
    this.#previous = this.#key.tag(this.#previous, checksum);
    return (0, import_core8.concat)(header2, checksum, this.#previous, packed);
  }
};
function checksumOf(header2, leaves) {
  return (0, import_chunk_PB6VERCX.leafHash)((0, import_core8.concat)(header2, leaves));
}
function groupAt(bytes, at) {
  if (bytes.length < at + START || !MAGIC.every((byte, i) => bytes[at + i] === byte)) return void 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER);
  const end = at + START + view.getUint32(4);
  if (end > bytes.length) return void 0;
  const packed = bytes.subarray(at + START, end);
  const leaves = (0, import_chunk_PB6VERCX.leafHashes)(packed);
  const [first, count] = [Number(view.getBigUint64(8)), view.getUint32(16)];
  if (leaves === void 0 || leaves.length !== count * import_chunk_PB6VERCX.HASH_BYTES || count === 0) return void 0;
  const [checksum, tag] = [bytes.subarray(at + HEADER, at + TAG), bytes.subarray(at + TAG, at + START)];
  if (!(0, import_chunk_PB6VERCX.sameBytes)(checksum, checksumOf(bytes.subarray(at, at + HEADER), leaves))) return void 0;
  return { first, count, packed, leaves, checksum, tag };
}
function readGroups(bytes, first, authority) {
  const groups = [];
  let [at, next] = [0, first];
  const { key, root } = authority ?? {};
  let previous = root && startOf({ size: first, root });
  let forgedAt;
  for (let group = groupAt(bytes, 0); group?.first === next; group = groupAt(bytes, at)) {
    const isOwn = key === void 0 || previous !== void 0 && (0, import_chunk_PB6VERCX.sameBytes)(key.tag(previous, group.checksum), group.tag);
    if (!isOwn) {
      forgedAt = at;
      break;
    }
    groups.push(group);
    previous = group.tag;
    at += START + group.packed.length;
    next += group.count;
  }
  const rest = bytes.subarray(at);
  return { groups, damagedAt: isRoom(rest) ? void 0 : at, behind: endOfGroups(rest), forgedAt };
}
function isRoom(bytes) {
  let at = 0;
  while (at < bytes.length && bytes[at] === 0) at++;
  return at === bytes.length;
}
function endOfGroups(bytes) {
  const [letter = 0] = MAGIC;
  let end = 0;
  for (let at = bytes.indexOf(letter); at >= 0; at = bytes.indexOf(letter, at + 1)) {
    const { first = 0, count = 0 } = groupAt(bytes, at) ?? {};
    end = Math.max(end, first + count);
  }
  return end;
}
var _HMAC = class {
  oHash;
  iHash;
  blockLen;
  outputLen;
  canXOF = false;
  finished = false;
  destroyed = false;
  constructor(hash, key) {
    (0, import_chunk_PB6VERCX.ahash)(hash);
    (0, import_chunk_PB6VERCX.abytes)(key, void 0, "key");
    this.iHash = hash.create();
    if (typeof this.iHash.update !== "function")
      throw new Error("expected Hash instance");
    this.blockLen = this.iHash.blockLen;
    this.outputLen = this.iHash.outputLen;
    const blockLen = this.blockLen;
    const pad = new Uint8Array(blockLen);
    pad.set(key.length > blockLen ? hash.create().update(key).digest() : key);
    for (let i = 0; i < pad.length; i++)
      pad[i] ^= 54;
    this.iHash.update(pad);
    this.oHash = hash.create();
    for (let i = 0; i < pad.length; i++)
      pad[i] ^= 54 ^ 92;
    this.oHash.update(pad);
    (0, import_chunk_PB6VERCX.clean)(pad);
  }
  update(buf) {
    (0, import_chunk_PB6VERCX.aexists)(this);
    this.iHash.update(buf);
    return this;
  }
  digestInto(out) {
    (0, import_chunk_PB6VERCX.aexists)(this);
    (0, import_chunk_PB6VERCX.aoutput)(out, this);
    this.finished = true;
    const buf = out.subarray(0, this.outputLen);
    this.iHash.digestInto(buf);
    this.oHash.update(buf);
    this.oHash.digestInto(buf);
    this.destroy();
  }
  digest() {
    const out = new Uint8Array(this.oHash.outputLen);
    this.digestInto(out);
    return out;
  }
  _cloneInto(to) {
    to ||= Object.create(Object.getPrototypeOf(this), {});
    const { oHash, iHash, finished, destroyed, blockLen, outputLen, canXOF } = this;
    to = to;
    to.finished = finished;
    to.destroyed = destroyed;
    to.blockLen = blockLen;
    to.outputLen = outputLen;
    to.canXOF = canXOF;
    to.oHash = oHash._cloneInto(to.oHash);
    to.iHash = iHash._cloneInto(to.iHash);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
  destroy() {
    this.destroyed = true;
    this.oHash.destroy();
    this.iHash.destroy();
  }
};
var hmac = /* @__PURE__ */ (() => {
  const hmac_ = ((hash, key, message) => new _HMAC(hash, key).update(message).digest());
  hmac_.create = (hash, key) => new _HMAC(hash, key);
  return hmac_;
})();
var HKDF_COUNTER = /* @__PURE__ */ Uint8Array.of(0);
var EMPTY_BUFFER = /* @__PURE__ */ Uint8Array.of();
function expand(hash, prk, info, length = 32, _recycled) {
  (0, import_chunk_PB6VERCX.ahash)(hash);
  (0, import_chunk_PB6VERCX.anumber)(length, "length");
  (0, import_chunk_PB6VERCX.abytes)(prk, void 0, "prk");
  const olen = hash.outputLen;
  if (prk.length < olen)
    throw new Error('"prk" must be at least HashLen octets');
  if (length > 255 * olen)
    throw new Error("Length must be <= 255*HashLen");
  const blocks = Math.ceil(length / olen);
  if (info === void 0)
    info = EMPTY_BUFFER;
  else
    (0, import_chunk_PB6VERCX.abytes)(info, void 0, "info");
  if (!blocks) {
    if (_recycled)
      (0, import_chunk_PB6VERCX.clean)(prk);
    return new Uint8Array();
  }
  const okm = _recycled && blocks === 1 ? prk : new Uint8Array(blocks * olen);
  const { iHash, oHash } = hmac.create(hash, prk);
  const T = _recycled ? prk : new Uint8Array(olen);
  const worker = blocks > 1 ? _recycled?.iHash || hash.create() : void 0;
  for (let counter = 0; counter < blocks - 1; counter++) {
    HKDF_COUNTER[0] = counter + 1;
    const iWork = iHash._cloneInto(worker);
    if (counter)
      iWork.update(T);
    iWork.update(info).update(HKDF_COUNTER).digestInto(T);
    oHash._cloneInto(worker).update(T).digestInto(T);
    okm.set(T, olen * counter);
  }
  HKDF_COUNTER[0] = blocks;
  if (blocks > 1)
    iHash.update(T);
  iHash.update(info).update(HKDF_COUNTER).digestInto(T);
  oHash.update(T).digestInto(T);
  okm.set(T, olen * (blocks - 1));
  iHash.destroy();
  oHash.destroy();
  worker?.destroy();
  if (T !== okm)
    (0, import_chunk_PB6VERCX.clean)(T);
  (0, import_chunk_PB6VERCX.clean)(HKDF_COUNTER);
  if (length === okm.length)
    return okm;
  const res = okm.slice(0, length);
  (0, import_chunk_PB6VERCX.clean)(okm);
  return res;
}
var hkdf = (hash, ikm, salt, info, length) => {
  (0, import_chunk_PB6VERCX.ahash)(hash);
  if (salt === void 0)
    salt = new Uint8Array(hash.outputLen);
  const HMAC = hmac.create(hash, salt).update(ikm);
  return expand(hash, HMAC.digest(), info, length, HMAC);
};
var INFO = (0, import_chunk_PB6VERCX.utf8)("fedzk.dev/audit-journal/v1");
var JournalKey = class _JournalKey {
  #hmac;
  /** Is what each tag is computed in, since a clone for each makes garbage. */
  #scratch;
  constructor(key) {
    this.#hmac = hmac.create(import_chunk_PB6VERCX.sha256, key);
    this.#scratch = hmac.create(import_chunk_PB6VERCX.sha256, key);
  }
  /**
   * The key of a signer's log. It asks for two signatures.
   *
   * @throws {FedzkError} `invalid-argument`: the signatures are not of the signer's key, or differ from each other; what the
   *   signer throws
   */
  static async of(signer) {
    const text = `\0fedzk.dev/audit-journal-key/v1
${signer.name}
`;
    const [first, second] = [await signer.sign((0, import_chunk_PB6VERCX.utf8)(text)), await signer.sign((0, import_chunk_PB6VERCX.utf8)(text))];
    if (!(0, import_chunk_PB6VERCX.verifySignature)((0, import_chunk_PB6VERCX.readVerifierKey)(signer.verifierKey), text, first)) {
      throw new import_core9.FedzkError(
        "invalid-argument",
        '"signer.sign" expected a signature of the key in "signer.verifierKey".'
      );
    }
    if (!(0, import_chunk_PB6VERCX.sameBytes)(first, second)) {
      throw new import_core9.FedzkError(
        "invalid-argument",
        `"signer.sign" expected the same signature of the same bytes each time, as Ed25519 has it (RFC 8032 \xA75.1.6): the journal's key comes of one.`
      );
    }
    const key = hkdf(import_chunk_PB6VERCX.sha256, first, void 0, INFO, import_chunk_PB6VERCX.HASH_BYTES);
    try {
      return new _JournalKey(key);
    } finally {
      for (const secret of [first, second, key]) secret.fill(0);
    }
  }
  /**
   * The tag of a group, 32 bytes: HMAC-SHA-256 over the tag of the group before it and its own checksum.
   *
   * @param previous 32 bytes; for a journal's first group what the journal starts with
   */
  tag(previous, checksum) {
    return this.#hmac._cloneInto(this.#scratch).update(previous).update(checksum).digest();
  }
  /** Overwrites it. */
  dispose() {
    this.#hmac.destroy();
    this.#scratch.destroy();
  }
};
var JOURNALS = ".state/wal/";
function journalPath(first) {
  return `${JOURNALS}${String(first).padStart(16, "0")}`;
}
async function listJournals(storage) {
  return (await storage.list(JOURNALS)).sort();
}
function journalStart(path) {
  const name = path.slice(JOURNALS.length);
  const first = /^\d{16}$/.test(name) ? Number(name) : Number.NaN;
  return Number.isSafeInteger(first) ? first : Number.NaN;
}
async function readTail(storage, journals, signed, key) {
  const tail = new Tail(storage, journals, signed);
  const damages = [];
  let end;
  for (const path of journals) {
    const first = journalStart(path);
    if (Number.isNaN(first)) continue;
    const reached = Math.max(end ?? 0, signed.size);
    if (first > reached) throw missing(damages, `entries from ${reached} on`);
    const { groups, damagedAt, behind } = await tail.read(path, first, key);
    if (damagedAt !== void 0) damages.push({ path, at: damagedAt, behind });
    const last = groups.at(-1);
    end = Math.max(end ?? 0, first, last === void 0 ? 0 : last.first + last.count);
    await tail.take(path, first, groups);
  }
  const lost = damages.find(({ behind }) => behind > (end ?? 0));
  if (lost !== void 0) throw damagedJournal(lost);
  if ((end ?? 0) < signed.size) throw missing(damages, `entries up to ${signed.size}`);
  return tail.groups;
}
async function authenticTail(storage, journals, signed, key) {
  const tail = new Tail(storage, journals, signed);
  try {
    for (const path of journals) {
      const first = journalStart(path);
      if (!Number.isNaN(first)) await tail.take(path, first, (await tail.read(path, first, key)).groups);
    }
  } catch (error) {
    const refused2 = error instanceof import_core11.FedzkError && (error.code === "not-authentic" || error.code === "damaged");
    if (!refused2) throw error;
  }
  return tail.groups;
}
function missing([damage], what) {
  return damage === void 0 ? rolledBack(`${what} are missing from the journals`) : damagedJournal(damage);
}
var Tail = class {
  groups = [];
  #storage;
  #signed;
  /** Where journals begin. */
  #starts;
  /** The root of the tree of so many entries, behind the signed one. */
  #roots = /* @__PURE__ */ new Map();
  #byFirst = /* @__PURE__ */ new Map();
  #tree;
  constructor(storage, journals, signed) {
    this.#storage = storage;
    this.#signed = signed;
    this.#starts = new Set(journals.map(journalStart).filter((first) => first > signed.size));
  }
  get #end() {
    const last = this.groups.at(-1);
    return last === void 0 ? this.#signed.size : last.first + last.count;
  }
  /** Reads a journal, all of whose groups were written with the key. */
  async read(path, first, key) {
    const bytes = await this.#storage.read(path) ?? new Uint8Array(0);
    const authority = key && { key, root: await this.#rootAt(first) };
    const journal = readGroups(bytes, first, authority);
    if (journal.forgedAt === void 0) return journal;
    throw notAuthentic(path, `has entries at byte ${journal.forgedAt} without the log's own mark for this tree`);
  }
  async #rootAt(first) {
    const { size, root } = this.#signed;
    return first <= size ? new import_chunk_B2ATX3S6.Tiles(this.#storage, size).rootOfFirst(first, root) : this.#roots.get(first);
  }
  /** Takes what a journal has behind the others. What it has before that has to be theirs, and the tree's. */
  async take(path, first, groups) {
    const last = groups.at(-1);
    if (last === void 0 || last.first + last.count <= this.#signed.size) return;
    await this.#requireSigned(path, first, groups);
    for (const group of groups) {
      if (group.first < this.#signed.size) continue;
      if (group.first === this.#end) await this.#add(group);
      else if (!isSame(this.#byFirst.get(group.first), group))
        throw ofAnother(path, `the entries from ${group.first} on`);
    }
  }
  /** A journal that begins within the signed tree leads to its root. */
  async #requireSigned(path, first, groups) {
    const { size, root } = this.#signed;
    if (first >= size) return;
    const tree = await Frontier.at(this.#storage, first, this.#signed);
    for (const group of groups) if (group.first < size) tree.add(group.leaves);
    if (tree.size !== size || !(0, import_chunk_PB6VERCX.sameBytes)(tree.root(), root))
      throw ofAnother(path, `the ${size} entries that were signed`);
  }
  async #add(group) {
    this.groups.push(group);
    this.#byFirst.set(group.first, group);
    if (this.#starts.size === 0) return;
    this.#tree ??= await Frontier.at(this.#storage, this.#signed.size, this.#signed);
    this.#tree.add(group.leaves);
    if (this.#starts.has(this.#tree.size)) this.#roots.set(this.#tree.size, this.#tree.root());
  }
};
function isSame(there, { leaves }) {
  return there !== void 0 && (0, import_chunk_PB6VERCX.sameBytes)(there.leaves, leaves);
}
function ofAnother(path, what) {
  return notAuthentic(path, `has not ${what}, but those of another history`);
}
var newEdge2 = () => ({ hashes: new Uint8Array(import_chunk_PB6VERCX.TILE_WIDTH * import_chunk_PB6VERCX.HASH_BYTES), width: 0, grown: false });
var TreeWriter = class _TreeWriter {
  #size = 0;
  #edges = [newEdge2()];
  /** The packed entries of the last bundle. */
  #bundle = [];
  #complete = [];
  /** Of the tiles that are not complete, those that were written in part. */
  #partial = /* @__PURE__ */ new Set();
  #replaced = [];
  /**
   * The tree of a size, by its tiles.
   *
   * @throws {FedzkError} `damaged`: they do not lead to the root
   */
  static async restore(reader, size, root) {
    const tree = new _TreeWriter();
    tree.#size = size;
    for (let level = 0; (0, import_chunk_B2ATX3S6.countAt)(level, size) > 0; level++) {
      const edge = newEdge2();
      tree.#edges[level] = edge;
      edge.width = (0, import_chunk_B2ATX3S6.countAt)(level, size) % import_chunk_PB6VERCX.TILE_WIDTH;
      if (edge.width === 0) continue;
      const index = Math.floor((0, import_chunk_B2ATX3S6.countAt)(level, size) / import_chunk_PB6VERCX.TILE_WIDTH);
      const bytes = await (0, import_chunk_B2ATX3S6.readTile)(reader, level, index, edge.width);
      edge.hashes.set((bytes ?? new Uint8Array(0)).subarray(0, edge.width * import_chunk_PB6VERCX.HASH_BYTES));
      if (level === 0) await tree.#restoreBundle(reader, index, edge);
      tree.#partial.add((0, import_chunk_B2ATX3S6.tilePath)(level, index));
    }
    if ((0, import_chunk_PB6VERCX.sameBytes)(tree.root(), root)) return tree;
    throw new import_core12.FedzkError(
      "damaged",
      "The tiles do not lead to the root that was signed; rebuild them with rebuildTiles."
    );
  }
  async #restoreBundle(reader, index, { width, hashes }) {
    const path = (0, import_chunk_B2ATX3S6.tilePath)("entries", index, width);
    const bytes = await (0, import_chunk_B2ATX3S6.readTile)(reader, "entries", index, width) ?? new Uint8Array(0);
    const leaves = (0, import_chunk_PB6VERCX.bundleHashes)(bytes)?.leaves ?? new Uint8Array(0);
    const wanted = width * import_chunk_PB6VERCX.HASH_BYTES;
    if (leaves.length < wanted || !(0, import_chunk_PB6VERCX.sameBytes)(leaves.subarray(0, wanted), hashes.subarray(0, wanted))) {
      throw new import_core12.FedzkError(
        "damaged",
        `${path} is not the bundle of its tile; rebuild the tiles with rebuildTiles, or restore the log.`
      );
    }
    this.#bundle = [bytes.subarray(0, lengthOfPacked(bytes, width))];
    this.#partial.add((0, import_chunk_B2ATX3S6.tilePath)("entries", index));
  }
  get size() {
    return this.#size;
  }
  /** Adds entries, packed, with their leaf hashes. */
  add(packed, leaves) {
    for (let at = 0, leaf = 0; leaf < leaves.length; ) {
      const edge = this.#edge(0);
      const count = Math.min(import_chunk_PB6VERCX.TILE_WIDTH - edge.width, (leaves.length - leaf) / import_chunk_PB6VERCX.HASH_BYTES);
      const end = at + lengthOfPacked(packed.subarray(at), count);
      this.#bundle.push(packed.subarray(at, end));
      edge.hashes.set(leaves.subarray(leaf, leaf + count * import_chunk_PB6VERCX.HASH_BYTES), edge.width * import_chunk_PB6VERCX.HASH_BYTES);
      edge.width += count;
      edge.grown = true;
      this.#size += count;
      [at, leaf] = [end, leaf + count * import_chunk_PB6VERCX.HASH_BYTES];
      if (edge.width === import_chunk_PB6VERCX.TILE_WIDTH) this.#completeBundle();
    }
  }
  /** Adds a full tile of leaf hashes, the entries of which are not here. The last tile has to be full. */
  addTile(leaves) {
    const edge = this.#edge(0);
    edge.hashes.set(leaves);
    edge.width = import_chunk_PB6VERCX.TILE_WIDTH;
    this.#size += import_chunk_PB6VERCX.TILE_WIDTH;
    this.#completeTiles();
  }
  #edge(level) {
    const edge = this.#edges[level] ?? newEdge2();
    this.#edges[level] = edge;
    return edge;
  }
  #completeBundle() {
    this.#finish({ path: (0, import_chunk_B2ATX3S6.tilePath)("entries", (0, import_chunk_B2ATX3S6.countAt)(1, this.#size) - 1), bytes: (0, import_core12.concat)(...this.#bundle) });
    this.#bundle = [];
    this.#completeTiles();
  }
  #completeTiles() {
    for (let level = 0; this.#edge(level).width === import_chunk_PB6VERCX.TILE_WIDTH; level++) {
      const { hashes } = this.#edge(level);
      this.#finish({ path: (0, import_chunk_B2ATX3S6.tilePath)(level, (0, import_chunk_B2ATX3S6.countAt)(level + 1, this.#size) - 1), bytes: hashes.slice() });
      this.#edges[level] = newEdge2();
      const above = this.#edge(level + 1);
      above.hashes.set((0, import_chunk_PB6VERCX.rootOf)(hashes), above.width * import_chunk_PB6VERCX.HASH_BYTES);
      above.width++;
      above.grown = true;
    }
  }
  #finish(file) {
    this.#complete.push(file);
    if (this.#partial.delete(file.path)) this.#replaced.push(`${file.path}.p/`);
  }
  /** The root of all entries so far. */
  root() {
    return this.frontier().root();
  }
  /** Its right edge as it is now, which grows by itself. */
  frontier() {
    return new Frontier(this.#size, this.#edges);
  }
  /** Full tiles and bundles that no earlier call gave. */
  takeComplete() {
    const files = this.#complete;
    this.#complete = [];
    return files;
  }
  /** What has to be durable before a checkpoint of this size is signed, and the folders that may go after that. */
  takeFiles() {
    const files = [...this.takeComplete()];
    for (const [level, edge] of this.#edges.entries()) {
      if (!edge.grown || edge.width === 0) continue;
      edge.grown = false;
      const index = Math.floor((0, import_chunk_B2ATX3S6.countAt)(level, this.#size) / import_chunk_PB6VERCX.TILE_WIDTH);
      files.push(this.#inPart(level, index, edge.width, edge.hashes.slice(0, edge.width * import_chunk_PB6VERCX.HASH_BYTES)));
      if (level === 0) files.push(this.#inPart("entries", index, edge.width, (0, import_core12.concat)(...this.#bundle)));
    }
    const superseded = this.#replaced;
    this.#replaced = [];
    return { files, superseded };
  }
  #inPart(level, index, width, bytes) {
    this.#partial.add((0, import_chunk_B2ATX3S6.tilePath)(level, index));
    return { path: (0, import_chunk_B2ATX3S6.tilePath)(level, index, width), bytes };
  }
};
function lengthOfPacked(packed, count) {
  let at = 0;
  for (let i = 0; i < count; i++) at += 2 + 256 * (packed[at] ?? 0) + (packed[at + 1] ?? 0);
  return at;
}
var SIGNED = ".state/signed";
var CHECKPOINT = "checkpoint";
function signedStatement(signed, signer) {
  return signStatement("signed", treeLines(signed), signer);
}
function treeLines(signed) {
  return (0, import_chunk_PB6VERCX.checkpointText)(signed).slice(signed.origin.length + 1);
}
function writeSigned(storage, statement) {
  return storage.replace({ path: SIGNED, bytes: statement });
}
function writeCheckpoint(storage, note) {
  return storage.replace({ path: CHECKPOINT, bytes: (0, import_chunk_PB6VERCX.utf8)(note) });
}
async function recover(storage, { signer, journalKey }, accept = async () => void 0) {
  const found = await find(storage, signer, journalKey);
  await accept(found);
  const { signed, tail, journals } = found;
  const statement = found.statement ?? await signedStatement(signed, signer);
  await writeSigned(storage, statement);
  const path = journalPath(signed.size);
  const groups = new GroupWriter(journalKey, signed);
  const journal = await storage.openJournal({ path, bytes: (0, import_core10.concat)(...tail.map((group) => groups.write(group))) });
  try {
    await storage.remove(journals.filter((old) => old !== path && !Number.isNaN(journalStart(old))));
    return { ...found, statement, journal, groups };
  } catch (error) {
    await journal.close().catch(() => void 0);
    throw error;
  }
}
async function find(storage, owner, journalKey) {
  await requireOwnNote(storage, owner);
  const { signed, statement } = await readSigned(storage, owner);
  const published = await readPublished(storage, owner, signed);
  const tree = signed.size === 0 ? new TreeWriter() : await TreeWriter.restore(storage, signed.size, signed.root);
  if (published !== void 0) await requireStart(storage, signed, published);
  const journals = await listJournals(storage);
  const tail = await readTail(storage, journals, signed, journalKey);
  const note = published?.size === signed.size ? published.note : void 0;
  return { signed, statement, note, tree, tail, journals };
}
async function requireOwnNote(storage, owner) {
  const bytes = await storage.read(CHECKPOINT);
  const note = bytes && (0, import_chunk_PB6VERCX.decoded)(bytes);
  if (note === void 0 || owner.verifierKey === void 0 || (0, import_chunk_PB6VERCX.checkpointOf)(note) === void 0) return;
  if (isSignedBy(note, owner)) return;
  throw new import_core10.FedzkError("invalid-state", "The checkpoint was not signed with this key; a log keeps its key.");
}
async function readSigned(storage, owner) {
  const found = await findSigned(storage, keyOf(owner));
  if (found !== void 0) return found;
  if (await hasBegun(storage)) throw rolledBack(`${SIGNED} is missing`);
  return { signed: { origin: owner.name, size: 0, root: (0, import_chunk_PB6VERCX.rootOf)(new Uint8Array(0)) }, statement: void 0 };
}
async function hasBegun(storage) {
  if (await storage.read(CHECKPOINT) !== void 0) return true;
  for (const folder of [JOURNALS, "tile/", "archive/"]) if ((await storage.list(folder)).length > 0) return true;
  return false;
}
function keyOf({ verifierKey: verifierKey2 }) {
  return verifierKey2 === void 0 ? void 0 : (0, import_chunk_PB6VERCX.readVerifierKey)(verifierKey2);
}
async function findSigned(storage, key) {
  const bytes = await storage.read(SIGNED);
  if (bytes === void 0) return void 0;
  if ((0, import_chunk_PB6VERCX.readCheckpoint)((0, import_chunk_PB6VERCX.decoded)(bytes)) !== void 0) throw notAuthentic(SIGNED, "bears no signature");
  const { origin, says } = readStatement("signed", bytes, SIGNED, key);
  const signed = (0, import_chunk_PB6VERCX.readCheckpoint)(`${origin}
${says}`);
  if (signed === void 0) throw new import_core10.FedzkError("damaged", `${SIGNED} is damaged; restore the log.`);
  return { signed, statement: bytes };
}
async function readPublished(storage, owner, signed) {
  const bytes = await storage.read(CHECKPOINT);
  if (bytes === void 0) return void 0;
  const note = (0, import_chunk_PB6VERCX.decoded)(bytes);
  const checkpoint = checkNote(note, owner);
  if (typeof checkpoint === "string") throw new import_core10.FedzkError("damaged", `The checkpoint is damaged (${checkpoint}).`);
  if (checkpoint.size > signed.size) throw rolledBack(`a tree of ${checkpoint.size} was signed`);
  return { ...checkpoint, note };
}
async function requireStart(storage, signed, published) {
  const root = await new import_chunk_B2ATX3S6.Tiles(storage, signed.size).rootOfFirst(published.size, signed.root);
  if ((0, import_chunk_PB6VERCX.sameBytes)(root, published.root)) return;
  throw new import_core10.FedzkError(
    "damaged",
    `The checkpoint and ${SIGNED} are of two histories, both of which this key signed; nothing is signed. Restore the checkpoint of this one, or begin a new log after it with AuditLog.newEpoch.`
  );
}
function checkNote(note, { name, verifierKey: verifierKey2 }) {
  if (verifierKey2 !== void 0) return (0, import_chunk_PB6VERCX.checkCheckpoint)(note, (0, import_chunk_WKKFAZS4.policyOf)({ verifierKey: verifierKey2 }));
  const checkpoint = (0, import_chunk_PB6VERCX.checkpointOf)(note);
  if (checkpoint === void 0) return "malformed-checkpoint";
  return checkpoint.origin === name ? checkpoint : "origin";
}
function isSignedBy(note, { name, verifierKey: verifierKey2 = "" }) {
  const { keyId } = (0, import_chunk_PB6VERCX.readVerifierKey)(verifierKey2);
  const start = (0, import_chunk_PB6VERCX.signatureLine)(name, keyId, new Uint8Array(64))?.slice(0, `\u2014 ${name} `.length + 5);
  return start !== void 0 && note.split("\n").some((line2) => line2.startsWith(start));
}
async function inspectLog(storage, verifierKey2, signer) {
  const own = verifierKey2 ?? signer?.verifierKey;
  const journalKey = signer && await journalKeyOf(signer, own ?? signer.verifierKey);
  try {
    await requireLog(storage);
    const lock = await storage.lock();
    try {
      return await inspect(storage, own, journalKey);
    } finally {
      await lock.release();
    }
  } finally {
    journalKey?.dispose();
  }
}
async function journalKeyOf(signer, verifierKey2) {
  const { name, key } = (0, import_chunk_PB6VERCX.readVerifierKey)(verifierKey2);
  if (!(0, import_chunk_PB6VERCX.sameBytes)((0, import_chunk_PB6VERCX.readVerifierKey)(signer.verifierKey).key, key)) {
    throw new import_core4.FedzkError("invalid-argument", '"signer" expected one of the key in "verifierKey".');
  }
  return JournalKey.of({ name, verifierKey: verifierKey2, sign: (message) => signer.sign(message) });
}
async function requireLog(storage) {
  if (await hasBegun(storage) || await findSignedAtAll(storage) !== void 0) return;
  throw new import_core4.FedzkError("not-found", "There is no log here: no checkpoint, no journal and no tiles.");
}
async function inspect(storage, verifierKey2, journalKey) {
  const owner = { name: await originOf(storage, verifierKey2), verifierKey: verifierKey2 };
  const refused2 = await refusalOf(storage, owner, journalKey);
  const signed = await largestSigned(storage, owner);
  const all = await recoverable(storage, owner, signed);
  const { recovered, unauthenticated } = await vouchedFor(storage, all, signed, journalKey);
  const found = { origin: owner.name, signed, recovered, holds: all.holds, unauthenticated };
  if (refused2 !== void 0) return { ...found, state: refused2.code, why: refused2.message };
  if (!all.holds) return { ...found, state: "damaged", why: "Its entries do not lead to the root that was signed." };
  if (unauthenticated === 0) return { ...found, state: "whole", why: void 0 };
  const entries = unauthenticated === 1 ? "1 entry" : `${unauthenticated} entries`;
  const why2 = `${recovered.size} are signed or authentic. ${entries} behind them can't be authenticated ` + (journalKey === void 0 ? "without the log's signer." : "and are not counted.");
  return { ...found, state: "unverified", why: why2 };
}
async function vouchedFor(storage, { recovered, holds }, signed, journalKey) {
  if (!holds || signed === void 0) return { recovered, unauthenticated: 0 };
  const rest = recovered.size - signed.size;
  const tail = journalKey && rest > 0 ? await authenticTail(storage, await listJournals(storage), signed, journalKey) : [];
  if (tail.length === 0) return { recovered: signed, unauthenticated: Math.max(0, rest) };
  const tree = await Frontier.at(storage, signed.size, signed);
  for (const { leaves } of tail) tree.add(leaves);
  const vouched = { origin: signed.origin, size: tree.size, root: tree.root() };
  return { recovered: vouched, unauthenticated: Math.max(0, recovered.size - vouched.size) };
}
async function originOf(storage, verifierKey2) {
  if (verifierKey2 !== void 0) return (0, import_chunk_PB6VERCX.readVerifierKey)(verifierKey2).name;
  const signed = await findSignedAtAll(storage);
  const note = await storage.read(CHECKPOINT);
  const found = typeof signed === "object" ? signed : note && (0, import_chunk_PB6VERCX.checkpointOf)((0, import_chunk_PB6VERCX.decoded)(note));
  if (found !== void 0) return found.origin;
  throw new import_core4.FedzkError("damaged", "Nothing says whose log this is; its verifier key does.");
}
async function refusalOf(storage, owner, journalKey) {
  try {
    await find(storage, owner, journalKey);
    await readMinimum(storage, trustIn(owner));
    return void 0;
  } catch (error) {
    if (!(error instanceof import_core4.FedzkError)) throw error;
    const { code, message } = error;
    if (code === "rolled-back" || code === "damaged" || code === "not-authentic") return { code, message };
    throw error;
  }
}
function trustIn({ verifierKey: verifierKey2 }) {
  return verifierKey2 === void 0 ? void 0 : { verifierKey: verifierKey2 };
}
async function findSignedAtAll(storage, key) {
  try {
    return (await findSigned(storage, key))?.signed;
  } catch (error) {
    if (error instanceof import_core4.FedzkError && UNREADABLE.has(error.code)) return "damaged";
    throw error;
  }
}
var UNREADABLE = /* @__PURE__ */ new Set(["damaged", "not-authentic", "invalid-state"]);
async function largestSigned(storage, owner) {
  const note = await storage.read(CHECKPOINT);
  const published = note && checkNote((0, import_chunk_PB6VERCX.decoded)(note), owner);
  const signed = await findSignedAtAll(storage, keyOf(owner));
  const known = [published, signed].filter((found) => typeof found === "object");
  const [largest] = known.sort((a, b) => b.size - a.size);
  return largest && { origin: largest.origin, size: largest.size, root: largest.root };
}
async function recoverable(storage, owner, signed) {
  const trunk = new Frontier();
  let holds = signed?.size === 0 && (0, import_chunk_PB6VERCX.sameBytes)(signed.root, trunk.root());
  const look = () => {
    if (trunk.size === signed?.size) holds = (0, import_chunk_PB6VERCX.sameBytes)(trunk.root(), signed.root);
  };
  const minimum = await readMinimum(storage, trustIn(owner)).catch((error) => {
    if (error instanceof import_core4.FedzkError && UNREADABLE.has(error.code)) return 0;
    throw error;
  });
  while (trunk.size % import_chunk_PB6VERCX.TILE_WIDTH === 0) {
    const leaves = await leavesOf(storage, trunk.size / import_chunk_PB6VERCX.TILE_WIDTH, minimum);
    if (leaves.length === 0) break;
    trunk.add(leaves, look);
  }
  for (const path of await listJournals(storage)) {
    const first = journalStart(path);
    if (Number.isNaN(first) || first > trunk.size) continue;
    for (const group of readGroups(await storage.read(path) ?? new Uint8Array(0), first).groups) {
      trunk.add(group.leaves.subarray((trunk.size - group.first) * import_chunk_PB6VERCX.HASH_BYTES), look);
    }
  }
  return { recovered: { origin: owner.name, size: trunk.size, root: trunk.root() }, holds };
}
async function leavesOf(storage, index, minimum) {
  const full = (0, import_chunk_B2ATX3S6.tilePath)("entries", index);
  const widths = (await storage.list(`${full}.p/`)).map((path) => Number(path.slice(full.length + 3)));
  for (const width of [import_chunk_PB6VERCX.TILE_WIDTH, ...widths.sort((a, b) => b - a)]) {
    const bundle = await storage.read(width === import_chunk_PB6VERCX.TILE_WIDTH ? full : `${full}.p/${width}`);
    const leaves = bundle && (0, import_chunk_PB6VERCX.bundleHashes)(bundle)?.leaves;
    if (leaves?.length === width * import_chunk_PB6VERCX.HASH_BYTES) return leaves;
  }
  const tile = (index + 1) * import_chunk_PB6VERCX.TILE_WIDTH <= minimum ? await storage.read((0, import_chunk_B2ATX3S6.tilePath)(0, index)) : void 0;
  return tile?.length === import_chunk_PB6VERCX.TILE_WIDTH * import_chunk_PB6VERCX.HASH_BYTES ? tile : new Uint8Array(0);
}
var OPERATION = "log.epoch";
function checkPredecessor(previous, origin) {
  const given2 = previous;
  if (typeof given2 !== "object" || given2 === null) throw (0, import_chunk_PB6VERCX.unexpected)("previous", "{ verifierKey }", given2);
  const { log } = (0, import_chunk_WKKFAZS4.policyOf)({ verifierKey: previous.verifierKey });
  if (log.name === origin) {
    throw new import_core2.FedzkError(
      "invalid-argument",
      `"origin" expected another name than the old log's, ${JSON.stringify(origin)}: one name stands for one tree.`
    );
  }
  if (previous.reason !== void 0) writeReason("previous.reason", previous.reason);
}
async function oldJournalKey({ verifierKey: verifierKey2, signer: old }, signer) {
  if (old !== void 0) return journalKeyOf(old, verifierKey2);
  const isSame2 = (0, import_chunk_PB6VERCX.sameBytes)((0, import_chunk_PB6VERCX.readVerifierKey)(signer.verifierKey).key, (0, import_chunk_PB6VERCX.readVerifierKey)(verifierKey2).key);
  return isSame2 ? journalKeyOf(signer, verifierKey2) : void 0;
}
function epochEvent({ state, why: why2, ...found }, { verifierKey: verifierKey2, reason }) {
  if (state === "whole" && reason === void 0) {
    throw new import_core2.FedzkError(
      "invalid-state",
      'The old log is whole: open it. To leave it all the same, give "previous.reason".'
    );
  }
  if (state === "unverified" && reason === void 0) {
    throw new import_core2.FedzkError(
      "invalid-state",
      `The signed tree of the old log is whole: open it. To leave it all the same, give "previous.reason". ${why2} Give it as "previous.signer"; otherwise these entries are left behind.`
    );
  }
  const { origin, signed, recovered, holds, unauthenticated } = found;
  return {
    user_id: "system",
    operation: OPERATION,
    resource: "log",
    result: "success",
    ...reason !== void 0 && { reason },
    details: {
      previous: { origin, verifier_key: verifierKey2 },
      state,
      ...why2 !== void 0 && { why: why2 },
      ...signed !== void 0 && { signed: treeOf(signed) },
      recovered: treeOf(recovered),
      holds,
      ...unauthenticated > 0 && { unauthenticated }
    }
  };
}
function treeOf({ size, root }) {
  return { size, root: (0, import_core2.toHex)(root) };
}
function requireSameEpoch(first, { details }) {
  const text = (given2) => writeDetails("details", given2 ?? {});
  if (first?.operation === OPERATION && text(first.details) === text(details)) return;
  throw new import_core2.FedzkError(
    "invalid-state",
    "The new storage has a log that does not begin after the old one as that is now; give an empty one, or open it."
  );
}
function proofGenerationEvent(generation) {
  const { circuit_type, success, proof_hash, ...fields } = generation;
  return {
    ...fields,
    ...proof_hash !== void 0 && { proof: { ...fields.proof, proof_hash } },
    operation: "proof_generation",
    resource: resourceOf("circuit", "circuit_type", circuit_type),
    result: resultOf(success)
  };
}
function verificationEvent(verification) {
  const { proof_id, success, ...fields } = verification;
  return {
    ...fields,
    operation: "proof_verification",
    resource: resourceOf("proof", "proof_id", proof_id),
    result: resultOf(success)
  };
}
function securityEvent(event) {
  const { event_type, severity, ...fields } = event;
  if (typeof event_type !== "string") throw (0, import_chunk_PB6VERCX.unexpected)("event_type", "a string", event_type);
  if (typeof severity !== "string") throw (0, import_chunk_PB6VERCX.unexpected)("severity", "a string", severity);
  return {
    ...fields,
    category: event_type,
    severity,
    operation: "security_event",
    resource: "system",
    result: "logged"
  };
}
function resourceOf(kind, name, value) {
  if (typeof value === "string" && value !== "") return `${kind}:${value}`;
  throw (0, import_chunk_PB6VERCX.unexpected)(name, "a string that is not empty", value);
}
function resultOf(success) {
  if (typeof success !== "boolean") throw (0, import_chunk_PB6VERCX.unexpected)("success", "true or false", success);
  return success ? "success" : "failure";
}
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
function fromBase64url(text) {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return void 0;
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return base64url(bytes) === text ? bytes : void 0;
}
var SUBJECT_LABEL = "fedzk.dev/audit-subject/v1";
var SEALED_LABEL = "fedzk.dev/audit-sealed/v1";
var KEY_BYTES = 32;
var NONCE_BYTES = 12;
var SALT_BYTES = 16;
var TAG_BYTES = 16;
var COMMITMENT_BYTES = 32;
var SUBJECT_BYTES = 16;
var PADDED_TO = 32;
var OVERHEAD = SALT_BYTES + TAG_BYTES + COMMITMENT_BYTES;
var MOST_PLAIN_BYTES = 3200;
var SUBJECT = /^s:[\w-]{22}$/;
async function subjectOf(key) {
  const bytes = await derive(key, new Uint8Array(0), SUBJECT_LABEL, SUBJECT_BYTES);
  return `s:${base64url(bytes)}`;
}
async function seal(fields, { origin, id }, key) {
  const plaintext = padded((0, import_chunk_PB6VERCX.utf8)(writePersonal(fields)));
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const associated = (0, import_chunk_PB6VERCX.utf8)(`${origin}
${id}`);
  try {
    const keys = await entryKeys(key, salt);
    const sealed = await crypto.subtle.encrypt(gcm(keys.nonce, associated), keys.cipher, plaintext);
    const commitment = await crypto.subtle.sign("HMAC", keys.mac, committed(associated, plaintext));
    return base64url((0, import_core14.concat)(salt, new Uint8Array(sealed), new Uint8Array(commitment)));
  } finally {
    plaintext.fill(0);
  }
}
async function openSealed(entry, origin, keys) {
  const { sealed, ...rest } = entry;
  if (sealed === void 0) return { status: "clear", entry };
  const bytes = readSealed(sealed);
  if (bytes === void 0) return { status: "not-authentic" };
  const key = await keys.find(entry.user_id);
  if (key === void 0) return { status: "erased" };
  const fields = await open(bytes, (0, import_chunk_PB6VERCX.utf8)(`${origin}
${entry.id}`), key);
  return fields === void 0 ? { status: "not-authentic" } : { status: "opened", entry: { ...rest, ...fields } };
}
async function open(bytes, associated, key) {
  const keys = await entryKeys(key, bytes.slice(0, SALT_BYTES));
  const ciphertext = bytes.slice(SALT_BYTES, -COMMITMENT_BYTES);
  const plaintext = await crypto.subtle.decrypt(gcm(keys.nonce, associated), keys.cipher, ciphertext).then((plain) => new Uint8Array(plain)).catch(() => void 0);
  if (plaintext === void 0) return void 0;
  const commitment = bytes.slice(-COMMITMENT_BYTES);
  if (!await crypto.subtle.verify("HMAC", keys.mac, commitment, committed(associated, plaintext))) return void 0;
  return readPersonal(plaintext);
}
async function entryKeys(key, salt) {
  const bytes = await derive(key, salt, SEALED_LABEL, KEY_BYTES + NONCE_BYTES + KEY_BYTES);
  try {
    const [cipher, mac] = await Promise.all([
      crypto.subtle.importKey("raw", bytes.subarray(0, KEY_BYTES), "AES-GCM", false, ["encrypt", "decrypt"]),
      crypto.subtle.importKey("raw", bytes.subarray(-KEY_BYTES), { name: "HMAC", hash: "SHA-256" }, false, [
        "sign",
        "verify"
      ])
    ]);
    return { cipher, nonce: bytes.slice(KEY_BYTES, KEY_BYTES + NONCE_BYTES), mac };
  } finally {
    bytes.fill(0);
  }
}
async function derive(key, salt, label, length) {
  if (((0, import_core14.byteLength)(key) ?? 0) < KEY_BYTES) throw (0, import_chunk_PB6VERCX.unexpected)("key", `a Uint8Array of ${KEY_BYTES} or more`, key);
  const copy = new Uint8Array((0, import_core14.copyBytes)(key));
  try {
    const secret = await crypto.subtle.importKey("raw", copy, "HKDF", false, ["deriveBits"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(salt), info: (0, import_chunk_PB6VERCX.utf8)(label) };
    return new Uint8Array(await crypto.subtle.deriveBits(how, secret, 8 * length));
  } finally {
    copy.fill(0);
  }
}
function gcm(iv, associated) {
  return { name: "AES-GCM", iv, additionalData: new Uint8Array(associated), tagLength: 8 * TAG_BYTES };
}
function committed(associated, plaintext) {
  return new Uint8Array((0, import_core14.concat)(associated, Uint8Array.of(10), plaintext));
}
function padded(text) {
  const bytes = new Uint8Array(PADDED_TO * Math.ceil(text.length / PADDED_TO));
  bytes.set(text);
  return bytes;
}
function writePersonal({ actor, session, source, user_id }) {
  const optional2 = (name, value) => value === void 0 ? "" : `"${name}":"${writeText(name, value)}",`;
  const fields = optional2("actor", actor) + optional2("session", session) + optional2("source", source);
  return `{${fields}"user_id":"${writeUserId("user_id", user_id)}"}`;
}
function readPersonal(plaintext) {
  try {
    let { length } = plaintext;
    while (plaintext[length - 1] === 0) length--;
    const text = (0, import_chunk_PB6VERCX.fromUtf8)(plaintext.subarray(0, length));
    const fields = JSON.parse(text);
    return writePersonal(fields) === text ? fields : void 0;
  } catch {
    return void 0;
  }
}
function readSealed(text) {
  if (typeof text !== "string" || text.length > Math.ceil((OVERHEAD + MOST_PLAIN_BYTES) * 4 / 3)) return void 0;
  const bytes = fromBase64url(text);
  const plain = (bytes?.length ?? 0) - OVERHEAD;
  return plain > 0 && plain % PADDED_TO === 0 ? bytes : void 0;
}
var writeSealed = (name, value) => {
  if (readSealed(value) !== void 0) return value;
  throw (0, import_chunk_PB6VERCX.unexpected)(name, "what was sealed, in base64url", value);
};
var writeSubject = (name, value) => {
  if (typeof value === "string" && SUBJECT.test(value)) return value;
  throw (0, import_chunk_PB6VERCX.unexpected)(name, "s: and 22 characters, beside what was sealed", value);
};
var MOST_ENTRY_BYTES = 65535;
var EVENT_FIELDS = /* @__PURE__ */ new Set([
  "actor",
  "category",
  "details",
  "duration_us",
  "id",
  "operation",
  "proof",
  "reason",
  "resource",
  "result",
  "session",
  "severity",
  "source",
  "time",
  "trace",
  "user_id"
]);
var PROOF_FIELDS = /* @__PURE__ */ new Set([
  "circuit_hash",
  "proof_hash",
  "public_inputs_hash",
  "system",
  "verified",
  "vk_hash"
]);
function eventText(event, { now, time: known, id, sealed, callers }) {
  const fields = requireFields("event", event, EVENT_FIELDS);
  const time = fields.time === void 0 ? timeOf(now, known) : writeTime("time", fields.time);
  const ownId = fields.id === void 0 ? id : writeId("id", fields.id);
  return writeEntry(fields, ownId, time, sealed, callers === true ? writeCallersOperation : writeName);
}
function decodeEvent(bytes) {
  const length = (0, import_core13.byteLength)(bytes);
  if (length === void 0 || length > MOST_ENTRY_BYTES) return void 0;
  try {
    const text = (0, import_chunk_PB6VERCX.fromUtf8)(bytes);
    const fields = JSON.parse(text);
    const written = writeEntry(
      fields,
      writeId("id", fields.id),
      writeTime("time", fields.time),
      fields.sealed,
      writeName
    );
    return written === text ? fields : void 0;
  } catch {
    return void 0;
  }
}
function writeEntry(event, id, time, sealed, writeOperation) {
  const writePersonal2 = sealed === void 0 ? writeText : refuse;
  const writeUser = sealed === void 0 ? writeUserId : writeSubject;
  return `{${optionalText("actor", event.actor, writePersonal2) + optionalText("category", event.category, writeName) + optional("details", event.details, writeDetails) + optional("duration_us", event.duration_us, writeDuration)}"id":"${id}","operation":"${writeOperation("operation", event.operation)}",${optional("proof", event.proof, writeProof) + optionalText("reason", event.reason, writeReason)}"resource":"${writeText("resource", event.resource)}","result":"${writeResult("result", event.result)}",${optionalText("sealed", sealed, writeSealed) + optionalText("session", event.session, writePersonal2) + optionalText("severity", event.severity, writeSeverity) + optionalText("source", event.source, writePersonal2)}"time":"${time}",${optionalText("trace", event.trace, writeTrace)}"user_id":"${writeUser("user_id", event.user_id)}","v":1}`;
}
var refuse = (name, value) => {
  throw (0, import_chunk_PB6VERCX.unexpected)(name, "nothing beside what was sealed", value);
};
function writeProof(name, value) {
  const proof = requireFields(name, value, PROOF_FIELDS);
  const fields = optionalText("circuit_hash", proof.circuit_hash, writeHash, name) + optionalText("proof_hash", proof.proof_hash, writeHash, name) + optionalText("public_inputs_hash", proof.public_inputs_hash, writeHash, name) + optionalText("system", proof.system, writeName, name) + optional("verified", proof.verified, writeBoolean, name) + optionalText("vk_hash", proof.vk_hash, writeHash, name);
  if (fields === "") throw (0, import_chunk_PB6VERCX.unexpected)(name, `at least one of ${[...PROOF_FIELDS].join(", ")}`, value);
  return `{${fields.slice(0, -1)}}`;
}
function optional(name, value, write, within) {
  if (value === void 0) return "";
  return `"${name}":${write(within === void 0 ? name : `${within}.${name}`, value)},`;
}
function optionalText(name, value, write, within) {
  if (value === void 0) return "";
  return `"${name}":"${write(within === void 0 ? name : `${within}.${name}`, value)}",`;
}
function timeOf(now, known) {
  const time = known ?? (typeof now === "number" ? isoTime(now) : void 0);
  if (time === void 0) throw (0, import_chunk_PB6VERCX.unexpected)("now", "milliseconds since 1970", now);
  return time;
}
function requireFields(name, value, known) {
  if (typeof value !== "object" || value === null) throw (0, import_chunk_PB6VERCX.unexpected)(name, "an object", value);
  for (const key of Object.keys(value)) {
    if (!known.has(key)) throw (0, import_chunk_PB6VERCX.unexpected)(name, `fields of ${[...known].join(", ")}`, key);
  }
  return value;
}
var MOST_TIME = 2 ** 48 - 1;
var MOST_COUNT = 4095;
var DRAWN = 128;
var RANDOM_BYTES = 8;
var DIGITS = 2 * RANDOM_BYTES;
var UuidV7 = class {
  #random = new Uint8Array(DRAWN * RANDOM_BYTES);
  #starts = new Uint16Array(DRAWN);
  /** The random bytes as hexadecimal digits. */
  #tails = "";
  #used = DRAWN;
  #time = -1;
  /** What all of a millisecond begin with. */
  #head = "";
  #count = 0;
  /** @param now milliseconds since 1970 */
  next(now) {
    if (!Number.isInteger(now) || now < 0 || now > MOST_TIME) {
      throw (0, import_chunk_PB6VERCX.unexpected)("now", "whole milliseconds since 1970, less than 2^48", now);
    }
    if (this.#used === DRAWN) this.#draw();
    const at = this.#used++;
    if (now > this.#time || this.#count === MOST_COUNT) {
      this.#begin(Math.max(now, this.#time + 1), (this.#starts[at] ?? 0) & MOST_COUNT >> 1);
    } else {
      this.#count++;
    }
    const tail = this.#tails.slice(at * DIGITS, (at + 1) * DIGITS);
    return `${this.#head}${(28672 | this.#count).toString(16)}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  }
  #begin(time, count) {
    const digits = time.toString(16).padStart(12, "0");
    this.#head = `${digits.slice(0, 8)}-${digits.slice(8)}-`;
    this.#time = time;
    this.#count = count;
  }
  #draw() {
    crypto.getRandomValues(this.#random);
    crypto.getRandomValues(this.#starts);
    for (let at = 0; at < this.#random.length; at += RANDOM_BYTES) {
      this.#random[at] = (this.#random[at] ?? 0) & 63 | 128;
    }
    this.#tails = (0, import_core15.toHex)(this.#random);
    this.#used = 0;
  }
};
function checkPrivacy(privacy) {
  if (privacy === void 0) return;
  const keys = privacy?.keys;
  const complete = [keys?.keyOf, keys?.find, keys?.destroy].every((method) => typeof method === "function");
  if (!complete) throw (0, import_chunk_PB6VERCX.unexpected)("privacy", "{ keys: { keyOf, find, destroy } }", privacy);
}
var Privacy = class {
  #keys;
  #origin;
  /** Ends when whoever came last is done. */
  #last = Promise.resolve();
  #erasing;
  constructor({ keys }, origin) {
    this.#keys = keys;
    this.#origin = origin;
  }
  /**
   * Seals an entry, once, and hands it on after those that came before it. Several are sealed at a time.
   *
   * @param next takes the entry before its first `await`
   */
  async append(entry, next) {
    const sealing = this.#erasing === void 0 ? this.#seal(entry) : this.#erasing.then(() => this.#seal(entry));
    sealing.catch(() => void 0);
    const [before, done] = this.#turn();
    try {
      await before;
      const sealed = await sealing;
      return next(sealed);
    } finally {
      done();
    }
  }
  /** The end of what came before, and what ends this. */
  #turn() {
    const before = this.#last;
    let done = () => void 0;
    this.#last = new Promise((resolve) => {
      done = resolve;
    });
    return [before, done];
  }
  /** Resolves when all that came before was handed on. */
  idle() {
    return this.#last;
  }
  /**
   * Destroys a person's key. That it is going to be is durable before it is, so that no entry is unreadable without a word
   * in the log; a second entry says what came of it.
   *
   * @param append adds an entry, and resolves when it is durable
   */
  async erase(userId, reason, append) {
    writeText("userId", userId);
    if (reason !== void 0) writeReason("reason", reason);
    const [before, done] = this.#turn();
    const erasing = this.#last;
    this.#erasing = erasing;
    try {
      await before;
      const subject = await subjectOf(await this.#keys.keyOf(userId));
      const say = (result) => append({ user_id: "system", operation: "privacy.erase", resource: subject, result, ...given({ reason }) });
      await say("logged");
      try {
        await this.#keys.destroy(userId);
      } catch (error) {
        await say("error");
        throw error;
      }
      const { index } = await say("success");
      return { subject, index };
    } finally {
      if (this.#erasing === erasing) this.#erasing = void 0;
      done();
    }
  }
  async #seal(entry) {
    const { v: _, user_id, actor, session, source, ...rest } = decodeEvent((0, import_chunk_PB6VERCX.utf8)(entry));
    const personal = { user_id, ...given({ actor, session, source }) };
    const key = await this.#keys.keyOf(user_id);
    const [subject, sealed] = await Promise.all([
      subjectOf(key),
      seal(personal, { origin: this.#origin, id: rest.id }, key)
    ]);
    return eventText({ ...rest, user_id: subject }, { now: 0, id: rest.id, sealed });
  }
};
function given(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== void 0));
}
async function currentCheckpoint(reader, trust) {
  const policy = trust === void 0 ? void 0 : (0, import_chunk_WKKFAZS4.policyOf)(trust);
  const bytes = await reader.read("checkpoint");
  if (bytes === void 0) throw new import_core16.FedzkError("not-found", 'There is no log here: "checkpoint" is missing.');
  const note = (0, import_chunk_PB6VERCX.decoded)(bytes);
  const checkpoint = policy === void 0 ? (0, import_chunk_PB6VERCX.checkpointOf)(note) : (0, import_chunk_PB6VERCX.checkCheckpoint)(note, policy);
  if (typeof checkpoint === "object") return { ...checkpoint, note };
  throw new import_core16.FedzkError("not-authentic", `The log's checkpoint is wrong (${checkpoint ?? "malformed-checkpoint"}).`);
}
async function* readEntries(reader, checkpoint, { from = 0, to } = {}) {
  const { origin, size } = checkpoint;
  const end = Math.min(to === void 0 ? size : (0, import_chunk_PB6VERCX.requireWhole)(to, "to"), size);
  const tiles = cached(reader);
  for (let index = (0, import_chunk_PB6VERCX.requireWhole)(from, "from"); index < end; ) {
    const bundle = Math.floor(index / import_chunk_PB6VERCX.TILE_WIDTH);
    const { entries, leaves } = await readBundle(reader, tiles, bundle, checkpoint);
    for (const bytes of entries.slice(index % import_chunk_PB6VERCX.TILE_WIDTH, end - bundle * import_chunk_PB6VERCX.TILE_WIDTH)) {
      const at = index % import_chunk_PB6VERCX.TILE_WIDTH * import_chunk_PB6VERCX.HASH_BYTES;
      const leafHash2 = leaves.slice(at, at + import_chunk_PB6VERCX.HASH_BYTES);
      yield { origin, index, leafHash: leafHash2, entry: entryOf(bytes, index), bytes: (0, import_core16.copyBytes)(bytes) };
      index++;
    }
  }
}
function entryOf(bytes, index) {
  const entry = decodeEvent(bytes);
  if (entry !== void 0) return entry;
  throw new import_core16.FedzkError("damaged", `Entry ${index} is no event of this version.`);
}
async function readBundle(reader, tiles, index, { size, root }) {
  const width = (0, import_chunk_B2ATX3S6.widthAt)(0, index, size);
  const path = (0, import_chunk_B2ATX3S6.tilePath)("entries", index, width);
  const bytes = await (0, import_chunk_B2ATX3S6.readTile)(reader, "entries", index, width);
  const entries = bytes && (0, import_chunk_PB6VERCX.bundleEntries)(bytes);
  const leaves = bytes && (0, import_chunk_PB6VERCX.leafHashes)(bytes)?.subarray(0, width * import_chunk_PB6VERCX.HASH_BYTES);
  if (bytes === void 0 || entries === void 0 || leaves === void 0 || entries.length < width) {
    throw new import_core16.FedzkError("damaged", `${path} is ${bytes === void 0 ? "missing" : "damaged"}.`);
  }
  const own = (0, import_chunk_B2ATX3S6.tilePath)(0, index, width);
  const withLeaves = { read: async (wanted) => wanted === own ? leaves : tiles.read(wanted) };
  await new import_chunk_B2ATX3S6.Tiles(withLeaves, size).prove(index * import_chunk_PB6VERCX.TILE_WIDTH, root);
  return { bytes, entries: entries.slice(0, width), leaves };
}
var CACHED = 16;
function cached(reader) {
  const kept = /* @__PURE__ */ new Map();
  return {
    read(path) {
      const read = kept.get(path) ?? reader.read(path);
      kept.delete(path);
      kept.set(path, read);
      for (const [oldest] of kept) if (kept.size > CACHED) kept.delete(oldest);
      return read;
    }
  };
}
async function proveEntry(reader, checkpoint, index) {
  const { size, root, note } = checkpoint;
  (0, import_chunk_PB6VERCX.requireIndex)(index, size);
  const path = await new import_chunk_B2ATX3S6.Tiles(cached(reader), size).prove(index, root);
  const proof = (0, import_chunk_PB6VERCX.writeEntryProof)(index, path, note);
  if (proof === void 0) throw new import_core16.FedzkError("wasm", "The WebAssembly module wrote no proof.");
  return proof;
}
function readProof(proof) {
  const parsed = typeof proof === "string" ? (0, import_chunk_PB6VERCX.parseEntryProof)(proof) : void 0;
  if (parsed === void 0) return void 0;
  const fields = new import_chunk_PB6VERCX.Fields(parsed);
  const index = fields.u64();
  fields.bytes();
  const note = fields.text();
  const checkpoint = (0, import_chunk_PB6VERCX.checkpointOf)(note);
  return checkpoint && { index, checkpoint: { ...checkpoint, note } };
}
async function createSigner(name, privateKey) {
  (0, import_chunk_PB6VERCX.requireOrigin)(name, "name");
  if (privateKey !== void 0 && (0, import_chunk_PB6VERCX.requireBytes)(privateKey, "privateKey").length !== 32) {
    throw (0, import_chunk_PB6VERCX.unexpected)("privateKey", "a Uint8Array of 32", privateKey);
  }
  const key = privateKey === void 0 ? import_chunk_PB6VERCX.ed25519.utils.randomSecretKey() : new Uint8Array(privateKey);
  const verifierKey2 = (0, import_chunk_PB6VERCX.verifierKey)(name, import_chunk_PB6VERCX.ED25519, import_chunk_PB6VERCX.ed25519.getPublicKey(key));
  if (verifierKey2 === void 0) throw (0, import_chunk_PB6VERCX.unexpected)("name", "a name without spaces and pluses", name);
  return { name, verifierKey: verifierKey2, sign: async (message) => import_chunk_PB6VERCX.ed25519.sign(message, key) };
}
async function signNote(text, { name, verifierKey: verifierKey2, sign }) {
  const { keyId } = (0, import_chunk_PB6VERCX.readVerifierKey)(verifierKey2);
  const line2 = (0, import_chunk_PB6VERCX.signatureLine)(name, keyId, await sign((0, import_chunk_PB6VERCX.utf8)(text)));
  if (line2 === void 0) throw (0, import_chunk_PB6VERCX.unexpected)("signer", "a name without spaces and pluses", name);
  return `${text}
${line2}`;
}
async function writeManifest({ first, last, bytes, files }, { origin, size, root }, signer) {
  const lines2 = [
    "fedzk.dev/audit-archive/v1",
    `origin ${origin}`,
    `entries ${first} ${last}`,
    `checkpoint ${size} ${base64(root)}`,
    `archive ${bytes.length} ${await sha2562(bytes)}`
  ];
  for (const file of files) lines2.push(`${file.path} ${file.bytes.length} ${await sha2562(file.bytes)}`);
  return signNote(`${lines2.join("\n")}
`, signer);
}
async function sha2562(bytes) {
  return (0, import_core18.toHex)(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}
var BLOCK = 512;
function tar(files) {
  const parts = files.flatMap(({ path, bytes }) => [
    header(path, bytes.length),
    bytes,
    new Uint8Array((BLOCK - bytes.length % BLOCK) % BLOCK)
  ]);
  return (0, import_core19.concat)(...parts, new Uint8Array(2 * BLOCK));
}
function header(path, size) {
  const name = (0, import_chunk_PB6VERCX.utf8)(path);
  if (name.length > 100) throw new import_core19.FedzkError("invalid-argument", `${path} is too long a name for an archive.`);
  const block = new Uint8Array(BLOCK);
  const put = (at, text) => block.set((0, import_chunk_PB6VERCX.utf8)(text), at);
  const octal = (value, digits) => `${value.toString(8).padStart(digits, "0")}\0`;
  block.set(name);
  put(100, octal(420, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(0, 11));
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\x0000");
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return block;
}
var MOST_RETENTION = 1024;
var Rotation = class _Rotation {
  #storage;
  #log;
  #segmentBytes;
  #mostSegments;
  #automatic;
  #onFault;
  #segments;
  /** Bytes of bundles that were written and not counted yet. */
  #written = /* @__PURE__ */ new Map();
  #minimum;
  #working = Promise.resolve();
  #queued = false;
  #closed = false;
  constructor(storage, log, options, minimum, segments) {
    const { segmentBytes = 100 << 20, segments: most = 10, onEvict = "keep", onFault = () => void 0 } = options;
    this.#storage = storage;
    this.#log = log;
    this.#segmentBytes = segmentBytes;
    this.#mostSegments = most;
    this.#automatic = onEvict === "keep" ? void 0 : { ...options, onEvict };
    this.#onFault = onFault;
    this.#minimum = minimum;
    this.#segments = segments;
  }
  /** Goes on where an earlier writer stopped. */
  static async open(storage, log, options = {}) {
    const { verifierKey: verifierKey2 } = log.signer;
    const minimum = await readMinimum(storage, { verifierKey: verifierKey2 });
    if (minimum > log.size()) throw rolledBack(`entries before ${minimum} were archived or pruned`);
    const segments = await readSegments(storage, minimum / import_chunk_PB6VERCX.TILE_WIDTH, (0, import_chunk_PB6VERCX.readVerifierKey)(verifierKey2));
    const rotation = new _Rotation(storage, log, options, minimum, segments);
    await rotation.#remove();
    if (rotation.#automatic !== void 0) rotation.#inBackground();
    return rotation;
  }
  /** Entries before it are not here any more. */
  get minimum() {
    return this.#minimum;
  }
  /** Files were written, and a checkpoint of them. */
  grown(files) {
    if (this.#automatic === void 0) return;
    for (const { path, bytes } of files) {
      const bundle = bundleOf(path);
      if (bundle !== void 0) this.#written.set(bundle, bytes.length);
    }
    if (this.#written.size > 0) this.#inBackground();
  }
  #inBackground() {
    if (this.#queued) return;
    this.#queued = true;
    this.#enqueue(() => this.#rotate()).catch((error) => {
      const known = error instanceof import_core17.FedzkError && (error.code === "fail-stop" || error.code === "disposed");
      if (!known) this.#onFault(error);
    });
  }
  #enqueue(work) {
    const done = this.#working.then(async () => {
      if (this.#closed) throw new import_core17.FedzkError("disposed", "The log is closed; open it again.");
      try {
        return await work();
      } catch (error) {
        if (error instanceof import_core17.FedzkError && error.code === "storage") this.#log.stop(error);
        throw error;
      }
    });
    this.#working = done.catch(() => void 0);
    return done;
  }
  async #rotate() {
    this.#queued = false;
    const how = this.#automatic;
    await this.#count();
    while (how !== void 0 && this.#segments.starts.length > this.#mostSegments) {
      await this.#evictBefore(this.#segments.starts[1] ?? 0, how);
    }
  }
  /** Evicts the bundles of entries before an index: whole ones, segment by segment. */
  evict(before, how) {
    return this.#enqueue(async () => {
      await this.#count();
      requireEvictable(before, this.#log.size());
      const end = before / import_chunk_PB6VERCX.TILE_WIDTH;
      for (const start of [...this.#segments.starts, end]) {
        if (start * import_chunk_PB6VERCX.TILE_WIDTH > this.#minimum && start <= end) await this.#evictBefore(start, how);
      }
    });
  }
  /** Assigns bundles to segments. */
  async #count() {
    const { starts } = this.#segments;
    const begun = starts.length;
    for (const end = (0, import_chunk_B2ATX3S6.countAt)(1, this.#log.size()); this.#segments.next < end; this.#segments.next++) {
      const { next } = this.#segments;
      const bytes = this.#written.get(next) ?? await this.#lengthOf(next);
      this.#written.delete(next);
      const full = this.#segments.bytes + bytes > this.#segmentBytes && next > (starts.at(-1) ?? 0);
      if (full) starts.push(next);
      this.#segments.bytes = full ? bytes : this.#segments.bytes + bytes;
    }
    if (starts.length > begun) await this.#writeSegments();
  }
  async #writeSegments() {
    await this.#log.requireOwn();
    await writeSegments(this.#storage, this.#segments, this.#log.signer);
  }
  /** How long a bundle is that an earlier writer wrote. One that was changed since, as by another length, counts for nothing. */
  async #lengthOf(bundle) {
    const checkpoint = await this.#log.checkpoint();
    try {
      return (await readBundle(this.#storage, this.#storage, bundle, checkpoint)).bytes.length;
    } catch (error) {
      if (error instanceof import_core17.FedzkError && error.code === "damaged") return 0;
      throw error;
    }
  }
  async #evictBefore(end, how) {
    const first = this.#minimum / import_chunk_PB6VERCX.TILE_WIDTH;
    if (how.onEvict === "archive") await this.#archive(first, end);
    else await this.#announce(first, end, how.retention ?? "");
    await this.#log.requireOwn();
    await writeMinimum(this.#storage, end * import_chunk_PB6VERCX.TILE_WIDTH, this.#log.signer);
    this.#minimum = end * import_chunk_PB6VERCX.TILE_WIDTH;
    await this.#remove();
  }
  async #archive(first, end) {
    const checkpoint = await this.#log.checkpoint();
    const files = [];
    const tiles = cached(this.#storage);
    for (let bundle = first; bundle < end; bundle++) {
      const { bytes } = await readBundle(this.#storage, tiles, bundle, checkpoint);
      files.push({ path: (0, import_chunk_B2ATX3S6.tilePath)("entries", bundle), bytes });
    }
    const archive = { first: first * import_chunk_PB6VERCX.TILE_WIDTH, last: end * import_chunk_PB6VERCX.TILE_WIDTH - 1, bytes: tar(files), files };
    const path = `archive/${archive.first}-${archive.last}`;
    await this.#log.requireOwn();
    await this.#writeArchive(path, archive.bytes);
    const manifest = await writeManifest(archive, checkpoint, this.#log.signer);
    await this.#storage.replace({ path: `${path}.manifest`, bytes: (0, import_chunk_PB6VERCX.utf8)(manifest) });
  }
  /** Writes an archive. Where it has no manifest, what is there was never finished, or is somebody else's, and goes. */
  async #writeArchive(path, bytes) {
    const file = { path: `${path}.tar`, bytes };
    if (await this.#storage.read(`${path}.manifest`) === void 0) return this.#storage.replace(file);
    try {
      await this.#storage.create([file]);
    } catch (error) {
      if (!(error instanceof import_core17.FedzkError) || error.code !== "damaged") throw error;
      throw new import_core17.FedzkError(
        "damaged",
        `${file.path} is there with other bytes than the log's entries make, and nothing was removed from the log. Move it and its manifest elsewhere; the log then archives these entries again.`,
        { cause: error }
      );
    }
  }
  /** Says in the log what is going to be removed from it. After an interruption it may say so twice. */
  async #announce(first, end, retention) {
    const [from, to] = [first * import_chunk_PB6VERCX.TILE_WIDTH, end * import_chunk_PB6VERCX.TILE_WIDTH];
    const checkpoint = await this.#log.checkpoint();
    const tiles = cached(this.#storage);
    const roots = [];
    for (let bundle = first; bundle < end; bundle++) {
      await new import_chunk_B2ATX3S6.Tiles(tiles, checkpoint.size).prove(bundle * import_chunk_PB6VERCX.TILE_WIDTH, checkpoint.root);
      roots.push((0, import_chunk_PB6VERCX.rootOf)(await (0, import_chunk_B2ATX3S6.readTile)(tiles, 0, bundle, import_chunk_PB6VERCX.TILE_WIDTH) ?? new Uint8Array(0)));
    }
    await this.#log.append({
      user_id: "system",
      operation: "log.prune",
      resource: "log",
      result: "success",
      details: { from, to, root: (0, import_core17.toHex)((0, import_chunk_PB6VERCX.rootOf)((0, import_core17.concat)(...roots))), retention }
    });
    await this.#log.checkpoint();
  }
  /** Removes what is before the minimum, and forgets its segments. */
  async #remove() {
    const { starts } = this.#segments;
    const first = starts[0] ?? 0;
    const minimum = this.#minimum / import_chunk_PB6VERCX.TILE_WIDTH;
    if (first >= minimum) return;
    const gone = Array.from({ length: minimum - first }, (_, i) => (0, import_chunk_B2ATX3S6.tilePath)("entries", first + i));
    await this.#storage.remove(gone, true);
    const begun = starts.filter((start) => start > minimum);
    starts.splice(0, starts.length, minimum, ...begun);
    if (this.#segments.next < minimum) [this.#segments.next, this.#segments.bytes] = [minimum, 0];
    await this.#writeSegments();
  }
  /** Ends what is under way. `going`: the log has not stopped, and how far bundles were counted is written down. */
  async close(going) {
    const counted = async () => {
      await this.#count();
      await this.#writeSegments();
    };
    if (going && !this.#closed && this.#automatic !== void 0) this.#enqueue(counted).catch(() => void 0);
    await this.#working;
    this.#closed = true;
  }
};
var BUNDLE = /^tile\/entries\/((?:x\d{3}\/)*\d{3})$/;
function bundleOf(path) {
  const digits = BUNDLE.exec(path)?.[1]?.replace(/\D/g, "");
  return digits === void 0 ? void 0 : Number(digits);
}
function requireEvictable(before, size) {
  const most = (0, import_chunk_B2ATX3S6.countAt)(1, size) * import_chunk_PB6VERCX.TILE_WIDTH;
  const whole2 = typeof before === "number" && before % import_chunk_PB6VERCX.TILE_WIDTH === 0;
  if (whole2 && before >= 0 && before <= most) return;
  const range = most === 0 ? "0" : `a multiple of 256 from 0 to ${most}`;
  const why2 = `only full bundles of 256 entries can go, and the log has ${size} entries`;
  throw (0, import_chunk_PB6VERCX.unexpected)("before", `${range} (${why2})`, before);
}
function checkRotation(options) {
  const given2 = options;
  if (given2 === void 0) return;
  if (typeof given2 !== "object" || given2 === null) throw (0, import_chunk_PB6VERCX.unexpected)("rotation", "{ onEvict }", given2);
  const { segmentBytes = 1, segments = 1, onEvict = "keep", retention } = options ?? {};
  (0, import_chunk_PB6VERCX.requireWhole)(segmentBytes, "rotation.segmentBytes", 1);
  (0, import_chunk_PB6VERCX.requireWhole)(segments, "rotation.segments", 1);
  if (onEvict !== "keep") checkEviction({ onEvict, ...retention !== void 0 && { retention } }, "rotation.");
}
function checkEviction(how, prefix = "") {
  const given2 = how;
  if (typeof given2 !== "object" || given2 === null) throw (0, import_chunk_PB6VERCX.unexpected)("eviction", "{ onEvict }", given2);
  const { onEvict, retention } = how;
  if (onEvict === "archive") return;
  if (onEvict !== "prune") throw (0, import_chunk_PB6VERCX.unexpected)(`${prefix}onEvict`, "archive or prune", onEvict);
  if (typeof retention === "string" && retention !== "" && retention.length <= MOST_RETENTION) return;
  throw (0, import_chunk_PB6VERCX.unexpected)(
    `${prefix}retention`,
    `the policy by which entries may go, in ${MOST_RETENTION} characters at most`,
    retention
  );
}
var MOST_WITNESSES = 63;
var CosignedCheckpoint = class {
  checkpoint;
  /** What is signed. */
  text;
  #policy;
  #own;
  #lines = /* @__PURE__ */ new Map();
  /**
   * @param note signed by the log, which has been checked, and perhaps cosigned: cosignatures that are right and of the
   *   policy's witnesses stay
   * @throws {FedzkError} `not-authentic`: the log's key did not sign it
   */
  constructor(note, policy) {
    const { text = "", signatures = [] } = (0, import_chunk_PB6VERCX.readNote)(note) ?? {};
    const checkpoint = (0, import_chunk_PB6VERCX.readCheckpoint)(text);
    const own = signatures.find((signature) => (0, import_chunk_PB6VERCX.sameKey)(signature, policy.log));
    if (checkpoint === void 0 || own === void 0) throw notAuthentic2();
    for (const [witness, key] of policy.witnesses) {
      const right = signatures.find((each) => (0, import_chunk_PB6VERCX.sameKey)(each, key) && (0, import_chunk_PB6VERCX.verifySignature)(key, text, each.signature));
      if (right !== void 0) this.#lines.set(witness, requireLine(right));
    }
    this.checkpoint = checkpoint;
    this.text = text;
    this.#policy = policy;
    this.#own = requireLine(own);
  }
  get size() {
    return this.checkpoint.size;
  }
  /** With the log's signature alone: what witnesses are shown. */
  get plain() {
    return `${this.text}
${this.#own}`;
  }
  /** With all signatures, those of witnesses in the policy's order. */
  get note() {
    return this.plain + this.witnesses.map((witness) => this.#lines.get(witness)).join("");
  }
  /** Who has cosigned it, in the policy's order. */
  get witnesses() {
    return [...this.#policy.witnesses.keys()].filter((witness) => this.#lines.has(witness));
  }
  /** Whether those are enough. */
  get quorum() {
    return this.#policy.quorum(new Set(this.#lines.keys()));
  }
  has(witness) {
    return this.#lines.has(witness);
  }
  /** Adds a line, which has been checked. */
  add(witness, line2) {
    this.#lines.set(witness, line2);
  }
};
function requireLine({ name, keyId, signature }) {
  const line2 = (0, import_chunk_PB6VERCX.signatureLine)(name, keyId, signature);
  if (line2 !== void 0) return line2;
  throw new import_core22.FedzkError("wasm", "The WebAssembly module wrote no line of a signature.");
}
function notAuthentic2() {
  return new import_core22.FedzkError("not-authentic", "The checkpoint was not signed with the key of the policy's log.");
}
var Refusal = class extends Error {
  /** Of the answer, where there was one. */
  status;
  constructor(why2, options) {
    super(why2, options);
    this.status = options?.status;
  }
};
var MOST_ANSWER_BYTES = 1 << 16;
var MOST_SIZE_BYTES = 32;
var MOST_AHEAD = 3600;
var SIZE_TYPE = "text/x.tlog.size";
var REASONS = {
  400: "it does not take the request for one",
  403: "it does not take the signature for this log's, or does not know the log",
  404: "it does not know this log, or is not at this address",
  422: "what it has seen of this log is not the start of this one: two logs were signed with one key"
};
async function askWitness(witness, shown2, seen, options) {
  const limit = new Limit(options);
  try {
    const ask = async (old) => {
      const body = requestBody(old, await shown2.prove(old), shown2.plain);
      return limit.bound(post(witness.url, body, limit.signal, options.fetch));
    };
    const first = await ask(seen <= shown2.size ? seen : 0);
    if (typeof first === "string") return lineOf(first, witness.key, shown2.text);
    if (first > shown2.size) {
      throw new Refusal(
        `it has seen ${first} entries and this log has ${shown2.size}: the log was rolled back, or another one is signed with its key`
      );
    }
    const second = await ask(first);
    if (typeof second === "string") return lineOf(second, witness.key, shown2.text);
    throw new Refusal(`it says that it has seen ${first} entries, and then ${second}`);
  } finally {
    limit.end();
  }
}
var Limit = class {
  #controller = new AbortController();
  #timer;
  #outer;
  #stop = () => this.#controller.abort(new Refusal("nobody waits for it any more"));
  constructor({ timeoutMs, signal }) {
    const late = () => this.#controller.abort(new Refusal(`it has not answered within ${timeoutMs} ms`));
    this.#timer = setTimeout(late, timeoutMs);
    this.#outer = signal;
    signal?.addEventListener("abort", this.#stop);
    if (signal?.aborted) this.#stop();
  }
  get signal() {
    return this.#controller.signal;
  }
  /** Rejects at the limit, also where `work` doesn't heed it. */
  async bound(work) {
    let stop = () => void 0;
    const stopped = new Promise((_, reject) => {
      stop = () => reject(this.signal.reason);
      this.signal.addEventListener("abort", stop);
      if (this.signal.aborted) stop();
    });
    try {
      return await Promise.race([work, stopped]);
    } catch (error) {
      throw this.signal.aborted ? this.signal.reason : error;
    } finally {
      this.signal.removeEventListener("abort", stop);
    }
  }
  end() {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#stop);
  }
};
function requestBody(old, proof, note) {
  const lines2 = [];
  for (let at = 0; at < proof.length; at += import_chunk_PB6VERCX.HASH_BYTES) {
    lines2.push(`${btoa(String.fromCharCode(...proof.subarray(at, at + import_chunk_PB6VERCX.HASH_BYTES)))}
`);
  }
  return `old ${old}
${lines2.join("")}
${note}`;
}
async function post(url, body, signal, request = fetch) {
  try {
    const address = `${url.replace(/\/+$/, "")}/add-checkpoint`;
    const response = await request(address, { method: "POST", body, redirect: "manual", signal });
    if (response.status === 200) return (0, import_chunk_PB6VERCX.decoded)(await (0, import_chunk_B2ATX3S6.wholeBody)(response, MOST_ANSWER_BYTES, "a cosignature"));
    if (response.status === 409) return await sizeOf(response);
    await response.body?.cancel();
    throw new Refusal(`it answered ${reasonOf(response)}`, { status: response.status });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw unreachable(error);
  }
}
function reasonOf({ status, type }) {
  if (type === "opaqueredirect" || status >= 300 && status < 400) return "with a redirection, which is not followed";
  const reason = REASONS[status];
  return reason === void 0 ? String(status) : `${status}: ${reason}`;
}
async function sizeOf(response) {
  const [type = ""] = (response.headers.get("content-type") ?? "").split(";");
  const text = (0, import_chunk_PB6VERCX.decoded)(await (0, import_chunk_B2ATX3S6.wholeBody)(response, MOST_SIZE_BYTES, "a size"));
  if (type.trim().toLowerCase() !== SIZE_TYPE || !/^(?:0|[1-9]\d*)\n$/.test(text)) {
    throw new Refusal("it answered 409 without the size that it has seen");
  }
  return Number(text);
}
function lineOf(lines2, key, text) {
  const note = (0, import_chunk_PB6VERCX.readNote)(`${text}
${lines2}`);
  if (note?.text !== text) throw new Refusal("it sent something else than lines of signatures");
  const own = note.signatures.filter((signature) => (0, import_chunk_PB6VERCX.sameKey)(signature, key));
  if (own.some(({ signature }) => !(0, import_chunk_PB6VERCX.verifySignature)(key, text, signature))) {
    throw new Refusal("its cosignature is wrong");
  }
  const [cosignature] = own;
  if (cosignature === void 0) throw new Refusal("it did not sign with the policy's key for it");
  requireTime(cosignature.signature);
  return requireLine(cosignature);
}
function requireTime(signature) {
  const time = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  if (time === 0) throw new Refusal("its cosignature has no time");
  if (time > Date.now() / 1e3 + MOST_AHEAD) {
    throw new Refusal("its cosignature is of the future; its clock is wrong, or this machine's");
  }
}
function unreachable(error) {
  return new Refusal(`it can't be asked (${why(error)})`, { cause: error });
}
function why(error) {
  if (!(error instanceof Error)) return "an unknown fault";
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
  return typeof code === "string" ? code : error.message.replace(/\.$/, "");
}
var MOST_REASONS = 8;
async function askWhatWasSeen(options, accept) {
  const { policy, require: require2, onFault } = options;
  const silent = new Set(policy.urls.keys());
  const reasons = /* @__PURE__ */ new Map();
  const ender = new AbortController();
  const needsNone = policy.quorum(/* @__PURE__ */ new Set());
  let signing;
  const empty = () => {
    signing ??= emptyNote(options.signer);
    return signing;
  };
  const askOne = async (witness, url) => {
    const seen = await askOneWitness(url, empty, options, ender.signal).catch((error) => {
      if (error instanceof Refusal) return error;
      throw error;
    });
    if (ender.signal.aborted) return;
    if (seen instanceof Refusal) {
      reasons.set(witness, seen.message);
      onFault({ witness, why: `it was asked what it has seen of the log: ${seen.message}` });
      return;
    }
    await accept(witness, seen);
    silent.delete(witness);
    if (!needsNone && !policy.quorum(silent)) ender.abort();
  };
  try {
    const enough = new Promise((resolve) => ender.signal.addEventListener("abort", () => resolve()));
    await Promise.race([enough, Promise.all([...policy.urls].map(([witness, url]) => askOne(witness, url)))]);
  } finally {
    ender.abort();
  }
  if (require2 && !needsNone && policy.quorum(silent)) throw tooFew(reasons);
}
async function askOneWitness(url, empty, options, signal) {
  const limit = new Limit({ timeoutMs: options.timeoutMs, signal });
  const ask = async () => await checkpointAt(url, options, limit.signal) ?? sizeAt(url, await empty(), limit.signal, options.fetch);
  try {
    return await limit.bound(ask());
  } finally {
    limit.end();
  }
}
async function checkpointAt(url, { policy, fetch: request = fetch }, signal) {
  const address = `${(0, import_chunk_B2ATX3S6.baseOf)(url) ?? url}${(0, import_core21.toHex)((0, import_chunk_PB6VERCX.sha256)((0, import_chunk_PB6VERCX.utf8)(policy.log.name)))}/checkpoint`;
  let note;
  try {
    const response = await request(address, { method: "GET", redirect: "manual", signal });
    if (response.status !== 200) {
      await response.body?.cancel();
      return void 0;
    }
    note = (0, import_chunk_PB6VERCX.decoded)(await (0, import_chunk_B2ATX3S6.wholeBody)(response, import_chunk_PB6VERCX.MOST_NOTE_BYTES, "a checkpoint"));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw unreachable(error);
  }
  const checkpoint = (0, import_chunk_PB6VERCX.checkCheckpoint)(note, { ...policy, witnesses: /* @__PURE__ */ new Map(), quorum: () => true });
  if (typeof checkpoint === "object") return checkpoint;
  throw new Refusal(`it shows a checkpoint that is not this log's (${checkpoint})`);
}
function emptyNote(signer) {
  return signNote((0, import_chunk_PB6VERCX.checkpointText)({ origin: signer.name, size: 0, root: (0, import_chunk_PB6VERCX.rootOf)(new Uint8Array(0)) }), signer);
}
async function sizeAt(url, note, signal, request) {
  try {
    const answer = await post(url, requestBody(0, new Uint8Array(0), note), signal, request);
    return typeof answer === "number" ? answer : 0;
  } catch (error) {
    if (error instanceof Refusal && error.status === 422) return 0;
    throw error;
  }
}
function tooFew(reasons) {
  const words = Array.from(reasons, ([witness, why2]) => `${witness}: ${why2}`);
  const more = words.splice(MOST_REASONS).length;
  return new import_core21.FedzkError(
    "quorum",
    `Too few witnesses said what they have seen of the log, so that a restored backup might go unnoticed (${words.join("; ")}${more > 0 ? `; and ${more} more` : ""}). Open it when they answer; or with witnesses: { atOpen: 'ask' }, and "since" where a checkpoint was kept elsewhere.`
  );
}
function pathOf({ key }) {
  return `.state/witness/${(0, import_core25.toHex)(key)}`;
}
async function readSeen(reader, witness, origin) {
  const bytes = await reader.read(pathOf(witness));
  const text = bytes === void 0 ? "" : (0, import_chunk_PB6VERCX.decoded)(bytes);
  const size = Number(text.split("\n")[1]);
  return Number.isSafeInteger(size) && size >= 0 && text === textOf(origin, size) ? size : 0;
}
function seenFile(witness, origin, size) {
  return { path: pathOf(witness), bytes: (0, import_chunk_PB6VERCX.utf8)(textOf(origin, size)) };
}
function textOf(origin, size) {
  return `${origin}
${size}
`;
}
var Cosigner = class {
  #log;
  #policy;
  #options;
  #agents;
  #waiters = /* @__PURE__ */ new Set();
  #working = /* @__PURE__ */ new Set();
  /** What ends those who are being asked. */
  #enders = /* @__PURE__ */ new Set();
  #ended = false;
  #newest;
  #quorate;
  #fault;
  constructor(log, policy, options) {
    this.#log = log;
    this.#policy = policy;
    this.#options = options;
    this.#agents = [...policy.witnesses].map(([name, key]) => {
      return { name, key, url: policy.urls.get(name), asked: void 0, tried: void 0, seen: void 0 };
    });
  }
  /** The newest checkpoint that has a quorum. */
  get quorate() {
    return this.#quorate && { ...this.#quorate.checkpoint, note: this.#quorate.note };
  }
  /** The newest checkpoint. */
  get newest() {
    return this.#newest?.cosigned;
  }
  /** What the log's writing has thrown first. */
  get fault() {
    return this.#fault;
  }
  /** A checkpoint was published, larger than all before. */
  published(note) {
    const cosigned2 = new CosignedCheckpoint(note, this.#policy);
    const { quorum } = cosigned2;
    this.#newest = { cosigned: cosigned2, written: { count: cosigned2.witnesses.length, quorum } };
    if (quorum) this.#quorate = cosigned2;
    this.#ask();
  }
  /**
   * The note of a tree that has so many entries at least, with a quorum.
   *
   * @param size of a checkpoint that was published
   * @throws {FedzkError} `quorum`; what the log's writing throws; the reason of `signal`, which ends the waiting alone
   */
  async wait(size, signal) {
    signal?.throwIfAborted();
    if (this.#quorate !== void 0 && this.#quorate.size >= size) return this.#quorate.note;
    if (this.#ended) throw new import_core24.FedzkError("disposed", "The log is closed; open it again.");
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter);
        waiter.reject(signal?.reason);
      };
      const ended = (end) => (value) => {
        signal?.removeEventListener("abort", leave);
        end(value);
      };
      const waiter = { size, answers: this.#presetAnswers(), resolve: ended(resolve), reject: ended(reject) };
      signal?.addEventListener("abort", leave);
      this.#waiters.add(waiter);
      this.#ask();
      this.#giveUp();
    });
  }
  /** What is known when somebody comes; of the others each has another try. */
  #presetAnswers() {
    const answers = /* @__PURE__ */ new Map();
    for (const agent of this.#agents) {
      if (this.#newest?.cosigned.has(agent.name)) answers.set(agent.name, void 0);
      else if (agent.url === void 0) answers.set(agent.name, NO_URL);
      else if (agent.asked === void 0) agent.tried = void 0;
    }
    return answers;
  }
  /** Asks whoever is free, and has not been asked. */
  #ask() {
    const round = this.#newest;
    const wanted = this.#options.background || this.#waiters.size > 0;
    if (round === void 0 || !wanted || this.#ended) return;
    for (const agent of this.#agents) {
      const { name, url } = agent;
      const free = agent.asked === void 0 && agent.tried !== round && !round.cosigned.has(name);
      if (!free || url === void 0) continue;
      agent.asked = round;
      agent.tried = round;
      const work = this.#askOne(agent, url, round).catch((error) => {
        this.#fault ??= error;
        this.#rejectAll(error);
      }).finally(() => this.#working.delete(work));
      this.#working.add(work);
    }
  }
  /** It throws what the log's writing throws. */
  async #askOne(agent, url, round) {
    const { cosigned: cosigned2 } = round;
    const { checkpoint, size } = cosigned2;
    const ender = new AbortController();
    this.#enders.add(ender);
    let why2;
    try {
      agent.seen ??= await readSeen(this.#log.reader, agent.key, checkpoint.origin);
      const tiles = new import_chunk_B2ATX3S6.Tiles(this.#log.reader, size);
      const line2 = await askWitness(
        { key: agent.key, url },
        { size, text: cosigned2.text, plain: cosigned2.plain, prove: (old) => tiles.proveGrowth(old, checkpoint.root) },
        agent.seen,
        { timeoutMs: this.#options.timeoutMs, fetch: this.#options.fetch, signal: ender.signal }
      );
      cosigned2.add(agent.name, line2);
      agent.seen = size;
    } catch (error) {
      why2 = error instanceof Error ? error.message.replace(/\.$/, "") : "for an unknown reason";
      if (!(error instanceof Refusal)) why2 = `its proof can't be made (${why2})`;
    }
    this.#enders.delete(ender);
    agent.asked = void 0;
    for (const waiter of this.#waiters) if (waiter.size <= size) waiter.answers.set(agent.name, why2);
    if (why2 !== void 0 && !this.#ended) this.#report({ witness: agent.name, why: why2 });
    this.#ask();
    if (why2 === void 0) await this.#log.write(seenFile(agent.key, checkpoint.origin, size));
    await this.#publish(round);
    this.#giveUp();
  }
  /** In a turn of its own: what it throws is its caller's, and not a witness's. */
  #report(problem) {
    void Promise.resolve().then(() => this.#options.onFault(problem));
  }
  /** Writes a note when it is enough, and when nobody is left who is being asked for it. */
  async #publish(round) {
    const { cosigned: cosigned2 } = round;
    const { witnesses, quorum } = cosigned2;
    const last = this.#agents.every(({ asked }) => asked !== round);
    const more = witnesses.length > round.written.count;
    if (more && (last || quorum !== round.written.quorum)) {
      round.written = { count: witnesses.length, quorum };
      await this.#log.publish(cosigned2.note, cosigned2.size);
    }
    if (!quorum) return;
    if (this.#quorate === void 0 || this.#quorate.size < cosigned2.size) this.#quorate = cosigned2;
    for (const waiter of this.#waiters) {
      if (waiter.size > cosigned2.size) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(cosigned2.note);
    }
  }
  /** Ends the waiting of those to whom each witness has answered, and too few with a cosignature. */
  #giveUp() {
    for (const waiter of this.#waiters) {
      const { size, answers } = waiter;
      const cosigned2 = [...answers].flatMap(([name, why2]) => why2 === void 0 ? [name] : []);
      if (answers.size < this.#agents.length || this.#policy.quorum(new Set(cosigned2))) continue;
      this.#waiters.delete(waiter);
      waiter.reject(noQuorum(size, answers));
    }
  }
  #rejectAll(error) {
    for (const { reject } of this.#waiters) reject(error);
    this.#waiters.clear();
  }
  /**
   * Waits for what is under way, and asks nobody any more.
   *
   * @param fault why the log has stopped; then nothing is waited for
   */
  async close(fault) {
    if (fault !== void 0) this.#end(fault);
    while (this.#working.size > 0) await Promise.all(this.#working);
    this.#end(new import_core24.FedzkError("disposed", "The log is closed; open it again."));
  }
  #end(why2) {
    this.#ended = true;
    this.#rejectAll(why2);
    for (const ender of this.#enders) ender.abort();
  }
};
var NO_URL = "the policy has no URL of it";
function noQuorum(size, answers) {
  const reasons = [...answers].flatMap(([witness, why2]) => why2 === void 0 ? [] : [`${witness}: ${why2}`]);
  return new import_core24.FedzkError(
    "quorum",
    `Too few witnesses have cosigned the checkpoint of ${size} entries; ask them again. ${reasons.join("; ")}.`
  );
}
var TIMEOUT_MS = 1e4;
function checkWitnessing(options) {
  const given2 = options;
  if (given2 === void 0) return;
  if (typeof given2 !== "object" || given2 === null) throw (0, import_chunk_PB6VERCX.unexpected)("witnesses", "{ timeoutMs }", given2);
  (0, import_chunk_PB6VERCX.requireWhole)(options?.timeoutMs ?? TIMEOUT_MS, "witnesses.timeoutMs", 1, 2 ** 31 - 1);
  const atOpen = given2.atOpen ?? "require";
  if (atOpen !== "require" && atOpen !== "ask") throw (0, import_chunk_PB6VERCX.unexpected)("witnesses.atOpen", "'require' or 'ask'", atOpen);
}
function requirePolicy(text, verifierKey2) {
  const policy = (0, import_chunk_WKKFAZS4.readPolicy)(text);
  const log = verifierKey2 === void 0 ? policy.log : (0, import_chunk_PB6VERCX.readVerifierKey)(verifierKey2);
  if (!(0, import_chunk_PB6VERCX.sameKey)(policy.log, log) || !(0, import_chunk_PB6VERCX.sameBytes)(policy.log.key, log.key)) {
    throw new import_core23.FedzkError("invalid-argument", '"policy" expected the key of this log in its line "log".');
  }
  for (const [witness, url] of policy.urls) {
    if ((0, import_chunk_B2ATX3S6.baseOf)(url) !== void 0) continue;
    throw new import_core23.FedzkError(
      "invalid-argument",
      `"policy" expected a URL of ${JSON.stringify(witness)} without a query, a fragment and a password.`
    );
  }
  if (policy.witnesses.size <= MOST_WITNESSES) return policy;
  throw new import_core23.FedzkError("invalid-argument", `"policy" has more than ${MOST_WITNESSES} witnesses, the most of a note.`);
}
function cosignerOf(log, policy, options = {}) {
  const { timeoutMs = TIMEOUT_MS, background = true, onFault = () => void 0 } = options;
  return new Cosigner(log, policy, { ...options, timeoutMs, background, onFault });
}
async function cosignCheckpoint(storage, options) {
  const given2 = options;
  if (typeof given2 !== "object" || given2 === null) throw (0, import_chunk_PB6VERCX.unexpected)("options", "{ policy }", given2);
  checkWitnessing(options);
  const policy = requirePolicy(options.policy);
  const lock = await storage.lock();
  try {
    const { note } = await currentCheckpoint(storage);
    const checkpoint = (0, import_chunk_PB6VERCX.checkCheckpoint)(note, { ...policy, witnesses: /* @__PURE__ */ new Map(), quorum: () => true });
    if (typeof checkpoint === "string") throw notAuthentic2();
    const signed = (await findSigned(storage, policy.log))?.signed;
    if (signed?.size !== checkpoint.size || !(0, import_chunk_PB6VERCX.sameBytes)(signed.root, checkpoint.root)) {
      throw new import_core23.FedzkError(
        "invalid-state",
        "The checkpoint is not of the tree that was signed last; open the log once."
      );
    }
    return await cosigned(storage, policy, options, note);
  } finally {
    await lock.release();
  }
}
async function cosigned(storage, policy, options, note) {
  const reasons = /* @__PURE__ */ new Map();
  const log = {
    reader: storage,
    // Once, when all have answered.
    publish: async () => void 0,
    write: (file) => storage.replace(file)
  };
  const onFault = ({ witness, why: why2 }) => void reasons.set(witness, why2);
  const cosigner = cosignerOf(log, policy, { ...options, background: true, onFault });
  cosigner.published(note);
  const before = cosigner.newest?.witnesses.length ?? 0;
  await cosigner.close();
  if (cosigner.fault !== void 0) throw cosigner.fault;
  const { newest } = cosigner;
  if (newest === void 0) throw notAuthentic2();
  if (newest.witnesses.length > before) await writeCheckpoint(storage, newest.note);
  const missing2 = [...policy.witnesses.keys()].filter((witness) => !newest.has(witness));
  return {
    note: newest.note,
    size: newest.size,
    witnesses: newest.witnesses,
    problems: missing2.map((witness) => ({ witness, why: reasons.get(witness) ?? NO_URL })),
    quorum: newest.quorum
  };
}
function checkSince(since) {
  if (since === void 0 || typeof since === "string" || typeof since === "function") return;
  throw (0, import_chunk_PB6VERCX.unexpected)("since", "the text of a checkpoint, or a function that fetches one", since);
}
async function requireSeen(reader, signed, { signer, since, policy, witnesses }) {
  const kept = typeof since === "function" ? await since() : since;
  if (kept !== void 0) await requireContinuation(reader, signed, checkpointIn(kept, signer), '"since" is of');
  if (policy === void 0 || policy.urls.size === 0) return;
  const { timeoutMs = TIMEOUT_MS, onFault = () => void 0, atOpen = "require", fetch: fetch2 } = witnesses ?? {};
  await askWhatWasSeen(
    { policy, signer, timeoutMs, fetch: fetch2, onFault, require: atOpen === "require" },
    async (name, seen) => {
      const who = `the witness ${name} has seen`;
      if (typeof seen === "object") await requireContinuation(reader, signed, seen, who);
      else if (seen > signed.size) throw rolledBack(`${who} ${seen} entries, and ${signed.size} are here`);
    }
  );
}
function checkpointIn(note, { verifierKey: verifierKey2 }) {
  const checkpoint = (0, import_chunk_PB6VERCX.checkCheckpoint)(note, (0, import_chunk_WKKFAZS4.policyOf)({ verifierKey: verifierKey2 }));
  if (typeof checkpoint === "object") return checkpoint;
  throw new import_core20.FedzkError("invalid-argument", `"since" expected a checkpoint that this log's key signed (${checkpoint}).`);
}
async function requireContinuation(reader, signed, seen, who) {
  if (seen.size > signed.size) throw rolledBack(`${who} ${seen.size} entries, and ${signed.size} are here`);
  const root = await new import_chunk_B2ATX3S6.Tiles(reader, signed.size).rootOfFirst(seen.size, signed.root);
  if (!(0, import_chunk_PB6VERCX.sameBytes)(root, seen.root)) throw rolledBack(`${who} ${seen.size} entries that are not the first of these`);
}
var Ownership = class {
  #storage;
  #lock;
  #signer;
  /** The file that says which tree may have been signed, as it has to be there. */
  #statement;
  /** The one that is being written. */
  #nextStatement;
  /** The note that this writer, or the one before it, published last. */
  #published;
  constructor(storage, lock, signer, { statement, note }) {
    this.#storage = storage;
    this.#lock = lock;
    this.#signer = signer;
    this.#statement = statement;
    this.#published = note;
  }
  /** @throws {FedzkError} `invalid-state`: another writer has taken the log over */
  async requireHeld() {
    await requireHeld(this.#lock);
  }
  /** @throws {FedzkError} `invalid-state`: another writer has taken the log over, or somebody wrote its state */
  async requireOwn() {
    await this.requireHeld();
    for (; ; ) {
      const before = this.#statement;
      const statement = await this.#storage.read(SIGNED) ?? new Uint8Array(0);
      const own = [before, this.#statement, this.#nextStatement];
      if (own.some((one) => one !== void 0 && (0, import_chunk_PB6VERCX.sameBytes)(one, statement))) return;
      if (this.#statement === before) throw taken(`${SIGNED} is not what this writer wrote`);
    }
  }
  /** Writes down that a tree is going to be signed. */
  async writeSigned(next) {
    await this.requireOwn();
    const statement = await signedStatement(next, this.#signer);
    this.#nextStatement = statement;
    await writeSigned(this.#storage, statement);
    this.#statement = statement;
  }
  /**
   * Publishes a note. A checkpoint that was signed is not replaced by one of a smaller tree, or of another one of that size.
   *
   * @param signed the tree that was written down last
   * @throws {FedzkError} `invalid-state`: somebody else has published one
   */
  async publish(note, { size, root }) {
    const bytes = await this.#storage.read(CHECKPOINT);
    const there = bytes && (0, import_chunk_PB6VERCX.decoded)(bytes);
    if (there !== void 0 && there !== this.#published) {
      const checkpoint = checkNote(there, this.#signer);
      const known = typeof checkpoint === "string" ? void 0 : checkpoint;
      if (known !== void 0 && (known.size > size || known.size === size && !(0, import_chunk_PB6VERCX.sameBytes)(known.root, root))) {
        throw taken(`a checkpoint of ${known.size} entries was published that this writer did not sign`);
      }
    }
    await writeCheckpoint(this.#storage, note);
    this.#published = note;
  }
  release() {
    return this.#lock.release();
  }
};
async function requireHeld(lock) {
  if (!await lock.held()) throw taken("its lock is gone: another writer has taken the log over");
}
function taken(why2) {
  return new import_core27.FedzkError("invalid-state", `The log is not this writer's any more: ${why2}.`);
}
var MOST_GROUP_BYTES = 1 << 22;
var MOST_GROUP_ENTRIES = 1 << 16;
var GROW_BYTES = 1 << 18;
var UNPLANTED_QUEUES = 4;
var TURNS = 8;
var LogWriter = class _LogWriter {
  #storage;
  #options;
  #own;
  #journalKey;
  #tree;
  #journal;
  #groups;
  #journalBytes = 0;
  #journals;
  /** Durable entries. */
  #size;
  /** Durable entries that are not in the tree yet. */
  #unplanted;
  #unplantedBytes;
  #signed;
  #note;
  #queue = [];
  #queuedBytes = 0;
  #room = [];
  #writing;
  #checkpointing;
  /** Writing of bundles and tiles that are full, ahead of the checkpoint that they belong to. */
  #growing;
  /** What that has written. */
  #grown = [];
  /** Who waits for a note. */
  #noted = [];
  /** Writing of notes, one after the other, so that none comes after a newer one. */
  #noting = Promise.resolve();
  #timer;
  #closing;
  #stopped;
  constructor(storage, options, own, journalKey, { signed, note, tree, tail, journal, groups }) {
    this.#storage = storage;
    this.#options = options;
    this.#own = own;
    this.#journalKey = journalKey;
    this.#signed = signed;
    this.#note = note;
    this.#tree = tree;
    this.#unplanted = [...tail];
    this.#unplantedBytes = tail.reduce((bytes, { packed }) => bytes + packed.length, 0);
    this.#journal = journal;
    this.#groups = groups;
    this.#journals = [{ path: journalPath(signed.size), first: signed.size }];
    this.#size = tail.reduce((size, { count }) => size + count, signed.size);
  }
  /** @throws {FedzkError} `invalid-state`; `damaged`; `rolled-back`; `not-authentic`; `storage`; what `accept` throws */
  static async open(storage, options) {
    const { signer, takeOver = false, accept } = options;
    const journalKey = await JournalKey.of(signer);
    let lock;
    let journal;
    try {
      const held = await storage.lock({ takeOver });
      lock = held;
      const recovered = await recover(storage, { signer, journalKey }, async (found) => {
        await accept?.(found);
        await requireHeld(held);
      });
      journal = recovered.journal;
      const own = new Ownership(storage, held, signer, recovered);
      const writer = new _LogWriter(storage, options, own, journalKey, recovered);
      if (writer.#note === void 0) await writer.#publish();
      if (writer.#unplanted.length > 0) writer.#schedule();
      return writer;
    } catch (error) {
      journalKey.dispose();
      await journal?.close().catch(() => void 0);
      await lock?.release().catch(() => void 0);
      throw error;
    }
  }
  /** Why it writes no more. */
  get stopped() {
    return this.#stopped;
  }
  get size() {
    return this.#size;
  }
  /** The newest tree that was signed, or is about to be. */
  get signed() {
    return this.#signed;
  }
  /** The newest checkpoint, unless one is being made. */
  get published() {
    return this.#note === void 0 ? void 0 : { note: this.#note, signed: this.#signed };
  }
  /**
   * Resolves when the entry is durable.
   *
   * @param entry its text, at most 65,535 bytes in UTF-8
   * @param time the entry's
   */
  append(entry, time) {
    const refused2 = this.#refusal();
    if (refused2 !== void 0) return Promise.reject(refused2);
    if (this.#isFull(entry)) return this.#appendLater(entry, time);
    return this.#enqueue(entry, time);
  }
  async #appendLater(entry, time) {
    do {
      await new Promise((resolve) => this.#room.push(resolve));
      this.#requireGoing();
    } while (this.#isFull(entry));
    return this.#enqueue(entry, time);
  }
  #enqueue(entry, time) {
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, time, resolve, reject });
      this.#queuedBytes += entry.length;
      this.#writing ??= this.#write();
    });
  }
  /** Whether an entry has to wait outside: for those before it to be written, or for a checkpoint of what was. */
  #isFull(entry) {
    const { queueBytes } = this.#options;
    if (this.#unplantedBytes >= UNPLANTED_QUEUES * queueBytes) return true;
    return this.#queuedBytes > 0 && this.#queuedBytes + entry.length > queueBytes;
  }
  #refusal() {
    return this.#stopped ?? (this.#closing === void 0 ? void 0 : closed());
  }
  /** Writes groups as long as there are entries. It never rejects. */
  async #write() {
    await turns();
    while (this.#queue.length > 0 && this.#stopped === void 0) {
      const waiting = this.#takeGroup();
      try {
        const group = await this.#writeGroup(waiting.map(({ entry }) => entry));
        for (const [i, { time, resolve }] of waiting.entries()) {
          const at = i * import_chunk_PB6VERCX.HASH_BYTES;
          resolve({ index: group.first + i, leafHash: group.leaves.slice(at, at + import_chunk_PB6VERCX.HASH_BYTES), time });
        }
      } catch (error) {
        const stopped = this.stop(error);
        for (const { reject } of waiting) reject(stopped);
      }
      await turns();
    }
    this.#writing = void 0;
  }
  #takeGroup() {
    let [count, bytes] = [0, 0];
    for (const { entry } of this.#queue) {
      if (count > 0 && (count === MOST_GROUP_ENTRIES || bytes + entry.length > MOST_GROUP_BYTES)) break;
      count++;
      bytes += entry.length;
    }
    const group = this.#queue.splice(0, count);
    this.#queuedBytes -= bytes;
    this.#giveRoom();
    return group;
  }
  /** Lets those look again who wait outside. */
  #giveRoom() {
    const room = this.#room;
    this.#room = [];
    for (const resolve of room) resolve();
  }
  async #writeGroup(entries) {
    const packed = pack(entries);
    const leaves = (0, import_chunk_PB6VERCX.leafHashes)(packed) ?? new Uint8Array(0);
    const group = { first: this.#size, count: entries.length, packed, leaves };
    if (this.#journalBytes > this.#options.journalBytes) await this.#nextJournal();
    const bytes = this.#groups.write(group);
    await this.#journal.append(bytes);
    this.#journalBytes += bytes.length;
    this.#size += group.count;
    this.#unplanted.push(group);
    this.#unplantedBytes += group.packed.length;
    this.#schedule();
    return group;
  }
  async #nextJournal() {
    const path = journalPath(this.#size);
    const before = this.#tree.frontier();
    for (const { leaves } of this.#unplanted) before.add(leaves);
    const continued = { size: this.#size, root: before.root() };
    const next = await this.#storage.openJournal({ path, bytes: new Uint8Array(0) });
    const full = this.#journal;
    this.#journal = next;
    this.#groups = new GroupWriter(this.#journalKey, continued);
    this.#journals.push({ path, first: this.#size });
    this.#journalBytes = 0;
    await full.close();
  }
  /** Sees to it that a checkpoint comes. */
  #schedule() {
    const busy = this.#checkpointing !== void 0 || this.#growing !== void 0;
    if (this.#stopped !== void 0 || busy || this.#size === this.#signed.size) return;
    if (this.#size - this.#signed.size >= this.#options.checkpointEvery.entries) {
      this.#inBackground();
      return;
    }
    if (this.#unplantedBytes >= Math.min(GROW_BYTES, this.#options.queueBytes)) this.#growInBackground();
    if (this.#timer !== void 0) return;
    this.#timer = setTimeout(() => this.#inBackground(), this.#options.checkpointEvery.ms);
    this.#timer.unref?.();
  }
  #inBackground() {
    clearTimeout(this.#timer);
    this.#timer = void 0;
    this.checkpoint().catch(() => void 0);
  }
  #growInBackground() {
    const grow = async () => {
      try {
        await this.#grow();
      } catch (error) {
        this.stop(error);
      }
    };
    this.#growing = grow().finally(() => {
      this.#growing = void 0;
      this.#goOn();
    });
  }
  /** What waited for the tree. */
  #goOn() {
    this.#giveRoom();
    this.#schedule();
  }
  /** Puts entries in the tree, and writes the bundles and tiles that are full. */
  async #grow() {
    await this.#own.requireHeld();
    this.#addToTree();
    const files = this.#tree.takeComplete();
    await this.#storage.create(files, false);
    this.#grown.push(...files);
  }
  #addToTree() {
    for (const { packed, leaves } of this.#unplanted) this.#tree.add(packed, leaves);
    this.#unplanted = [];
    this.#unplantedBytes = 0;
  }
  /**
   * A signed checkpoint of all entries that were durable when it was called.
   *
   * @throws {FedzkError} `storage`, after which the writer has stopped
   */
  async checkpoint() {
    this.#requireGoing();
    const wanted = this.#size;
    await this.#checkpointing?.catch(() => void 0);
    while (this.#signed.size < wanted || this.#note === void 0) {
      this.#requireGoing();
      this.#checkpointing ??= this.#plant().finally(() => {
        this.#checkpointing = void 0;
        this.#goOn();
      });
      await Promise.race([this.#checkpointing, new Promise((resolve) => this.#noted.push(resolve))]);
    }
    return this.#note;
  }
  /** Puts entries in the tree, writes its tiles, signs: in this order. */
  async #plant() {
    try {
      await this.#growing;
      this.#requireGoing();
      await this.#own.requireHeld();
      this.#addToTree();
      const { files, superseded } = this.#tree.takeFiles();
      await this.#storage.create(files);
      const next = { origin: this.#signed.origin, size: this.#tree.size, root: this.#tree.root() };
      await this.#own.writeSigned(next);
      this.#signed = next;
      this.#note = void 0;
      await this.#publish();
      await this.#removeOld(superseded);
      this.#options.onPublished?.([...this.#grown.splice(0), ...files]);
    } catch (error) {
      throw this.stop(error);
    }
  }
  async #publish() {
    await this.#own.requireOwn();
    const note = await signNote((0, import_chunk_PB6VERCX.checkpointText)(this.#signed), this.#options.signer);
    await this.#writeNote(() => this.#own.publish(note, this.#signed));
    this.#note = note;
    for (const resolve of this.#noted.splice(0)) resolve();
  }
  #writeNote(write) {
    const written = this.#noting.then(write);
    this.#noting = written.catch(() => void 0);
    return written;
  }
  /**
   * Publishes the checkpoint of a size with cosignatures. It is passed over where a newer one was signed meanwhile.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  publishCosigned(note, size) {
    const current = () => this.#note !== void 0 && this.#signed.size === size;
    return this.#writeNote(async () => {
      if (!current()) return;
      await this.#orStop(async () => {
        await this.#own.requireOwn();
        await this.#own.publish(note, this.#signed);
      });
      if (current()) this.#note = note;
    });
  }
  /**
   * Looks whether the log is still this writer's, before something is signed or removed beside its checkpoints.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  requireOwn() {
    return this.#orStop(() => this.#own.requireOwn());
  }
  /**
   * Writes a file of the log's own, beside what it is made of.
   *
   * @throws {FedzkError} `fail-stop`; `disposed`
   */
  writeBeside(file) {
    return this.#orStop(() => this.#storage.replace(file));
  }
  async #orStop(write) {
    this.#requireGoing();
    try {
      await write();
    } catch (error) {
      throw this.stop(error);
    }
  }
  /** Partial tiles whose full ones are there, and journals of entries that are in bundles. */
  async #removeOld(folders) {
    for (const folder of folders) {
      const parts = await this.#storage.list(folder);
      await this.#storage.remove(parts.filter((path) => (0, import_chunk_B2ATX3S6.isWidth)(path.slice(folder.length))));
    }
    const begun = this.#journals.filter(({ first }) => first <= this.#signed.size);
    const old = this.#journals.splice(0, Math.max(0, begun.length - 1));
    if (old.length > 0) await this.#storage.remove(old.map(({ path }) => path));
  }
  /** Writes and signs what is left, and gives the log back. */
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }
  async #close() {
    try {
      do {
        while (this.#writing !== void 0) await this.#writing;
        if (this.#stopped === void 0) await this.checkpoint();
        await turns();
      } while (this.#writing !== void 0 || this.#room.length > 0);
    } finally {
      this.#stopped ??= closed();
      clearTimeout(this.#timer);
      await this.#checkpointing?.catch(() => void 0);
      await this.#growing;
      await this.#noting;
      try {
        await this.#journal.close();
      } finally {
        this.#journalKey.dispose();
        await this.#own.release();
      }
    }
  }
  /** After a fault nothing is written any more: what the disk has is seen when the log is opened again. */
  stop(cause) {
    if (this.#stopped !== void 0) return this.#stopped;
    const why2 = cause instanceof Error ? cause.message.replace(/\.$/, "") : "of an unknown kind";
    this.#stopped = new import_core26.FedzkError(
      "fail-stop",
      `The log has stopped after a fault (${why2}). Whether the last entries were kept is seen when it is opened again.`,
      { cause }
    );
    clearTimeout(this.#timer);
    for (const { reject } of this.#queue.splice(0)) reject(this.#stopped);
    this.#giveRoom();
    this.#queuedBytes = 0;
    return this.#stopped;
  }
  #requireGoing() {
    if (this.#stopped !== void 0) throw this.#stopped;
  }
};
function closed() {
  return new import_core26.FedzkError("disposed", "The log is closed; open it again.");
}
async function turns() {
  for (let i = 0; i < TURNS; i++) await void 0;
}
var AuditLog = class _AuditLog {
  #storage;
  #writer;
  #now;
  #privacy;
  #ids = new UuidV7();
  #at = { now: Number.NaN, time: void 0 };
  #rotation;
  #cosigner;
  #closing;
  constructor(storage, writer, { origin, now, privacy }) {
    this.#storage = storage;
    this.#writer = writer;
    this.#now = now ?? Date.now;
    this.#privacy = privacy && new Privacy(privacy, origin);
  }
  /**
   * Opens a log, or begins one. All events that an earlier writer acknowledged are there, however it ended.
   *
   * @throws {FedzkError} `invalid-state`: another writer has the log, or may have it, or its checkpoint bears another key or
   *   name; `rolled-back`: it is older than what it signed, or than what `since` or a witness has seen; `not-authentic`: its
   *   state or its journal was written without its key; `quorum`: too few witnesses said what they have seen; `damaged`;
   *   `storage`; `invalid-argument`
   */
  static async open(storage, options) {
    const given2 = options;
    if (typeof given2 !== "object" || given2 === null) throw (0, import_chunk_PB6VERCX.unexpected)("options", "{ origin, signer }", given2);
    const { origin, signer, checkpointEvery: { ms = 1e3, entries = 65536 } = {}, queueBytes = 1 << 24 } = options;
    const { journalBytes = 1 << 26 } = options;
    if (origin !== signer?.name) throw (0, import_chunk_PB6VERCX.unexpected)("origin", "the signer's name", origin);
    checkRotation(options.rotation);
    checkPrivacy(options.privacy);
    checkWitnessing(options.witnesses);
    checkSince(options.since);
    const policy = options.policy === void 0 ? void 0 : requirePolicy(options.policy, signer.verifierKey);
    const { since, witnesses, takeOver = false } = options;
    let rotation;
    let cosigner;
    const writer = await LogWriter.open(storage, {
      signer,
      checkpointEvery: {
        ms: (0, import_chunk_PB6VERCX.requireWhole)(ms, "checkpointEvery.ms", 0, 2 ** 31 - 1),
        entries: (0, import_chunk_PB6VERCX.requireWhole)(entries, "checkpointEvery.entries", 1)
      },
      queueBytes: (0, import_chunk_PB6VERCX.requireWhole)(queueBytes, "queueBytes", 1, import_chunk_PB6VERCX.MOST_QUEUE_OPTION),
      onPublished: (files) => {
        rotation?.grown(files);
        if (writer.published !== void 0) cosigner?.published(writer.published.note);
      },
      journalBytes: (0, import_chunk_PB6VERCX.requireWhole)(journalBytes, "journalBytes", 1, import_chunk_PB6VERCX.MOST_JOURNAL_OPTION),
      takeOver: (0, import_chunk_PB6VERCX.requireFlag)(takeOver, "takeOver"),
      accept: ({ signed }) => requireSeen(storage, signed, { signer, since, policy, witnesses })
    });
    const log = new _AuditLog(storage, writer, options);
    try {
      rotation = await Rotation.open(storage, log.#rotated(signer), options.rotation);
      log.#rotation = rotation;
      if (policy !== void 0) cosigner = log.#cosignedBy(policy, options.witnesses);
      log.#cosigner = cosigner;
    } catch (error) {
      await writer.close().catch(() => void 0);
      throw error;
    }
    return log;
  }
  /**
   * Begins a new log after one that can't go on, such as one that is `rolled-back`. The old one is not changed: what is
   * left of it can be read and verified as before. The new one's first entry, `log.epoch`, names the old log, the largest
   * tree that it signed and the tree that is there, so that nobody takes the one for the other.
   *
   * After an interruption it is called again with the same arguments: a new log that has no entry, or begins after this
   * old one as it is now, goes on.
   *
   * @param old the old log's storage; nobody else may write to it meanwhile
   * @param storage the new log's, empty
   * @param options those of {@link AuditLog.open}, with an origin of its own, and whose the old log is
   * @throws {FedzkError} `invalid-argument`: the origin is the old one; `invalid-state`: the old log is whole and no reason
   *   is given, it is another key's, a writer has one of both, or the new storage has another log; `not-found`: there is no
   *   old log; as {@link AuditLog.open}
   *
   * @example
   * ```ts
   * const log = await AuditLog.newEpoch(directoryStorage('audit'), directoryStorage('audit-2'), {
   *   origin: signer.name, signer, previous: { verifierKey: oldSigner.verifierKey },
   * });
   * ```
   */
  static async newEpoch(old, storage, options) {
    const given2 = options;
    if (typeof given2 !== "object" || given2 === null) throw (0, import_chunk_PB6VERCX.unexpected)("options", "{ origin, signer, previous }", given2);
    const { previous, ...own } = options;
    checkPredecessor(previous, own.origin);
    if (old === storage) throw (0, import_chunk_PB6VERCX.unexpected)("storage", "another one than the old log's", storage);
    await requireLog(old);
    const lock = await old.lock();
    try {
      const event = epochEvent(await inspectOld(old, previous, own.signer), previous);
      const log = await _AuditLog.open(storage, own);
      try {
        if (log.size === 0) await log.#append(event);
        requireSameEpoch(decodeEvent(await log.read(0)), event);
        return log;
      } catch (error) {
        await log.close().catch(() => void 0);
        throw error;
      }
    } finally {
      await lock.release().catch(() => void 0);
    }
  }
  #rotated(signer) {
    return {
      signer,
      append: (event) => this.#append(event),
      checkpoint: async () => {
        await this.#writer.checkpoint();
        return this.#writer.signed;
      },
      size: () => this.#writer.signed.size,
      requireOwn: () => this.#writer.requireOwn(),
      stop: (cause) => void this.#writer.stop(cause)
    };
  }
  #cosignedBy(policy, options) {
    const log = {
      reader: this.#storage,
      publish: (note, size) => this.#writer.publishCosigned(note, size),
      write: (file) => this.#writer.writeBeside(file)
    };
    const cosigner = cosignerOf(log, policy, options);
    if (this.#writer.published !== void 0) cosigner.published(this.#writer.published.note);
    return cosigner;
  }
  /** How many entries are durable. */
  get size() {
    return this.#writer.size;
  }
  /** Entries before this one were archived or pruned; 0 where none were. Their proofs can still be made. */
  get minimum() {
    return this.#rotation?.minimum ?? 0;
  }
  /**
   * Adds an event. Resolves with the entry's index and leaf hash when the entry is durable.
   *
   * @throws {FedzkError} `invalid-argument`, and nothing is written; `fail-stop`, when the storage has failed; `disposed`
   */
  append(event) {
    try {
      this.#requireOpen();
      return this.#append(event, { callers: true, privacy: this.#privacy });
    } catch (error) {
      return Promise.reject(error instanceof import_core.FedzkError ? error : unreadable(error));
    }
  }
  #requireOpen() {
    if (this.#closing === void 0) return;
    throw this.#writer.stopped ?? new import_core.FedzkError("disposed", "The log is closed; open it again.");
  }
  /** What the log says itself is about nobody, and in clear. */
  #append(event, { callers = false, privacy } = {}) {
    const now = this.#now();
    if (now !== this.#at.now) this.#at = { now, time: isoTime(now) };
    const entry = eventText(event, { now, id: this.#ids.next(now), time: this.#at.time, callers });
    const time = event.time ?? this.#at.time ?? "";
    if (privacy === void 0) return this.#writer.append(entry, time);
    return privacy.append(entry, (sealed) => this.#writer.append(sealed, time));
  }
  /**
   * Erases a person, for a log with `privacy`: destroys the key, after which nobody learns from any entry whom it is about.
   * Entries, tree and proofs stay as they are. Two entries `privacy.erase` say so: `logged`, which is durable before the
   * key is destroyed, and `success`, or `error` where the keys' `destroy` failed. Where a crash leaves the first alone,
   * erase again: the key is there still, or was destroyed.
   *
   * @param reason in one line, 1,024 characters at most; it stands in the entries, in clear
   * @throws {FedzkError} `invalid-state`: the log has no `privacy`; `invalid-argument`; `fail-stop`; `disposed`; what the
   *   keys throw
   */
  async erase(userId, reason) {
    this.#requireOpen();
    if (this.#privacy === void 0) {
      throw new import_core.FedzkError("invalid-state", 'The log seals nothing: it was opened without "privacy".');
    }
    return this.#privacy.erase(userId, reason, (event) => this.#append(event));
  }
  /** A proof was made, or not: `proof_generation` of `circuit:<circuit_type>`. */
  async logProofGeneration(generation) {
    return this.append(proofGenerationEvent(generation));
  }
  /** A proof was verified, or refused: `proof_verification` of `proof:<proof_id>`. */
  async logVerification(verification) {
    return this.append(verificationEvent(verification));
  }
  /** Something that bears on security: `security_event` of `system`, result `logged`. */
  async logSecurityEvent(event) {
    return this.append(securityEvent(event));
  }
  /**
   * Signs a checkpoint of all durable entries: a note of C2SP tlog-checkpoint. With `quorum` it resolves when enough
   * witnesses of the log's policy have cosigned this checkpoint, or a newer one.
   *
   * @throws {FedzkError} `quorum`: too few have, and the message names each of the others and its reason; the log goes on.
   *   `invalid-argument`; `fail-stop`; `disposed`. The reason of `signal`
   *
   * @example
   * ```ts
   * const { index } = await log.append(event);
   * const note = await log.checkpoint({ covering: index, quorum: true });
   * ```
   */
  async checkpoint(options = {}) {
    const { covering, quorum = false, signal: given2 } = (0, import_core.asOptions)(options);
    const signal = (0, import_chunk_PB6VERCX.optionalSignal)(given2);
    signal?.throwIfAborted();
    if (typeof quorum !== "boolean") throw (0, import_chunk_PB6VERCX.unexpected)("quorum", "true or false", quorum);
    if (quorum && this.#cosigner === void 0)
      throw (0, import_chunk_PB6VERCX.unexpected)("quorum", "a log that was opened with a policy", quorum);
    const size = covering === void 0 ? this.size : (0, import_chunk_PB6VERCX.requireIndex)(covering, this.size, "covering") + 1;
    const { published } = this.#writer;
    const there = covering !== void 0 && published !== void 0 && published.signed.size >= size;
    const note = there ? published.note : await this.#writer.checkpoint();
    return quorum && this.#cosigner !== void 0 ? this.#cosigner.wait(size, signal) : note;
  }
  /**
   * Proves that an entry is in the log: a text of C2SP tlog-proof with a signed checkpoint. If a checkpoint with a quorum of
   * witnesses covers the entry, the proof has that one.
   *
   * @throws {FedzkError} `invalid-argument`: there is no such entry; `damaged`
   */
  async prove(index) {
    (0, import_chunk_PB6VERCX.requireIndex)(index, this.size);
    const quorate = this.#cosigner?.quorate;
    if (quorate !== void 0 && index < quorate.size) return proveEntry(this.#storage, quorate, index);
    const { note, signed } = await this.#covering(index);
    return proveEntry(this.#storage, { ...signed, note }, index);
  }
  /**
   * Reads an entry's bytes, as they were hashed: what `verifyEntry` takes.
   *
   * @throws {FedzkError} `invalid-argument`: there is no such entry; `damaged`: it is not what was hashed, or was removed
   */
  async read(index) {
    (0, import_chunk_PB6VERCX.requireIndex)(index, this.size);
    const { signed } = await this.#covering(index);
    for await (const { bytes } of readEntries(this.#storage, signed, { from: index, to: index + 1 })) return bytes;
    throw (0, import_chunk_PB6VERCX.unexpected)("index", "that of an entry", index);
  }
  async #covering(index) {
    const newest = this.#writer.published;
    if (newest !== void 0 && index < newest.signed.size) return newest;
    await this.#writer.checkpoint();
    return this.#writer.published ?? this.#covering(index);
  }
  /**
   * Entries and where they are, for `exportAs`; those that are in the tree, after a checkpoint.
   *
   * @param range from the first one that was not archived or pruned, unless it says otherwise
   * @throws {FedzkError} `damaged`: an entry is not what was hashed, or not here any more
   */
  async *entries(range = {}) {
    await this.#writer.checkpoint();
    yield* readEntries(this.#storage, this.#writer.signed, { from: this.minimum, ...range });
  }
  /**
   * Archives or prunes the entries before an index, as `rotation` does with the oldest ones. Nothing is removed before the
   * archive, or the entry `log.prune`, is durable.
   *
   * @param before a multiple of 256, at most as many as the log has in full bundles of 256
   * @throws {FedzkError} `invalid-argument`; `damaged`: what is to be archived is not what was signed; `storage`; `disposed`
   */
  async evict(before, how) {
    checkEviction(how);
    await this.#writer.checkpoint();
    await this.#rotation?.evict(before, how);
  }
  /**
   * Signs the remaining entries and releases the lock. Nothing can be added afterwards. If witnesses are asked in the
   * background, it waits for their answers on the last checkpoint. It may be called twice.
   */
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }
  /** The same as {@link AuditLog.close}: for `await using`. */
  [Symbol.asyncDispose]() {
    return this.close();
  }
  async #close() {
    await this.#privacy?.idle();
    const going = await this.#writer.checkpoint().then(
      () => true,
      () => false
    );
    await this.#rotation?.close(going);
    if (going) await this.#writer.checkpoint().catch(() => void 0);
    await this.#cosigner?.close(this.#writer.stopped);
    await this.#writer.close();
  }
};
async function inspectOld(old, previous, signer) {
  const journalKey = await oldJournalKey(previous, signer);
  try {
    return await inspect(old, previous.verifierKey, journalKey);
  } finally {
    journalKey?.dispose();
  }
}
function unreadable(cause) {
  return new import_core.FedzkError("invalid-argument", '"event" expected an object whose fields can be read; one throws.', {
    cause
  });
}
var LEAST_KEY_BYTES = 32;
async function pseudonym(tenantKey, userId) {
  if (((0, import_core28.byteLength)(tenantKey) ?? 0) < LEAST_KEY_BYTES) {
    throw (0, import_chunk_PB6VERCX.unexpected)("tenantKey", `a Uint8Array of ${LEAST_KEY_BYTES} or more`, tenantKey);
  }
  if (typeof userId !== "string" || userId === "" || /\p{Cs}/u.test(userId)) {
    throw (0, import_chunk_PB6VERCX.unexpected)("userId", "a string that is not empty, without lone surrogates", userId);
  }
  const copy = new Uint8Array((0, import_core28.copyBytes)(tenantKey));
  try {
    const key = await crypto.subtle.importKey("raw", copy, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return `p:${base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, (0, import_chunk_PB6VERCX.utf8)(userId))))}`;
  } finally {
    copy.fill(0);
  }
}
function reference({ origin, index }) {
  return `${origin}#${index}`;
}
function kindOf(entry) {
  const { operation } = entry;
  if (operation === "security_event") return "security";
  if (/^key[_.]/.test(operation)) return "key";
  return loginOf(entry) === void 0 ? "other" : "login";
}
var ENDS = "(?:[_.](?:success|succeeded|failure|failed|denied|refused))?$";
var LOGINS = [
  [
    "on",
    RegExp(`(?:^|[_.])(?:(?:log|sign)_?(?:in|on)|authenticate|authentication|session[_.](?:opened|refused))${ENDS}`)
  ],
  ["off", RegExp(`(?:^|[_.])(?:(?:log|sign)_?(?:out|off)|session[_.]closed)${ENDS}`)]
];
function loginOf({ operation }) {
  return LOGINS.find(([, pattern]) => pattern.test(operation))?.[0];
}
var IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
var MAYBE_IPV6 = /^[0-9a-f:.]{2,40}$/i;
function addressVersion(text) {
  if (text === void 0) return void 0;
  if (IPV4.test(text)) return 4;
  return MAYBE_IPV6.test(text) && URL.canParse(`http://[${text}]/`) ? 6 : void 0;
}
var VERBS = [
  ["create", /(?:^|[_.])(?:create|put|add|generate|generation|issue)$/],
  ["read", /(?:^|[_.])(?:get|read|list)$/],
  ["update", /(?:^|[_.])(?:update|change|rotate|rotated|rewrap)$/],
  ["delete", /(?:^|[_.])(?:delete|remove|erase|revoke)$/]
];
function verbOf({ operation }) {
  return VERBS.find(([, pattern]) => pattern.test(operation))?.[0];
}
var NOT_IN_A_LINE2 = /[\p{Cc}\p{Cs}\u2028\u2029]/gu;
var DIRECTIONS = /\p{Bidi_Control}/gu;
function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
function lineJson(value) {
  return shown(JSON.stringify(value));
}
function line(text) {
  return text.replace(NOT_IN_A_LINE2, escaped);
}
function shown(text) {
  return line(text).replace(DIRECTIONS, escaped);
}
var SEVERITIES2 = { none: 1, low: 3, medium: 6, high: 8, critical: 10 };
var HEAD = "CEF:0|FEDzk|audit|1";
function cef(row) {
  const { entry } = row;
  const name = `${entry.operation} ${entry.result}`;
  const pairs = [
    ["rt", Date.parse(entry.time)],
    ["externalId", entry.id],
    ["act", entry.operation],
    ["outcome", entry.result],
    ["suid", entry.user_id],
    ["cat", entry.category],
    ["reason", entry.reason],
    ["sproc", entry.actor],
    ...labelled("cs1", "resource", entry.resource),
    ...labelled("cs2", "reference", reference(row)),
    ...labelled("cs3", "leafHash", (0, import_core29.toHex)(row.leafHash)),
    ...labelled("cs4", "details", entry.details && lineJson(entry.details)),
    ...labelled("cs5", "proof", entry.proof && lineJson(entry.proof)),
    ...labelled("cs6", "session", entry.session),
    ...labelled("flexString1", "trace", entry.trace),
    ...sourceOf(entry.source),
    ...labelled("cn1", "durationMicroseconds", entry.duration_us)
  ];
  const extension = pairs.flatMap(
    ([key, value]) => value === void 0 ? [] : [`${key}=${escapeValue(String(value))}`]
  );
  const severity = SEVERITIES2[entry.severity ?? "none"];
  return [HEAD, entry.operation, name, severity, extension.join(" ")].join("|");
}
function sourceOf(source) {
  const version = addressVersion(source);
  if (source !== void 0 && version === 4) return [["src", source]];
  return version === 6 ? labelled("c6a2", "Source IPv6 Address", source) : labelled("flexString2", "source", source);
}
function labelled(key, label, value) {
  return value === void 0 ? [] : [
    [`${key}Label`, label],
    [key, value]
  ];
}
function escapeValue(text) {
  return line(text).replace(/[\\=]/g, "\\$&");
}
var TYPE_PREFIX = "org.fedzk.audit.";
function cloudevents({ origin, index, leafHash: leafHash2, entry }) {
  return lineJson({
    specversion: "1.0",
    id: String(index),
    source: uriReference(origin),
    type: TYPE_PREFIX + entry.operation,
    subject: entry.resource,
    time: entry.time,
    datacontenttype: "application/json",
    // Extensions; `traceparent` is that of Distributed Tracing.
    ...entry.trace !== void 0 && { traceparent: entry.trace },
    ...entry.severity !== void 0 && { severity: entry.severity },
    leafhash: (0, import_core30.toHex)(leafHash2),
    data: entry
  });
}
function uriReference(origin) {
  return encodeURI(origin.replace(/\p{Cs}/gu, "\uFFFD")).replaceAll("#", "%23");
}
var COLUMNS = [
  ["origin", ({ origin }) => origin],
  ["index", ({ index }) => index],
  ["leaf_hash", ({ leafHash: leafHash2 }) => (0, import_core31.toHex)(leafHash2)],
  ["id", ({ entry }) => entry.id],
  ["time", ({ entry }) => entry.time],
  ["user_id", ({ entry }) => entry.user_id],
  ["operation", ({ entry }) => entry.operation],
  ["resource", ({ entry }) => entry.resource],
  ["result", ({ entry }) => entry.result],
  ["severity", ({ entry }) => entry.severity],
  ["category", ({ entry }) => entry.category],
  ["actor", ({ entry }) => entry.actor],
  ["session", ({ entry }) => entry.session],
  ["trace", ({ entry }) => entry.trace],
  ["source", ({ entry }) => entry.source],
  ["reason", ({ entry }) => entry.reason],
  ["duration_us", ({ entry }) => entry.duration_us],
  ["proof", ({ entry }) => entry.proof && json(entry.proof)],
  ["details", ({ entry }) => entry.details && json(entry.details)]
];
var CSV_HEADER = COLUMNS.map(([name]) => name).join(",");
function csv(row) {
  return COLUMNS.map(([, read]) => field(read(row))).join(",");
}
var FORMULA = /(^|;)(?=[\s"\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*['=+\-@\uff0b\uff0d\uff1d\uff20])/gu;
function json(value) {
  return lineJson(value).replaceAll(";", "\\u003b");
}
function field(value) {
  const guarded = line(String(value ?? "").replace(FORMULA, "$1'"));
  return /^[\w.:/#-]*$/.test(guarded) ? guarded : `"${guarded.replaceAll('"', '""')}"`;
}
var VERSION = "9.4.0";
var SEVERITIES3 = { low: 1, medium: 2, high: 3, critical: 4 };
var CATEGORIES = { security: "intrusion_detection", key: "iam", login: "authentication", other: "api" };
var TYPES = {
  create: "creation",
  read: "info",
  update: "change",
  delete: "deletion"
};
function ecs(row) {
  const { index, origin, leafHash: leafHash2, entry } = row;
  const kind = kindOf(entry);
  return lineJson({
    "@timestamp": entry.time,
    ecs: { version: VERSION },
    message: `${entry.operation} ${entry.result}: ${entry.resource}`,
    event: {
      kind: kind === "security" ? "alert" : "event",
      category: [CATEGORIES[kind]],
      type: [typeOf(row)],
      action: entry.operation,
      outcome: outcomeOf(entry.result),
      id: entry.id,
      hash: (0, import_core32.toHex)(leafHash2),
      sequence: index,
      module: "fedzk",
      dataset: "fedzk.audit",
      provider: origin,
      ...entry.category !== void 0 && { code: entry.category },
      ...entry.reason !== void 0 && { reason: entry.reason },
      ...entry.severity !== void 0 && { severity: SEVERITIES3[entry.severity] },
      // Nanoseconds, within what a long of the schema and a double have.
      ...entry.duration_us !== void 0 && { duration: Math.min(1e3 * entry.duration_us, Number.MAX_SAFE_INTEGER) }
    },
    user: { id: entry.user_id },
    related: { user: [entry.user_id] },
    ...sourceOf2(entry.source),
    ...traceOf(entry.trace),
    fedzk: { reference: reference(row), origin, index, entry }
  });
}
function typeOf({ entry }) {
  const kind = kindOf(entry);
  if (kind === "login") return entry.result !== "success" ? "info" : loginOf(entry) === "off" ? "end" : "start";
  const verb = verbOf(entry);
  if (kind !== "key" && entry.result === "denied") return "denied";
  return kind === "security" || verb === void 0 ? "info" : TYPES[verb];
}
function outcomeOf(result) {
  if (result === "logged") return "unknown";
  return result === "success" ? "success" : "failure";
}
function sourceOf2(source) {
  if (source === void 0) return {};
  return { source: { address: source, ...addressVersion(source) !== void 0 && { ip: source } } };
}
function traceOf(traceparent) {
  const [, trace, span] = traceparent?.split("-") ?? [];
  return trace === void 0 ? {} : { trace: { id: trace }, span: { id: span } };
}
function ndjson({ origin, index, leafHash: leafHash2, entry }) {
  return lineJson({ origin, index, leaf_hash: (0, import_core33.toHex)(leafHash2), entry });
}
var VERSION2 = "1.6.0";
var LOGINS2 = { on: [1, "Logon"], off: [2, "Logoff"] };
var ACTIVITIES = {
  create: [1, "Create"],
  read: [2, "Read"],
  update: [3, "Update"],
  delete: [4, "Delete"]
};
var SEVERITIES4 = {
  none: [1, "Informational"],
  low: [2, "Low"],
  medium: [3, "Medium"],
  high: [4, "High"],
  critical: [5, "Critical"]
};
var CLASSES = {
  security: { uid: 2004, name: "Detection Finding", category: [2, "Findings"], own: finding },
  login: { uid: 3002, name: "Authentication", category: [3, "Identity & Access Management"], own: authentication },
  key: { uid: 3004, name: "Entity Management", category: [3, "Identity & Access Management"], own: entityManagement },
  other: { uid: 6003, name: "API Activity", category: [6, "Application Activity"], own: apiActivity }
};
function ocsf(row) {
  const { entry, origin, index, leafHash: leafHash2 } = row;
  const { uid, name, category, own } = CLASSES[kindOf(entry)];
  const [activity, activityName] = activityOf(entry);
  const [severity, severityName] = SEVERITIES4[entry.severity ?? "none"];
  return lineJson({
    class_uid: uid,
    class_name: name,
    category_uid: category[0],
    category_name: category[1],
    activity_id: activity,
    activity_name: activityName,
    type_uid: 100 * uid + activity,
    type_name: `${name}: ${activity === 99 ? "Other" : activityName}`,
    time: Date.parse(entry.time),
    severity_id: severity,
    severity: severityName,
    status_code: entry.result,
    ...entry.reason !== void 0 && { status_detail: entry.reason },
    ...entry.duration_us !== void 0 && { duration: Math.floor(entry.duration_us / 1e3) },
    metadata: {
      version: VERSION2,
      product: { name: "FEDzk", vendor_name: "FEDzk" },
      uid: reference(row),
      event_code: entry.operation,
      original_time: entry.time,
      log_name: origin
    },
    ...own(row),
    unmapped: { origin, index, leaf_hash: (0, import_core34.toHex)(leafHash2), entry }
  });
}
function activityOf(entry) {
  const login = kindOf(entry) === "login" ? loginOf(entry) : void 0;
  if (login !== void 0) return LOGINS2[login];
  const verb = kindOf(entry) === "security" ? "create" : verbOf(entry);
  return verb === void 0 ? [99, entry.operation] : ACTIVITIES[verb];
}
function apiActivity(row) {
  const { entry } = row;
  return {
    ...statusOf(entry),
    actor: actorOf(entry),
    api: { operation: entry.operation },
    // Required, and not every event knows it.
    src_endpoint: endpointOf(entry.source ?? "Unknown"),
    resources: [{ name: entry.resource }]
  };
}
function entityManagement({ entry }) {
  return {
    ...statusOf(entry),
    actor: actorOf(entry),
    entity: { name: entry.resource, type: "key" },
    ...entry.source !== void 0 && { src_endpoint: endpointOf(entry.source) }
  };
}
function authentication({ entry }) {
  return {
    ...statusOf(entry),
    user: { uid: entry.user_id },
    service: { name: entry.resource },
    ...entry.actor !== void 0 && { actor: { app_name: entry.actor } },
    ...entry.session !== void 0 && { session: { uid: entry.session } },
    ...entry.source !== void 0 && { src_endpoint: endpointOf(entry.source) }
  };
}
function endpointOf(source) {
  return addressVersion(source) === void 0 ? { name: source } : { ip: source };
}
function finding({ entry }) {
  return {
    status_id: 1,
    status: "New",
    finding_info: {
      uid: entry.id,
      title: entry.category ?? entry.operation,
      created_time: Date.parse(entry.time),
      ...entry.category !== void 0 && { types: [entry.category] }
    },
    evidences: [{ actor: actorOf(entry), ...entry.details !== void 0 && { data: entry.details } }],
    resources: [{ name: entry.resource }]
  };
}
function statusOf({ result }) {
  if (result === "logged") return { status_id: 99, status: result };
  return result === "success" ? { status_id: 1, status: "Success" } : { status_id: 2, status: "Failure" };
}
function actorOf(entry) {
  return {
    user: { uid: entry.user_id },
    ...entry.actor !== void 0 && { app_name: entry.actor },
    ...entry.session !== void 0 && { session: { uid: entry.session } }
  };
}
var FACILITY = 13;
var SEVERITIES5 = { low: 5, medium: 4, high: 3, critical: 2 };
var WARNING = 4;
var INFORMATIONAL = 6;
var APP_NAME = "fedzk-audit";
var MOST_MSGID = 32;
var SD_ID = /^(?=.{3,32}$)[A-Za-z0-9_.-]+@[0-9]+(?:\.[0-9]+)*$/;
var HOSTNAME = /^[!-~]{1,255}$/;
function checkSyslogOptions({ sdId, hostname }) {
  if (sdId !== void 0 && !(typeof sdId === "string" && SD_ID.test(sdId))) {
    throw (0, import_chunk_PB6VERCX.unexpected)("sdId", "a name and an enterprise number, such as fedzk@12345, of 32 characters at most", sdId);
  }
  if (hostname !== void 0 && !(typeof hostname === "string" && HOSTNAME.test(hostname))) {
    throw (0, import_chunk_PB6VERCX.unexpected)("hostname", "1 to 255 printable characters of ASCII", hostname);
  }
}
function rfc5424(row, { sdId = "fedzk@32473", hostname = "-" }) {
  const { entry } = row;
  const head = [`<${8 * FACILITY + severityOf(entry)}>1`, entry.time, hostname, APP_NAME, "-", messageId(entry)];
  return `${head.join(" ")} [${sdId}${parameters(row)}] ${entry.operation} ${entry.result}`;
}
function parameters({ origin, index, leafHash: leafHash2, entry }) {
  const { v: _, time: __, details, proof, ...fields } = entry;
  const all = {
    origin,
    index,
    leaf_hash: (0, import_core35.toHex)(leafHash2),
    ...fields,
    ...proof !== void 0 && { proof: lineJson(proof) },
    ...details !== void 0 && { details: lineJson(details) }
  };
  return Object.entries(all).map(([name, value]) => ` ${name}="${parameter(String(value))}"`).join("");
}
function parameter(text) {
  return line(text).replace(/["\\\]]/g, "\\$&");
}
function severityOf({ severity, result }) {
  if (severity !== void 0) return SEVERITIES5[severity];
  return result === "success" || result === "logged" ? INFORMATIONAL : WARNING;
}
function messageId({ operation }) {
  return operation.slice(0, MOST_MSGID);
}
function seed({ origin, index, leafHash: leafHash2, entry }) {
  const details = { origin, index, integrity_hash: (0, import_core36.toHex)(leafHash2), ...entry.details && { details: entry.details } };
  return [
    entry.time,
    levelOf(entry),
    column(entry.user_id),
    entry.operation,
    column(entry.resource),
    entry.result,
    lineJson(details).replaceAll("|", "\\u007c")
  ].join("|");
}
function levelOf({ severity, result }) {
  if (severity === "critical") return "CRITICAL";
  if (severity === "high" || result === "error") return "ERROR";
  return severity === "medium" || result === "failure" || result === "denied" ? "WARNING" : "INFO";
}
function column(text) {
  return line(text).replaceAll("\\", "\\u005c").replaceAll("|", "\\u007c");
}
var WRITERS = {
  ocsf,
  ecs,
  cloudevents,
  cef,
  rfc5424,
  ndjson,
  csv,
  seed
};
function exportAs(format, entries, options = {}) {
  if (!Object.hasOwn(WRITERS, format)) throw (0, import_chunk_PB6VERCX.unexpected)("format", `one of ${Object.keys(WRITERS).join(", ")}`, format);
  checkSyslogOptions(options);
  return lines(WRITERS[format], format === "csv" ? CSV_HEADER : void 0, entries, options);
}
async function* lines(write, header2, entries, options) {
  if (header2 !== void 0) yield header2;
  for await (const row of entries) yield write(row, options);
}
var LEVELS = 7;
async function rebuildTiles(storage, verifierKey2) {
  const trust = verifierKey2 === void 0 ? void 0 : { verifierKey: verifierKey2 };
  const key = trust && (0, import_chunk_WKKFAZS4.policyOf)(trust).log;
  const lock = await storage.lock();
  try {
    const signed = (await findSigned(storage, key))?.signed;
    if (signed === void 0) {
      throw new import_core37.FedzkError(
        "damaged",
        "Nothing says which tree was signed; restore the log, or begin a new one after it with AuditLog.newEpoch."
      );
    }
    const published = (0, import_chunk_PB6VERCX.checkpointOf)((0, import_chunk_PB6VERCX.decoded)(await storage.read(CHECKPOINT) ?? new Uint8Array(0)));
    if (published !== void 0 && published.size > signed.size) {
      throw rolledBack(`a tree of ${published.size} was signed`);
    }
    const log = { storage, size: signed.size, minimum: await readMinimum(storage, trust) };
    const tree = new TreeWriter();
    for await (const _ of build(log, tree)) ;
    if (!(0, import_chunk_PB6VERCX.sameBytes)(tree.root(), signed.root)) {
      throw new import_core37.FedzkError(
        "damaged",
        "The entries do not lead to the root that was signed; nothing was written. Restore the bundles."
      );
    }
    const written = [];
    for await (const files of build(log, new TreeWriter())) {
      for (const file of files) if (await mend(storage, file)) written.push(file.path);
    }
    if (key !== void 0) await removeUnsigned(storage, signed.size);
    return { size: signed.size, written, minimum: log.minimum };
  } finally {
    await lock.release();
  }
}
async function* build({ storage, size, minimum }, tree) {
  for (let index = 0; index * import_chunk_PB6VERCX.TILE_WIDTH < size; index++) {
    const width = (0, import_chunk_B2ATX3S6.widthAt)(0, index, size);
    const bundle = await (0, import_chunk_B2ATX3S6.readTile)(storage, "entries", index, width);
    if (bundle === void 0 && (index + 1) * import_chunk_PB6VERCX.TILE_WIDTH <= minimum) {
      tree.addTile(await tileOf(storage, index));
    } else {
      const leaves = bundle && (0, import_chunk_PB6VERCX.bundleHashes)(bundle)?.leaves;
      if (bundle === void 0 || leaves === void 0 || leaves.length < width * import_chunk_PB6VERCX.HASH_BYTES) {
        const why2 = bundle === void 0 ? "missing" : "damaged";
        throw new import_core37.FedzkError(
          "damaged",
          `${(0, import_chunk_B2ATX3S6.tilePath)("entries", index, width)} is ${why2}, and only a backup has its entries.`
        );
      }
      tree.add(bundle.subarray(0, lengthOfPacked(bundle, width)), leaves.subarray(0, width * import_chunk_PB6VERCX.HASH_BYTES));
    }
    yield tree.takeComplete();
  }
  yield tree.takeFiles().files;
}
async function tileOf(storage, index) {
  const tile = await storage.read((0, import_chunk_B2ATX3S6.tilePath)(0, index));
  if (tile?.length === import_chunk_PB6VERCX.TILE_WIDTH * import_chunk_PB6VERCX.HASH_BYTES) return tile;
  throw new import_core37.FedzkError(
    "damaged",
    `${(0, import_chunk_B2ATX3S6.tilePath)(0, index)} is ${tile === void 0 ? "missing" : "damaged"}, and its entries were archived or pruned: unpack their archive into the folder, or restore the tile.`
  );
}
async function mend(storage, file) {
  const there = await storage.read(file.path);
  if (there !== void 0 && (0, import_chunk_PB6VERCX.sameBytes)(there, file.bytes)) return false;
  await storage.replace(file);
  return true;
}
async function removeUnsigned(storage, size) {
  for (let level = 0; level < LEVELS; level++) {
    const index = Math.floor(size / import_chunk_PB6VERCX.TILE_WIDTH ** (level + 1));
    const width = (0, import_chunk_B2ATX3S6.widthAt)(level, index, size);
    for (const kind of level === 0 ? [level, "entries"] : [level]) {
      const full = (0, import_chunk_B2ATX3S6.tilePath)(kind, index);
      const parts = await storage.list(`${full}.p/`);
      await storage.remove([full, ...parts.filter((path) => isWider(path.slice(full.length + 3), width))]);
    }
  }
}
function isWider(name, width) {
  return (0, import_chunk_B2ATX3S6.isWidth)(name) && Number(name) > width;
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  AuditLog,
  FedzkError,
  cosignCheckpoint,
  createSigner,
  currentCheckpoint,
  decodeEvent,
  explainConsistency,
  explainEntry,
  exportAs,
  httpReader,
  inspectLog,
  memoryStorage,
  openSealed,
  proveEntry,
  pseudonym,
  readEntries,
  readMinimum,
  readProof,
  rebuildTiles,
  subjectOf,
  verifyConsistency,
  verifyEntry,
  verifyLog
});
