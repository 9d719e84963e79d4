//! The key store: keys by their handles, sealed under one another. Their bytes come in by [`secret_new`] or a KDF, and go
//! out only by [`secret_bytes`].

use crate::{
    Status,
    state::{MISUSE, REFUSED, with_buffer, with_secrets},
};
use fedzk_keystore::wipe::wipe;
use fedzk_keystore::{
    ed25519,
    hash::{self, Hmac},
    seal::{HEADER_BYTES, OVERHEAD},
    vault::Secret,
};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// Calls with a secret and the buffer. Misuse if there is no such key, or the buffer is too short.
fn with_secret(key: u32, call: impl FnOnce(&Secret, &mut [u8]) -> Option<Status>) -> u32 {
    let status = with_secrets(|keys| with_buffer(|buffer| call(keys.get(key)?, buffer)));
    status.unwrap_or(Status::Misuse) as u32
}

/// The same with two secrets.
fn with_two(a: u32, b: u32, call: impl FnOnce(&Secret, &Secret, &mut [u8]) -> Option<Status>) -> u32 {
    let status = with_secrets(|keys| with_buffer(|buffer| call(keys.get(a)?, keys.get(b)?, buffer)));
    status.unwrap_or(Status::Misuse) as u32
}

/// Keeps the secret that a call makes. Returns its handle, or why there is none: the inner `None` means that the input
/// isn't authentic, the outer one misuse.
fn keep_secret(call: impl FnOnce(&mut [u8]) -> Option<Option<Secret>>) -> u32 {
    match with_buffer(call) {
        Some(Some(secret)) => with_secrets(|keys| keys.insert(secret)),
        Some(None) => REFUSED,
        None => MISUSE,
    }
}

/// The same, made with a secret.
fn keep_from(key: u32, call: impl FnOnce(&Secret, &mut [u8]) -> Option<Option<Secret>>) -> u32 {
    keep_secret(|buffer| with_secrets(|keys| call(keys.get(key)?, buffer)))
}

/// Keeps a secret. In: bytes (wiped). Returns a handle.
#[wasm_bindgen(js_name = secretNew)]
pub fn secret_new(length: usize) -> u32 {
    keep_secret(|buffer| {
        let bytes = buffer.get_mut(..length)?;
        let secret = Secret::new(bytes);
        wipe(bytes);
        Some(Some(secret))
    })
}

/// Keeps a part of a secret: `length` bytes from `at` on. Returns a handle.
#[wasm_bindgen(js_name = secretPart)]
pub fn secret_part(key: u32, at: usize, length: usize) -> u32 {
    keep_from(key, |secret, _| Some(Some(Secret::new(secret.bytes().get(at..)?.get(..length)?))))
}

/// Joins two secrets. Returns a handle.
#[wasm_bindgen(js_name = secretJoin)]
pub fn secret_join(first: u32, second: u32) -> u32 {
    keep_secret(|_| with_secrets(|keys| Some(Some(keys.get(first)?.join(keys.get(second)?)))))
}

/// Wipes a secret and ends its handle.
#[wasm_bindgen(js_name = secretFree)]
pub fn secret_free(key: u32) -> u32 {
    let status = if with_secrets(|keys| keys.remove(key)) { Status::Ok } else { Status::Misuse };
    status as u32
}

/// Writes a secret's bytes. Out: the bytes.
#[wasm_bindgen(js_name = secretBytes)]
pub fn secret_bytes(key: u32) -> u32 {
    with_secret(key, |secret, buffer| {
        buffer.get_mut(..secret.bytes().len())?.copy_from_slice(secret.bytes());
        Some(Status::Ok)
    })
}

/// Returns a secret's length in bytes, 0 for an unknown handle.
#[wasm_bindgen(js_name = secretLength)]
pub fn secret_length(key: u32) -> usize {
    with_secrets(|keys| keys.get(key).map_or(0, |secret| secret.bytes().len()))
}

/// Derives a secret of 32 bytes by PBKDF2-HMAC-SHA256. In: passphrase (wiped) | salt. Returns a handle.
#[wasm_bindgen(js_name = secretPbkdf2)]
pub fn secret_pbkdf2(passphrase: usize, salt: usize, iterations: u32) -> u32 {
    keep_secret(|mut buffer| {
        let passphrase = buffer.split_off_mut(..passphrase)?;
        let mut key = Zeroizing::new([0; 32]);
        let done = hash::pbkdf2(passphrase, buffer.get(..salt)?, iterations, &mut *key);
        wipe(passphrase);
        done.then(|| Some(Secret::new(&*key)))
    })
}

/// Derives a secret of 32 bytes by HKDF-SHA256. In: salt | info. Returns a handle.
#[wasm_bindgen(js_name = secretDerive)]
pub fn secret_derive(key: u32, salt: usize, info: usize) -> u32 {
    keep_from(key, |secret, buffer| Some(Some(secret.derive(buffer.get(..salt)?, buffer[salt..].get(..info)?))))
}

/// Derives public bytes by HKDF-SHA256. In: salt | info. Out: `length` bytes, at the start.
#[wasm_bindgen(js_name = secretDeriveBytes)]
pub fn secret_derive_bytes(key: u32, salt: usize, info: usize, length: usize) -> u32 {
    with_secret(key, |secret, buffer| {
        let mut out = vec![0; length];
        let done = hash::hkdf(secret.bytes(), buffer.get(..salt)?, &[buffer[salt..].get(..info)?], &mut out);
        buffer.get_mut(..length)?.copy_from_slice(&out);
        done.then_some(Status::Ok)
    })
}

/// Computes HMAC-SHA256. In: message. Out: message | MAC 32.
#[wasm_bindgen(js_name = secretHmac)]
pub fn secret_hmac(key: u32, message: usize) -> u32 {
    with_secret(key, |secret, mut buffer| {
        let message = buffer.split_off_mut(..message)?;
        *buffer.first_chunk_mut()? = Hmac::new(secret.bytes()).mac(&[message]);
        Some(Status::Ok)
    })
}

/// Checks an HMAC-SHA256. In: message | MAC 32.
#[wasm_bindgen(js_name = secretHmacVerify)]
pub fn secret_hmac_verify(key: u32, message: usize) -> u32 {
    with_secret(key, |secret, mut buffer| {
        let message = buffer.split_off_mut(..message)?;
        let right = Hmac::new(secret.bytes()).verify(&[message], buffer.first_chunk()?);
        Some(if right { Status::Ok } else { Status::Refused })
    })
}

/// Computes an Ed25519 key's public key. Out: 32 bytes. Misuse if the key has another length.
#[wasm_bindgen(js_name = secretPublicKey)]
pub fn secret_public_key(key: u32) -> u32 {
    with_secret(key, |secret, buffer| {
        *buffer.first_chunk_mut()? = ed25519::public_key(secret.bytes().try_into().ok()?);
        Some(Status::Ok)
    })
}

/// Signs with an Ed25519 key. In: message. Out: message | signature 64.
#[wasm_bindgen(js_name = secretSign)]
pub fn secret_sign(key: u32, message: usize) -> u32 {
    with_secret(key, |secret, mut buffer| {
        let message = buffer.split_off_mut(..message)?;
        *buffer.first_chunk_mut()? = ed25519::sign(secret.bytes().try_into().ok()?, message);
        Some(Status::Ok)
    })
}

/// Checks a signature by an Ed25519 key. In: message | signature 64.
#[wasm_bindgen(js_name = secretSignVerify)]
pub fn secret_sign_verify(key: u32, message: usize) -> u32 {
    with_secret(key, |secret, mut buffer| {
        let message = buffer.split_off_mut(..message)?;
        let public = ed25519::public_key(secret.bytes().try_into().ok()?);
        let right = ed25519::verify(&public, message, buffer.first_chunk()?);
        Some(if right { Status::Ok } else { Status::Refused })
    })
}

/// Seals the parts of a message, one after the other, at the start of `out`.
fn seal_parts(key: &Secret, random: &[u8; 32], context: &[u8], parts: &[&[u8]], out: &mut [u8]) -> Option<Status> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let message = out.get_mut(..length + OVERHEAD)?;
    let mut rest = &mut message[HEADER_BYTES..];
    for part in parts {
        rest.split_off_mut(..part.len())?.copy_from_slice(part);
    }
    message[..32].copy_from_slice(random);
    key.seal(context, message).then_some(Status::Ok)
}

/// Seals a secret under another. In: random 32 | context. Out: random | context | sealed.
#[wasm_bindgen(js_name = secretSeal)]
pub fn secret_seal(key: u32, inner: u32, context: usize) -> u32 {
    with_two(key, inner, |key, inner, mut buffer| {
        let random = *buffer.split_off_mut(..32)?.first_chunk()?;
        let context = buffer.split_off_mut(..context)?;
        seal_parts(key, &random, context, &[inner.bytes()], buffer)
    })
}

/// Seals bytes. In: random 32 | context | plaintext (wiped). Out: random | context | plaintext | sealed.
#[wasm_bindgen(js_name = secretSealBytes)]
pub fn secret_seal_bytes(key: u32, context: usize, plaintext: usize) -> u32 {
    with_secret(key, |key, mut buffer| {
        let random = *buffer.split_off_mut(..32)?.first_chunk()?;
        let context = buffer.split_off_mut(..context)?;
        let plaintext = buffer.split_off_mut(..plaintext)?;
        let status = seal_parts(key, &random, context, &[plaintext], buffer);
        wipe(plaintext);
        status
    })
}

/// Seals metadata and a secret. In: random 32 | context | metadata (wiped). Out: random | context | metadata | sealed.
#[wasm_bindgen(js_name = secretSealPayload)]
pub fn secret_seal_payload(key: u32, secret: u32, context: usize, metadata: usize) -> u32 {
    with_two(key, secret, |key, secret, mut buffer| {
        let random = *buffer.split_off_mut(..32)?.first_chunk()?;
        let context = buffer.split_off_mut(..context)?;
        let metadata = buffer.split_off_mut(..metadata)?;
        let length = u32::try_from(metadata.len()).ok()?.to_be_bytes();
        let status = seal_parts(key, &random, context, &[&length, metadata, secret.bytes()], buffer);
        wipe(metadata);
        status
    })
}

/// Opens a secret. In: context | sealed (wiped). Returns a handle, or `REFUSED` if it is not authentic.
#[wasm_bindgen(js_name = secretOpen)]
pub fn secret_open(key: u32, context: usize, sealed: usize) -> u32 {
    keep_from(key, |key, mut buffer| {
        let context = buffer.split_off_mut(..context)?;
        Some(key.open_secret(context, buffer.get_mut(..sealed)?))
    })
}

/// Opens bytes. In: context | sealed. Out: context | salt and commitment 64 | plaintext | tag, for the caller to wipe.
#[wasm_bindgen(js_name = secretOpenBytes)]
pub fn secret_open_bytes(key: u32, context: usize, sealed: usize) -> u32 {
    with_secret(key, |key, mut buffer| {
        let context = buffer.split_off_mut(..context)?;
        Some(if key.open(context, buffer.get_mut(..sealed)?) { Status::Ok } else { Status::Refused })
    })
}

/// Opens metadata and a secret. In: context | sealed. Out: context | salt and commitment 64 | length of metadata u32 |
/// metadata, for the caller to wipe. Returns the secret's handle, or `REFUSED` if it is not authentic.
#[wasm_bindgen(js_name = secretOpenPayload)]
pub fn secret_open_payload(key: u32, context: usize, sealed: usize) -> u32 {
    keep_from(key, |key, mut buffer| {
        let context = buffer.split_off_mut(..context)?;
        Some(key.open_payload(context, buffer.get_mut(..sealed)?))
    })
}

/// Seals what one key sealed under another, for another context. In: random 32 | context before | context after |
/// sealed. Out: the same, with the new seal.
#[wasm_bindgen(js_name = secretReseal)]
pub fn secret_reseal(from: u32, to: u32, before: usize, after: usize, sealed: usize) -> u32 {
    with_two(from, to, |from, to, mut buffer| {
        let random = *buffer.split_off_mut(..32)?.first_chunk()?;
        let before = buffer.split_off_mut(..before)?;
        let after = buffer.split_off_mut(..after)?;
        let sealed = buffer.get_mut(..sealed)?;
        Some(if to.reseal(&random, after, (from, before), sealed) { Status::Ok } else { Status::Refused })
    })
}
