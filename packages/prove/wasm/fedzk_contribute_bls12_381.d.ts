/* tslint:disable */
/* eslint-disable */

/**
 * BLAKE2b-512.
 */
export class Blake2b {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The hash, 64 bytes.
     */
    digest(): Uint8Array;
    /**
     * Of no bytes yet.
     */
    constructor();
    /**
     * Goes on from a state in snarkjs's form; undefined if it is none.
     */
    static restore(state: Uint8Array | number[]): Blake2b | undefined;
    /**
     * The state in snarkjs's form, 216 bytes.
     */
    state(): Uint8Array;
    /**
     * Adds bytes.
     */
    update(bytes: Uint8Array | number[]): void;
}

/**
 * A compiled circuit.
 */
export class Circuit {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The length of section 4 after its count.
     */
    coefficientBytes(): number;
    /**
     * The coefficients of some rows.
     */
    coefficients(first: number, end: number): Uint8Array;
    /**
     * The start of section 2, up to its points.
     */
    header(): Uint8Array;
    /**
     * The number of public signals.
     */
    nPublic(): number;
    /**
     * Reads a file.
     *
     * # Errors
     * What is wrong with it.
     */
    constructor(file: Uint8Array | number[]);
    /**
     * The number of rows: constraints, public signals and the constant.
     */
    rows(): number;
    /**
     * The number of wires.
     */
    wires(): number;
}

/**
 * Scalars of a seed.
 */
export class Secrets {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Divides points of G1 by a scalar. Undefined, and the index of the first in `wrong`, if one isn't valid.
     */
    divide(points: Uint8Array | number[], index: number, wrong: Uint32Array): Uint8Array | undefined;
    /**
     * Multiplies the point of index i by the (first + i)-th power of the first scalar, and by another one unless `factor` is
     * negative. As [`Self::divide`] where one isn't valid.
     */
    multiplyByPowers(group: number, points: Uint8Array | number[], first: number, factor: number, wrong: Uint32Array): Uint8Array | undefined;
    /**
     * A point times a scalar; undefined if it can't be read.
     */
    multiply(group: number, point: Uint8Array | number[], index: number): Uint8Array | undefined;
    /**
     * Draws so many scalars from 32 bytes, which are overwritten.
     */
    constructor(seed: Uint8Array | number[], count: number);
    /**
     * The points s, one a scalar.
     */
    points(): Uint8Array;
}

/**
 * SHA-256.
 */
export class Sha256 {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The hash, 32 bytes.
     */
    digest(): Uint8Array;
    /**
     * Of no bytes yet.
     */
    constructor();
    /**
     * Adds bytes.
     */
    update(bytes: Uint8Array | number[]): void;
}

/**
 * A point a wire.
 */
export class Sums {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Adds rows of matrix 0, 1 or 2 from `first` on, a point each; whether all could be read.
     */
    addRows(circuit: Circuit, matrix: number, first: number, points: Uint8Array | number[]): boolean;
    /**
     * Empty sums of a circuit's wires.
     */
    constructor(group: number, circuit: Circuit);
    /**
     * The sums of some wires.
     */
    points(first: number, end: number): Uint8Array;
}

/**
 * The sum of two points; undefined if one can't be read.
 */
export function add(group: number, a: Uint8Array | number[], b: Uint8Array | number[]): Uint8Array | undefined;

/**
 * The index of the first point that isn't valid, or −1.
 */
export function check(group: number, points: Uint8Array | number[], infinity: boolean): number;

/**
 * Points compressed.
 */
export function compressed(group: number, points: Uint8Array | number[]): Uint8Array;

/**
 * What the circuit's hash takes of two lists of points of G1: their differences, uncompressed. Undefined if one can't be read.
 */
export function differences(high: Uint8Array | number[], low: Uint8Array | number[]): Uint8Array | undefined;

/**
 * A group's generator.
 */
export function generator(group: number): Uint8Array;

/**
 * snarkjs's hash of 64 bytes to G2.
 */
export function hashToG2(hash: Uint8Array | number[]): Uint8Array;

/**
 * The Lagrange form of powers; undefined if one can't be read, or their number is no power of two.
 */
export function lagrange(group: number, points: Uint8Array | number[]): Uint8Array | undefined;

/**
 * Whether e(a1, a2) = e(b1, b2); false if one isn't a finite point of its group.
 */
export function pairing(a1: Uint8Array | number[], a2: Uint8Array | number[], b1: Uint8Array | number[], b2: Uint8Array | number[]): boolean;

/**
 * Overwrites what calls before this one left on the stack.
 */
export function scrub(): void;

/**
 * Whether this module computes right where it runs: z^p = z̄ in Fp2, for the x of G2's generator.
 */
export function selfTest(): boolean;

/**
 * A level of a node of 2^k points, for some of its pairs: the lower points, then the higher ones, likewise the result.
 */
export function split(group: number, pairs: Uint8Array | number[], k: number, first: number, halvings: number): Uint8Array | undefined;

/**
 * The sum of points with random weights; undefined if one can't be read.
 */
export function sum(group: number, points: Uint8Array | number[], seed: Uint8Array | number[], first: number): Uint8Array | undefined;

/**
 * A whole node, in bit-reversed order.
 */
export function transformed(group: number, node: Uint8Array | number[], halvings: number): Uint8Array | undefined;

/**
 * Points as hashes take them.
 */
export function uncompressed(group: number, points: Uint8Array | number[]): Uint8Array;

/**
 * The same of one pair as snarkjs computes it, whose first may be no point.
 */
export function wrappedDifference(high: Uint8Array | number[], low: Uint8Array | number[]): Uint8Array;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_blake2b_free: (a: number, b: number) => void;
    readonly __wbg_circuit_free: (a: number, b: number) => void;
    readonly __wbg_secrets_free: (a: number, b: number) => void;
    readonly __wbg_sha256_free: (a: number, b: number) => void;
    readonly __wbg_sums_free: (a: number, b: number) => void;
    readonly add: (a: number, b: number, c: number, d: number, e: number) => [number, number];
    readonly blake2b_digest: (a: number) => [number, number];
    readonly blake2b_new: () => number;
    readonly blake2b_restore: (a: number, b: number) => number;
    readonly blake2b_state: (a: number) => [number, number];
    readonly blake2b_update: (a: number, b: number, c: number) => void;
    readonly check: (a: number, b: number, c: number, d: number) => number;
    readonly circuit_coefficientBytes: (a: number) => number;
    readonly circuit_coefficients: (a: number, b: number, c: number) => [number, number];
    readonly circuit_header: (a: number) => [number, number];
    readonly circuit_nPublic: (a: number) => number;
    readonly circuit_new: (a: number, b: number) => [number, number, number];
    readonly circuit_rows: (a: number) => number;
    readonly circuit_wires: (a: number) => number;
    readonly compressed: (a: number, b: number, c: number) => [number, number];
    readonly differences: (a: number, b: number, c: number, d: number) => [number, number];
    readonly generator: (a: number) => [number, number];
    readonly hashToG2: (a: number, b: number) => [number, number];
    readonly lagrange: (a: number, b: number, c: number) => [number, number];
    readonly pairing: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => number;
    readonly scrub: () => void;
    readonly secrets_divide: (a: number, b: number, c: number, d: number, e: number, f: number, g: any) => [number, number];
    readonly secrets_multiply: (a: number, b: number, c: number, d: number, e: number) => [number, number];
    readonly secrets_multiplyByPowers: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: any) => [number, number];
    readonly secrets_new: (a: number, b: number, c: number) => number;
    readonly secrets_points: (a: number) => [number, number];
    readonly selfTest: () => number;
    readonly sha256_digest: (a: number) => [number, number];
    readonly sha256_new: () => number;
    readonly sha256_update: (a: number, b: number, c: number) => void;
    readonly split: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number];
    readonly sum: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number];
    readonly sums_addRows: (a: number, b: number, c: number, d: number, e: number, f: number) => number;
    readonly sums_new: (a: number, b: number) => number;
    readonly sums_points: (a: number, b: number, c: number) => [number, number];
    readonly transformed: (a: number, b: number, c: number, d: number) => [number, number];
    readonly uncompressed: (a: number, b: number, c: number) => [number, number];
    readonly wrappedDifference: (a: number, b: number, c: number, d: number) => [number, number];
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __externref_table_dealloc: (a: number) => void;
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
