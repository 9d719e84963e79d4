//! XAES-256-GCM (c2sp.org/XAES-256-GCM): AES-256-GCM with a key derived from each nonce's first half, so that nonces of
//! 24 bytes may be random for 2^80 messages. Neither misuse resistant nor committing.

use crate::{
    aes::Aes,
    gcm::{Gcm, TAG_BYTES},
    lanes::V,
    wipe::wipe,
};

/// The bytes of a nonce.
pub const NONCE_BYTES: usize = 24;

/// An expanded key. Dropping it wipes it.
pub struct Xaes {
    aes: Aes,
    /// CMAC's subkey K1 (SP 800-38B §6.1).
    k1: V,
}

impl Xaes {
    /// Expands a key.
    pub fn new(key: &[u8; 32]) -> Self {
        let aes = Aes::new(key);
        let mut bytes = [0; 16];
        aes.encrypt(V::ZERO).store(&mut bytes);
        let l = u128::from_be_bytes(bytes);
        let k1 = V::load(&((l << 1) ^ (0x87 & (l >> 127).wrapping_neg())).to_be_bytes());
        wipe(&mut bytes);
        Self { aes, k1 }
    }

    /// Encrypts in place, and returns the tag. Panics for more than [`crate::gcm::MAX_BYTES`].
    pub fn seal(&self, nonce: &[u8; NONCE_BYTES], aad: &[u8], data: &mut [u8]) -> [u8; TAG_BYTES] {
        let (gcm, nonce) = self.derive(nonce);
        gcm.seal(&nonce, aad, data)
    }

    /// Decrypts in place. If the tag is wrong, returns false and leaves the data unchanged.
    #[must_use]
    pub fn open(&self, nonce: &[u8; NONCE_BYTES], aad: &[u8], data: &mut [u8], tag: &[u8; TAG_BYTES]) -> bool {
        let (gcm, nonce) = self.derive(nonce);
        gcm.open(&nonce, aad, data, tag)
    }

    /// Returns the key, CMAC(00 i ‖ "X" 00 ‖ nonce[0..12]) for i = 1 and 2, and the rest of the nonce.
    fn derive(&self, nonce: &[u8; NONCE_BYTES]) -> (Gcm, [u8; 12]) {
        let mut key = [0; 32];
        let mut rest = [0; 12];
        rest.copy_from_slice(&nonce[12..]);
        for (i, half) in (1..).zip(key.as_chunks_mut().0) {
            let mut message = [0, i, b'X', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            message[4..].copy_from_slice(&nonce[..12]);
            self.aes.encrypt(V::load(&message) ^ self.k1).store(half);
        }
        let gcm = Gcm::new(&key);
        wipe(&mut key);
        (gcm, rest)
    }
}

impl Drop for Xaes {
    fn drop(&mut self) {
        wipe(core::slice::from_mut(&mut self.k1));
    }
}
