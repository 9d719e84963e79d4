//! Sums of multiples of fixed points: signed odd digits, one chain of doublings for all of them (Straus), and halves of
//! the scalars by the curve's endomorphism (Gallant, Lambert, Vanstone, CRYPTO 2001).

use super::{Affine, Coordinates, Curve, GlvCurve, Jacobian};
use alloc::vec::Vec;

/// Signed digits of k, highest first: Σ `digit[i]`·2^(N−1−i) = k. Each is zero, or odd and below 2^(width−1) in size.
/// Of any `width` digits in a row, at most one is not zero. N must be above the number of bits of k.
pub const fn wnaf<const N: usize>(mut k: u128, width: u32) -> [i8; N] {
    let mut digits = [0; N];
    let mut carry = false;
    let mut i = N;
    while i > 0 {
        i -= 1;
        if k & 1 == 1 {
            let low = (k & ((1 << width) - 1)) as i32;
            let digit = if low >> (width - 1) == 1 { low - (1 << width) } else { low };
            digits[i] = digit as i8;
            if digit < 0 {
                // Near 2^128 the sum's top bit is the carry.
                let (sum, over) = k.overflowing_add(digit.unsigned_abs() as u128);
                k = sum;
                carry = over;
            } else {
                k -= digit as u128;
            }
        }
        k = k >> 1 | (carry as u128) << 127;
        carry = false;
    }
    assert!(k == 0, "wnaf: too few digits for the scalar");
    digits
}

/// The width of the digits of a fixed point, and the number of odd multiples that it needs.
const WIDTH: u32 = 5;
const MULTIPLES: usize = 1 << (WIDTH - 2);

/// P, 3P, … 15P of a fixed point, and the same of its image (βx, y) under the endomorphism.
pub struct OddMultiples<C: Curve> {
    plain: [Coordinates<C::Field>; MULTIPLES],
    image_x: [C::Field; MULTIPLES],
}

impl<C: Curve> OddMultiples<C> {
    /// The tables of several points, with one inversion in all. `beta` is the endomorphism's factor.
    pub fn all(points: &[Affine<C>], beta: &C::Field) -> Vec<Self> {
        let mut multiples = Vec::with_capacity(points.len() * MULTIPLES);
        for &point in points {
            let double = Jacobian::from(point).double();
            let mut multiple = Jacobian::from(point);
            for _ in 0..MULTIPLES {
                multiples.push(multiple);
                multiple = multiple.vartime_add(&double);
            }
        }
        // The order is a large prime, so no small multiple is infinity.
        Jacobian::all_coordinates(&multiples)
            .chunks_exact(MULTIPLES)
            .map(|chunk| {
                let mut plain = [chunk[0]; MULTIPLES];
                plain.copy_from_slice(chunk);
                Self { plain, image_x: plain.map(|point| point.x * *beta) }
            })
            .collect()
    }
}

/// One digit more than the bits of the longest half.
const DIGITS: usize = 129;

/// Σ `k[i]`·`P[i]`, of halved scalars.
pub struct LinearCombination<'a, C: Curve> {
    terms: Vec<(&'a OddMultiples<C>, bool, [i8; DIGITS])>,
}

impl<C: Curve> Default for LinearCombination<'_, C> {
    fn default() -> Self {
        Self { terms: Vec::new() }
    }
}

impl<'a, C: Curve> LinearCombination<'a, C> {
    /// Adds (k₁ + k₂λ)·P for signed halves (size, whether negative).
    pub fn push(&mut self, multiples: &'a OddMultiples<C>, halves: [(u128, bool); 2]) {
        for (image, (size, negative)) in halves.into_iter().enumerate() {
            if size != 0 {
                let digits: [i8; DIGITS] = wnaf(size, WIDTH);
                let digits = if negative { digits.map(|digit| -digit) } else { digits };
                self.terms.push((multiples, image == 1, digits));
            }
        }
    }

    /// The sum.
    pub fn vartime_sum(&self) -> Jacobian<C> {
        let mut sum = Jacobian::INFINITY;
        let mut begun = false;
        for i in 0..DIGITS {
            if begun {
                sum = sum.double();
            }
            for (multiples, image, digits) in &self.terms {
                let digit = digits[i];
                if digit != 0 {
                    let at = usize::from(digit.unsigned_abs() / 2);
                    let Coordinates { x, y } = multiples.plain[at];
                    let x = if *image { multiples.image_x[at] } else { x };
                    sum = sum.vartime_add_coordinates(&x, &if digit < 0 { -y } else { y });
                    begun = true;
                }
            }
        }
        sum
    }
}

/// Each point times its own (k₁ + k₂λ), affine, with two inversions in all; `None` for the point at infinity.
pub fn vartime_multiples<C: GlvCurve>(
    points: &[Affine<C>],
    halves: impl Iterator<Item = [(u128, bool); 2]>,
) -> Vec<Option<Affine<C>>> {
    let tables = OddMultiples::all(points, &C::BETA);
    let multiples: Vec<_> = tables
        .iter()
        .zip(halves)
        .map(|(table, halves)| {
            let mut combination = LinearCombination::default();
            combination.push(table, halves);
            combination.vartime_sum()
        })
        .collect();
    affine(&multiples)
}

/// The sums of several combinations, affine, with one inversion; `None` for the point at infinity.
pub fn vartime_sums<C: Curve>(combinations: &[LinearCombination<C>]) -> Vec<Option<Affine<C>>> {
    affine(&combinations.iter().map(LinearCombination::vartime_sum).collect::<Vec<_>>())
}

/// Sums of multiples of points of the subgroup, which are in the subgroup too.
fn affine<C: Curve>(sums: &[Jacobian<C>]) -> Vec<Option<Affine<C>>> {
    Jacobian::vartime_all_coordinates(sums).into_iter().map(|point| point.map(Affine)).collect()
}

/// (k·factor + 2^319) >> 320 modulo 2^128, the quotient k/d rounded for factor = round(2^320/d).
pub(crate) fn rounded_quotient(k: &[u64; 4], factor: &[u64; 4]) -> u128 {
    let mut product = [0; 8];
    // Adding one half rounds to the nearest integer.
    product[4] = 1 << 63;
    for i in 0..4 {
        let mut carry = 0;
        for j in 0..4 {
            let t = u128::from(k[i]) * u128::from(factor[j]) + u128::from(product[i + j]) + carry;
            product[i + j] = t as u64;
            carry = t >> 64;
        }
        let t = u128::from(product[i + 4]) + carry;
        product[i + 4] = t as u64;
        if i < 3 {
            product[i + 5] += (t >> 64) as u64;
        }
    }
    u128::from(product[5]) | u128::from(product[6]) << 64
}

/// The lower half of an integer.
pub(crate) fn low(k: &[u64; 4]) -> u128 {
    u128::from(k[0]) | u128::from(k[1]) << 64
}

/// Size and sign of an integer modulo 2^128 that is within ±2^127.
pub(crate) fn signed(k: u128) -> (u128, bool) {
    let k = k as i128;
    (k.unsigned_abs(), k < 0)
}
