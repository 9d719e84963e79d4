// For Node, Deno and Bun, which have Node's worker threads.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Curve } from '@fedzk/verify';
import { engineOf } from './engine.js';
import { onThreads } from './executor.js';
import { instanceOf } from './instance.js';
import { type EngineOptions, threadsOf } from './options.js';
import type { CeremonyEngine } from './types.js';

/** Opens an engine: see open.web.ts. */
export async function openEngine(curve: Curve, options: EngineOptions = {}): Promise<CeremonyEngine> {
  const threads = threadsOf(options, availableParallelism());
  const instance = await instanceOf(curve);
  return engineOf(instance, onThreads(threads, instance, startThread));
}

function startThread(): Worker {
  // Without the program's options, such as loaders, which the worker doesn't need.
  return new Worker(new URL('./worker.node.js', import.meta.url), { execArgv: [] });
}
