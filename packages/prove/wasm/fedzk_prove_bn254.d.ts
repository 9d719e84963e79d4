/* tslint:disable */
/* eslint-disable */

/**
 * Secret bytes on their way out: they are read where they are, and overwritten when they are freed.
 */
export class Bytes {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Where they are in the module's memory.
     */
    byteOffset(): number;
    /**
     * How many.
     */
    length(): number;
}

/**
 * `gradient_update` of one shape.
 */
export class GradientUpdate {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The circuit for n values.
     *
     * # Errors
     * [`Refusal`].
     */
    constructor(n: number, bits: number, headroom: number);
    /**
     * The number of wires.
     */
    wires(): number;
    /**
     * The values of all wires, 32 bytes each, little-endian. `elements` are s, k, rho, commitment and tag, 32 bytes each,
     * big-endian.
     *
     * # Errors
     * [`Refusal`].
     */
    witness(x: Int16Array | number[], elements: Uint8Array | number[], max_norm_sq: bigint): Bytes;
}

/**
 * Section 2 of a proving key.
 */
export class KeyHeader {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The domain's size.
     */
    domain(): number;
    /**
     * The number of public signals.
     */
    nPublic(): number;
    /**
     * A proof, uncompressed, of the sums over the sections 5 to 9, each as [`crate::sum::Sum`] gives it or those of its parts
     * one after the other, and 96 random bytes.
     * Undefined where a point is in no group, because those of the key aren't.
     */
    prove(a: Uint8Array | number[], b1: Uint8Array | number[], b2: Uint8Array | number[], c: Uint8Array | number[], h: Uint8Array | number[], random: Uint8Array | number[]): Uint8Array | undefined;
    /**
     * Reads the section. Where it can't be one, the result is undefined and `error` holds the [`KeyError`].
     */
    static read(section: Uint8Array | number[], error: Uint32Array): KeyHeader | undefined;
    /**
     * The verification key as `@fedzk/verify` reads it, with section 3. Undefined and `error` as for `read`.
     */
    verificationKey(ic: Uint8Array | number[], error: Uint32Array): Uint8Array | undefined;
    /**
     * The number of wires.
     */
    wires(): number;
}

/**
 * The quotient of one proof.
 */
export class Quotient {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Begins with a witness. Where it is none of the key, the result is undefined and `error` says why.
     */
    static begin(header: KeyHeader, witness: Uint8Array | number[], error: Uint32Array): Quotient | undefined;
    /**
     * Adds coefficients of section 4, whole ones: 0, or the error.
     */
    coefficients(coefficients: Uint8Array | number[]): number;
    /**
     * The scalars, 32 bytes each, little-endian.
     */
    finish(): Bytes;
    /**
     * Does a part of the work after all coefficients were added; whether there is more.
     */
    step(): boolean;
}

/**
 * Why there is no witness.
 */
export class Refusal {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Whether the inputs are of the right kind and satisfy no witness.
     */
    isUnsatisfied(): boolean;
    /**
     * In words, without a value of the inputs.
     */
    message(): string;
}

/**
 * Σ kᵢ·Pᵢ over a part of a section.
 */
export class Sum {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The sum, as a point uncompressed, the point at infinity zeros. Undefined where it is in no group.
     */
    finish(): Uint8Array | undefined;
    /**
     * An empty one, of G1 or G2, with room for so many terms.
     */
    constructor(group: number, terms: number);
    /**
     * Adds points with their scalars, of which those that are zero are left out; whether all of them could be read.
     */
    push(points: Uint8Array | number[], scalars: Uint8Array | number[]): boolean;
    /**
     * Does a part of the work; whether there is more.
     */
    step(): boolean;
    /**
     * How many steps there are, 0 before the first.
     */
    steps(): number;
}

/**
 * Whether this module computes right where it runs: z^p = z̄ in Fp2, for the x of G2's generator.
 */
export function selfTest(): boolean;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_bytes_free: (a: number, b: number) => void;
    readonly __wbg_gradientupdate_free: (a: number, b: number) => void;
    readonly __wbg_keyheader_free: (a: number, b: number) => void;
    readonly __wbg_quotient_free: (a: number, b: number) => void;
    readonly __wbg_refusal_free: (a: number, b: number) => void;
    readonly __wbg_sum_free: (a: number, b: number) => void;
    readonly bytes_byteOffset: (a: number) => number;
    readonly bytes_length: (a: number) => number;
    readonly gradientupdate_new: (a: number, b: number, c: number) => [number, number, number];
    readonly gradientupdate_wires: (a: number) => number;
    readonly gradientupdate_witness: (a: number, b: number, c: number, d: number, e: number, f: bigint) => [number, number, number];
    readonly keyheader_domain: (a: number) => number;
    readonly keyheader_nPublic: (a: number) => number;
    readonly keyheader_prove: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number, m: number) => [number, number];
    readonly keyheader_read: (a: number, b: number, c: number, d: number, e: any) => number;
    readonly keyheader_verificationKey: (a: number, b: number, c: number, d: number, e: number, f: any) => [number, number];
    readonly keyheader_wires: (a: number) => number;
    readonly quotient_begin: (a: number, b: number, c: number, d: number, e: number, f: any) => number;
    readonly quotient_coefficients: (a: number, b: number, c: number) => number;
    readonly quotient_finish: (a: number) => number;
    readonly quotient_step: (a: number) => number;
    readonly refusal_isUnsatisfied: (a: number) => number;
    readonly refusal_message: (a: number) => [number, number];
    readonly selfTest: () => number;
    readonly sum_finish: (a: number) => [number, number];
    readonly sum_new: (a: number, b: number) => number;
    readonly sum_push: (a: number, b: number, c: number, d: number, e: number) => number;
    readonly sum_step: (a: number) => number;
    readonly sum_steps: (a: number) => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
