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
  explainConsistency: () => explainConsistency,
  explainEntry: () => explainEntry,
  verifyConsistency: () => verifyConsistency,
  verifyEntry: () => verifyEntry
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_WKKFAZS4 = require("./chunk-WKKFAZS4.cjs");
var import_chunk_PB6VERCX = require("./chunk-PB6VERCX.cjs");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var MOST_PROOF_CHARACTERS = 2 * import_chunk_PB6VERCX.MOST_NOTE_BYTES;
var MOST_HASHES = 64;
function verifyEntry(entry, proof, trust) {
  return explainEntry(entry, proof, trust) === "ok";
}
function explainEntry(entry, proof, trust) {
  const policy = (0, import_chunk_WKKFAZS4.policyOf)(trust);
  const bytes = ((0, import_core.byteLength)(entry) ?? 0) <= import_chunk_PB6VERCX.MOST_ENTRY_BYTES ? (0, import_chunk_PB6VERCX.bytesOf)(entry) : void 0;
  if (bytes === void 0) return "malformed-entry";
  const short = typeof proof === "string" && proof.length <= MOST_PROOF_CHARACTERS;
  const parsed = short ? (0, import_chunk_PB6VERCX.parseEntryProof)(proof) : void 0;
  if (parsed === void 0) return "malformed-proof";
  const fields = new import_chunk_PB6VERCX.Fields(parsed);
  const [index, path, note] = [fields.u64(), fields.bytes(), fields.text()];
  const checkpoint = (0, import_chunk_PB6VERCX.checkCheckpoint)(note, policy);
  if (typeof checkpoint === "string") return checkpoint;
  const { size, root } = checkpoint;
  return (0, import_chunk_PB6VERCX.checkInclusion)(index, size, (0, import_chunk_PB6VERCX.leafHash)(bytes), path, root) === "ok" ? "ok" : "inclusion";
}
function verifyConsistency(old, now, hashes, trust) {
  return explainConsistency(old, now, hashes, trust) === "ok";
}
function explainConsistency(old, now, hashes, trust) {
  const policy = (0, import_chunk_WKKFAZS4.policyOf)(trust);
  const [before, after] = [(0, import_chunk_PB6VERCX.checkCheckpoint)(old, policy), (0, import_chunk_PB6VERCX.checkCheckpoint)(now, policy)];
  if (typeof before === "string") return before;
  if (typeof after === "string") return after;
  const path = pathOf(hashes);
  if (path === void 0) return "malformed-proof";
  return (0, import_chunk_PB6VERCX.checkConsistency)(before, after, path) === "ok" ? "ok" : "consistency";
}
function pathOf(hashes) {
  try {
    const count = Array.isArray(hashes) ? hashes.length : void 0;
    if (count === void 0 || count > MOST_HASHES) return void 0;
    const copies = Array.from({ length: count }, (_, i) => (0, import_chunk_PB6VERCX.bytesOf)(hashes[i]) ?? new Uint8Array(0));
    return copies.every(({ length }) => length === import_chunk_PB6VERCX.HASH_BYTES) ? (0, import_core.concat)(...copies) : void 0;
  } catch {
    return void 0;
  }
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  explainConsistency,
  explainEntry,
  verifyConsistency,
  verifyEntry
});
