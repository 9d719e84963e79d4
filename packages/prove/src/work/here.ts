/**
 * The calling thread does all, one task at a time, and lets others run between slices.
 */
import type { LoadedHeader } from '../key/key.js';
import type { Executor } from './executor.js';
import { work } from './tasks.js';

/** Slices are put together until they are this long, in milliseconds: a frame. */
const SLICE_MS = 16;

/** An executor without threads. */
export function here(key: LoadedHeader): Executor {
  let before: Promise<unknown> = Promise.resolve();
  // Over the ends of tasks, which may be many and short.
  let began = performance.now();
  return {
    threads: 1,
    run(task, { signal, onProgress }) {
      const done = before.then(() => {
        signal.throwIfAborted();
        return work(key, task, (part) => {
          signal.throwIfAborted();
          if (performance.now() - began < SLICE_MS) return undefined;
          onProgress(part);
          return others().then(() => {
            signal.throwIfAborted();
            began = performance.now();
          });
        });
      });
      before = done.catch(() => {}); // `done` itself tells the caller
      return done;
    },
    close: async () => {},
  };
}

/** Lets what is waiting run first: input, timers, requests. */
function others(): Promise<void> {
  return new Promise((resolve) => {
    // Both without the 4 ms that browsers make nested timers wait.
    const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => unknown };
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
    } else if (typeof MessageChannel === 'function') {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    } else {
      setTimeout(resolve, 0);
    }
  });
}
