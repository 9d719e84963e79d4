export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export { isReceipt } from './protocol/announcement.js';
export { createEnrolment, type Enrolment, isEnrolment } from './protocol/enrolment.js';
export { compareResult, type ResultEvidence, type ResultFault } from './protocol/evidence.js';
export { type RecordOptions, type RoundRecord, writeRecord } from './protocol/record.js';
export { type IdSet, type ResultOptions, type RoundResult, sumsBytes, writeResult } from './protocol/result.js';
export { type Phase, type RoundTimes, roundAt, roundTimes, type Schedule } from './protocol/schedule.js';
export {
  type DocumentKind,
  type DocumentRefusal,
  openRecord,
  openResult,
  readSignatures,
  type Signatures,
  signDocument,
  unsignedBy,
  writeSignatures,
} from './protocol/signed.js';
export type { Level, Task, TaskClient, TaskOptions } from './protocol/task.js';
export {
  type Model,
  readTaskFile,
  type TaskFacts,
  type TaskFile,
  type TaskFileOptions,
  type TaskOperator,
  writeTaskFile,
} from './protocol/task-file.js';
