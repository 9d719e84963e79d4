export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export { ApiKeys } from './api-keys.js';
export type { ApiKeyRefusal, ApiKeyValidation } from './check.js';
export { API_KEY_PATTERN, type ApiKeyEnv } from './key-text.js';
export type { ApiKeysOptions, IssuedApiKey, IssueOptions, RotatedApiKey, RotateOptions } from './options.js';
export { type ApiKeysReader, type ApiKeysReaderOptions, apiKeysReader } from './reader.js';
export type { ApiKeyRecord, ApiKeyStatus } from './record.js';
