/**
 * The two kinds of tasks of a proof. One thread does a task, in slices between which other code may run.
 */
import { FedzkError } from '@fedzk/core';
import type { Quotient, Sum } from '../../wasm/fedzk_prove_bn254.js';
import { type Engine, take } from '../instance.js';
import type { LoadedHeader } from '../key/key.js';
import { COEFFICIENT_BYTES, invalidKey, invalidSection } from '../key/problems.js';
import { view } from '../key/sections.js';
import { ELEMENT_BYTES } from '../witness/field.js';

/**
 * Called between slices: lets other code run, and throws to stop the task.
 *
 * @param done the share of the task that is done, 0 to 1
 */
export type Pause = (done: number) => Promise<void> | undefined;

/** A part of a key: bytes, or a source that is read when it is used. */
export type Part = Uint8Array | LazyPart;

export interface LazyPart {
  readonly length: number;
  read(at: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** A task of a proof. */
export type Task = SumTask | QuotientTask;

/** Points of a key with their scalars, 32 bytes each, little-endian. */
interface SumTask {
  readonly kind: 'sum';
  readonly group: 1 | 2;
  readonly pointBytes: number;
  readonly points: Part;
  readonly scalars: Uint8Array;
}

/** A key's coefficients with a witness. */
interface QuotientTask {
  readonly kind: 'quotient';
  readonly coefficients: Part;
  readonly witness: Uint8Array;
}

/** The number of points or coefficients that are copied to the module at once. */
const POINTS = 4096;
const COEFFICIENTS = 16_384;
/** The steps of a quotient: the rows, then two transforms of each of three polynomials. */
const QUOTIENT_STEPS = 7;

/**
 * Does a task.
 *
 * @throws {FedzkError} `invalid-proving-key`
 * @throws errors of `pause`
 */
export function work(key: LoadedHeader, task: Task, pause: Pause): Promise<Uint8Array> {
  return task.kind === 'sum' ? sumOf(key.engine, task, pause) : quotientOf(key, task, pause);
}

/** The share of reading in the time of a task. */
const READING = 0.05;

/** Computes Σ kᵢ·Pᵢ, an uncompressed point. */
async function sumOf(
  { glue }: Engine,
  { group, pointBytes, points, scalars }: SumTask,
  pause: Pause,
): Promise<Uint8Array> {
  let sum: Sum | undefined = new glue.Sum(group, termsOf(scalars));
  try {
    const count = points.length / pointBytes;
    for (let i = 0; i < count; i += POINTS) {
      const end = Math.min(count, i + POINTS);
      const part = await read(points, i * pointBytes, end * pointBytes);
      // The module overwrites its own copy.
      if (!sum.push(part, scalars.subarray(i * ELEMENT_BYTES, end * ELEMENT_BYTES))) {
        throw invalidKey('a point has a coordinate that is not below the prime');
      }
      await pause((READING * end) / count);
    }
    for (let done = 1; sum.step(); done++) await pause(READING + ((1 - READING) * done) / sum.steps());
    const finished = sum;
    sum = undefined; // finish() consumes it, even if it fails
    const point = finished.finish();
    if (point === undefined) throw invalidKey('a point is not on its curve');
    return point;
  } finally {
    sum?.free();
  }
}

/** Computes the scalars of section 9. */
async function quotientOf({ engine, header }: LoadedHeader, task: QuotientTask, pause: Pause): Promise<Uint8Array> {
  const error = new Uint32Array(2);
  let quotient: Quotient | undefined = engine.glue.Quotient.begin(header, task.witness, error);
  try {
    if (quotient === undefined) throw refusedWitness(error[0]);
    const size = COEFFICIENTS * COEFFICIENT_BYTES;
    const { length } = task.coefficients;
    for (let i = 0; i < length; i += size) {
      const reason = quotient.coefficients(await read(task.coefficients, i, Math.min(length, i + size)));
      if (reason !== 0) throw invalidSection(4, reason);
      await pause((READING * i) / length);
    }
    for (let done = 1; quotient.step(); done++) await pause(READING + ((1 - READING) * done) / QUOTIENT_STEPS);
    const finished = quotient;
    quotient = undefined; // finish() consumes it, even if it fails
    return take(engine, finished.finish());
  } finally {
    quotient?.free();
  }
}

/** Reads bytes `start` to `end` of a part, synchronously if they are in memory. */
function read(part: Part, start: number, end: number): Uint8Array | Promise<Uint8Array> {
  return part instanceof Uint8Array ? part.subarray(start, end) : part.read(start, end - start);
}

/** Counts the terms of a sum: none for a scalar 0, two for a large one. */
function termsOf(scalars: Uint8Array): number {
  const words = view(scalars);
  let count = 0;
  for (let at = 0; at < scalars.length; at += ELEMENT_BYTES) {
    // The first word is almost always enough to tell that it isn't 0, and the last whether it is large.
    let isZero = words.getUint32(at, true) === 0;
    for (let i = 4; isZero && i < ELEMENT_BYTES; i += 4) isZero = words.getUint32(at + i, true) === 0;
    if (!isZero) count += words.getUint32(at + ELEMENT_BYTES - 4, true) === 0 ? 1 : 2;
  }
  return count;
}

/** Makes the error for a witness that the module refuses. It repeats the checks of witness/values.ts. */
function refusedWitness(reason: number | undefined): FedzkError {
  return new FedzkError(
    'invalid-argument',
    `"witness" expected values of the key's circuit; it was refused for reason ${reason}.`,
  );
}
