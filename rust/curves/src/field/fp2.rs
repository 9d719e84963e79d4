//! Fp2 = Fp\[u\]/(u² + 1).

use super::{Field, Fp, Prime, Tower};
use core::ops::{Add, Mul, Neg, Sub};

/// c0 + c1·u.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fp2<M: Prime> {
    /// The real part.
    pub c0: Fp<M>,
    /// The imaginary part.
    pub c1: Fp<M>,
}

impl<M: Prime> Fp2<M> {
    /// c0 + c1·u.
    pub const fn new(c0: Fp<M>, c1: Fp<M>) -> Self {
        Self { c0, c1 }
    }

    /// c0 − c1·u, which is also the p-th power.
    #[inline(never)]
    pub fn conjugate(&self) -> Self {
        Self::new(self.c0, -self.c1)
    }

    /// The product with an element of Fp.
    #[inline(never)]
    pub fn mul_fp(&self, k: &Fp<M>) -> Self {
        Self::new(self.c0 * *k, self.c1 * *k)
    }

    /// x·a + y·b for small integers, normalised.
    #[inline(never)]
    pub fn combine(a: &Self, x: i32, b: &Self, y: i32) -> Self {
        Self::new(Fp::combine(&a.c0, x, &b.c0, y), Fp::combine(&a.c1, x, &b.c1, y))
    }

    /// A square root for p ≡ 3 mod 4; `None` where there is none. With n² = a² + b², the norm, (a + n)/2 or (a − n)/2 is
    /// the square of the root's real part c, and its imaginary part is b/2c.
    pub fn vartime_sqrt(&self) -> Option<Self> {
        let (a, b) = (self.c0, self.c1);
        if b.vartime_is_zero() {
            let real = a.vartime_sqrt().map(|root| Self::new(root, Fp::ZERO));
            return real.or_else(|| (-a).vartime_sqrt().map(|root| Self::new(Fp::ZERO, root)));
        }
        let norm = Fp::mul_sum(&a, &a, &b, &b).vartime_sqrt()?;
        let half = Fp::half();
        let real = ((a + norm) * half).vartime_sqrt().or_else(|| ((a - norm) * half).vartime_sqrt())?;
        let root = Self::new(real, b * half * real.invert());
        (root.square() == *self).then_some(root)
    }

    /// Whether this is the larger of ±self, the imaginary part counting first: the sign bit of a compressed point.
    pub fn is_largest(&self) -> bool {
        if self.c1.vartime_is_zero() { self.c0.is_largest() } else { self.c1.is_largest() }
    }

    /// self^exponent, the exponent in words from the lowest.
    pub fn vartime_pow(&self, exponent: &[u64]) -> Self {
        let mut result = Self::ONE;
        for word in exponent.iter().rev() {
            for bit in (0..64).rev() {
                result = result.square();
                if word >> bit & 1 == 1 {
                    result = result * *self;
                }
            }
        }
        result
    }
}

impl<M: Tower> Fp2<M> {
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

impl<M: Prime> Field for Fp2<M> {
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

    fn vartime_is_zero(&self) -> bool {
        self.c0.vartime_is_zero() && self.c1.vartime_is_zero()
    }

    fn invert(&self) -> Self {
        let inverse = Fp::mul_sum(&self.c0, &self.c0, &self.c1, &self.c1).invert();
        Self::new(self.c0 * inverse, -self.c1 * inverse)
    }
}

impl<M: Prime> Add for Fp2<M> {
    type Output = Self;
    #[inline(never)]
    fn add(self, other: Self) -> Self {
        Self::new(self.c0 + other.c0, self.c1 + other.c1)
    }
}

impl<M: Prime> Sub for Fp2<M> {
    type Output = Self;
    #[inline(never)]
    fn sub(self, other: Self) -> Self {
        Self::new(self.c0 - other.c0, self.c1 - other.c1)
    }
}

impl<M: Prime> Neg for Fp2<M> {
    type Output = Self;
    #[inline(never)]
    fn neg(self) -> Self {
        Self::new(-self.c0, -self.c1)
    }
}

impl<M: Prime> Mul for Fp2<M> {
    type Output = Self;
    #[inline(never)]
    fn mul(self, other: Self) -> Self {
        let (c0, c1) = Fp::mul_complex([&self.c0, &self.c1], [&other.c0, &other.c1]);
        Self::new(c0, c1)
    }
}
