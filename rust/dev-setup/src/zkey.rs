//! The proving key as a file: iden3's zkey format for Groth16, as snarkjs 0.7 reads it.
//!
//! "zkey" ‖ u32 version 1 ‖ u32 sections ‖ sections (u32 type ‖ u64 length ‖ content). Integers are little-endian. A
//! coordinate c is the integer cR mod p in 32 bytes, R = 2^256 (not the R of [`fedzk_curves::limbs`]); a point is x ‖ y,
//! an element of Fp2 its real part first, the point at infinity zeros.
//!
//! | section |                | content                                                                     |
//! |---------|----------------|-----------------------------------------------------------------------------|
//! | 1       | protocol       | u32 1, Groth16                                                              |
//! | 2       | header         | u32 32 ‖ p ‖ u32 32 ‖ r ‖ u32 wires ‖ u32 public ‖ u32 domain ‖ α₁ β₁ β₂ γ₂ δ₁ δ₂ |
//! | 3       | IC             | public + 1 points                                                           |
//! | 4       | coefficients   | u32 count ‖ (u32 0 for A, 1 for B ‖ u32 row ‖ u32 wire ‖ value) …           |
//! | 5, 6, 7 | A, B in G1, G2 | a point a wire                                                              |
//! | 8       | C              | a point a private wire                                                      |
//! | 9       | H              | a point a row of the domain                                                 |
//! | 10      | contributions  | 64 bytes that identify the circuit ‖ u32 count                              |
//!
//! A coefficient v is the integer vR² mod r: times a plain witness value in Montgomery multiplication it gives vwR.

use crate::{
    key::{Key, Points},
    r1cs::{R1cs, Term},
};
use fedzk_curves::{
    bn254::{Bn254, Bn254Scalar, G1, G2},
    curve::{Affine, Curve},
    field::{Field, Fp, Prime},
    uint,
};
use std::io::{self, Write};

/// What a key of this crate has in the first half of section 10's 64 bytes, where snarkjs has a hash. The second half is
/// the SHA-256 of the circuit's file.
pub const DEVELOPMENT_MARK: &[u8; 32] = b"FEDZK DEVELOPMENT KEY, INSECURE!";

const ONE: [u64; 6] = [1, 0, 0, 0, 0, 0];
/// The format's R mod p.
const R_MOD_P: [u64; 6] = uint::shl_mod(ONE, 256, Bn254::MODULUS);
/// The format's R² mod r.
const R2_MOD_R: [u64; 6] = uint::shl_mod(ONE, 512, Bn254Scalar::MODULUS);

/// Writes the file.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, r1cs: &R1cs, key: &Key, r1cs_sha256: &[u8; 32]) -> io::Result<()> {
    out.write_all(b"zkey")?;
    out.write_all(&u32s([1, 10]))?;
    section(out, 1, &u32s([1]))?;
    section(out, 2, &header(r1cs, key))?;
    section(out, 3, &points(&key.ic))?;
    section(out, 4, &coefficients(r1cs))?;
    section(out, 5, &points(&key.a))?;
    section(out, 6, &points(&key.b1))?;
    section(out, 7, &points(&key.b2))?;
    section(out, 8, &points(&key.c))?;
    section(out, 9, &points(&key.h))?;
    section(out, 10, &[&DEVELOPMENT_MARK[..], r1cs_sha256, &u32s([0])].concat())
}

fn section(out: &mut impl Write, kind: usize, content: &[u8]) -> io::Result<()> {
    out.write_all(&u32s([kind]))?;
    out.write_all(&(content.len() as u64).to_le_bytes())?;
    out.write_all(content)
}

fn header(r1cs: &R1cs, key: &Key) -> Vec<u8> {
    let mut out = Vec::new();
    for prime in [Bn254::MODULUS, Bn254Scalar::MODULUS] {
        out.extend(u32s([32]));
        out.extend(words(prime));
    }
    out.extend(u32s([r1cs.wires, r1cs.public, key.h.len()]));
    for part in [g1(&key.alpha1), g1(&key.beta1), g2(&key.beta2), g2(&key.gamma2), g1(&key.delta1), g2(&key.delta2)] {
        out.extend(part);
    }
    out
}

/// Those of A and B, row by row, and of the rows that stand for public signals.
fn coefficients(r1cs: &R1cs) -> Vec<u8> {
    const BYTES: usize = 44;
    let factor = Fp::<Bn254Scalar>::from_words(R2_MOD_R).expect("coefficients: a constant below r");
    let mut out = u32s([0]);
    let mut add = |matrix: usize, row: usize, term: &Term| {
        out.extend(u32s([matrix, row, term.wire]));
        out.extend(words((term.coefficient * factor).to_words()));
    };
    for (row, constraint) in r1cs.constraints.iter().enumerate() {
        constraint.a.iter().for_each(|term| add(0, row, term));
        constraint.b.iter().for_each(|term| add(1, row, term));
    }
    for wire in 0..=r1cs.public {
        add(0, r1cs.constraints.len() + wire, &Term { wire, coefficient: Fp::ONE });
    }
    let count = (out.len() - 4) / BYTES;
    out[..4].copy_from_slice(&u32s([count]));
    out
}

/// A group whose points have an encoding here.
trait Group: Curve {
    const BYTES: usize;
    fn encode(point: &Affine<Self>) -> Vec<u8>;
}

impl Group for G1 {
    const BYTES: usize = 64;
    fn encode(point: &Affine<Self>) -> Vec<u8> {
        g1(point)
    }
}

impl Group for G2 {
    const BYTES: usize = 128;
    fn encode(point: &Affine<Self>) -> Vec<u8> {
        g2(point)
    }
}

fn points<C: Group>(points: &Points<C>) -> Vec<u8> {
    points.iter().flat_map(|point| point.as_ref().map_or_else(|| vec![0; C::BYTES], C::encode)).collect()
}

fn g1(point: &Affine<G1>) -> Vec<u8> {
    coordinates(&[*point.x(), *point.y()])
}

fn g2(point: &Affine<G2>) -> Vec<u8> {
    let (x, y) = (point.x(), point.y());
    coordinates(&[x.c0(), x.c1(), y.c0(), y.c1()])
}

fn coordinates(elements: &[Fp<Bn254>]) -> Vec<u8> {
    let factor = Fp::<Bn254>::from_words(R_MOD_P).expect("coordinates: a constant below p");
    elements.iter().flat_map(|element| words((*element * factor).to_words())).collect()
}

/// 32 bytes of an integer below 2^256.
fn words([w0, w1, w2, w3, ..]: [u64; 6]) -> impl Iterator<Item = u8> {
    [w0, w1, w2, w3].into_iter().flat_map(u64::to_le_bytes)
}

/// Counts and numbers, which have 32 bits in the format.
fn u32s<const N: usize>(values: [usize; N]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|&value| u32::try_from(value).expect("u32s: more than 2^32 of a kind").to_le_bytes())
        .collect()
}
