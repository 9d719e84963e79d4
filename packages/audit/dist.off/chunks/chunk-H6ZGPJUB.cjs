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
  nodeReader: () => nodeReader,
  nodeThread: () => nodeThread
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_D5RRCH5X = require("./chunk-D5RRCH5X.cjs");
var import_chunk_B2ATX3S6 = require("./chunk-B2ATX3S6.cjs");
function nodeReader(place) {
  return "url" in place ? (0, import_chunk_B2ATX3S6.httpReader)(place.url) : (0, import_chunk_D5RRCH5X.directoryReader)(place.directory);
}
function nodeThread(worker) {
  return {
    post: (message) => worker.postMessage(message),
    listen(answered, ended) {
      worker.on("message", answered);
      for (const name of ["error", "messageerror"]) worker.on(name, ended);
      worker.on("exit", (code) => ended(new Error(`it exited with code ${code}`)));
    },
    end: () => void worker.terminate()
  };
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  nodeReader,
  nodeThread
});
