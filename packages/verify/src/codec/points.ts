// Lists of points in any encoding. The module knows gnark's encoding only; others are rearrangements of its bytes. The
// module checks the numbers.

import type { FedzkError } from '@fedzk/core';
import { convertPoints, type PointProblem } from '../wasm.js';
import type { CurveLayout } from './curves.js';
import { attempt } from './input.js';
import type { Notation } from './notation.js';

/** 1 for G1, 2 for G2. It is also the number of field elements of a coordinate. */
export type Group = 1 | 2;

/** The points of a list, and the error for a wrong one. */
export interface List {
  readonly curve: CurveLayout;
  readonly groups: readonly Group[];
  readonly refuse: (problem: PointProblem) => FedzkError;
}

/** Tells whether points of G1 and of G2 are compressed. */
export type Form = readonly [g1: boolean, g2: boolean];

export const PLAIN: Form = [false, false];
export const COMPRESSED: Form = [true, true];

/** An encoding of points: the form, and the notation if it isn't gnark's. */
export interface Encoding {
  readonly form: Form;
  readonly notation?: Notation | undefined;
}

/** Returns the length of points of these groups in bytes. */
export function pointsLength(curve: CurveLayout, groups: readonly Group[], { form, notation }: Encoding): number {
  const { bytes } = notation ?? curve;
  return groups.reduce((length, group) => length + bytes * group * (form[group - 1] ? 1 : 2), 0);
}

/** Splits bytes into points. */
export function split(
  curve: CurveLayout,
  groups: readonly Group[],
  points: Uint8Array,
  encoding: Encoding,
): Uint8Array[] {
  let end = 0;
  return groups.map((group) => {
    const at = end;
    end += pointsLength(curve, [group], encoding);
    return points.subarray(at, end);
  });
}

/** Converts points between gnark's forms. Refuses a point that is off its curve or outside its subgroup. */
function convert({ curve, groups, refuse }: List, points: Uint8Array, from: Form, to: Form): Uint8Array {
  // The codes of convert_points of the module.
  const kinds = groups.map((group) => group - 1 + (from[group - 1] ? 2 : 0) + (to[group - 1] ? 4 : 0));
  const length = pointsLength(curve, groups, { form: to });
  const converted = convertPoints(curve.id, Uint8Array.from(kinds), points, length);
  if (converted instanceof Uint8Array) return converted;
  throw refuse(converted);
}

/**
 * Converts points from any encoding to gnark's plain form, as {@link convert} does. Refuses an encoding that is not the one
 * that would be written: a point has one encoding.
 */
export function readPoints(list: List, points: Uint8Array, encoding: Encoding): Uint8Array {
  const { curve, groups, refuse } = list;
  const { form, notation } = encoding;
  if (notation === undefined) return convert(list, points, form, PLAIN);
  const parts = split(curve, groups, points, encoding);
  const rewritten = parts.map((part, place) => {
    const point = attempt('malformed-proof', 'coordinate-range', () => notation.read(part, form[0]));
    if (typeof point === 'string') throw refuse({ status: point, place });
    return point;
  });
  const plain = convert(list, joined(rewritten), form, PLAIN);
  const again = split(curve, groups, writePoints(list, plain, PLAIN, encoding), encoding);
  const place = parts.findIndex((part, i) => !same(part, again[i]));
  if (place >= 0) throw refuse({ status: 'malformed-proof', place });
  return plain;
}

/** Converts points from one of gnark's forms to any encoding, as {@link convert} does. */
export function writePoints(list: List, points: Uint8Array, from: Form, encoding: Encoding): Uint8Array {
  const { form, notation } = encoding;
  if (notation === undefined) return convert(list, points, from, form);
  const [plain = [], compressed = []] = [PLAIN, COMPRESSED].map((to) =>
    split(list.curve, list.groups, convert(list, points, from, to), { form: to }),
  );
  return joined(plain.map((point, i) => notation.write(point, compressed[i] ?? point, form[0])));
}

/** Joins points. A key may have more points than a function takes arguments. */
function joined(points: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(points.flatMap((point) => [...point]));
}

/** Returns the point at infinity of G1, as gnark writes it. */
export function infinity(curve: CurveLayout, form: Form): Uint8Array {
  const point = new Uint8Array(pointsLength(curve, [1], { form }));
  point[0] = form[0] ? curve.compressedInfinity : curve.infinity;
  return point;
}

/** Tells whether two byte arrays are equal. */
export function same(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return a.length === b?.length && a.every((byte, i) => byte === b[i]);
}
