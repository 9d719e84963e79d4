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

// src/entry/threads.web.ts
async function createProver(options) {
  const threads = threadsOf(asOptions(options), navigator.hardwareConcurrency || 1);
  return proverOf(options, (key) => new Crew(threads, key, startThread));
}
function startThread() {
  const worker = new Worker(new URL("./threads-worker.web.js", import.meta.url), { type: "module" });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen(answered, ended) {
      worker.addEventListener("message", ({ data }) => answered(data));
      for (const name of ["error", "messageerror"]) {
        worker.addEventListener(name, (event) => {
          event.preventDefault();
          ended(new Error(event.message || `its event was "${name}"`));
        });
      }
    },
    keepAlive: () => {
    },
    end: () => worker.terminate()
  };
}
export {
  FedzkError,
  createProver
};
