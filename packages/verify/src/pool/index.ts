export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { PoolBatchOptions, PoolCallOptions, PoolWorker, VerifierPool, VerifierPoolOptions } from './types.js';
