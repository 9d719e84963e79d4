/**
 * The two kinds of work that a proof is made of, each for one thread, in slices between which others may run.
 */
import { FedzkError } from '@fedzk/core';
import type { Quotient, Sum } from '../../wasm/fedzk_prove_bn254.js';
import { type Engine, take } from '../instance.js';
import type { LoadedHeader } from '../key/key.js';
import { COEFFICIENT_BYTES, invalidKey, invalidSection } from '../key/problems.js';
import { view } from '../key/sections.js';
import { ELEMENT_BYTES } from '../witness/field.js';

/**
 * What is done between slices: others run, and whether to go on is asked.
 *
 * @param done how much of the task, 0 to 1
 */
export type Pause = (done: number) => Promise<void> | undefined;

/** A part of a key: bytes, or what reads them when they are used. */
export type Part = Uint8Array | LazyPart;

export interface LazyPart {
  readonly length: number;
  read(at: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** One of the two. */
export type Task = SumTask | QuotientTask;

/** Points of a key, and their scalars: 32 bytes each, little-endian. */
interface SumTask {
  readonly kind: 'sum';
  readonly group: 1 | 2;
  readonly pointBytes: number;
  readonly points: Part;
  readonly scalars: Uint8Array;
}

/** A key's coefficients, and a witness. */
interface QuotientTask {
  readonly kind: 'quotient';
  readonly coefficients: Part;
  readonly witness: Uint8Array;
}

/** How many points or coefficients are copied to the module at once. */
const POINTS = 4096;
const COEFFICIENTS = 16_384;
/** Rows to polynomials, and two transforms of each. */
const QUOTIENT_STEPS = 7;

/**
 * Does a task.
 *
 * @throws {FedzkError} `invalid-proving-key`
 * @throws what `pause` does
 */
export function work(key: LoadedHeader, task: Task, pause: Pause): Promise<Uint8Array> {
  return task.kind === 'sum' ? sumOf(key.engine, task, pause) : quotientOf(key, task, pause);
}

/** How much of a sum's time reading its points takes, and of a quotient's its coefficients. */
const READING = 0.05;

/** Σ kᵢ·Pᵢ, as a point uncompressed. */
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
      // The module's own copy is overwritten there.
      if (!sum.push(part, scalars.subarray(i * ELEMENT_BYTES, end * ELEMENT_BYTES))) {
        throw invalidKey('a point has a coordinate that is not below the prime');
      }
      await pause((READING * end) / count);
    }
    for (let done = 1; sum.step(); done++) await pause(READING + ((1 - READING) * done) / sum.steps());
    const finished = sum;
    sum = undefined; // it is used up, whatever comes
    const point = finished.finish();
    if (point === undefined) throw invalidKey('a point is not on its curve');
    return point;
  } finally {
    sum?.free();
  }
}

/** The scalars of section 9. */
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
    quotient = undefined; // it is used up, whatever comes
    return take(engine, finished.finish());
  } finally {
    quotient?.free();
  }
}

/** Bytes `start` to `end` of a part, without a turn of the event loop where they are there. */
function read(part: Part, start: number, end: number): Uint8Array | Promise<Uint8Array> {
  return part instanceof Uint8Array ? part.subarray(start, end) : part.read(start, end - start);
}

/** How many terms a sum has: none for a scalar that is 0, and two for a large one. */
function termsOf(scalars: Uint8Array): number {
  const words = view(scalars);
  let count = 0;
  for (let at = 0; at < scalars.length; at += ELEMENT_BYTES) {
    // Nearly always the first word says that it isn't 0, and the last whether it is large.
    let isZero = words.getUint32(at, true) === 0;
    for (let i = 4; isZero && i < ELEMENT_BYTES; i += 4) isZero = words.getUint32(at + i, true) === 0;
    if (!isZero) count += words.getUint32(at + ELEMENT_BYTES - 4, true) === 0 ? 1 : 2;
  }
  return count;
}

/** The module makes the checks of witness/values.ts once more. */
function refusedWitness(reason: number | undefined): FedzkError {
  return new FedzkError(
    'invalid-argument',
    `"witness" expected values of the key's circuit; it was refused for reason ${reason}.`,
  );
}
