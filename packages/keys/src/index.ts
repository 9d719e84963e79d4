export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { BackupOptions, BackupReceipt, BackupSource, BackupTarget, RestoreOptions } from './backup/options.js';
export { open, seal } from './envelope.js';
export type { KeyKind } from './format/entry.js';
export { type Backend, backend } from './instance.js';
export { signerOf } from './signer.js';
export { memoryStorage } from './storage/memory.js';
export type { KeyStorage, StoredHead, StoredObject } from './storage/storage.js';
export { KeyHandle, type KeyInfo } from './store/handle.js';
export { KeyStore } from './store/key-store.js';
export type {
  Anchor,
  AnchorValue,
  DeletionReceipt,
  Freshness,
  GetOptions,
  KeyStoreOptions,
  ListFilter,
  NewKey,
  NewKeyOptions,
  PutOptions,
  RewrapOptions,
  RewrapProgress,
  StoreProblem,
  StoreReceipt,
  StoreReport,
  UpdateOptions,
} from './store/options.js';
export type { Kdf, KeyProvider, SlotInfo, Unlock } from './store/unlock.js';
export type { KeyVersion } from './store/versions.js';
export { subjectKeys } from './subject-keys.js';
