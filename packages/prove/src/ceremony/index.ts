export {
  type CallOptions,
  FedzkError,
  type FedzkErrorCode,
  type KeyInput,
  type KeySource,
  type Signer,
} from '@fedzk/core';
export { type AnnounceOptions, announce, requireAnnounceable } from './announce.js';
export { applyBeacon, type BeaconOptions, type ContributeOptions, contribute } from './contribute.js';
export type { Contributed } from './contributed.js';
export { handleSink } from './handle-sink.js';
export { type KeyReport, type NewKey, type NewKeyInputs, newKey, type VerifyKeyInputs, verifyKey } from './keys.js';
export type { BeaconProof } from './manifest/beacon.js';
export {
  type BuildManifestOptions,
  buildManifest,
  type SignManifestOptions,
  signContribution,
  signManifest,
} from './manifest.js';
export type { LongCallOptions } from './open.js';
export {
  type NewPowersOptions,
  newPowers,
  type PowersContribution,
  type PowersFacts,
  type PowersReport,
  prepare,
  readPowers,
  verifyPowers,
} from './powers.js';
export type { Report } from './report.js';
export { type CeremonySink, type MemorySink, memorySink } from './sink.js';
