import "../chunks/chunk-32BREI4B.js";
import {
  FedzkError,
  WorkerCrew,
  poolOf
} from "../chunks/chunk-RD6BAZHS.js";
import "../chunks/chunk-P433NVPT.js";
import "../chunks/chunk-EFGKE3X6.js";
import "../chunks/chunk-YXXWBUJW.js";

// src/entry/pool.node.ts
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
function createVerifierPool(verificationKey, options = {}) {
  return poolOf(verificationKey, options, (key, { workers, worker, maxQueue }) => {
    const size = workers ?? availableParallelism();
    return new WorkerCrew({ key, size, maxQueue, start: worker ?? startWorker });
  });
}
function startWorker() {
  return new Worker(new URL("./worker.node.js", import.meta.url), { execArgv: [] });
}
export {
  FedzkError,
  createVerifierPool
};
