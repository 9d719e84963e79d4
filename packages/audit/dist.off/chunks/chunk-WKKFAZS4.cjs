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
  policyOf: () => policyOf,
  readPolicy: () => readPolicy,
  verifyLog: () => verifyLog,
  verifyLogBy: () => verifyLogBy
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_B2ATX3S6 = require("./chunk-B2ATX3S6.cjs");
var import_chunk_PB6VERCX = require("./chunk-PB6VERCX.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
function policyOf(trust) {
  const given = trust;
  if (typeof given !== "object" || given === null) throw (0, import_chunk_PB6VERCX.unexpected)("options", "{ verifierKey } or { policy }", given);
  if ("policy" in trust) return readPolicy(trust.policy);
  const log = (0, import_chunk_PB6VERCX.readVerifierKey)(trust.verifierKey);
  requireAlgorithm(log, import_chunk_PB6VERCX.ED25519, '"verifierKey"');
  return { log, witnesses: /* @__PURE__ */ new Map(), urls: /* @__PURE__ */ new Map(), quorum: () => true };
}
function readPolicy(text) {
  if (typeof text !== "string") throw (0, import_chunk_PB6VERCX.unexpected)("policy", "the text of a policy", text);
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
      log = (0, import_chunk_PB6VERCX.readVerifierKey)(key, "log");
      requireAlgorithm(log, import_chunk_PB6VERCX.ED25519, "the log");
      if (url !== void 0) requireUrl(url);
    },
    witness: ([word = "", key = "", url, ...more]) => {
      if (more.length > 0) throw new Error("expected a name, a key, and perhaps a URL");
      const witness = (0, import_chunk_PB6VERCX.readVerifierKey)(key, "witness");
      requireAlgorithm(witness, import_chunk_PB6VERCX.COSIGNATURE, "a witness");
      const twice = [...witnesses.values()].some((other) => (0, import_chunk_PB6VERCX.sameBytes)(other.key, witness.key));
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
      throw new import_core2.FedzkError("invalid-argument", `"policy", line ${i + 1}: ${why}`);
    }
  }
  if (log === void 0 || quorum === void 0) {
    throw new import_core2.FedzkError("invalid-argument", '"policy" expected a line "log" and a line "quorum".');
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
  throw new import_core2.FedzkError(
    "invalid-argument",
    `${whose} expected a key of type ${algorithm}, got one of type ${key.algorithm}.`
  );
}
function requireUrl(url) {
  if (/^https?:\/\/\S+$/.test(url)) return url;
  throw new Error("expected a URL with http or https");
}
var MOST_PROBLEMS = 100;
function verifyLog(reader, options) {
  return verifyLogBy(import_chunk_B2ATX3S6.checkedBundles, reader, options);
}
async function verifyLogBy(checkBundles, reader, options) {
  const policy = policyOf(options);
  const minimum = options.minimum ?? 0;
  if (!Number.isSafeInteger(minimum) || minimum < 0 || minimum % import_chunk_PB6VERCX.TILE_WIDTH !== 0) {
    throw new import_core.FedzkError("invalid-argument", '"minimum" expected a multiple of 256.');
  }
  const since = options.since === void 0 ? void 0 : (0, import_chunk_PB6VERCX.checkCheckpoint)(options.since, policy);
  if (typeof since === "string") {
    throw new import_core.FedzkError(
      "invalid-argument",
      `"since" expected a signed checkpoint of this log; it is wrong (${since}).`
    );
  }
  (0, import_chunk_PB6VERCX.requireWhole)(options.concurrency ?? 16, "concurrency", 1);
  const plain = (0, import_chunk_B2ATX3S6.plainReader)(reader, (0, import_chunk_PB6VERCX.optionalSignal)(options.signal));
  const bytes = await plain.read("checkpoint");
  const checkpoint = bytes === void 0 ? "malformed-checkpoint" : (0, import_chunk_PB6VERCX.checkCheckpoint)((0, import_chunk_PB6VERCX.decoded)(bytes), policy);
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
var newEdge = () => ({ hashes: new Uint8Array(import_chunk_PB6VERCX.TILE_WIDTH * import_chunk_PB6VERCX.HASH_BYTES), width: 0, tiles: 0 });
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
      ...since !== void 0 && since.size > 0 && { within: Math.floor((since.size - 1) / import_chunk_PB6VERCX.TILE_WIDTH) }
    };
    if (since?.size === 0) this.#sinceHolds = (0, import_chunk_PB6VERCX.sameBytes)(since.root, (0, import_chunk_PB6VERCX.rootOf)(new Uint8Array(0)));
  }
  async run(options, checkBundles) {
    const { onProgress, signal } = options;
    const bundles = (0, import_chunk_B2ATX3S6.bundlesOf)(this.#plan);
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
      const before = leaves.subarray(0, (this.#since.size - index * import_chunk_PB6VERCX.TILE_WIDTH) * import_chunk_PB6VERCX.HASH_BYTES);
      this.#sinceHolds = (0, import_chunk_PB6VERCX.sameBytes)(this.#rootWith(before), this.#since.root);
    }
    if (root !== void 0) await this.#push(1, root);
    else if (leaves !== void 0) await this.#push(0, leaves);
  }
  /** The root of the tree up to a bundle that was not added yet, of which only so many leaves belong to it. */
  #rootWith(leaves) {
    let right = (0, import_chunk_PB6VERCX.rootOf)(leaves);
    for (const { hashes, width } of this.#edges.slice(1)) {
      const all = new Uint8Array((width + 1) * import_chunk_PB6VERCX.HASH_BYTES);
      all.set(hashes.subarray(0, width * import_chunk_PB6VERCX.HASH_BYTES));
      all.set(right, width * import_chunk_PB6VERCX.HASH_BYTES);
      right = (0, import_chunk_PB6VERCX.rootOf)(all);
    }
    return right;
  }
  /** Adds hashes to a level; a tile that is full goes up as one hash. */
  async #push(level, hashes) {
    const edge = this.#edges[level] ?? newEdge();
    this.#edges[level] = edge;
    edge.hashes.set(hashes, edge.width * import_chunk_PB6VERCX.HASH_BYTES);
    edge.width += hashes.length / import_chunk_PB6VERCX.HASH_BYTES;
    if (edge.width < import_chunk_PB6VERCX.TILE_WIDTH) return;
    await this.#compareTile(level, edge.tiles, edge.hashes);
    edge.tiles++;
    edge.width = 0;
    await this.#push(level + 1, (0, import_chunk_PB6VERCX.rootOf)(edge.hashes));
  }
  async #compareTile(level, index, hashes) {
    const tile = await (0, import_chunk_B2ATX3S6.readPart)(this.#reader, level, index, hashes.length / import_chunk_PB6VERCX.HASH_BYTES);
    const compared = (0, import_chunk_B2ATX3S6.compareTile)(tile, hashes);
    this.#tiles += compared.tiles;
    this.#problems.push(...compared.problems);
  }
  #rootOfEdges(right) {
    for (const { hashes, width } of this.#edges) {
      const all = new Uint8Array(width * import_chunk_PB6VERCX.HASH_BYTES + right.length);
      all.set(hashes.subarray(0, width * import_chunk_PB6VERCX.HASH_BYTES));
      all.set(right, width * import_chunk_PB6VERCX.HASH_BYTES);
      if (all.length > 0) right = (0, import_chunk_PB6VERCX.rootOf)(all);
    }
    return right.length > 0 ? right : (0, import_chunk_PB6VERCX.rootOf)(right);
  }
  async #finish() {
    for (const [level, { hashes, width, tiles }] of this.#edges.entries()) {
      if (level > 0 && width > 0) await this.#compareTile(level, tiles, hashes.subarray(0, width * import_chunk_PB6VERCX.HASH_BYTES));
    }
    if (this.#problems.length >= MOST_PROBLEMS) return;
    if (!(0, import_chunk_PB6VERCX.sameBytes)(this.#rootOfEdges(new Uint8Array(0)), this.#checkpoint.root)) {
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
      root: (0, import_core.toHex)(root),
      witnesses,
      checked: { entries: this.#entries, tiles: this.#tiles, since: this.#sinceHolds === true },
      notChecked
    };
  }
};
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  policyOf,
  readPolicy,
  verifyLog,
  verifyLogBy
});
