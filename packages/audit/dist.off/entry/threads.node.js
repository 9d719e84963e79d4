import {
  directoryReader
} from "../chunks/chunk-VRB4MFBP.js";
import "../chunks/chunk-CJXSVBJO.js";
import {
  FedzkError,
  verifyOnThreads
} from "../chunks/chunk-PJTPFHFK.js";
import {
  httpReader
} from "../chunks/chunk-DJIS66Z3.js";
import "../chunks/chunk-D6EYCNBK.js";

// src/entry/threads.node.ts
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

// src/threads/node.ts
function nodeReader(place) {
  return "url" in place ? httpReader(place.url) : directoryReader(place.directory);
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

// src/entry/threads.node.ts
function verifyLogOnThreads(place, options) {
  return verifyOnThreads(place, options, { readerOf: nodeReader, open: startThread, threads: availableParallelism() });
}
function startThread() {
  return nodeThread(new Worker(new URL("./threads-worker.node.js", import.meta.url), { execArgv: [] }));
}
export {
  FedzkError,
  verifyLogOnThreads
};
