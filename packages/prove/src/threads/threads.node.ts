// For Node, Deno and Bun, which have Node's worker threads.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Prover, proverOf } from '../prover.js';
import { onThreads } from './executor.js';
import { type ThreadsOptions, threadsOf } from './options.js';

export * from './index.js';

/** Makes a prover: see threads.web.ts. */
export async function createProver(options: ThreadsOptions): Promise<Prover> {
  const { threads, others } = threadsOf(options, availableParallelism());
  return proverOf(others, (key) => onThreads(threads, key, startThread));
}

function startThread(): Worker {
  // Without the program's options, such as loaders, which the worker doesn't need.
  return new Worker(new URL('./worker.node.js', import.meta.url), { execArgv: [] });
}
