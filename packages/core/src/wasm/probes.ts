import { FMA_PROBE } from './fma.js';
import { SWIZZLE_PROBE } from './swizzle.js';

/** The modules that ask an engine, by the functions that use them: at the edge a package publishes them as files. */
export const PROBES: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  fusesMultiplyAdd: FMA_PROBE,
  swizzlesRelaxed: SWIZZLE_PROBE,
};
