import { FMA_PROBE } from './fma.js';
import { SWIZZLE_PROBE } from './swizzle.js';

/** The probe modules, by the functions that use them. Packages publish them as files for edge runtimes. */
export const PROBES: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  fusesMultiplyAdd: FMA_PROBE,
  swizzlesRelaxed: SWIZZLE_PROBE,
};
