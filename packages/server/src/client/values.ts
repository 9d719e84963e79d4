// The values of a report, as other programs give them: float32, or integers in JSON.

import { FedzkError } from '@fedzk/core';
import { quantize } from '@fedzk/verify/quant';

/** How values are written: float32, little-endian, one after the other; or a JSON array of integers. */
export type ValuesFormat = 'float32' | 'integers';

/** What a task says of values. */
export interface ValuesShape {
  readonly n: number;
  readonly parts: number;
  readonly bits: number;
  readonly clip: number | undefined;
  /** The step that the task's sums are read with. */
  readonly scale: number | undefined;
}

/** The integers of an update. */
export interface ReadValues {
  readonly values: Int8Array | Int16Array;
  /** How many were beyond the clip, and count as it. */
  readonly clipped: number;
}

/** By how much the steps of two programs may differ, in parts of one. */
const TOLERANCE = 1e-9;

const FLOAT_BYTES = 4;

/**
 * Reads values, and makes the integers of them that a task takes. No message has a value in it.
 *
 * @param pad whether there may be fewer than n·T; the missing ones are zero
 * @throws {FedzkError} `invalid-argument`: their form or number, or the task's quantization; `non-finite`
 */
export function readValues(bytes: Uint8Array, format: ValuesFormat, shape: ValuesShape, pad: boolean): ReadValues {
  const read =
    format === 'integers' ? { values: integersIn(bytes, shape.bits), clipped: 0 } : quantized(floatsIn(bytes), shape);
  requireCount(read.values.length, shape, pad);
  return read;
}

/** An update of another length is most likely that of another model. @throws {FedzkError} `invalid-argument` */
function requireCount(given: number, { n, parts }: ValuesShape, pad: boolean): void {
  const expected = n * parts;
  if (given === expected || (pad && given > 0 && given < expected)) return;
  const why = parts === 1 ? '' : `, which are ${parts} parts of ${n}`;
  const hint =
    !pad && given > 0 && given < expected
      ? ' If the model is smaller than the task, pass --pad: zeros take the rest.'
      : '';
  throw new FedzkError(
    'invalid-argument',
    `The values: the task takes ${pad ? `1 to ${expected}` : expected}${why}, got ${given}.${hint}`,
  );
}

/**
 * Checks the step with which the sums of a task are read as floats: by another one than `quantize` makes they would be wrong.
 *
 * @param place what the message begins with
 * @throws {FedzkError} `invalid-argument`
 */
export function requireScale(place: string, { bits, clip, scale }: Pick<ValuesShape, 'bits' | 'clip' | 'scale'>): void {
  if (clip === undefined || scale === undefined) return;
  const largest = 2 ** (bits - 1) - 1;
  const step = clip / largest;
  if (Math.abs(scale - step) <= TOLERANCE * step) return;
  throw new FedzkError(
    'invalid-argument',
    `${place} expected ${step}, which is the clip ${clip} / ${largest}, got ${scale}. With another one the mean would be wrong.`,
  );
}

function floatsIn(bytes: Uint8Array): Float32Array {
  if (bytes.length % FLOAT_BYTES !== 0)
    throw new FedzkError(
      'invalid-argument',
      `The values: expected float32, four bytes each, got ${bytes.length} bytes. For a JSON array of integers pass --format integers.`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / FLOAT_BYTES }, (_, i) => view.getFloat32(FLOAT_BYTES * i, true));
}

function quantized(floats: Float32Array, shape: ValuesShape): ReadValues {
  const { bits, clip } = shape;
  requireScale('The "quantization.scale" of the task file', shape);
  if (clip === undefined) {
    throw new FedzkError(
      'invalid-argument',
      'The task has no quantization, so it takes integers: give them as a JSON array, with --format integers.',
    );
  }
  const wrong = floats.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new FedzkError(
      'non-finite',
      `The values: the one at ${wrong}, counted from 0, is not finite. Look for a training that diverged.`,
    );
  }
  return quantize(floats, { bits: bits as 4 | 8 | 16, clip });
}

function integersIn(bytes: Uint8Array, bits: number): Int8Array | Int16Array {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    json = undefined;
  }
  if (!Array.isArray(json))
    throw new FedzkError(
      'invalid-argument',
      'The values: expected a JSON array of integers. For float32, four bytes each, pass --format float32.',
    );
  const limit = 2 ** (bits - 1);
  const wrong = json.findIndex((value) => !Number.isInteger(value) || value < -limit || value >= limit);
  if (wrong >= 0) {
    throw new FedzkError(
      'invalid-argument',
      `The values: the one at ${wrong}, counted from 0, is no integer from ${-limit} to ${limit - 1}.`,
    );
  }
  return bits === 16 ? Int16Array.from(json as number[]) : Int8Array.from(json as number[]);
}
