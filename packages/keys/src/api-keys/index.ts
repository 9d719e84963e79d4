export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { BackupOptions, BackupReceipt, BackupSource, BackupTarget } from '../backup/options.js';
export { ApiKeys } from './api-keys.js';
export type { ApiKeyRefusal, ApiKeyValidation } from './check.js';
export { API_KEY_PATTERN, type ApiKeyEnv } from './key-text.js';
export type {
  ApiKeysOptions,
  ApiKeysRestoreOptions,
  IssuedApiKey,
  IssueOptions,
  RotatedApiKey,
  RotateOptions,
} from './options.js';
export { type ApiKeysReader, type ApiKeysReaderOptions, apiKeysReader } from './reader.js';
export type { ApiKeyRecord, ApiKeyStatus } from './record.js';
