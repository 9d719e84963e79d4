export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type {
  RateLimitAlgorithm,
  RateLimitPolicy,
  RateLimitResult,
  RateLimitStore,
  RateLimitTable,
} from '../limits/policy.js';
export type { RemoteStoreOptions } from '../limits/remote.js';
export { RateLimitObject, type RateLimitObjectState, type RateLimitObjectStorage } from './object.js';
export { durableObjectStore, type RateLimitNamespace, type RateLimitStub } from './store.js';
