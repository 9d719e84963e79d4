import {
  COEFFICIENT_BYTES,
  ELEMENT_BYTES,
  RANDOM_BYTES,
  invalidKey,
  invalidSection,
  proverOf,
  take,
  view
} from "./chunk-J5CXC6YB.js";

// src/work/tasks.ts
import { FedzkError } from "@fedzk/core";
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
      if (!sum.push(part, scalars.subarray(i * ELEMENT_BYTES, end * ELEMENT_BYTES))) {
        throw invalidKey("a point has a coordinate that is not below the prime");
      }
      await pause(READING * end / count);
    }
    for (let done = 1; sum.step(); done++) await pause(READING + (1 - READING) * done / sum.steps());
    const finished = sum;
    sum = void 0;
    const point = finished.finish();
    if (point === void 0) throw invalidKey("a point is not on its curve");
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
    const size = COEFFICIENTS * COEFFICIENT_BYTES;
    const { length } = task.coefficients;
    for (let i = 0; i < length; i += size) {
      const reason = quotient.coefficients(await read(task.coefficients, i, Math.min(length, i + size)));
      if (reason !== 0) throw invalidSection(4, reason);
      await pause(READING * i / length);
    }
    for (let done = 1; quotient.step(); done++) await pause(READING + (1 - READING) * done / QUOTIENT_STEPS);
    const finished = quotient;
    quotient = void 0;
    return take(engine, finished.finish());
  } finally {
    quotient?.free();
  }
}
function read(part, start, end) {
  return part instanceof Uint8Array ? part.subarray(start, end) : part.read(start, end - start);
}
function termsOf(scalars) {
  const words = view(scalars);
  let count = 0;
  for (let at = 0; at < scalars.length; at += ELEMENT_BYTES) {
    let isZero = words.getUint32(at, true) === 0;
    for (let i = 4; isZero && i < ELEMENT_BYTES; i += 4) isZero = words.getUint32(at + i, true) === 0;
    if (!isZero) count += words.getUint32(at + ELEMENT_BYTES - 4, true) === 0 ? 1 : 2;
  }
  return count;
}
function refusedWitness(reason) {
  return new FedzkError(
    "invalid-argument",
    `"witness" expected values of the key's circuit; it was refused for reason ${reason}.`
  );
}

// src/work/here.ts
var SLICE_MS = 16;
function here(key) {
  let before = Promise.resolve();
  let began = performance.now();
  return {
    threads: 1,
    run(task, { signal, onProgress }) {
      const done = before.then(() => {
        signal.throwIfAborted();
        return work(key, task, (part) => {
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

// src/work/warm-up.ts
var POINTS2 = 256;
var COEFFICIENTS2 = 4096;
var LARGEST_DOMAIN = 1 << 12;
async function warmUp(key) {
  const { header, source } = key;
  const pause = () => void 0;
  const sums = [];
  for (const { group, pointBytes, offset: offset2, count } of [key.a, key.b2]) {
    const length2 = Math.min(count, POINTS2);
    const scalars = someBytes(length2 * ELEMENT_BYTES);
    const points = await source.read(offset2, length2 * pointBytes);
    sums.push(await work(key, { kind: "sum", group, pointBytes, points, scalars }, pause));
  }
  const [g1, g2] = sums;
  header.prove(g1, g1, g2, g1, g1, someBytes(RANDOM_BYTES));
  if (header.domain() > LARGEST_DOMAIN) return;
  const witness = new Uint8Array(header.wires() * ELEMENT_BYTES);
  witness[0] = 1;
  const { offset, length } = key.coefficients;
  const coefficients = await source.read(offset, Math.min(length, COEFFICIENTS2 * COEFFICIENT_BYTES));
  const rows = await work(key, { kind: "quotient", coefficients, witness }, pause);
  rows.fill(0);
}
function someBytes(length) {
  return Uint8Array.from({ length }, (_, i) => i % ELEMENT_BYTES === ELEMENT_BYTES - 1 ? 0 : i * 167 % 251);
}

// src/create.ts
function createProver(options) {
  return proverOf(options, async (key) => {
    await warmUp(key);
    return here(key);
  });
}

export {
  createProver
};
