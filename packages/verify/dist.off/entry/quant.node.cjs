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
  FedzkError: () => import_chunk_GYB5XUDS.FedzkError,
  checkRange: () => import_chunk_GYB5XUDS.checkRange,
  createQuantBuffer: () => import_chunk_GYB5XUDS.createQuantBuffer,
  dequantize: () => import_chunk_GYB5XUDS.dequantize,
  quantize: () => import_chunk_GYB5XUDS.quantize
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_GYB5XUDS = require("../chunks/chunk-GYB5XUDS.cjs");
var import_chunk_IZOPJL6V = require("../chunks/chunk-IZOPJL6V.cjs");
var import_chunk_JFKCXCCT = require("../chunks/chunk-JFKCXCCT.cjs");
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  checkRange,
  createQuantBuffer,
  dequantize,
  quantize
});
