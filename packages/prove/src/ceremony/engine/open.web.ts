// For browsers and other runtimes with Web Workers.
import type { Curve } from '@fedzk/verify';
import { engineOf } from './engine.js';
import { onThreads } from './executor.js';
import { instanceOf } from './instance.js';
import { type EngineOptions, threadsOf } from './options.js';
import type { CeremonyEngine } from './types.js';

/**
 * Opens the engine of a curve. Its threads start with the first task, and end when it is closed.
 *
 * @throws {FedzkError} `invalid-argument`, `wasm`
 */
export async function openEngine(curve: Curve, options: EngineOptions = {}): Promise<CeremonyEngine> {
  const threads = threadsOf(options, navigator.hardwareConcurrency || 1);
  const instance = await instanceOf(curve);
  return engineOf(instance, onThreads(threads, instance, startThread));
}

/** Starts a worker, in a form that bundlers recognise: they bundle the worker and insert its address. */
function startThread(): Worker {
  return new Worker(new URL('./worker.web.js', import.meta.url), { type: 'module' });
}
