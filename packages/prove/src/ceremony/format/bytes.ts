/** Reads and writes little-endian integers of ceremony files. */
import { view } from '../../key/sections.js';
import { invalidFile } from './problems.js';

/** Reads fields one after the other. */
export class Fields {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  /** @param what the name of what is read, for messages */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** Returns a copy. @throws {FedzkError} `invalid-ceremony-file` */
  take(length: number): Uint8Array {
    if (length > this.left) throw invalidFile(`${this.#what} ends early`);
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  u8(): number {
    return this.take(1)[0] ?? 0;
  }

  u32(): number {
    return view(this.take(4)).getUint32(0, true);
  }

  /** @throws {FedzkError} `invalid-ceremony-file`: bytes are left over */
  end(): void {
    if (this.left > 0) throw invalidFile(`${this.#what} has ${this.left} bytes too many`);
  }
}

export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  view(bytes).setUint32(0, value, true);
  return bytes;
}

export function toLittleEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}
