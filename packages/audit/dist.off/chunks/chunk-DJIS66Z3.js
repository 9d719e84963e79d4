import {
  COSIGNATURE,
  ED25519,
  HASH_BYTES,
  MOST_BUNDLE_BYTES,
  TILE_WIDTH,
  bundleHashes,
  bytesOf,
  checkCheckpoint,
  checkConsistency,
  checkInclusion,
  checkedRoot,
  consistency,
  decoded,
  hashOfRange,
  inclusion,
  initSync,
  mostBytesAt,
  optionalSignal,
  readVerifierKey,
  requireWhole,
  rootOf,
  rootRange,
  sameBytes,
  selfTest,
  unexpected
} from "./chunk-D6EYCNBK.js";

// src/verify/http.ts
import { asOptions, FedzkError as FedzkError2 } from "@fedzk/core";

// src/verify/body.ts
import { FedzkError } from "@fedzk/core";
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
      throw new FedzkError("storage", `The server sent more than ${most} bytes for ${what}.`);
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

// src/verify/http.ts
var TIMEOUT_MS = 3e4;
var REDIRECTS = /* @__PURE__ */ new Set([301, 302, 303, 307, 308]);
var MOST_REDIRECTS = 5;
function httpReader(url, options = {}) {
  const base = baseOf(String(url));
  if (base === void 0) {
    throw unexpected("url", "an address with http or https, without a query, a fragment and a password", url);
  }
  const { fetch: request = fetch, timeoutMs = TIMEOUT_MS } = asOptions(options);
  const signal = optionalSignal(options.signal);
  requireWhole(timeoutMs, "timeoutMs", 1, 2 ** 31 - 1);
  return {
    async read(path) {
      try {
        const timeout = AbortSignal.timeout(timeoutMs);
        const within = signal === void 0 ? timeout : AbortSignal.any([signal, timeout]);
        return await bodyOf(await answerTo(base + path, request, within), path);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof FedzkError2) throw error;
        const why = error instanceof Error ? error.message : "an unknown fault";
        throw new FedzkError2("storage", `${base + path} can't be read: ${why}`, { cause: error });
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
  return new FedzkError2(
    "storage",
    `${url} leads to another origin, or on and on, which is not followed; give the address that the log is at.`
  );
}
async function bodyOf(response, path) {
  if (response.status === 200) return wholeBody(response, mostBytesAt(path), path);
  await response.body?.cancel();
  if (response.status === 404) return void 0;
  throw new FedzkError2("storage", `The server answered ${response.status} for ${path}.`);
}

// src/verify/log.ts
import { FedzkError as FedzkError5, toHex } from "@fedzk/core";

// src/note/policy.ts
import { FedzkError as FedzkError3 } from "@fedzk/core";
function policyOf(trust) {
  const given = trust;
  if (typeof given !== "object" || given === null) throw unexpected("options", "{ verifierKey } or { policy }", given);
  if ("policy" in trust) return readPolicy(trust.policy);
  const log = readVerifierKey(trust.verifierKey);
  requireAlgorithm(log, ED25519, '"verifierKey"');
  return { log, witnesses: /* @__PURE__ */ new Map(), urls: /* @__PURE__ */ new Map(), quorum: () => true };
}
function readPolicy(text) {
  if (typeof text !== "string") throw unexpected("policy", "the text of a policy", text);
  let log;
  let quorum;
  const witnesses = /* @__PURE__ */ new Map();
  const urls = /* @__PURE__ */ new Map();
  const named = /* @__PURE__ */ new Map([["none", () => true]]);
  const grouped = /* @__PURE__ */ new Set();
  const name = (word, rule) => {
    if (word === void 0 || named.has(word)) throw new Error("expected a name that is not taken");
    named.set(word, rule);
  };
  const lookUp = (word = "") => {
    const rule = named.get(word);
    if (rule === void 0) throw new Error(`knows no ${JSON.stringify(word.slice(0, 40))}`);
    return rule;
  };
  const commands = {
    log: ([key = "", url, ...more]) => {
      if (log !== void 0 || more.length > 0) throw new Error("expected one log: a key, and perhaps a URL");
      log = readVerifierKey(key, "log");
      requireAlgorithm(log, ED25519, "the log");
      if (url !== void 0) requireUrl(url);
    },
    witness: ([word = "", key = "", url, ...more]) => {
      if (more.length > 0) throw new Error("expected a name, a key, and perhaps a URL");
      const witness = readVerifierKey(key, "witness");
      requireAlgorithm(witness, COSIGNATURE, "a witness");
      const twice = [...witnesses.values()].some((other) => sameBytes(other.key, witness.key));
      if (twice) throw new Error("has the key of another witness");
      name(word, (seen) => seen.has(word));
      witnesses.set(word, witness);
      if (url !== void 0) urls.set(word, requireUrl(url));
    },
    group: ([word, threshold = "", ...members]) => {
      if (members.includes("none")) throw new Error("expected names of witnesses and groups");
      const rules = members.map(lookUp);
      for (const member of members) {
        if (grouped.has(member)) throw new Error("names a member that is in a group already");
        grouped.add(member);
      }
      const least = leastOf(threshold, rules.length);
      if (least < 1 || least > rules.length) throw new Error("expected any, all, or a number of its members");
      name(word, (seen) => rules.filter((rule) => rule(seen)).length >= least);
    },
    quorum: ([word, ...more]) => {
      if (quorum !== void 0 || more.length > 0) throw new Error("expected one name");
      quorum = lookUp(word);
    }
  };
  for (const [i, line] of text.split("\n").entries()) {
    try {
      if (hasControl(line)) throw new Error("expected no control character but the tab");
      const [command = "", ...words] = line.split(/[ \t]+/).filter(Boolean);
      if (command === "" || command.startsWith("#")) continue;
      const run = Object.hasOwn(commands, command) ? commands[command] : void 0;
      if (run === void 0) throw new Error("expected log, witness, group or quorum");
      run(words);
    } catch (error) {
      const why = error instanceof Error ? error.message : "unreadable";
      throw new FedzkError3("invalid-argument", `"policy", line ${i + 1}: ${why}`);
    }
  }
  if (log === void 0 || quorum === void 0) {
    throw new FedzkError3("invalid-argument", '"policy" expected a line "log" and a line "quorum".');
  }
  return { log, witnesses, urls, quorum };
}
function hasControl(line) {
  return [...line].some((c) => c < " " && c !== "	" || c === "\x7F");
}
function leastOf(threshold, members) {
  if (threshold === "any") return 1;
  if (threshold === "all") return members;
  return /^[1-9]\d{0,3}$/.test(threshold) ? Number(threshold) : 0;
}
function requireAlgorithm(key, algorithm, whose) {
  if (key.algorithm === algorithm) return;
  throw new FedzkError3(
    "invalid-argument",
    `${whose} expected a key of type ${algorithm}, got one of type ${key.algorithm}.`
  );
}
function requireUrl(url) {
  if (/^https?:\/\/\S+$/.test(url)) return url;
  throw new Error("expected a URL with http or https");
}

// src/tree/tiles.ts
import { concat, FedzkError as FedzkError4 } from "@fedzk/core";

// src/tree/paths.ts
function tilePath(level, index, width = TILE_WIDTH) {
  const digits = String(index);
  const padded = digits.padStart(3 * Math.ceil(digits.length / 3), "0");
  const groups = padded.match(/\d{3}/g) ?? [];
  const name = groups.map((group, i) => i < groups.length - 1 ? `x${group}` : group).join("/");
  return `tile/${level}/${name}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}
function countAt(level, size) {
  return Math.floor(size / TILE_WIDTH ** level);
}
function widthAt(level, index, size) {
  return Math.max(0, Math.min(TILE_WIDTH, countAt(level, size) - TILE_WIDTH * index));
}
function isWidth(name) {
  return /^[1-9]\d{0,2}$/.test(name) && Number(name) < TILE_WIDTH;
}

// src/tree/tiles.ts
var LEVELS = 8;
async function readPart(reader, level, index, width) {
  const path = tilePath(level, index, width);
  const bytes = await reader.read(path);
  if (bytes !== void 0 || width === TILE_WIDTH) return { path, bytes, width };
  const full = tilePath(level, index);
  const all = await reader.read(full);
  return all === void 0 ? { path, bytes, width } : { path: full, bytes: all, width: TILE_WIDTH };
}
function readPartNow(readInto, room, level, index, width) {
  const path = tilePath(level, index, width);
  const bytes = readNow(readInto, room, path);
  if (bytes !== void 0 || width === TILE_WIDTH) return { path, bytes, width };
  const full = tilePath(level, index);
  const all = readNow(readInto, room, full);
  return all === void 0 ? { path, bytes, width } : { path: full, bytes: all, width: TILE_WIDTH };
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
    const perTile = TILE_WIDTH / leaves;
    const tile = Math.floor(index / perTile);
    const width = widthAt(tileLevel, tile, this.#size);
    const bytes = await readTile(this.#reader, tileLevel, tile, width);
    const start = index % perTile * leaves * HASH_BYTES;
    const end = start + leaves * HASH_BYTES;
    if (bytes === void 0 || bytes.length < Math.max(end, width * HASH_BYTES)) {
      throw new FedzkError4(
        "damaged",
        `${tilePath(tileLevel, tile, width)} is ${bytes === void 0 ? "missing" : "cut off"}.`
      );
    }
    return rootOf(bytes.subarray(start, end));
  }
  /** The hash of each range: a proof's path. */
  async path(ranges) {
    const hashes = [];
    for (const range of ranges) {
      const trees = await Promise.all(range.map((subtree) => this.hashOf(subtree)));
      hashes.push(hashOfRange(concat(...trees)));
    }
    return concat(...hashes);
  }
  /**
   * An inclusion proof, which has been checked.
   *
   * @throws {FedzkError} `damaged`
   */
  async prove(index, root) {
    const [path, leaf] = await Promise.all([this.path(inclusion(index, this.#size)), this.hashOf({ level: 0, index })]);
    if (checkInclusion(index, this.#size, leaf, path, root) === "ok") return path;
    throw new FedzkError4(
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
    if (old === 0 || old === this.#size) return { path: none, oldRoot: old === 0 ? rootOf(none) : root };
    const ranges = consistency(old, this.#size);
    const [path, oldRoot] = await Promise.all([this.path(ranges), this.path([rootRange(old)])]);
    const verdict = checkConsistency({ size: old, root: oldRoot }, { size: this.#size, root }, path);
    if (verdict === "ok") return { path, oldRoot };
    throw new FedzkError4(
      "damaged",
      `The tiles of the first ${old} entries do not lead to the root that was signed; rebuild them with rebuildTiles.`
    );
  }
};

// src/verify/bundles.ts
function bundlesOf({ size }) {
  return Math.ceil(size / TILE_WIDTH);
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
    { bytes: new Uint8Array(1 << 17), most: MOST_BUNDLE_BYTES },
    { bytes: new Uint8Array(TILE_WIDTH * HASH_BYTES + 1), most: TILE_WIDTH * HASH_BYTES }
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
  if (width === TILE_WIDTH && index !== plan.within && isBundle(bundle) && isTile(tile)) {
    const root = checkedRoot(bundle.bytes, tile.bytes);
    if (root !== void 0) return { root, entries: width, pruned: 0, tiles: 1, problems: [] };
  }
  return explainBundle(plan, index, bundle, tile);
}
function isBundle(part) {
  return part.bytes !== void 0 && part.bytes.length <= MOST_BUNDLE_BYTES;
}
function isTile(part) {
  return part.bytes?.length === part.width * HASH_BYTES;
}
function explainBundle(plan, index, bundle, tile) {
  const { size, minimum, within } = plan;
  const width = widthAt(0, index, size);
  const mayBeMissing = (index + 1) * TILE_WIDTH <= minimum;
  const problems = [];
  const hashes = isBundle(bundle) ? bundleHashes(bundle.bytes) : void 0;
  const whole = hashes?.leaves.length === bundle.width * HASH_BYTES;
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
  const leaves = all.subarray(0, width * HASH_BYTES);
  const compared = compareTile(tile, leaves, mayBeMissing);
  return {
    ...width === TILE_WIDTH && { root: rootOf(leaves) },
    // A copy: what was read may be read over.
    ...(width < TILE_WIDTH || index === within) && { leaves: leaves.slice() },
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
  const same = bytes.length === width * HASH_BYTES && sameBytes(bytes.subarray(0, hashes.length), hashes);
  return { tiles: 1, problems: same ? [] : [{ where: path, why: "it is not what its entries make" }] };
}

// src/verify/plain.ts
function plainReader(reader, signal) {
  return {
    async read(path) {
      signal?.throwIfAborted();
      const given = await ending(reader.read(path), signal);
      const bytes = bytesOf(given);
      if (bytes !== void 0 || given === void 0) return bytes;
      throw unexpected(`reader.read(${JSON.stringify(path)})`, "a Uint8Array or undefined", given);
    },
    ...typeof reader.readInto === "function" && {
      readInto(path, room) {
        signal?.throwIfAborted();
        const length = reader.readInto?.(path, room);
        if (length === void 0 || Number.isSafeInteger(length) && length >= 0) {
          return length;
        }
        throw unexpected(`reader.readInto(${JSON.stringify(path)})`, "a number of bytes or undefined", length);
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

// src/verify/log.ts
var MOST_PROBLEMS = 100;
function verifyLog(reader, options) {
  return verifyLogBy(checkedBundles, reader, options);
}
async function verifyLogBy(checkBundles, reader, options) {
  const policy = policyOf(options);
  const minimum = options.minimum ?? 0;
  if (!Number.isSafeInteger(minimum) || minimum < 0 || minimum % TILE_WIDTH !== 0) {
    throw new FedzkError5("invalid-argument", '"minimum" expected a multiple of 256.');
  }
  const since = options.since === void 0 ? void 0 : checkCheckpoint(options.since, policy);
  if (typeof since === "string") {
    throw new FedzkError5(
      "invalid-argument",
      `"since" expected a signed checkpoint of this log; it is wrong (${since}).`
    );
  }
  requireWhole(options.concurrency ?? 16, "concurrency", 1);
  const plain = plainReader(reader, optionalSignal(options.signal));
  const bytes = await plain.read("checkpoint");
  const checkpoint = bytes === void 0 ? "malformed-checkpoint" : checkCheckpoint(decoded(bytes), policy);
  if (typeof checkpoint === "string")
    return noCheckpoint(policy.log.name, bytes === void 0 ? void 0 : checkpoint);
  const pass = new Pass(plain, checkpoint, minimum, since);
  await pass.run(options, checkBundles);
  return pass.report();
}
function noCheckpoint(origin, problem) {
  const why = problem === void 0 ? "it is missing" : `it is wrong: ${problem}`;
  return {
    ok: false,
    problems: [{ where: "checkpoint", why }],
    origin,
    size: 0,
    root: "",
    witnesses: [],
    checked: { entries: 0, tiles: 0, since: false },
    notChecked: ["entries and tiles, since there is no checkpoint to compare them with"]
  };
}
var newEdge = () => ({ hashes: new Uint8Array(TILE_WIDTH * HASH_BYTES), width: 0, tiles: 0 });
var Pass = class {
  #reader;
  #checkpoint;
  #since;
  #plan;
  #problems = [];
  /** Of each level; level 0 has those of a bundle that isn't full, which is the last. */
  #edges = [newEdge()];
  #sinceHolds;
  #entries = 0;
  #pruned = 0;
  #tiles = 0;
  constructor(reader, checkpoint, minimum, since) {
    this.#reader = reader;
    this.#checkpoint = checkpoint;
    this.#since = since;
    this.#plan = {
      size: checkpoint.size,
      minimum,
      ...since !== void 0 && since.size > 0 && { within: Math.floor((since.size - 1) / TILE_WIDTH) }
    };
    if (since?.size === 0) this.#sinceHolds = sameBytes(since.root, rootOf(new Uint8Array(0)));
  }
  async run(options, checkBundles) {
    const { onProgress, signal } = options;
    const bundles = bundlesOf(this.#plan);
    let index = 0;
    for await (const checked of checkBundles(this.#reader, this.#plan, options)) {
      signal?.throwIfAborted();
      this.#entries += checked.entries;
      this.#pruned += checked.pruned;
      this.#tiles += checked.tiles;
      this.#problems.push(...checked.problems);
      if (checked.root === void 0 && checked.leaves === void 0) return;
      await this.#add(index++, checked);
      onProgress?.(index, bundles);
      if (this.#problems.length >= MOST_PROBLEMS) return;
    }
    await this.#finish();
  }
  async #add(index, { root, leaves }) {
    if (leaves !== void 0 && index === this.#plan.within && this.#since !== void 0) {
      const before = leaves.subarray(0, (this.#since.size - index * TILE_WIDTH) * HASH_BYTES);
      this.#sinceHolds = sameBytes(this.#rootWith(before), this.#since.root);
    }
    if (root !== void 0) await this.#push(1, root);
    else if (leaves !== void 0) await this.#push(0, leaves);
  }
  /** The root of the tree up to a bundle that was not added yet, of which only so many leaves belong to it. */
  #rootWith(leaves) {
    let right = rootOf(leaves);
    for (const { hashes, width } of this.#edges.slice(1)) {
      const all = new Uint8Array((width + 1) * HASH_BYTES);
      all.set(hashes.subarray(0, width * HASH_BYTES));
      all.set(right, width * HASH_BYTES);
      right = rootOf(all);
    }
    return right;
  }
  /** Adds hashes to a level; a tile that is full goes up as one hash. */
  async #push(level, hashes) {
    const edge = this.#edges[level] ?? newEdge();
    this.#edges[level] = edge;
    edge.hashes.set(hashes, edge.width * HASH_BYTES);
    edge.width += hashes.length / HASH_BYTES;
    if (edge.width < TILE_WIDTH) return;
    await this.#compareTile(level, edge.tiles, edge.hashes);
    edge.tiles++;
    edge.width = 0;
    await this.#push(level + 1, rootOf(edge.hashes));
  }
  async #compareTile(level, index, hashes) {
    const tile = await readPart(this.#reader, level, index, hashes.length / HASH_BYTES);
    const compared = compareTile(tile, hashes);
    this.#tiles += compared.tiles;
    this.#problems.push(...compared.problems);
  }
  #rootOfEdges(right) {
    for (const { hashes, width } of this.#edges) {
      const all = new Uint8Array(width * HASH_BYTES + right.length);
      all.set(hashes.subarray(0, width * HASH_BYTES));
      all.set(right, width * HASH_BYTES);
      if (all.length > 0) right = rootOf(all);
    }
    return right.length > 0 ? right : rootOf(right);
  }
  async #finish() {
    for (const [level, { hashes, width, tiles }] of this.#edges.entries()) {
      if (level > 0 && width > 0) await this.#compareTile(level, tiles, hashes.subarray(0, width * HASH_BYTES));
    }
    if (this.#problems.length >= MOST_PROBLEMS) return;
    if (!sameBytes(this.#rootOfEdges(new Uint8Array(0)), this.#checkpoint.root)) {
      this.#problem("checkpoint", "its root is not that of the entries");
    }
    if (this.#since === void 0) return;
    if (this.#since.size > this.#checkpoint.size) {
      this.#problem("checkpoint", `it is older than the one of size ${this.#since.size} that was given as "since"`);
    } else if (this.#sinceHolds !== true) {
      this.#problem("checkpoint", 'the log is not a continuation of the one that was given as "since"');
    }
  }
  #problem(where, why) {
    this.#problems.push({ where, why });
  }
  report() {
    const { origin, size, root, witnesses } = this.#checkpoint;
    const notChecked = [
      ...this.#since === void 0 ? ['whether the log was replaced by another one of the same key: pass "since"'] : [],
      ...witnesses.length === 0 ? ["whether others are shown the same log: no witness was asked for"] : [],
      ...this.#pruned > 0 ? [`what ${this.#pruned} pruned entries said: only their hashes are there`] : [],
      ...this.#problems.length >= MOST_PROBLEMS ? ["what comes after so many problems"] : []
    ];
    return {
      ok: this.#problems.length === 0,
      problems: this.#problems,
      origin,
      size,
      root: toHex(root),
      witnesses,
      checked: { entries: this.#entries, tiles: this.#tiles, since: this.#sinceHolds === true },
      notChecked
    };
  }
};

// src/instance.ts
import { loadWasm } from "@fedzk/core";
function instantiate(source) {
  loadWasm({ initSync, selfTest }, source);
}

export {
  instantiate,
  policyOf,
  readPolicy,
  tilePath,
  countAt,
  widthAt,
  isWidth,
  readTile,
  Tiles,
  wholeBody,
  httpReader,
  baseOf,
  bundlesOf,
  checkedBundles,
  ending,
  verifyLog,
  verifyLogBy
};
