const moduleUrl = require('node:url').pathToFileURL(__filename).href;
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
  Tiles: () => Tiles,
  baseOf: () => baseOf,
  bundlesOf: () => bundlesOf,
  checkedBundles: () => checkedBundles,
  compareTile: () => compareTile,
  countAt: () => countAt,
  ending: () => ending,
  httpReader: () => httpReader,
  isWidth: () => isWidth,
  plainReader: () => plainReader,
  readPart: () => readPart,
  readTile: () => readTile,
  tilePath: () => tilePath,
  wholeBody: () => wholeBody,
  widthAt: () => widthAt
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_PB6VERCX = require("./chunk-PB6VERCX.cjs");
var import_node_fs = require("node:fs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var import_core3 = require("@fedzk/core");
var import_core4 = require("@fedzk/core");
function instantiate(source) {
  (0, import_core.loadWasm)({ initSync: import_chunk_PB6VERCX.initSync, selfTest: import_chunk_PB6VERCX.selfTest }, source);
}
instantiate((0, import_node_fs.readFileSync)(new URL("../core.wasm", moduleUrl)));
var FIRST_BYTES = 8192;
async function wholeBody(response, most, what) {
  let body = new Uint8Array(Math.min(FIRST_BYTES, most));
  let length = 0;
  for (const reader = response.body?.getReader(); reader !== void 0; ) {
    const { done, value } = await reader.read();
    if (done) break;
    const end = length + value.length;
    if (end > most) {
      await reader.cancel();
      throw new import_core3.FedzkError("storage", `The server sent more than ${most} bytes for ${what}.`);
    }
    if (end > body.length) {
      const larger = new Uint8Array(Math.max(end, 2 * body.length));
      larger.set(body.subarray(0, length));
      body = larger;
    }
    body.set(value, length);
    length = end;
  }
  return body.subarray(0, length);
}
var TIMEOUT_MS = 3e4;
var REDIRECTS = /* @__PURE__ */ new Set([301, 302, 303, 307, 308]);
var MOST_REDIRECTS = 5;
function httpReader(url, options = {}) {
  const base = baseOf(String(url));
  if (base === void 0) {
    throw (0, import_chunk_PB6VERCX.unexpected)("url", "an address with http or https, without a query, a fragment and a password", url);
  }
  const { fetch: request = fetch, timeoutMs = TIMEOUT_MS } = (0, import_core2.asOptions)(options);
  const signal = (0, import_chunk_PB6VERCX.optionalSignal)(options.signal);
  (0, import_chunk_PB6VERCX.requireWhole)(timeoutMs, "timeoutMs", 1, 2 ** 31 - 1);
  return {
    async read(path) {
      try {
        const timeout = AbortSignal.timeout(timeoutMs);
        const within = signal === void 0 ? timeout : AbortSignal.any([signal, timeout]);
        return await bodyOf(await answerTo(base + path, request, within), path);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof import_core2.FedzkError) throw error;
        const why = error instanceof Error ? error.message : "an unknown fault";
        throw new import_core2.FedzkError("storage", `${base + path} can't be read: ${why}`, { cause: error });
      }
    }
  };
}
function baseOf(text) {
  const url = URL.canParse(text) ? new URL(text) : void 0;
  const plain = url !== void 0 && url.search + url.hash + url.username + url.password === "";
  if (!plain || !/^https?:$/.test(url.protocol)) return void 0;
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}
async function answerTo(url, request, signal) {
  const { origin } = new URL(url);
  for (let at = url, hops = 0; ; hops++) {
    const response = await request(at, { signal, redirect: "manual" });
    if (response.redirected && new URL(response.url).origin !== origin) throw await redirected(response, url);
    if (!REDIRECTS.has(response.status) && response.type !== "opaqueredirect") return response;
    const location = response.headers.get("location") ?? "";
    const next = URL.canParse(location, at) ? new URL(location, at) : void 0;
    if (next?.origin !== origin || hops === MOST_REDIRECTS) throw await redirected(response, url);
    await response.body?.cancel();
    at = next.href;
  }
}
async function redirected(response, url) {
  await response.body?.cancel();
  return new import_core2.FedzkError(
    "storage",
    `${url} leads to another origin, or on and on, which is not followed; give the address that the log is at.`
  );
}
async function bodyOf(response, path) {
  if (response.status === 200) return wholeBody(response, (0, import_chunk_PB6VERCX.mostBytesAt)(path), path);
  await response.body?.cancel();
  if (response.status === 404) return void 0;
  throw new import_core2.FedzkError("storage", `The server answered ${response.status} for ${path}.`);
}
function tilePath(level, index, width = import_chunk_PB6VERCX.TILE_WIDTH) {
  const digits = String(index);
  const padded = digits.padStart(3 * Math.ceil(digits.length / 3), "0");
  const groups = padded.match(/\d{3}/g) ?? [];
  const name = groups.map((group, i) => i < groups.length - 1 ? `x${group}` : group).join("/");
  return `tile/${level}/${name}${width === import_chunk_PB6VERCX.TILE_WIDTH ? "" : `.p/${width}`}`;
}
function countAt(level, size) {
  return Math.floor(size / import_chunk_PB6VERCX.TILE_WIDTH ** level);
}
function widthAt(level, index, size) {
  return Math.max(0, Math.min(import_chunk_PB6VERCX.TILE_WIDTH, countAt(level, size) - import_chunk_PB6VERCX.TILE_WIDTH * index));
}
function isWidth(name) {
  return /^[1-9]\d{0,2}$/.test(name) && Number(name) < import_chunk_PB6VERCX.TILE_WIDTH;
}
var LEVELS = 8;
async function readPart(reader, level, index, width) {
  const path = tilePath(level, index, width);
  const bytes = await reader.read(path);
  if (bytes !== void 0 || width === import_chunk_PB6VERCX.TILE_WIDTH) return { path, bytes, width };
  const full = tilePath(level, index);
  const all = await reader.read(full);
  return all === void 0 ? { path, bytes, width } : { path: full, bytes: all, width: import_chunk_PB6VERCX.TILE_WIDTH };
}
function readPartNow(readInto, room, level, index, width) {
  const path = tilePath(level, index, width);
  const bytes = readNow(readInto, room, path);
  if (bytes !== void 0 || width === import_chunk_PB6VERCX.TILE_WIDTH) return { path, bytes, width };
  const full = tilePath(level, index);
  const all = readNow(readInto, room, full);
  return all === void 0 ? { path, bytes, width } : { path: full, bytes: all, width: import_chunk_PB6VERCX.TILE_WIDTH };
}
function readNow(readInto, room, path) {
  let length = readInto(path, room.bytes);
  if (length !== void 0 && length > room.bytes.length) {
    room.bytes = new Uint8Array(Math.min(length, room.most) + 1);
    length = readInto(path, room.bytes);
  }
  return length === void 0 ? void 0 : room.bytes.subarray(0, length);
}
async function readTile(reader, level, index, width) {
  return (await readPart(reader, level, index, width)).bytes;
}
var Tiles = class {
  #reader;
  #size;
  constructor(reader, size) {
    this.#reader = reader;
    this.#size = size;
  }
  /** @throws {FedzkError} `damaged`: a tile is missing, or too short */
  async hashOf({ level, index }) {
    const tileLevel = Math.floor(level / LEVELS);
    const leaves = 2 ** (level % LEVELS);
    const perTile = import_chunk_PB6VERCX.TILE_WIDTH / leaves;
    const tile = Math.floor(index / perTile);
    const width = widthAt(tileLevel, tile, this.#size);
    const bytes = await readTile(this.#reader, tileLevel, tile, width);
    const start = index % perTile * leaves * import_chunk_PB6VERCX.HASH_BYTES;
    const end = start + leaves * import_chunk_PB6VERCX.HASH_BYTES;
    if (bytes === void 0 || bytes.length < Math.max(end, width * import_chunk_PB6VERCX.HASH_BYTES)) {
      throw new import_core4.FedzkError(
        "damaged",
        `${tilePath(tileLevel, tile, width)} is ${bytes === void 0 ? "missing" : "cut off"}.`
      );
    }
    return (0, import_chunk_PB6VERCX.rootOf)(bytes.subarray(start, end));
  }
  /** The hash of each range: a proof's path. */
  async path(ranges) {
    const hashes = [];
    for (const range of ranges) {
      const trees = await Promise.all(range.map((subtree) => this.hashOf(subtree)));
      hashes.push((0, import_chunk_PB6VERCX.hashOfRange)((0, import_core4.concat)(...trees)));
    }
    return (0, import_core4.concat)(...hashes);
  }
  /**
   * An inclusion proof, which has been checked.
   *
   * @throws {FedzkError} `damaged`
   */
  async prove(index, root) {
    const [path, leaf] = await Promise.all([this.path((0, import_chunk_PB6VERCX.inclusion)(index, this.#size)), this.hashOf({ level: 0, index })]);
    if ((0, import_chunk_PB6VERCX.checkInclusion)(index, this.#size, leaf, path, root) === "ok") return path;
    throw new import_core4.FedzkError(
      "damaged",
      `The tiles around entry ${index} do not lead to the root that was signed; rebuild them with rebuildTiles.`
    );
  }
  /**
   * A consistency proof from a smaller tree on, which has been checked; empty where there is nothing to prove, from 0 on
   * or from the same size.
   *
   * @throws {FedzkError} `damaged`
   */
  async proveGrowth(old, root) {
    return (await this.#grown(old, root)).path;
  }
  /**
   * The root of the first entries, by tiles that lead from it to the root of all.
   *
   * @throws {FedzkError} `damaged`
   */
  async rootOfFirst(old, root) {
    return (await this.#grown(old, root)).oldRoot;
  }
  async #grown(old, root) {
    const none = new Uint8Array(0);
    if (old === 0 || old === this.#size) return { path: none, oldRoot: old === 0 ? (0, import_chunk_PB6VERCX.rootOf)(none) : root };
    const ranges = (0, import_chunk_PB6VERCX.consistency)(old, this.#size);
    const [path, oldRoot] = await Promise.all([this.path(ranges), this.path([(0, import_chunk_PB6VERCX.rootRange)(old)])]);
    const verdict = (0, import_chunk_PB6VERCX.checkConsistency)({ size: old, root: oldRoot }, { size: this.#size, root }, path);
    if (verdict === "ok") return { path, oldRoot };
    throw new import_core4.FedzkError(
      "damaged",
      `The tiles of the first ${old} entries do not lead to the root that was signed; rebuild them with rebuildTiles.`
    );
  }
};
function bundlesOf({ size }) {
  return Math.ceil(size / import_chunk_PB6VERCX.TILE_WIDTH);
}
function checkedBundles(reader, plan, some = {}) {
  return reader.readInto === void 0 ? checkedAhead(reader, plan, some) : checkedNow(reader.readInto, plan, some);
}
async function* checkedAhead(reader, plan, { concurrency = 16, first = 0, end = bundlesOf(plan) }) {
  const coming = [];
  for (let index = first; index < end; index++) {
    for (let ahead = index + coming.length; coming.length < concurrency && ahead < end; ahead++) {
      const parts = fetchBundle(reader, plan, ahead);
      parts.catch(() => void 0);
      coming.push(parts);
    }
    const [bundle, tile] = await coming.shift() ?? await fetchBundle(reader, plan, index);
    yield checkBundle(plan, index, bundle, tile);
  }
}
var A_TURN = 32;
async function* checkedNow(readInto, plan, { first = 0, end = bundlesOf(plan) }) {
  const [entries, hashes] = [
    { bytes: new Uint8Array(1 << 17), most: import_chunk_PB6VERCX.MOST_BUNDLE_BYTES },
    { bytes: new Uint8Array(import_chunk_PB6VERCX.TILE_WIDTH * import_chunk_PB6VERCX.HASH_BYTES + 1), most: import_chunk_PB6VERCX.TILE_WIDTH * import_chunk_PB6VERCX.HASH_BYTES }
  ];
  for (let index = first; index < end; index++) {
    const width = widthAt(0, index, plan.size);
    const bundle = readPartNow(readInto, entries, "entries", index, width);
    yield checkBundle(plan, index, bundle, readPartNow(readInto, hashes, 0, index, width));
    if (index % A_TURN === A_TURN - 1) await others();
  }
}
function others() {
  const { setImmediate: soon = setTimeout } = globalThis;
  return new Promise((resolve) => soon(resolve));
}
function fetchBundle(reader, { size }, index) {
  const width = widthAt(0, index, size);
  return Promise.all([readPart(reader, "entries", index, width), readPart(reader, 0, index, width)]);
}
function checkBundle(plan, index, bundle, tile) {
  const width = widthAt(0, index, plan.size);
  if (width === import_chunk_PB6VERCX.TILE_WIDTH && index !== plan.within && isBundle(bundle) && isTile(tile)) {
    const root = (0, import_chunk_PB6VERCX.checkedRoot)(bundle.bytes, tile.bytes);
    if (root !== void 0) return { root, entries: width, pruned: 0, tiles: 1, problems: [] };
  }
  return explainBundle(plan, index, bundle, tile);
}
function isBundle(part) {
  return part.bytes !== void 0 && part.bytes.length <= import_chunk_PB6VERCX.MOST_BUNDLE_BYTES;
}
function isTile(part) {
  return part.bytes?.length === part.width * import_chunk_PB6VERCX.HASH_BYTES;
}
function explainBundle(plan, index, bundle, tile) {
  const { size, minimum, within } = plan;
  const width = widthAt(0, index, size);
  const mayBeMissing = (index + 1) * import_chunk_PB6VERCX.TILE_WIDTH <= minimum;
  const problems = [];
  const hashes = isBundle(bundle) ? (0, import_chunk_PB6VERCX.bundleHashes)(bundle.bytes) : void 0;
  const whole = hashes?.leaves.length === bundle.width * import_chunk_PB6VERCX.HASH_BYTES;
  if (bundle.bytes !== void 0 && !whole) {
    problems.push({ where: bundle.path, why: "it is not a bundle of so many entries" });
  } else if (bundle.bytes === void 0 && !mayBeMissing) {
    problems.push({ where: bundle.path, why: "it is missing" });
  }
  const all = whole ? hashes?.leaves : isTile(tile) ? tile.bytes : void 0;
  if (all === void 0) {
    const why = tile.bytes === void 0 ? "it is missing" : "it is not of its length";
    problems.push({ where: tile.path, why: `${why}, and there are no entries either` });
    return { entries: 0, pruned: 0, tiles: 0, problems };
  }
  const leaves = all.subarray(0, width * import_chunk_PB6VERCX.HASH_BYTES);
  const compared = compareTile(tile, leaves, mayBeMissing);
  return {
    ...width === import_chunk_PB6VERCX.TILE_WIDTH && { root: (0, import_chunk_PB6VERCX.rootOf)(leaves) },
    // A copy: what was read may be read over.
    ...(width < import_chunk_PB6VERCX.TILE_WIDTH || index === within) && { leaves: leaves.slice() },
    entries: whole ? width : 0,
    pruned: bundle.bytes === void 0 ? width : 0,
    tiles: compared.tiles,
    problems: [...problems, ...compared.problems]
  };
}
function compareTile({ path, bytes, width }, hashes, mayBeMissing = false) {
  if (bytes === void 0) {
    return { tiles: 0, problems: mayBeMissing ? [] : [{ where: path, why: "it is missing" }] };
  }
  const same = bytes.length === width * import_chunk_PB6VERCX.HASH_BYTES && (0, import_chunk_PB6VERCX.sameBytes)(bytes.subarray(0, hashes.length), hashes);
  return { tiles: 1, problems: same ? [] : [{ where: path, why: "it is not what its entries make" }] };
}
function plainReader(reader, signal) {
  return {
    async read(path) {
      signal?.throwIfAborted();
      const given = await ending(reader.read(path), signal);
      const bytes = (0, import_chunk_PB6VERCX.bytesOf)(given);
      if (bytes !== void 0 || given === void 0) return bytes;
      throw (0, import_chunk_PB6VERCX.unexpected)(`reader.read(${JSON.stringify(path)})`, "a Uint8Array or undefined", given);
    },
    ...typeof reader.readInto === "function" && {
      readInto(path, room) {
        signal?.throwIfAborted();
        const length = reader.readInto?.(path, room);
        if (length === void 0 || Number.isSafeInteger(length) && length >= 0) {
          return length;
        }
        throw (0, import_chunk_PB6VERCX.unexpected)(`reader.readInto(${JSON.stringify(path)})`, "a number of bytes or undefined", length);
      }
    }
  };
}
function ending(promise, signal) {
  if (signal === void 0) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    const all = underWay.get(signal) ?? /* @__PURE__ */ new Set();
    underWay.set(signal, all.add(abort));
    signal.addEventListener("abort", abortAll);
    const done = () => {
      all.delete(abort);
      if (all.size === 0) signal.removeEventListener("abort", abortAll);
    };
    Promise.resolve(promise).then(resolve, reject).finally(done);
  });
}
var underWay = /* @__PURE__ */ new WeakMap();
function abortAll({ target }) {
  for (const abort of underWay.get(target) ?? []) abort();
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  Tiles,
  baseOf,
  bundlesOf,
  checkedBundles,
  compareTile,
  countAt,
  ending,
  httpReader,
  isWidth,
  plainReader,
  readPart,
  readTile,
  tilePath,
  wholeBody,
  widthAt
});
