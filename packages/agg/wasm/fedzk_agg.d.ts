/* tslint:disable */
/* eslint-disable */

/**
 * A sum of shares, without their pads.
 */
export class Sum {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Adds a share; false, and nothing is added, where it is none.
     */
    add(share: Uint8Array | number[]): boolean;
    /**
     * A sum of none, of so many parts of so many elements beside the pad.
     */
    constructor(curve: number, parts: number, elements: number);
    /**
     * The sums as elements.
     */
    read(): Uint8Array;
}

/**
 * Whether bytes are elements, each below r.
 */
export function areElements(curve: number, bytes: Uint8Array | number[]): boolean;

/**
 * The elements that integers of 48 bytes each are congruent to.
 */
export function narrow(curve: number, wide: Uint8Array | number[]): Uint8Array;

/**
 * Whether this module computes right where it runs, on both curves.
 */
export function selfTest(): boolean;

/**
 * The tag of each part of a share, of so many elements beside the pad.
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
