import {
  FedzkError,
  explainConsistency,
  explainEntry,
  verifyConsistency,
  verifyEntry
} from "../chunks/chunk-N5HSSYNR.js";
import "../chunks/chunk-CJXSVBJO.js";
import {
  httpReader,
  verifyLog
} from "../chunks/chunk-DJIS66Z3.js";
import "../chunks/chunk-D6EYCNBK.js";
export {
  FedzkError,
  explainConsistency,
  explainEntry,
  httpReader,
  verifyConsistency,
  verifyEntry,
  verifyLog
};
