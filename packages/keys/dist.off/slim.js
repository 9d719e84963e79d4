import {
  KeyHandle,
  KeyStore,
  memoryBackend,
  open,
  seal
} from "./chunks/chunk-FQG7RK6O.js";
import "./chunks/chunk-QVJWYDT2.js";
import {
  aesGcm,
  aesGcmSiv,
  aesKw,
  aesKwp,
  hkdf,
  hmac,
  pbkdf2,
  xaes256Gcm
} from "./chunks/chunk-JYYWCXBE.js";
import {
  argon2id,
  backend,
  committing,
  instantiate,
  provideArgon2
} from "./chunks/chunk-OYAE5STL.js";
import "./chunks/chunk-4FXU3YWI.js";
import "./chunks/chunk-RFYV5G4X.js";

// src/slim.ts
import { receiveModule } from "@fedzk/core";
import { FedzkError, swizzlesRelaxed } from "@fedzk/core";
function initSync(source, argon2) {
  instantiate(source);
  if (argon2 !== void 0) provideArgon2(argon2);
}
async function init(source, argon2) {
  initSync(...await Promise.all([receiveModule(source, "source"), argon2 && receiveModule(argon2, "argon2")]));
}
export {
  FedzkError,
  KeyHandle,
  KeyStore,
  aesGcm,
  aesGcmSiv,
  aesKw,
  aesKwp,
  argon2id,
  backend,
  committing,
  hkdf,
  hmac,
  init,
  initSync,
  memoryBackend,
  open,
  pbkdf2,
  seal,
  swizzlesRelaxed,
  xaes256Gcm
};
