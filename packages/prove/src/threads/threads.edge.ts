// No threads here: the calling one does all.
import { createProver as createHere } from '../create.js';
import type { Prover } from '../prover.js';
import { type ThreadsOptions, threadsOf } from './options.js';

export * from './index.js';

/** See threads.web.ts. */
export async function createProver(options: ThreadsOptions): Promise<Prover> {
  return createHere(threadsOf(options, 1).others);
}
