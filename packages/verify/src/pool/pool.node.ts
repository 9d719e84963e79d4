// For Node, Deno and Bun, which have Node's worker threads.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { VerificationKeyInput } from '../input.js';
import { poolOf } from './pool.js';
import type { VerifierPool, VerifierPoolOptions } from './types.js';
import { workersOf } from './workers.js';

export * from './index.js';

/** Makes a pool: see pool.web.ts. */
export function createVerifierPool(
  verificationKey: VerificationKeyInput,
  options: VerifierPoolOptions = {},
): VerifierPool {
  return poolOf(verificationKey, options, (key, own) => workersOf(key, own, availableParallelism(), startWorker));
}

function startWorker(): Worker {
  // Without the program's options, such as loaders, which the worker doesn't need.
  return new Worker(new URL('./worker.node.js', import.meta.url), { execArgv: [] });
}
