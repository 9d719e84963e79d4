import type { Curve } from '../curves.js';
import type { Engine } from '../engine.js';
import { ark } from './ark.js';
import { fedzk, fedzkBytes } from './fedzk.js';
import { mclNoG1Order, mclOrder } from './mcl.js';
import { noble } from './noble.js';
import { snarkjs, snarkjsSingleThread } from './snarkjs.js';

/** Returns all engines for a curve, ours first. Ratios are relative to the first. */
export function engines(curve: Curve): Engine[] {
  const all = [fedzk(), fedzkBytes(), snarkjs(), snarkjsSingleThread(), noble(), mclOrder(), ark()];
  // Over BLS12-381, mclNoG1Order would accept points outside the subgroup.
  return curve === 'bn254' ? [...all, mclNoG1Order()] : all;
}
