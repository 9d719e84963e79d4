export type { AggregatorStorage } from '../storage/storage.js';
export type { PostgresClient, PostgresPool, PostgresResult } from './pool.js';
export { postgresStorage } from './storage.js';
