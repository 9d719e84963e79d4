// For Node, and for Deno and Bun, which have its worker threads.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LogReport } from '../verify/log.js';
import type { LogPlace } from './messages.js';
import { nodeReader } from './node.js';
import { type ThreadsOptions, verifyOnThreads } from './verify.js';

export * from './index.js';

/** See threads.web.ts. */
export function verifyLogOnThreads(place: LogPlace, options: ThreadsOptions): Promise<LogReport> {
  return verifyOnThreads(place, options, { readerOf: nodeReader, open: startThread, threads: availableParallelism() });
}

function startThread(): Worker {
  // Without the program's own options, such as loaders, which the worker doesn't need.
  return new Worker(new URL('./worker.node.js', import.meta.url), { execArgv: [] });
}
