export {
  type AuditEvent,
  type AuditSink,
  type CallOptions,
  FedzkError,
  type FedzkErrorCode,
  listener,
} from '@fedzk/core';
export type { CollectCode, CollectRefusal, ReportCode, SenderCode } from './aggregator/codes.js';
export type { Aggregator, AggregatorOptions, RoundSum } from './aggregator/contract.js';
export { createAggregator } from './aggregator/create.js';
export type { RoundDocument, SigningCode, SigningRefusal } from './aggregator/documents.js';
export type { Helper } from './aggregator/helper.js';
export type { AuditHistory } from './aggregator/history.js';
export type { Leader, Submission } from './aggregator/leader.js';
export type { ReportIds, ReportStatus, RoundStatus } from './aggregator/lookup.js';
export { type Client, type ClientOptions, createClient } from './client.js';
export type { Prover } from './compose.js';
export { announcementOf } from './protocol/announcement.js';
export { createSealingKey, createSigningKey, type KeyPair } from './protocol/keys.js';
export { reportLength } from './protocol/report.js';
export type { Schedule } from './protocol/schedule.js';
export { createTask, type Level, type Task, type TaskClient, type TaskOptions } from './protocol/task.js';
export type { Model, TaskFacts, TaskFile, TaskOperator } from './protocol/task-file.js';
export { memorySentStorage, type SentStorage } from './sent.js';
export { memoryStorage } from './storage/memory.js';
export type {
  DocumentName,
  DocumentRow,
  RoundRow,
  RoundState,
  RoundStep,
  SlotOutcome,
  SlotRow,
  SlotStep,
  StoredEvent,
  ValidRow,
} from './storage/rows.js';
export type { AggregatorStorage, TaskStore } from './storage/storage.js';
