//! A proof from the sums (Groth16, §3.2): A = α + Σ wᵢAᵢ + rδ, B = β + Σ wᵢBᵢ + sδ, C = Σ wᵢCᵢ + Σ hᵢHᵢ + sA + rB − rsδ,
//! with random r and s, so nothing shows whether two proofs are of the same witness.

use crate::{Proving, zkey::Header};
use fedzk_curves::{
    curve::{Affine, Curve, GlvCurve, Jacobian, LinearCombination, OddMultiples},
    field::{Fp, Prime},
    uint,
};
use fedzk_groth16::Proof;

/// The sums over the sections 5 to 9.
pub struct Sums<S: Proving> {
    /// Σ wᵢAᵢ.
    pub a: Jacobian<S::G1>,
    /// Σ wᵢBᵢ in G1.
    pub b1: Jacobian<S::G1>,
    /// Σ wᵢBᵢ in G2.
    pub b2: Jacobian<S::G2>,
    /// Σ wᵢCᵢ + Σ hᵢHᵢ.
    pub c: Jacobian<S::G1>,
}

/// The length of the random bytes that make r and s.
pub const RANDOM_BYTES: usize = 2 * WIDE;
/// 384 bits: modulo r within 2^-128 of uniform.
const WIDE: usize = 48;

/// Puts a proof together; `None` if a point is infinity or in no group, because a point of the key isn't.
pub fn assemble<S: Proving>(header: &Header<S>, sums: &Sums<S>, random: &[u8; RANDOM_BYTES]) -> Option<Proof<S>> {
    let [r, s] = [0, WIDE].map(|at| uniform::<S::Scalar>(&random[at..at + WIDE]));
    let minus_rs = -(r * s);
    let a = plus(&sums.a, &header.alpha1).vartime_add(&combination([(&header.delta1, &r)]));
    let b1 = plus(&sums.b1, &header.beta1).vartime_add(&combination([(&header.delta1, &s)]));
    let delta_s = Jacobian::from(header.delta2).vartime_mul_plain(&s.to_words()[..4]);
    let b = plus(&sums.b2, &header.beta2).vartime_add(&delta_s);
    let (a, b1) = (checked(&a)?, checked(&b1)?);
    let c = sums.c.vartime_add(&combination([(&a, &s), (&b1, &r), (&header.delta1, &minus_rs)]));
    Some(Proof { a, b: checked(&b)?, c: checked(&c)? })
}

fn plus<C: Curve>(sum: &Jacobian<C>, point: &Affine<C>) -> Jacobian<C> {
    sum.vartime_add_coordinates(point.x(), point.y())
}

/// Σ kᵢ·Pᵢ of a few points.
fn combination<C: GlvCurve, M: Prime, const N: usize>(terms: [(&Affine<C>, &Fp<M>); N]) -> Jacobian<C> {
    let tables = OddMultiples::all(&terms.map(|(point, _)| *point), &C::BETA);
    let mut sum = LinearCombination::default();
    for (table, (_, k)) in tables.iter().zip(terms) {
        let words = k.to_words();
        sum.push(table, C::halves(&[words[0], words[1], words[2], words[3]]));
    }
    sum.vartime_sum()
}

fn checked<C: Curve>(point: &Jacobian<C>) -> Option<Affine<C>> {
    point.vartime_coordinates()?.vartime_check().ok()
}

/// An element from 48 random bytes.
fn uniform<M: Prime>(bytes: &[u8]) -> Fp<M> {
    let words = uint::rem(uint::from_be_bytes::<6>(bytes), M::MODULUS);
    Fp::from_words(words).expect("uniform: a remainder is below r")
}
