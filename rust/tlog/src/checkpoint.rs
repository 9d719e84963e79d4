//! A log's state in a note's text (C2SP tlog-checkpoint), and proofs of entries as a file (C2SP tlog-proof).

use crate::Hash;
use crate::Malformed;
use crate::proof::MOST_HASHES;
use crate::text::{decimal, from_base64, hash, line, to_base64};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

/// `origin\nsize\nbase64(root)\n`, and further lines that are not interpreted here.
#[derive(Debug, PartialEq, Eq)]
pub struct Checkpoint<'a> {
    /// The log's name.
    pub origin: &'a str,
    /// The number of its entries.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// The further lines: none is empty, and each has its newline.
    pub extensions: &'a str,
}

/// Reads a checkpoint without signatures, which is the text of a note.
///
/// # Errors
///
/// [`Malformed`].
pub fn parse(text: &str) -> Result<Checkpoint<'_>, Malformed> {
    let (origin, rest) = line(text)?;
    let (size, rest) = line(rest)?;
    let (root, extensions) = line(rest)?;
    let ended = extensions.is_empty() || extensions.ends_with('\n');
    if origin.is_empty() || !ended || extensions.lines().any(str::is_empty) {
        return Err(Malformed);
    }
    Ok(Checkpoint { origin, size: decimal(size)?, root: hash(root)?, extensions })
}

/// Writes a checkpoint's text.
pub fn write(origin: &str, size: u64, root: &Hash) -> String {
    let mut text = String::new();
    writeln!(text, "{origin}\n{size}\n{}", to_base64(root)).expect("strings take all");
    text
}

const PROOF_HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A proof that an entry is in a log, with the checkpoint.
#[derive(Debug, PartialEq, Eq)]
pub struct EntryProof<'a> {
    /// Where the entry is.
    pub index: u64,
    /// The inclusion proof.
    pub path: Vec<Hash>,
    /// A signed note.
    pub checkpoint: &'a str,
}

/// Reads a proof. It skips `extra`, which is in no tree.
///
/// # Errors
///
/// [`Malformed`].
pub fn parse_proof(text: &str) -> Result<EntryProof<'_>, Malformed> {
    let (header, mut rest) = line(text)?;
    if header != PROOF_HEADER {
        return Err(Malformed);
    }
    let (mut next, mut after) = line(rest)?;
    if let Some(extra) = next.strip_prefix("extra ") {
        from_base64(extra)?;
        (next, after) = line(after)?;
    }
    let index = decimal(next.strip_prefix("index ").ok_or(Malformed)?)?;
    let mut path = Vec::new();
    loop {
        rest = after;
        (next, after) = line(rest)?;
        if next.is_empty() {
            return Ok(EntryProof { index, path, checkpoint: after });
        }
        path.push(hash(next)?);
        if path.len() > MOST_HASHES {
            return Err(Malformed);
        }
    }
}

/// Writes a proof's text.
pub fn write_proof(index: u64, path: &[Hash], checkpoint: &str) -> String {
    let mut text = String::new();
    writeln!(text, "{PROOF_HEADER}\nindex {index}").expect("strings take all");
    for hash in path {
        writeln!(text, "{}", to_base64(hash)).expect("strings take all");
    }
    writeln!(text).expect("strings take all");
    text.push_str(checkpoint);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MOST_ENTRIES;

    #[test]
    fn a_checkpoint_is_read_and_written() {
        let text = write("example.com/log", 17, &[1; 32]);
        let read = parse(&text).expect("a checkpoint");
        assert_eq!(read, Checkpoint { origin: "example.com/log", size: 17, root: [1; 32], extensions: "" });
        assert_eq!(parse(&[&text, "more\n"].concat()).expect("a checkpoint").extensions, "more\n");
        let most = write("o", MOST_ENTRIES, &[1; 32]);
        assert_eq!(parse(&most).expect("a checkpoint").size, MOST_ENTRIES);
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        let text = write("o", 17, &[1; 32]);
        for wrong in [
            String::new(),
            text.replace("o\n", "\n"),
            text.replace("17", "017"),
            text.replace("17", "+17"),
            text.replace("17", "-1"),
            text.replace("17", "1e3"),
            text.replace("17", ""),
            text.replace("17", "9007199254740992"),
            text.replace("17", "99999999999999999999999"),
            text.replace("AQE=", "AQF="),
            text.replace("AQEBAQE=", "AQEB"),
            text.replace("AQE=", "AQE"),
            String::from(&text[..text.len() - 1]),
            [&text, "more"].concat(),
            [&text, "\n"].concat(),
            [&text, "more\n\nmore\n"].concat(),
        ] {
            assert_eq!(parse(&wrong), Err(Malformed), "{wrong:?}");
        }
    }

    #[test]
    fn a_proof_is_read_and_written() {
        for path in [&[][..], &[[1; 32], [2; 32]]] {
            let text = write_proof(5, path, "checkpoint\n\nsigned\n");
            let expected = EntryProof { index: 5, path: path.to_vec(), checkpoint: "checkpoint\n\nsigned\n" };
            assert_eq!(parse_proof(&text), Ok(expected));
            let extra = text.replace("index", "extra AAAA\nindex");
            assert_eq!(parse_proof(&extra).expect("a proof").index, 5);
            for wrong in [
                text.replace("v1", "v2"),
                text.replace("index 5", "index 05"),
                text.replace("index 5\n", ""),
                text.replace("index", "extra !\nindex"),
                text.replace("index", "extra AAAA\nextra AAAA\nindex"),
                text.replace("\n\n", "\n"),
                write_proof(5, &[[0; 32]; MOST_HASHES + 1], ""),
            ] {
                assert_eq!(parse_proof(&wrong), Err(Malformed), "{wrong:?}");
            }
        }
    }
}
