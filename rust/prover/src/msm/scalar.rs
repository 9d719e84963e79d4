//! Scalars as signed digits.
//!
//! A scalar is k₁ + k₂λ, where the curve's endomorphism multiplies by λ, and k₁ and k₂ have half as many bits
//! ([`GlvCurve`]). This gives twice as many terms, but half as many windows, so buckets cost half.
//!
//! With |k| < 2^126.5 and h = 2^(c−1), the digits of k + Σ_{j < W−1} h·2^(cj), each less h, are signed digits of k, and
//! each can be read on its own: no carry goes from one to the next. The highest keeps the rest. The high digits of 0
//! and of small numbers of either sign are zeros.

use core::cmp::Reverse;
use fedzk_curves::{curve::GlvCurve, uint};

/// An integer.
#[derive(Clone, Copy)]
pub(super) struct Signed(i128);

/// Bits of an integer's absolute value at most.
const BITS: u32 = 127;

impl Signed {
    pub const ZERO: Self = Self(0);

    /// k₁ and k₂ of a scalar. Where it is small, or its negative is, k₂ is 0.
    #[inline]
    pub fn halves<C: GlvCurve>(scalar: &[u64; 4]) -> [Self; 2] {
        if let Some(small) = small(scalar) {
            return [Self(small), Self::ZERO];
        }
        // The representative of a scalar nearest to 0 has the smallest halves. Twice a scalar has 256 bits.
        let (double, _) = uint::add(*scalar, *scalar);
        let negative = uint::less(C::ORDER, double);
        let size = if negative { uint::sub(C::ORDER, *scalar).0 } else { *scalar };
        let halves = match small(&size) {
            Some(small) => [small, 0],
            None => C::halves(&size).map(|(size, negative)| if negative { -(size as i128) } else { size as i128 }),
        };
        halves.map(|half| Self(if negative { -half } else { half }))
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The bits of the absolute value.
    fn bits(self) -> u32 {
        u128::BITS - self.0.unsigned_abs().leading_zeros()
    }
}

/// An integer of at most 126 bits.
#[inline]
fn small(scalar: &[u64; 4]) -> Option<i128> {
    let low = u128::from(scalar[0]) | u128::from(scalar[1]) << 64;
    (scalar[2] | scalar[3] == 0 && low >> 126 == 0).then_some(low as i128)
}

/// How scalars are cut: W digits of c bits.
#[derive(Clone, Copy)]
pub(super) struct Digits {
    width: u32,
    windows: u32,
}

/// From 3 bits on, the sum that is added for the digits leaves room. Digits must be below 2^15, so that their sign fits
/// beside them.
const WIDTHS: core::ops::RangeInclusive<u32> = 3..=16;
/// The cost of each of a bucket's two additions at the end of a window, in additions into buckets, times 8.
const BUCKET_COST: u64 = 10;

impl Digits {
    /// The width for which these scalars take the fewest additions.
    pub fn choose(scalars: &[Signed]) -> Self {
        let mut by_bits = [0u64; BITS as usize + 1];
        for scalar in scalars {
            by_bits[scalar.bits() as usize] += 1;
        }
        let cost = |&width: &u32| {
            let digits = Self::new(width);
            (0..digits.windows)
                .map(|window| {
                    // A digit may be one higher because of those below it.
                    let lowest = (window * width).max(1);
                    let terms: u64 = by_bits[lowest as usize..].iter().sum();
                    // All buckets of a window are visited, including empty ones.
                    if terms == 0 { 0 } else { 8 * terms + 2 * BUCKET_COST * digits.buckets() as u64 }
                })
                .sum::<u64>()
        };
        let width =
            WIDTHS.min_by_key(|width| (cost(width), Reverse(*width))).expect("Digits::choose: there are widths");
        Self::new(width)
    }

    fn new(width: u32) -> Self {
        Self { width, windows: (BITS + 1).div_ceil(width) }
    }

    /// c.
    pub fn width(self) -> u32 {
        self.width
    }

    /// W.
    pub fn windows(self) -> u32 {
        self.windows
    }

    /// The largest absolute value of a digit. The highest digit has no sign bit but a carry: hence the 1.
    pub fn buckets(self) -> usize {
        (1 << (self.width - 1)) + 1
    }

    /// Whether a scalar may have a digit other than the lowest.
    pub fn is_wide(self, scalar: &Signed) -> bool {
        scalar.bits() >= self.width
    }

    /// The windows from the highest, in groups with about as many terms as make good batches, for this number of
    /// wide scalars.
    pub fn group(self, wide: usize) -> u32 {
        const TERMS: usize = 1 << 15;
        (TERMS / wide.max(self.buckets())).clamp(1, self.windows as usize) as u32
    }

    /// Prepares scalars for [`Self::digit`].
    pub fn prepare(self, scalars: &mut [Signed]) {
        let halves = (0..self.windows - 1).fold(0, |sum, window| sum | 1 << (window * self.width + self.width - 1));
        for scalar in scalars {
            scalar.0 += halves;
        }
    }

    /// The digit of a prepared scalar.
    #[inline(always)]
    pub fn digit(self, scalar: &Signed, window: u32) -> i32 {
        let at = window * self.width;
        let (low, high) = (scalar.0 as u64, (scalar.0 >> 64) as i64);
        let bits = if at >= 64 {
            high >> (at - 64)
        } else if at + self.width <= 64 {
            (low >> at) as i64
        } else {
            (low >> at) as i64 | high << (64 - at)
        };
        if window + 1 == self.windows {
            // At most 16 bits are left, with their sign.
            return bits as i32;
        }
        (bits as i32 & ((1 << self.width) - 1)) - (1 << (self.width - 1))
    }
}
