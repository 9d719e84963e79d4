// For browsers and other runtimes with Web Workers.
import { type Prover, proverOf } from '../prover.js';
import { onThreads } from './executor.js';
import { type ThreadsOptions, threadsOf } from './options.js';

export * from './index.js';

/**
 * Opens a proving key and makes a prover on threads, which leaves the calling thread free. Threads start with the first
 * proof. Each gets a copy of its part of the key; a key in a `SharedArrayBuffer` is not copied.
 *
 * @throws {FedzkError} as `createProver` of `@fedzk/prove`. Proofs reject with `worker` if no thread can start, or two ended
 *   in turn over the same part
 *
 * @example
 * ```ts
 * await using prover = await createProver({ circuitWasm, zkey, threads: 2 });
 * const { proof } = await prover.prove(inputs, { onProgress: (done) => { bar.value = done; } });
 * ```
 */
export async function createProver(options: ThreadsOptions): Promise<Prover> {
  const { threads, others } = threadsOf(options, navigator.hardwareConcurrency || 1);
  return proverOf(others, (key) => onThreads(threads, key, startThread));
}

/** Starts a worker, in a form that bundlers recognise: they bundle the worker and insert its address. */
function startThread(): Worker {
  return new Worker(new URL('./worker.web.js', import.meta.url), { type: 'module' });
}
