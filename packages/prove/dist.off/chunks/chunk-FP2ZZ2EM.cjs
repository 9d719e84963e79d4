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
  work: () => work
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_AYNLFBFI = require("./chunk-AYNLFBFI.cjs");
var import_core = require("@fedzk/core");
var POINTS = 4096;
var COEFFICIENTS = 16384;
var QUOTIENT_STEPS = 7;
function work(key, task, pause) {
  return task.kind === "sum" ? sumOf(key.engine, task, pause) : quotientOf(key, task, pause);
}
var READING = 0.05;
async function sumOf({ glue }, { group, pointBytes, points, scalars }, pause) {
  let sum = new glue.Sum(group, termsOf(scalars));
  try {
    const count = points.length / pointBytes;
    for (let i = 0; i < count; i += POINTS) {
      const end = Math.min(count, i + POINTS);
      const part = await read(points, i * pointBytes, end * pointBytes);
      if (!sum.push(part, scalars.subarray(i * import_chunk_AYNLFBFI.ELEMENT_BYTES, end * import_chunk_AYNLFBFI.ELEMENT_BYTES))) {
        throw (0, import_chunk_AYNLFBFI.invalidKey)("a point has a coordinate that is not below the prime");
      }
      await pause(READING * end / count);
    }
    for (let done = 1; sum.step(); done++) await pause(READING + (1 - READING) * done / sum.steps());
    const finished = sum;
    sum = void 0;
    const point = finished.finish();
    if (point === void 0) throw (0, import_chunk_AYNLFBFI.invalidKey)("a point is not on its curve");
    return point;
  } finally {
    sum?.free();
  }
}
async function quotientOf({ engine, header }, task, pause) {
  const error = new Uint32Array(2);
  let quotient = engine.glue.Quotient.begin(header, task.witness, error);
  try {
    if (quotient === void 0) throw refusedWitness(error[0]);
    const size = COEFFICIENTS * import_chunk_AYNLFBFI.COEFFICIENT_BYTES;
    const { length } = task.coefficients;
    for (let i = 0; i < length; i += size) {
      const reason = quotient.coefficients(await read(task.coefficients, i, Math.min(length, i + size)));
      if (reason !== 0) throw (0, import_chunk_AYNLFBFI.invalidSection)(4, reason);
      await pause(READING * i / length);
    }
    for (let done = 1; quotient.step(); done++) await pause(READING + (1 - READING) * done / QUOTIENT_STEPS);
    const finished = quotient;
    quotient = void 0;
    return (0, import_chunk_AYNLFBFI.take)(engine, finished.finish());
  } finally {
    quotient?.free();
  }
}
function read(part, start, end) {
  return part instanceof Uint8Array ? part.subarray(start, end) : part.read(start, end - start);
}
function termsOf(scalars) {
  const words = (0, import_chunk_AYNLFBFI.view)(scalars);
  let count = 0;
  for (let at = 0; at < scalars.length; at += import_chunk_AYNLFBFI.ELEMENT_BYTES) {
    let isZero = words.getUint32(at, true) === 0;
    for (let i = 4; isZero && i < import_chunk_AYNLFBFI.ELEMENT_BYTES; i += 4) isZero = words.getUint32(at + i, true) === 0;
    if (!isZero) count += words.getUint32(at + import_chunk_AYNLFBFI.ELEMENT_BYTES - 4, true) === 0 ? 1 : 2;
  }
  return count;
}
function refusedWitness(reason) {
  return new import_core.FedzkError(
    "invalid-argument",
    `"witness" expected values of the key's circuit; it was refused for reason ${reason}.`
  );
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  work
});
