import {
  noFolders
} from "./chunk-PJTPFHFK.js";
import {
  httpReader
} from "./chunk-DJIS66Z3.js";

// src/threads/web.ts
function webReader(place) {
  if ("url" in place) return httpReader(place.url);
  throw noFolders();
}
function webThread(worker) {
  return {
    post: (message) => worker.postMessage(message),
    listen(answered, ended) {
      worker.addEventListener("message", ({ data }) => answered(data));
      for (const name of ["error", "messageerror"]) {
        worker.addEventListener(name, (event) => {
          event.preventDefault();
          ended(new Error(event.message || `its event was "${name}"`));
        });
      }
    },
    end: () => worker.terminate()
  };
}

export {
  webReader,
  webThread
};
