import {
  sameBytes
} from "./chunk-D6EYCNBK.js";

// src/storage/memory.ts
import { concat, copyBytes, FedzkError } from "@fedzk/core";
function memoryStorage() {
  const files = /* @__PURE__ */ new Map();
  let owner;
  const write = ({ path, bytes }) => {
    files.set(path, copyBytes(bytes));
  };
  return {
    async lock() {
      if (owner !== void 0) {
        throw new FedzkError("invalid-state", "The log has another writer; close that one first.");
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
      return bytes && copyBytes(bytes);
    },
    async list(folder) {
      return [...files.keys()].filter((path) => path.startsWith(folder));
    },
    async create(created) {
      for (const file of created) {
        const there = files.get(file.path);
        if (there !== void 0 && !sameBytes(there, file.bytes)) throw otherBytes(file.path);
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
          write({ path: file.path, bytes: concat(files.get(file.path) ?? new Uint8Array(0), bytes) });
        },
        async close() {
        }
      };
    }
  };
}
function otherBytes(path) {
  return new FedzkError(
    "damaged",
    `${path} is there with other bytes than the log has for it. Nothing was signed; run rebuildTiles, or restore the log.`
  );
}

export {
  memoryStorage,
  otherBytes
};
