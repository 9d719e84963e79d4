//! The limb backend, defined by machine operations. The layers above it are defined by field operations.
//!
//! An integer is a sum of N signed digits, Σ `l[i]`·2^(B·i). With B = 29 or 28 and digits balanced around zero, a product
//! of two digits leaves room in 64 bits to add up whole columns before any carry. Subtraction needs no multiple of the
//! modulus, and sums need not be carried at once. Products are Montgomery products (Montgomery 1985) with R = 2^(N·B)
//! and signed quotient digits. The result's digits are carried.
//!
//! # Bounds
//! A [`Magnitude`] counts two things, as bitcoin-core's secp256k1 does in its VERIFY builds: `limb`, the largest digit in
//! units of 2^(B−1), and `value`, the integer in units of the modulus. A carried result has 1 and 1; a sum adds them.
//! - a column sums N products and N quotient terms: N·(g + 1)·2^(2B−2) < 2^63, where g is the product of the operands'
//!   `limb`s, added over the products of one column ([`MAX_LIMB_PRODUCT`]);
//! - digits are stored in 32 bits: `limb` ≤ [`MAX_LIMB`];
//! - a Montgomery product of integers a, b is at most a·b/R + p/2: below p while the product of the `value`s is at
//!   most R/2p ([`max_value_product`]).
//!
//! - a value has room above the highest digit's place: it is at most R/2p moduli ([`max_value_product`] again).
//!
//! Builds with debug assertions carry the magnitudes along with each element. They assert these bounds for the worst
//! case, whatever the actual data.

use core::num::Wrapping;

/// `impl Kernel for [i32; 9]` and `[i32; 14]`, unrolled by `build/limbs.rs`.
#[allow(clippy::too_many_lines)]
mod kernels {
    use super::{Kernel, Modulus, Sum, ZERO, digit, m, multiple_of_modulus, quotient};
    use crate::uint::to_digits;

    include!(concat!(env!("OUT_DIR"), "/limbs.rs"));
}

/// A column's running sum.
pub(crate) type Sum = Wrapping<i64>;
/// An empty column.
pub(crate) const ZERO: Sum = Wrapping(0);
#[allow(non_snake_case)]
#[inline(always)]
pub(crate) const fn Sum(value: i64) -> Sum {
    Wrapping(value)
}

/// The largest `limb` that 32 bits hold: 7·2^28 < 2^31.
pub const MAX_LIMB: u32 = 7;

/// A modulus in one of the limb layouts.
pub trait Modulus: 'static + Copy + PartialEq + core::fmt::Debug {
    /// `[i32; N]`.
    type Limbs: Kernel;
    /// The modulus, balanced digits.
    const P: Self::Limbs;
    /// −p^(−1) mod 2^B, as a signed digit.
    const NEGATIVE_INVERSE: i32;
    /// round(2^(B·(N−1) + `RECIPROCAL_SHIFT`) / p): turns a top digit into a multiple of the modulus.
    const RECIPROCAL: i64;
}

/// The digits after the point of [`Modulus::RECIPROCAL`].
pub const RECIPROCAL_SHIFT: u32 = 40;

/// The operations on N limbs of B bits. `a`, `b` are integers as above. Results have magnitude (1, 1), except for
/// `add`, `sub` and `neg`, which work digit by digit, and where a comment says otherwise.
pub trait Kernel: Copy + AsRef<[i32]> + AsMut<[i32]> {
    /// The number of limbs.
    const N: usize;
    /// B, the bits of a limb.
    const BITS: u32;
    /// 0.
    const ZERO: Self;
    /// 1.
    const UNIT: Self;
    /// The columns of a product before any carry: Σ `c[k]`·2^(B·k), k < 2N − 1.
    type Columns;
    /// The columns of 0.
    const NO_COLUMNS: Self::Columns;

    /// The digits of an integer below 2^(N·B − 1).
    fn from_words(words: [u64; 6]) -> Self;
    /// a·b/R mod p.
    fn mul<M: Modulus<Limbs = Self>>(a: &Self, b: &Self) -> Self;
    /// a²/R mod p.
    fn square<M: Modulus<Limbs = Self>>(a: &Self) -> Self;
    /// a·b/R − less mod p, carried, of magnitude (1, 1 + less's `value`).
    fn mul_sub<M: Modulus<Limbs = Self>>(a: &Self, b: &Self, less: &Self) -> Self;
    /// a²/R − less mod p, likewise.
    fn square_sub<M: Modulus<Limbs = Self>>(a: &Self, less: &Self) -> Self;
    /// Writes the columns of a·b.
    fn columns(a: &Self, b: &Self, out: &mut Self::Columns);
    /// Adds the columns of a·b.
    fn add_columns(a: &Self, b: &Self, out: &mut Self::Columns);
    /// (x − y)/R mod p. Columns may pass 64 bits on the way, but their differences must not.
    fn redc_less<M: Modulus<Limbs = Self>>(x: &Self::Columns, y: &Self::Columns) -> Self;
    /// (a·b − x − y)/R mod p, likewise.
    fn mul_less<M: Modulus<Limbs = Self>>(a: &Self, b: &Self, x: &Self::Columns, y: &Self::Columns) -> Self;
    /// (x − y)/R − less mod p, as `mul_sub`.
    fn redc_sub<M: Modulus<Limbs = Self>>(x: &Self::Columns, y: &Self::Columns, less: &Self) -> Self;
    /// (a·b − x − y)/R − less mod p, likewise.
    fn mul_less_sub<M: Modulus<Limbs = Self>>(
        a: &Self,
        b: &Self,
        x: &Self::Columns,
        y: &Self::Columns,
        less: &Self,
    ) -> Self;
    /// a, less the nearest multiple of p, carried.
    fn norm<M: Modulus<Limbs = Self>>(a: &Self) -> Self;
    /// x·a + y·b, less the nearest multiple of p, carried: |x|, |y| < 2^6.
    fn combine<M: Modulus<Limbs = Self>>(a: &Self, x: i32, b: &Self, y: i32) -> Self;
    /// x·a + y·b + c, likewise.
    fn combine_add<M: Modulus<Limbs = Self>>(a: &Self, x: i32, b: &Self, y: i32, c: &Self) -> Self;
    /// a + b, digit by digit.
    fn add(a: &Self, b: &Self) -> Self;
    /// a − b, digit by digit.
    fn sub(a: &Self, b: &Self) -> Self;
    /// −a, digit by digit.
    fn neg(a: &Self) -> Self;
}

/// The product of two digits.
#[inline(always)]
pub(crate) fn m(a: i32, b: i32) -> Sum {
    Wrapping(i64::from(a) * i64::from(b))
}

/// The low digit of a column, and the carry into the next.
#[inline(always)]
pub(crate) fn digit<L: Kernel>(t: Sum) -> (i32, Sum) {
    let low = (t.0 << (64 - L::BITS)) >> (64 - L::BITS);
    (low as i32, Wrapping((t.0 - low) >> L::BITS))
}

/// The multiple of the modulus that clears the low digit of a column.
#[inline(always)]
pub(crate) fn quotient<M: Modulus>(t: Sum) -> i32 {
    signed_digit((t.0 as i32).wrapping_mul(M::NEGATIVE_INVERSE), M::Limbs::BITS)
}

/// The nearest multiple of the modulus to a value with this top digit.
#[inline(always)]
pub(crate) fn multiple_of_modulus<M: Modulus>(top: Sum) -> i32 {
    ((top.0 * M::RECIPROCAL + (1 << (RECIPROCAL_SHIFT - 1))) >> RECIPROCAL_SHIFT) as i32
}

/// The low `bits` bits as a signed digit.
#[inline(always)]
pub(crate) const fn signed_digit(x: i32, bits: u32) -> i32 {
    (x << (32 - bits)) >> (32 - bits)
}

/// g of the module's first bound: the largest sum of `limb` products in a column.
pub const fn max_limb_product<L: Kernel>() -> u32 {
    (1u64 << (63 - (2 * L::BITS - 2))) as u32 / L::N as u32 - 1
}

// The formulas of the tower and the curves need a sum of two products of sums of two.
const _: () = assert!(max_limb_product::<[i32; 9]>() >= 8 && max_limb_product::<[i32; 14]>() >= 8);

/// R/2p rounded down to a power of two, for a modulus of `modulus_bits` bits.
pub const fn max_value_product<L: Kernel>(modulus_bits: u32) -> u32 {
    1 << (L::N as u32 * L::BITS - 1 - modulus_bits)
}

/// −p^(−1) mod 2^32 by Newton's iteration, for an odd p.
pub const fn negative_inverse(p: u32) -> u32 {
    let mut x = 1u32;
    let mut i = 0;
    while i < 5 {
        x = x.wrapping_mul(2u32.wrapping_sub(p.wrapping_mul(x)));
        i += 1;
    }
    x.wrapping_neg()
}

/// Worst-case bounds of an element, see the module.
#[cfg(debug_assertions)]
#[derive(Clone, Copy, Debug)]
pub struct Magnitude {
    /// Digits in units of 2^(B−1).
    pub limb: u32,
    /// The integer in units of p.
    pub value: u32,
}

#[cfg(debug_assertions)]
impl Magnitude {
    /// Zero.
    pub const ZERO: Self = Self { limb: 0, value: 0 };
    /// A carried result.
    pub const ONE: Self = Self { limb: 1, value: 1 };

    /// Of a sum or a difference.
    pub fn plus(self, other: Self) -> Self {
        let sum = Self { limb: self.limb + other.limb, value: self.value + other.value };
        assert!(sum.limb <= MAX_LIMB, "a sum of more than {MAX_LIMB} carried elements: reduce it first");
        sum
    }
}
