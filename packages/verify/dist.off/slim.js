import {
  decodeProof,
  decodeVerificationKey,
  encodeProof,
  encodeVerificationKey
} from "./chunks/chunk-6L64SBF5.js";
import {
  createVerifier,
  verifyBatch
} from "./chunks/chunk-GJBKAGF2.js";
import "./chunks/chunk-P433NVPT.js";
import {
  checkRange,
  createQuantBuffer,
  dequantize,
  quantize
} from "./chunks/chunk-YJFTFIQB.js";
import {
  instantiate
} from "./chunks/chunk-YXXWBUJW.js";

// src/slim.ts
import { receiveModule } from "@fedzk/core";
import { FedzkError, fusesMultiplyAdd } from "@fedzk/core";
function initSync(source) {
  instantiate(source);
}
async function init(source) {
  initSync(await receiveModule(source, "source"));
}
export {
  FedzkError,
  checkRange,
  createQuantBuffer,
  createVerifier,
  decodeProof,
  decodeVerificationKey,
  dequantize,
  encodeProof,
  encodeVerificationKey,
  fusesMultiplyAdd,
  init,
  initSync,
  quantize,
  verifyBatch
};
