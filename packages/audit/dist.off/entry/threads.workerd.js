import "../chunks/chunk-BFOC2SIZ.js";
import {
  webReader
} from "../chunks/chunk-33HQYFW6.js";
import {
  FedzkError,
  verifyOnThreads
} from "../chunks/chunk-PJTPFHFK.js";
import "../chunks/chunk-DJIS66Z3.js";
import "../chunks/chunk-D6EYCNBK.js";

// src/entry/threads.workerd.ts
function verifyLogOnThreads(place, options) {
  return verifyOnThreads(place, options, { readerOf: webReader, threads: 1 });
}
export {
  FedzkError,
  verifyLogOnThreads
};
