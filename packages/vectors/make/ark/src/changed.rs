//! Replaces parts of a proof's bytes, and notes the library's verdict on each change.

use crate::{FORMS, Statement, bytes, hex, verifies};
use ark_ec::pairing::Pairing;
use ark_ff::{BigInteger, PrimeField};
use ark_groth16::Proof;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize, Compress, Validate};
use serde_json::{Value, json};

/// The encoding of a curve's points.
pub struct Layout {
    /// The length of a coordinate.
    pub coordinate: usize,
    /// The bits above a coordinate that are flags.
    pub flag_bits: u32,
    /// Whether numbers are little-endian with the flags in a point's last byte; otherwise the flags are in its first.
    pub little_endian: bool,
}

/// Lists the changes of each form: `put` replaces the bytes from `at` on. The verdict is the error of reading, or whether
/// the proof that was read verifies.
pub fn list<E: Pairing>(statement: &Statement<E>, layout: &Layout) -> Value {
    let changes_in = |(name, compress): (&str, Compress)| {
        let entries = changes(&statement.proof, compress, layout).into_iter().map(|(change, at, put)| {
            let mut changed = bytes(&statement.proof, compress);
            changed.resize(changed.len().max(at + put.len()), 0);
            changed[at..at + put.len()].copy_from_slice(&put);
            json!({ "name": change, "at": at, "put": hex(&put), "verdict": verdict(statement, &changed, compress) })
        });
        (name.to_owned(), entries.collect::<Value>())
    };
    FORMS.into_iter().map(changes_in).collect()
}

fn verdict<E: Pairing>(Statement { key, signals, .. }: &Statement<E>, bytes: &[u8], compress: Compress) -> String {
    match Proof::deserialize_with_mode(bytes, compress, Validate::Yes) {
        Err(error) => format!("{error:?}"),
        Ok(proof) if verifies(key, &proof, signals) => "valid".into(),
        Ok(_) => "invalid".into(),
    }
}

fn changes<E: Pairing>(proof: &Proof<E>, compress: Compress, layout: &Layout) -> Vec<(String, usize, Vec<u8>)> {
    let whole = bytes(proof, compress);
    let sizes = [proof.a.serialized_size(compress), proof.b.serialized_size(compress)];
    let points = [("A", 0, sizes[0]), ("B", sizes[0], sizes[1]), ("C", sizes[0] + sizes[1], sizes[0])];
    let modulus = layout.modulus::<E>();
    let mut list = vec![("a byte more".to_owned(), whole.len(), vec![0])];
    for (point, at, length) in points {
        let old = &whole[at..at + length];
        let flagged = if layout.little_endian { length - 1 } else { 0 };
        for flags in 0..1u8 << layout.flag_bits {
            let byte = old[flagged] & (0xff >> layout.flag_bits) | flags << (8 - layout.flag_bits);
            list.push((format!("{point} with flags {flags:b}"), at + flagged, vec![byte]));
            let mut zeros = vec![0; length];
            zeros[flagged] = flags << (8 - layout.flag_bits);
            list.push((format!("{point} zeros with flags {flags:b}"), at, zeros.clone()));
            zeros[length / 2] |= 1;
            list.push((format!("{point} zeros but one, with flags {flags:b}"), at, zeros));
        }
        for (i, part) in old.chunks(layout.coordinate).enumerate() {
            let mut put = modulus.clone();
            let top = if layout.little_endian { layout.coordinate - 1 } else { 0 };
            // The original flags, if there are any.
            put[top] |= part[top] & !(0xff >> layout.flag_bits);
            list.push((format!("{point} with p as number {i}"), at + i * layout.coordinate, put));
        }
    }
    list
}

impl Layout {
    fn modulus<E: Pairing>(&self) -> Vec<u8> {
        let modulus = E::BaseField::MODULUS;
        if self.little_endian { modulus.to_bytes_le() } else { modulus.to_bytes_be() }
    }
}
