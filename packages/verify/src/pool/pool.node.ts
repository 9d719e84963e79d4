// Node, and the runtimes that have its worker threads: Deno, Bun.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { VerificationKeyInput } from '../input.js';
import { poolOf } from './pool.js';
import type { VerifierPool, VerifierPoolOptions } from './types.js';
import { workersOf } from './workers.js';

export * from './index.js';

/** See pool.web.ts. */
export function createVerifierPool(
  verificationKey: VerificationKeyInput,
  options: VerifierPoolOptions = {},
): VerifierPool {
  return poolOf(verificationKey, options, (key, own) => workersOf(key, own, availableParallelism(), startWorker));
}

function startWorker(): Worker {
  // Without the program's own options, such as loaders, which the worker has no use for.
  return new Worker(new URL('./worker.node.js', import.meta.url), { execArgv: [] });
}
