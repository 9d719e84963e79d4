export {
  type AuditEvent,
  type AuditSink,
  type CallOptions,
  FedzkError,
  type FedzkErrorCode,
  type KeyInput,
  type KeySource,
  listener,
} from '@fedzk/core';
export {
  type Contribution,
  type Contributions,
  type Manifest,
  type ManifestDetail,
  type ManifestOptions,
  type ManifestProblem,
  type ManifestReport,
  openManifest,
  readContributions,
  type TrustedKeys,
  verifyManifest,
} from '@fedzk/prove/manifests';
export { DEFAULT_LEVEL, type Level, SECURITY_LEVELS, type SecurityLevel } from '@fedzk/verify/levels';
export { createProver } from './create.js';
export { countContributions } from './key/contributions.js';
export type { Proved } from './proof.js';
export type { Prover, ProverOptions } from './prover.js';
export type { QuantizerOptions } from './quantize/options.js';
export { createQuantizer, type QuantizedUpdate, type Quantizer } from './quantize/quantizer.js';
export { type CircomWitness, type CircomWitnessOptions, createCircomWitness } from './witness/circom.js';
export { createGradientUpdateWitness, type GradientUpdateShape } from './witness/gradient-update.js';
export type { CircomInputs, CircomValue, IntegerArray } from './witness/inputs.js';
