import {
  curveOf,
  invalidKey,
  sectionsOf,
  sourceOf,
  view
} from "./chunk-J5CXC6YB.js";
import {
  asOptions,
  unexpected
} from "./chunk-6TLVGOQL.js";

// src/key/contributions.ts
var LIST = 10;
var CIRCUIT_BYTES = 64;
var TRANSCRIPT_BYTES = 64;
var MOST_BYTES = 16e6;
async function countContributions(zkey) {
  const source = sourceOf(zkey);
  const section = await sectionsOf(source);
  const header = section(2);
  const g1 = 2 * (curveOf(await source.read(header.offset, Math.min(header.length, 4))) === "bn254" ? 32 : 48);
  const { offset, length } = section(LIST);
  if (length < CIRCUIT_BYTES + 4 || length > MOST_BYTES) throw damaged();
  const list = view(await source.read(offset, length));
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
  return invalidKey("section 10 has another length than its contributions");
}

// src/levels.ts
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

// src/quantize/quantizer.ts
import { FedzkError, plainView } from "@fedzk/core";
import { quantize } from "@fedzk/verify/quant";

// src/quantize/options.ts
function settingsOf(options) {
  const {
    bits,
    clipNorm,
    clip = clipNorm,
    rounding = "nearest",
    errorFeedback = false,
    maxNormSq
  } = asOptions(options);
  if (bits !== 4 && bits !== 8 && bits !== 16) throw unexpected("bits", "4, 8 or 16", bits);
  const largest = 2 ** (bits - 1) - 1;
  if (clipNorm !== void 0 && !(Number.isFinite(clipNorm) && clipNorm > 0)) {
    throw unexpected("clipNorm", "a finite number above 0", clipNorm);
  }
  if (typeof clip !== "number" || !Number.isFinite(clip) || !(clip / largest >= SMALLEST_NORMAL)) {
    throw unexpected("clip", `a finite number of at least ${largest} \xB7 2^-126, or clipNorm in its place`, clip);
  }
  if (rounding !== "nearest" && rounding !== "stochastic") {
    throw unexpected("rounding", '"nearest" or "stochastic"', rounding);
  }
  if (typeof errorFeedback !== "boolean") throw unexpected("errorFeedback", "true or false", errorFeedback);
  if (maxNormSq !== void 0 && !(typeof maxNormSq === "bigint" && maxNormSq >= 1n)) {
    throw unexpected("maxNormSq", "a bigint of 1 or more", maxNormSq);
  }
  const scale = clip / largest;
  const proved = maxNormSq === void 0 ? Number.POSITIVE_INFINITY : scale * Math.sqrt(Number(maxNormSq));
  const limit = Math.min(clipNorm ?? Number.POSITIVE_INFINITY, proved);
  return { bits, clip, rounding, errorFeedback, maxNormSq, scale, limit };
}
var SMALLEST_NORMAL = 2 ** -126;

// src/quantize/trim.ts
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

// src/quantize/quantizer.ts
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
    const rounded = quantize(x, { bits, clip, rounding });
    if (maxNormSq === void 0) return { ...rounded, trimmed: 0 };
    const { normSq, steps } = trim(rounded.values, x, scale, rounded.normSq, maxNormSq);
    return { ...rounded, normSq, trimmed: steps };
  }
  save() {
    return this.#residual.slice();
  }
  restore(residual) {
    this.#alive();
    if (!(residual instanceof Float64Array)) throw unexpected("residual", "a Float64Array", residual);
    if (!this.#settings.errorFeedback && residual.length > 0) {
      throw unexpected("residual", "nothing, since this quantizer has no error feedback", residual);
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
    const floats = plainView(update, ["Float32Array"]);
    if (floats === void 0) throw unexpected("update", "a Float32Array", update);
    checkFinite("update", floats);
    const residual = this.#residual;
    if (residual.length === 0) return Float64Array.from(floats);
    if (residual.length !== floats.length) {
      throw new FedzkError(
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
    if (this.#disposed) throw new FedzkError("disposed", "This quantizer was disposed of; create a new one.");
  }
};
var LARGEST_FLOAT = (2 - 2 ** -23) * 2 ** 127;
function checkFinite(name, values) {
  const i = values.findIndex((value) => !Number.isFinite(value));
  if (i < 0) return;
  throw new FedzkError("non-finite", `"${name}[${i}]" expected a finite number, got ${values[i]}.`);
}

// src/index.ts
import { FedzkError as FedzkError2 } from "@fedzk/core";

export {
  countContributions,
  SECURITY_LEVELS,
  DEFAULT_LEVEL,
  createQuantizer,
  FedzkError2 as FedzkError
};
