//! Notes, verifier keys, checkpoints and proofs of entries, each as one array of bytes: numbers are big-endian, and a
//! field without a fixed length has its length as four bytes in front.

use crate::{hashes_of, whole};
use fedzk_tlog::checkpoint;
use fedzk_tlog::note;
use wasm_bindgen::prelude::wasm_bindgen;

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u32).to_be_bytes());
    out.extend(bytes);
}

/// Reads a note. Returns its text, then for each signature: name, key id and signature together.
#[wasm_bindgen(js_name = parseNote)]
pub fn parse_note(bytes: &[u8]) -> Option<Vec<u8>> {
    let note = note::parse(bytes).ok()?;
    let mut out = Vec::with_capacity(bytes.len());
    put(&mut out, note.text.as_bytes());
    for signature in note.signatures {
        put(&mut out, signature.name.as_bytes());
        put(&mut out, &[&signature.key_id, &signature.bytes[..]].concat());
    }
    Some(out)
}

/// Returns whether a note can have this text.
#[wasm_bindgen(js_name = isNoteText)]
pub fn is_note_text(text: &str) -> bool {
    note::is_text(text)
}

/// Returns a signature's line, with its newline.
#[wasm_bindgen(js_name = signatureLine)]
pub fn signature_line(name: &str, key_id: &[u8], signature: &[u8]) -> Option<String> {
    let key_id = key_id.try_into().ok()?;
    note::is_name(name).then(|| note::signature_line(name, key_id, signature))
}

/// Reads a verifier key. Returns key id, type u8, key, and behind them the name.
#[wasm_bindgen(js_name = parseVerifierKey)]
pub fn parse_verifier_key(text: &str) -> Option<Vec<u8>> {
    let key = note::parse_verifier_key(text).ok()?;
    let mut out = key.key_id.to_vec();
    out.push(key.algorithm);
    put(&mut out, &key.key);
    put(&mut out, key.name.as_bytes());
    Some(out)
}

/// Writes a verifier key.
#[wasm_bindgen(js_name = verifierKey)]
pub fn verifier_key(name: &str, algorithm: u8, key: &[u8]) -> Option<String> {
    note::is_name(name).then(|| note::verifier_key(name, algorithm, key))
}

/// Reads a checkpoint. Returns size u64, root, origin, further lines.
#[wasm_bindgen(js_name = parseCheckpoint)]
pub fn parse_checkpoint(text: &str) -> Option<Vec<u8>> {
    let checkpoint = checkpoint::parse(text).ok()?;
    let mut out = checkpoint.size.to_be_bytes().to_vec();
    out.extend(checkpoint.root);
    put(&mut out, checkpoint.origin.as_bytes());
    put(&mut out, checkpoint.extensions.as_bytes());
    Some(out)
}

/// Writes a checkpoint's text.
#[wasm_bindgen(js_name = writeCheckpoint)]
pub fn write_checkpoint(origin: &str, size: f64, root: &[u8]) -> Option<String> {
    let root = root.try_into().ok()?;
    let valid = !origin.is_empty() && note::is_text(&[origin, "\n"].concat()) && !origin.contains('\n');
    Some(checkpoint::write(origin, whole(size)?, root)).filter(|_| valid)
}

/// Reads the proof of an entry. Returns index u64, path, checkpoint.
#[wasm_bindgen(js_name = parseEntryProof)]
pub fn parse_entry_proof(text: &str) -> Option<Vec<u8>> {
    let proof = checkpoint::parse_proof(text).ok()?;
    let mut out = proof.index.to_be_bytes().to_vec();
    put(&mut out, proof.path.as_flattened());
    put(&mut out, proof.checkpoint.as_bytes());
    Some(out)
}

/// Writes a proof's text.
#[wasm_bindgen(js_name = writeEntryProof)]
pub fn write_entry_proof(index: f64, path: &[u8], checkpoint: &str) -> Option<String> {
    Some(checkpoint::write_proof(whole(index)?, hashes_of(path)?, checkpoint))
}
