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
  asOptions: () => import_core2.asOptions,
  plainBytes: () => plainBytes,
  unexpected: () => import_core2.unexpected
});
module.exports = __toCommonJS(stdin_exports);
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
function plainBytes(value) {
  if ((0, import_core.byteLength)(value) === void 0) return void 0;
  const { buffer, byteOffset, length } = value;
  return new Uint8Array(buffer, byteOffset, length);
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  asOptions,
  plainBytes,
  unexpected
});
