var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var stdin_exports = {};
__export(stdin_exports, {
  FedzkError: () => import_chunk_6FSHE3AC.FedzkError,
  createVerifier: () => import_chunk_34PMQ67Q.createVerifier,
  decodeProof: () => import_chunk_6FSHE3AC.decodeProof,
  decodeVerificationKey: () => import_chunk_6FSHE3AC.decodeVerificationKey,
  encodeProof: () => import_chunk_6FSHE3AC.encodeProof,
  encodeVerificationKey: () => import_chunk_6FSHE3AC.encodeVerificationKey,
  verifyBatch: () => import_chunk_34PMQ67Q.verifyBatch
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_6FSHE3AC = require("../chunks/chunk-6FSHE3AC.cjs");
var import_chunk_34PMQ67Q = require("../chunks/chunk-34PMQ67Q.cjs");
var import_chunk_Q33GGBLN = require("../chunks/chunk-Q33GGBLN.cjs");
var import_chunk_IZOPJL6V = require("../chunks/chunk-IZOPJL6V.cjs");
var import_chunk_JFKCXCCT = require("../chunks/chunk-JFKCXCCT.cjs");
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  createVerifier,
  decodeProof,
  decodeVerificationKey,
  encodeProof,
  encodeVerificationKey,
  verifyBatch
});
