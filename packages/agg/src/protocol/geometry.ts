// How a task's reports lay out their values.

import { type Curve, type Layout, layoutOf } from '@fedzk/statement';

/** The layout of each proof's values, how many proofs there are, and in which field. */
export interface Geometry extends Layout {
  /** T, proofs a report. */
  readonly parts: number;
  /** The curve in whose scalar field all elements are. */
  readonly curve: Curve;
}

/** The geometry of a task's numbers. */
export function geometry({
  n,
  bits,
  headroom,
  parts,
  curve,
}: Pick<Geometry, 'n' | 'bits' | 'headroom' | 'parts' | 'curve'>): Geometry {
  return { ...layoutOf({ n, bits, headroom }), parts, curve };
}
