import "../chunks/chunk-IWUNRBHF.js";
import "../chunks/chunk-UDANK2LZ.js";
import {
  FedzkError,
  aesGcm,
  aesGcmSiv,
  aesKw,
  aesKwp,
  hkdf,
  hmac,
  pbkdf2,
  xaes256Gcm
} from "../chunks/chunk-JYYWCXBE.js";
import {
  argon2id,
  committing
} from "../chunks/chunk-OYAE5STL.js";
import "../chunks/chunk-4FXU3YWI.js";
import "../chunks/chunk-RFYV5G4X.js";
export {
  FedzkError,
  aesGcm,
  aesGcmSiv,
  aesKw,
  aesKwp,
  argon2id,
  committing,
  hkdf,
  hmac,
  pbkdf2,
  xaes256Gcm
};
