//! Ed25519 (RFC 8032), by `ed25519-dalek` without its tables. A private key is the seed of §5.1.5.

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};

/// Bytes of a private key, and of a public one.
pub const KEY_BYTES: usize = 32;
/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// The public key of a private one: §5.1.5.
pub fn public_key(private: &[u8; KEY_BYTES]) -> [u8; KEY_BYTES] {
    SigningKey::from_bytes(private).verifying_key().to_bytes()
}

/// Signs: §5.1.6. The same message has the same signature.
///
/// It computes the public key each time: signatures of one message under two public keys would reveal the private key.
pub fn sign(private: &[u8; KEY_BYTES], message: &[u8]) -> [u8; SIGNATURE_BYTES] {
    SigningKey::from_bytes(private).sign(message).to_bytes()
}

/// Tells whether a signature is a public key's: §5.1.7 without the cofactor, S below the order, R compared as bytes.
pub fn verify(public: &[u8; KEY_BYTES], message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
    let signature = Signature::from_bytes(signature);
    VerifyingKey::from_bytes(public).is_ok_and(|public| public.verify(message, &signature).is_ok())
}
