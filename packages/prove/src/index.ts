export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export { DEFAULT_LEVEL, type Level, SECURITY_LEVELS, type SecurityLevel } from './levels.js';
export type { QuantizerOptions } from './quantize/options.js';
export { createQuantizer, type QuantizedUpdate, type Quantizer } from './quantize/quantizer.js';
export { type CircomWitness, type CircomWitnessOptions, createCircomWitness } from './witness/circom.js';
export type { CircomInputs, CircomValue, IntegerArray } from './witness/inputs.js';
