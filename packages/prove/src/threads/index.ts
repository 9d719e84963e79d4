export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { KeyInput, KeySource } from '../key/source.js';
export type { Proved } from '../proof.js';
export type { ProveOptions, Prover, ProverEvent } from '../prover.js';
export type { GradientUpdateShape } from '../witness/gradient-update.js';
export type { CircomInputs } from '../witness/inputs.js';
export type { ThreadsOptions } from './options.js';
