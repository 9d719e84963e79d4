// Verification keys as arkworks and gnark write them: into the layout that `Verifier.id` hashes, and back.

import { concat, type FedzkError } from '@fedzk/core';
import { committing } from '../argument.js';
import type { PointProblem } from '../wasm.js';
import type { CurveLayout } from './curves.js';
import { arkworks } from './notation.js';
import {
  COMPRESSED,
  type Encoding,
  type Group,
  infinity,
  PLAIN,
  pointsLength,
  readPoints,
  same,
  split,
  writePoints,
} from './points.js';
import { KEY_HEADER, UNUSED_PLACE } from './snarkjs.js';

/** What stands in a key of another software: points, the count of IC, IC, and zeros. */
interface Software {
  /** The points before IC. */
  readonly head: readonly Group[];
  /** Which of them are α, β, γ and δ. */
  readonly used: readonly number[];
  /** Which are for nothing that a verifier does. */
  readonly unused: readonly number[];
  /** The bytes of the count. */
  readonly countBytes: number;
  /** How many zeros. */
  readonly zeros: number;
}

/** ark-groth16 0.5, `VerifyingKey`: α, β, γ, δ, u64 in little-endian. */
const ARKWORKS: Software = { head: [1, 2, 2, 2], used: [0, 1, 2, 3], unused: [], countBytes: 8, zeros: 0 };

/**
 * gnark 0.14, `backend/groth16/bn254/marshal.go`: α, [β]₁, β, γ, [δ]₁, δ, u32 in big-endian, and at the end twice u32, what
 * of it there is of commitments: none. It takes infinity for [β]₁ and [δ]₁.
 */
const GNARK: Software = { head: [1, 1, 2, 2, 1, 2], used: [0, 2, 3, 5], unused: [1, 4], countBytes: 4, zeros: 8 };

/** A larger number is the start of a point: the count was a wrong one. */
const MOST_COMMITMENTS = 256;

/** A layout of keys on a curve. */
export interface KeyLayout extends Encoding {
  readonly software: Software;
}

/** A layout by the name of its format. */
export function keyLayout(format: unknown, curve: CurveLayout): KeyLayout | undefined {
  if (format === 'gnark') return { software: GNARK, form: COMPRESSED };
  if (format === 'gnark-raw') return { software: GNARK, form: PLAIN };
  if (format === 'arkworks') return { software: ARKWORKS, form: COMPRESSED, notation: arkworks(curve) };
  if (format === 'arkworks-uncompressed') return { software: ARKWORKS, form: PLAIN, notation: arkworks(curve) };
  return undefined;
}

/**
 * A key in the layout of ours; `undefined` where the bytes are not of this one.
 *
 * @param refuse the error for a wrong point, by its place in a key of ours
 * @throws {FedzkError} `unsupported`, for a key with commitments
 */
export function readKeyIn(
  layout: KeyLayout,
  curve: CurveLayout,
  bytes: Uint8Array,
  refuse: (problem: PointProblem) => FedzkError,
): Uint8Array | undefined {
  const { head, used, unused, countBytes, zeros } = layout.software;
  const at = pointsLength(curve, head, layout);
  const start = at + countBytes;
  if (bytes.length < start + zeros) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const count = countBytes === 4 ? view.getUint32(at) : Number(view.getBigUint64(at, true));
  const end = start + count * pointsLength(curve, [1], layout);
  const commitments = zeros > 0 && end + zeros < bytes.length ? view.getUint32(end) : 0;
  if (commitments > 0 && commitments < MOST_COMMITMENTS) throw committing('verification key');
  if (count === 0 || end + zeros !== bytes.length || bytes.subarray(end).some((byte) => byte !== 0)) return undefined;

  const heads = split(curve, head, bytes, layout);
  const pick = (places: readonly number[]): Uint8Array[] => heads.filter((_, i) => places.includes(i));
  const none = infinity(curve, layout.form);
  const checked = pick(unused).filter((point) => !same(point, none));
  const groups = [...ARKWORKS.head, ...ones(count)];
  const list = {
    curve,
    groups: [...groups, ...ones(checked.length)],
    refuse: ({ status, place = 0 }: PointProblem) =>
      refuse({ status, place: place < groups.length ? place : UNUSED_PLACE }),
  };
  const plain = readPoints(list, concat(...pick(used), bytes.subarray(start, end), ...checked), layout);
  const header = new DataView(new ArrayBuffer(KEY_HEADER));
  header.setUint8(0, curve.id);
  header.setUint32(1, count - 1);
  return concat(new Uint8Array(header.buffer), plain.subarray(0, pointsLength(curve, groups, { form: PLAIN })));
}

/** A key of ours in a layout; what is not used is infinity. */
export function writeKeyIn(
  layout: KeyLayout,
  curve: CurveLayout,
  key: Uint8Array,
  refuse: (problem: PointProblem) => FedzkError,
): Uint8Array {
  const { head, used, countBytes, zeros } = layout.software;
  const count = new DataView(key.buffer, key.byteOffset).getUint32(1) + 1;
  const list = { curve, groups: [...ARKWORKS.head, ...ones(count)], refuse };
  const points = writePoints(list, key.subarray(KEY_HEADER), PLAIN, layout);
  const heads = split(curve, ARKWORKS.head, points, layout);
  const number = new DataView(new ArrayBuffer(countBytes));
  number.setUint32(0, count, countBytes === 8);
  return concat(
    ...head.map((_, i) => heads[used.indexOf(i)] ?? infinity(curve, layout.form)),
    new Uint8Array(number.buffer),
    points.subarray(pointsLength(curve, ARKWORKS.head, layout)),
    new Uint8Array(zeros),
  );
}

function ones(count: number): Group[] {
  return Array.from({ length: count }, () => 1);
}
