const moduleUrl = require('node:url').pathToFileURL(__filename).href;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var stdin_exports = {};
__export(stdin_exports, {
  FedzkError: () => import_core3.FedzkError,
  verifyLogOnThreads: () => verifyLogOnThreads
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_H6ZGPJUB = require("../chunks/chunk-H6ZGPJUB.cjs");
var import_chunk_D5RRCH5X = require("../chunks/chunk-D5RRCH5X.cjs");
var import_chunk_WKKFAZS4 = require("../chunks/chunk-WKKFAZS4.cjs");
var import_chunk_B2ATX3S6 = require("../chunks/chunk-B2ATX3S6.cjs");
var import_chunk_PB6VERCX = require("../chunks/chunk-PB6VERCX.cjs");
var import_node_os = require("node:os");
var import_node_worker_threads = require("node:worker_threads");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var import_core3 = require("@fedzk/core");
var RANGE = 64;
var AHEAD = 2;
var WAITING = 8;
var Lane = class {
  #thread;
  #asked = [];
  #started = false;
  #ended = false;
  /**
   * @param started is called when it can take ranges
   * @param lost is called with an error when it will take no more
   */
  constructor(thread, start, started, lost) {
    this.#thread = thread;
    thread.listen(
      (answer) => {
        if (this.#started) {
          this.#asked.shift()?.resolve(answer);
          return;
        }
        this.#started = true;
        started();
      },
      (reason) => {
        if (this.#ended) return;
        this.#ended = true;
        const error = threadEnded(reason);
        for (const { reject } of this.#asked.splice(0)) reject(error);
        lost(error);
      }
    );
    thread.post(start);
  }
  get asked() {
    return this.#asked.length;
  }
  get hasRoom() {
    return this.#started && !this.#ended && this.#asked.length < AHEAD;
  }
  async ask(range) {
    const { checked, error } = await new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      this.#thread.post(range);
    });
    return { checked, ...error && { error: new import_core2.FedzkError(error.code, error.message) } };
  }
  end() {
    this.#thread.end();
  }
};
var Own = class {
  #check;
  #ended = false;
  asked = 0;
  constructor(check) {
    this.#check = check;
  }
  get hasRoom() {
    return this.asked === 0;
  }
  async ask(range) {
    const checked = [];
    this.asked++;
    try {
      for await (const bundle of this.#check(range)) {
        if (this.#ended) break;
        checked.push(bundle);
      }
      return { checked };
    } catch (error) {
      return { checked, error };
    } finally {
      this.asked--;
    }
  }
  end() {
    this.#ended = true;
  }
};
async function* checkedOnThreads(plan, { others, open, start, reader, signal }) {
  const bundles = (0, import_chunk_B2ATX3S6.bundlesOf)(plan);
  const hands = [new Own((range) => (0, import_chunk_B2ATX3S6.checkedBundles)(reader, plan, { ...start, ...range }))];
  const coming = [];
  let next = 0;
  const enqueue = (part) => {
    part.then(give, () => void 0);
    coming.push(part);
  };
  const give = () => {
    while (next < bundles && coming.length < hands.length * WAITING) {
      const [hand] = hands.filter(({ hasRoom }) => hasRoom).sort((a, b) => a.asked - b.asked);
      if (hand === void 0) return;
      enqueue(hand.ask({ first: next, end: Math.min(next + RANGE, bundles) }));
      next += RANGE;
    }
  };
  try {
    while (hands.length <= Math.min(others, Math.ceil(bundles / RANGE) - 1)) {
      hands.push(new Lane(opened(open), start, give, (error) => enqueue(Promise.reject(error))));
    }
    give();
    for (let first = coming.shift(); first !== void 0; first = coming.shift()) {
      const { checked, error } = await (0, import_chunk_B2ATX3S6.ending)(first, signal);
      yield* checked;
      if (error !== void 0) throw error;
      give();
    }
  } finally {
    for (const hand of hands) hand.end();
  }
}
function opened(open) {
  try {
    return open();
  } catch (error) {
    throw threadEnded(error);
  }
}
function threadEnded(cause) {
  const message = `A thread ended before it had checked its part of the log. A page needs a Content-Security-Policy with worker-src 'self'; see this error's "cause".`;
  return new import_core2.FedzkError("worker", message, { cause });
}
async function verifyOnThreads(place, options, { readerOf, open, threads }) {
  const plain = plainPlace(place);
  const reader = readerOf(plain);
  const { threads: wanted = threads, concurrency, signal } = { ...options };
  const count = (0, import_chunk_PB6VERCX.requireWhole)(wanted, "threads", 1);
  return (0, import_chunk_WKKFAZS4.verifyLogBy)(
    (calling, plan, all) => {
      if (open === void 0 || count === 1 || (0, import_chunk_B2ATX3S6.bundlesOf)(plan) <= RANGE) return (0, import_chunk_B2ATX3S6.checkedBundles)(calling, plan, all);
      const start = { place: plain, plan, ...concurrency !== void 0 && { concurrency } };
      return checkedOnThreads(plan, { others: count - 1, open, start, reader: calling, signal });
    },
    reader,
    options
  );
}
function plainPlace(place) {
  const given = place;
  if (typeof given !== "object" || given === null || !("url" in given || "directory" in given)) {
    throw (0, import_chunk_PB6VERCX.unexpected)("place", "{ directory } or { url }", given);
  }
  return "url" in place ? { url: String(place.url) } : { directory: place.directory };
}
function verifyLogOnThreads(place, options) {
  return verifyOnThreads(place, options, { readerOf: import_chunk_H6ZGPJUB.nodeReader, open: startThread, threads: (0, import_node_os.availableParallelism)() });
}
function startThread() {
  return (0, import_chunk_H6ZGPJUB.nodeThread)(new import_node_worker_threads.Worker(new URL("./threads-worker.node.js", moduleUrl), { execArgv: [] }));
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  verifyLogOnThreads
});
