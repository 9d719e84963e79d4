//! AES-256-GCM (SP 800-38D) with nonces of 12 bytes and tags of 16.
//!
//! A key uses a nonce only once; random ones allow 2^32 messages (§8.3). Neither misuse resistant nor committing.

use crate::{aes::Aes, ctr, equal::equal, ghash::GhashKey, lanes::V, wipe::wipe};

/// The most bytes of a plaintext: 2^39 − 256 bits (§5.2.1.1), so that the counter of 32 bits doesn't wrap.
pub const MAX_BYTES: u64 = (1 << 36) - 32;
/// The bytes of a nonce.
pub const NONCE_BYTES: usize = 12;
/// The bytes of a tag.
pub const TAG_BYTES: usize = 16;

/// An expanded key. Dropping it wipes it.
pub struct Gcm {
    aes: Aes,
    hash: GhashKey,
}

impl Gcm {
    /// Expands a key.
    pub fn new(key: &[u8; 32]) -> Self {
        let aes = Aes::new(key);
        let mut h = [0; 16];
        aes.encrypt(V::ZERO).store(&mut h);
        let hash = GhashKey::new(&h);
        wipe(&mut h);
        Self { aes, hash }
    }

    /// Encrypts in place, and returns the tag. Panics for more than [`MAX_BYTES`].
    pub fn seal(&self, nonce: &[u8; NONCE_BYTES], aad: &[u8], data: &mut [u8]) -> [u8; TAG_BYTES] {
        assert!(data.len() as u64 <= MAX_BYTES, "Gcm::seal: the plaintext is too long");
        let nonce = counter_block(nonce);
        self.crypt(nonce, data);
        self.tag(nonce, aad, data)
    }

    /// Decrypts in place. If the tag is wrong, returns false and leaves the data unchanged.
    #[must_use]
    pub fn open(&self, nonce: &[u8; NONCE_BYTES], aad: &[u8], data: &mut [u8], tag: &[u8; TAG_BYTES]) -> bool {
        let nonce = counter_block(nonce);
        let authentic = data.len() as u64 <= MAX_BYTES && equal(&self.tag(nonce, aad, data), tag);
        if authentic {
            self.crypt(nonce, data);
        }
        authentic
    }

    /// GCTR from counter 2 on (§7.1, steps 2 and 3); its own inverse.
    fn crypt(&self, nonce: V, data: &mut [u8]) {
        ctr::apply_to_last_word(&self.aes, nonce, 2, data);
    }

    /// The tag of a ciphertext: GHASH, encrypted with counter 1.
    fn tag(&self, nonce: V, aad: &[u8], data: &[u8]) -> [u8; TAG_BYTES] {
        let mut tag = self.hash.digest(aad, data);
        (V::load(&tag) ^ self.aes.encrypt(nonce.with_word::<3>(1u32.swap_bytes()))).store(&mut tag);
        tag
    }
}

/// nonce ‖ 0^32.
fn counter_block(nonce: &[u8; NONCE_BYTES]) -> V {
    let mut block = [0; 16];
    block[..NONCE_BYTES].copy_from_slice(nonce);
    V::load(&block)
}
