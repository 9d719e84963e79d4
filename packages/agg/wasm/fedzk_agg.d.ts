/* tslint:disable */
/* eslint-disable */

/**
 * Adds up shares, without their pads.
 */
export class Sum {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Adds a share. Returns false for an invalid one, and adds nothing.
     */
    add(share: Uint8Array | number[]): boolean;
    /**
     * Makes an empty sum for this number of parts, each of this number of elements and the pad.
     */
    constructor(curve: number, parts: number, elements: number);
    /**
     * Returns the sums as elements.
     */
    read(): Uint8Array;
}

/**
 * Returns whether the bytes are field elements, each below r.
 */
export function areElements(curve: number, bytes: Uint8Array | number[]): boolean;

/**
 * Reduces integers of 48 bytes each modulo r. Returns the elements.
 */
export function narrow(curve: number, wide: Uint8Array | number[]): Uint8Array;

/**
 * Checks that this module computes correctly on this machine, for both curves.
 */
export function selfTest(): boolean;

/**
 * Computes the tag of each part of a share. A part has this number of elements, and the pad.
 */
export function tags(curve: number, share: Uint8Array | number[], elements: number, rho: Uint8Array | number[]): Uint8Array | undefined;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_sum_free: (a: number, b: number) => void;
    readonly areElements: (a: number, b: number, c: number) => number;
    readonly narrow: (a: number, b: number, c: number) => [number, number];
    readonly selfTest: () => number;
    readonly sum_add: (a: number, b: number, c: number) => number;
    readonly sum_new: (a: number, b: number, c: number) => number;
    readonly sum_read: (a: number) => [number, number];
    readonly tags: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number];
    readonly __wbindgen_externrefs: WebAssembly.Table;
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
