// Node, and the runtimes that have its worker threads: Deno, Bun.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Prover, proverOf } from '../prover.js';
import { Crew, type Thread } from './crew.js';
import { type ThreadsOptions, threadsOf } from './options.js';

export * from './index.js';

/** See threads.web.ts. */
export async function createProver(options: ThreadsOptions): Promise<Prover> {
  const threads = threadsOf(options, availableParallelism());
  return proverOf(options, (key) => new Crew(threads, key, startThread));
}

function startThread(): Thread {
  // Without the program's own options, such as loaders, which the worker has no use for.
  const worker = new Worker(new URL('./worker.node.js', import.meta.url), { execArgv: [] });
  worker.unref();
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen(answered, ended) {
      worker.on('message', answered);
      for (const name of ['error', 'messageerror']) worker.on(name, ended);
      worker.on('exit', (code) => ended(new Error(`it exited with code ${code}`)));
    },
    keepAlive: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    end: () => worker.terminate(),
  };
}
