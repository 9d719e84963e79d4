export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export type { Pkcs11KeyProvider } from './key-provider.js';
export type { Pkcs11Pin } from './pin.js';
export { type Pkcs11KeyOptions, type Pkcs11KeyProviderOptions, type Pkcs11Options, Pkcs11Token } from './token.js';
