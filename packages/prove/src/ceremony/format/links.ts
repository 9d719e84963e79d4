/**
 * What ends a link of both chains: u32 type (0 a person, 1 a beacon) | u32 length | fields with rising numbers: 1, u8 length, name |
 * 2, u8 exponent | 3, u8 length, value.
 */
import { concat, FedzkError } from '@fedzk/core';
import { Fields, u32 } from './bytes.js';
import { invalidFile } from './problems.js';

/** The largest number of links of a chain: more than any ceremony had. */
export const MOST_LINKS = 10_000;

/** A public random value from after a ceremony, and how often it is hashed. */
export interface Beacon {
  readonly value: Uint8Array;
  /** The number of hashes is 2 to this power. */
  readonly exponent: number;
}

/** Who made a link. */
export interface Maker {
  readonly name?: string | undefined;
  /** Left out for a person. */
  readonly beacon?: Beacon | undefined;
}

/** snarkjs writes as many UTF-16 units of a name. */
export const NAME_UNITS = 64;
export const MOST_VALUE_BYTES = 255;

/** @throws {FedzkError} `invalid-ceremony-file` */
export function readMaker(fields: Fields, what: string): Maker {
  const type = fields.u32();
  if (type > 1) throw invalidFile(`${what} is of type ${type}, which is neither a person nor a beacon`);
  const own = new Fields(fields.take(fields.u32()), what);
  let [last, name, exponent, value]: [number, string?, number?, Uint8Array?] = [0];
  while (own.left > 0) {
    const kind = own.u8();
    if (kind <= last || kind > 3) throw invalidFile(`${what} has fields that are unknown or in another order`);
    last = kind;
    if (kind === 1) name = new TextDecoder().decode(own.take(own.u8()));
    else if (kind === 2) exponent = own.u8();
    else value = own.take(own.u8());
  }
  const named = name === undefined ? {} : { name };
  if (type === 1 && value !== undefined && exponent !== undefined) return { ...named, beacon: { value, exponent } };
  if (type === 0 && value === undefined && exponent === undefined) return named;
  throw invalidFile(`${what} has other fields than its type`);
}

export function writeMaker({ name, beacon }: Maker): Uint8Array {
  const cut = new TextEncoder().encode(wellFormed((name ?? '').slice(0, NAME_UNITS)));
  const parts = [
    ...(cut.length === 0 ? [] : [Uint8Array.of(1, cut.length), cut]),
    ...(beacon === undefined ? [] : [Uint8Array.of(2, beacon.exponent, 3, beacon.value.length), beacon.value]),
  ];
  const fields = concat(...parts);
  return concat(u32(beacon === undefined ? 0 : 1), u32(fields.length), fields);
}

/** Drops the half of a surrogate pair that a cut left over. */
function wellFormed(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}

/** @throws {FedzkError} `invalid-argument` */
export function requireExponent(exponent: number): void {
  if (!Number.isInteger(exponent) || exponent < LEAST_EXPONENT || exponent > MOST_EXPONENT) {
    throw new FedzkError(
      'invalid-argument',
      `"iterations" expected an integer from ${LEAST_EXPONENT} to ${MOST_EXPONENT}, the power of two of the number of hashes.`,
    );
  }
}

/**
 * Refuses a chain whose beacons take too long to check: each may be hashed for seconds, and there may be thousands.
 *
 * @throws {FedzkError} `invalid-ceremony-file`
 */
export function requireFewHashes(links: readonly Maker[]): void {
  const exponents = links.flatMap(({ beacon }) => beacon?.exponent ?? []);
  // A larger one has an error of its own, and nobody hashes for it.
  const checked = exponents.filter((exponent) => exponent <= MOST_EXPONENT);
  const hashes = checked.reduce((sum, exponent) => sum + 2 ** exponent, 0);
  if (hashes > MOST_HASHES) throw invalidFile(`its beacons take ${hashes} hashes, more than ${MOST_HASHES}`);
}

/** snarkjs takes no fewer. */
const LEAST_EXPONENT = 10;
/** A million hashes, which take seconds. More would let a file stop its reader for years: 63 fits its byte. */
export const MOST_EXPONENT = 20;
/** Those of all beacons of a chain together. A ceremony ends with one. */
const MOST_HASHES = 2 ** (MOST_EXPONENT + 1);
