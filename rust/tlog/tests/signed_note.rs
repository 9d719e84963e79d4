//! Notes against the crate `signed_note`, a port of golang.org/x/mod/sumdb/note: each reads the other's notes.
#![cfg(not(target_arch = "wasm32"))]

use fedzk_tlog::note::{parse, parse_verifier_key, signature_line, verifier_key};
use fedzk_tlog::{MOST_ENTRIES, checkpoint};
use rand_core::{CryptoRng, Error, RngCore};
use signed_note::{
    Note, Signer as _, StandardSigner, StandardVerifier, Verifier as _, VerifierList, generate_key, is_key_name_valid,
};

/// A key from it is the same in every run.
struct Constant(u8);

impl RngCore for Constant {
    fn next_u32(&mut self) -> u32 {
        u32::from(self.0)
    }
    fn next_u64(&mut self) -> u64 {
        u64::from(self.0)
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Constant {}

/// A signer and its verifier key.
fn key(name: &str, seed: u8) -> (StandardSigner, String) {
    let (private, public) = generate_key(&mut Constant(seed), name);
    (StandardSigner::new(&private).expect("a signer"), public)
}

fn verifiers(keys: &[&str]) -> VerifierList {
    VerifierList::new(
        keys.iter().map(|key| Box::new(StandardVerifier::new(key).expect("a verifier")) as Box<_>).collect(),
    )
}

/// A note as fedzk-tlog writes it.
fn ours(text: &str, signers: &[&StandardSigner]) -> String {
    let line = |signer: &&StandardSigner| {
        let signature = signer.sign(text.as_bytes()).expect("a signature");
        signature_line(signer.name(), signer.key_id().to_be_bytes(), &signature)
    };
    [text, "\n", &signers.iter().map(line).collect::<String>()].concat()
}

/// A note as signed_note writes it.
fn theirs(text: &str, signers: &[&StandardSigner]) -> Vec<u8> {
    let mut note = Note::new(text.as_bytes(), &[]).expect("a text");
    let signers: Vec<_> = signers.iter().map(|signer| *signer as &dyn signed_note::Signer).collect();
    note.add_sigs(&signers).expect("signatures");
    note.to_bytes()
}

#[test]
fn keys_are_the_same() {
    for (name, seed) in [("example.org/audit", 0), ("a", 1), ("é.漢", 2), ("x/y_z-0", 255)] {
        let (signer, public) = key(name, seed);
        let read = parse_verifier_key(&public).expect("a key");
        assert_eq!((read.name, u32::from_be_bytes(read.key_id), read.algorithm), (name, signer.key_id(), 1));
        assert_eq!(verifier_key(name, 1, &read.key), public);
    }
}

#[test]
fn notes_are_the_same_and_open_on_both_sides() {
    let (log, log_key) = key("example.org/audit", 1);
    let (other, other_key) = key("other.example/é", 2);
    let texts = [
        checkpoint::write("example.org/audit", MOST_ENTRIES, &[7; 32]),
        "\n".into(),
        "a\n\nb\n\n\n".into(),
        "漢 \n".into(),
    ];
    for text in &texts {
        for signers in [&[&log][..], &[&log, &other], &[&other, &log]] {
            let note = ours(text, signers);
            assert_eq!(note.as_bytes(), theirs(text, signers));

            let read = parse(note.as_bytes()).expect("a note");
            assert_eq!((read.text, read.signatures.len()), (text.as_str(), signers.len()));
            for (signature, signer) in read.signatures.iter().zip(signers) {
                let key = StandardVerifier::new(if signer.name() == log.name() { &log_key } else { &other_key });
                assert_eq!((signature.name, u32::from_be_bytes(signature.key_id)), (signer.name(), signer.key_id()));
                assert!(key.expect("a verifier").verify(read.text.as_bytes(), &signature.bytes));
            }

            let opened = Note::from_bytes(note.as_bytes()).expect("a note");
            let (verified, unverified) = opened.verify(&verifiers(&[&log_key])).expect("the log's signature");
            assert_eq!((opened.text(), verified.len(), unverified.len()), (text.as_bytes(), 1, signers.len() - 1));
            assert_eq!(opened.verify(&verifiers(&[&log_key, &other_key])).expect("both").0.len(), signers.len());
        }
    }
}

#[test]
fn what_is_changed_anywhere_is_read_by_both_or_by_none() {
    let (log, log_key) = key("example.org/audit", 1);
    let (other, _) = key("other.example/x", 2);
    let note = ours(&checkpoint::write("example.org/audit", 17, &[7; 32]), &[&log, &other]).into_bytes();
    let known = verifiers(&[&log_key]);
    let mut opened = 0;
    for at in 0..note.len() {
        for byte in *b"\0\t\n\r +=/Az9\x7f\xc3\xff" {
            let mut changed = note.clone();
            changed[at] = byte;
            let (by_us, by_them) = (parse(&changed), Note::from_bytes(&changed));
            // Only this crate refuses a control character in a name; the specification leaves that open.
            let name = by_us.is_err() && changed[at] == 0x7f;
            assert!(by_us.is_ok() == by_them.is_ok() || name, "{byte} at {at}");
            if let (Ok(by_us), Ok(by_them)) = (by_us, by_them) {
                assert_eq!(by_us.text.as_bytes(), by_them.text());
                opened += usize::from(by_them.verify(&known).is_ok());
            }
        }
        assert_eq!(parse(&note[..at]).is_ok(), Note::from_bytes(&note[..at]).is_ok(), "cut at {at}");
    }
    // The unknown signature may be another, and some bytes stay as they were.
    assert!((100..2000).contains(&opened), "{opened}");
}

#[test]
fn names_are_valid_for_both_or_for_none() {
    for name in
        ["", " ", "a b", "a+b", "+", "\u{a0}", "a\u{2003}", "\u{3000}", "a\n", "é", "a/b", "\u{feff}", "\u{200b}"]
    {
        assert_eq!(fedzk_tlog::note::is_name(name), is_key_name_valid(name), "{name:?}");
    }
}
