import {
  FedzkError,
  WorkerCrew,
  poolOf
} from "../chunks/chunk-RD6BAZHS.js";
import "../chunks/chunk-P433NVPT.js";
import "../chunks/chunk-7XGITFR2.js";
import "../chunks/chunk-EFGKE3X6.js";
import "../chunks/chunk-YXXWBUJW.js";

// src/entry/pool.web.ts
function createVerifierPool(verificationKey, options = {}) {
  return poolOf(verificationKey, options, (key, { workers, worker, maxQueue }) => {
    const size = workers ?? (navigator.hardwareConcurrency || 1);
    return new WorkerCrew({ key, size, maxQueue, start: worker ?? startWorker });
  });
}
function startWorker() {
  return new Worker(new URL("./worker.web.js", import.meta.url), { type: "module" });
}
export {
  FedzkError,
  createVerifierPool
};
