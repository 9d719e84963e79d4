// For browsers and other runtimes with Web Workers.

import type { LogReport } from '../verify/log.js';
import type { LogPlace } from './messages.js';
import { type ThreadsOptions, verifyOnThreads } from './verify.js';
import { webReader } from './web.js';

export * from './index.js';

/**
 * Runs `verifyLog` on several threads, each of which reads its part of the log itself. The calling thread
 * takes part: it begins while the others start, and yields to other work every few milliseconds. The threads
 * are started for this call and end with it. A log of up to 16,384 entries is checked on the calling thread
 * alone, since others would not start in time; so is any log in a runtime without threads.
 *
 * Each thread fetches up to `concurrency` bundles at a time. A browser reports a thread that failed, but not
 * one that it stopped for lack of memory: pass a `signal` if that matters.
 *
 * @throws {FedzkError} as `verifyLog`; `unsupported`: a folder, in a runtime without files; `worker`: no
 *   thread can be started, or two died in turn on the same part of the log
 *
 * @example
 * ```ts
 * const report = await verifyLogOnThreads({ url: 'https://example.com/audit/' }, { verifierKey, threads: 2 });
 * ```
 */
export function verifyLogOnThreads(place: LogPlace, options: ThreadsOptions): Promise<LogReport> {
  return verifyOnThreads(place, options, {
    readerOf: webReader,
    open: startThread,
    threads: navigator.hardwareConcurrency || 1,
  });
}

/** Starts a worker, in the form that bundlers recognise, bundle, and replace by its address. */
function startThread(): Worker {
  return new Worker(new URL('./worker.web.js', import.meta.url), { type: 'module' });
}
