// The curves that a task can use.

import type { Curve } from '@fedzk/statement';

/** A curve's number, in a task's hash and for the WebAssembly module. */
export const CURVE_NUMBERS: Readonly<Record<Curve, number>> = { bn254: 1, 'bls12-381': 2 };
