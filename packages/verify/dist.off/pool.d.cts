/// <reference lib="esnext.disposable" />
import { C as Curve, c as ProofInput, e as PublicSignalsInput, i as VerifyStatus, a as BatchItem, b as BatchResult, h as VerifierOptions, V as VerificationKeyInput } from './verifier-CbGIaI-Z.cjs';
export { FedzkError, FedzkErrorCode } from '@fedzk/core';

/** What the pool uses of a worker: a Web Worker has it, and so has the `Worker` of `node:worker_threads`. */
interface PoolWorker {
    postMessage(message: unknown): void;
    terminate(): unknown;
}
/** How a pool is to work, and how a verification key in bytes is to be read. */
interface VerifierPoolOptions extends VerifierOptions {
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
interface PoolCallOptions {
    /** Ends the call: it is rejected with the signal's reason. What a worker is at already is finished and dropped. */
    readonly signal?: AbortSignal;
}
/** What a batch may bring. */
interface PoolBatchOptions extends PoolCallOptions {
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
 * only. What has not the shape of a proof or of signals is answered without a worker.
 *
 * A worker that ends loses no answer: what it had is given to others. All calls reject with a {@link FedzkError}:
 * - `queue-full`: `maxQueue` calls wait already;
 * - `worker`: no worker can be started, or three ended in turn while they had the call;
 * - `disposed`: the pool was closed before the call;
 * - `invalid-argument`: options that are none;
 *
 * and with the signal's reason once that is aborted.
 */
interface VerifierPool extends AsyncDisposable {
    readonly curve: Curve;
    /** The number of public signals. */
    readonly nPublic: number;
    /** As `Verifier.id`. */
    readonly id: string;
    /** The most workers; 0 where there are none, as in Cloudflare Workers, and the calling thread does their work. */
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
     * Resolves when a call would find a place: who awaits it before each call is slowed down instead of refused. Of those
     * who wait, each place lets one in; where somebody calls without waiting, the place may be gone, and `queue-full` says so.
     *
     * @throws {FedzkError} `disposed`
     */
    ready(): Promise<void>;
    /** Refuses calls from now on, answers those that are open, and resolves when all workers have ended. */
    close(): Promise<void>;
}

/**
 * Checks a verification key, as `createVerifier` does, and gives a pool of verifiers of it in workers. None is started
 * before the first call.
 *
 * @param verificationKey snarkjs JSON, or bytes with `{ format: 'fedzk', curve }`
 * @throws {FedzkError} as `createVerifier`; `invalid-argument`: options that are none
 *
 * @example
 * ```ts
 * await using pool = createVerifierPool(JSON.parse(await readFile('verification_key.json', 'utf8')));
 * await pool.verify(proof, publicSignals); // true or false
 * await pool.verifyBatch(items, { signal: AbortSignal.timeout(1_000) }); // { ok, failed }
 * ```
 */
declare function createVerifierPool(verificationKey: VerificationKeyInput, options?: VerifierPoolOptions): VerifierPool;

export { type PoolBatchOptions, type PoolCallOptions, type PoolWorker, type VerifierPool, type VerifierPoolOptions, createVerifierPool };
