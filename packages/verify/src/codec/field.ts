import { Refusal } from './data.js';

/** The length of a scalar, in bytes. */
export const SCALAR_BYTES = 32;

/** The width of an integer: its length in bytes, and the largest number of bits. */
export interface Width {
  readonly bytes: number;
  readonly bits: number;
}

/** The width of a scalar. */
export const SCALAR: Width = { bytes: SCALAR_BYTES, bits: 8 * SCALAR_BYTES };

const CANONICAL = /^(?:0|[1-9][0-9]*)$/;
const NEGATIVE = /^-[1-9][0-9]*$/;
const WORD = 64n;
/** Decimal digits per bit. */
const DIGITS = Math.log10(2);

/**
 * Writes a decimal string, big-endian. Checks only its syntax and that it fits; the module checks that it is below the
 * modulus. Refuses a string with too many digits before reading it.
 */
export function writeDecimal(value: unknown, path: string, width: Width, out: DataView, at: number): void {
  const digits = Math.ceil(8 * width.bytes * DIGITS);
  if (typeof value !== 'string' || value.length > digits) throw new Refusal('malformed', path, DECIMAL, value);
  if (!CANONICAL.test(value)) throw new Refusal(NEGATIVE.test(value) ? 'range' : 'malformed', path, DECIMAL, value);
  writeInteger(BigInt(value), path, width, out, at);
}

/** Writes an integer, big-endian. */
export function writeInteger(value: bigint, path: string, { bytes, bits }: Width, out: DataView, at: number): void {
  if (value < 0n || value >> BigInt(bits) !== 0n) {
    throw new Refusal('range', path, `an integer from 0 to below 2^${bits}`, value);
  }
  let rest = value;
  for (let end = at + bytes - 8; end >= at; end -= 8) {
    out.setBigUint64(end, BigInt.asUintN(64, rest));
    rest >>= WORD;
  }
}

/** Reads a big-endian integer as a decimal string. */
export function readDecimal(view: DataView, at: number, bytes: number): string {
  let value = 0n;
  for (let word = at; word < at + bytes; word += 8) value = (value << WORD) | view.getBigUint64(word);
  return value.toString();
}

const DECIMAL = 'an integer as a decimal string, without sign, spaces or leading zeros';
