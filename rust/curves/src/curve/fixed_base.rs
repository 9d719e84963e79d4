//! Multiples of one point by many scalars, by tables and additions alone (Brickell, Gordon, McCurley, Wilson, EUROCRYPT
//! '92, with signed digits): a scalar is Σ `d[i]`·2^(w·i), and row i of the table holds the multiples of 2^(w·i)·P.

use super::{Affine, Coordinates, Curve, Jacobian};
use crate::uint;
use alloc::vec::Vec;

/// The tables of a point.
pub struct FixedBase<C: Curve> {
    /// w, the bits of a digit.
    width: u32,
    /// d·2^(w·i)·P for d = 1 to 2^(w−1), row after row.
    multiples: Vec<Coordinates<C::Field>>,
}

/// The widths of digits that are worth their tables: at 14 bits, G1's have 11 MB, and G2's 22 MB.
const WIDTHS: core::ops::RangeInclusive<u32> = 3..=14;

impl<C: Curve> FixedBase<C> {
    /// Makes the tables of `point`, of the best size for about this number of scalars.
    pub fn new(point: &Affine<C>, scalars: usize) -> Self {
        // An entry costs about two additions: its own, and its share of making the table affine.
        let additions = |&width: &u32| rows::<C>(width).saturating_mul(scalars.saturating_add(2 << (width - 1)));
        let width = WIDTHS.min_by_key(additions).expect("FixedBase::new: the range is not empty");
        Self::with_width(point, width)
    }

    /// Makes the tables for digits of `width` bits, 1 ≤ `width` < 32.
    pub fn with_width(point: &Affine<C>, width: u32) -> Self {
        let row = 1 << (width - 1);
        let mut multiples = Vec::with_capacity(rows::<C>(width) * row);
        let mut base = Jacobian::from(*point);
        for _ in 0..rows::<C>(width) {
            let mut multiple = base;
            for _ in 1..row {
                multiples.push(multiple);
                multiple = multiple.vartime_add(&base);
            }
            multiples.push(multiple);
            base = multiple.double();
        }
        // The order is an odd prime above d, so d·2^(w·i) is not a multiple of it: all points are finite.
        Self { width, multiples: Jacobian::all_coordinates(&multiples) }
    }

    /// k·P for k below the order, in words from the lowest.
    ///
    /// # Panics
    /// For a k that isn't below the order.
    pub fn vartime_mul(&self, k: &[u64; 4]) -> Jacobian<C> {
        assert!(uint::less(*k, C::ORDER), "FixedBase::vartime_mul: the scalar is not below the order");
        let half = 1 << (self.width - 1);
        let mut sum = Jacobian::INFINITY;
        let mut carry = 0;
        for (row, at) in self.multiples.chunks_exact(half).zip((0..).step_by(self.width as usize)) {
            // In [0, 2^w]; above 2^(w−1) it becomes negative, and the next digit one larger.
            let digit = bits_at(k, at, self.width) + carry;
            carry = usize::from(digit > half);
            let size = if carry == 1 { 2 * half - digit } else { digit };
            if size != 0 {
                let Coordinates { x, y } = row[size - 1];
                sum = sum.vartime_add_coordinates(&x, &if carry == 1 { -y } else { y });
            }
        }
        sum
    }

    /// k·P for several k below the order, with one inversion in all; `None` for the point at infinity.
    pub fn vartime_mul_all(&self, scalars: &[[u64; 4]]) -> Vec<Option<Affine<C>>> {
        let points: Vec<_> = scalars.iter().map(|k| self.vartime_mul(k)).collect();
        // Multiples of a point of the subgroup are in the subgroup.
        Jacobian::vartime_all_coordinates(&points).into_iter().map(|point| point.map(Affine)).collect()
    }
}

/// The number of digits of a scalar. The highest has a bit to spare, for the carry.
const fn rows<C: Curve>(width: u32) -> usize {
    (uint::bits(C::ORDER) / width + 1) as usize
}

/// `count` bits from bit `at` on, zeros past the end.
fn bits_at(words: &[u64; 4], at: u32, count: u32) -> usize {
    let (i, shift) = ((at / 64) as usize, at % 64);
    let word = |i: usize| words.get(i).copied().unwrap_or(0);
    let high = if shift == 0 { 0 } else { word(i + 1) << (64 - shift) };
    ((word(i) >> shift | high) & ((1 << count) - 1)) as usize
}
