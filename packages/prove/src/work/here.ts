/**
 * Does tasks in the calling thread, one at a time, and lets other code run between slices.
 */
import { nextTurn } from '@fedzk/core';
import type { LoadedHeader } from '../key/key.js';
import type { Executor } from './executor.js';
import { work } from './tasks.js';

/** The time between pauses, in milliseconds: about a frame. */
const SLICE_MS = 16;

/** Makes an executor without threads. */
export function here(key: LoadedHeader): Executor {
  let before: Promise<unknown> = Promise.resolve();
  // Kept from task to task, since many are short.
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
          return nextTurn().then(() => {
            signal.throwIfAborted();
            began = performance.now();
          });
        });
      });
      before = done.catch(() => {}); // the caller gets the error from `done`
      return done;
    },
    close: async () => {},
  };
}
