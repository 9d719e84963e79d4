export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export { DEFAULT_LEVEL, type Level, SECURITY_LEVELS, type SecurityLevel } from './levels.js';
