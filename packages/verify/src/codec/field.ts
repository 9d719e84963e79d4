import { Refusal } from './data.js';

/** The length of a scalar, in bytes. */
export const SCALAR_BYTES = 32;

/** Where an integer is written: how many bytes, and how many bits it may have. */
export interface Width {
  readonly bytes: number;
  readonly bits: number;
}

/** A scalar's. */
export const SCALAR: Width = { bytes: SCALAR_BYTES, bits: 8 * SCALAR_BYTES };

const CANONICAL = /^(?:0|[1-9][0-9]*)$/;
const NEGATIVE = /^-[1-9][0-9]*$/;
const WORD = 64n;
/** Decimal digits a bit. */
const DIGITS = Math.log10(2);

/**
 * Writes a decimal string, big-endian. Only the syntax is judged here, and that it fits; whether it is below the modulus
 * is the module's to say. What has more digits than could fit is not looked at.
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

/** The decimal string of an integer in big-endian bytes. */
export function readDecimal(view: DataView, at: number, bytes: number): string {
  let value = 0n;
  for (let word = at; word < at + bytes; word += 8) value = (value << WORD) | view.getBigUint64(word);
  return value.toString();
}

const DECIMAL = 'an integer as a decimal string, without sign, spaces or leading zeros';
