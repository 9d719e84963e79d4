//! RustCrypto's AES-256-GCM behind entries without glue: a message lies in the module's memory, where it is encrypted
//! and decrypted in place, and a key is expanded once.
//!
//! Every address is trusted: `src/keys/modules.ts`, which alone calls these, passes what [`allocate`] and
//! [`key_new`] gave, with as many bytes as are there.

use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce, Tag, aead::AeadInOut};
use std::slice;

const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// The address of so many bytes, which are never given back.
#[unsafe(no_mangle)]
extern "C" fn allocate(bytes: usize) -> *mut u8 {
    vec![0; bytes].leak().as_mut_ptr()
}

/// An expanded key, of the 32 bytes at an address.
#[unsafe(no_mangle)]
extern "C" fn key_new(key: *const u8) -> *mut Aes256Gcm {
    // SAFETY: the caller's, see above.
    let key: &Key<Aes256Gcm> = unsafe { &*key.cast() };
    Box::into_raw(Box::new(Aes256Gcm::new(key)))
}

/// Encrypts. In: nonce 12 | plaintext. Out: nonce | ciphertext | tag 16.
#[unsafe(no_mangle)]
extern "C" fn seal(key: *const Aes256Gcm, message: *mut u8, length: usize) -> bool {
    // SAFETY: the caller's, see above.
    let (key, (nonce, data, tag)) = unsafe { (&*key, parts(message, length)) };
    let sealed = key.encrypt_inout_detached(nonce, &[], data.into());
    sealed.map(|made| *tag = made).is_ok()
}

/// Decrypts. In: nonce 12 | ciphertext | tag 16. Out: nonce | plaintext, and whether it is authentic.
#[unsafe(no_mangle)]
extern "C" fn open(key: *const Aes256Gcm, message: *mut u8, length: usize) -> bool {
    // SAFETY: the caller's, see above.
    let (key, (nonce, data, tag)) = unsafe { (&*key, parts(message, length)) };
    key.decrypt_inout_detached(nonce, &[], data.into(), tag).is_ok()
}

type Parts<'a> = (&'a Nonce<aes_gcm::aead::consts::U12>, &'a mut [u8], &'a mut Tag);

/// # Safety
/// A nonce, `length` bytes and room for a tag lie at `message`, and nobody else has them.
unsafe fn parts<'a>(message: *mut u8, length: usize) -> Parts<'a> {
    // SAFETY: the caller's.
    unsafe {
        let data = message.add(NONCE_BYTES);
        (&*message.cast(), slice::from_raw_parts_mut(data, length), &mut *data.add(length).cast())
    }
}

const _: () = assert!(size_of::<Tag>() == TAG_BYTES);
