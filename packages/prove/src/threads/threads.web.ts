// Browsers, and whatever else has Web Workers and no workers of Node's.
import { type Prover, proverOf } from '../prover.js';
import { onThreads } from './executor.js';
import { type ThreadsOptions, threadsOf } from './options.js';

export * from './index.js';

/**
 * `createProver` with threads that do the work: nothing of a proof keeps the calling one waiting, and with several a proof
 * takes less time. They start with the first proof. Each is handed its part of the key: a copy, or, where the key is in a
 * `SharedArrayBuffer`, its place.
 *
 * @throws {FedzkError} as `createProver`; proofs are rejected with `worker` where no thread can start, or two ended in turn
 *   over the same part of a proof
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

/** In the form that bundlers know: they make a bundle of the worker, and write its address. */
function startThread(): Worker {
  return new Worker(new URL('./worker.web.js', import.meta.url), { type: 'module' });
}
