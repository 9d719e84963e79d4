//! The tower Fp ⊂ Fp2 ⊂ Fp6 ⊂ Fp12, defined only by field operations; [`crate::limbs`] has the machine operations.
//!
//! Sums are lazy: `+`, `−` and negation work digit by digit, and a product takes sums of a few elements as they are.
//! If a sum grows past that, [`Field::norm`] carries it and subtracts the nearest multiple of p.

mod fp;
mod fp12;
mod fp2;
mod fp6;
mod invert;
mod two_adic;

pub use fp::{Fp, Prime, limbs_of, reciprocal_of};
pub use fp2::{Factor, Fp2};
pub use fp6::Fp6;
pub use fp12::{Fp12, Sparse01234};
pub use two_adic::TwoAdic;

use core::ops::{Add, Mul, Neg, Sub};

/// What a curve needs of the field of its coordinates.
pub trait Field:
    Copy + PartialEq + core::fmt::Debug + Add<Output = Self> + Sub<Output = Self> + Neg<Output = Self> + Mul<Output = Self>
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// The square.
    fn square(&self) -> Self;
    /// The same element with carried digits, within half the modulus of zero.
    fn norm(&self) -> Self;
    /// k times the element for 0 ≤ k < 32, normalised.
    fn times(&self, k: i32) -> Self;
    /// a·b + d·e.
    fn mul_sum(a: &Self, b: &Self, d: &Self, e: &Self) -> Self;
    /// self − other, normalised.
    fn sub_norm(&self, other: &Self) -> Self;
    /// self·factor − less with carried digits, but not normalised: at most one modulus farther from zero than `less`.
    #[inline(always)]
    fn mul_sub(&self, factor: &Self, less: &Self) -> Self {
        (*self * *factor).sub_norm(less)
    }
    /// self² − less, likewise.
    #[inline(always)]
    fn square_sub(&self, less: &Self) -> Self {
        self.square().sub_norm(less)
    }
    /// Returns the negative or the element itself, without a branch if that is faster.
    #[inline(always)]
    fn negated_if(&self, negate: bool) -> Self {
        if negate { -*self } else { *self }
    }
    /// Whether the element is 0.
    fn vartime_is_zero(&self) -> bool;
    /// The inverse, 0 for 0.
    fn invert(&self) -> Self;
    /// The same, several times as fast, but with more code.
    fn vartime_invert(&self) -> Self;
}

/// What the tower needs beyond the prime: Fp2 = Fp\[u\]/(u² + 1), Fp6 = Fp2\[v\]/(v³ − ξ), Fp12 = Fp6\[w\]/(w² − v).
pub trait Tower: Prime {
    /// Fp2's digits, of 51 bits.
    #[cfg(feature = "fma")]
    type Lanes: crate::lanes::LaneKernel<Self>;
    /// ξ = `XI_REAL` + u.
    const XI_REAL: i32;
    /// ξ^(i(p−1)/6) for i = 1..=5, the factors of the Frobenius map on w^i.
    const FROBENIUS: [Fp2<Self>; 5];
}

/// Replaces each element with its inverse, with one inversion in all (Montgomery's trick). None may be 0.
pub fn invert_all<F: Field>(elements: &mut [F]) {
    let mut products = alloc::vec::Vec::with_capacity(elements.len());
    let mut product = F::ONE;
    for &element in elements.iter() {
        products.push(product);
        product = product * element;
    }
    let mut inverse = product.invert();
    for (element, before) in elements.iter_mut().zip(products).rev() {
        let next = inverse * *element;
        *element = inverse * before;
        inverse = next;
    }
}
