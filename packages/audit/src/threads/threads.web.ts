// Browsers, and whatever else has Web Workers and no workers of Node's.

import type { LogReport } from '../verify/log.js';
import type { LogPlace } from './messages.js';
import { type ThreadsOptions, verifyOnThreads } from './verify.js';
import { webReader } from './web.js';

export * from './index.js';

/**
 * `verifyLog` on several threads, each of which reads its part of the log by itself. The calling one is among them: it begins
 * while the others start, and what else it has to do comes in between every few milliseconds. They are started for the one
 * call, and end with it. A log of up to 16,384 entries, for which none would have started in time, the calling thread does by
 * itself, and where a runtime has no threads any log.
 *
 * Each thread fetches as many bundles at a time as `concurrency` says. A browser tells a page of a thread that failed, not
 * of one that it stopped for lack of memory: pass a `signal` where that matters.
 *
 * @throws {FedzkError} as `verifyLog`; `unsupported`: a folder, where there are none; `worker`: no thread can be
 *   started, or two ended in turn over the same part of the log
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

/** In the form that bundlers know: they make a bundle of the worker, and write its address. */
function startThread(): Worker {
  return new Worker(new URL('./worker.web.js', import.meta.url), { type: 'module' });
}
