import {
  webReader,
  webThread
} from "../chunks/chunk-33HQYFW6.js";
import "../chunks/chunk-CJXSVBJO.js";
import {
  FedzkError,
  verifyOnThreads
} from "../chunks/chunk-PJTPFHFK.js";
import "../chunks/chunk-DJIS66Z3.js";
import "../chunks/chunk-D6EYCNBK.js";

// src/entry/threads.web.ts
function verifyLogOnThreads(place, options) {
  return verifyOnThreads(place, options, {
    readerOf: webReader,
    open: startThread,
    threads: navigator.hardwareConcurrency || 1
  });
}
function startThread() {
  return webThread(new Worker(new URL("./threads-worker.web.js", import.meta.url), { type: "module" }));
}
export {
  FedzkError,
  verifyLogOnThreads
};
