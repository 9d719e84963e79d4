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
  FedzkError: () => import_core2.FedzkError,
  checkRange: () => import_chunk_GYB5XUDS.checkRange,
  createQuantBuffer: () => import_chunk_GYB5XUDS.createQuantBuffer,
  createVerifier: () => import_chunk_34PMQ67Q.createVerifier,
  decodeProof: () => import_chunk_6FSHE3AC.decodeProof,
  decodeVerificationKey: () => import_chunk_6FSHE3AC.decodeVerificationKey,
  dequantize: () => import_chunk_GYB5XUDS.dequantize,
  encodeProof: () => import_chunk_6FSHE3AC.encodeProof,
  encodeVerificationKey: () => import_chunk_6FSHE3AC.encodeVerificationKey,
  fusesMultiplyAdd: () => import_core2.fusesMultiplyAdd,
  init: () => init,
  initSync: () => initSync,
  quantize: () => import_chunk_GYB5XUDS.quantize,
  verifyBatch: () => import_chunk_34PMQ67Q.verifyBatch
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_GYB5XUDS = require("./chunks/chunk-GYB5XUDS.cjs");
var import_chunk_6FSHE3AC = require("./chunks/chunk-6FSHE3AC.cjs");
var import_chunk_34PMQ67Q = require("./chunks/chunk-34PMQ67Q.cjs");
var import_chunk_Q33GGBLN = require("./chunks/chunk-Q33GGBLN.cjs");
var import_chunk_JFKCXCCT = require("./chunks/chunk-JFKCXCCT.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
function initSync(source) {
  (0, import_chunk_JFKCXCCT.instantiate)(source);
}
async function init(source) {
  initSync(await (0, import_core.receiveModule)(source, "source"));
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
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
});
