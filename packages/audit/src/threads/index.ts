export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { LogProblem } from '../verify/bundles.js';
export type { LogReport } from '../verify/log.js';
export type { LogPlace } from './messages.js';
export type { ThreadsOptions } from './verify.js';
