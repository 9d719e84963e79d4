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
  openKeyFile: () => openKeyFile
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_YTJN34EO = require("./chunks/chunk-YTJN34EO.cjs");
var import_chunk_7TGZL5HP = require("./chunks/chunk-7TGZL5HP.cjs");
var import_promises = require("node:fs/promises");
var import_node_url = require("node:url");
var import_core = require("@fedzk/core");
async function openKeyFile(path) {
  const file = await (0, import_promises.open)(path).catch((error) => {
    throw notOpened(path, error);
  });
  const stats = await file.stat();
  if (stats.isDirectory()) {
    await file.close();
    throw notOpened(path, Object.assign(new Error("It is a folder."), { code: "EISDIR" }));
  }
  return {
    size: stats.size,
    read: (offset, length) => readAll(file, offset, length),
    close: () => file.close(),
    [Symbol.asyncDispose]: () => file.close()
  };
}
var REASONS = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "permission is denied"
};
function notOpened(path, cause) {
  const { code, name } = cause;
  const reason = code ?? name;
  if (reason.startsWith("ERR_")) {
    return (0, import_chunk_YTJN34EO.unexpected)("path", "the path of a proving key, or its file: URL", path, { cause });
  }
  const file = typeof path === "string" ? path : (0, import_node_url.fileURLToPath)(path);
  return new import_core.FedzkError("storage", `"${file}" cannot be opened: ${REASONS[reason] ?? reason}.`, { cause });
}
async function readAll(file, offset, length) {
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, offset + read);
    if (bytesRead === 0) throw new import_core.FedzkError("invalid-proving-key", '"zkey" expected a key file: it became shorter.');
    read += bytesRead;
  }
  return bytes;
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  openKeyFile
});
