/* tslint:disable */
/* eslint-disable */

/**
 * Returns the hashes of a bundle's entries, and behind them their root.
 */
export function bundleHashes(bundle: Uint8Array | number[]): Uint8Array | undefined;

/**
 * Returns where a bundle's entries begin and end in its bytes.
 */
export function bundlePlaces(bundle: Uint8Array | number[]): Uint32Array | undefined;

/**
 * Checks that a tree is the start of another.
 */
export function checkConsistency(old: number, old_root: Uint8Array | number[], _new: number, new_root: Uint8Array | number[], path: Uint8Array | number[]): number;

/**
 * Checks that a leaf is in a tree.
 */
export function checkInclusion(index: number, size: number, leaf: Uint8Array | number[], path: Uint8Array | number[], root: Uint8Array | number[]): number;

/**
 * Returns a bundle's root if its leaf hashes are those of the tile, undefined if not.
 */
export function checkedRoot(bundle: Uint8Array | number[], tile: Uint8Array | number[]): Uint8Array | undefined;

/**
 * Returns the parts of a consistency proof, in the form of [`inclusion_ranges`].
 */
export function consistencyRanges(old: number, _new: number): Float64Array | undefined;

/**
 * Returns the hash over adjacent full trees, from their hashes.
 */
export function hashOfRange(trees: Uint8Array | number[]): Uint8Array | undefined;

/**
 * Returns the parts of an inclusion proof: for each hash the number of full trees, and level and index of each.
 */
export function inclusionRanges(index: number, size: number): Float64Array | undefined;

/**
 * Returns whether a note can have this text.
 */
export function isNoteText(text: string): boolean;

/**
 * Returns the hash of an entry.
 */
export function leafHash(entry: Uint8Array | number[]): Uint8Array;

/**
 * Returns the hashes of any number of entries, encoded as in a bundle.
 */
export function leafHashes(packed: Uint8Array | number[]): Uint8Array | undefined;

/**
 * Reads a checkpoint. Returns size u64, root, origin, further lines.
 */
export function parseCheckpoint(text: string): Uint8Array | undefined;

/**
 * Reads the proof of an entry. Returns index u64, path, checkpoint.
 */
export function parseEntryProof(text: string): Uint8Array | undefined;

/**
 * Reads a note. Returns its text, then for each signature: name, key id and signature together.
 */
export function parseNote(bytes: Uint8Array | number[]): Uint8Array | undefined;

/**
 * Reads a verifier key. Returns key id, type u8, key, and behind them the name.
 */
export function parseVerifierKey(text: string): Uint8Array | undefined;

/**
 * Returns the root over hashes.
 */
export function rootOf(hashes: Uint8Array | number[]): Uint8Array | undefined;

/**
 * Returns the full trees of a whole tree: level and index of each.
 */
export function rootRanges(size: number): Float64Array | undefined;

/**
 * Checks that this module computes correctly on this machine: the tree of two empty entries by RFC 6962.
 */
export function selfTest(): boolean;

/**
 * Returns a signature's line, with its newline.
 */
export function signatureLine(name: string, key_id: Uint8Array | number[], signature: Uint8Array | number[]): string | undefined;

/**
 * Writes a verifier key.
 */
export function verifierKey(name: string, algorithm: number, key: Uint8Array | number[]): string | undefined;

/**
 * Writes a checkpoint's text.
 */
export function writeCheckpoint(origin: string, size: number, root: Uint8Array | number[]): string | undefined;

/**
 * Writes a proof's text.
 */
export function writeEntryProof(index: number, path: Uint8Array | number[], checkpoint: string): string | undefined;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly bundleHashes: (a: number, b: number) => [number, number];
    readonly bundlePlaces: (a: number, b: number) => [number, number];
    readonly checkConsistency: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => number;
    readonly checkInclusion: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => number;
    readonly checkedRoot: (a: number, b: number, c: number, d: number) => [number, number];
    readonly consistencyRanges: (a: number, b: number) => [number, number];
    readonly hashOfRange: (a: number, b: number) => [number, number];
    readonly inclusionRanges: (a: number, b: number) => [number, number];
    readonly isNoteText: (a: number, b: number) => number;
    readonly leafHash: (a: number, b: number) => [number, number];
    readonly leafHashes: (a: number, b: number) => [number, number];
    readonly parseCheckpoint: (a: number, b: number) => [number, number];
    readonly parseEntryProof: (a: number, b: number) => [number, number];
    readonly parseNote: (a: number, b: number) => [number, number];
    readonly parseVerifierKey: (a: number, b: number) => [number, number];
    readonly rootOf: (a: number, b: number) => [number, number];
    readonly rootRanges: (a: number) => [number, number];
    readonly selfTest: () => number;
    readonly signatureLine: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number];
    readonly verifierKey: (a: number, b: number, c: number, d: number, e: number) => [number, number];
    readonly writeCheckpoint: (a: number, b: number, c: number, d: number, e: number) => [number, number];
    readonly writeEntryProof: (a: number, b: number, c: number, d: number, e: number) => [number, number];
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
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
