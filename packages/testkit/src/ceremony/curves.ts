/**
 * The two curves on `@noble/curves`, with the encodings of a ceremony: CEREMONY.md of @fedzk/verify. Independent of what
 * is tested.
 */
import { bls12_381 } from '@noble/curves/bls12-381.js';
import { bn254 } from '@noble/curves/bn254.js';

export type Name = 'bn254' | 'bls12-381';
export interface Fp2 {
  readonly c0: bigint;
  readonly c1: bigint;
}
export type G1 = InstanceType<typeof bn254.G1.Point>;
export type G2 = InstanceType<typeof bn254.G2.Point>;

export interface Curve {
  readonly name: Name;
  /** Its number in a verification key. */
  readonly id: 1 | 2;
  /** Bytes of a coordinate. */
  readonly n: 32 | 48;
  readonly q: bigint;
  readonly r: bigint;
  readonly curve: typeof bn254;
  /** The full cofactors: #E(F)/r. */
  readonly cofactors: { readonly g1: bigint; readonly g2: bigint };
}

const X = 0xd201000000010000n;

function curve(name: Name, id: 1 | 2, n: 32 | 48, of: typeof bn254, cofactors: Curve['cofactors']): Curve {
  return { name, id, n, q: of.fields.Fp.ORDER, r: of.fields.Fr.ORDER, curve: of, cofactors };
}

const q254 = bn254.fields.Fp.ORDER;
const r254 = bn254.fields.Fr.ORDER;

/** The cofactors of BLS12-381 are (x − 1)²/3 and (x⁸ − 4x⁷ + 5x⁶ − 4x⁴ + 6x³ − 4x² − 4x + 13)/9, with x negative. */
const x = -X;
export const CURVES: Readonly<Record<Name, Curve>> = {
  bn254: curve('bn254', 1, 32, bn254, { g1: 1n, g2: 2n * q254 - r254 }),
  'bls12-381': curve('bls12-381', 2, 48, bls12_381 as unknown as typeof bn254, {
    g1: (x - 1n) ** 2n / 3n,
    g2: (x ** 8n - 4n * x ** 7n + 5n * x ** 6n - 4n * x ** 4n + 6n * x ** 3n - 4n * x ** 2n - 4n * x + 13n) / 9n,
  }),
};

const known = new Map<string, unknown>();

/** Computes a value once in a process: tests check the same links again and again, beside one that is changed. */
export function once<T>(what: string, compute: () => T): T {
  if (!known.has(what)) known.set(what, compute());
  return known.get(what) as T;
}

/** Any integer times a point, of any subgroup. */
export function times<P extends { double(): P; add(other: P): P }>(point: P, zero: P, factor: bigint): P {
  let sum = zero;
  for (const bit of factor.toString(2)) {
    sum = sum.double();
    if (bit === '1') sum = sum.add(point);
  }
  return sum;
}

export function bigEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex'));
}

export function integer(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** The coordinates of a point, real part first; none of infinity. */
function coordinates(point: G1 | G2): bigint[] {
  const { x, y } = (point as G1).toAffine() as { x: bigint | Fp2; y: bigint | Fp2 };
  return [x, y].flatMap((value) => (typeof value === 'bigint' ? [value] : [value.c0, value.c1]));
}

/** U(P): canonical, big-endian, imaginary first. */
export function uncompressed({ n }: Curve, point: G1 | G2): Uint8Array {
  const all = coordinates(point);
  const order = all.length === 2 ? all : [all[1], all[0], all[3], all[2]];
  return Buffer.concat(order.map((value) => bigEndian(value ?? 0n, n)));
}

/** A point in a section: x | y, each times R mod q, little-endian, real first. */
export function inSection({ n, q }: Curve, point: G1 | G2): Uint8Array {
  const R = 1n << BigInt(8 * n);
  return Buffer.concat(coordinates(point).map((value) => bigEndian((value * R) % q, n).reverse()));
}

/** The integers that a section has for a point's coordinates. */
export function integersOf({ n }: Curve, bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / n }, (_, i) => integer(bytes.slice(i * n, (i + 1) * n).reverse()));
}

function inverseR({ n, q }: Curve): bigint {
  return power(1n << BigInt(8 * n), q - 2n, q);
}

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** U of a section's point, coordinates mod q, whatever they are. */
export function uncompressedOf(on: Curve, bytes: Uint8Array): Uint8Array {
  const factor = inverseR(on);
  const all = integersOf(on, bytes).map((value) => (value * factor) % on.q);
  const order = all.length === 2 ? all : [all[1], all[0], all[3], all[2]];
  return Buffer.concat(order.map((value) => bigEndian(value ?? 0n, on.n)));
}

/** Reads a section's point; undefined unless it is canonical, finite, on the curve and in the subgroup. */
export function pointOf(on: Curve, bytes: Uint8Array, group: 1 | 2): G1 | G2 | undefined {
  return once(`point ${group} of ${on.name} ${Buffer.from(bytes).toString('hex')}`, () => readPoint(on, bytes, group));
}

function readPoint(on: Curve, bytes: Uint8Array, group: 1 | 2): G1 | G2 | undefined {
  const stored = integersOf(on, bytes);
  if (stored.some((value) => value >= on.q) || stored.every((value) => value === 0n)) return undefined;
  const factor = inverseR(on);
  return checked(
    on,
    stored.map((value) => (value * factor) % on.q),
    group,
  );
}

/** Reads U(P), under the same conditions. */
export function pointOfU(on: Curve, bytes: Uint8Array, group: 1 | 2): G1 | G2 | undefined {
  const { n, q } = on;
  const all = Array.from({ length: bytes.length / n }, (_, i) => integer(bytes.slice(i * n, (i + 1) * n)));
  if (all.some((value) => value >= q) || all.every((value) => value === 0n)) return undefined;
  const [a = 0n, b = 0n, c = 0n, d = 0n] = all;
  return checked(on, group === 1 ? [a, b] : [b, a, d, c], group);
}

function checked({ curve }: Curve, values: readonly bigint[], group: 1 | 2): G1 | G2 | undefined {
  const [a = 0n, b = 0n, c = 0n, d = 0n] = values;
  try {
    const point =
      group === 1
        ? curve.G1.Point.fromAffine({ x: a, y: b })
        : curve.G2.Point.fromAffine({
            x: curve.fields.Fp2.fromBigTuple([a, b]),
            y: curve.fields.Fp2.fromBigTuple([c, d]),
          });
    point.assertValidity();
    return point.isTorsionFree() ? (point as G1 | G2) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a product of pairings is one. */
export function isOne({ curve }: Curve, pairs: readonly { readonly g1: G1; readonly g2: G2 }[]): boolean {
  const finite = pairs.filter(({ g1, g2 }) => !g1.is0() && !g2.is0());
  return curve.fields.Fp12.eql(curve.pairingBatch([...finite]), curve.fields.Fp12.ONE);
}
