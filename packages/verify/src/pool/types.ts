import type { Curve } from '../codec/curves.js';
import type { ProofInput, PublicSignalsInput } from '../input.js';
import type { VerifyStatus } from '../status.js';
import type { BatchItem, BatchResult, VerifierOptions } from '../verifier.js';

/** What the pool uses of a worker: a Web Worker has it, and so has the `Worker` of `node:worker_threads`. */
export interface PoolWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/** How a pool is to work, and how a verification key in bytes is to be read. */
export interface VerifierPoolOptions extends VerifierOptions {
  /** The most workers, 1 or more; as many as the machine runs at once where it is left out. */
  readonly workers?: number;
  /** The most calls that wait for a worker, 0 or more; 1,024 where it is left out. A batch is one call. */
  readonly maxQueue?: number;
  /**
   * Starts a worker that runs `@fedzk/verify/pool/worker`, for bundlers that leave `new Worker(new URL(…))` in
   * packages alone, and for pages with other places for their scripts.
   */
  readonly worker?: () => PoolWorker;
}

/** What a call may bring. */
export interface PoolCallOptions {
  /** Ends the call: it is rejected with the signal's reason. What a worker is at already is finished and dropped. */
  readonly signal?: AbortSignal;
}

/** What a batch may bring. */
export interface PoolBatchOptions extends PoolCallOptions {
  /**
   * Told after each part how many of the items are judged, and of how many. What it throws rejects the call. It is not
   * called where no item has the shape of one.
   */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Verifiers of one key, each in a worker of its own. A worker starts when a call finds all others busy. None keeps a Node
 * process alive unless a call is open. `await using`, or {@link VerifierPool.close}, ends them.
 *
 * The calling thread reads proofs and signals within the call, so they may be changed afterwards, and workers see bytes
 * only. A proof or signals of the wrong shape are answered without a worker.
 *
 * A worker that ends loses no answer: what it had is given to others. All calls reject with a {@link FedzkError}:
 * - `queue-full`: `maxQueue` calls wait already;
 * - `worker`: no worker can be started, or three ended in turn while they had the call;
 * - `disposed`: the pool was closed before the call;
 * - `invalid-argument`: invalid options;
 *
 * and with the signal's reason once that is aborted.
 */
export interface VerifierPool extends AsyncDisposable {
  readonly curve: Curve;
  /** The number of public signals. */
  readonly nPublic: number;
  /** As `Verifier.id`. */
  readonly id: string;
  /** The most workers; 0 in runtimes without workers, such as Cloudflare Workers, where the calling thread verifies. */
  readonly size: number;
  /** How many calls are open. */
  readonly pending: number;
  /** As `Verifier.verify`. */
  verify(proof: ProofInput, publicSignals: PublicSignalsInput, options?: PoolCallOptions): Promise<boolean>;
  /** As `Verifier.explain`. */
  explain(proof: ProofInput, publicSignals: PublicSignalsInput, options?: PoolCallOptions): Promise<VerifyStatus>;
  /** As `Verifier.verifyBatch`, in parts of at most 128 items over all workers. Single calls come between the parts. */
  verifyBatch(items: readonly BatchItem[], options?: PoolBatchOptions): Promise<BatchResult>;
  /**
   * Resolves when a call would find a place: await it before each call to be slowed down instead of refused. Each free
   * place resolves one `ready()`. A call that didn't wait may take the place first; then `queue-full` is still possible.
   *
   * @throws {FedzkError} `disposed`
   */
  ready(): Promise<void>;
  /** Refuses calls from now on, answers those that are open, and resolves when all workers have ended. */
  close(): Promise<void>;
}
