export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { Manifest, TrustedKeys } from './ceremony/types.js';
export type { Curve } from './codec/curves.js';
export { decodeProof, encodeProof, type ProofFormat } from './format.js';
export type {
  PackedPoints,
  ProofInput,
  ProofJson,
  PublicSignalsInput,
  VerificationKeyInput,
  VerificationKeyJson,
} from './input.js';
export type { Backend } from './instance.js';
export type { KeyFormat } from './key.js';
export { decodeVerificationKey, encodeVerificationKey } from './key-format.js';
export type { Level } from './levels.js';
export type { LevelOptions } from './requirement.js';
export type { VerifyStatus } from './status.js';
export {
  type BatchItem,
  type BatchResult,
  createVerifier,
  type Verifier,
  type VerifierOptions,
  verifyBatch,
} from './verifier.js';
