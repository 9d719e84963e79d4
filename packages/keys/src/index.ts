export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export { type Backend, backend } from './instance.js';
