export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { Checkpoint, CheckpointProblem } from '../note/checkpoint.js';
export type { Trust } from '../note/policy.js';
export type { LogReader } from '../storage/storage.js';
export type { LogProblem } from './bundles.js';
export {
  type ConsistencyStatus,
  type EntryStatus,
  explainConsistency,
  explainEntry,
  verifyConsistency,
  verifyEntry,
} from './entry.js';
export { type HttpReaderOptions, httpReader } from './http.js';
export { type LogReport, type VerifyLogOptions, verifyLog } from './log.js';
