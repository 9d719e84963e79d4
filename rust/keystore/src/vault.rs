//! The operations of a key store on keys that stay in the module: `packages/keys/FORMAT.md` says what they are for.

use crate::{
    hash::hkdf,
    seal::{self, HEADER_BYTES, OVERHEAD, SALT_BYTES},
    wipe::wipe,
};
use zeroize::Zeroizing;

/// The bytes of a length before metadata.
const LENGTH_BYTES: usize = 4;

/// The bytes of a key. Dropping it wipes them.
pub struct Secret(Zeroizing<Box<[u8]>>);

impl Secret {
    /// A copy.
    pub fn new(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// This one's bytes, then another's.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        let mut joined = Zeroizing::new(vec![0; self.0.len() + other.0.len()].into_boxed_slice());
        let (first, second) = joined.split_at_mut(self.0.len());
        first.copy_from_slice(self.bytes());
        second.copy_from_slice(other.bytes());
        Self(joined)
    }

    /// HKDF-SHA256 to a key of 32 bytes.
    pub fn derive(&self, salt: &[u8], info: &[u8]) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        assert!(hkdf(self.bytes(), salt, &[info], &mut *key), "Secret::derive: 32 bytes are not too many");
        Self::new(&*key)
    }

    /// Seals a message in place, as [`seal::seal_hedged`] does: random 32 | room 32 | message | room 16. Without this
    /// room, returns false and changes nothing.
    #[must_use]
    pub fn seal(&self, context: &[u8], message: &mut [u8]) -> bool {
        seal::seal_hedged(self.bytes(), context, message)
    }

    /// Opens a message in place. If it is not authentic, returns false and changes nothing.
    #[must_use]
    pub fn open(&self, context: &[u8], sealed: &mut [u8]) -> bool {
        seal::open_in_place(self.bytes(), context, sealed)
    }

    /// Opens a key, and wipes the sealed bytes.
    pub fn open_secret(&self, context: &[u8], sealed: &mut [u8]) -> Option<Self> {
        self.open(context, sealed).then(|| {
            let secret = Self::new(plaintext_of(sealed));
            wipe(sealed);
            secret
        })
    }

    /// Opens a payload, length of metadata u32 ‖ metadata ‖ secret. Returns the secret, and wipes it in the payload.
    /// `None` if it is not authentic, or has no secret.
    pub fn open_payload(&self, context: &[u8], sealed: &mut [u8]) -> Option<Self> {
        if !self.open(context, sealed) {
            return None;
        }
        let end = sealed.len() - (OVERHEAD - HEADER_BYTES);
        let plaintext = &mut sealed[HEADER_BYTES..end];
        let secret = secret_of(plaintext).map(|place| {
            let secret = Self::new(place);
            wipe(place);
            secret
        });
        if secret.is_none() {
            wipe(plaintext);
        }
        secret
    }

    /// Seals `from`'s message again, in place, for another context. If not authentic, returns false, changes nothing.
    #[must_use]
    pub fn reseal(&self, random: &[u8; 32], context: &[u8], from: (&Self, &[u8]), sealed: &mut [u8]) -> bool {
        let opened = from.0.open(from.1, sealed);
        if opened {
            sealed[..SALT_BYTES].copy_from_slice(random);
        }
        opened && self.seal(context, sealed)
    }
}

/// The message in a buffer that was opened in place.
fn plaintext_of(opened: &[u8]) -> &[u8] {
    &opened[HEADER_BYTES..opened.len() - (OVERHEAD - HEADER_BYTES)]
}

/// The bytes after the metadata.
fn secret_of(payload: &mut [u8]) -> Option<&mut [u8]> {
    let (length, rest) = payload.split_first_chunk_mut::<LENGTH_BYTES>()?;
    let secret = rest.get_mut(u32::from_be_bytes(*length) as usize..)?;
    (!secret.is_empty()).then_some(secret)
}
