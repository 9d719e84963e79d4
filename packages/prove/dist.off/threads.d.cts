/// <reference lib="esnext.disposable" />
import { P as ProverOptions, a as Prover } from './prover-CiOFlgFi.cjs';
export { C as CircomInputs, G as GradientUpdateShape, b as ProveOptions, c as Proved, d as ProverEvent } from './prover-CiOFlgFi.cjs';
export { FedzkError, FedzkErrorCode } from '@fedzk/core';
export { a as KeyInput, K as KeySource } from './source-BbXhVCBW.cjs';
import '@fedzk/verify';

/** What a prover on threads is made of. */
interface ThreadsOptions extends ProverOptions {
    /**
     * The most threads, 1 to 64; as many as the machine runs at once unless said. Of large keys each takes memory for its
     * own part.
     */
    readonly threads?: number;
}

/**
 * `createProver` with threads that do the work: nothing of a proof keeps the calling one waiting, and with several a proof
 * takes less time. They start with the first proof. Each is handed its part of the key: a copy, or, where the key is in a
 * `SharedArrayBuffer`, its place.
 *
 * @throws {FedzkError} as `createProver`; proofs are rejected with `worker` where a thread can't start, or ends
 *
 * @example
 * ```ts
 * await using prover = await createProver({ circuitWasm, zkey, threads: 2 });
 * const { proof } = await prover.prove(inputs, { onProgress: (done) => { bar.value = done; } });
 * ```
 */
declare function createProver(options: ThreadsOptions): Promise<Prover>;

export { Prover, type ThreadsOptions, createProver };
