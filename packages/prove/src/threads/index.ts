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
export type { Proved } from '../proof.js';
export type { Prover } from '../prover.js';
export type { GradientUpdateShape } from '../witness/gradient-update.js';
export type { CircomInputs } from '../witness/inputs.js';
export type { ThreadsOptions } from './options.js';
