/**
 * snarkjs's generator of field elements and points from a seed, and its hash to G2: CEREMONY.md of @fedzk/verify.
 */
import { type Curve, type Fp2, type G1, type G2, once, times } from './curves.js';

/** ChaCha20 (RFC 8439 §2.3) with counter and nonce 0, as words. */
export class Words {
  readonly #key: readonly number[];
  #block: number[] = [];
  #counter = 0;

  /** Takes the first 32 bytes as eight words, big-endian. */
  constructor(seed: Uint8Array) {
    const view = new DataView(Uint8Array.from(seed).buffer);
    this.#key = Array.from({ length: 8 }, (_, i) => view.getUint32(4 * i));
  }

  u32(): number {
    if (this.#block.length === 0) this.#block = this.#next();
    return this.#block.shift() ?? 0;
  }

  /** The first word is the high one. */
  u64(): bigint {
    const high = BigInt(this.u32());
    return (high << 32n) | BigInt(this.u32());
  }

  #next(): number[] {
    const start = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, ...this.#key, this.#counter, 0, 0, 0];
    this.#counter++;
    const s = Uint32Array.from(start);
    const add = (a: number, b: number): void => {
      s[a] = (s[a] ?? 0) + (s[b] ?? 0);
    };
    const turn = (a: number, b: number, bits: number): void => {
      const mixed = ((s[a] ?? 0) ^ (s[b] ?? 0)) >>> 0;
      s[a] = (mixed << bits) | (mixed >>> (32 - bits));
    };
    const quarter = (a: number, b: number, c: number, d: number): void => {
      for (const [by, back] of [
        [16, 12],
        [8, 7],
      ] as const) {
        add(a, b);
        turn(d, a, by);
        add(c, d);
        turn(b, c, back);
      }
    };
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 4; i++) quarter(i, 4 + i, 8 + i, 12 + i);
      for (let i = 0; i < 4; i++) quarter(i, 4 + ((i + 1) % 4), 8 + ((i + 2) % 4), 12 + ((i + 3) % 4));
    }
    return Array.from(s, (word, i) => (word + (start[i] ?? 0)) >>> 0);
  }
}

/** Draws an integer below the modulus; it is the Montgomery form of what is returned. */
function element(words: Words, modulus: bigint, bytes: number): bigint {
  const mask = (1n << BigInt(modulus.toString(2).length)) - 1n;
  for (;;) {
    let drawn = 0n;
    for (let i = 0; i < bytes / 8; i++) drawn |= words.u64() << BigInt(64 * i);
    drawn &= mask;
    if (drawn < modulus) return divided(drawn, 1n << BigInt(8 * bytes), modulus);
  }
}

function divided(a: bigint, b: bigint, modulus: bigint): bigint {
  let [low, high, s, t] = [b % modulus, modulus, 1n, 0n];
  while (low > 0n) {
    const k = high / low;
    [low, high, s, t] = [high - k * low, low, t - k * s, s];
  }
  return (((a * t) % modulus) + modulus) % modulus;
}

export function scalar(words: Words, { r }: Curve): bigint {
  return element(words, r, 32);
}

export function pointOfG1(words: Words, { n, q, curve, cofactors }: Curve): G1 {
  const { Fp } = curve.fields;
  const b = curve.G1.Point.CURVE().b;
  for (;;) {
    const x = element(words, q, n);
    const larger = (words.u32() & 1) === 1;
    const square = Fp.add(Fp.mul(x, Fp.sqr(x)), b);
    const y = root(() => Fp.sqrt(square));
    if (y === undefined) continue;
    const isLarger = y > q / 2n;
    const point = curve.G1.Point.fromAffine({ x, y: isLarger === larger ? y : q - y });
    return times(point, curve.G1.Point.ZERO, cofactors.g1);
  }
}

export function pointOfG2(words: Words, { n, q, curve, cofactors }: Curve): G2 {
  const { Fp2 } = curve.fields;
  const b = curve.G2.Point.CURVE().b;
  for (;;) {
    const x = Fp2.fromBigTuple([element(words, q, n), element(words, q, n)]);
    const larger = (words.u32() & 1) === 1;
    const square = Fp2.add(Fp2.mul(x, Fp2.sqr(x)), b);
    const y = root(() => Fp2.sqrt(square));
    if (y === undefined) continue;
    const { c0, c1 } = y as Fp2;
    const isLarger = c1 === 0n ? c0 > q / 2n : c1 > q / 2n;
    const point = curve.G2.Point.fromAffine({ x, y: isLarger === larger ? y : Fp2.neg(y) });
    return times(point, curve.G2.Point.ZERO, cofactors.g2);
  }
}

function root<T>(take: () => T): T | undefined {
  try {
    return take();
  } catch {
    return undefined;
  }
}

/** hashToG2 of 64 bytes. */
export function hashToG2(on: Curve, hash: Uint8Array): G2 {
  return once(`G2 of ${on.name} ${Buffer.from(hash).toString('hex')}`, () => pointOfG2(new Words(hash), on));
}
