import "../chunks/chunk-BFOC2SIZ.js";
import {
  FedzkError,
  explainConsistency,
  explainEntry,
  verifyConsistency,
  verifyEntry
} from "../chunks/chunk-N5HSSYNR.js";
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
