//! Fp2 as two lanes: the real part in the first, the imaginary part in the second.

use crate::{
    field::{Field, Fp, Tower},
    lanes::{self, F64x2, LaneKernel},
};
#[cfg(debug_assertions)]
use crate::{lanes::MAX_LANE_PRODUCT, limbs::Magnitude};
use core::ops::{Add, Mul, Neg, Sub};

/// c0 + c1·u.
#[derive(Clone, Copy)]
pub struct Fp2<M: Tower> {
    digits: M::Lanes,
    #[cfg(debug_assertions)]
    magnitude: Magnitude,
}

/// An element of Fp in both lanes, ready to multiply elements of Fp2.
#[derive(Clone, Copy)]
pub struct Factor<M: Tower>(Fp2<M>);

impl<M: Tower> From<Fp<M>> for Factor<M> {
    fn from(k: Fp<M>) -> Self {
        Self(Fp2::new(k, k))
    }
}

impl<M: Tower> Fp2<M> {
    /// The result of a product or a reduction.
    #[inline(always)]
    const fn carried(digits: M::Lanes) -> Self {
        Self {
            digits,
            #[cfg(debug_assertions)]
            magnitude: Magnitude::ONE,
        }
    }

    /// An element from its Montgomery form; for constants, see [`lanes::montgomery`].
    pub const fn from_montgomery(digits: M::Lanes) -> Self {
        Self::carried(digits)
    }

    /// c0 + c1·u.
    pub fn new(c0: Fp<M>, c1: Fp<M>) -> Self {
        Self::carried(M::Lanes::mul_each(&M::Lanes::from_words([c0.to_words(), c1.to_words()]), &M::Lanes::R2))
    }

    /// The real part and the imaginary part.
    pub fn parts(&self) -> [Fp<M>; 2] {
        // A product with 1/R is always carried.
        let words = lanes::to_words::<M, _>(&M::Lanes::mul_each(&self.digits, &M::Lanes::UNIT));
        words.map(|words| Fp::from_words(words).expect("Fp2::parts: a reduced integer is below p"))
    }

    /// c0 − c1·u, which is also the p-th power.
    #[inline(always)]
    pub fn conjugate(&self) -> Self {
        Self { digits: M::Lanes::conjugate(&self.digits), ..*self }
    }

    /// The product with an element of Fp.
    #[inline(always)]
    pub fn mul_fp(&self, k: &Factor<M>) -> Self {
        #[cfg(debug_assertions)]
        Self::assert_product(self, &k.0);
        Self::carried(M::Lanes::mul_each(&self.digits, &k.0.digits))
    }

    /// x·a + y·b for small integers, normalised.
    #[inline(always)]
    pub fn combine(a: &Self, x: i32, b: &Self, y: i32) -> Self {
        Self::carried(M::Lanes::combine(&a.digits, both(x), &b.digits, both(y)))
    }

    /// ξ·self, normalised.
    #[inline(always)]
    pub fn mul_xi(&self) -> Self {
        Self::carried(M::Lanes::combine(&self.digits, both(M::XI_REAL), &M::Lanes::swap(&self.digits), TIMES_U))
    }

    /// ξ·self + c, normalised.
    #[inline(always)]
    pub fn mul_xi_add(&self, c: &Self) -> Self {
        let swapped = M::Lanes::swap(&self.digits);
        Self::carried(M::Lanes::combine_add(&self.digits, both(M::XI_REAL), &swapped, TIMES_U, &c.digits))
    }

    #[cfg(debug_assertions)]
    fn assert_product(a: &Self, b: &Self) {
        let limb = a.magnitude.limb * b.magnitude.limb;
        assert!(
            limb <= MAX_LANE_PRODUCT,
            "a product of digits {limb} units wide, at most {MAX_LANE_PRODUCT} split exactly"
        );
    }
}

/// u·(a, b) is (−b, a).
const TIMES_U: F64x2 = F64x2::new(-1.0, 1.0);

#[inline(always)]
fn both(k: i32) -> F64x2 {
    F64x2::splat(f64::from(k))
}

impl<M: Tower> Field for Fp2<M> {
    const ZERO: Self = Self::carried(M::Lanes::ZERO);
    const ONE: Self = Self::carried(M::Lanes::ONE);

    #[inline(always)]
    fn square(&self) -> Self {
        // Both factors are sums of two.
        #[cfg(debug_assertions)]
        Self::assert_product(&(*self + *self), &(*self + *self));
        let [left, right] = M::Lanes::square_factors(&self.digits);
        Self::carried(M::Lanes::mul_each(&left, &right))
    }

    #[inline(always)]
    fn norm(&self) -> Self {
        self.times(1)
    }

    #[inline(always)]
    fn times(&self, k: i32) -> Self {
        Self::carried(M::Lanes::scale(&self.digits, both(k)))
    }

    #[inline(never)]
    fn mul_sum(a: &Self, b: &Self, d: &Self, e: &Self) -> Self {
        Self::combine(&(*a * *b), 1, &(*d * *e), 1)
    }

    #[inline(always)]
    fn sub_norm(&self, other: &Self) -> Self {
        Self::combine(self, 1, other, -1)
    }

    fn vartime_is_zero(&self) -> bool {
        self.norm().digits.as_ref().iter().all(|digit| digit.lanes().iter().all(|lane| *lane as i64 == 0))
    }

    fn invert(&self) -> Self {
        self.inverse(Field::invert)
    }

    fn vartime_invert(&self) -> Self {
        self.inverse(Field::vartime_invert)
    }
}

impl<M: Tower> PartialEq for Fp2<M> {
    fn eq(&self, other: &Self) -> bool {
        (*self - *other).vartime_is_zero()
    }
}

impl<M: Tower> core::fmt::Debug for Fp2<M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Fp2").field("c0", &self.c0()).field("c1", &self.c1()).finish()
    }
}

impl<M: Tower> Add for Fp2<M> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self {
            digits: M::Lanes::add(&self.digits, &other.digits),
            #[cfg(debug_assertions)]
            magnitude: self.magnitude.plus(other.magnitude),
        }
    }
}

impl<M: Tower> Sub for Fp2<M> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self {
            digits: M::Lanes::sub(&self.digits, &other.digits),
            #[cfg(debug_assertions)]
            magnitude: self.magnitude.plus(other.magnitude),
        }
    }
}

impl<M: Tower> Neg for Fp2<M> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self { digits: M::Lanes::neg(&self.digits), ..self }
    }
}

impl<M: Tower> Mul for Fp2<M> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        #[cfg(debug_assertions)]
        Self::assert_product(&self, &other);
        Self::carried(M::Lanes::mul_complex(&self.digits, &other.digits))
    }
}
