import {
  Crew
} from "../chunks/chunk-RJWGVCNK.js";
import "../chunks/chunk-SDG32BHA.js";
import {
  FedzkError,
  threadsOf
} from "../chunks/chunk-CDJH4KXM.js";
import {
  proverOf
} from "../chunks/chunk-J5CXC6YB.js";
import {
  asOptions
} from "../chunks/chunk-6TLVGOQL.js";
import "../chunks/chunk-WSFCRVEQ.js";

// src/entry/threads.node.ts
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
async function createProver(options) {
  const threads = threadsOf(asOptions(options), availableParallelism());
  return proverOf(options, (key) => new Crew(threads, key, startThread));
}
function startThread() {
  const worker = new Worker(new URL("./threads-worker.node.js", import.meta.url), { execArgv: [] });
  worker.unref();
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen(answered, ended) {
      worker.on("message", answered);
      for (const name of ["error", "messageerror"]) worker.on(name, ended);
      worker.on("exit", (code) => ended(new Error(`it exited with code ${code}`)));
    },
    keepAlive: (isBusy) => isBusy ? worker.ref() : worker.unref(),
    end: () => worker.terminate()
  };
}
export {
  FedzkError,
  createProver
};
