//! The proving key as a file: iden3's zkey format for Groth16, as snarkjs 0.7 reads it.
//!
//! "zkey" ‖ u32 version 1 ‖ u32 sections ‖ sections (u32 type ‖ u64 length ‖ content). Integers are little-endian. A
//! coordinate c is the integer cR mod p in N bytes, 32 on BN254 and 48 on BLS12-381, R = 2^(8N) (not the R of
//! [`fedzk_curves::limbs`]); a point is x ‖ y, an element of Fp2 its real part first, the point at infinity zeros.
//!
//! | section |                | content                                                                     |
//! |---------|----------------|-----------------------------------------------------------------------------|
//! | 1       | protocol       | u32 1, Groth16                                                              |
//! | 2       | header         | u32 N ‖ p ‖ u32 32 ‖ r ‖ u32 wires ‖ u32 public ‖ u32 domain ‖ α₁ β₁ β₂ γ₂ δ₁ δ₂ |
//! | 3       | IC             | public + 1 points                                                           |
//! | 4       | coefficients   | u32 count ‖ (u32 0 for A, 1 for B ‖ u32 row ‖ u32 wire ‖ value) …           |
//! | 5, 6, 7 | A, B in G1, G2 | a point a wire                                                              |
//! | 8       | C              | a point a private wire                                                      |
//! | 9       | H              | a point a row of the domain                                                 |
//! | 10      | contributions  | 64 bytes that identify the circuit ‖ u32 count                              |
//!
//! A coefficient v is the integer vR² mod r in 32 bytes, R = 2^256: times a plain witness value in Montgomery
//! multiplication it gives vwR.

use crate::{
    key::{Key, Points},
    r1cs::{R1cs, Term},
    suite::Suite,
};
use fedzk_curves::{
    curve::{Affine, Curve},
    field::{Field, Fp, Prime},
    uint,
};
use std::io::{self, Write};

/// The first half of section 10's 64 bytes in a key of this crate, where snarkjs has a hash. The second half is the
/// SHA-256 of the circuit's file.
pub const DEVELOPMENT_MARK: &[u8; 32] = b"FEDZK DEVELOPMENT KEY, INSECURE!";

/// Writes the file.
///
/// # Errors
/// Those of `out`.
pub fn write<S: Suite>(
    out: &mut impl Write,
    r1cs: &R1cs<S::Scalar>,
    key: &Key<S>,
    r1cs_sha256: &[u8; 32],
) -> io::Result<()> {
    out.write_all(b"zkey")?;
    out.write_all(&u32s([1, 10]))?;
    section(out, 1, &u32s([1]))?;
    section(out, 2, &header(r1cs, key))?;
    section(out, 3, &points(&key.ic, g1::<S>))?;
    section(out, 4, &coefficients::<S>(r1cs))?;
    section(out, 5, &points(&key.a, g1::<S>))?;
    section(out, 6, &points(&key.b1, g1::<S>))?;
    section(out, 7, &points(&key.b2, g2::<S>))?;
    section(out, 8, &points(&key.c, g1::<S>))?;
    section(out, 9, &points(&key.h, g1::<S>))?;
    section(out, 10, &[&DEVELOPMENT_MARK[..], r1cs_sha256, &u32s([0])].concat())
}

fn section(out: &mut impl Write, kind: usize, content: &[u8]) -> io::Result<()> {
    out.write_all(&u32s([kind]))?;
    out.write_all(&(content.len() as u64).to_le_bytes())?;
    out.write_all(content)
}

fn header<S: Suite>(r1cs: &R1cs<S::Scalar>, key: &Key<S>) -> Vec<u8> {
    let mut out = u32s([S::BYTES]);
    out.extend(bytes::<S>(S::MODULUS));
    out.extend(u32s([S::Scalar::BYTES]));
    out.extend(bytes::<S::Scalar>(S::Scalar::MODULUS));
    out.extend(u32s([r1cs.wires, r1cs.public, key.h.len()]));
    out.extend([g1::<S>(&key.alpha1), g1::<S>(&key.beta1)].concat());
    out.extend([g2::<S>(&key.beta2), g2::<S>(&key.gamma2)].concat());
    out.extend([g1::<S>(&key.delta1), g2::<S>(&key.delta2)].concat());
    out
}

/// The coefficients of A and B, row by row, and of the rows for public signals.
fn coefficients<S: Suite>(r1cs: &R1cs<S::Scalar>) -> Vec<u8> {
    let factor = Fp::from_words(S::Scalar::R2_MOD_P).expect("coefficients: a constant below r");
    let mut out = u32s([0]);
    let mut add = |matrix: usize, row: usize, term: &Term<S::Scalar>| {
        out.extend(u32s([matrix, row, term.wire]));
        out.extend(bytes::<S::Scalar>((term.coefficient * factor).to_words()));
    };
    for (row, constraint) in r1cs.constraints.iter().enumerate() {
        constraint.a.iter().for_each(|term| add(0, row, term));
        constraint.b.iter().for_each(|term| add(1, row, term));
    }
    for wire in 0..=r1cs.public {
        add(0, r1cs.constraints.len() + wire, &Term { wire, coefficient: Fp::ONE });
    }
    let count = (out.len() - 4) / (12 + S::Scalar::BYTES);
    out[..4].copy_from_slice(&u32s([count]));
    out
}

/// Writes each point; infinity is zeros, as long as the generator's encoding.
fn points<C: Curve>(points: &Points<C>, encode: fn(&Affine<C>) -> Vec<u8>) -> Vec<u8> {
    let infinity = vec![0; encode(&Affine::GENERATOR).len()];
    points.iter().flat_map(|point| point.as_ref().map_or_else(|| infinity.clone(), encode)).collect()
}

fn g1<S: Suite>(point: &Affine<S::G1>) -> Vec<u8> {
    coordinates(&[*point.x(), *point.y()])
}

fn g2<S: Suite>(point: &Affine<S::G2>) -> Vec<u8> {
    let [x, y] = S::standard_point(point);
    coordinates(&[x.c0(), x.c1(), y.c0(), y.c1()])
}

fn coordinates<M: Prime>(elements: &[Fp<M>]) -> Vec<u8> {
    let factor = Fp::<M>::from_words(M::R_MOD_P).expect("coordinates: a constant below p");
    elements.iter().flat_map(|element| bytes::<M>((*element * factor).to_words())).collect()
}

/// The format's R, which depends on the length of an element.
trait FormatR: Prime {
    const LOG2_R: u32 = 8 * Self::BYTES as u32;
    const R_MOD_P: [u64; 6] = uint::shl_mod([1, 0, 0, 0, 0, 0], Self::LOG2_R, Self::MODULUS);
    const R2_MOD_P: [u64; 6] = uint::shl_mod(Self::R_MOD_P, Self::LOG2_R, Self::MODULUS);
}

impl<M: Prime> FormatR for M {}

/// An integer below 2^(8·[`Prime::BYTES`]).
fn bytes<M: Prime>(words: [u64; 6]) -> Vec<u8> {
    words[..M::BYTES / 8].iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Counts and numbers, which have 32 bits in the format.
fn u32s<const N: usize>(values: [usize; N]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|&value| u32::try_from(value).expect("u32s: more than 2^32 of a kind").to_le_bytes())
        .collect()
}
