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
  KeyHandle: () => import_chunk_H3AKBTYE.KeyHandle,
  KeyStore: () => import_chunk_H3AKBTYE.KeyStore,
  aesGcm: () => import_chunk_KDQW2TUY.aesGcm,
  aesGcmSiv: () => import_chunk_KDQW2TUY.aesGcmSiv,
  aesKw: () => import_chunk_KDQW2TUY.aesKw,
  aesKwp: () => import_chunk_KDQW2TUY.aesKwp,
  argon2id: () => import_chunk_6DWBK2OE.argon2id,
  backend: () => import_chunk_6DWBK2OE.backend,
  committing: () => import_chunk_6DWBK2OE.committing,
  hkdf: () => import_chunk_KDQW2TUY.hkdf,
  hmac: () => import_chunk_KDQW2TUY.hmac,
  init: () => init,
  initSync: () => initSync,
  memoryBackend: () => import_chunk_H3AKBTYE.memoryBackend,
  open: () => import_chunk_H3AKBTYE.open,
  pbkdf2: () => import_chunk_KDQW2TUY.pbkdf2,
  seal: () => import_chunk_H3AKBTYE.seal,
  swizzlesRelaxed: () => import_core2.swizzlesRelaxed,
  xaes256Gcm: () => import_chunk_KDQW2TUY.xaes256Gcm
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_H3AKBTYE = require("./chunks/chunk-H3AKBTYE.cjs");
var import_chunk_FUFLCQM5 = require("./chunks/chunk-FUFLCQM5.cjs");
var import_chunk_KDQW2TUY = require("./chunks/chunk-KDQW2TUY.cjs");
var import_chunk_6DWBK2OE = require("./chunks/chunk-6DWBK2OE.cjs");
var import_chunk_5WQD6REL = require("./chunks/chunk-5WQD6REL.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
function initSync(source, argon2) {
  (0, import_chunk_6DWBK2OE.instantiate)(source);
  if (argon2 !== void 0) (0, import_chunk_6DWBK2OE.provideArgon2)(argon2);
}
async function init(source, argon2) {
  initSync(...await Promise.all([(0, import_core.receiveModule)(source, "source"), argon2 && (0, import_core.receiveModule)(argon2, "argon2")]));
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
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
});
