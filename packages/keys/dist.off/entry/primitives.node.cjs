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
  FedzkError: () => import_chunk_KDQW2TUY.FedzkError,
  aesGcm: () => import_chunk_KDQW2TUY.aesGcm,
  aesGcmSiv: () => import_chunk_KDQW2TUY.aesGcmSiv,
  aesKw: () => import_chunk_KDQW2TUY.aesKw,
  aesKwp: () => import_chunk_KDQW2TUY.aesKwp,
  argon2id: () => import_chunk_6DWBK2OE.argon2id,
  committing: () => import_chunk_6DWBK2OE.committing,
  hkdf: () => import_chunk_KDQW2TUY.hkdf,
  hmac: () => import_chunk_KDQW2TUY.hmac,
  pbkdf2: () => import_chunk_KDQW2TUY.pbkdf2,
  xaes256Gcm: () => import_chunk_KDQW2TUY.xaes256Gcm
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_KDQW2TUY = require("../chunks/chunk-KDQW2TUY.cjs");
var import_chunk_7SGAVLUP = require("../chunks/chunk-7SGAVLUP.cjs");
var import_chunk_6DWBK2OE = require("../chunks/chunk-6DWBK2OE.cjs");
var import_chunk_5WQD6REL = require("../chunks/chunk-5WQD6REL.cjs");
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
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
});
