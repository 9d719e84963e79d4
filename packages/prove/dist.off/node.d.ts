/// <reference lib="esnext.disposable" />
import { K as KeySource } from './source-BbXhVCBW.js';

/** A proving key in an open file. */
interface KeyFile extends KeySource, AsyncDisposable {
    /** Closes the file. */
    close(): Promise<void>;
}
/**
 * Opens a proving key as a file, of which each proof reads what it uses: a key of hundreds of megabytes is never in memory
 * as a whole.
 *
 * @throws {FedzkError} `invalid-argument`: not a path or a `file:` URL; `storage`: the file can't be opened, with Node's error as
 *   `cause`, or is a folder
 *
 * @example
 * ```ts
 * await using zkey = await openKeyFile('circuit.zkey');
 * await using prover = await createProver({ zkey, circuitWasm });
 * ```
 */
declare function openKeyFile(path: string | URL): Promise<KeyFile>;

export { type KeyFile, openKeyFile };
