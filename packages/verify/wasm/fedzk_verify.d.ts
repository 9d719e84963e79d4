/* tslint:disable */
/* eslint-disable */

/**
 * Proofs that are to be verified together, of any keys. It keeps the keys.
 */
export class Batch {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * An empty one.
     */
    constructor();
    /**
     * Makes all checks but the equation, and keeps what passes them: a status.
     */
    push(key: Key, proof: Uint8Array | number[], signals: Uint8Array | number[]): number;
    /**
     * Whether each proof that was kept is valid: 1 or 0. `random` has 16 bytes a proof.
     */
    verify(random: Uint8Array | number[]): Uint8Array;
}

/**
 * A prepared verification key.
 */
export class Key {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The curve's number: 1 is BN254, 2 BLS12-381.
     */
    curve(): number;
    /**
     * SHA-256 of the key's bytes.
     */
    id(): Uint8Array;
    /**
     * The number of public signals.
     */
    nPublic(): number;
    /**
     * Reads a key; its first byte says of which curve. Where it can't be one, the result is undefined and `error` holds
     * the status and the point's place; or as its third number why anyone can forge proofs, unless that is allowed.
     */
    static read(bytes: Uint8Array | number[], allow_insecure: boolean, error: Uint32Array): Key | undefined;
    /**
     * Verifies a proof: a status.
     */
    verify(proof: Uint8Array | number[], signals: Uint8Array | number[]): number;
}

/**
 * The address of so many bytes, aligned for 64-bit words; 0 where there is not as much memory. What is there is not said.
 */
export function allocate(bytes: number): number;

/**
 * Which build this is.
 */
export function backend(): string;

/**
 * Checks floats: the norm as float64, an unused word, first violation or −1, violations, not finite, smallest, largest.
 */
export function checkFloats(address: number, length: number, min: number, max: number, report: number): void;

/**
 * Checks integers: the norm's lower and upper word, first violation or −1, violations, 0, smallest, largest.
 */
export function checkIntegers(width: number, address: number, length: number, min: number, max: number, report: number): void;

/**
 * Reads points of a curve and writes them in other encodings, see [`convert_points`]: a status, and above it, from bit 8
 * on, the place of the point that is wrong.
 */
export function convertPoints(curve: number, kinds: Uint8Array | number[], points: Uint8Array | number[], out: Uint8Array): number;

/**
 * Writes x·scale/count of each integer.
 */
export function dequantize(width: number, address: number, length: number, scale: number, count: number, out: number): void;

/**
 * Quantizes floats into slots of 1 or 2 bytes, by random words or, where their address is 0, to the nearest: the norm's
 * lower and upper word, clipped as float64. Or false, and in its place the index of the first that isn't finite.
 */
export function quantize(address: number, length: number, bits: number, clip: number, random: number, out: number, report: number): boolean;

/**
 * Gives back what [`allocate`] gave.
 */
export function release(address: number, bytes: number): void;

/**
 * Whether this module computes right where it runs: z^p = z̄ in Fp2, for the x of each G2's generator.
 */
export function selfTest(): boolean;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_batch_free: (a: number, b: number) => void;
    readonly __wbg_key_free: (a: number, b: number) => void;
    readonly allocate: (a: number) => number;
    readonly backend: () => [number, number];
    readonly batch_new: () => number;
    readonly batch_push: (a: number, b: number, c: number, d: number, e: number, f: number) => number;
    readonly batch_verify: (a: number, b: number, c: number) => [number, number];
    readonly checkFloats: (a: number, b: number, c: number, d: number, e: number) => void;
    readonly checkIntegers: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
    readonly convertPoints: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: any) => number;
    readonly dequantize: (a: number, b: number, c: number, d: number, e: number, f: number) => void;
    readonly key_curve: (a: number) => number;
    readonly key_id: (a: number) => [number, number];
    readonly key_nPublic: (a: number) => number;
    readonly key_read: (a: number, b: number, c: number, d: number, e: number, f: any) => number;
    readonly key_verify: (a: number, b: number, c: number, d: number, e: number) => number;
    readonly quantize: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => number;
    readonly release: (a: number, b: number) => void;
    readonly selfTest: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
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
