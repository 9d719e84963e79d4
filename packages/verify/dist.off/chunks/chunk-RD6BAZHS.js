import {
  CURVES,
  DEFAULT_CURVE,
  batchItem,
  preparedKey,
  statementBytes
} from "./chunk-P433NVPT.js";
import {
  asOptions,
  unexpected
} from "./chunk-YXXWBUJW.js";

// src/pool/crew.ts
import { FedzkError } from "@fedzk/core";

// src/pool/call.ts
var Call = class {
  /** Resolves when all parts are answered. */
  done;
  /** The parts that no worker has. */
  jobs;
  #events;
  #resolve = () => {
  };
  #reject = () => {
  };
  #unanswered;
  #open = true;
  constructor(questions, events) {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.jobs = questions.map((question, part) => ({ call: this, question, part, deaths: 0 }));
    this.#events = events;
    this.#unanswered = questions.length;
  }
  /** Whether its promise is pending. */
  get open() {
    return this.#open;
  }
  answer({ part }, answer) {
    if (!this.#open) return;
    try {
      this.#events.answered(answer, part);
    } catch (reason) {
      this.fail(reason);
      return;
    }
    this.#unanswered--;
    if (this.#open && this.#unanswered === 0) this.#settle(this.#resolve);
  }
  fail(reason) {
    if (this.#open) this.#settle(() => this.#reject(reason));
  }
  #settle(how) {
    this.#open = false;
    this.jobs.length = 0;
    how();
    this.#events.settled();
  }
};

// src/pool/lane.ts
var ENOUGH = 2;
var LANE_PLACES = ENOUGH;
var Lane = class {
  /** In the order in which they were given. */
  jobs = /* @__PURE__ */ new Map();
  #worker;
  #events;
  #ready = false;
  #nextId = 0;
  #alive = true;
  constructor(worker, key, events) {
    this.#worker = worker;
    this.#events = events;
    listen(this.#worker, {
      message: (reply) => this.#take(reply),
      end: (reason) => this.#end(reason)
    });
    worker.postMessage(key);
  }
  /** Whether it has started. */
  get ready() {
    return this.#ready;
  }
  /** How many more single statements it takes. A job that a worker ended over has its next one to itself. */
  get places() {
    const jobs = [...this.jobs.values()];
    if (jobs.some(({ deaths }) => deaths > 0)) return 0;
    return Math.max(0, ENOUGH - jobs.reduce((sum, { question }) => sum + weight(question), 0));
  }
  /** A worker that has not started gets it when it has: no job is to blame where it never does. */
  give(job) {
    const id = this.#nextId++;
    this.jobs.set(id, job);
    this.#worker.ref?.();
    if (this.#ready) this.#post(id, job);
  }
  /** Ends the worker, and tells nobody. */
  async terminate() {
    this.#alive = false;
    await this.#worker.terminate();
  }
  #take(reply) {
    if (!this.#alive) return;
    if (reply === "ready") {
      this.#ready = true;
      this.#events.started();
      for (const [id, job2] of this.jobs) this.#post(id, job2);
      return;
    }
    const job = this.jobs.get(reply.id);
    this.jobs.delete(reply.id);
    job?.call.answer(job, reply.answer);
    this.#events.answered();
    if (this.jobs.size === 0) this.#worker.unref?.();
  }
  #post(id, { question }) {
    this.#worker.postMessage({ id, question });
  }
  #end(reason) {
    if (!this.#alive) return;
    void this.terminate();
    this.#events.ended(this, reason);
  }
};
function weight(question) {
  return "statement" in question ? 1 : question.batch.length;
}
function listen(worker, { message, end }) {
  if (worker.on !== void 0) {
    worker.on("message", message);
    for (const name of ["error", "messageerror"]) worker.on(name, end);
    worker.on("exit", (code) => end(new Error(`it exited with code ${code}`)));
    return;
  }
  worker.addEventListener?.("message", (event) => message(event.data));
  for (const name of ["error", "messageerror"]) {
    worker.addEventListener?.(name, (event) => {
      event.preventDefault();
      end(new Error(event.message || `its event was "${name}"`));
    });
  }
}

// src/pool/crew.ts
var MOST_DEATHS = 3;
var WorkerCrew = class {
  #options;
  #lanes = /* @__PURE__ */ new Set();
  #open = /* @__PURE__ */ new Set();
  /** Calls with jobs that no worker has; the first is next. */
  #queue = [];
  /** Who waits for a place in the queue. */
  #waiters = [];
  /** Workers in turn that ended before they were ready. */
  #failedStarts = 0;
  #closing;
  #allSettled = () => {
  };
  constructor(options) {
    this.#options = options;
  }
  get size() {
    return this.#options.size;
  }
  get pending() {
    return this.#open.size;
  }
  admit(signal) {
    if (this.#closing !== void 0) throw closed();
    if (signal?.aborted) throw signal.reason;
  }
  async ask(questions, signal, answered) {
    if (this.#places() === 0) throw queueFull(this.#options.maxQueue);
    const answers = [];
    const call = new Call(questions, {
      answered: (answer, part) => {
        answers[part] = answer;
        answered(part);
      },
      settled: () => this.#forget(call)
    });
    const abort = () => call.fail(signal?.reason);
    signal?.addEventListener("abort", abort);
    this.#open.add(call);
    this.#queue.push(call);
    this.#handOut();
    try {
      await call.done;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
    return answers;
  }
  async ready() {
    this.admit();
    if (this.#waiters.length === 0 && this.#places() > 0) return;
    await new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }
  close() {
    this.#closing ??= this.#end();
    return this.#closing;
  }
  async #end() {
    for (const { reject } of this.#waiters.splice(0)) reject(closed());
    if (this.#open.size > 0) {
      await new Promise((resolve) => {
        this.#allSettled = resolve;
      });
    }
    await Promise.all([...this.#lanes].map((lane) => lane.terminate()));
    this.#lanes.clear();
  }
  #forget(call) {
    this.#open.delete(call);
    this.#queue = this.#queue.filter((each) => each !== call);
    if (this.#open.size === 0) this.#allSettled();
    this.#wake();
  }
  /** Gives workers what they have places for. The parts of a call take turns with other calls. */
  #handOut() {
    for (let [call] = this.#queue; call !== void 0; [call] = this.#queue) {
      const [job] = call.jobs;
      const lane = job && this.#laneFor(job);
      if (lane === void 0) break;
      this.#queue.shift();
      call.jobs.shift();
      if (call.jobs.length > 0) this.#queue.push(call);
      lane.give(job);
    }
    this.#wake();
  }
  /** Lets in as many of those who wait as there are places. */
  #wake() {
    for (const { resolve } of this.#waiters.splice(0, this.#places())) resolve();
  }
  /** How many calls would be taken now. */
  #places() {
    const inQueue = Math.max(0, this.#options.maxQueue - this.#queue.length);
    if (this.#queue.length > 0) return inQueue;
    const started = [...this.#lanes].reduce((sum, { places }) => sum + places, 0);
    const startable = this.#mayStart() ? (this.#options.size - this.#lanes.size) * LANE_PLACES : 0;
    return inQueue + started + startable;
  }
  /** Where workers can't be started, a pool makes do with those it has. */
  #mayStart() {
    return this.#lanes.size < this.#options.size && (this.#failedStarts < MOST_DEATHS || this.#lanes.size === 0);
  }
  /** The lane with the most places, a new one rather than one that has something. */
  #laneFor(job) {
    const [best] = [...this.#lanes].sort((a, b) => b.places - a.places);
    if (best?.jobs.size === 0) return best;
    if (this.#mayStart()) return this.#start();
    return job.deaths === 0 && best !== void 0 && best.places > 0 ? best : void 0;
  }
  #start() {
    try {
      const lane = new Lane(this.#options.start(), this.#options.key, this.#events);
      this.#lanes.add(lane);
      return lane;
    } catch (reason) {
      this.#failedStarts = MOST_DEATHS;
      this.#failWithoutWorkers(reason);
      return void 0;
    }
  }
  #events = {
    started: () => {
      this.#failedStarts = 0;
    },
    answered: () => this.#handOut(),
    ended: (lane, reason) => {
      this.#lanes.delete(lane);
      if (!lane.ready) this.#failedStarts++;
      for (const job of [...lane.jobs.values()].reverse()) this.#takeBack(job, lane, reason);
      this.#failWithoutWorkers(reason);
      this.#handOut();
    }
  };
  /** A job's next worker is told of it before those that wait. */
  #takeBack(job, { ready }, reason) {
    const { call } = job;
    if (!call.open) return;
    if (ready) job.deaths++;
    if (job.deaths >= MOST_DEATHS) {
      call.fail(workersEnded(reason));
      return;
    }
    if (call.jobs.length === 0) this.#queue.unshift(call);
    call.jobs.unshift(job);
  }
  #failWithoutWorkers(reason) {
    if (this.#failedStarts < MOST_DEATHS || this.#lanes.size > 0) return;
    for (const call of [...this.#open]) call.fail(cannotStart(reason));
  }
};
function closed() {
  return new FedzkError("disposed", "This pool was closed; create a new one.");
}
function queueFull(maxQueue) {
  return new FedzkError(
    "queue-full",
    `${maxQueue} calls wait for a worker already; await pool.ready() before a call, or raise "maxQueue".`
  );
}
function cannotStart(cause) {
  const message = `No worker can be started. A page needs a Content-Security-Policy with worker-src 'self'; what bundlers need is in the README of @fedzk/verify, under "Pool".`;
  return new FedzkError("worker", message, { cause });
}
function workersEnded(cause) {
  const message = `${MOST_DEATHS} workers ended, one after the other, before they answered this call; see this error's "cause".`;
  return new FedzkError("worker", message, { cause });
}

// src/pool/pool.ts
import { toHex } from "@fedzk/core";
var LARGEST_PART = 128;
var SMALLEST_PART = 16;
var DEFAULT_QUEUE = 1024;
function poolOf(verificationKey, options, muster) {
  const crewOptions = readPoolOptions(asOptions(options));
  const [prepared, key] = preparedKey(verificationKey, options);
  const layout = CURVES.find(({ id: id2 }) => id2 === prepared.curve()) ?? DEFAULT_CURVE;
  const [nPublic, id] = [prepared.nPublic(), toHex(prepared.id())];
  prepared.free();
  return new CrewPool({ layout, nPublic, id }, muster({ key, curve: layout.name }, crewOptions));
}
var CrewPool = class {
  curve;
  nPublic;
  id;
  size;
  #layout;
  #crew;
  constructor({ layout, nPublic, id }, crew) {
    this.curve = layout.name;
    this.nPublic = nPublic;
    this.id = id;
    this.size = crew.size;
    this.#layout = layout;
    this.#crew = crew;
  }
  get pending() {
    return this.#crew.pending;
  }
  async verify(proof, publicSignals, options) {
    return await this.explain(proof, publicSignals, options) === "ok";
  }
  async explain(proof, publicSignals, options = {}) {
    const { signal } = readCallOptions(options);
    this.#crew.admit(signal);
    const statement = this.#read(proof, publicSignals);
    if (typeof statement === "string") return statement;
    const [status] = await this.#ask([{ statement }], signal);
    return status;
  }
  async verifyBatch(items, options = {}) {
    const { signal, onProgress } = readCallOptions(options);
    this.#crew.admit(signal);
    if (!Array.isArray(items)) throw unexpected("items", "an array", items);
    const read = Array.from({ length: items.length }, (_, i) => {
      const { proof, publicSignals } = batchItem(items[i]);
      return this.#read(proof, publicSignals);
    });
    const parts = split(
      read.flatMap((each, i) => typeof each === "string" ? [] : [i]),
      this.size
    );
    let done = read.length - parts.reduce((sum, { length }) => sum + length, 0);
    const answers = await this.#ask(
      parts.map((part) => ({ batch: part.map((i) => read[i]) })),
      signal,
      (part) => {
        done += parts[part]?.length ?? 0;
        onProgress?.(done, read.length);
      }
    );
    const valid = new Set(
      answers.flatMap(
        (wrong, part) => parts[part]?.filter((_, at) => !wrong.includes(at)) ?? []
      )
    );
    const failed = [...read.keys()].filter((i) => !valid.has(i));
    return { ok: failed.length === 0, failed };
  }
  ready() {
    return this.#crew.ready();
  }
  close() {
    return this.#crew.close();
  }
  [Symbol.asyncDispose]() {
    return this.close();
  }
  #read(proof, publicSignals) {
    return statementBytes(proof, publicSignals, this.#layout, this.nPublic);
  }
  async #ask(questions, signal, answered = () => {
  }) {
    this.#crew.admit(signal);
    return questions.length === 0 ? [] : this.#crew.ask(questions, signal, answered);
  }
};
function split(places, size) {
  const workers = Math.max(1, Math.min(size, Math.ceil(places.length / SMALLEST_PART)));
  const parts = workers * Math.ceil(places.length / (workers * LARGEST_PART));
  const bounds = Array.from({ length: parts + 1 }, (_, i) => Math.round(i * places.length / parts));
  return bounds.slice(1).map((end, i) => places.slice(bounds[i], end));
}
function readPoolOptions({ workers, maxQueue = DEFAULT_QUEUE, worker }) {
  const integer = (value, least) => Number.isSafeInteger(value) && value >= least;
  if (workers !== void 0 && !integer(workers, 1)) throw unexpected("workers", "an integer of 1 or more", workers);
  if (!integer(maxQueue, 0)) throw unexpected("maxQueue", "an integer of 0 or more", maxQueue);
  if (worker !== void 0 && typeof worker !== "function") {
    throw unexpected("worker", "a function that starts a worker", worker);
  }
  return { maxQueue, ...workers !== void 0 && { workers }, ...worker !== void 0 && { worker } };
}
function readCallOptions(options) {
  const { signal, onProgress } = asOptions(options);
  if (signal !== void 0 && typeof signal?.addEventListener !== "function") {
    throw unexpected("signal", "an AbortSignal", signal);
  }
  if (onProgress !== void 0 && typeof onProgress !== "function") {
    throw unexpected("onProgress", "a function", onProgress);
  }
  return options;
}

// src/pool/index.ts
import { FedzkError as FedzkError2 } from "@fedzk/core";

export {
  WorkerCrew,
  closed,
  poolOf,
  FedzkError2 as FedzkError
};
