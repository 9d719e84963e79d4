//! The committing seal, suite 1: AES-256-GCM with a new key for each message, and a commitment to key, salt and
//! context, so that no sealed message opens under two keys.
//!
//! ```text
//! okm    = HKDF-SHA256(key, salt, "fedzk/keys/v1/cseal" ‖ 00 ‖ SHA-256(context), 64)
//! sealed = salt 32 ‖ okm[32..64] ‖ AES-256-GCM(okm[0..32], nonce 0, aad = context, plaintext)
//! ```
//! A salt is 32 random bytes. A key may seal any number of messages.

use crate::{
    equal::equal,
    gcm::{Gcm, NONCE_BYTES, TAG_BYTES},
    hash::{Hmac, hkdf, sha256},
    wipe::wipe,
};

/// The bytes of a salt.
pub const SALT_BYTES: usize = 32;
/// Where the ciphertext begins: after salt and commitment.
pub const HEADER_BYTES: usize = SALT_BYTES + 32;
/// The bytes that a sealed message is longer than its plaintext.
pub const OVERHEAD: usize = HEADER_BYTES + TAG_BYTES;

const LABEL: &[u8] = b"fedzk/keys/v1/cseal\0";
const HEDGE_LABEL: &[u8] = b"fedzk/keys/v1/salt\0";
const NONCE: [u8; NONCE_BYTES] = [0; NONCE_BYTES];

/// The key of a message, and the commitment.
fn derive(key: &[u8], salt: &[u8], context_digest: &[u8; 32]) -> (Gcm, [u8; 32]) {
    let mut okm = [[0u8; 32]; 2];
    assert!(hkdf(key, salt, &[LABEL, context_digest], okm.as_flattened_mut()), "derive: 64 bytes are not too many");
    let derived = (Gcm::new(&okm[0]), okm[1]);
    wipe(okm.as_flattened_mut());
    derived
}

/// Seals. If `out` is not [`OVERHEAD`] bytes longer than the plaintext, returns false and writes nothing.
#[must_use]
pub fn seal(key: &[u8], salt: &[u8; SALT_BYTES], context: &[u8], plaintext: &[u8], out: &mut [u8]) -> bool {
    if out.len() != plaintext.len() + OVERHEAD {
        return false;
    }
    out[..SALT_BYTES].copy_from_slice(salt);
    out[HEADER_BYTES..HEADER_BYTES + plaintext.len()].copy_from_slice(plaintext);
    seal_in_place(key, context, out)
}

/// Seals in place: the buffer has a salt, room for the commitment, the message, and room for the tag. If it is shorter
/// than [`OVERHEAD`], returns false and does nothing.
#[must_use]
pub fn seal_in_place(key: &[u8], context: &[u8], message: &mut [u8]) -> bool {
    seal_with_digest(key, context, &sha256(context), message)
}

fn seal_with_digest(key: &[u8], context: &[u8], context_digest: &[u8; 32], message: &mut [u8]) -> bool {
    let Some((header, data, tag)) = split(message) else { return false };
    let (salt, commitment) = header.split_at_mut(SALT_BYTES);
    let (gcm, committed) = derive(key, salt, context_digest);
    commitment.copy_from_slice(&committed);
    *tag = gcm.seal(&NONCE, context, data);
    true
}

/// Like [`seal_in_place`], with random bytes in the place of the salt. The salt becomes a MAC of these, the context and
/// the message: two messages have different salts, even if a generator repeats itself.
#[must_use]
pub fn seal_hedged(key: &[u8], context: &[u8], message: &mut [u8]) -> bool {
    let Some((header, data, _)) = split(message) else { return false };
    let mut digests = [sha256(context), sha256(data)];
    let random = &mut header[..SALT_BYTES];
    let salt = Hmac::new(key).mac(&[HEDGE_LABEL, random, digests.as_flattened()]);
    random.copy_from_slice(&salt);
    wipe(&mut digests[1]);
    seal_with_digest(key, context, &digests[0], message)
}

/// Opens. If it is not authentic, or `out` is not [`OVERHEAD`] bytes shorter, returns false and decrypts nothing.
#[must_use]
pub fn open(key: &[u8], context: &[u8], sealed: &[u8], out: &mut [u8]) -> bool {
    if sealed.len() != out.len() + OVERHEAD {
        return false;
    }
    let (header, rest) = sealed.split_at(HEADER_BYTES);
    let Some((data, tag)) = rest.split_last_chunk() else { return false };
    let Some(gcm) = committed_key(key, context, header) else { return false };
    out.copy_from_slice(data);
    gcm.open(&NONCE, context, out, tag)
}

/// Opens in place: the plaintext replaces the ciphertext. If it is not authentic, returns false and changes
/// nothing.
#[must_use]
pub fn open_in_place(key: &[u8], context: &[u8], sealed: &mut [u8]) -> bool {
    let Some((header, data, tag)) = split(sealed) else { return false };
    committed_key(key, context, header).is_some_and(|gcm| gcm.open(&NONCE, context, data, tag))
}

/// The message's key, if the commitment is that of key, salt and context.
fn committed_key(key: &[u8], context: &[u8], header: &[u8]) -> Option<Gcm> {
    let (salt, commitment) = header.split_at(SALT_BYTES);
    let (gcm, committed) = derive(key, salt, &sha256(context));
    equal(&committed, commitment).then_some(gcm)
}

/// Header, data and tag.
fn split(message: &mut [u8]) -> Option<(&mut [u8], &mut [u8], &mut [u8; TAG_BYTES])> {
    let (header, rest) = message.split_at_mut_checked(HEADER_BYTES)?;
    let (data, tag) = rest.split_last_chunk_mut()?;
    Some((header, data, tag))
}
