import type { Curve } from '../curves.js';
import type { Engine } from '../engine.js';
import { ark } from './ark.js';
import { fedzk, fedzkBytes } from './fedzk.js';
import { mclNoG1Order, mclOrder } from './mcl.js';
import { noble } from './noble.js';
import { snarkjs, snarkjsSingleThread } from './snarkjs.js';

/** All engines for a curve, ours first: the first is what the ratios are to. */
export function engines(curve: Curve): Engine[] {
  const all = [fedzk(), fedzkBytes(), snarkjs(), snarkjsSingleThread(), noble(), mclOrder(), ark()];
  // Over BLS12-381 it would take points outside the subgroup.
  return curve === 'bn254' ? [...all, mclNoG1Order()] : all;
}
