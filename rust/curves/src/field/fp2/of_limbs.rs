//! Fp2 as two elements of Fp.

use crate::field::{Field, Fp, Tower};
use core::ops::{Add, Mul, Neg, Sub};

/// c0 + c1·u.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fp2<M: Tower> {
    c0: Fp<M>,
    c1: Fp<M>,
}

/// An element of Fp, ready to multiply elements of Fp2.
#[derive(Clone, Copy)]
pub struct Factor<M: Tower>(Fp<M>);

impl<M: Tower> From<Fp<M>> for Factor<M> {
    fn from(k: Fp<M>) -> Self {
        Self(k)
    }
}

impl<M: Tower> Fp2<M> {
    /// c0 + c1·u.
    pub const fn new(c0: Fp<M>, c1: Fp<M>) -> Self {
        Self { c0, c1 }
    }

    /// The real part and the imaginary part.
    #[inline(always)]
    pub fn parts(&self) -> [Fp<M>; 2] {
        [self.c0, self.c1]
    }

    /// c0 − c1·u, which is also the p-th power.
    #[inline(never)]
    pub fn conjugate(&self) -> Self {
        Self::new(self.c0, -self.c1)
    }

    /// The product with an element of Fp.
    #[inline(never)]
    pub fn mul_fp(&self, k: &Factor<M>) -> Self {
        Self::new(self.c0 * k.0, self.c1 * k.0)
    }

    /// x·a + y·b for small integers, normalised.
    #[inline(never)]
    pub fn combine(a: &Self, x: i32, b: &Self, y: i32) -> Self {
        Self::new(Fp::combine(&a.c0, x, &b.c0, y), Fp::combine(&a.c1, x, &b.c1, y))
    }

    /// ξ·self, normalised.
    #[inline(never)]
    pub fn mul_xi(&self) -> Self {
        Self::new(Fp::combine(&self.c0, M::XI_REAL, &self.c1, -1), Fp::combine(&self.c0, 1, &self.c1, M::XI_REAL))
    }

    /// ξ·self + c, normalised.
    #[inline(never)]
    pub fn mul_xi_add(&self, c: &Self) -> Self {
        Self::new(
            Fp::combine_add(&self.c0, M::XI_REAL, &self.c1, -1, &c.c0),
            Fp::combine_add(&self.c0, 1, &self.c1, M::XI_REAL, &c.c1),
        )
    }
}

impl<M: Tower> Field for Fp2<M> {
    const ZERO: Self = Self::new(Fp::ZERO, Fp::ZERO);
    const ONE: Self = Self::new(Fp::ONE, Fp::ZERO);

    /// (a + b)(a − b) + 2ab·u.
    #[inline(never)]
    fn square(&self) -> Self {
        Self::new((self.c0 + self.c1) * (self.c0 - self.c1), (self.c0 + self.c0) * self.c1)
    }

    #[inline(never)]
    fn norm(&self) -> Self {
        Self::new(self.c0.norm(), self.c1.norm())
    }

    #[inline(never)]
    fn times(&self, k: i32) -> Self {
        Self::new(self.c0.times(k), self.c1.times(k))
    }

    #[inline(never)]
    fn mul_sum(a: &Self, b: &Self, d: &Self, e: &Self) -> Self {
        Self::combine(&(*a * *b), 1, &(*d * *e), 1)
    }

    #[inline(never)]
    fn sub_norm(&self, other: &Self) -> Self {
        Self::combine(self, 1, other, -1)
    }

    #[inline(never)]
    fn mul_sub(&self, factor: &Self, less: &Self) -> Self {
        let [a, b, c] = [self, factor, less].map(|element| [&element.c0, &element.c1]);
        let (c0, c1) = Fp::mul_complex_sub(a, b, c);
        Self::new(c0, c1)
    }

    #[inline(never)]
    fn square_sub(&self, less: &Self) -> Self {
        let real = (self.c0 + self.c1).mul_sub(&(self.c0 - self.c1), &less.c0);
        Self::new(real, (self.c0 + self.c0).mul_sub(&self.c1, &less.c1))
    }

    fn vartime_is_zero(&self) -> bool {
        self.c0.vartime_is_zero() && self.c1.vartime_is_zero()
    }

    fn invert(&self) -> Self {
        self.inverse(Field::invert)
    }

    fn vartime_invert(&self) -> Self {
        self.inverse(Field::vartime_invert)
    }
}

impl<M: Tower> Add for Fp2<M> {
    type Output = Self;
    #[inline(never)]
    fn add(self, other: Self) -> Self {
        Self::new(self.c0 + other.c0, self.c1 + other.c1)
    }
}

impl<M: Tower> Sub for Fp2<M> {
    type Output = Self;
    #[inline(never)]
    fn sub(self, other: Self) -> Self {
        Self::new(self.c0 - other.c0, self.c1 - other.c1)
    }
}

impl<M: Tower> Neg for Fp2<M> {
    type Output = Self;
    #[inline(never)]
    fn neg(self) -> Self {
        Self::new(-self.c0, -self.c1)
    }
}

impl<M: Tower> Mul for Fp2<M> {
    type Output = Self;
    #[inline(never)]
    fn mul(self, other: Self) -> Self {
        let (c0, c1) = Fp::mul_complex([&self.c0, &self.c1], [&other.c0, &other.c1]);
        Self::new(c0, c1)
    }
}
