// The curves of tasks.

import type { Curve } from '@fedzk/statement';

/** A curve's number in a task's hash, by which the module knows its field too. */
export const CURVE_NUMBERS: Readonly<Record<Curve, number>> = { bn254: 1, 'bls12-381': 2 };
