// For runtimes without threads: the calling thread does all.
import { createProver as createHere } from '../create.js';
import type { Prover } from '../prover.js';
import { type ThreadsOptions, threadsOf } from './options.js';

export * from './index.js';

/** Makes a prover: see threads.web.ts. */
export async function createProver(options: ThreadsOptions): Promise<Prover> {
  return createHere(threadsOf(options, 1).others);
}
