//! Fp6 = Fp2\[v\]/(v³ − ξ).

use super::{Field, Fp2, Tower};
use core::ops::{Add, Mul, Neg, Sub};

/// c0 + c1·v + c2·v².
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fp6<M: Tower> {
    /// The coefficient of 1.
    pub c0: Fp2<M>,
    /// The coefficient of v.
    pub c1: Fp2<M>,
    /// The coefficient of v².
    pub c2: Fp2<M>,
}

impl<M: Tower> Fp6<M> {
    /// 0.
    pub const ZERO: Self = Self::new(Fp2::ZERO, Fp2::ZERO, Fp2::ZERO);
    /// 1.
    pub const ONE: Self = Self::new(Fp2::ONE, Fp2::ZERO, Fp2::ZERO);

    /// c0 + c1·v + c2·v².
    pub const fn new(c0: Fp2<M>, c1: Fp2<M>, c2: Fp2<M>) -> Self {
        Self { c0, c1, c2 }
    }

    /// v·self.
    #[inline(always)]
    pub fn mul_v(&self) -> Self {
        Self::new(self.c2.mul_xi(), self.c0, self.c1)
    }

    /// v·self + other, normalised.
    #[inline(always)]
    pub fn mul_v_add(&self, other: &Self) -> Self {
        Self::new(
            self.c2.mul_xi_add(&other.c0),
            Fp2::combine(&self.c0, 1, &other.c1, 1),
            Fp2::combine(&self.c1, 1, &other.c2, 1),
        )
    }

    /// self + other, normalised.
    #[inline(always)]
    pub fn add_norm(&self, other: &Self) -> Self {
        Self::new(
            Fp2::combine(&self.c0, 1, &other.c0, 1),
            Fp2::combine(&self.c1, 1, &other.c1, 1),
            Fp2::combine(&self.c2, 1, &other.c2, 1),
        )
    }

    /// The same element with all digits carried.
    #[inline(always)]
    pub fn norm(&self) -> Self {
        Self::new(self.c0.norm(), self.c1.norm(), self.c2.norm())
    }

    /// The product with an element of Fp2.
    #[inline(always)]
    pub fn mul_fp2(&self, k: &Fp2<M>) -> Self {
        Self::new(self.c0 * *k, self.c1 * *k, self.c2 * *k)
    }

    /// The product with b0 + b1·v: five products instead of six.
    pub fn mul_sparse01(&self, b0: &Fp2<M>, b1: &Fp2<M>) -> Self {
        let v0 = self.c0 * *b0;
        let v1 = self.c1 * *b1;
        Self::new(
            ((self.c1 + self.c2) * *b1 - v1).mul_xi_add(&v0),
            ((self.c0 + self.c1) * (*b0 + *b1) - v0 - v1).norm(),
            ((self.c0 + self.c2) * *b0 - v0 + v1).norm(),
        )
    }

    /// The inverse, 0 for 0 (Beuchat et al., <https://eprint.iacr.org/2010/354>, algorithm 17).
    pub fn invert(&self) -> Self {
        let t0 = self.c0.square().sub_norm(&(self.c1 * self.c2).mul_xi());
        let t1 = self.c2.square().mul_xi().sub_norm(&(self.c0 * self.c1));
        let t2 = self.c1.square().sub_norm(&(self.c0 * self.c2));
        let determinant = Fp2::mul_sum(&self.c2, &t1, &self.c1, &t2).mul_xi() + self.c0 * t0;
        let inverse = determinant.norm().invert();
        Self::new(t0 * inverse, t1 * inverse, t2 * inverse)
    }
}

impl<M: Tower> Add for Fp6<M> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self::new(self.c0 + other.c0, self.c1 + other.c1, self.c2 + other.c2)
    }
}

impl<M: Tower> Sub for Fp6<M> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self::new(self.c0 - other.c0, self.c1 - other.c1, self.c2 - other.c2)
    }
}

impl<M: Tower> Neg for Fp6<M> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self::new(-self.c0, -self.c1, -self.c2)
    }
}

impl<M: Tower> Mul for Fp6<M> {
    type Output = Self;
    /// Six products of Fp2 (Karatsuba; Devegili et al., <https://eprint.iacr.org/2006/471>, §4). Takes normalised
    /// factors, and returns a normalised product.
    fn mul(self, other: Self) -> Self {
        let v0 = self.c0 * other.c0;
        let v1 = self.c1 * other.c1;
        let v2 = self.c2 * other.c2;
        Self::new(
            ((self.c1 + self.c2) * (other.c1 + other.c2) - v1 - v2).mul_xi_add(&v0),
            v2.mul_xi_add(&((self.c0 + self.c1) * (other.c0 + other.c1) - v0 - v1)),
            ((self.c0 + self.c2) * (other.c0 + other.c2) - v0 - v2 + v1).norm(),
        )
    }
}
