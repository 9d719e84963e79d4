import "../chunks/chunk-BFOC2SIZ.js";
import {
  AuditLog,
  cosignCheckpoint,
  createSigner,
  currentCheckpoint,
  decodeEvent,
  exportAs,
  inspectLog,
  openSealed,
  proveEntry,
  pseudonym,
  readEntries,
  readMinimum,
  readProof,
  rebuildTiles,
  subjectOf
} from "../chunks/chunk-5UQ5WY3D.js";
import {
  FedzkError,
  explainConsistency,
  explainEntry,
  verifyConsistency,
  verifyEntry
} from "../chunks/chunk-N5HSSYNR.js";
import "../chunks/chunk-VV6LK7CS.js";
import {
  memoryStorage
} from "../chunks/chunk-4YGPTE4A.js";
import {
  httpReader,
  verifyLog
} from "../chunks/chunk-DJIS66Z3.js";
import "../chunks/chunk-D6EYCNBK.js";
export {
  AuditLog,
  FedzkError,
  cosignCheckpoint,
  createSigner,
  currentCheckpoint,
  decodeEvent,
  explainConsistency,
  explainEntry,
  exportAs,
  httpReader,
  inspectLog,
  memoryStorage,
  openSealed,
  proveEntry,
  pseudonym,
  readEntries,
  readMinimum,
  readProof,
  rebuildTiles,
  subjectOf,
  verifyConsistency,
  verifyEntry,
  verifyLog
};
