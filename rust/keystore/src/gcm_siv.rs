//! AES-256-GCM-SIV (RFC 8452): using a nonce twice only shows whether the messages are the same. Not committing.

use crate::{aes::Aes, ctr, equal::equal, gcm::TAG_BYTES, ghash::PolyvalKey, lanes::V, wipe::wipe};

/// The most bytes of a plaintext, and of additional data (§6).
pub const MAX_BYTES: u64 = 1 << 36;
/// The bytes of a nonce.
pub const NONCE_BYTES: usize = 12;

/// An expanded key-generating key. Dropping it wipes it.
pub struct GcmSiv {
    aes: Aes,
}

impl GcmSiv {
    /// Expands a key.
    pub fn new(key: &[u8; 32]) -> Self {
        Self { aes: Aes::new(key) }
    }

    /// Encrypts in place, and returns the tag. Panics for more than [`MAX_BYTES`].
    pub fn seal(&self, nonce: &[u8; NONCE_BYTES], aad: &[u8], data: &mut [u8]) -> [u8; TAG_BYTES] {
        assert!(is_short_enough(aad, data), "GcmSiv::seal: the message is too long");
        let keys = self.derive(nonce);
        let tag = keys.tag(nonce, aad, data);
        keys.crypt(&tag, data);
        tag
    }

    /// Decrypts in place. If the tag is wrong, returns false and leaves the data unchanged.
    #[must_use]
    pub fn open(&self, nonce: &[u8; NONCE_BYTES], aad: &[u8], data: &mut [u8], tag: &[u8; TAG_BYTES]) -> bool {
        if !is_short_enough(aad, data) {
            return false;
        }
        let keys = self.derive(nonce);
        keys.crypt(tag, data);
        let authentic = equal(&keys.tag(nonce, aad, data), tag);
        if !authentic {
            keys.crypt(tag, data);
        }
        authentic
    }

    /// The keys of a nonce (§4): the first halves of six blocks, two for the hash and four for the encryption.
    fn derive(&self, nonce: &[u8; NONCE_BYTES]) -> MessageKeys {
        let mut keys = [0; 48];
        for (i, half) in (0..).zip(keys.as_chunks_mut::<8>().0) {
            let mut block = [0; 16];
            block[0] = i;
            block[4..].copy_from_slice(nonce);
            self.aes.encrypt(V::load(&block)).store(&mut block);
            half.copy_from_slice(&block[..8]);
            wipe(&mut block);
        }
        let (mut authentication, mut encryption) = ([0; 16], [0; 32]);
        authentication.copy_from_slice(&keys[..16]);
        encryption.copy_from_slice(&keys[16..]);
        let message_keys = MessageKeys { hash: PolyvalKey::new(&authentication), aes: Aes::new(&encryption) };
        wipe(&mut keys);
        wipe(&mut authentication);
        wipe(&mut encryption);
        message_keys
    }
}

fn is_short_enough(aad: &[u8], data: &[u8]) -> bool {
    aad.len().max(data.len()) as u64 <= MAX_BYTES
}

struct MessageKeys {
    hash: PolyvalKey,
    aes: Aes,
}

impl MessageKeys {
    /// The tag of a plaintext.
    fn tag(&self, nonce: &[u8; NONCE_BYTES], aad: &[u8], data: &[u8]) -> [u8; TAG_BYTES] {
        let mut tag = self.hash.digest(aad, data);
        for (byte, nonce) in tag.iter_mut().zip(nonce) {
            *byte ^= nonce;
        }
        tag[15] &= 0x7f;
        self.aes.encrypt(V::load(&tag)).store(&mut tag);
        tag
    }

    /// AES_CTR: the counter is the tag's first word, little-endian. Its own inverse.
    fn crypt(&self, tag: &[u8; TAG_BYTES], data: &mut [u8]) {
        let mut block = *tag;
        block[15] |= 0x80;
        let block = V::load(&block);
        ctr::apply(&self.aes, |counter| block.with_word::<0>(counter), block.word::<0>(), data);
    }
}
