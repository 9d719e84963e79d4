// Where the parts of a proof in bytes stand.
import type { ProofFormat } from '@fedzk/verify';
import { bn254, type TestCurve } from '../support/curves.js';
import { compresses, FORMATS, fromHex } from '../support/encoding.js';

/** The formats that differ: on BLS12-381 `fedzk` is `compressed`. */
export function formatsOf(curve: TestCurve): readonly ProofFormat[] {
  return curve === bn254 ? FORMATS : ['fedzk', 'uncompressed'];
}

export interface Part {
  readonly point: 'A' | 'B' | 'C';
  readonly at: number;
  readonly length: number;
  readonly compressed: boolean;
}

/** A, B and C. */
export function partsOf(format: ProofFormat, curve: TestCurve): readonly Part[] {
  const { ac, b } = compresses(format, curve);
  const outer = (ac ? 1 : 2) * curve.bytes;
  const inner = (b ? 2 : 4) * curve.bytes;
  return [
    { point: 'A', at: 0, length: outer, compressed: ac },
    { point: 'B', at: outer, length: inner, compressed: b },
    { point: 'C', at: outer + inner, length: outer, compressed: ac },
  ];
}

export interface Coordinate {
  readonly at: number;
  readonly compressed: boolean;
  /** Whether flags stand above it: in the first of a point, where it is compressed or the curve is BLS12-381. */
  readonly flags: boolean;
}

/** Every coordinate of a proof. */
export function coordinatesIn(format: ProofFormat, curve: TestCurve): readonly Coordinate[] {
  return partsOf(format, curve).flatMap(({ at, length, compressed }) =>
    Array.from({ length: length / curve.bytes }, (_, i) => ({
      at: at + i * curve.bytes,
      compressed,
      flags: i === 0 && (compressed || curve !== bn254),
    })),
  );
}

/** The bytes with others from `at` on. */
export function patched(bytes: Uint8Array, at: number, hex: string): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(fromHex(hex), at);
  return copy;
}

/** The bytes with the curve's flag bits of the byte at `at` set to `flags`. */
export function flagged({ flagBits }: TestCurve, bytes: Uint8Array, at: number, flags: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = ((copy[at] ?? 0) & (0xff >> flagBits)) | (flags << (8 - flagBits));
  return copy;
}
