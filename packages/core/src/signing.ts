/**
 * An Ed25519 key that signs. Its private key may be elsewhere: in a key store's module, in an HSM. A handle of
 * an `ed25519` key of `@fedzk/keys` is one.
 */
export interface SigningKey {
  /** 32 bytes (RFC 8032 §5.1.5). */
  readonly publicKey: Uint8Array;
  /**
   * Signs a message: 64 bytes (§5.1.6), the same for the same message each time. The message is the signer's to
   * keep, and the signature the caller's.
   */
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
