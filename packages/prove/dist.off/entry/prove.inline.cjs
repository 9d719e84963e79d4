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
  DEFAULT_LEVEL: () => DEFAULT_LEVEL,
  FedzkError: () => import_core.FedzkError,
  SECURITY_LEVELS: () => SECURITY_LEVELS,
  countContributions: () => countContributions,
  createCircomWitness: () => import_chunk_THM5BMDC.createCircomWitness,
  createGradientUpdateWitness: () => import_chunk_THM5BMDC.createGradientUpdateWitness,
  createProver: () => createProver,
  createQuantizer: () => createQuantizer
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_FP2ZZ2EM = require("../chunks/chunk-FP2ZZ2EM.cjs");
var import_chunk_THM5BMDC = require("../chunks/chunk-THM5BMDC.cjs");
var import_chunk_YTJN34EO = require("../chunks/chunk-YTJN34EO.cjs");
var import_chunk_AYNLFBFI = require("../chunks/chunk-AYNLFBFI.cjs");
var import_chunk_7TGZL5HP = require("../chunks/chunk-7TGZL5HP.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var import_quant = require("@fedzk/verify/quant");
var SLICE_MS = 16;
function here(key) {
  let before = Promise.resolve();
  let began = performance.now();
  return {
    threads: 1,
    run(task, { signal, onProgress }) {
      const done = before.then(() => {
        signal.throwIfAborted();
        return (0, import_chunk_FP2ZZ2EM.work)(key, task, (part) => {
          signal.throwIfAborted();
          if (performance.now() - began < SLICE_MS) return void 0;
          onProgress(part);
          return others().then(() => {
            signal.throwIfAborted();
            began = performance.now();
          });
        });
      });
      before = done.catch(() => {
      });
      return done;
    },
    close: async () => {
    }
  };
}
function others() {
  return new Promise((resolve) => {
    const { setImmediate } = globalThis;
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
    } else if (typeof MessageChannel === "function") {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(void 0);
    } else {
      setTimeout(resolve, 0);
    }
  });
}
var POINTS = 256;
var COEFFICIENTS = 4096;
var LARGEST_DOMAIN = 1 << 12;
async function warmUp(key) {
  const { header, source } = key;
  const pause = () => void 0;
  const sums = [];
  for (const { group, pointBytes, offset: offset2, count } of [key.a, key.b2]) {
    const length2 = Math.min(count, POINTS);
    const scalars = someBytes(length2 * import_chunk_AYNLFBFI.ELEMENT_BYTES);
    const points = await source.read(offset2, length2 * pointBytes);
    sums.push(await (0, import_chunk_FP2ZZ2EM.work)(key, { kind: "sum", group, pointBytes, points, scalars }, pause));
  }
  const [g1, g2] = sums;
  header.prove(g1, g1, g2, g1, g1, someBytes(import_chunk_THM5BMDC.RANDOM_BYTES));
  if (header.domain() > LARGEST_DOMAIN) return;
  const witness = new Uint8Array(header.wires() * import_chunk_AYNLFBFI.ELEMENT_BYTES);
  witness[0] = 1;
  const { offset, length } = key.coefficients;
  const coefficients = await source.read(offset, Math.min(length, COEFFICIENTS * import_chunk_AYNLFBFI.COEFFICIENT_BYTES));
  const rows = await (0, import_chunk_FP2ZZ2EM.work)(key, { kind: "quotient", coefficients, witness }, pause);
  rows.fill(0);
}
function someBytes(length) {
  return Uint8Array.from({ length }, (_, i) => i % import_chunk_AYNLFBFI.ELEMENT_BYTES === import_chunk_AYNLFBFI.ELEMENT_BYTES - 1 ? 0 : i * 167 % 251);
}
function createProver(options) {
  return (0, import_chunk_THM5BMDC.proverOf)(options, async (key) => {
    await warmUp(key);
    return here(key);
  });
}
var LIST = 10;
var CIRCUIT_BYTES = 64;
var TRANSCRIPT_BYTES = 64;
var MOST_BYTES = 16e6;
async function countContributions(zkey) {
  const source = (0, import_chunk_THM5BMDC.sourceOf)(zkey);
  const section = await (0, import_chunk_THM5BMDC.sectionsOf)(source);
  const header = section(2);
  const g1 = 2 * ((0, import_chunk_THM5BMDC.curveOf)(await source.read(header.offset, Math.min(header.length, 4))) === "bn254" ? 32 : 48);
  const { offset, length } = section(LIST);
  if (length < CIRCUIT_BYTES + 4 || length > MOST_BYTES) throw damaged();
  const list = (0, import_chunk_AYNLFBFI.view)(await source.read(offset, length));
  const count = list.getUint32(CIRCUIT_BYTES, true);
  const fixed = 5 * g1 + TRANSCRIPT_BYTES + 4;
  let at = CIRCUIT_BYTES + 4;
  for (let i = 0; i < count; i++) {
    if (at + fixed + 4 > length) throw damaged();
    at += fixed + 4 + list.getUint32(at + fixed, true);
  }
  if (at !== length) throw damaged();
  return count;
}
function damaged() {
  return (0, import_chunk_AYNLFBFI.invalidKey)("section 10 has another length than its contributions");
}
var SECURITY_LEVELS = /* @__PURE__ */ Object.freeze({
  standard: /* @__PURE__ */ Object.freeze({
    constraints: 1e3,
    curve: "bn254",
    securityBits: 100,
    minContributions: 5,
    proofSize: 192,
    capacity: 64,
    useCase: "Development/Testing"
  }),
  enhanced: /* @__PURE__ */ Object.freeze({
    constraints: 1e4,
    curve: "bn254",
    securityBits: 100,
    minContributions: 10,
    proofSize: 192,
    capacity: 800,
    useCase: "Production FL"
  }),
  maximum: /* @__PURE__ */ Object.freeze({
    constraints: 1e5,
    curve: "bls12-381",
    securityBits: 128,
    minContributions: 20,
    proofSize: 192,
    capacity: 8192,
    useCase: "Critical Infrastructure"
  })
});
var DEFAULT_LEVEL = "enhanced";
function settingsOf(options) {
  const {
    bits,
    clipNorm,
    clip = clipNorm,
    rounding = "nearest",
    errorFeedback = false,
    maxNormSq
  } = (0, import_chunk_YTJN34EO.asOptions)(options);
  if (bits !== 4 && bits !== 8 && bits !== 16) throw (0, import_chunk_YTJN34EO.unexpected)("bits", "4, 8 or 16", bits);
  const largest = 2 ** (bits - 1) - 1;
  if (clipNorm !== void 0 && !(Number.isFinite(clipNorm) && clipNorm > 0)) {
    throw (0, import_chunk_YTJN34EO.unexpected)("clipNorm", "a finite number above 0", clipNorm);
  }
  if (typeof clip !== "number" || !Number.isFinite(clip) || !(clip / largest >= SMALLEST_NORMAL)) {
    throw (0, import_chunk_YTJN34EO.unexpected)("clip", `a finite number of at least ${largest} \xB7 2^-126, or clipNorm in its place`, clip);
  }
  if (rounding !== "nearest" && rounding !== "stochastic") {
    throw (0, import_chunk_YTJN34EO.unexpected)("rounding", '"nearest" or "stochastic"', rounding);
  }
  if (typeof errorFeedback !== "boolean") throw (0, import_chunk_YTJN34EO.unexpected)("errorFeedback", "true or false", errorFeedback);
  if (maxNormSq !== void 0 && !(typeof maxNormSq === "bigint" && maxNormSq >= 1n)) {
    throw (0, import_chunk_YTJN34EO.unexpected)("maxNormSq", "a bigint of 1 or more", maxNormSq);
  }
  const scale = clip / largest;
  const proved = maxNormSq === void 0 ? Number.POSITIVE_INFINITY : scale * Math.sqrt(Number(maxNormSq));
  const limit = Math.min(clipNorm ?? Number.POSITIVE_INFINITY, proved);
  return { bits, clip, rounding, errorFeedback, maxNormSq, scale, limit };
}
var SMALLEST_NORMAL = 2 ** -126;
function trim(values, x, scale, normSq, maxNormSq) {
  let norm = normSq;
  let steps = 0;
  while (norm > maxNormSq) {
    for (const i of byCost(values, x, scale)) {
      if (norm <= maxNormSq) break;
      const value = values[i];
      norm -= BigInt(2 * Math.abs(value) - 1);
      values[i] = value - Math.sign(value);
      steps++;
    }
  }
  return { normSq: norm, steps };
}
function byCost(values, x, scale) {
  const costs = new Float64Array(values.length);
  const places = new Uint32Array(values.length);
  let count = 0;
  for (const [i, value] of values.entries()) {
    if (value === 0) continue;
    const magnitude = Math.abs(value);
    const error = Math.abs(x[i]) / scale - magnitude;
    costs[i] = (2 * error + 1) / (2 * magnitude - 1);
    places[count++] = i;
  }
  return places.subarray(0, count).sort((a, b) => costs[a] - costs[b] || a - b);
}
function createQuantizer(options) {
  return new UpdateQuantizer(settingsOf(options));
}
var UpdateQuantizer = class {
  scale;
  #settings;
  #residual = new Float64Array();
  #disposed = false;
  constructor(settings) {
    this.#settings = settings;
    this.scale = settings.scale;
  }
  quantize(update) {
    this.#alive();
    const { limit, errorFeedback } = this.#settings;
    const total = this.#total(update);
    const norm = Math.sqrt(total.reduce((sum, value) => sum + value * value, 0));
    const factor = norm > limit ? limit / norm : 1;
    const x = Float32Array.from(total, (value) => Math.min(Math.max(value * factor, -LARGEST_FLOAT), LARGEST_FLOAT));
    try {
      const rounded = this.#round(x);
      const { values, scale } = rounded;
      if (errorFeedback) this.#keep(total.map((value, i) => value - values[i] * scale));
      return { ...rounded, factor };
    } finally {
      x.fill(0);
      total.fill(0);
    }
  }
  /** Rounds what is small enough, and brings the norm down again where that raised it too far. */
  #round(x) {
    const { bits, clip, rounding, maxNormSq, scale } = this.#settings;
    const rounded = (0, import_quant.quantize)(x, { bits, clip, rounding });
    if (maxNormSq === void 0) return { ...rounded, trimmed: 0 };
    const { normSq, steps } = trim(rounded.values, x, scale, rounded.normSq, maxNormSq);
    return { ...rounded, normSq, trimmed: steps };
  }
  save() {
    return this.#residual.slice();
  }
  restore(residual) {
    this.#alive();
    if (!(residual instanceof Float64Array)) throw (0, import_chunk_YTJN34EO.unexpected)("residual", "a Float64Array", residual);
    if (!this.#settings.errorFeedback && residual.length > 0) {
      throw (0, import_chunk_YTJN34EO.unexpected)("residual", "nothing, since this quantizer has no error feedback", residual);
    }
    checkFinite("residual", residual);
    this.#keep(residual.slice());
  }
  clear() {
    this.#keep(new Float64Array());
  }
  dispose() {
    this.clear();
    this.#disposed = true;
  }
  [Symbol.dispose]() {
    this.dispose();
  }
  /** The update and what was left of those before. */
  #total(update) {
    const floats = (0, import_core2.plainView)(update, ["Float32Array"]);
    if (floats === void 0) throw (0, import_chunk_YTJN34EO.unexpected)("update", "a Float32Array", update);
    checkFinite("update", floats);
    const residual = this.#residual;
    if (residual.length === 0) return Float64Array.from(floats);
    if (residual.length !== floats.length) {
      throw new import_core2.FedzkError(
        "invalid-argument",
        `"update" expected ${residual.length} values as before, got ${floats.length}; clear() the quantizer, or make one for each model.`
      );
    }
    return residual.map((left, i) => left + floats[i]);
  }
  #keep(residual) {
    this.#residual.fill(0);
    this.#residual = residual;
  }
  #alive() {
    if (this.#disposed) throw new import_core2.FedzkError("disposed", "This quantizer was disposed of; create a new one.");
  }
};
var LARGEST_FLOAT = (2 - 2 ** -23) * 2 ** 127;
function checkFinite(name, values) {
  const i = values.findIndex((value) => !Number.isFinite(value));
  if (i < 0) return;
  throw new import_core2.FedzkError("non-finite", `"${name}[${i}]" expected a finite number, got ${values[i]}.`);
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  DEFAULT_LEVEL,
  FedzkError,
  SECURITY_LEVELS,
  countContributions,
  createCircomWitness,
  createGradientUpdateWitness,
  createProver,
  createQuantizer
});
