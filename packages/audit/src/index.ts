export { AuditLog, type CheckpointOptions } from './audit-log.js';
export { backupLog } from './backup/backup.js';
export type { BackupDraft, BackupOptions, BackupReceipt, BackupTarget } from './backup/options.js';
export type { Predecessor } from './epoch.js';
export type { CommonFields, ProofGeneration, SecurityEvent, Verification } from './events/build.js';
export { decodeEvent } from './events/entry.js';
export type {
  AuditEntry,
  AuditEvent,
  EventProof,
  EventResult,
  EventSeverity,
  JsonObject,
  JsonValue,
} from './events/event.js';
export { pseudonym } from './events/pseudonym.js';
export { type OpenedEntry, openSealed, type SubjectKeys, subjectOf } from './events/sealed.js';
export { type ExportFormat, exportAs } from './export/export.js';
export type { ExportOptions, ExportRow } from './export/row.js';
export type { AuditLogOptions } from './log-options.js';
export { signNote, type VerifiedNote, verifyNote } from './note/note.js';
export { createSigner, type Signer } from './note/signer.js';
export type { Erased, PrivacyOptions } from './privacy.js';
export { proveEntry, readProof } from './prove/entry.js';
export { currentCheckpoint, type EntryRange, type LogEntry, readEntries, type SignedCheckpoint } from './reader.js';
export type { Eviction, RotationOptions } from './rotation/options.js';
export { readMinimum } from './rotation/state.js';
export type { Since } from './seen.js';
export { memoryStorage } from './storage/memory.js';
export type { Journal, LockOptions, LogLock, LogStorage, StoredFile } from './storage/storage.js';
export * from './verify/index.js';
export type { WitnessFetch } from './witness/client.js';
export type { WitnessOptions, WitnessProblem } from './witness/cosigner.js';
export {
  type CosignedLogCheckpoint,
  type CosignOptions,
  cosignCheckpoint,
  type WitnessingOptions,
} from './witness/witnessing.js';
export { inspectLog, type LogState } from './writer/inspect.js';
export type { AppendedEvent } from './writer/intake.js';
export { type Rebuilt, rebuildTiles } from './writer/rebuild.js';
