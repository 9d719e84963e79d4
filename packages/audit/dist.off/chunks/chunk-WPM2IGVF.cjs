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
  memoryStorage: () => memoryStorage,
  otherBytes: () => otherBytes
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_PB6VERCX = require("./chunk-PB6VERCX.cjs");
var import_core = require("@fedzk/core");
function memoryStorage() {
  const files = /* @__PURE__ */ new Map();
  let owner;
  const write = ({ path, bytes }) => {
    files.set(path, (0, import_core.copyBytes)(bytes));
  };
  return {
    async lock() {
      if (owner !== void 0) {
        throw new import_core.FedzkError("invalid-state", "The log has another writer; close that one first.");
      }
      const own = {};
      owner = own;
      return {
        held: async () => owner === own,
        release: async () => {
          if (owner === own) owner = void 0;
        }
      };
    },
    async read(path) {
      const bytes = files.get(path);
      return bytes && (0, import_core.copyBytes)(bytes);
    },
    async list(folder) {
      return [...files.keys()].filter((path) => path.startsWith(folder));
    },
    async create(created) {
      for (const file of created) {
        const there = files.get(file.path);
        if (there !== void 0 && !(0, import_chunk_PB6VERCX.sameBytes)(there, file.bytes)) throw otherBytes(file.path);
        write(file);
      }
    },
    async replace(file) {
      write(file);
    },
    async remove(paths) {
      for (const path of paths) files.delete(path);
    },
    async openJournal(file) {
      write(file);
      return {
        async append(bytes) {
          write({ path: file.path, bytes: (0, import_core.concat)(files.get(file.path) ?? new Uint8Array(0), bytes) });
        },
        async close() {
        }
      };
    }
  };
}
function otherBytes(path) {
  return new import_core.FedzkError(
    "damaged",
    `${path} is there with other bytes than the log has for it. Nothing was signed; run rebuildTiles, or restore the log.`
  );
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  memoryStorage,
  otherBytes
});
