/* tslint:disable */
/* eslint-disable */

/**
 * A key's contributions. Links are numbered from 0; a number too high has no facts.
 */
export class Chain {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Whether a link follows from its beacon.
     */
    checkBeacon(link: number): boolean;
    /**
     * Checks the links together: those that are wrong, the number of links for the key's δ. Where points of the links or
     * the key's δ are wrong, so is the first link.
     */
    checkPairing(manifest_hash: Uint8Array | number[], key: Uint8Array | number[]): Uint32Array;
    /**
     * Checks each link on its own: pairs of a link and a problem's number.
     */
    checkPoints(): Uint32Array;
    /**
     * The hash of the circuit and of phase 1.
     */
    circuitHash(): Uint8Array;
    /**
     * The number of links.
     */
    count(): number;
    /**
     * The contribution's hash.
     */
    hash(link: number): Uint8Array;
    /**
     * A beacon's exponent.
     */
    iterations(link: number): number | undefined;
    /**
     * 0 for a person, 1 for a beacon.
     */
    kind(link: number): number;
    /**
     * The bytes of the name.
     */
    name(link: number): Uint8Array | undefined;
    /**
     * Reads section 10 of a curve, by its number. Where it can't be one, the result is undefined and `error` holds the
     * reason and the link.
     */
    static read(curve: number, section: Uint8Array | number[], error: Uint32Array): Chain | undefined;
    /**
     * A number a link: −2 for nothing, −1 if its δ is that of the start, or the earlier link with the same δ or hash.
     */
    repeats(): Int32Array;
    /**
     * The transcript, as it stands.
     */
    transcript(link: number): Uint8Array;
    /**
     * A beacon's value.
     */
    value(link: number): Uint8Array | undefined;
}

/**
 * SHA-256 of bytes in parts.
 */
export class Sha256 {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The hash; it ends this one.
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
 * The place of a verification key's first wrong point; −1 for none.
 */
export function checkKey(key: Uint8Array | number[]): number;

/**
 * Whether a message's Ed25519 signature is a public key's, strictly.
 */
export function checkNote(key: Uint8Array | number[], message: Uint8Array | number[], signature: Uint8Array | number[]): boolean;

/**
 * Whether a signature is that of a round of drand's quicknet.
 */
export function checkRound(round: number, signature: Uint8Array | number[]): boolean;

/**
 * A verification key's curve, its number of public signals, and whether γ is the generator and δ = γ; undefined for
 * bytes of another length.
 */
export function keyFacts(key: Uint8Array | number[]): Uint32Array | undefined;

/**
 * Whether this module computes right where it runs: z^p = z̄ in Fp2, for the x of each G2's generator.
 */
export function selfTest(): boolean;

/**
 * SHA-256.
 */
export function sha256(bytes: Uint8Array | number[]): Uint8Array;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_chain_free: (a: number, b: number) => void;
    readonly __wbg_sha256_free: (a: number, b: number) => void;
    readonly chain_checkBeacon: (a: number, b: number) => number;
    readonly chain_checkPairing: (a: number, b: number, c: number, d: number, e: number) => [number, number];
    readonly chain_checkPoints: (a: number) => [number, number];
    readonly chain_circuitHash: (a: number) => [number, number];
    readonly chain_count: (a: number) => number;
    readonly chain_hash: (a: number, b: number) => [number, number];
    readonly chain_iterations: (a: number, b: number) => number;
    readonly chain_kind: (a: number, b: number) => number;
    readonly chain_name: (a: number, b: number) => [number, number];
    readonly chain_read: (a: number, b: number, c: number, d: number, e: number, f: any) => number;
    readonly chain_repeats: (a: number) => [number, number];
    readonly chain_transcript: (a: number, b: number) => [number, number];
    readonly chain_value: (a: number, b: number) => [number, number];
    readonly checkKey: (a: number, b: number) => number;
    readonly checkNote: (a: number, b: number, c: number, d: number, e: number, f: number) => number;
    readonly checkRound: (a: number, b: number, c: number) => number;
    readonly keyFacts: (a: number, b: number) => [number, number];
    readonly selfTest: () => number;
    readonly sha256: (a: number, b: number) => [number, number];
    readonly sha256_digest: (a: number) => [number, number];
    readonly sha256_new: () => number;
    readonly sha256_update: (a: number, b: number, c: number) => void;
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
