/* tslint:disable */
/* eslint-disable */

/**
 * Collects proofs for any keys, to verify them together. Keeps the keys.
 */
export class Batch {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Makes an empty batch.
     */
    constructor();
    /**
     * Makes all checks of a proof except the pairing equation, and keeps a proof that passes. Returns a status.
     */
    push(key: Key, proof: Uint8Array | number[], signals: Uint8Array | number[]): number;
    /**
     * Returns 1 or 0 for each proof in the batch: whether it is valid. `random` has 16 bytes a proof.
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
     * Returns the curve's number: 1 for BN254, 2 for BLS12-381.
     */
    curve(): number;
    /**
     * Returns the SHA-256 of the key's bytes.
     */
    id(): Uint8Array;
    /**
     * Returns the number of public signals.
     */
    nPublic(): number;
    /**
     * Reads a key, whose first byte is the curve's number. Returns undefined for an invalid key: `error` then holds
     * the status and the place of the invalid point. Unless `allow_insecure` is set, it also refuses a key for which
     * anyone can forge proofs: the third number of `error` is the reason.
     */
    static read(bytes: Uint8Array | number[], allow_insecure: boolean, error: Uint32Array): Key | undefined;
    /**
     * Verifies a proof. Returns a status.
     */
    verify(proof: Uint8Array | number[], signals: Uint8Array | number[]): number;
}

/**
 * Reserves this number of bytes, aligned for 64-bit words and not initialised. Returns their address, or 0 if there is
 * not enough memory.
 */
export function allocate(bytes: number): number;

/**
 * Returns the name of this build.
 */
export function backend(): string;

/**
 * Checks floats. Writes to `report`: the norm as float64, an unused word, the index of the first violation or −1, the
 * number of violations, the number of values that are not finite, the smallest and the largest value.
 */
export function checkFloats(address: number, length: number, min: number, max: number, report: number): void;

/**
 * Checks integers. Writes to `report`: the norm's lower and upper word, the index of the first violation or −1, the
 * number of violations, 0, the smallest and the largest value.
 */
export function checkIntegers(width: number, address: number, length: number, min: number, max: number, report: number): void;

/**
 * Reads points of a curve and writes them in other encodings, see [`convert_points`]. Returns a status in the low 8
 * bits and the place of the invalid point in the bits above.
 */
export function convertPoints(curve: number, kinds: Uint8Array | number[], points: Uint8Array | number[], out: Uint8Array): number;

/**
 * Writes x·scale/count for each integer x.
 */
export function dequantize(width: number, address: number, length: number, scale: number, count: number, out: number): void;

/**
 * Quantizes floats into slots of 1 or 2 bytes: with random words, or to the nearest integer if their address is 0.
 * Writes to `report`: the norm's lower and upper word and, as float64, the number of clipped values. If a value is not
 * finite, it returns false, and the third word is the index of the first such value.
 */
export function quantize(address: number, length: number, bits: number, clip: number, random: number, out: number, report: number): boolean;

/**
 * Frees memory that [`allocate`] reserved.
 */
export function release(address: number, bytes: number): void;

/**
 * Checks that this module computes correctly on this machine: z^p = z̄ in Fp2, for the x of each G2's generator.
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
