/// <reference lib="esnext.disposable" />
/** Anything that bytes can be read from by their place, such as an open file. */
interface KeySource {
    /** Its length in bytes. */
    readonly size: number;
    /**
     * The `length` bytes from `offset` on. They are not written to, and must stay as they are until the proof is made.
     */
    read(offset: number, length: number, signal?: AbortSignal): Uint8Array | Promise<Uint8Array>;
}
/** A proving key: its bytes, a `Blob` such as a file that a user has chosen, or a {@link KeySource}. */
type KeyInput = Uint8Array | Blob | KeySource;

export type { KeySource as K, KeyInput as a };
