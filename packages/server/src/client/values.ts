// The values of a report, as other programs give them: float32, or integers in JSON.

import { FedzkError, quoted } from '@fedzk/core';
import { quantize } from '@fedzk/verify/quant';

/** How values are written: float32, little-endian, one after the other; or a JSON array of integers. */
export type ValuesFormat = 'float32' | 'integers';

/** What a task says of values. */
export interface ValuesShape {
  readonly n: number;
  readonly parts: number;
  readonly bits: number;
  readonly clip: number | undefined;
}

const FLOAT_BYTES = 4;

/**
 * Reads values, and makes the integers of them that a task takes. No message has a value in it.
 *
 * @returns as many as were given, 1 to n·T
 * @throws {FedzkError} `invalid-argument`: their form or number; `non-finite`
 */
export function readValues(bytes: Uint8Array, format: ValuesFormat, shape: ValuesShape): Int8Array | Int16Array {
  const { n, parts, bits, clip } = shape;
  const values = format === 'integers' ? integersIn(bytes, bits) : quantized(floatsIn(bytes), bits, clip);
  const most = n * parts;
  if (values.length === 0 || values.length > most)
    throw new FedzkError('invalid-argument', `The values: expected 1 to ${most}, got ${values.length}.`);
  return values;
}

function floatsIn(bytes: Uint8Array): Float32Array {
  if (bytes.length % FLOAT_BYTES !== 0)
    throw new FedzkError(
      'invalid-argument',
      `The values: expected float32, four bytes each, got ${bytes.length} bytes.`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / FLOAT_BYTES }, (_, i) => view.getFloat32(FLOAT_BYTES * i, true));
}

function quantized(floats: Float32Array, bits: number, clip: number | undefined): Int8Array | Int16Array {
  if (clip === undefined) {
    throw new FedzkError(
      'invalid-argument',
      'The task has no quantization, so it takes integers: give them as a JSON array, with --format integers.',
    );
  }
  try {
    return quantize(floats, { bits: bits as 4 | 8 | 16, clip }).values;
  } catch (error) {
    if (!(error instanceof FedzkError) || error.code !== 'non-finite') throw error;
    throw new FedzkError('non-finite', 'The values: expected finite numbers.');
  }
}

function integersIn(bytes: Uint8Array, bits: number): Int8Array | Int16Array {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    json = undefined;
  }
  if (!Array.isArray(json)) throw new FedzkError('invalid-argument', 'The values: expected a JSON array of integers.');
  const limit = 2 ** (bits - 1);
  const wrong = json.findIndex((value) => !Number.isInteger(value) || value < -limit || value >= limit);
  if (wrong >= 0) {
    throw new FedzkError(
      'invalid-argument',
      `The values: ${quoted(String(wrong))} expected an integer from ${-limit} to ${limit - 1}.`,
    );
  }
  return bits === 16 ? Int16Array.from(json as number[]) : Int8Array.from(json as number[]);
}
