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
  FedzkError: () => import_core4.FedzkError,
  checkRange: () => checkRange,
  createQuantBuffer: () => createQuantBuffer,
  dequantize: () => dequantize2,
  quantize: () => quantize2
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_JFKCXCCT = require("./chunk-JFKCXCCT.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var import_core3 = require("@fedzk/core");
var import_core4 = require("@fedzk/core");
var ARRAYS = { int8: Int8Array, int16: Int16Array, int32: Int32Array, float32: Float32Array };
var REPORT_BYTES = 64;
var TOO_MANY_BYTES = 2 ** 32;
function take(type, length, name) {
  const bytes = REPORT_BYTES + length * ARRAYS[type].BYTES_PER_ELEMENT;
  const report = (0, import_chunk_JFKCXCCT.withModule)(() => bytes < TOO_MANY_BYTES ? (0, import_chunk_JFKCXCCT.allocate)(bytes) : 0);
  if (report !== 0) return { type, length, bytes, report, values: report + REPORT_BYTES };
  throw new import_core2.FedzkError(
    "invalid-argument",
    `"${name}" expected what the module's memory has room for, got ${length} numbers of ${type}; take fewer at a time.`
  );
}
function release2({ report, bytes }) {
  (0, import_chunk_JFKCXCCT.release)(report, bytes);
}
function viewOf({ type, length, values }) {
  return (0, import_chunk_JFKCXCCT.withModule)(({ buffer }) => new ARRAYS[type](buffer, values, length));
}
function reportOf({ report }) {
  return (0, import_chunk_JFKCXCCT.withModule)(({ buffer }) => [new BigUint64Array(buffer, report, 2), new Float64Array(buffer, report, 8)]);
}
function endViews() {
  (0, import_chunk_JFKCXCCT.withModule)((memory) => memory.grow(0));
}
var Loans = class {
  #taken = [];
  take(type, length, name) {
    const numbers = take(type, length, name);
    this.#taken.push(numbers);
    return numbers;
  }
  /** Numbers as they are, or a copy of a plain array of this realm. */
  of(values, name) {
    if (!ArrayBuffer.isView(values)) return values;
    const type = Object.keys(ARRAYS).find((key) => values instanceof ARRAYS[key]);
    const numbers = this.take(type, values.length, name);
    viewOf(numbers).set(values);
    return numbers;
  }
  /** Gives all back. */
  end() {
    this.#taken.forEach(release2);
  }
};
function check(numbers, min, max) {
  const { type, length, values, report } = numbers;
  const floats = type === "float32";
  if (floats) (0, import_chunk_JFKCXCCT.checkFloats)(values, length, min, max, report);
  else (0, import_chunk_JFKCXCCT.checkIntegers)(ARRAYS[type].BYTES_PER_ELEMENT, values, length, min, max, report);
  const [norm = 0, , firstViolation = 0, violations = 0, nonFinite = 0, low = 0, high = 0] = reportOf(numbers)[1];
  return { firstViolation, violations, nonFinite, min: low, max: high, normSq: floats ? norm : normOf(numbers) };
}
function quantizeTo(out, numbers, { bits, clip, random }) {
  const { length, values, report } = numbers;
  const finite = (0, import_chunk_JFKCXCCT.quantize)(values, length, bits, clip, random?.values ?? 0, out.values, report);
  const third = reportOf(numbers)[1][2] ?? 0;
  return finite ? { clipped: third, normSq: normOf(numbers) } : third;
}
function dequantizeTo(out, { type, length, values }, scale, count) {
  (0, import_chunk_JFKCXCCT.dequantize)(ARRAYS[type].BYTES_PER_ELEMENT, values, length, scale, count, out.values);
}
function normOf(numbers) {
  const [low = 0n, high = 0n] = reportOf(numbers)[0];
  return high << 64n | low;
}
function createQuantBuffer(type, length) {
  if (!TYPES.includes(type)) throw (0, import_chunk_JFKCXCCT.unexpected)("type", '"int8", "int16", "int32" or "float32"', type);
  if (!Number.isSafeInteger(length) || length < 0) throw (0, import_chunk_JFKCXCCT.unexpected)("length", "an integer of 0 or more", length);
  return new ModuleBuffer(take(type, length, "length"));
}
var TYPES = ["int8", "int16", "int32", "float32"];
function numbersOf(value, types) {
  const numbers = (0, import_chunk_JFKCXCCT.isObject)(value) ? ModuleBuffer.numbersOf(value) : void 0;
  return types.some((type) => type === numbers?.type) ? numbers : void 0;
}
function targetOf(into, type, length) {
  if (into === void 0) return void 0;
  const numbers = numbersOf(into, [type]);
  if (numbers?.length === length) return numbers;
  throw (0, import_chunk_JFKCXCCT.unexpected)("into", `a buffer of ${length} numbers of ${type}`, into);
}
var ModuleBuffer = class {
  type;
  length;
  #numbers;
  constructor(numbers) {
    this.type = numbers.type;
    this.length = numbers.length;
    this.#numbers = numbers;
    viewOf(numbers).fill(0);
    forgotten?.register(this, numbers, this);
  }
  static numbersOf(value) {
    return #numbers in value ? value.#alive() : void 0;
  }
  view() {
    return viewOf(this.#alive());
  }
  #alive() {
    if (this.#numbers !== void 0) return this.#numbers;
    throw new import_core.FedzkError("disposed", "This buffer was disposed of; create a new one.");
  }
  dispose() {
    if (this.#numbers === void 0) return;
    forgotten?.unregister(this);
    giveBack(this.#numbers);
    this.#numbers = void 0;
  }
  [Symbol.dispose]() {
    this.dispose();
  }
};
function giveBack(numbers) {
  release2(numbers);
  endViews();
}
var forgotten = typeof FinalizationRegistry === "undefined" ? void 0 : new FinalizationRegistry(giveBack);
function quantize2(gradient, options) {
  const { bits, clip, rounding = "nearest", into } = (0, import_chunk_JFKCXCCT.asOptions)(options);
  const floats = numbersOf(gradient, ["float32"]) ?? (0, import_core3.plainView)(gradient, ["Float32Array"]);
  if (floats === void 0) throw (0, import_chunk_JFKCXCCT.unexpected)("gradient", "a Float32Array or a buffer of float32", gradient);
  if (bits !== 4 && bits !== 8 && bits !== 16) throw (0, import_chunk_JFKCXCCT.unexpected)("bits", "4, 8 or 16", bits);
  if (rounding !== "nearest" && rounding !== "stochastic") {
    throw (0, import_chunk_JFKCXCCT.unexpected)("rounding", '"nearest" or "stochastic"', rounding);
  }
  const largest = 2 ** (bits - 1) - 1;
  if (!Number.isFinite(clip) || !(clip / largest >= SMALLEST_NORMAL)) {
    throw (0, import_chunk_JFKCXCCT.unexpected)("clip", `a finite number of at least ${largest} \xB7 2^-1022`, clip);
  }
  const { length } = floats;
  const type = bits === 16 ? "int16" : "int8";
  const target = targetOf(into, type, length);
  return withLoans((loans) => {
    const numbers = loans.of(floats, "gradient");
    const random = rounding === "stochastic" ? loans.take("int32", length, "gradient") : void 0;
    if (random !== void 0) fillRandomly(viewOf(random));
    const out = target ?? loans.take(type, length, "gradient");
    const result = quantizeTo(out, numbers, { bits, clip, random });
    if (typeof result === "number") {
      const got = viewOf(numbers)[result];
      throw new import_core3.FedzkError("non-finite", `"gradient[${result}]" expected a finite number, got ${got}.`);
    }
    const values = viewOf(out);
    return { values: target === void 0 ? values.slice() : values, ...result, scale: clip / largest };
  });
}
function dequantize2(values, options) {
  const { scale, count = 1, into } = (0, import_chunk_JFKCXCCT.asOptions)(options);
  const integers = numbersOf(values, INTEGER_TYPES) ?? (0, import_core3.plainView)(values, INTEGER_ARRAYS);
  if (integers === void 0) {
    throw (0, import_chunk_JFKCXCCT.unexpected)("values", "an Int8Array, Int16Array, Int32Array or a buffer of integers", values);
  }
  if (!Number.isFinite(scale) || scale <= 0) throw (0, import_chunk_JFKCXCCT.unexpected)("scale", "a finite number above 0", scale);
  if (!Number.isSafeInteger(count) || count < 1) throw (0, import_chunk_JFKCXCCT.unexpected)("count", "an integer of 1 or more", count);
  const target = targetOf(into, "float32", integers.length);
  return withLoans((loans) => {
    const numbers = loans.of(integers, "values");
    const out = target ?? loans.take("float32", integers.length, "values");
    dequantizeTo(out, numbers, scale, count);
    return target === void 0 ? viewOf(out).slice() : viewOf(out);
  });
}
function checkRange(values, limits) {
  const { min, max, maxNormSq } = (0, import_chunk_JFKCXCCT.asOptions)(limits, "limits");
  if (typeof min !== "number" || Number.isNaN(min)) throw (0, import_chunk_JFKCXCCT.unexpected)("min", "a number", min);
  if (typeof max !== "number" || !(max >= min)) throw (0, import_chunk_JFKCXCCT.unexpected)("max", `a number of ${min} or more`, max);
  const numbers = numbersOf(values, [...INTEGER_TYPES, "float32"]) ?? (0, import_core3.plainView)(values, [...INTEGER_ARRAYS, "Float32Array"]);
  if (numbers === void 0) {
    throw (0, import_chunk_JFKCXCCT.unexpected)("values", "an Int8Array, Int16Array, Int32Array, Float32Array or a buffer", values);
  }
  const floats = numbers instanceof Float32Array || "type" in numbers && numbers.type === "float32";
  if (maxNormSq !== void 0 && !isNorm(maxNormSq, !floats)) {
    throw (0, import_chunk_JFKCXCCT.unexpected)(
      "maxNormSq",
      floats ? "a number of 0 or more" : "an integer of 0 or more, a bigint from 2^53 on",
      maxNormSq
    );
  }
  const parts = withLoans((loans) => check(loans.of(numbers, "values"), min, max));
  const small = maxNormSq === void 0 || parts.normSq <= maxNormSq;
  return { ok: parts.violations === 0 && small, ...parts };
}
var INTEGER_TYPES = ["int8", "int16", "int32"];
var INTEGER_ARRAYS = ["Int8Array", "Int16Array", "Int32Array"];
var SMALLEST_NORMAL = 2 ** -1022;
var RANDOM_WORDS_A_CALL = 16384;
function fillRandomly(words) {
  for (let at = 0; at < words.length; at += RANDOM_WORDS_A_CALL) {
    crypto.getRandomValues(words.subarray(at, at + RANDOM_WORDS_A_CALL));
  }
}
function withLoans(run) {
  const loans = new Loans();
  try {
    return run(loans);
  } finally {
    loans.end();
  }
}
function isNorm(value, integer) {
  if (typeof value === "bigint") return value >= 0n;
  if (typeof value !== "number" || !(value >= 0)) return false;
  return !integer || Number.isSafeInteger(value) || value === Number.POSITIVE_INFINITY;
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  checkRange,
  createQuantBuffer,
  dequantize,
  quantize
});
