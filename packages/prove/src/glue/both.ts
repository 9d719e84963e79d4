import type { Curve } from '@fedzk/verify';
import type { Glue, Sources } from '../instance.js';
import * as bls12381 from './bls12-381.js';
import * as bn254 from './bn254.js';

/** For programs that are one file: at the edge, and of threads. */
export const GLUES: Readonly<Record<Curve, Glue>> = { bn254, 'bls12-381': bls12381 };

/** Where modules are that were compiled before the program started. */
export function compiled(modules: Readonly<Record<Curve, WebAssembly.Module>>): Sources {
  const source = (curve: Curve) => () => ({ glue: GLUES[curve], module: modules[curve] });
  return { bn254: source('bn254'), 'bls12-381': source('bls12-381') };
}
