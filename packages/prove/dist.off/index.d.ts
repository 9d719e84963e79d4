/// <reference lib="esnext.disposable" />
export { FedzkError, FedzkErrorCode } from '@fedzk/core';
import { P as ProverOptions, a as Prover } from './prover-w90auZin.js';
export { C as CircomInputs, e as CircomValue, f as CircomWitness, g as CircomWitnessOptions, G as GradientUpdateShape, I as IntegerArray, b as ProveOptions, c as Proved, d as ProverEvent, h as createCircomWitness, i as createGradientUpdateWitness } from './prover-w90auZin.js';
import { a as KeyInput } from './source-BbXhVCBW.js';
export { K as KeySource } from './source-BbXhVCBW.js';
import { Curve } from '@fedzk/verify';
import { Quantized } from '@fedzk/verify/quant';

/**
 * Opens a proving key. Proofs are made by the calling thread, which others get to use between slices of some 20 to 100 ms;
 * `@fedzk/prove/threads` has others do it.
 *
 * @throws {FedzkError} `invalid-proving-key`: damaged, no key, or one to which nobody has contributed; `unsupported`: one for another protocol;
 *   `invalid-argument`: options that are none, or a circuit that is not the key's
 *
 * @example
 * ```ts
 * await using prover = await createProver({
 *   circuitWasm: await readFile('circuit.wasm'),
 *   zkey: await readFile('circuit.zkey'),
 * });
 * const { proof, publicSignals } = await prover.prove(inputs, { signal: AbortSignal.timeout(60_000) });
 * ```
 */
declare function createProver(options: ProverOptions): Promise<Prover>;

/**
 * How many contributions a proving key lists, a beacon's among them. It says nothing about how many people they are of:
 * names are free text, and what a contribution says of itself is not checked here.
 *
 * @throws {FedzkError} `invalid-proving-key`: not a key, or its list is damaged
 *
 * @example
 * ```ts
 * if ((await countContributions(zkey)) === 0) throw new Error('nobody has contributed');
 * ```
 */
declare function countContributions(zkey: KeyInput): Promise<number>;

/** The name of a security level. */
type Level = 'standard' | 'enhanced' | 'maximum';
/** What a security level stands for. */
interface SecurityLevel {
    /** The most constraints that a circuit of the level has. */
    readonly constraints: number;
    /** The curve of its proofs. */
    readonly curve: Curve;
    /**
     * About how many bits of security the curve has against discrete logarithms, the number field sieve of Kim and
     * Barbulescu (2016) counted in: draft-irtf-cfrg-pairing-friendly-curves-11, abstract (BN254) and §4.2.2 (BLS12-381,
     * which it lists at 128 bits and expects to have 126).
     */
    readonly securityBits: number;
    /** The fewest people who must have contributed to a proving key's ceremony, one of them honest. */
    readonly minContributions: number;
    /** Bytes of a proof in the format `fedzk`. */
    readonly proofSize: number;
    /** The most values of 8 bits that one proof of `gradient_update` takes, with room for sums of 2^10 clients. */
    readonly capacity: number;
    /** What it is for. */
    readonly useCase: string;
}
/**
 * The security levels. They differ in the curve and in the size of the circuit: `standard` is no less sound than
 * `enhanced`, it asks for a smaller ceremony and takes fewer values.
 *
 * @example
 * ```ts
 * const { capacity } = SECURITY_LEVELS[DEFAULT_LEVEL];
 * const parts = Math.ceil(update.length / capacity);
 * ```
 */
declare const SECURITY_LEVELS: Readonly<Record<Level, SecurityLevel>>;
/** The level that is meant where none is named. */
declare const DEFAULT_LEVEL: 'enhanced';

/** How updates are quantized. The same at all clients of a task, or their sum has no meaning. */
interface QuantizerOptions {
    /** Bits of an integer. The values are −q … q with q = 2^(bits−1) − 1. */
    readonly bits: 4 | 8 | 16;
    /**
     * Values beyond ±clip are moved to it. A step is clip / q. As `clipNorm` unless given, which no single value exceeds;
     * but values are far smaller than the norm of many, and then most steps are never used: give it. At least q · 2^-126.
     */
    readonly clip?: number;
    /** An update whose L2 norm is larger is scaled down to it, direction kept, before anything is rounded. */
    readonly clipNorm?: number;
    /**
     * `nearest` (the default), ties to even; or `stochastic`, up with the probability of the fraction, so that the mean of
     * many is kept.
     */
    readonly rounding?: 'nearest' | 'stochastic';
    /**
     * Whether what rounding and clipping took from an update is added to the next one (error feedback; Seide et al.,
     * Interspeech 2014; Karimireddy et al., ICML 2019). Off unless said.
     */
    readonly errorFeedback?: boolean;
    /** The largest Σ value² of a result: the circuit's `maxNormSq`, of 1 or more. It holds for every result. */
    readonly maxNormSq?: bigint;
}

/** A quantized update. */
interface QuantizedUpdate<Values extends Int8Array | Int16Array = Int8Array | Int16Array> extends Quantized<Values> {
    /** What the update was multiplied by to bring its norm down; 1 where it was small enough. */
    readonly factor: number;
    /**
     * How many steps values were moved toward zero, because rounding had brought the norm above `maxNormSq`. These are the
     * rounding errors that are not without bias.
     */
    readonly trimmed: number;
}
/** Quantizes the updates of one client, one after the other. */
interface Quantizer<Values extends Int8Array | Int16Array = Int8Array | Int16Array> extends Disposable {
    /** The step, clip / q: a value stands for value · scale. It depends on the options alone, so sums have a meaning. */
    readonly scale: number;
    /**
     * Quantizes update + residual (without error feedback: the update), and keeps what is left as the new residual. The
     * residual is as it was where this throws.
     *
     * @throws {FedzkError} `non-finite`: a value is NaN or infinite; `invalid-argument`: not a Float32Array, or not as long
     *   as the residual; `disposed`
     */
    quantize(update: Float32Array): QuantizedUpdate<Values>;
    /**
     * A copy of the residual, as long as the updates; empty before the first and without error feedback. It tells of the
     * updates: keep it as secret as they are.
     */
    save(): Float64Array<ArrayBuffer>;
    /**
     * Goes on from a saved residual: in a new process, or from before an update that didn't come into the sum.
     *
     * @throws {FedzkError} `invalid-argument`: not finite numbers, or some without error feedback; `disposed`
     */
    restore(residual: Float64Array): void;
    /** Forgets the residual: its memory is zeroed, and the next update may have another length. */
    clear(): void;
    /** Clears it for good; the same as `[Symbol.dispose]`, for runtimes without `using`. */
    dispose(): void;
}
/**
 * Makes a quantizer.
 *
 * @throws {FedzkError} `invalid-argument`
 *
 * @example
 * ```ts
 * using quantizer = createQuantizer({ bits: 8, clip: 0.25, errorFeedback: true, maxNormSq: 1_200_000n });
 * const before = quantizer.save();
 * const { values } = quantizer.quantize(update);
 * if (!(await send(values))) quantizer.restore(before);
 * ```
 */
declare function createQuantizer(options: QuantizerOptions & {
    readonly bits: 4 | 8;
}): Quantizer<Int8Array>;
declare function createQuantizer(options: QuantizerOptions & {
    readonly bits: 16;
}): Quantizer<Int16Array>;
declare function createQuantizer(options: QuantizerOptions): Quantizer;

export { DEFAULT_LEVEL, KeyInput, type Level, Prover, ProverOptions, type QuantizedUpdate, type Quantizer, type QuantizerOptions, SECURITY_LEVELS, type SecurityLevel, countContributions, createProver, createQuantizer };
