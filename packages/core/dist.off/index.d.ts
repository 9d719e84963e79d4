/// <reference lib="esnext.disposable" />
/**
 * Why an operation could not be done, for a program:
 * - `invalid-argument`: a call's argument is of the wrong type or out of range;
 * - `invalid-verification-key`: a verification key is malformed, or a point of it can't stand in one;
 * - `invalid-proving-key`: a proving key is malformed, or damaged;
 * - `invalid-proof`: a proof that was to be converted is not one;
 * - `unsupported`: the input is of a kind that this version does not handle;
 * - `unsatisfied`: a circuit has no witness for these inputs, which are well formed;
 * - `non-finite`: a number that must be finite is NaN or infinite;
 * - `already-reported`: a client was asked for a second report of a round, or its secrets for a second use;
 * - `invalid-state`: the call is right, and too early or too late;
 * - `disposed`: an object was used after it was disposed of;
 * - `queue-full`: a pool has as many calls waiting as it may have;
 * - `worker`: a pool's workers can't be started, or ended one after the other over the same call;
 * - `not-initialized`: a package's `slim` entry was used before its `init`;
 * - `not-authentic`: what was to be opened was sealed with another key or for another place, or was changed;
 * - `wrong-key`: a key store does not open with this passphrase, key or provider;
 * - `damaged`: what is stored is not what was written;
 * - `rolled-back`: an older state of a store was put in its place;
 * - `erased`: a store was erased, and nothing of it opens any more;
 * - `storage`: a backend could not read or write, or a file can't be opened;
 * - `unavailable`: what was asked for is switched off for now;
 * - `fail-stop`: a log has met a fault, and writes nothing until it is opened again;
 * - `quorum`: too few witnesses have cosigned a log's checkpoint, which is kept and may be shown to them again;
 * - `not-found`: there is no key of that name;
 * - `already-exists`: there is one, or a store where a new one was to be;
 * - `expired`: a key may no longer be used for this;
 * - `not-exportable`: a key's bytes may not leave its store;
 * - `wasm`: the WebAssembly module can't be loaded, or computes wrongly on this machine.
 */
type FedzkErrorCode = 'invalid-argument' | 'invalid-verification-key' | 'invalid-proving-key' | 'invalid-proof' | 'not-authentic' | 'unsupported' | 'unsatisfied' | 'non-finite' | 'already-reported' | 'invalid-state' | 'disposed' | 'queue-full' | 'worker' | 'not-initialized' | 'wrong-key' | 'damaged' | 'rolled-back' | 'erased' | 'storage' | 'unavailable' | 'fail-stop' | 'quorum' | 'not-found' | 'already-exists' | 'expired' | 'not-exportable' | 'wasm';
/**
 * The one error class of all FEDzk packages. It is thrown for what the caller controls and got wrong; what an attacker
 * may have sent is answered with a status instead. The message says what was wrong, what was expected and what to do,
 * and never contains a secret.
 *
 * `instanceof` knows the errors of every copy of this package: a program may have one for `import` and one for `require`.
 *
 * @example
 * ```ts
 * try {
 *   createVerifier(key);
 * } catch (error) {
 *   if (error instanceof FedzkError && error.code === 'invalid-verification-key') console.error(error.message);
 *   else throw error;
 * }
 * ```
 */
declare class FedzkError extends Error {
    readonly name = "FedzkError";
    /** The reason, from a closed list. */
    readonly code: FedzkErrorCode;
    constructor(code: FedzkErrorCode, message: string, options?: ErrorOptions);
    static [Symbol.hasInstance](value: unknown): value is FedzkError;
}

/** The error for an argument that is not what was expected. */
declare function unexpected(name: string, expected: string, got: unknown, options?: ErrorOptions): FedzkError;
/**
 * An argument that is to be an object of named options.
 *
 * @throws {FedzkError} `invalid-argument`
 */
declare function asOptions<T extends object>(options: T, name?: string): T;
/**
 * Reads named options, each once, whatever the object does meanwhile.
 *
 * @param keys the options to read; others are not looked at
 * @param name of the object, which goes before those of its options
 * @throws {FedzkError} `invalid-argument`: no object, or a getter or proxy that throws, with what it threw as `cause`
 *
 * @example
 * ```ts
 * const { signal } = optionsOf(options, ['signal']);
 * ```
 */
declare function optionsOf<T extends object, Key extends keyof T & string>(options: T, keys: readonly Key[], name?: string): Pick<T, Key>;
/**
 * An argument that is to have methods, such as a store.
 *
 * @param expected what it is to be, in words
 * @throws {FedzkError} `invalid-argument`
 */
declare function methodsOf<T extends object>(value: T, methods: readonly (keyof T & string)[], name: string, expected: string): T;
/**
 * Reads the items of an array one by one, by index: an iterator of the caller's could do anything.
 *
 * @param expected what the array is to be, in words
 * @param read makes of each item what is returned, or throws
 * @throws {FedzkError} `invalid-argument`: no array, or one that throws when it is read
 */
declare function listOf<Item>(list: unknown, name: string, expected: string, read: (item: unknown, index: number) => Item): Item[];
/**
 * The signal that a call may bring. It is known by what it can do: some programs have more than one `AbortSignal`.
 *
 * @throws {FedzkError} `invalid-argument`
 */
declare function signalOf(signal: AbortSignal | undefined): AbortSignal | undefined;

/** What happened, in the words of FEDzk's audit log. No field holds a secret. */
interface AuditEvent {
    readonly user_id: string;
    readonly operation: string;
    readonly resource: string;
    readonly result: 'success' | 'failure';
    readonly details?: Readonly<Record<string, string | number | boolean>>;
}
/** Where a package tells what it did; `AuditLog` of `@fedzk/audit` is one. */
interface AuditSink {
    /** Resolves when the event is kept. */
    append(event: AuditEvent): Promise<unknown>;
}

/**
 * The length of a Uint8Array, of this realm or another; `undefined` for anything else.
 */
declare function byteLength(value: unknown): number | undefined;
/** The types of numbers that {@link plainView} knows, by their names. */
interface NumberArrays {
    readonly Int8Array: Int8Array;
    readonly Int16Array: Int16Array;
    readonly Int32Array: Int32Array;
    readonly Float32Array: Float32Array;
}
/**
 * The same memory as a plain typed array of this realm, which is what it says it is; `undefined` for anything but a
 * typed array of one of the kinds, and where its buffer is detached or has shrunk. A subclass or a changed prototype
 * could lie about the length to who copies it.
 */
declare function plainView<Kind extends keyof NumberArrays>(value: unknown, kinds: readonly Kind[]): NumberArrays[Kind] | undefined;
/** A copy in memory of its own, which nobody else can change meanwhile. */
declare function copyBytes(bytes: Uint8Array): Uint8Array;
/** The parts one after the other. */
declare function concat(...parts: readonly Uint8Array[]): Uint8Array;
/** Lower-case hexadecimal. */
declare function toHex(bytes: Uint8Array): string;
/**
 * The bytes of lower-case hexadecimal.
 *
 * @throws {FedzkError} `invalid-argument`: other characters, or half a byte
 */
declare function fromHex(text: string): Uint8Array<ArrayBuffer>;

/**
 * A value in a few words for an error message; long strings and integers are cut, contents of objects are left out.
 * Never throws, whatever a proxy does.
 */
declare function describe(value: unknown): string;

/**
 * A module that tells whether `f64x2.relaxed_madd` is fused, which engines leave to the machine:
 * `(func (export "f") (param f64 f64 f64) (result f64))`, the product of the first two plus the third.
 */
declare const FMA_PROBE: Uint8Array<ArrayBuffer>;
/**
 * Whether WebAssembly's relaxed SIMD is there and multiplies and adds with one rounding, as the modules named `fma` need:
 * (1 + 2^−27)² − (1 + 2^−26) is 2^−54 then, and 0 with two roundings.
 *
 * @param probe {@link FMA_PROBE} compiled, where a runtime compiles no bytes
 * @returns false too where the probe is refused
 */
declare function fusesMultiplyAdd(probe?: WebAssembly.Module): boolean;

/** What wasm-bindgen's `--target web` glue exports, and our own self-test. */
interface WasmGlue<Exports = unknown> {
    /** Instantiates the module at once; what it exports. */
    initSync(options: {
        module: WebAssembly.Module | BufferSource;
    }): Exports;
    /** Whether a known computation comes out right. */
    selfTest(): boolean;
}
/**
 * Instantiates a package's module, synchronously, and confirms that it computes right where it runs.
 *
 * @param source a compiled module, its bytes, or its bytes as hexadecimal
 * @returns what the module exports, its memory among it
 * @throws {FedzkError} `wasm`, when it is no module, or one with instructions that the runtime doesn't have, when the
 *   module is refused (a page needs `script-src 'wasm-unsafe-eval'`; workerd takes imported modules only), is another
 *   one, or fails its self-test; `invalid-argument`, when it is neither a module nor bytes. The glue keeps a module that was instantiated, so
 *   after the last two another call can't mend it
 */
declare function loadWasm<Exports>(glue: WasmGlue<Exports>, source: WebAssembly.Module | BufferSource | string): Exports;

/**
 * A module that is still on its way, as `fetch` gives it: compiled off the main thread, or where it can't be compiled its
 * bytes, for {@link loadWasm} to say why.
 *
 * @param name of the argument, for messages
 * @throws {FedzkError} `invalid-argument`: not a response; `wasm`: a request that failed; a response that is not OK, can't be read, or holds
 *   something else, such as the HTML page that many servers give for a file that isn't there
 * @throws what else the promise is rejected with
 */
declare function receiveModule(coming: Response | PromiseLike<Response>, name: string): Promise<WebAssembly.Module | ArrayBuffer>;

/**
 * A module that tells whether an engine has `i8x16.relaxed_swizzle`: `(func (export "f") (param i32 i32) (result i32))`, the
 * first in all lanes, looked up by the second in all, and the first lane of that.
 */
declare const SWIZZLE_PROBE: Uint8Array<ArrayBuffer>;
/**
 * Whether WebAssembly's relaxed SIMD is there and looks up as the modules named `relaxed` need: an index below 16 gives that
 * lane, one from 128 on gives 0. What lies between is left to the machine, and nothing of ours.
 *
 * @param probe {@link SWIZZLE_PROBE} compiled, where a runtime compiles no bytes
 * @returns false too where the probe is refused
 */
declare function swizzlesRelaxed(probe?: WebAssembly.Module): boolean;

export { type AuditEvent, type AuditSink, FMA_PROBE, FedzkError, type FedzkErrorCode, SWIZZLE_PROBE, type WasmGlue, asOptions, byteLength, concat, copyBytes, describe, fromHex, fusesMultiplyAdd, listOf, loadWasm, methodsOf, optionsOf, plainView, receiveModule, signalOf, swizzlesRelaxed, toHex, unexpected };
