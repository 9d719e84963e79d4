import {
  policyOf
} from "./chunk-DJIS66Z3.js";
import {
  Fields,
  HASH_BYTES,
  MOST_ENTRY_BYTES,
  MOST_NOTE_BYTES,
  bytesOf,
  checkCheckpoint,
  checkConsistency,
  checkInclusion,
  leafHash,
  parseEntryProof
} from "./chunk-D6EYCNBK.js";

// src/verify/entry.ts
import { byteLength, concat } from "@fedzk/core";
var MOST_PROOF_CHARACTERS = 2 * MOST_NOTE_BYTES;
var MOST_HASHES = 64;
function verifyEntry(entry, proof, trust) {
  return explainEntry(entry, proof, trust) === "ok";
}
function explainEntry(entry, proof, trust) {
  const policy = policyOf(trust);
  const bytes = (byteLength(entry) ?? 0) <= MOST_ENTRY_BYTES ? bytesOf(entry) : void 0;
  if (bytes === void 0) return "malformed-entry";
  const short = typeof proof === "string" && proof.length <= MOST_PROOF_CHARACTERS;
  const parsed = short ? parseEntryProof(proof) : void 0;
  if (parsed === void 0) return "malformed-proof";
  const fields = new Fields(parsed);
  const [index, path, note] = [fields.u64(), fields.bytes(), fields.text()];
  const checkpoint = checkCheckpoint(note, policy);
  if (typeof checkpoint === "string") return checkpoint;
  const { size, root } = checkpoint;
  return checkInclusion(index, size, leafHash(bytes), path, root) === "ok" ? "ok" : "inclusion";
}
function verifyConsistency(old, now, hashes, trust) {
  return explainConsistency(old, now, hashes, trust) === "ok";
}
function explainConsistency(old, now, hashes, trust) {
  const policy = policyOf(trust);
  const [before, after] = [checkCheckpoint(old, policy), checkCheckpoint(now, policy)];
  if (typeof before === "string") return before;
  if (typeof after === "string") return after;
  const path = pathOf(hashes);
  if (path === void 0) return "malformed-proof";
  return checkConsistency(before, after, path) === "ok" ? "ok" : "consistency";
}
function pathOf(hashes) {
  try {
    const count = Array.isArray(hashes) ? hashes.length : void 0;
    if (count === void 0 || count > MOST_HASHES) return void 0;
    const copies = Array.from({ length: count }, (_, i) => bytesOf(hashes[i]) ?? new Uint8Array(0));
    return copies.every(({ length }) => length === HASH_BYTES) ? concat(...copies) : void 0;
  } catch {
    return void 0;
  }
}

// src/verify/index.ts
import { FedzkError } from "@fedzk/core";

export {
  verifyEntry,
  explainEntry,
  verifyConsistency,
  explainConsistency,
  FedzkError
};
