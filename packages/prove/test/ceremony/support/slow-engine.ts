/**
 * A ceremony's engine on `@noble/curves`, written from a description of snarkjs 0.7.6. It is slow, and stays as the oracle of the real one.
 */
import { createHash } from 'node:crypto';
import {
  CURVES,
  type Curve,
  type G1,
  type G2,
  inSection,
  integersOf,
  isOne,
  power,
  uncompressed,
} from '@fedzk/testkit/ceremony/curves';
import { hashToG2, pointOfG1, scalar, Words } from '@fedzk/testkit/ceremony/generator';
import { blake2b } from '@noble/hashes/blake2.js';
import type { Blake2b, CeremonyEngine, Group, Secrets } from '../../../src/ceremony/engine/types.js';
import { slowKey } from './slow-key.js';

type Point = G1 | G2;

/** The secrets' scalars, for tests that need to know them. */
export const SCALARS = new WeakMap<Secrets, readonly bigint[]>();

/** Points and sections of one curve. */
export class Points {
  readonly on: Curve;
  readonly #inverseR: bigint;

  constructor(on: Curve) {
    this.on = on;
    this.#inverseR = power(1n << BigInt(8 * on.n), on.q - 2n, on.q);
  }

  size(group: Group): number {
    return (group === 'g1' ? 2 : 4) * this.on.n;
  }

  zero(group: Group): Point {
    return group === 'g1' ? (this.on.curve.G1.Point.ZERO as G1) : (this.on.curve.G2.Point.ZERO as G2);
  }

  base(group: Group): Point {
    return group === 'g1' ? (this.on.curve.G1.Point.BASE as G1) : (this.on.curve.G2.Point.BASE as G2);
  }

  /** Reads points; `undefined` for one that is not canonical or not on the curve. The subgroup is not checked. */
  read(group: Group, bytes: Uint8Array): (Point | undefined)[] {
    const size = this.size(group);
    return Array.from({ length: bytes.length / size }, (_, i) =>
      this.#one(group, bytes.slice(i * size, (i + 1) * size)),
    );
  }

  /** Reads points that are known to be valid. */
  valid(group: Group, bytes: Uint8Array): Point[] {
    return this.read(group, bytes).map((point) => {
      if (point === undefined) throw new Error('an invalid point');
      return point;
    });
  }

  #one(group: Group, bytes: Uint8Array): Point | undefined {
    const stored = integersOf(this.on, bytes);
    if (stored.some((value) => value >= this.on.q)) return undefined;
    if (stored.every((value) => value === 0n)) return this.zero(group);
    const [a = 0n, b = 0n, c = 0n, d = 0n] = stored.map((value) => (value * this.#inverseR) % this.on.q);
    const { curve } = this.on;
    const { Fp2 } = curve.fields;
    try {
      const point =
        group === 'g1'
          ? curve.G1.Point.fromAffine({ x: a, y: b })
          : curve.G2.Point.fromAffine({ x: Fp2.fromBigTuple([a, b]), y: Fp2.fromBigTuple([c, d]) });
      const { x, y } = point.toAffine() as { x: never; y: never };
      const own = (group === 'g1' ? curve.G1 : curve.G2).Point as unknown as { CURVE(): { b: never }; Fp: typeof Fp2 };
      const field = own.Fp;
      const isOn = field.eql(field.sqr(y), field.add(field.mul(field.sqr(x), x), own.CURVE().b));
      return isOn ? (point as Point) : undefined;
    } catch {
      return undefined;
    }
  }

  write(points: readonly Point[]): Uint8Array {
    return new Uint8Array(Buffer.concat(points.map((point) => this.#written(point))));
  }

  #written(point: Point): Uint8Array {
    if (point.is0()) return new Uint8Array(point instanceof this.on.curve.G1.Point ? 2 * this.on.n : 4 * this.on.n);
    return inSection(this.on, point);
  }

  uncompressed(points: readonly Point[]): Uint8Array {
    const all = points.map((point) =>
      point.is0()
        ? new Uint8Array(point instanceof this.on.curve.G1.Point ? 2 * this.on.n : 4 * this.on.n)
        : uncompressed(this.on, point),
    );
    return new Uint8Array(Buffer.concat(all));
  }
}

/** Any integer times a point of the subgroup. */
export function scaled<P extends Point>(point: P, factor: bigint): P {
  return (point as G1).multiplyUnsafe(factor) as P;
}

export const plus = <P extends Point>(a: P, b: P): P => (a as G1).add(b as G1) as P;

export function slowEngine(curve: 'bn254' | 'bls12-381'): CeremonyEngine {
  const on = CURVES[curve];
  const points = new Points(on);
  const { r, q, n } = on;
  const of = (secrets: Secrets, index: number): bigint => {
    const found = SCALARS.get(secrets)?.[index];
    if (found === undefined) throw new Error('the secrets were disposed of');
    return found;
  };
  const check = (group: Group, bytes: Uint8Array, infinity: boolean): number =>
    points
      .read(group, bytes)
      .findIndex((point) => point === undefined || (point.is0() ? !infinity : !(point as G1).isTorsionFree()));
  return {
    curve,
    n8: n,
    threads: 2,
    blake2b: ((state?: Uint8Array) => (state === undefined ? new SlowBlake2b() : SlowBlake2b.restored(state))) as never,
    sha256: () => {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) };
    },
    generator: (group) => points.write([points.base(group)]),
    add(group, a, b) {
      const [x, y] = points.valid(group, Buffer.concat([a, b])) as [Point, Point];
      return points.write([plus(x, y)]);
    },
    check,
    uncompressed: (group, bytes) => points.uncompressed(points.valid(group, bytes)),
    compressed(group, bytes) {
      const all = points.valid(group, bytes).map((point) => {
        const whole = points.uncompressed([point]);
        const half = whole.slice(0, whole.length / 2);
        const y = whole.slice(whole.length / 2);
        if (point.is0()) half[0] = 0x40;
        // The sign is that of the imaginary part, unless it is 0; in U it comes first.
        else if (isLarger(y, q, n)) half[0] = (half[0] as number) | 0x80;
        return half;
      });
      return new Uint8Array(Buffer.concat(all));
    },
    hashToG2: (hash) => points.write([hashToG2(on, hash)]),
    pairing(a1, a2, b1, b2) {
      const [a, b] = points.valid('g1', Buffer.concat([a1, b1])) as [G1, G1];
      const [c, d] = points.valid('g2', Buffer.concat([a2, b2])) as [G2, G2];
      return isOne(on, [
        { g1: a, g2: c },
        { g1: b.negate(), g2: d },
      ]);
    },
    secrets(seed, count) {
      const words = new Words(seed);
      const scalars = Array.from({ length: count }, () => scalar(words, on));
      const drawn = points.write(Array.from({ length: count }, () => pointOfG1(words, on)));
      const secrets: Secrets = { points: drawn, dispose: () => void SCALARS.delete(secrets) };
      SCALARS.set(secrets, scalars);
      return secrets;
    },
    multiply: (group, point, secrets, index) =>
      points.write(points.valid(group, point).map((each) => scaled(each, of(secrets, index)))),
    async scale(bytes, secrets, index) {
      const wrong = check('g1', bytes, true);
      if (wrong >= 0) return wrong;
      const inverse = power(of(secrets, index), r - 2n, r);
      return points.write(points.valid('g1', bytes).map((point) => scaled(point, inverse)));
    },
    async scalePowers(group, bytes, first, secrets, factor) {
      const wrong = check(group, bytes, false);
      if (wrong >= 0) return wrong;
      const tau = of(secrets, 0);
      let by = (power(tau, BigInt(first), r) * (factor < 0 ? 1n : of(secrets, factor))) % r;
      return points.write(
        points.valid(group, bytes).map((point) => {
          const result = scaled(point, by);
          by = (by * tau) % r;
          return result;
        }),
      );
    },
    async lagrange(group, bytes) {
      return points.write(lagrangeOf(points.valid(group, bytes), r));
    },
    async sum(group, bytes, seed, first) {
      const weight = (i: number) =>
        BigInt(
          `0x${createHash('sha256')
            .update(seed)
            .update(String(first + i))
            .digest('hex')
            .slice(0, 32)}`,
        );
      const all = points.valid(group, bytes).map((point, i) => scaled(point, weight(i)));
      return points.write([all.reduce(plus, points.zero(group))]);
    },
    newKey: (r1cs, powers, output) => slowKey(points, r1cs, powers, output),
    close: async () => {},
  };
}

/** Whether y is the larger of y and -y. */
function isLarger(y: Uint8Array, q: bigint, n: number): boolean {
  for (let at = 0; at < y.length; at += n) {
    const value = BigInt(`0x${Buffer.from(y.slice(at, at + n)).toString('hex')}`);
    if (value !== 0n) return value > q / 2n;
  }
  return false;
}

/** The inverse Fourier transform, with snarkjs's roots: powers of 5^((r-1)/2^k). */
function lagrangeOf(points: readonly Point[], r: bigint): Point[] {
  const n = points.length;
  const root = power(power(5n, (r - 1n) / BigInt(n), r), r - 2n, r);
  const factor = power(BigInt(n), r - 2n, r);
  return transform(points, root, r).map((point) => scaled(point, factor));
}

function transform(points: readonly Point[], root: bigint, r: bigint): Point[] {
  const n = points.length;
  if (n === 1) return [...points];
  const square = (root * root) % r;
  const even = transform(
    points.filter((_, i) => i % 2 === 0),
    square,
    r,
  );
  const odd = transform(
    points.filter((_, i) => i % 2 === 1),
    square,
    r,
  );
  const out: Point[] = [];
  let w = 1n;
  for (let i = 0; i < n / 2; i++) {
    const [a, b] = [even[i] as Point, scaled(odd[i] as Point, w)];
    out[i] = plus(a, b);
    out[i + n / 2] = plus(a, (b as G1).negate() as Point);
    w = (w * root) % r;
  }
  return out;
}

/** BLAKE2b-512 of `@noble/hashes`, whose state is read as snarkjs reads it. */
class SlowBlake2b implements Blake2b {
  #hash = blake2b.create({ dkLen: 64 });

  static restored(state: Uint8Array): SlowBlake2b {
    const own = new SlowBlake2b();
    const inner = own.#hash as unknown as Record<string, unknown>;
    (inner['buffer'] as Uint8Array).set(state.subarray(0, 128));
    const words = new Uint32Array(state.slice(128).buffer);
    for (let i = 0; i < 8; i++) {
      inner[`v${i}l`] = (words[2 * i] as number) | 0;
      inner[`v${i}h`] = (words[2 * i + 1] as number) | 0;
    }
    inner['pos'] = words[18];
    inner['length'] = (words[16] as number) + (words[17] as number) * 2 ** 32 + (words[18] as number);
    return own;
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(new Uint8Array(bytes));
  }

  digest(): Uint8Array {
    return this.#hash.digest();
  }

  state(): Uint8Array {
    const inner = this.#hash as unknown as Record<string, number> & { buffer: Uint8Array };
    const state = new Uint8Array(216);
    const [pos = 0, length = 0] = [inner['pos'], inner['length']];
    state.set(inner.buffer.subarray(0, pos));
    const words = new Uint32Array(22);
    for (let i = 0; i < 8; i++) {
      words[2 * i] = inner[`v${i}l`] as number;
      words[2 * i + 1] = inner[`v${i}h`] as number;
    }
    words[16] = (length - pos) % 2 ** 32;
    words[17] = Math.floor((length - pos) / 2 ** 32);
    words[18] = pos;
    state.set(new Uint8Array(words.buffer), 128);
    return state;
  }
}
