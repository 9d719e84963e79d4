export {
  type AuditEvent,
  type AuditSink,
  type CallOptions,
  FedzkError,
  type FedzkErrorCode,
  listener,
} from '@fedzk/core';
export type { KeyInput, KeySource } from '../key/source.js';
export type { Proved } from '../proof.js';
export type { Prover } from '../prover.js';
export type { GradientUpdateShape } from '../witness/gradient-update.js';
export type { CircomInputs } from '../witness/inputs.js';
export type { ThreadsOptions } from './options.js';
