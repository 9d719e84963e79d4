// src/threads/crew.ts
import { FedzkError } from "@fedzk/core";
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
    else this.#settle(lane, job, () => job.reject(new FedzkError(answer.error.code, answer.error.message)));
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
      new FedzkError("worker", 'A thread of the prover ended before its work did; see "cause".', { cause })
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
  return new FedzkError("disposed", "This prover was closed; create a new one.");
}

export {
  Crew
};
