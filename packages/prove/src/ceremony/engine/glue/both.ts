import type { Curve } from '@fedzk/verify';
import type { Glue } from '../instance.js';
import * as bls12381 from './bls12-381.js';
import * as bn254 from './bn254.js';

/** The glues of both curves, for the programs of threads, which are one file. */
export const GLUES: Readonly<Record<Curve, Glue>> = { bn254, 'bls12-381': bls12381 };
