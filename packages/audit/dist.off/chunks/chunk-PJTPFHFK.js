import {
  bundlesOf,
  checkedBundles,
  ending,
  verifyLogBy
} from "./chunk-DJIS66Z3.js";
import {
  requireWhole,
  unexpected
} from "./chunk-D6EYCNBK.js";

// src/threads/verify.ts
import { FedzkError as FedzkError2 } from "@fedzk/core";

// src/threads/threads.ts
import { FedzkError } from "@fedzk/core";
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
    return { checked, ...error && { error: new FedzkError(error.code, error.message) } };
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
  const bundles = bundlesOf(plan);
  const hands = [new Own((range) => checkedBundles(reader, plan, { ...start, ...range }))];
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
      const { checked, error } = await ending(first, signal);
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
  return new FedzkError("worker", message, { cause });
}

// src/threads/verify.ts
async function verifyOnThreads(place, options, { readerOf, open, threads }) {
  const plain = plainPlace(place);
  const reader = readerOf(plain);
  const { threads: wanted = threads, concurrency, signal } = { ...options };
  const count = requireWhole(wanted, "threads", 1);
  return verifyLogBy(
    (calling, plan, all) => {
      if (open === void 0 || count === 1 || bundlesOf(plan) <= RANGE) return checkedBundles(calling, plan, all);
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
    throw unexpected("place", "{ directory } or { url }", given);
  }
  return "url" in place ? { url: String(place.url) } : { directory: place.directory };
}
function noFolders() {
  return new FedzkError2("unsupported", "There are no folders here: pass { url }, or use Node.");
}

// src/threads/index.ts
import { FedzkError as FedzkError3 } from "@fedzk/core";

export {
  verifyOnThreads,
  noFolders,
  FedzkError3 as FedzkError
};
