// How a task's reports lay out their values.

import { type Layout, layoutOf } from '@fedzk/statement';

/** The layout of each proof's values, and how many proofs there are. */
export interface Geometry extends Layout {
  /** T, proofs a report. */
  readonly parts: number;
}

/** The geometry of a task's numbers. */
export function geometry({ n, bits, headroom, parts }: Pick<Geometry, 'n' | 'bits' | 'headroom' | 'parts'>): Geometry {
  return { ...layoutOf({ n, bits, headroom }), parts };
}
