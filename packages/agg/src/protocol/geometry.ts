// The layout of the values in a task's reports.

import { type Curve, type Layout, layoutOf } from '@fedzk/statement';

/** The layout of each proof's values, the number of proofs, and the field. */
export interface Geometry extends Layout {
  /** T, the proofs per report. */
  readonly parts: number;
  /** The curve whose scalar field has all elements. */
  readonly curve: Curve;
}

/** Computes the geometry from a task's numbers. */
export function geometry({
  n,
  bits,
  headroom,
  parts,
  curve,
}: Pick<Geometry, 'n' | 'bits' | 'headroom' | 'parts' | 'curve'>): Geometry {
  return { ...layoutOf({ n, bits, headroom }), parts, curve };
}
