export type { AggregatorStorage } from '../storage/storage.js';
export { sqliteStorage } from './storage.js';
