//! SHA-256 (FIPS 180-4), HMAC (RFC 2104), HKDF (RFC 5869) and PBKDF2 (RFC 8018 §5.2), over [`crate::sha256`].

use crate::equal::equal;
use crate::{
    lanes::V,
    sha256::{INITIAL, Words, compress, compress_inline, words},
    wipe::wipe,
};

/// The bytes of a digest.
pub const DIGEST_BYTES: usize = 32;
/// The most bytes that HKDF expands to (RFC 5869 §2.3).
pub const MAX_HKDF_BYTES: usize = 255 * DIGEST_BYTES;
const BLOCK_BYTES: usize = 64;

/// A digest of the bytes so far. Dropping it wipes it.
pub struct Sha256 {
    state: [u32; 8],
    block: [u8; BLOCK_BYTES],
    length: u64,
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::resume(INITIAL, 0)
    }
}

impl Sha256 {
    /// Starts from a state after some bytes, whose number is a multiple of 64.
    #[inline(always)]
    fn resume(state: [u32; 8], length: u64) -> Self {
        Self { state, block: [0; BLOCK_BYTES], length }
    }

    /// Adds bytes.
    pub fn update(&mut self, mut bytes: &[u8]) {
        let filled = self.length as usize % BLOCK_BYTES;
        self.length += bytes.len() as u64;
        if filled > 0 {
            let taken = bytes.len().min(BLOCK_BYTES - filled);
            self.block[filled..filled + taken].copy_from_slice(&bytes[..taken]);
            if filled + taken < BLOCK_BYTES {
                return;
            }
            compress(&mut self.state, words(&self.block));
            bytes = &bytes[taken..];
        }
        let (blocks, rest) = bytes.as_chunks();
        for block in blocks {
            compress(&mut self.state, words(block));
        }
        self.block[..rest.len()].copy_from_slice(rest);
    }

    /// Returns the digest, after adding a bit 1, zeros, and the length in bits (§5.1.1).
    pub fn finish(mut self) -> [u8; DIGEST_BYTES] {
        let filled = self.length as usize % BLOCK_BYTES;
        self.block[filled] = 0x80;
        self.block[filled + 1..].fill(0);
        if filled + 1 > BLOCK_BYTES - 8 {
            compress(&mut self.state, words(&self.block));
            self.block.fill(0);
        }
        self.block[BLOCK_BYTES - 8..].copy_from_slice(&(8 * self.length).to_be_bytes());
        compress(&mut self.state, words(&self.block));
        to_bytes(&self.state)
    }
}

impl Drop for Sha256 {
    fn drop(&mut self) {
        wipe(&mut self.state);
        wipe(&mut self.block);
    }
}

#[inline(always)]
fn to_bytes(state: &[u32; 8]) -> [u8; DIGEST_BYTES] {
    let mut bytes = [0; DIGEST_BYTES];
    for (bytes, word) in bytes.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    bytes
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; DIGEST_BYTES] {
    let mut hash = Sha256::default();
    hash.update(bytes);
    hash.finish()
}

/// A key of HMAC-SHA256: the states after its inner and its outer block. Dropping it wipes it.
pub struct Hmac {
    inner: [u32; 8],
    outer: [u32; 8],
}

impl Hmac {
    /// Prepares a key of any length.
    pub fn new(key: &[u8]) -> Self {
        let mut block = [0; BLOCK_BYTES];
        if key.len() > BLOCK_BYTES {
            block[..DIGEST_BYTES].copy_from_slice(&sha256(key));
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let state_after = |pad: u8| {
            let mut padded = block.map(|byte| byte ^ pad);
            let mut state = INITIAL;
            compress(&mut state, words(&padded));
            wipe(&mut padded);
            state
        };
        let hmac = Self { inner: state_after(0x36), outer: state_after(0x5c) };
        wipe(&mut block);
        hmac
    }

    /// The code of a message in parts.
    pub fn mac(&self, parts: &[&[u8]]) -> [u8; DIGEST_BYTES] {
        let mut inner = Sha256::resume(self.inner, BLOCK_BYTES as u64);
        for part in parts {
            inner.update(part);
        }
        let mut outer = Sha256::resume(self.outer, BLOCK_BYTES as u64);
        outer.update(&inner.finish());
        outer.finish()
    }

    /// Whether it is the code of a message in parts; the time depends on lengths alone.
    #[must_use]
    pub fn verify(&self, parts: &[&[u8]], code: &[u8; DIGEST_BYTES]) -> bool {
        equal(&self.mac(parts), code)
    }
}

impl Drop for Hmac {
    fn drop(&mut self) {
        wipe(&mut self.inner);
        wipe(&mut self.outer);
    }
}

/// HKDF-SHA256, info in parts. For more than [`MAX_HKDF_BYTES`], returns false and writes nothing.
#[must_use]
pub fn hkdf(key: &[u8], salt: &[u8], info: &[&[u8]], out: &mut [u8]) -> bool {
    if out.len() > MAX_HKDF_BYTES {
        return false;
    }
    let mut pseudorandom_key = Hmac::new(salt).mac(&[key]);
    let hmac = Hmac::new(&pseudorandom_key);
    wipe(&mut pseudorandom_key);
    let mut block = [0; DIGEST_BYTES];
    for (i, out) in out.chunks_mut(DIGEST_BYTES).enumerate() {
        // T(i) = HMAC(T(i − 1) ‖ info ‖ i), T(0) empty.
        let mut message = Sha256::resume(hmac.inner, BLOCK_BYTES as u64);
        if i > 0 {
            message.update(&block);
        }
        for part in info {
            message.update(part);
        }
        message.update(&[i as u8 + 1]);
        let mut outer = Sha256::resume(hmac.outer, BLOCK_BYTES as u64);
        outer.update(&message.finish());
        block = outer.finish();
        out.copy_from_slice(&block[..out.len()]);
    }
    wipe(&mut block);
    true
}

/// PBKDF2-HMAC-SHA256. For no iteration, or more than 2^32 − 1 blocks of 32 bytes, returns false and writes nothing.
#[must_use]
pub fn pbkdf2(password: &[u8], salt: &[u8], iterations: u32, out: &mut [u8]) -> bool {
    if iterations == 0 || out.len().div_ceil(DIGEST_BYTES) as u64 > u64::from(u32::MAX) {
        return false;
    }
    let hmac = Hmac::new(password);
    for (i, out) in out.chunks_mut(DIGEST_BYTES).enumerate() {
        // U1 = HMAC(salt ‖ INT(i)), and what follows are HMACs of 32 bytes: one block each, inner and outer.
        let mut message = block_of_digest(&hmac.mac(&[salt, &(i as u32 + 1).to_be_bytes()]));
        let mut sum = [message[0], message[1]];
        iterate(&hmac, &mut message, &mut sum, (iterations - 1) % MANY_ITERATIONS);
        for _ in 0..(iterations - 1) / MANY_ITERATIONS {
            iterate(&hmac, &mut message, &mut sum, MANY_ITERATIONS);
        }
        let mut digest = to_bytes(&[
            sum[0].word::<0>(),
            sum[0].word::<1>(),
            sum[0].word::<2>(),
            sum[0].word::<3>(),
            sum[1].word::<0>(),
            sum[1].word::<1>(),
            sum[1].word::<2>(),
            sum[1].word::<3>(),
        ]);
        out.copy_from_slice(&digest[..out.len()]);
        wipe(&mut digest);
        wipe(&mut message);
        wipe(&mut sum);
    }
    true
}

/// The number of iterations in a call of [`iterate`].
const MANY_ITERATIONS: u32 = 256;

/// Makes iterations of PBKDF2, and adds their digests.
///
/// Not inlined: an engine optimizes a function once it has been called often, which would not happen within the one
/// call that derives a key. Called from two places, since wasm-opt inlines a function that is called from one.
#[inline(never)]
fn iterate(hmac: &Hmac, message: &mut Words, sum: &mut [V; 2], iterations: u32) {
    for _ in 0..iterations {
        for initial in [&hmac.inner, &hmac.outer] {
            let mut state = *initial;
            compress_inline(&mut state, *message);
            let [a, b, c, d, e, f, g, h] = state;
            (message[0], message[1]) = (V::of_words([a, b, c, d]), V::of_words([e, f, g, h]));
        }
        sum[0] ^= message[0];
        sum[1] ^= message[1];
    }
}

/// The last block of a message that is a block and 32 bytes long: those, and the padding.
fn block_of_digest(digest: &[u8; DIGEST_BYTES]) -> Words {
    let mut block = [0; BLOCK_BYTES];
    block[..DIGEST_BYTES].copy_from_slice(digest);
    block[DIGEST_BYTES] = 0x80;
    block[BLOCK_BYTES - 8..].copy_from_slice(&(8 * (BLOCK_BYTES + DIGEST_BYTES) as u64).to_be_bytes());
    words(&block)
}
