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
  FedzkError: () => import_core2.FedzkError,
  createProver: () => createProver
});
module.exports = __toCommonJS(stdin_exports);
var import_chunk_THM5BMDC = require("../chunks/chunk-THM5BMDC.cjs");
var import_chunk_YTJN34EO = require("../chunks/chunk-YTJN34EO.cjs");
var import_chunk_AYNLFBFI = require("../chunks/chunk-AYNLFBFI.cjs");
var import_chunk_7TGZL5HP = require("../chunks/chunk-7TGZL5HP.cjs");
var import_node_os = require("node:os");
var import_node_worker_threads = require("node:worker_threads");
var import_core = require("@fedzk/core");
var import_core2 = require("@fedzk/core");
var Crew = class {
  threads;
  #start;
  #first;
  #lanes = /* @__PURE__ */ new Set();
  #waiting = [];
  #signals = /* @__PURE__ */ new WeakSet();
  /** Threads that were told to end and have not yet. */
  #ending = /* @__PURE__ */ new Set();
  #closed = false;
  constructor(threads, { curve, engine, headerBytes }, start) {
    this.threads = threads;
    this.#first = { curve, module: engine.module, header: headerBytes };
    this.#start = start;
  }
  run(task, watch) {
    const { signal } = watch;
    return new Promise((resolve, reject) => {
      if (signal.aborted || this.#closed) {
        reject(this.#closed ? closed() : signal.reason);
        return;
      }
      this.#watched(signal);
      this.#waiting.push({ task, watch, resolve, reject });
      this.#handOut();
    });
  }
  /** Listens to a signal once for all tasks of its proof: Node warns of more than ten listeners. */
  #watched(signal) {
    if (this.#signals.has(signal)) return;
    this.#signals.add(signal);
    const abort = () => {
      const begun = [...this.#lanes].flatMap(({ job }) => job ?? []);
      for (const job of [...this.#waiting, ...begun]) {
        if (job.watch.signal === signal) this.#cancel(job, signal.reason);
      }
    };
    signal.addEventListener("abort", abort, { once: true });
  }
  async close() {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(closed());
    const lanes = [...this.#lanes];
    this.#lanes.clear();
    for (const { job } of lanes) job?.reject(closed());
    for (const { thread } of lanes) this.#end(thread);
    await Promise.all(this.#ending);
  }
  #handOut() {
    while (this.#waiting.length > 0) {
      const lane = this.#freeLane();
      if (lane === void 0) return;
      const job = this.#waiting.shift();
      lane.job = job;
      lane.thread.keepAlive(true);
      send(lane.thread, job.task, () => lane.job === job).catch(
        (reason) => this.#settle(lane, job, () => job.reject(reason))
      );
    }
  }
  #freeLane() {
    const free = [...this.#lanes].find(({ job }) => job === void 0);
    if (free !== void 0 || this.#lanes.size >= this.threads) return free;
    const lane = { thread: this.#start(), job: void 0 };
    lane.thread.listen(
      (answer) => this.#answered(lane, answer),
      (reason) => this.#ended(lane, reason)
    );
    lane.thread.post(this.#first, []);
    this.#lanes.add(lane);
    return lane;
  }
  #answered(lane, answer) {
    const { job } = lane;
    if (job === void 0) return;
    if ("done" in answer) this.#tell(job, answer.done);
    else if ("result" in answer) this.#settle(lane, job, () => job.resolve(answer.result));
    else this.#settle(lane, job, () => job.reject(new import_core.FedzkError(answer.error.code, answer.error.message)));
  }
  /** What a listener throws ends its proof, as it does without threads. */
  #tell(job, done) {
    try {
      job.watch.onProgress(done);
    } catch (error) {
      this.#cancel(job, error);
    }
  }
  #settle(lane, job, how) {
    if (lane.job !== job) return;
    lane.job = void 0;
    lane.thread.keepAlive(false);
    how();
    this.#handOut();
  }
  #ended(lane, cause) {
    if (!this.#lanes.delete(lane)) return;
    lane.job?.reject(
      new import_core.FedzkError("worker", 'A thread of the prover ended before its work did; see "cause".', { cause })
    );
    this.#handOut();
  }
  /** Only by its end does a thread stop in the middle of a task; another one starts when there is work. */
  #cancel(job, reason) {
    const place = this.#waiting.indexOf(job);
    if (place >= 0) this.#waiting.splice(place, 1);
    for (const lane of this.#lanes) {
      if (lane.job !== job) continue;
      lane.job = void 0;
      this.#lanes.delete(lane);
      this.#end(lane.thread);
    }
    job.reject(reason);
    queueMicrotask(() => this.#handOut());
  }
  #end(thread) {
    const ending = Promise.resolve(thread.end()).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
};
async function send(thread, task, isWanted) {
  const transfer = [];
  const copy = (bytes) => {
    const own = new Uint8Array(bytes);
    transfer.push(own.buffer);
    return own;
  };
  const all = async (part) => {
    const bytes = part instanceof Uint8Array ? part : await part.read(0, part.length);
    return typeof SharedArrayBuffer === "function" && bytes.buffer instanceof SharedArrayBuffer ? bytes : copy(bytes);
  };
  if (task.kind === "sum") {
    const points = await all(task.points);
    if (isWanted()) thread.post({ ...task, points, scalars: copy(task.scalars) }, transfer);
  } else {
    const coefficients = await all(task.coefficients);
    if (isWanted()) thread.post({ ...task, coefficients, witness: copy(task.witness) }, transfer);
  }
}
function closed() {
  return new import_core.FedzkError("disposed", "This prover was closed; create a new one.");
}
var MOST_THREADS = 64;
function threadsOf(options, most) {
  const { threads = Math.min(most, MOST_THREADS) } = options;
  if (Number.isSafeInteger(threads) && threads >= 1 && threads <= MOST_THREADS) return threads;
  throw (0, import_chunk_YTJN34EO.unexpected)("threads", `an integer from 1 to ${MOST_THREADS}`, threads);
}
async function createProver(options) {
  const threads = threadsOf((0, import_chunk_YTJN34EO.asOptions)(options), (0, import_node_os.availableParallelism)());
  return (0, import_chunk_THM5BMDC.proverOf)(options, (key) => new Crew(threads, key, startThread));
}
function startThread() {
  const worker = new import_node_worker_threads.Worker(new URL("./threads-worker.node.js", moduleUrl), { execArgv: [] });
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
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  FedzkError,
  createProver
});
