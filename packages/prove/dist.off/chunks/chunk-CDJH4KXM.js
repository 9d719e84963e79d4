import {
  unexpected
} from "./chunk-6TLVGOQL.js";

// src/threads/options.ts
var MOST_THREADS = 64;
function threadsOf(options, most) {
  const { threads = Math.min(most, MOST_THREADS) } = options;
  if (Number.isSafeInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return threads;
  throw unexpected("threads", `an integer from 1 to ${MOST_THREADS}`, threads);
}

// src/threads/index.ts
import { FedzkError } from "@fedzk/core";

export {
  threadsOf,
  FedzkError
};
