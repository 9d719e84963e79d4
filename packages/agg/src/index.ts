export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { Aggregator, AggregatorOptions, RoundSum } from './aggregator/aggregator.js';
export type { AggregatorEvent, CollectCode, CollectRefusal, ReportCode } from './aggregator/codes.js';
export { createAggregator } from './aggregator/create.js';
export type { Helper } from './aggregator/helper.js';
export type { Leader, Submission } from './aggregator/leader.js';
export { type AggregatorStore, type Entries, memoryStore } from './aggregator/store.js';
export {
  type CircuitInputs,
  type Client,
  type ClientOptions,
  createClient,
  type Prover,
  type ReportOptions,
} from './client.js';
export { createSealingKey, createSigningKey, type KeyPair } from './protocol/keys.js';
export { createTask, type Level, type Task, type TaskClient, type TaskOptions } from './protocol/task.js';
