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
  FedzkError: () => import_chunk_NX67S27D.FedzkError,
  explainConsistency: () => import_chunk_NX67S27D.explainConsistency,
  explainEntry: () => import_chunk_NX67S27D.explainEntry,
  httpReader: () => import_chunk_B2ATX3S6.httpReader,
  verifyConsistency: () => import_chunk_NX67S27D.verifyConsistency,
  verifyEntry: () => import_chunk_NX67S27D.verifyEntry,
  verifyLog: () => import_chunk_WKKFAZS4.verifyLog
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_NX67S27D = require("../chunks/chunk-NX67S27D.cjs");
var import_chunk_WKKFAZS4 = require("../chunks/chunk-WKKFAZS4.cjs");
var import_chunk_B2ATX3S6 = require("../chunks/chunk-B2ATX3S6.cjs");
var import_chunk_PB6VERCX = require("../chunks/chunk-PB6VERCX.cjs");
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  explainConsistency,
  explainEntry,
  httpReader,
  verifyConsistency,
  verifyEntry,
  verifyLog
});
