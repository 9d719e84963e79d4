export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type {
  RateLimitAlgorithm,
  RateLimitPolicy,
  RateLimitResult,
  RateLimitStore,
  RateLimitTable,
} from '../limits/policy.js';
export type { RemoteStoreOptions } from '../limits/remote.js';
export type { IoredisClient, NodeRedisClient, RedisClient, ScriptCall } from './client.js';
export { type RedisStoreOptions, redisStore } from './store.js';
