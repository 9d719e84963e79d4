/**
 * Why an operation could not be done, for a program:
 * - `invalid-argument`: a call's argument is of the wrong type or out of range;
 * - `invalid-verification-key`: a verification key is malformed, or has an invalid point;
 * - `invalid-proving-key`: a proving key is malformed, or damaged;
 * - `invalid-ceremony-file`: a file of a ceremony, such as a proving key or powers of tau, is malformed, or damaged;
 * - `invalid-proof`: a proof to be converted is malformed;
 * - `unsupported`: the input is of a kind that this version does not handle;
 * - `unsatisfied`: a circuit has no witness for these inputs, which are well formed;
 * - `non-finite`: a number that must be finite is NaN or infinite;
 * - `already-reported`: a client was asked for a second report of a round, or its secrets for a second use;
 * - `invalid-state`: the call is valid, but too early or too late;
 * - `disposed`: an object was used after it was disposed of;
 * - `queue-full`: a pool has reached its limit of waiting calls;
 * - `worker`: a pool's workers can't be started, or ended one after the other over the same call;
 * - `not-initialized`: a package's `slim` entry was used before its `init`;
 * - `not-authentic`: sealed data was sealed with another key or for another place, or was changed;
 * - `wrong-key`: a key store does not open with this passphrase, key or provider, or a result is not for this key;
 * - `damaged`: stored data is not what was written;
 * - `rolled-back`: a store was replaced by an older state of it;
 * - `root-rotated`: a key store got another root key since it was opened; open it again;
 * - `erased`: a store was erased and can't be opened any more;
 * - `storage`: a backend could not read or write, or a file can't be opened;
 * - `unavailable`: the operation is switched off for now, or a peer doesn't answer;
 * - `not-logged`: the operation is done, but an audit log did not take its event;
 * - `fail-stop`: a log has failed, and writes nothing until it is opened again;
 * - `quorum`: too few witnesses have cosigned a log's checkpoint; the checkpoint is kept, and can be shown to them again;
 * - `not-found`: there is no key of that name, or no record or result of that round;
 * - `already-exists`: there is a key of that name already, or a store where a new one was to be created;
 * - `expired`: a key may no longer be used for this, or a certificate is not valid now;
 * - `pin-mismatch`: the peer of a connection has another key than the one expected;
 * - `not-exportable`: a key's bytes may not leave its store;
 * - `wasm`: the WebAssembly module can't be loaded, or computes wrongly on this machine.
 */
export type FedzkErrorCode =
  | 'invalid-argument'
  | 'invalid-verification-key'
  | 'invalid-proving-key'
  | 'invalid-ceremony-file'
  | 'invalid-proof'
  | 'not-authentic'
  | 'unsupported'
  | 'unsatisfied'
  | 'non-finite'
  | 'already-reported'
  | 'invalid-state'
  | 'disposed'
  | 'queue-full'
  | 'worker'
  | 'not-initialized'
  | 'wrong-key'
  | 'damaged'
  | 'rolled-back'
  | 'root-rotated'
  | 'erased'
  | 'storage'
  | 'unavailable'
  | 'not-logged'
  | 'fail-stop'
  | 'quorum'
  | 'not-found'
  | 'already-exists'
  | 'expired'
  | 'not-exportable'
  | 'wasm'
  | 'pin-mismatch';

/** Marks the errors of all copies of this package. */
const BRAND = '@fedzk/core: FedzkError';

/**
 * The one error class of all FEDzk packages. It is thrown for mistakes of the caller. Input that an attacker may
 * have sent gets a status instead. The message says what was wrong, what was expected and what to do,
 * and never contains a secret.
 *
 * `instanceof` recognises the errors of every copy of this package. A program may load one copy by `import` and one by
 * `require`.
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
export class FedzkError extends Error {
  override readonly name = 'FedzkError';
  /** The reason, from a closed list. */
  readonly code: FedzkErrorCode;

  constructor(code: FedzkErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    Object.defineProperty(this, Symbol.for(BRAND), { value: true });
  }

  static override readonly [Symbol.hasInstance]: (value: unknown) => value is FedzkError = isInstance;
}

/** Implements `instanceof`. Subclasses inherit it and check their own prototype. */
function isInstance(this: unknown, value: unknown): value is FedzkError {
  if (this !== FedzkError) return Function.prototype[Symbol.hasInstance].call(this, value);
  return typeof value === 'object' && value !== null && Symbol.for(BRAND) in value;
}
