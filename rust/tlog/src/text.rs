//! The common parts of the texts: lines, numbers, base64.

use crate::{Hash, MOST_ENTRIES};
use alloc::string::String;
use alloc::vec::Vec;
use base64ct::{Base64, Encoding as _};

/// The error for a text in an invalid format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// The line up to the first newline, and the rest after it.
pub fn line(text: &str) -> Result<(&str, &str), Malformed> {
    text.split_once('\n').ok_or(Malformed)
}

/// A number without a sign and leading zeros, at most [`MOST_ENTRIES`].
pub fn decimal(digits: &str) -> Result<u64, Malformed> {
    let canonical = digits == "0" || !digits.starts_with('0');
    if !canonical || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Malformed);
    }
    digits.parse().ok().filter(|number| *number <= MOST_ENTRIES).ok_or(Malformed)
}

/// RFC 4648 §4, with padding and with zeros in the bits that are left over.
pub fn from_base64(text: &str) -> Result<Vec<u8>, Malformed> {
    Base64::decode_vec(text).map_err(|_| Malformed)
}

/// The same of a hash.
pub fn hash(text: &str) -> Result<Hash, Malformed> {
    from_base64(text)?.try_into().map_err(|_| Malformed)
}

/// RFC 4648 §4.
pub fn to_base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}
