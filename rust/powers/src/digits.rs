//! Scalars as the digits that [`crate::step`] takes.
//!
//! A scalar is Σ kₛ·λˢ where the curve's endomorphism multiplies by λ, and each kₛ has a half or a quarter of its bits. Each
//! kₛ is written in signed odd digits, of which at most one of [`WIDTH`] in a row is not zero.

use core::hint::black_box;
use fedzk_curves::{
    bls12_381::{self, Bls12381},
    bn254::{self, Bn254},
    curve::{Coordinates, GlvCurve, wnaf},
    field::Field,
    pairing::psi_affine,
};

/// The width of a digit.
pub(crate) const WIDTH: u32 = 5;
/// P, 3P, …: as many as a digit has sizes.
pub(crate) const MULTIPLES: usize = 1 << (WIDTH - 2);
/// The most parts of a scalar.
pub(crate) const MOST_STREAMS: usize = 4;
/// One digit more than the longest part has bits.
const MOST_DIGITS: usize = 129;

/// A curve whose scalars are split by an endomorphism.
pub trait Split: GlvCurve {
    /// The number of parts of a scalar.
    const STREAMS: usize;
    /// The number of digits of a part: one more than the longest has bits.
    const DIGITS: usize;
    /// How often in a row doubles may be left as they are. With an x of v moduli, its square must reduce: v² moduli, or in Fp2
    /// (2v)², of R/2p that [`fedzk_curves::limbs`] has room for.
    const LAZY_DOUBLES: usize;
    /// Whether all points of the curve are in the subgroup.
    const COFACTOR_IS_ONE: bool = false;
    /// The parts of a scalar below the order, as size and whether it is negative; zeros after [`Self::STREAMS`].
    fn parts(scalar: &[u64; 4]) -> [(u128, bool); MOST_STREAMS];
    /// The endomorphism.
    fn image(point: &Coordinates<Self::Field>) -> Coordinates<Self::Field>;
}

impl Split for bn254::G1 {
    const STREAMS: usize = 2;
    const LAZY_DOUBLES: usize = 2;
    const DIGITS: usize = MOST_DIGITS;
    const COFACTOR_IS_ONE: bool = true;

    fn parts(scalar: &[u64; 4]) -> [(u128, bool); MOST_STREAMS] {
        let [first, second] = Self::halves(scalar);
        [first, second, (0, false), (0, false)]
    }

    fn image(Coordinates { x, y }: &Coordinates<bn254::Fp>) -> Coordinates<bn254::Fp> {
        Coordinates { x: *x * Self::BETA, y: *y }
    }
}

impl Split for bls12_381::G1 {
    const STREAMS: usize = 2;
    const LAZY_DOUBLES: usize = 3;
    const DIGITS: usize = MOST_DIGITS;

    fn parts(scalar: &[u64; 4]) -> [(u128, bool); MOST_STREAMS] {
        let [first, second] = Self::halves(scalar);
        [first, second, (0, false), (0, false)]
    }

    fn image(Coordinates { x, y }: &Coordinates<bls12_381::Fp>) -> Coordinates<bls12_381::Fp> {
        Coordinates { x: *x * Self::BETA, y: *y }
    }
}

impl Split for bn254::G2 {
    const STREAMS: usize = 4;
    const LAZY_DOUBLES: usize = 1;
    const DIGITS: usize = 68;

    fn parts(scalar: &[u64; 4]) -> [(u128, bool); MOST_STREAMS] {
        bn254::quarters(scalar)
    }

    fn image(point: &Coordinates<bn254::Fp2>) -> Coordinates<bn254::Fp2> {
        psi_affine::<Bn254>(point)
    }
}

impl Split for bls12_381::G2 {
    const STREAMS: usize = 4;
    const LAZY_DOUBLES: usize = 3;
    const DIGITS: usize = 66;

    fn parts(scalar: &[u64; 4]) -> [(u128, bool); MOST_STREAMS] {
        bls12_381::quarters(scalar)
    }

    fn image(point: &Coordinates<bls12_381::Fp2>) -> Coordinates<bls12_381::Fp2> {
        psi_affine::<Bls12381>(point)
    }
}

/// The digits of a scalar, highest first. They are overwritten when they are dropped.
#[derive(Clone)]
pub struct Digits([[i8; MOST_DIGITS]; MOST_STREAMS]);

impl Digits {
    /// The digits of a scalar below the order, in words from the lowest.
    pub fn new<C: Split>(scalar: &[u64; 4]) -> Self {
        let mut digits = [[0; MOST_DIGITS]; MOST_STREAMS];
        for (stream, (size, negative)) in digits.iter_mut().zip(C::parts(scalar)) {
            if size != 0 {
                *stream = wnaf(size, WIDTH);
                if negative {
                    for digit in stream {
                        *digit = -*digit;
                    }
                }
            }
        }
        Self(digits)
    }

    /// Digit `at` of part `stream` of a curve's scalar, counted from the highest.
    #[inline(always)]
    pub(crate) fn digit<C: Split>(&self, stream: usize, at: usize) -> i8 {
        self.0[stream][MOST_DIGITS - C::DIGITS + at]
    }
}

impl Drop for Digits {
    fn drop(&mut self) {
        self.0.fill([0; MOST_DIGITS]);
        black_box(&mut self.0);
    }
}

/// Whether it is the point at infinity, which is (0, 0) here: b is not 0.
#[inline(always)]
pub(crate) fn is_infinity<F: Field>(point: &Coordinates<F>) -> bool {
    point.x.vartime_is_zero() && point.y.vartime_is_zero()
}

/// The point at infinity.
pub fn infinity<F: Field>() -> Coordinates<F> {
    Coordinates { x: F::ZERO, y: F::ZERO }
}
