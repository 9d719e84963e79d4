//! The backend of Fp2 on fused multiply-add: an element is two integers side by side, one in each lane of a vector of
//! doubles. `relaxed_madd` multiplies two digits of 51 bits in each lane at once.
//!
//! An integer is a sum of N signed digits, Σ `l[i]`·2^(51·i), each a double. A product of two digits has up to 102 bits;
//! two fused operations split it exactly (Emmart, Zheng, Weems, ARITH 2018): with C = 3·2^102 a·b + C rounds to a
//! multiple of 2^51, and a·b less that multiple is below 2^50. Both parts are integers in the doubles' low bits, and are
//! added up as integers, column by column ([`Column`]).
//!
//! A product is a Montgomery product with R = 2^(51·[`LaneKernel::ROWS`]). All rows but the last replace the lowest
//! digit d of the sum by d·K a digit higher, K = 2^(−51) mod p, which needs no quotient; the last is Montgomery's.
//!
//! # Bounds
//! A [`Magnitude`] is in units of 2^50 and of the modulus. A carried result has 1 and 1.
//! - the product of two digits is at most 2^102: the operands' `limb`s multiply to at most [`MAX_LANE_PRODUCT`];
//! - a digit is an integer below 2^53: `limb` ≤ [`crate::limbs::MAX_LIMB`];
//! - a product's value is at most 2·a·b/R + p/4 (the last digit of the rows) + p/2 (the quotient): below p, since
//!   `value`s are at most 7 and R/p is at least 2^10, which [`Constants::new`] asserts;
//! - a column sums fewer than 2^6 parts of at most 2^51: below 2^60 with the carry, and [`BIAS`] keeps it positive.
//!
//! Builds with debug assertions carry the magnitudes along and assert these bounds.

#![allow(clippy::cast_precision_loss)] // digits have 51 bits, the others are powers of two

#[cfg(not(target_arch = "wasm32"))]
mod portable;
#[cfg(target_arch = "wasm32")]
mod wasm;

#[cfg(not(target_arch = "wasm32"))]
pub use portable::{F64x2, I64x2};
#[cfg(target_arch = "wasm32")]
pub use wasm::{F64x2, I64x2};

use crate::{
    field::Prime,
    uint::{self, shl_mod},
};

#[cfg(doc)]
use crate::limbs::Magnitude;

/// `impl LaneKernel for [F64x2; 5]` and `[F64x2; 8]`, unrolled by `build/lanes.rs`.
#[allow(clippy::too_many_lines)]
mod kernels {
    use super::{Column, Constants, F64x2, LaneKernel, Split, montgomery, pairs, r_mod_p};
    use crate::field::Prime;

    const ONE: [u64; 6] = [1, 0, 0, 0, 0, 0];

    include!(concat!(env!("OUT_DIR"), "/lanes.rs"));
}

/// The bits of a digit.
pub const BITS: u32 = 51;
/// The largest product of two operands' `limb`s.
pub const MAX_LANE_PRODUCT: u32 = 4;

/// 3·2^102: a sum with it rounds to a multiple of 2^51.
const SPLIT: f64 = 3.0 * (1u128 << 102) as f64;
/// 3·2^51: the low bits of a sum with it are an integer of at most 51 bits.
const INTEGER: f64 = 3.0 * (1u64 << 51) as f64;
const SPLIT_BITS: i64 = SPLIT.to_bits() as i64;
const INTEGER_BITS: i64 = INTEGER.to_bits() as i64;
/// Half of a digit's range.
const HALF: i64 = 1 << (BITS - 1);
/// Keeps a column positive while it is shifted.
const BIAS: i64 = 1 << 62;

/// The operations on N digits. Results are carried, magnitude (1, 1).
pub trait LaneKernel<M: Prime>: Copy + AsRef<[F64x2]> {
    /// The number of digits that a product drops: R = 2^(51·ROWS).
    const ROWS: usize;
    /// 0.
    const ZERO: Self;
    /// R mod p and 0.
    const ONE: Self;
    /// R² mod p in both lanes: brings integers into Montgomery form.
    const R2: Self;
    /// 1 in both lanes: takes a product out of Montgomery form.
    const UNIT: Self;

    /// The digits of two integers below p.
    fn from_words(words: [[u64; 6]; 2]) -> Self;
    /// a + b, digit by digit, like the next four.
    fn add(a: &Self, b: &Self) -> Self;
    /// a − b.
    fn sub(a: &Self, b: &Self) -> Self;
    /// −a.
    fn neg(a: &Self) -> Self;
    /// (a0, −a1).
    fn conjugate(a: &Self) -> Self;
    /// (a1, a0).
    fn swap(a: &Self) -> Self;
    /// (a0 + a1, 2·a0) and (a0 − a1, a1): their product, lane by lane, is the square of a0 + a1·u.
    fn square_factors(a: &Self) -> [Self; 2];
    /// (a0 + a1·u)(b0 + b1·u)/R mod p, u² = −1.
    fn mul_complex(a: &Self, b: &Self) -> Self;
    /// a0·b0/R and a1·b1/R mod p.
    fn mul_each(a: &Self, b: &Self) -> Self;
    /// x·a, less the nearest multiple of p: the lanes of x are below 2^6.
    fn scale(a: &Self, x: F64x2) -> Self;
    /// x·a + y·b, likewise.
    fn combine(a: &Self, x: F64x2, b: &Self, y: F64x2) -> Self;
    /// x·a + y·b + c, likewise.
    fn combine_add(a: &Self, x: F64x2, b: &Self, y: F64x2, c: &Self) -> Self;
}

/// The constants of a modulus for a kernel, with as many digits as the longest layout has.
struct Constants {
    /// [`SPLIT`].
    split: f64,
    /// [`INTEGER`].
    integer: f64,
    /// The sum of both.
    both: f64,
    /// p.
    p: [f64; 8],
    /// 2^(−51) mod p, as the representative nearest to 0.
    k: [f64; 8],
    /// −p^(−1) mod 2^51, as a signed digit.
    negative_inverse: f64,
    /// Turns a top digit into a multiple of p.
    reciprocal: f64,
}

impl Constants {
    /// Computes the constants of p, for elements of N digits.
    const fn new<M: Prime, const N: usize>() -> Self
    where
        [F64x2; N]: LaneKernel<M>,
    {
        let p = M::MODULUS;
        let rows = <[F64x2; N] as LaneKernel<M>>::ROWS as u32;
        assert!(uint::bits(p) < BITS * N as u32, "Constants::new: too few digits for the modulus");
        assert!(uint::bits(p) + 10 <= BITS * rows, "Constants::new: R has no room for products of sums");
        let digits_of_p = digits(p);
        Self {
            split: SPLIT,
            integer: INTEGER,
            both: SPLIT + INTEGER,
            p: digits_of_p,
            k: inverse_of_radix(p),
            negative_inverse: negative_inverse(p[0]),
            reciprocal: 1.0 / (digits_of_p[N - 1] + digits_of_p[N - 2] / (1u64 << BITS) as f64),
        }
    }
}

/// The constants of [`Column`].
#[derive(Clone, Copy)]
struct Split {
    /// 3·2^102.
    high: F64x2,
    /// 3·2^51.
    low: F64x2,
    /// Their sum.
    both: F64x2,
}

impl Split {
    #[inline(always)]
    fn new(constants: &Constants) -> Self {
        let [high, low, both] = [constants.split, constants.integer, constants.both].map(F64x2::splat);
        Self { high, low, both }
    }

    /// a·b as a multiple of 2^51 and the rest, each an integer in the bits of a sum with 3·2^102 and 3·2^51.
    #[inline(always)]
    fn product(&self, a: F64x2, b: F64x2) -> (F64x2, F64x2) {
        let high = a.fused(b, self.high);
        (high, a.fused(b, self.both.minus(high)))
    }

    /// a·b mod 2^51, signed.
    #[inline(always)]
    fn low_product(&self, a: F64x2, b: F64x2) -> F64x2 {
        self.product(a, b).1.minus(self.low)
    }

    /// The integer nearest to x·y.
    #[inline(always)]
    fn nearest(&self, x: F64x2, y: f64) -> F64x2 {
        x.times(F64x2::splat(y)).plus(self.low).minus(self.low)
    }
}

/// A sum of products of digits, from the lowest column up.
struct Column {
    constants: Split,
    low: I64x2,
    /// The sum of the products' parts for the next column.
    high: I64x2,
    /// The excess in `low` and `high`, which comes from the bits of the summed doubles.
    low_excess: i64,
    high_excess: i64,
}

impl Column {
    #[inline(always)]
    fn new(constants: Split) -> Self {
        Self { constants, low: I64x2::ZERO, high: I64x2::ZERO, low_excess: 0, high_excess: 0 }
    }

    /// Adds a·b.
    #[inline(always)]
    fn add(&mut self, a: F64x2, b: F64x2) {
        let (high, low) = self.constants.product(a, b);
        self.low = self.low.plus(low.to_bits());
        self.high = self.high.plus(high.to_bits());
        self.low_excess = self.low_excess.wrapping_add(INTEGER_BITS);
        self.high_excess = self.high_excess.wrapping_add(SPLIT_BITS);
    }

    /// The sum without its excess, biased, and rounded down to a multiple of 2^51.
    #[inline(always)]
    fn split(&self) -> (I64x2, I64x2) {
        let sum = self.low.plus(I64x2::splat((BIAS + HALF).wrapping_sub(self.low_excess)));
        (sum, sum.shifted_right(BITS))
    }

    #[inline(always)]
    fn digit_of(&self, sum: I64x2, carry: I64x2) -> F64x2 {
        let digit = sum.minus(carry.shifted_left(BITS));
        digit.plus(I64x2::splat(INTEGER_BITS - HALF)).to_doubles().minus(self.constants.low)
    }

    /// The column's signed digit.
    #[inline(always)]
    fn digit(&self) -> F64x2 {
        let (sum, carry) = self.split();
        self.digit_of(sum, carry)
    }

    /// Goes on to the next column, and returns the signed digit of this one.
    #[inline(always)]
    fn next(&mut self) -> F64x2 {
        let (sum, carry) = self.split();
        let digit = self.digit_of(sum, carry);
        *self = Self {
            constants: self.constants,
            low: carry.plus(self.high),
            high: I64x2::ZERO,
            low_excess: self.high_excess.wrapping_add(BIAS >> BITS),
            high_excess: 0,
        };
        digit
    }

    /// Returns the highest column with everything above it.
    #[inline(always)]
    fn last(self) -> F64x2 {
        let excess = self.low_excess.wrapping_add(self.high_excess << BITS).wrapping_sub(INTEGER_BITS);
        let sum = self.low.plus(self.high.shifted_left(BITS)).minus(I64x2::splat(excess));
        sum.to_doubles().minus(self.constants.low)
    }
}

/// Signed digits of 51 bits. The highest that isn't 0 keeps its sign, since p leaves the bits above it free.
const fn digits<const N: usize>(words: [u64; 6]) -> [f64; N] {
    let integers = uint::to_long_digits::<6, N>(words, BITS);
    let mut out = [0.0; N];
    let mut i = 0;
    while i < N {
        out[i] = integers[i] as f64;
        i += 1;
    }
    out
}

/// R mod p.
const fn r_mod_p<M: Prime>(rows: usize) -> [u64; 6] {
    shl_mod([1, 0, 0, 0, 0, 0], rows as u32 * BITS, M::MODULUS)
}

/// Digits of a in the first lane and of b in the second.
const fn pairs<const N: usize>(a: [u64; 6], b: [u64; 6]) -> [F64x2; N] {
    let (a, b) = (digits::<N>(a), digits::<N>(b));
    let mut out = [F64x2::new(0.0, 0.0); N];
    let mut i = 0;
    while i < N {
        out[i] = F64x2::new(a[i], b[i]);
        i += 1;
    }
    out
}

/// The Montgomery form of a + b·u; for constants.
pub const fn montgomery<M: Prime, const N: usize>(a: [u64; 6], b: [u64; 6]) -> [F64x2; N]
where
    [F64x2; N]: LaneKernel<M>,
{
    let r_bits = <[F64x2; N] as LaneKernel<M>>::ROWS as u32 * BITS;
    pairs(shl_mod(a, r_bits, M::MODULUS), shl_mod(b, r_bits, M::MODULUS))
}

const fn inverse_of_radix(p: [u64; 6]) -> [f64; 8] {
    let mut x = [1, 0, 0, 0, 0, 0];
    let mut i = 0;
    while i < BITS {
        x = uint::shift_right(if x[0] & 1 == 1 { uint::add(x, p).0 } else { x }, 1);
        i += 1;
    }
    let minus_x = uint::sub(p, x).0;
    if uint::less(x, minus_x) {
        return digits(x);
    }
    let mut out = digits(minus_x);
    let mut i = 0;
    while i < 8 {
        out[i] = -out[i];
        i += 1;
    }
    out
}

/// −p^(−1) mod 2^51 by Newton's iteration, for an odd p.
const fn negative_inverse(p: u64) -> f64 {
    let mut x = 1u64;
    let mut i = 0;
    while i < 6 {
        x = x.wrapping_mul(2u64.wrapping_sub(p.wrapping_mul(x)));
        i += 1;
    }
    let negative = x.wrapping_neg() as i64;
    ((negative << (64 - BITS)) >> (64 - BITS)) as f64
}

/// The integers of two lanes' digits, carried, plus p where one is negative.
pub fn to_words<M: Prime, L: LaneKernel<M>>(lanes: &L) -> [[u64; 6]; 2] {
    core::array::from_fn(|lane| {
        let mut integer = [0i64; 8];
        for (digit, pair) in integer.iter_mut().zip(lanes.as_ref()) {
            *digit = pair.lanes()[lane] as i64;
        }
        // The sign of a carried integer is that of its highest digit that isn't zero.
        if integer.iter().rev().find(|&&digit| digit != 0).is_some_and(|&digit| digit < 0) {
            for (digit, p) in integer.iter_mut().zip(digits::<8>(M::MODULUS)) {
                *digit += p as i64;
            }
        }
        uint::from_digits(&integer, BITS)
    })
}
