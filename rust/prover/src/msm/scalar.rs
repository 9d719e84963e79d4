//! Scalars as signed digits.
//!
//! With k in (−r/2, r/2) and h = 2^(c−1), the digits of k + Σ_{j < W−1} h·2^(cj), each less h, are signed digits of k, and
//! each can be read by itself: no carry goes from one to the next. The highest keeps what is left. Both 0 and small
//! numbers of either sign have zeros where they should.

use core::cmp::Reverse;
use fedzk_curves::{curve::Curve, uint};

/// An integer of 256 bits, two's complement.
#[derive(Clone, Copy)]
pub(super) struct Signed([u64; 4]);

impl Signed {
    pub const ZERO: Self = Self([0; 4]);

    /// The representative of a scalar nearest to 0.
    #[inline]
    pub fn of<C: Curve>(scalar: &[u64; 4]) -> Self {
        // Twice a scalar has at most 256 bits.
        if scalar[1] | scalar[2] | scalar[3] == 0 {
            return Self(*scalar);
        }
        let (double, _) = uint::add(*scalar, *scalar);
        Self(if uint::less(C::ORDER, double) { uint::sub(*scalar, C::ORDER).0 } else { *scalar })
    }

    fn is_negative(&self) -> bool {
        self.0[3] >> 63 == 1
    }

    /// The bits of the absolute value.
    fn bits(&self) -> u32 {
        uint::bits(if self.is_negative() { uint::sub([0; 4], self.0).0 } else { self.0 })
    }
}

/// How scalars are cut: W digits of c bits.
#[derive(Clone, Copy)]
pub(super) struct Digits {
    width: u32,
    windows: u32,
}

/// Digits have to be below 2^15 for their sign beside them.
const WIDTHS: core::ops::RangeInclusive<u32> = 2..=16;
/// What one of the two additions that a bucket costs at the end of a window takes, in additions into buckets, times 8.
const BUCKET_COST: u64 = 10;

impl Digits {
    /// The width for which these scalars take the fewest additions.
    pub fn choose<C: Curve>(scalars: &[Signed]) -> Self {
        let mut by_bits = [0u64; 257];
        for scalar in scalars {
            by_bits[scalar.bits() as usize] += 1;
        }
        let cost = |&width: &u32| {
            let digits = Self::new::<C>(width);
            (0..digits.windows)
                .map(|window| {
                    // A digit may be one up from those below it.
                    let lowest = (window * width).max(1);
                    let terms: u64 = by_bits[lowest as usize..].iter().sum();
                    // A window's buckets are all gone through, the empty ones too.
                    if terms == 0 { 0 } else { 8 * terms + 2 * BUCKET_COST * digits.buckets() as u64 }
                })
                .sum::<u64>()
        };
        let width =
            WIDTHS.min_by_key(|width| (cost(width), Reverse(*width))).expect("Digits::choose: there are widths");
        Self::new::<C>(width)
    }

    fn new<C: Curve>(width: u32) -> Self {
        Self { width, windows: uint::bits(C::ORDER).div_ceil(width) }
    }

    /// c.
    pub fn width(self) -> u32 {
        self.width
    }

    /// W.
    pub fn windows(self) -> u32 {
        self.windows
    }

    /// The largest absolute value of a digit. The highest one has no sign bit to itself but a carry: hence the 1.
    pub fn buckets(self) -> usize {
        (1 << (self.width - 1)) + 1
    }

    /// Whether a scalar may have a digit other than the lowest.
    pub fn is_wide(self, scalar: &Signed) -> bool {
        scalar.bits() >= self.width
    }

    /// The windows from the highest in groups that have about as many terms as make good batches, for this number of
    /// wide scalars.
    pub fn group(self, wide: usize) -> u32 {
        const TERMS: usize = 1 << 15;
        (TERMS / wide.max(self.buckets())).clamp(1, self.windows as usize) as u32
    }

    /// Makes scalars ready for [`Self::digit`].
    pub fn prepare(self, scalars: &mut [Signed]) {
        let mut halves = [0u64; 4];
        for window in 0..self.windows - 1 {
            let bit = window * self.width + self.width - 1;
            halves[(bit / 64) as usize] |= 1 << (bit % 64);
        }
        for scalar in scalars {
            scalar.0 = uint::add(scalar.0, halves).0;
        }
    }

    /// The digit of a scalar that was made ready.
    #[inline(always)]
    pub fn digit(self, scalar: &Signed, window: u32) -> i32 {
        let at = window * self.width;
        let (word, shift) = ((at / 64) as usize, at % 64);
        if window + 1 == self.windows {
            // At most 16 bits are left, with their sign.
            let high = scalar.0[3] as i64;
            return if word == 3 {
                (high >> shift) as i32
            } else {
                (high << (64 - shift)) as i32 | (scalar.0[word] >> shift) as i32
            };
        }
        let mut bits = scalar.0[word] >> shift;
        if shift + self.width > 64 {
            bits |= scalar.0[word + 1] << (64 - shift);
        }
        let mask = (1 << self.width) - 1;
        (bits & mask) as i32 - (1 << (self.width - 1))
    }
}
