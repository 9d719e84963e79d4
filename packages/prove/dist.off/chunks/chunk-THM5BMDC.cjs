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
  RANDOM_BYTES: () => RANDOM_BYTES,
  createCircomWitness: () => createCircomWitness,
  createGradientUpdateWitness: () => createGradientUpdateWitness,
  curveOf: () => curveOf,
  proverOf: () => proverOf,
  sectionsOf: () => sectionsOf,
  sourceOf: () => sourceOf
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_YTJN34EO = require("./chunk-YTJN34EO.cjs");
var import_chunk_AYNLFBFI = require("./chunk-AYNLFBFI.cjs");
var import_promises = require("node:fs/promises");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var import_core3 = require("@fedzk/core");
var import_core4 = require("@fedzk/core");
var import_core5 = require("@fedzk/core");
var import_core6 = require("@fedzk/core");
var import_core7 = require("@fedzk/core");
var import_verify = require("@fedzk/verify");
var import_core8 = require("@fedzk/core");
var import_core9 = require("@fedzk/core");
var import_verify2 = require("@fedzk/verify");
var import_core10 = require("@fedzk/core");
var source = (curve) => async () => ({
  glue: import_chunk_AYNLFBFI.GLUES[curve],
  module: await (0, import_promises.readFile)(new URL(`../prove-${curve}.wasm`, moduleUrl))
});
(0, import_chunk_AYNLFBFI.provide)({ bn254: source("bn254"), "bls12-381": source("bls12-381") });
var Stopped = class extends Error {
  /** Circom's number of the reason. */
  reason;
  constructor(reason) {
    super(`stopped for reason ${reason}`);
    this.reason = reason;
  }
};
var ASSERTION = 4;
var OUT_OF_MEMORY = 5;
var PLACE = /^Error in template (.+?)(?:_\d+)? line: (\d+)$/;
function stoppedError({ reason }, said) {
  switch (reason) {
    case ASSERTION:
      return new import_core3.FedzkError("unsatisfied", `The inputs do not satisfy the circuit: ${placesOf(said)}.`);
    case OUT_OF_MEMORY:
      return new import_core3.FedzkError("wasm", "The circuit's module can't have as much memory as it needs.");
    default:
      return new import_core3.FedzkError("wasm", `The circuit's module does not take its inputs: reason ${reason} of circom.`);
  }
}
function placesOf(said) {
  const [first, ...outer] = said.map((line) => {
    const [, template, number] = PLACE.exec(line) ?? [];
    return template === void 0 ? line : `template "${template}", line ${number}`;
  });
  if (first === void 0) return "a constraint or an assertion does not hold, circom does not say where";
  const within = outer.length === 0 ? "" : ` (within ${outer.join(", within ")})`;
  return `a constraint or an assertion does not hold in ${first}${within}`;
}
var LogLines = class {
  #onLine;
  #parts = [];
  constructor(onLine) {
    this.#onLine = onLine;
  }
  add(part) {
    if (part !== "\n") {
      this.#parts.push(part);
      return;
    }
    const line = this.#parts.join(" ");
    this.#parts = [];
    this.#onLine(line);
  }
};
var FUNCTIONS = [
  "getVersion",
  "getSharedRWMemoryStart",
  "getFieldNumLen32",
  "getRawPrime",
  "getWitnessSize",
  "getInputSize",
  "getInputSignalSize",
  "init",
  "setInputSignal",
  "getWitness",
  "getMessageChar"
];
var IMPORTS = ["exceptionHandler", "printErrorMessage", "writeBufferMessage", "showSharedRWMemory", "log"];
var OF_CIRCOM_1 = "getPRawPrime";
function checkInterface(module2) {
  const exported = new Map(WebAssembly.Module.exports(module2).map(({ name, kind }) => [name, kind]));
  if (exported.has(OF_CIRCOM_1)) throw anotherCircom(1);
  const lacking = FUNCTIONS.find((name) => exported.get(name) !== "function");
  const missing2 = exported.get("memory") === "memory" ? lacking : "memory";
  if (missing2 !== void 0) throw notOfCircom(`no export "${missing2}"`);
  const foreign = WebAssembly.Module.imports(module2).find(
    (each) => each.module !== "runtime" || each.kind !== "function" || !IMPORTS.includes(each.name)
  );
  if (foreign !== void 0) throw notOfCircom(`an import "${foreign.module}.${foreign.name}"`);
}
function anotherCircom(version) {
  return new import_core2.FedzkError(
    "unsupported",
    `"wasm" expected a witness module of circom 2, got one of circom ${version}; compile the circuit with circom 2.`
  );
}
function notOfCircom(what) {
  return new import_core2.FedzkError(
    "invalid-argument",
    `"wasm" expected a witness module of circom 2 (circom --wasm), got a module with ${what}.`
  );
}
var KEPT_BYTES = 1 << 22;
var Calculator = class _Calculator {
  exports;
  /** Where an element goes in and out. */
  shared;
  field;
  #errors;
  /** What its memory begins with, up to the last byte that isn't 0; undefined where it is for one witness alone. */
  #initial;
  constructor(exports2, errors) {
    this.exports = exports2;
    this.#errors = errors;
    const version = exports2.getVersion();
    if (version !== 2) throw anotherCircom(version);
    this.shared = exports2.getSharedRWMemoryStart();
    this.field = this.#readField();
    this.#initial = initialOf(exports2.memory);
  }
  /**
   * @param onLog gets each line that the circuit's `log` writes
   * @throws {FedzkError} `unsupported`: another version or field
   */
  static async start(module2, onLog) {
    let calculator;
    const errors = [];
    const lines = new LogLines(onLog);
    const message = () => calculator === void 0 ? "" : calculator.#message();
    const value = () => lines.add(calculator === void 0 ? "" : String(calculator.#element()));
    const runtime = {
      exceptionHandler: (reason) => {
        throw new Stopped(reason);
      },
      printErrorMessage: () => errors.push(message()),
      writeBufferMessage: () => lines.add(message()),
      showSharedRWMemory: value,
      log: value
    };
    const instance = await WebAssembly.instantiate(module2, { runtime });
    calculator = new _Calculator(instance.exports, errors);
    return calculator;
  }
  /**
   * Runs a part of the computation.
   *
   * @throws {FedzkError} `unsatisfied`, `invalid-argument`: what the module stops for; `wasm`: it fails otherwise
   */
  run(part) {
    try {
      return part(this.exports);
    } catch (error) {
      if (error instanceof import_core2.FedzkError) throw error;
      if (error instanceof Stopped) throw stoppedError(error, this.#errors);
      throw new import_core2.FedzkError("wasm", `The circuit's module failed: ${error}.`, { cause: error });
    }
  }
  /** Zeroes the memory, which holds the inputs and all that follows from them. It can't be used again. */
  wipe() {
    new Uint8Array(this.exports.memory.buffer).fill(0);
  }
  /** Zeroes the memory, and where it is small makes the instance as it was in the beginning: whether it did that. */
  reset() {
    this.wipe();
    if (this.#initial === void 0) return false;
    new Uint8Array(this.exports.memory.buffer).set(this.#initial);
    return true;
  }
  #readField() {
    const words = this.exports.getFieldNumLen32();
    this.exports.getRawPrime();
    const field = 4 * words === import_chunk_AYNLFBFI.ELEMENT_BYTES ? (0, import_chunk_AYNLFBFI.fieldOf)(this.#element()) : void 0;
    if (field !== void 0) return field;
    const size = 4 * words === import_chunk_AYNLFBFI.ELEMENT_BYTES ? "another field of 32 bytes" : `a field of ${4 * words} bytes`;
    throw new import_core2.FedzkError(
      "unsupported",
      `"wasm" expected a circuit over the scalar field of BN254 or BLS12-381, got one over ${size}; compile it with "--prime bn128" or "--prime bls12381".`
    );
  }
  #element() {
    const view2 = new DataView(this.exports.memory.buffer, this.shared, import_chunk_AYNLFBFI.ELEMENT_BYTES);
    let element = 0n;
    for (let i = import_chunk_AYNLFBFI.ELEMENT_BYTES - 8; i >= 0; i -= 8) element = element << 64n | view2.getBigUint64(i, true);
    return element;
  }
  #message() {
    let text = "";
    for (let char = this.exports.getMessageChar(); char !== 0; char = this.exports.getMessageChar()) {
      text += String.fromCharCode(char);
    }
    return text;
  }
};
function initialOf({ buffer }) {
  if (buffer.byteLength > KEPT_BYTES) return void 0;
  const bytes = new Uint8Array(buffer);
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length--;
  return bytes.slice(0, length);
}
function signalHash(name) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(name)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return { high: Number(hash >> 32n), low: Number(hash & 0xffffffffn) };
}
function assignmentsOf(inputs) {
  if (!isRecord(inputs)) throw (0, import_chunk_YTJN34EO.unexpected)("inputs", "an object with the signals by name", inputs);
  const out = [];
  for (const [name, value] of Object.entries(inputs)) collect(name, value, out);
  return out;
}
function collect(name, value, out) {
  if (isRecord(value)) {
    for (const [key, member] of Object.entries(value)) collect(`${name}.${key}`, member, out);
  } else if (Array.isArray(value) && isRecord(firstLeaf(value))) {
    for (const [i, member] of value.entries()) collect(`${name}[${i}]`, member, out);
  } else {
    const parts = [];
    flatten(Array.isArray(value) || isNumbers(value) ? value : [value], parts);
    out.push({ name, parts, count: parts.reduce((sum, { length }) => sum + length, 0) });
  }
}
function flatten(values, parts) {
  if (!Array.isArray(values) || !values.some((value) => Array.isArray(value) || isNumbers(value))) {
    parts.push(values);
    return;
  }
  for (const value of values) flatten(Array.isArray(value) || isNumbers(value) ? value : [value], parts);
}
function firstLeaf(value) {
  let leaf = value;
  while (Array.isArray(leaf)) leaf = leaf[0];
  return leaf;
}
function isNumbers(value) {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
var DECIMAL = /^-?\d+$/;
function writeValue(field, view2, at, value, name, i) {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw notAnInteger(name, i, value);
    (0, import_chunk_AYNLFBFI.writeNumber)(field, view2, at, value);
    return;
  }
  const integer = typeof value === "string" && DECIMAL.test(value) ? BigInt(value) : value;
  if (typeof integer !== "bigint") throw notAnInteger(name, i, value);
  if (integer >= field.order || integer <= -field.order) {
    throw new import_core4.FedzkError(
      "invalid-argument",
      `"${name}" expected integers below r, of ${field.curve}'s scalar field, got a larger one as value ${i}; reduce it modulo r first, if that is what the circuit means.`
    );
  }
  (0, import_chunk_AYNLFBFI.writeBigint)(field, view2, at, integer);
}
function notAnInteger(name, i, value) {
  const got = typeof value === "number" ? kindOf(value) : typeof value === "string" ? "a string that is not decimal" : (0, import_core4.describe)(value);
  return new import_core4.FedzkError(
    "invalid-argument",
    `"${name}" expected integers, got ${got} as value ${i}, counted from 0 in order.`
  );
}
function kindOf(value) {
  if (!Number.isFinite(value)) return String(value);
  return Number.isInteger(value) ? "a number above 2^53, which is not exact (write it as a decimal string)" : "a fraction (quantize it first)";
}
var WTNS_VALUES = 76;
function wtnsFile({ order }, wires) {
  const bytes = new Uint8Array(WTNS_VALUES + import_chunk_AYNLFBFI.ELEMENT_BYTES * wires);
  const view2 = new DataView(bytes.buffer);
  bytes.set([119, 116, 110, 115]);
  view2.setUint32(4, 2, true);
  view2.setUint32(8, 2, true);
  view2.setUint32(12, 1, true);
  view2.setBigUint64(16, 40n, true);
  view2.setUint32(24, import_chunk_AYNLFBFI.ELEMENT_BYTES, true);
  for (let i = 0; i < import_chunk_AYNLFBFI.ELEMENT_BYTES; i += 8) view2.setBigUint64(28 + i, order >> BigInt(8 * i), true);
  view2.setUint32(60, wires, true);
  view2.setUint32(64, 2, true);
  view2.setBigUint64(68, BigInt(import_chunk_AYNLFBFI.ELEMENT_BYTES * wires), true);
  return bytes;
}
async function createCircomWitness(wasm, options = {}) {
  const { onLog = () => {
  }, symbols = () => "" } = (0, import_chunk_YTJN34EO.asOptions)(options);
  if (typeof onLog !== "function") throw (0, import_chunk_YTJN34EO.unexpected)("onLog", "a function", onLog);
  if (typeof symbols !== "function") throw (0, import_chunk_YTJN34EO.unexpected)("symbols", "a function", symbols);
  const module2 = await moduleOf(wasm);
  checkInterface(module2);
  let idle = await Calculator.start(module2, onLog);
  const { exports: exports2, field } = idle;
  const wires = exports2.getWitnessSize();
  const inputValues = exports2.getInputSize();
  return {
    curve: field.curve,
    wires,
    inputValues,
    async witness(inputs, { signal } = {}) {
      signal?.throwIfAborted();
      const calculator = idle ?? await Calculator.start(module2, onLog);
      idle = void 0;
      let made;
      try {
        signal?.throwIfAborted();
        const assignments = assignmentsOf(inputs);
        calculator.run(({ init }) => init(1));
        if (!checkCounts(calculator, assignments)) throw missing(calculator, assignments, await symbols());
        setInputs(calculator, assignments);
        signal?.throwIfAborted();
        made = readWires(calculator);
        return made;
      } finally {
        if (made === void 0) calculator.wipe();
        else if (calculator.reset()) idle = calculator;
      }
    }
  };
}
async function moduleOf(wasm) {
  if (Object.prototype.toString.call(wasm) === "[object WebAssembly.Module]") return wasm;
  if ((0, import_core.byteLength)(wasm) === void 0) throw (0, import_chunk_YTJN34EO.unexpected)("wasm", "a Uint8Array or a WebAssembly.Module", wasm);
  try {
    return await WebAssembly.compile(wasm);
  } catch (cause) {
    const expected = isModule(wasm) ? "a WebAssembly.Module, since bytes can't be compiled here, as in edge workers" : 'a WebAssembly module, as "circom --wasm" writes it';
    throw new import_core.FedzkError("invalid-argument", `"wasm" expected ${expected} (${cause.message}).`, { cause });
  }
}
function isModule(bytes) {
  try {
    return WebAssembly.validate(bytes);
  } catch {
    return true;
  }
}
function checkCounts({ exports: exports2 }, assignments) {
  checkNames(assignments.map(({ name }) => name));
  let given = 0;
  for (const { name, count } of assignments) {
    const size = sizeOf(exports2, name);
    if (size === 0 && count > 0) {
      throw new import_core.FedzkError(
        "invalid-argument",
        `"inputs" expected input signals of the circuit, which has no "${name}".`
      );
    }
    if (size !== count) {
      throw new import_core.FedzkError("invalid-argument", `"${name}" expected ${size} values, got ${count}.`);
    }
    given += count;
  }
  return given === exports2.getInputSize();
}
function sizeOf(exports2, name) {
  const { high, low } = signalHash(name);
  return Math.max(exports2.getInputSignalSize(high, low), 0);
}
function missing({ exports: exports2 }, assignments, symbols) {
  const list = (names) => names.map((name) => `"${name}"`).join(", ");
  const given = assignments.map(({ name }) => name);
  const isGiven = (name) => given.some((each) => name === each || name.startsWith(`${each}.`) || name.startsWith(`${each}[`));
  const listed = signalsIn(symbols);
  const lacking = listed.filter((name) => !isGiven(name) && sizeOf(exports2, name) > 0);
  const all = exports2.getInputSize();
  const got = assignments.reduce((sum, { count }) => sum + count, 0);
  const what = lacking.length > 0 ? `missing: ${list(lacking)}` : `a signal is missing. ${whyUnnamed(symbols, listed)}`;
  const message = `"inputs" expected ${all} values, got ${got}: ${what}. Those given: ${list(given) || "none"}.`;
  return new import_core.FedzkError("invalid-argument", message);
}
function whyUnnamed(symbols, listed) {
  if (symbols === "") return 'To see its name give what "circom --sym" writes (option "symbols")';
  return listed.length === 0 ? '"symbols" is not a list of symbols, which "circom --sym" writes' : '"symbols" does not name it, so it is of another circuit';
}
function signalsIn(symbols) {
  const names = symbols.matchAll(/^-?\d+,-?\d+,-?\d+,main\.(.+?)(?:\[\d+\])*\r?$/gm);
  return [...new Set(Array.from(names, ([, name = ""]) => name))];
}
function checkNames(names) {
  const seen = /* @__PURE__ */ new Set();
  for (const name of names) {
    if (seen.has(name)) throw twice(`"${name}" twice`);
    seen.add(name);
  }
  for (const name of names) {
    for (const { index } of name.matchAll(/[.[]/g)) {
      const whole = name.slice(0, index);
      if (seen.has(whole)) throw twice(`"${whole}" whole and in part "${name}"`);
    }
  }
}
function twice(what) {
  return new import_core.FedzkError("invalid-argument", `"inputs" expected each signal once, got ${what}.`);
}
function setInputs(calculator, assignments) {
  const { exports: exports2, shared, field } = calculator;
  calculator.run(({ setInputSignal }) => {
    const view2 = new DataView(exports2.memory.buffer);
    for (const { name, parts } of assignments) {
      const { high, low } = signalHash(name);
      let i = 0;
      for (const part of parts) {
        for (let j = 0; j < part.length; j++, i++) {
          writeValue(field, view2, shared, part[j], name, i);
          setInputSignal(high, low, i);
        }
      }
    }
  });
}
function readWires(calculator) {
  const { exports: exports2, shared, field } = calculator;
  const wires = exports2.getWitnessSize();
  const file = wtnsFile(field, wires);
  const values = new Uint32Array(file.buffer, WTNS_VALUES);
  calculator.run(({ memory, getWitness }) => {
    const word = new Uint32Array(memory.buffer, shared, import_chunk_AYNLFBFI.ELEMENT_WORDS);
    for (let wire = 0, at = 0; wire < wires; wire++) {
      getWitness(wire);
      for (let i = 0; i < import_chunk_AYNLFBFI.ELEMENT_WORDS; i++, at++) values[at] = word[i];
    }
    if (word.length === 0) throw new Error("its memory grew while it was read");
  });
  return file;
}
var ELEMENTS = ["s", "k", "rho", "commitment", "tag"];
var NAMES = /* @__PURE__ */ new Set([...ELEMENTS, "maxNormSq", "x"]);
var LARGEST_NORM = 2n ** 64n - 1n;
async function createGradientUpdateWitness(shape) {
  const { curve } = (0, import_chunk_YTJN34EO.asOptions)(shape, "shape");
  if (curve !== "bn254" && curve !== "bls12-381") throw (0, import_chunk_YTJN34EO.unexpected)("shape.curve", '"bn254" or "bls12-381"', curve);
  const circuit = gradientUpdateWitness(await (0, import_chunk_AYNLFBFI.engineOf)(curve), shape);
  const { wires } = circuit;
  return {
    curve,
    wires,
    inputValues: shape.n + NAMES.size - 1,
    async witness(inputs, { signal } = {}) {
      signal?.throwIfAborted();
      const values = circuit.values((0, import_chunk_YTJN34EO.asOptions)(inputs, "inputs"));
      const file = wtnsFile((0, import_chunk_AYNLFBFI.fieldOfCurve)(curve), wires);
      file.set(values, WTNS_VALUES);
      values.fill(0);
      return file;
    },
    [Symbol.dispose]: circuit.free
  };
}
function gradientUpdateWitness(engine, shape) {
  const { n, bits, headroom } = shape;
  for (const [name, value] of Object.entries({ n, bits, headroom })) {
    if (!Number.isInteger(value) || value < 0 || value > 4294967295) {
      throw (0, import_chunk_YTJN34EO.unexpected)(`gradientUpdate.${name}`, "an integer", value);
    }
  }
  const circuit = refusing(engine, ({ GradientUpdate }) => new GradientUpdate(n, bits, headroom));
  const { order } = (0, import_chunk_AYNLFBFI.fieldOfCurve)(engine.curve);
  return {
    wires: circuit.wires(),
    values(inputs) {
      const given = Object.keys(inputs);
      const unknown = given.find((name) => !NAMES.has(name));
      if (unknown !== void 0) throw new import_core5.FedzkError("invalid-argument", `The circuit has no input "${unknown}".`);
      for (const name of NAMES) {
        if (!given.includes(name)) throw new import_core5.FedzkError("invalid-argument", `The input "${name}" is missing.`);
      }
      const elements = new Uint8Array(ELEMENTS.length * import_chunk_AYNLFBFI.ELEMENT_BYTES);
      const x = valuesOf(inputs["x"], n, order);
      try {
        ELEMENTS.forEach((name, i) => {
          writeBigEndian(elements, i * import_chunk_AYNLFBFI.ELEMENT_BYTES, elementOf(name, inputs[name], order));
        });
        const maxNormSq = elementOf("maxNormSq", inputs["maxNormSq"], order);
        if (maxNormSq > LARGEST_NORM) throw (0, import_chunk_YTJN34EO.unexpected)("inputs.maxNormSq", "at most the bits of the slack", maxNormSq);
        return refusing(engine, () => (0, import_chunk_AYNLFBFI.take)(engine, circuit.witness(x, elements, maxNormSq)));
      } finally {
        elements.fill(0);
        x.fill(0);
      }
    },
    free: () => circuit.free()
  };
}
function refusing({ glue }, call) {
  try {
    return call(glue);
  } catch (reason) {
    if (!(reason instanceof glue.Refusal)) throw reason;
    const code = reason.isUnsatisfied() ? "unsatisfied" : "invalid-argument";
    const message = reason.message();
    reason.free();
    throw new import_core5.FedzkError(code, `The inputs are not the circuit's: ${message}.`);
  }
}
function valuesOf(x, n, order) {
  if (!(Array.isArray(x) || ArrayBuffer.isView(x)) || x instanceof DataView) {
    throw (0, import_chunk_YTJN34EO.unexpected)("inputs.x", "an array", x);
  }
  const given = x;
  if (given.length !== n)
    throw new import_core5.FedzkError("invalid-argument", `"inputs.x" expected ${n} values, got ${given.length}.`);
  const values = new Int16Array(n);
  for (let i = 0; i < n; i++) {
    const value = smallOf(given[i], order);
    if (value === void 0)
      throw new import_core5.FedzkError("invalid-argument", `"inputs.x[${i}]" expected an integer of 16 bits.`);
    values[i] = value;
  }
  return values;
}
function smallOf(value, order) {
  let number = value;
  if (typeof value === "bigint" || typeof value === "string") {
    const integer = integerOf(value);
    if (integer === void 0) return void 0;
    number = Number(integer > order / 2n ? integer - order : integer);
  }
  return typeof number === "number" && number << 16 >> 16 === number ? number : void 0;
}
function elementOf(name, value, order) {
  const integer = integerOf(value);
  if (integer !== void 0 && integer >= 0n && integer < order) return integer;
  throw new import_core5.FedzkError("invalid-argument", `"inputs.${name}" expected an integer from 0 and below the field's order.`);
}
function integerOf(value) {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : void 0;
  return typeof value === "string" && /^-?\d{1,80}$/.test(value) ? BigInt(value) : void 0;
}
function writeBigEndian(bytes, at, value) {
  const words = (0, import_chunk_AYNLFBFI.view)(bytes);
  for (let i = 0; i < 4; i++) words.setBigUint64(at + 8 * i, value >> BigInt(64 * (3 - i)) & 0xffffffffffffffffn);
}
var GROTH16 = 1;
var CURVES = { 32: "bn254", 48: "bls12-381" };
async function openKey(source2, allowInsecure) {
  const section = await sectionsOf(source2);
  const read = async (type) => {
    const { offset, length } = section(type);
    return source2.read(offset, length);
  };
  const protocol = await read(1);
  if (protocol.length !== 4 || (0, import_chunk_AYNLFBFI.view)(protocol).getUint32(0, true) !== GROTH16) {
    throw new import_core7.FedzkError("unsupported", '"zkey" expected a key for Groth16, got one for another protocol.');
  }
  const error = new Uint32Array(1);
  const headerBytes = new Uint8Array(await read(2));
  const curve = curveOf(headerBytes);
  const engine = await (0, import_chunk_AYNLFBFI.engineOf)(curve);
  const header = engine.glue.KeyHeader.read(headerBytes, error);
  if (header === void 0) throw (0, import_chunk_AYNLFBFI.invalidSection)(2, error[0]);
  try {
    const verificationKey = header.verificationKey(await read(3), error);
    if (verificationKey === void 0) throw (0, import_chunk_AYNLFBFI.invalidSection)(3, error[0]);
    const g1 = curve === "bn254" ? 64 : 96;
    const points = (type, group, count) => {
      const { offset, length } = section(type);
      const pointBytes = g1 * group;
      if (length !== count * pointBytes)
        throw (0, import_chunk_AYNLFBFI.invalidKey)(`section ${type} has ${length} bytes, not ${count * pointBytes}`);
      return { group, offset, count, pointBytes };
    };
    const [wires, domain] = [header.wires(), header.domain()];
    return {
      source: source2,
      curve,
      engine,
      header,
      headerBytes,
      verificationKey,
      coefficients: await coefficientsOf(source2, section(4)),
      a: points(5, 1, wires),
      b1: points(6, 1, wires),
      b2: points(7, 2, wires),
      c: points(8, 1, wires - header.nPublic() - 1),
      h: points(9, 1, domain),
      verifier: verifierOf(verificationKey, curve, allowInsecure)
    };
  } catch (error2) {
    header.free();
    throw error2;
  }
}
async function sectionsOf(source2) {
  const sections = await (0, import_chunk_AYNLFBFI.readSections)(source2, "zkey", 1);
  if (typeof sections === "string") throw (0, import_chunk_AYNLFBFI.invalidKey)(`got ${sections}`);
  return (type) => {
    const found = sections.get(type);
    if (found === void 0) throw (0, import_chunk_AYNLFBFI.invalidKey)(`it has no section ${type}`);
    return found;
  };
}
function verifierOf(verificationKey, curve, allowInsecure) {
  try {
    return (0, import_verify.createVerifier)(verificationKey, { format: "fedzk", curve, allowInsecure });
  } catch (cause) {
    if (!(cause instanceof import_core7.FedzkError && cause.code === "invalid-verification-key")) throw cause;
    throw new import_core7.FedzkError("invalid-proving-key", `"zkey" expected a key that is secure: ${cause.message}`, { cause });
  }
}
function curveOf(header) {
  const curve = header.length < 4 ? void 0 : CURVES[(0, import_chunk_AYNLFBFI.view)(header).getUint32(0, true)];
  if (curve === void 0) throw (0, import_chunk_AYNLFBFI.invalidSection)(2, import_chunk_AYNLFBFI.OTHER_PRIME);
  return curve;
}
async function coefficientsOf(source2, { offset, length }) {
  const count = length < 4 ? -1 : (0, import_chunk_AYNLFBFI.view)(await source2.read(offset, 4)).getUint32(0, true);
  if (length !== 4 + count * import_chunk_AYNLFBFI.COEFFICIENT_BYTES) throw (0, import_chunk_AYNLFBFI.invalidKey)("section 4 has another length than its count says");
  return { offset: offset + 4, length: length - 4 };
}
function sourceOf(zkey) {
  const bytes = (0, import_chunk_YTJN34EO.plainBytes)(zkey);
  if (bytes !== void 0) {
    return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) };
  }
  if (isBlob(zkey)) {
    return {
      size: zkey.size,
      read: async (at, length) => new Uint8Array(await zkey.slice(at, at + length).arrayBuffer())
    };
  }
  if (isSource(zkey)) return checked(zkey);
  throw (0, import_chunk_YTJN34EO.unexpected)("zkey", 'a Uint8Array, a Blob, or an object with "size" and "read"', zkey);
}
function isBlob(value) {
  const tag = Object.prototype.toString.call(value);
  return tag === "[object Blob]" || tag === "[object File]";
}
function isSource(value) {
  if (typeof value !== "object" || value === null) return false;
  const { size, read } = value;
  return Number.isSafeInteger(size) && typeof read === "function";
}
function checked(source2) {
  return {
    size: source2.size,
    async read(offset, length, signal) {
      const read = await source2.read(offset, length, signal);
      const bytes = (0, import_chunk_YTJN34EO.plainBytes)(read);
      if (bytes?.length === length) return bytes;
      const got = bytes === void 0 ? (0, import_core8.describe)(read) : `${bytes.length}`;
      throw new import_core8.FedzkError("invalid-proving-key", `"zkey" expected read() to give ${length} bytes, got ${got}.`);
    }
  };
}
var Progress = class {
  #tell;
  #parts = [];
  #told = 0;
  /** @param tell gets numbers from 0 to 1 that don't go down */
  constructor(tell) {
    this.#tell = tell;
  }
  /** A part that costs so much, by any measure; what it gives is told how much of the part is done, 0 to 1. */
  part(cost) {
    const part = { cost, done: 0 };
    this.#parts.push(part);
    return (done) => {
      part.done = Math.max(part.done, done);
      const total = this.#parts.reduce((sum, each) => sum + each.cost, 0);
      const now = this.#parts.reduce((sum, each) => sum + each.cost * each.done, 0) / total;
      if (now > this.#told && now < 1) {
        this.#told = now;
        this.#tell(now);
      }
    };
  }
};
async function valuesOf2(wtns, curve, wires) {
  const file = { size: wtns.length, read: (at, length) => wtns.subarray(at, at + length) };
  const sections = await (0, import_chunk_AYNLFBFI.readSections)(file, "wtns", 2);
  if (typeof sections === "string") throw malformed(`got ${sections}`);
  const [header, values] = [1, 2].map((type) => {
    const { offset, length } = sections.get(type) ?? { offset: 0, length: 0 };
    return file.read(offset, length);
  });
  if (header.length !== import_chunk_AYNLFBFI.ELEMENT_BYTES + 8 || (0, import_chunk_AYNLFBFI.view)(header).getUint32(0, true) !== import_chunk_AYNLFBFI.ELEMENT_BYTES) {
    throw malformed("its elements are not of 32 bytes");
  }
  const field = (0, import_chunk_AYNLFBFI.fieldOf)(elementAt(header, 4));
  if (field?.curve !== curve) throw malformed(`the key is on ${curve}, the witness is of another field`);
  const count = (0, import_chunk_AYNLFBFI.view)(header).getUint32(4 + import_chunk_AYNLFBFI.ELEMENT_BYTES, true);
  if (count !== wires) throw malformed(`the key has ${wires} wires, the witness ${count}`);
  checkValues(values, field.order, wires);
  return values;
}
function checkValues(values, order, wires) {
  if (values.length !== wires * import_chunk_AYNLFBFI.ELEMENT_BYTES) throw malformed(`${wires} wires take ${wires * import_chunk_AYNLFBFI.ELEMENT_BYTES} bytes`);
  if (elementAt(values, 0) !== 1n) throw malformed("its first value is not 1");
  const words = (0, import_chunk_AYNLFBFI.view)(values);
  const highest = order >> 192n;
  for (let at = 0; at < values.length; at += import_chunk_AYNLFBFI.ELEMENT_BYTES) {
    if (words.getUint32(at + 28, true) >= Number(highest >> 32n) && elementAt(values, at) >= order) {
      throw malformed(`the value of wire ${at / import_chunk_AYNLFBFI.ELEMENT_BYTES} is not below the field's order`);
    }
  }
}
function publicSignalsOf(values, count) {
  return Array.from({ length: count }, (_, i) => elementAt(values, (i + 1) * import_chunk_AYNLFBFI.ELEMENT_BYTES).toString());
}
function elementAt(bytes, at) {
  const words = (0, import_chunk_AYNLFBFI.view)(bytes);
  return [24, 16, 8, 0].reduce((value, i) => value << 64n | words.getBigUint64(at + i, true), 0n);
}
function malformed(what) {
  return new import_core10.FedzkError(
    "invalid-argument",
    `"witness" expected the contents of a .wtns file of the key's circuit: ${what}.`
  );
}
var ROW_COST = 4;
var POINT_COSTS = { 1: 3, 2: 9 };
var SMALLEST_PART = 4096;
var RANDOM_BYTES = 96;
async function proofOf(key, executor, values, { signal, onProgress, check }) {
  const { header, source: source2 } = key;
  const progress = new Progress(onProgress);
  const later = (cost, task) => {
    const tell = progress.part(cost);
    return async () => {
      const result = await executor.run(task(), { signal, onProgress: tell });
      tell(1);
      return result;
    };
  };
  const part = (offset, length) => ({
    length,
    read: (at, count) => source2.read(offset + at, count, signal)
  });
  const sum = (section, scalars) => partsOf(section.count, executor.threads).map(
    ([start, end]) => later(POINT_COSTS[section.group] * (end - start), () => {
      const { group, pointBytes, offset } = section;
      const points = part(offset + start * pointBytes, (end - start) * pointBytes);
      const own2 = scalars().subarray(start * import_chunk_AYNLFBFI.ELEMENT_BYTES, end * import_chunk_AYNLFBFI.ELEMENT_BYTES);
      return { kind: "sum", group, pointBytes, points, scalars: own2 };
    })
  );
  let quotientScalars = new Uint8Array();
  let over = false;
  const quotient = later(ROW_COST * key.h.count, () => ({
    kind: "quotient",
    coefficients: part(key.coefficients.offset, key.coefficients.length),
    witness: values
  }));
  const h = sum(key.h, () => quotientScalars);
  const own = values.subarray((header.nPublic() + 1) * import_chunk_AYNLFBFI.ELEMENT_BYTES);
  const [b2, c, a, b1] = [
    sum(key.b2, () => values),
    sum(key.c, () => own),
    sum(key.a, () => values),
    sum(key.b1, () => values)
  ];
  const all = async (parts) => (0, import_core9.concat)(...await Promise.all(parts.map((part2) => part2())));
  try {
    const sums = await Promise.all([
      quotient().then((scalars) => {
        quotientScalars = scalars;
        if (over) scalars.fill(0);
        return all(h);
      }),
      all(b2),
      all(c),
      all(a),
      all(b1)
    ]);
    const [ofH, ofB2, ofC, ofA, ofB1] = sums;
    signal.throwIfAborted();
    const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
    const bytes = header.prove(ofA, ofB1, ofB2, ofC, ofH, random);
    random.fill(0);
    if (bytes === void 0) throw (0, import_chunk_AYNLFBFI.invalidKey)("a point is not of its group");
    const proof = (0, import_verify2.decodeProof)(bytes, { format: "uncompressed", curve: key.curve });
    const publicSignals = publicSignalsOf(values, header.nPublic());
    if (check && !key.verifier.verify(proof, publicSignals)) throw unsatisfied();
    onProgress(1);
    return { proof, publicSignals };
  } finally {
    over = true;
    quotientScalars.fill(0);
  }
}
function partsOf(count, threads) {
  const parts = Math.max(1, Math.min(threads, Math.floor(count / SMALLEST_PART)));
  return Array.from({ length: parts }, (_, i) => [
    Math.floor(count * i / parts),
    Math.floor(count * (i + 1) / parts)
  ]);
}
function unsatisfied() {
  return new import_core9.FedzkError(
    "unsatisfied",
    "The witness does not satisfy the circuit of this proving key: its proof would not verify. The witness may be of another version of the circuit, or the key damaged."
  );
}
async function proverOf(options, executorOf) {
  const {
    zkey,
    circuitWasm,
    symbols,
    gradientUpdate,
    allowInsecure = false,
    check = true,
    onEvent = () => {
    }
  } = (0, import_chunk_YTJN34EO.asOptions)(options);
  if (typeof allowInsecure !== "boolean") throw (0, import_chunk_YTJN34EO.unexpected)("allowInsecure", "a boolean", allowInsecure);
  if (typeof check !== "boolean") throw (0, import_chunk_YTJN34EO.unexpected)("check", "a boolean", check);
  if (typeof onEvent !== "function") throw (0, import_chunk_YTJN34EO.unexpected)("onEvent", "a function", onEvent);
  if (circuitWasm !== void 0 && gradientUpdate !== void 0) {
    throw new import_core6.FedzkError("invalid-argument", 'Expected "circuitWasm" or "gradientUpdate", got both.');
  }
  const named = symbols && { symbols };
  const circom = circuitWasm === void 0 ? void 0 : await createCircomWitness(circuitWasm, named);
  const key = await openKey(sourceOf(zkey), allowInsecure);
  let circuit;
  try {
    if (circom) circuit = circomCircuit(circom);
    else if (gradientUpdate) circuit = ownCircuit(key.engine, (0, import_chunk_YTJN34EO.asOptions)(gradientUpdate));
    const wires = key.header.wires();
    if (circuit !== void 0 && (circuit.curve !== key.curve || circuit.wires !== wires)) {
      const [of, got] = [`${wires} wires on ${key.curve}`, `${circuit.wires} on ${circuit.curve}`];
      throw new import_core6.FedzkError("invalid-argument", `The key is of another circuit: it has ${of}, the circuit ${got}.`);
    }
    return new KeyProver(key, await executorOf(key), circuit, check, onEvent);
  } catch (error) {
    circuit?.free();
    key.verifier.dispose();
    key.header.free();
    throw error;
  }
}
function circomCircuit(circuit) {
  const { curve, wires } = circuit;
  return {
    curve,
    wires,
    values: async (inputs, signal) => valuesOf2(await circuit.witness(inputs, { signal }), curve, wires),
    free: () => {
    }
  };
}
function ownCircuit(engine, shape) {
  const { wires, values, free } = gradientUpdateWitness(engine, shape);
  return { curve: engine.curve, wires, values: async (inputs) => values(inputs), free };
}
var KeyProver = class {
  curve;
  nPublic;
  vkeyId;
  verificationKey;
  #key;
  #executor;
  #circuit;
  #check;
  #onEvent;
  /** What cancels each proof that has begun. */
  #begun = /* @__PURE__ */ new Set();
  /** The proof that was begun last. */
  #last = Promise.resolve();
  #off;
  #closing;
  constructor(key, executor, circuit, check, onEvent) {
    this.#key = key;
    this.#executor = executor;
    this.#circuit = circuit;
    this.#check = check;
    this.#onEvent = onEvent;
    this.curve = key.curve;
    this.nPublic = key.verifier.nPublic;
    this.vkeyId = key.verifier.id;
    this.verificationKey = key.verificationKey.slice();
  }
  get active() {
    return this.#begun.size;
  }
  get on() {
    return this.#off === void 0;
  }
  async prove(inputs, options = {}) {
    const circuit = this.#circuit;
    if (circuit === void 0) {
      throw new import_core6.FedzkError("invalid-argument", "This prover has no circuit; call proveWitness() with a witness.");
    }
    return this.#run(options, async (signal, prove) => {
      const values = await circuit.values((0, import_chunk_YTJN34EO.asOptions)(inputs, "inputs"), signal);
      try {
        return await prove(values);
      } finally {
        values.fill(0);
      }
    });
  }
  async proveWitness(wtns, options = {}) {
    const bytes = (0, import_chunk_YTJN34EO.plainBytes)(wtns);
    if (bytes === void 0) throw (0, import_chunk_YTJN34EO.unexpected)("wtns", "a Uint8Array", wtns);
    const { curve, header } = this.#key;
    return this.#run(options, async (_, prove) => prove(await valuesOf2(bytes, curve, header.wires())));
  }
  switchOff(reason, options = {}) {
    if (typeof reason !== "string") throw (0, import_chunk_YTJN34EO.unexpected)("reason", "a string", reason);
    this.#off = reason;
    this.#tell({ type: "switched_off", reason });
    if (options.cancel === true) this.#cancel(unavailable(reason));
  }
  switchOn() {
    if (this.#off === void 0) return;
    this.#off = void 0;
    this.#tell({ type: "switched_on" });
  }
  close() {
    this.#closing ??= this.#end();
    return this.#closing;
  }
  [Symbol.asyncDispose]() {
    return this.close();
  }
  async #end() {
    this.#cancel(closed());
    await this.#executor.close();
    await this.#last;
    this.#key.verifier.dispose();
    this.#key.header.free();
    this.#circuit?.free();
  }
  #cancel(reason) {
    for (const each of this.#begun) each.abort(reason);
  }
  /** Has one proof made after those before it. */
  async #run(options, make) {
    const { signal, onProgress = () => {
    } } = (0, import_chunk_YTJN34EO.asOptions)(options);
    if (signal !== void 0 && typeof signal?.addEventListener !== "function") {
      throw (0, import_chunk_YTJN34EO.unexpected)("signal", "an AbortSignal", signal);
    }
    if (typeof onProgress !== "function") throw (0, import_chunk_YTJN34EO.unexpected)("onProgress", "a function", onProgress);
    if (this.#closing !== void 0) throw closed();
    if (this.#off !== void 0) throw unavailable(this.#off);
    signal?.throwIfAborted();
    const own = new AbortController();
    const abort = () => own.abort(signal?.reason);
    signal?.addEventListener("abort", abort);
    this.#begun.add(own);
    this.#tell({ type: "proof_started", active: this.active });
    const began = performance.now();
    const before = this.#last;
    const proved = settledOrAborted(before, own.signal).then(() => {
      own.signal.throwIfAborted();
      const proofOptions = { signal: own.signal, onProgress, check: this.#check };
      return make(own.signal, (values) => proofOf(this.#key, this.#executor, values, proofOptions));
    });
    this.#last = Promise.all([before, proved.catch(() => {
    })]);
    try {
      const result = await proved;
      this.#begun.delete(own);
      const milliseconds = performance.now() - began;
      this.#tell({ type: "proof_generated", active: this.active, milliseconds });
      return result;
    } catch (error) {
      this.#begun.delete(own);
      const reason = own.signal.aborted ? "cancelled" : error instanceof import_core6.FedzkError ? error.code : "unknown";
      this.#tell({ type: "proof_failed", active: this.active, milliseconds: performance.now() - began, reason });
      throw error;
    } finally {
      own.abort();
      signal?.removeEventListener("abort", abort);
    }
  }
  #tell(event) {
    try {
      this.#onEvent(event);
    } catch {
    }
  }
};
function settledOrAborted(before, signal) {
  return Promise.race([before, new Promise((resolve) => signal.addEventListener("abort", () => resolve()))]);
}
function closed() {
  return new import_core6.FedzkError("disposed", "This prover was closed; create a new one.");
}
function unavailable(reason) {
  return new import_core6.FedzkError("unavailable", `Proving is switched off: ${reason}.`);
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  RANDOM_BYTES,
  createCircomWitness,
  createGradientUpdateWitness,
  curveOf,
  proverOf,
  sectionsOf,
  sourceOf
});
