// Converts verification keys of arkworks and gnark to the layout that `Verifier.id` hashes, and back.

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

/** The points of a key that a verifier uses before IC, in the order of our layout. */
const OWN: readonly Name[] = ['alpha', 'beta', 'gamma', 'delta'];
const OWN_GROUPS: readonly Group[] = [1, 2, 2, 2];

type Name = 'alpha' | 'beta' | 'gamma' | 'delta' | 'beta1' | 'delta1' | 'count' | 'IC' | 'commitments';

/** A row of the table of a key's bytes: a point of a group, all points of IC, or a number of bytes. */
type Row =
  | { readonly name: Name; readonly group: Group; readonly unused?: true }
  | { readonly name: Name; readonly bytes: number };

/** The layout of another software's keys. */
interface Software {
  /** The parts of the bytes, first to last. */
  readonly rows: readonly Row[];
  /** True if the count of IC is little-endian. */
  readonly littleEndian: boolean;
}

/** ark-groth16 0.5, `VerifyingKey`. */
const ARKWORKS: Software = {
  littleEndian: true,
  rows: [
    { name: 'alpha', group: 1 },
    { name: 'beta', group: 2 },
    { name: 'gamma', group: 2 },
    { name: 'delta', group: 2 },
    { name: 'count', bytes: 8 },
    { name: 'IC', group: 1 },
  ],
};

/**
 * gnark 0.14, `backend/groth16/bn254/marshal.go`. The points that a verifier doesn't use may be infinity. The two counts of
 * commitments, each a u32, must be 0.
 */
const GNARK: Software = {
  littleEndian: false,
  rows: [
    { name: 'alpha', group: 1 },
    { name: 'beta1', group: 1, unused: true },
    { name: 'beta', group: 2 },
    { name: 'gamma', group: 2 },
    { name: 'delta1', group: 1, unused: true },
    { name: 'delta', group: 2 },
    { name: 'count', bytes: 4 },
    { name: 'IC', group: 1 },
    { name: 'commitments', bytes: 8 },
  ],
};

/** A larger number is the start of a point, so the count of IC was wrong. */
const MOST_COMMITMENTS = 256;

/** A layout of keys on a curve. */
export interface KeyLayout extends Encoding {
  readonly software: Software;
}

/** Finds a layout by the name of its format. */
export function keyLayout(format: unknown, curve: CurveLayout): KeyLayout | undefined {
  if (format === 'gnark') return { software: GNARK, form: COMPRESSED };
  if (format === 'gnark-raw') return { software: GNARK, form: PLAIN };
  if (format === 'arkworks') return { software: ARKWORKS, form: COMPRESSED, notation: arkworks(curve) };
  if (format === 'arkworks-uncompressed') return { software: ARKWORKS, form: PLAIN, notation: arkworks(curve) };
  return undefined;
}

/**
 * Converts a key to our layout.
 *
 * @param refuse makes the error for a wrong point, by its place in our layout
 * @returns `undefined` if the bytes don't have the given layout
 * @throws {FedzkError} `unsupported`: a key with commitments
 */
export function readKeyIn(
  layout: KeyLayout,
  curve: CurveLayout,
  bytes: Uint8Array,
  refuse: (problem: PointProblem) => FedzkError,
): Uint8Array | undefined {
  const cut = cutRows(layout, curve, bytes);
  if (cut === undefined) return undefined;
  const { row, count, rest } = cut;
  const commitments = row('commitments');
  if (rest > 0 && commits(commitments)) throw committing('verification key');
  if (rest > 0 || count === 0 || commitments.some((byte) => byte !== 0)) return undefined;

  const none = infinity(curve, layout.form);
  const unused = layout.software.rows.filter((each) => 'unused' in each).map(({ name }) => row(name));
  const checked = unused.filter((point) => !same(point, none));
  const groups = [...OWN_GROUPS, ...ones(count)];
  const list = {
    curve,
    groups: [...groups, ...ones(checked.length)],
    refuse: ({ status, place = 0 }: PointProblem) =>
      refuse({ status, place: place < groups.length ? place : UNUSED_PLACE }),
  };
  const plain = readPoints(list, concat(...OWN.map(row), row('IC'), ...checked), layout);
  const header = new DataView(new ArrayBuffer(KEY_HEADER));
  header.setUint8(0, curve.id);
  header.setUint32(1, count - 1);
  return concat(new Uint8Array(header.buffer), plain.subarray(0, pointsLength(curve, groups, { form: PLAIN })));
}

/** Converts a key from our layout. Unused points become infinity. */
export function writeKeyIn(
  layout: KeyLayout,
  curve: CurveLayout,
  key: Uint8Array,
  refuse: (problem: PointProblem) => FedzkError,
): Uint8Array {
  const { rows, littleEndian } = layout.software;
  const count = new DataView(key.buffer, key.byteOffset).getUint32(1) + 1;
  const list = { curve, groups: [...OWN_GROUPS, ...ones(count)], refuse };
  const points = writePoints(list, key.subarray(KEY_HEADER), PLAIN, layout);
  const own = split(curve, OWN_GROUPS, points, layout);
  const written = (row: Row): Uint8Array => {
    if (row.name === 'IC') return points.subarray(pointsLength(curve, OWN_GROUPS, layout));
    if ('group' in row) return own[OWN.indexOf(row.name)] ?? infinity(curve, layout.form);
    const number = new DataView(new ArrayBuffer(row.bytes));
    if (row.name === 'count') number.setUint32(0, count, littleEndian);
    return new Uint8Array(number.buffer);
  };
  return concat(...rows.map(written));
}

/** The bytes of a key, cut into rows. */
interface Cut {
  /** Returns the bytes of a row; none if there is no such row. */
  row(name: Name): Uint8Array;
  /** The number of points of IC. */
  readonly count: number;
  /** The number of bytes after the last row. */
  readonly rest: number;
}

/** Cuts a key into its rows; `undefined` if the bytes are too short. */
function cutRows(layout: KeyLayout, curve: CurveLayout, bytes: Uint8Array): Cut | undefined {
  const { rows, littleEndian } = layout.software;
  const cut = new Map<Name, Uint8Array>();
  let [at, count] = [0, 0];
  for (const row of rows) {
    const repeated = row.name === 'IC' ? count : 1;
    const end = at + ('bytes' in row ? row.bytes : repeated * pointsLength(curve, [row.group], layout));
    if (end > bytes.length) return undefined;
    const own = bytes.subarray(at, end);
    cut.set(row.name, own);
    if (row.name === 'count') count = littleEndian ? Number(view(own).getBigUint64(0, true)) : view(own).getUint32(0);
    at = end;
  }
  return { row: (name) => cut.get(name) ?? new Uint8Array(), count, rest: bytes.length - at };
}

function commits(commitments: Uint8Array): boolean {
  if (commitments.length === 0) return false;
  const count = view(commitments).getUint32(0);
  return count > 0 && count < MOST_COMMITMENTS;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function ones(count: number): Group[] {
  return Array.from({ length: count }, () => 1);
}
