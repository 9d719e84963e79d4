/* tslint:disable */
/* eslint-disable */

/**
 * Holds secret bytes for JavaScript to read in the module's memory. Dropping it overwrites them.
 */
export class Bytes {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Returns their address in the module's memory.
     */
    byteOffset(): number;
    /**
     * Returns their number.
     */
    length(): number;
}

/**
 * The circuit `gradient_update` of one shape.
 */
export class GradientUpdate {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Makes the circuit for n values.
     *
     * # Errors
     * [`Refusal`].
     */
    constructor(n: number, bits: number, headroom: number);
    /**
     * Returns the number of wires.
     */
    wires(): number;
    /**
     * Returns the values of all wires, 32 bytes each, little-endian. `elements` are s, k, rho, commitment and tag, 32
     * bytes each, big-endian.
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
     * Returns the domain's size.
     */
    domain(): number;
    /**
     * Returns the number of public signals.
     */
    nPublic(): number;
    /**
     * Makes an uncompressed proof of the sums over sections 5 to 9 and 96 random bytes. A sum has the form of
     * [`crate::sum::Sum`]; the sums of several parts may stand one after the other. Returns undefined if a sum is not
     * in its group, because the key's points are not.
     */
    prove(a: Uint8Array | number[], b1: Uint8Array | number[], b2: Uint8Array | number[], c: Uint8Array | number[], h: Uint8Array | number[], random: Uint8Array | number[]): Uint8Array | undefined;
    /**
     * Reads the section. Returns undefined for an invalid one, and `error` holds the [`KeyError`].
     */
    static read(section: Uint8Array | number[], error: Uint32Array): KeyHeader | undefined;
    /**
     * Returns the verification key as `@fedzk/verify` reads it, with `ic` from section 3. Refuses as `read` does.
     */
    verificationKey(ic: Uint8Array | number[], error: Uint32Array): Uint8Array | undefined;
    /**
     * Returns the number of wires.
     */
    wires(): number;
}

/**
 * Computes the quotient of one proof.
 */
export class Quotient {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Begins with a witness. Returns undefined for one that does not fit the key, and `error` holds the reason.
     */
    static begin(header: KeyHeader, witness: Uint8Array | number[], error: Uint32Array): Quotient | undefined;
    /**
     * Adds whole coefficients of section 4. Returns 0 or the error.
     */
    coefficients(coefficients: Uint8Array | number[]): number;
    /**
     * Returns the scalars, 32 bytes each, little-endian.
     */
    finish(): Bytes;
    /**
     * Does a part of the work, after all coefficients were added. Returns whether there is more.
     */
    step(): boolean;
}

/**
 * The reason why there is no witness.
 */
export class Refusal {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Returns whether the inputs are well formed but satisfy no witness.
     */
    isUnsatisfied(): boolean;
    /**
     * Returns the reason as text, without a value of the inputs.
     */
    message(): string;
}

/**
 * Computes Σ kᵢ·Pᵢ over a part of a section.
 */
export class Sum {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Returns the sum as an uncompressed point, zeros for the point at infinity. Returns undefined if it is not in the
     * group.
     */
    finish(): Uint8Array | undefined;
    /**
     * Makes an empty sum over G1 or G2, with room for this number of terms.
     */
    constructor(group: number, terms: number);
    /**
     * Adds points with their scalars. Leaves out terms whose scalar is zero. Returns whether it could read all of
     * them.
     */
    push(points: Uint8Array | number[], scalars: Uint8Array | number[]): boolean;
    /**
     * Does a part of the work. Returns whether there is more.
     */
    step(): boolean;
    /**
     * Returns the number of steps, 0 before the first.
     */
    steps(): number;
}

/**
 * Checks that this module computes correctly on this machine: z^p = z̄ in Fp2, for the x of G2's generator.
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
