import { Refusal } from './data.js';

/** The length of a field element, in bytes. */
export const FIELD_BYTES = 32;

/** 2^256 has 78 decimal digits, so nothing longer fits, and nothing longer is looked at. */
const MOST_DIGITS = 78;
const CANONICAL = /^(?:0|[1-9][0-9]*)$/;
const NEGATIVE = /^-[1-9][0-9]*$/;
const WORD = 64n;

/**
 * Writes a decimal string as 32 bytes, big-endian. Only the syntax is judged here, and that it fits; whether it is
 * below the modulus is the module's to say.
 */
export function writeDecimal(value: unknown, path: string, out: DataView, at: number): void {
  if (typeof value !== 'string' || value.length > MOST_DIGITS) throw new Refusal('malformed', path, DECIMAL, value);
  if (!CANONICAL.test(value)) throw new Refusal(NEGATIVE.test(value) ? 'range' : 'malformed', path, DECIMAL, value);
  writeInteger(BigInt(value), path, out, at);
}

/** Writes an integer as 32 bytes, big-endian. */
export function writeInteger(value: bigint, path: string, out: DataView, at: number): void {
  if (value < 0n || value >> 256n !== 0n) throw new Refusal('range', path, 'an integer from 0 to below 2^256', value);
  for (let word = 0n; word < 4n; word++) {
    out.setBigUint64(at + 24 - 8 * Number(word), BigInt.asUintN(64, value >> (WORD * word)));
  }
}

/** The decimal string of 32 bytes, big-endian. */
export function readDecimal(view: DataView, at: number): string {
  let value = 0n;
  for (let word = 0; word < 4; word++) value = (value << WORD) | view.getBigUint64(at + 8 * word);
  return value.toString();
}

const DECIMAL = 'an integer as a decimal string, without sign, spaces or leading zeros';
