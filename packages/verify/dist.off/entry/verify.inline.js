import {
  FedzkError,
  decodeProof,
  decodeVerificationKey,
  encodeProof,
  encodeVerificationKey
} from "../chunks/chunk-6L64SBF5.js";
import {
  createVerifier,
  verifyBatch
} from "../chunks/chunk-GJBKAGF2.js";
import "../chunks/chunk-P433NVPT.js";
import "../chunks/chunk-7XGITFR2.js";
import "../chunks/chunk-EFGKE3X6.js";
import "../chunks/chunk-YXXWBUJW.js";
export {
  FedzkError,
  createVerifier,
  decodeProof,
  decodeVerificationKey,
  encodeProof,
  encodeVerificationKey,
  verifyBatch
};
