export { FedzkError, type FedzkErrorCode } from '@fedzk/core';
export { type Aead, aesGcm, aesGcmSiv, xaes256Gcm } from './aead.js';
export { type Argon2Options, argon2id } from './argon2id.js';
export { type Committing, committing } from './committing.js';
export { type HkdfOptions, hkdf, hmac, type Pbkdf2Options, pbkdf2 } from './derive.js';
export { aesKw, aesKwp, type KeyWrap } from './wrap.js';
