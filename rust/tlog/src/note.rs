//! Signed notes (C2SP signed-note): a text, an empty line, and lines with a signature each.

use crate::Malformed;
use crate::text::{from_base64, line, to_base64};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;
use fedzk_sha256::hash;

/// The most bytes of a note.
pub const MOST_NOTE_BYTES: usize = 1_000_000;
/// The most signatures of a note. The specification demands at least 16.
pub const MOST_SIGNATURES: usize = 64;
/// The bytes of a key id.
pub const KEY_ID_BYTES: usize = 4;

const DASH: &str = "\u{2014} ";

/// A note with unverified signatures.
#[derive(Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// The signed text; it ends with a newline.
    pub text: &'a str,
    /// The signatures, in order.
    pub signatures: Vec<Signature<'a>>,
}

/// A line of a signature.
#[derive(Debug, PartialEq, Eq)]
pub struct Signature<'a> {
    /// The key's name.
    pub name: &'a str,
    /// The bytes of the key's id.
    pub key_id: [u8; KEY_ID_BYTES],
    /// The bytes after the id, whose form the key's type decides.
    pub bytes: Vec<u8>,
}

/// Reads a note.
///
/// # Errors
///
/// [`Malformed`].
pub fn parse(note: &[u8]) -> Result<Note<'_>, Malformed> {
    if note.len() > MOST_NOTE_BYTES {
        return Err(Malformed);
    }
    let note = core::str::from_utf8(note).map_err(|_| Malformed)?;
    if note.chars().any(|c| c < ' ' && c != '\n') {
        return Err(Malformed);
    }
    let text_end = note.rfind("\n\n").ok_or(Malformed)? + 1;
    let (text, mut rest) = (&note[..text_end], &note[text_end + 1..]);
    let mut signatures = Vec::new();
    while !rest.is_empty() {
        let (one, after) = line(rest)?;
        signatures.push(signature(one)?);
        rest = after;
    }
    if signatures.is_empty() || signatures.len() > MOST_SIGNATURES {
        Err(Malformed)
    } else {
        Ok(Note { text, signatures })
    }
}

fn signature(line: &str) -> Result<Signature<'_>, Malformed> {
    let (name, base64) = line.strip_prefix(DASH).and_then(|line| line.split_once(' ')).ok_or(Malformed)?;
    let bytes = from_base64(base64)?;
    match bytes.split_first_chunk() {
        Some((key_id, bytes)) if is_name(name) && !bytes.is_empty() => {
            Ok(Signature { name, key_id: *key_id, bytes: bytes.to_vec() })
        }
        _ => Err(Malformed),
    }
}

/// Whether a text can be a key's name: it is not empty, and has no spaces or pluses.
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

/// Whether a text can be that of a note: it ends with a newline, and has no other control characters.
pub fn is_text(text: &str) -> bool {
    text.ends_with('\n') && !text.chars().any(|c| c < ' ' && c != '\n')
}

/// Writes a signature's line, with its newline.
pub fn signature_line(name: &str, key_id: [u8; KEY_ID_BYTES], bytes: &[u8]) -> String {
    let mut line = String::from(DASH);
    let base64 = to_base64(&[&key_id, bytes].concat());
    writeln!(line, "{name} {base64}").expect("strings take all");
    line
}

/// A key that verifies: `name+id in hexadecimal+base64(type ‖ key)`.
#[derive(Debug, PartialEq, Eq)]
pub struct VerifierKey<'a> {
    /// Its name.
    pub name: &'a str,
    /// The first four bytes of SHA-256(name ‖ 0a ‖ type ‖ key).
    pub key_id: [u8; KEY_ID_BYTES],
    /// The signature's type.
    pub algorithm: u8,
    /// The public key.
    pub key: Vec<u8>,
}

/// Reads a verifier key. The base64 may have pluses too.
///
/// # Errors
///
/// [`Malformed`], also if the id is not the key's.
pub fn parse_verifier_key(text: &str) -> Result<VerifierKey<'_>, Malformed> {
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(base64)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Malformed);
    };
    let typed = from_base64(base64)?;
    let key_id = key_id(name, &typed);
    let (algorithm, key) = typed.split_first().ok_or(Malformed)?;
    if !is_name(name) || key.is_empty() || id != hex(key_id) {
        return Err(Malformed);
    }
    Ok(VerifierKey { name, key_id, algorithm: *algorithm, key: key.to_vec() })
}

/// Writes a verifier key as a text.
pub fn verifier_key(name: &str, algorithm: u8, key: &[u8]) -> String {
    let typed = [&[algorithm], key].concat();
    let mut text = String::from(name);
    write!(text, "+{}+{}", hex(key_id(name, &typed)), to_base64(&typed)).expect("strings take all");
    text
}

fn key_id(name: &str, typed: &[u8]) -> [u8; KEY_ID_BYTES] {
    let hash = hash(&[name.as_bytes(), b"\n", typed].concat());
    let mut id = [0; KEY_ID_BYTES];
    id.copy_from_slice(&hash[..KEY_ID_BYTES]);
    id
}

fn hex(id: [u8; KEY_ID_BYTES]) -> String {
    let mut text = String::new();
    write!(text, "{:08x}", u32::from_be_bytes(id)).expect("strings take all");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// golang.org/x/mod/sumdb/note, the example of its documentation.
    const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
        \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn a_key_is_read_and_written() {
        let key = parse_verifier_key(PETER).expect("a key");
        assert_eq!(
            (key.name, key.key_id, key.algorithm, key.key.len()),
            ("PeterNeumann", [0xc7, 0x4f, 0x20, 0xa3], 1, 32)
        );
        assert_eq!(verifier_key(key.name, key.algorithm, &key.key), PETER);
        for wrong in [
            &PETER.replace("c74f", "c84f"),
            &PETER.replace("Peter", "Pater"),
            &PETER.replace("10TW", "10TX"),
            "a+00000000+AQ==",
            "+00000000+AQAA",
            "a",
            "",
        ] {
            assert_eq!(parse_verifier_key(wrong), Err(Malformed), "{wrong}");
        }
    }

    #[test]
    fn a_note_is_read_and_written() {
        let note = parse(NOTE.as_bytes()).expect("a note");
        let [signature] = &note.signatures[..] else { panic!("one signature") };
        assert_eq!((signature.name, signature.key_id), ("PeterNeumann", [0xc7, 0x4f, 0x20, 0xa3]));
        let line = signature_line(signature.name, signature.key_id, &signature.bytes);
        assert_eq!([note.text, "\n", &line].concat(), NOTE);
    }

    #[test]
    fn an_empty_line_in_the_text_is_the_text() {
        let nested = ["more\n\n", NOTE].concat();
        assert_eq!(parse(nested.as_bytes()).expect("a note").text, &nested[..=nested.rfind("\n\n").expect("one")]);
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let last = NOTE.lines().next_back().expect("a line");
        for wrong in [
            String::new(),
            String::from("\n"),
            String::from("text\n\n"),
            NOTE.replace("\n\n", "\n"),
            NOTE.replace("then", "th\ten"),
            NOTE.replace("then", "th\ren"),
            String::from(&NOTE[..NOTE.len() - 1]),
            NOTE.replace('\u{2014}', "-"),
            NOTE.replace("\u{2014} ", "\u{2014}  "),
            NOTE.replace("PeterNeumann x08g", "Peter+Neumann x08g"),
            NOTE.replace("JnAM=", "JnAN="),
            NOTE.replace("JnAM=", "JnA"),
            [NOTE, "\n"].concat(),
            [NOTE, "x\n"].concat(),
            [NOTE, &[last, "\n"].concat().repeat(MOST_SIGNATURES)].concat(),
        ] {
            assert_eq!(parse(wrong.as_bytes()), Err(Malformed), "{wrong:?}");
        }
        assert!(parse(b"text \xff\n\n").is_err());
        assert!(parse([NOTE, &[last, "\n"].concat().repeat(MOST_SIGNATURES - 1)].concat().as_bytes()).is_ok());
    }
}
