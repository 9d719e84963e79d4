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
  FedzkError: () => import_chunk_H3AKBTYE.FedzkError,
  KeyHandle: () => import_chunk_H3AKBTYE.KeyHandle,
  KeyStore: () => import_chunk_H3AKBTYE.KeyStore,
  backend: () => import_chunk_6DWBK2OE.backend,
  memoryBackend: () => import_chunk_H3AKBTYE.memoryBackend,
  open: () => import_chunk_H3AKBTYE.open,
  seal: () => import_chunk_H3AKBTYE.seal
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_H3AKBTYE = require("../chunks/chunk-H3AKBTYE.cjs");
var import_chunk_FUFLCQM5 = require("../chunks/chunk-FUFLCQM5.cjs");
var import_chunk_7SGAVLUP = require("../chunks/chunk-7SGAVLUP.cjs");
var import_chunk_6DWBK2OE = require("../chunks/chunk-6DWBK2OE.cjs");
var import_chunk_5WQD6REL = require("../chunks/chunk-5WQD6REL.cjs");
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  KeyHandle,
  KeyStore,
  backend,
  memoryBackend,
  open,
  seal
});
