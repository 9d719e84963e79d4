/** Signs the checkpoints of an audit log. The key may be elsewhere, such as in a key store or an HSM. */
export interface Signer {
  /** The key's name, which is the log's origin. */
  readonly name: string;
  /** The key that verifiers need: `name+id+base64`. */
  readonly verifierKey: string;
  /**
   * An Ed25519 signature of bytes, 64 bytes (RFC 8032): the same for the same bytes each time. The array is the caller's.
   *
   * A log asks for signatures of three kinds of bytes: notes, which are text; its own state, which begins with a zero byte;
   * and, twice when it is opened, a text that begins with a zero byte and `fedzk.dev/audit-journal-key`. The last signature
   * is a secret that authenticates the journal: give it to nobody else, and keep it in no record.
   */
  sign(message: Uint8Array): Promise<Uint8Array>;
}
