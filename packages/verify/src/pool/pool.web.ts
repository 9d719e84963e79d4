// For browsers and other runtimes with Web Workers.
import type { VerificationKeyInput } from '../input.js';
import { poolOf } from './pool.js';
import type { VerifierPool, VerifierPoolOptions } from './types.js';
import { workersOf } from './workers.js';

export * from './index.js';

/**
 * Checks a verification key, as `createVerifier` does, and makes a pool of workers that verify with it. No worker starts
 * before the first call.
 *
 * @param verificationKey snarkjs JSON, or bytes with `{ format: 'fedzk', curve }`
 * @throws {FedzkError} as `createVerifier`; `invalid-argument`: invalid options
 *
 * @example
 * ```ts
 * await using pool = createVerifierPool(JSON.parse(await readFile('verification_key.json', 'utf8')));
 * await pool.verify(proof, publicSignals); // true or false
 * await pool.verifyBatch(items, { signal: AbortSignal.timeout(1_000) }); // { ok, failed }
 * ```
 */
export function createVerifierPool(
  verificationKey: VerificationKeyInput,
  options: VerifierPoolOptions = {},
): VerifierPool {
  return poolOf(verificationKey, options, (key, own) =>
    workersOf(key, own, navigator.hardwareConcurrency || 1, startWorker),
  );
}

/** Starts a worker, in a form that bundlers recognise: they bundle the worker and insert its address. */
function startWorker(): Worker {
  return new Worker(new URL('./worker.web.js', import.meta.url), { type: 'module' });
}
