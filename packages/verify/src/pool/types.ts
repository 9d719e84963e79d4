import type { Curve } from '../codec/curves.js';
import type { ProofInput, PublicSignalsInput } from '../input.js';
import type { Level } from '../levels.js';
import type { VerifyStatus } from '../status.js';
import type { BatchItem, BatchResult, VerifierOptions } from '../verifier.js';

/** The methods that the pool uses, which Web Workers and the `Worker` of `node:worker_threads` have. */
export interface PoolWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/** The options of a pool, and those for reading the key. */
export interface VerifierPoolOptions extends VerifierOptions {
  /** The largest number of workers, 1 or more. Default: the number of threads that the machine runs at once. */
  readonly workers?: number;
  /** The largest number of waiting calls, 0 or more. A batch is one call. Default: 1,024. */
  readonly maxQueue?: number;
  /**
   * Starts a worker that runs `@fedzk/verify/pool/worker`. For bundlers that ignore `new Worker(new URL(…))` in packages,
   * and for pages with scripts at other addresses.
   */
  readonly worker?: () => PoolWorker;
}

/** The options of a call. */
export interface PoolCallOptions {
  /** Cancels the call, which rejects with the signal's reason. A worker finishes what it has begun; the answer is dropped. */
  readonly signal?: AbortSignal;
}

/** The options of a batch. */
export interface PoolBatchOptions extends PoolCallOptions {
  /**
   * Gets the number of finished items and of all items after each part. If it throws, the call rejects with its error. It
   * is not called if all items are malformed.
   */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Verifiers of one key, each in its own worker. A worker starts when a call finds all others busy. Workers keep a Node
 * process alive only while a call is open. `await using`, or {@link VerifierPool.close}, ends them.
 *
 * The calling thread reads proofs and signals within the call, so you may change them afterwards. Workers get bytes only. A
 * malformed proof or malformed signals are answered without a worker.
 *
 * If a worker ends, its jobs go to others. All calls reject with a {@link FedzkError}:
 * - `queue-full`: `maxQueue` calls are waiting;
 * - `worker`: no worker can be started, or three ended in turn over the call;
 * - `disposed`: the pool was closed before the call;
 * - `invalid-argument`: invalid options;
 *
 * and with the signal's reason once it is aborted.
 */
export interface VerifierPool extends AsyncDisposable {
  readonly curve: Curve;
  /** The number of public signals. */
  readonly nPublic: number;
  /** As `Verifier.id`. */
  readonly id: string;
  /** As `Verifier.level`. */
  readonly level: Level | undefined;
  /** As `Verifier.development`. */
  readonly development: boolean;
  /** The largest number of workers; 0 in runtimes without workers, such as Cloudflare Workers, where the calling thread verifies. */
  readonly size: number;
  /** The number of open calls. */
  readonly pending: number;
  /** Verifies as `Verifier.verify` does. */
  verify(proof: ProofInput, publicSignals: PublicSignalsInput, options?: PoolCallOptions): Promise<boolean>;
  /** Explains as `Verifier.explain` does. */
  explain(proof: ProofInput, publicSignals: PublicSignalsInput, options?: PoolCallOptions): Promise<VerifyStatus>;
  /** Verifies as `Verifier.verifyBatch` does, in parts of at most 128 items. Single calls come between the parts. */
  verifyBatch(items: readonly BatchItem[], options?: PoolBatchOptions): Promise<BatchResult>;
  /**
   * Resolves when there is a place for a call. Await it before each call to avoid `queue-full`. Each free place resolves one
   * `ready()`. A call that didn't wait may take the place first; then `queue-full` is still possible.
   *
   * @throws {FedzkError} `disposed`
   */
  ready(): Promise<void>;
  /** Refuses calls from now on, answers those that are open, and resolves when all workers have ended. */
  close(): Promise<void>;
}
