//! The prime field, Montgomery form: `Fp(a)` holds aR mod p, R = 2^(N·B).

use super::{Field, invert::vartime_inverse};
#[cfg(debug_assertions)]
use crate::limbs::Magnitude;
use crate::{
    limbs::{Kernel, Modulus, RECIPROCAL_SHIFT, max_limb_product, max_value_product, signed_digit},
    uint,
};
use core::ops::{Add, Mul, Neg, Sub};

/// A prime and the size of its encoding. Integers are written in six 64-bit words, enough for both curves.
pub trait Prime: Modulus {
    /// p.
    const MODULUS: [u64; 6];
    /// The length of a canonical encoding, in bytes.
    const BYTES: usize;
    /// R mod p, as digits: 1.
    const R: Self::Limbs;
    /// R² mod p, as digits: brings an integer into Montgomery form.
    const R2: Self::Limbs;
}

/// The digits of x·2^shift mod p; for constants.
pub const fn limbs_of<const N: usize>(x: [u64; 6], shift: u32, p: [u64; 6], bits: u32) -> [i32; N] {
    uint::to_digits(uint::shl_mod(x, shift, p), bits)
}

/// round(2^(`top` + 40) / p) for [`Modulus::RECIPROCAL`], where `top` = B·(N − 1), by long division.
pub const fn reciprocal_of(p: [u64; 6], top: u32) -> i64 {
    let mut rest = [1, 0, 0, 0, 0, 0];
    let mut quotient = 0i64;
    let mut i = 0;
    while i < top + RECIPROCAL_SHIFT {
        let (double, _) = uint::add(rest, rest);
        let (less, below) = uint::sub(double, p);
        quotient = 2 * quotient + !below as i64;
        rest = if below { double } else { less };
        i += 1;
    }
    quotient + uint::bit(&uint::add(rest, rest).0, uint::bits(p)) as i64
}

/// An element of the prime field.
#[derive(Clone, Copy)]
pub struct Fp<M: Prime> {
    limbs: M::Limbs,
    #[cfg(debug_assertions)]
    magnitude: Magnitude,
}

impl<M: Prime> Fp<M> {
    /// The result of a product or a reduction.
    #[inline(always)]
    const fn carried(limbs: M::Limbs) -> Self {
        Self {
            limbs,
            #[cfg(debug_assertions)]
            magnitude: Magnitude::ONE,
        }
    }

    /// A product minus something, which enlarges only its value.
    #[inline(always)]
    fn carried_less(limbs: M::Limbs, less: &Self) -> Self {
        #[cfg(debug_assertions)]
        let value = 1 + less.magnitude.value;
        #[cfg(debug_assertions)]
        assert!(
            value <= max_value_product::<M::Limbs>(uint::bits(M::MODULUS)),
            "a value of {value} moduli leaves no room for the sign"
        );
        #[cfg(not(debug_assertions))]
        let _ = less;
        Self {
            limbs,
            #[cfg(debug_assertions)]
            magnitude: Magnitude { limb: 1, value },
        }
    }

    /// An element from digits of aR, carried, |aR| < p; for constants, see [`limbs_of`].
    pub const fn from_montgomery(limbs: M::Limbs) -> Self {
        Self::carried(limbs)
    }

    /// Reads [`Prime::BYTES`] bytes, big-endian. `None` for an integer that isn't below p.
    pub fn from_be_bytes(bytes: &[u8]) -> Option<Self> {
        assert_eq!(bytes.len(), M::BYTES, "Fp::from_be_bytes: the caller slices");
        let mut padded = [0; 48];
        padded[48 - M::BYTES..].copy_from_slice(bytes);
        Self::from_words(uint::from_be_bytes(&padded))
    }

    /// The element of an integer below p, `None` for a larger one.
    pub fn from_words(words: [u64; 6]) -> Option<Self> {
        if !uint::less(words, M::MODULUS) {
            return None;
        }
        let limbs = M::Limbs::from_words(words);
        Some(Self::carried(M::Limbs::mul::<M>(&limbs, &M::R2)))
    }

    /// The element as an integer in [0, p).
    pub fn to_words(&self) -> [u64; 6] {
        // A product with 1/R is at most p/2 + 1, so one addition of p makes it canonical.
        let mut limbs = M::Limbs::mul::<M>(&self.limbs, &M::Limbs::UNIT);
        if is_negative(limbs.as_ref()) {
            limbs = M::Limbs::add(&limbs, &M::P);
        }
        uint::from_digits(limbs.as_ref(), M::Limbs::BITS)
    }

    /// Writes the canonical encoding: [`Prime::BYTES`] bytes, big-endian.
    pub fn to_be_bytes(&self, out: &mut [u8]) {
        let mut padded = [0; 48];
        uint::to_be_bytes(&self.to_words(), &mut padded);
        out.copy_from_slice(&padded[48 - M::BYTES..]);
    }

    /// x·a + y·b for small integers (|x|, |y| < 2^6), normalised.
    #[inline(always)]
    pub fn combine(a: &Self, x: i32, b: &Self, y: i32) -> Self {
        Self::carried(M::Limbs::combine::<M>(&a.limbs, x, &b.limbs, y))
    }

    /// x·a + y·b + c for small integers (|x|, |y| < 2^6), normalised.
    #[inline(always)]
    pub fn combine_add(a: &Self, x: i32, b: &Self, y: i32, c: &Self) -> Self {
        Self::carried(M::Limbs::combine_add::<M>(&a.limbs, x, &b.limbs, y, &c.limbs))
    }

    /// Σ a[i]·b[i], normalised, with one reduction for as many products as fit a column. The elements have to be
    /// carried: products, or normalised.
    ///
    /// # Panics
    /// Where one list is longer than the other.
    pub fn dot(a: &[Self], b: &[Self]) -> Self {
        assert_eq!(a.len(), b.len(), "Fp::dot: lists of one length");
        let fit = const {
            let limb = max_limb_product::<M::Limbs>();
            let value = max_value_product::<M::Limbs>(uint::bits(M::MODULUS));
            if limb < value { limb as usize } else { value as usize }
        };
        let mut sum = Self::ZERO;
        for (a, b) in a.chunks(fit).zip(b.chunks(fit)) {
            let mut columns = M::Limbs::NO_COLUMNS;
            for (a, b) in a.iter().zip(b) {
                #[cfg(debug_assertions)]
                assert!(a.magnitude.limb * b.magnitude.limb <= 1, "Fp::dot: elements that aren't carried");
                M::Limbs::add_columns(&a.limbs, &b.limbs, &mut columns);
            }
            let part = Self::carried(M::Limbs::redc_less::<M>(&columns, &M::Limbs::NO_COLUMNS));
            sum = (sum + part).norm();
        }
        sum
    }

    /// (a0 + a1·u)(b0 + b1·u) with u² = −1, both parts: three products (Karatsuba) and two reductions. The products are
    /// kept in memory until the reductions, since together they have more values than a machine has registers.
    #[cfg(not(feature = "fma"))]
    #[inline(always)]
    pub(super) fn mul_complex(a: [&Self; 2], b: [&Self; 2]) -> (Self, Self) {
        let (mut x, mut y) = (M::Limbs::NO_COLUMNS, M::Limbs::NO_COLUMNS);
        Self::complex_columns(a, b, &mut x, &mut y);
        let real = Self::carried(M::Limbs::redc_less::<M>(&x, &y));
        (real, Self::carried(M::Limbs::mul_less::<M>(&(*a[0] + *a[1]).limbs, &(*b[0] + *b[1]).limbs, &x, &y)))
    }

    /// The same minus c0 + c1·u, as [`Field::mul_sub`].
    #[cfg(not(feature = "fma"))]
    #[inline(always)]
    pub(super) fn mul_complex_sub(a: [&Self; 2], b: [&Self; 2], [c0, c1]: [&Self; 2]) -> (Self, Self) {
        let (mut x, mut y) = (M::Limbs::NO_COLUMNS, M::Limbs::NO_COLUMNS);
        Self::complex_columns(a, b, &mut x, &mut y);
        let (sum_a, sum_b) = (*a[0] + *a[1], *b[0] + *b[1]);
        let real = M::Limbs::redc_sub::<M>(&x, &y, &c0.limbs);
        let imaginary = M::Limbs::mul_less_sub::<M>(&sum_a.limbs, &sum_b.limbs, &x, &y, &c1.limbs);
        (Self::carried_less(real, c0), Self::carried_less(imaginary, c1))
    }

    /// Writes the columns of a0·b0 and a1·b1.
    #[cfg(not(feature = "fma"))]
    #[inline(always)]
    fn complex_columns(
        [a0, a1]: [&Self; 2],
        [b0, b1]: [&Self; 2],
        x: &mut <M::Limbs as Kernel>::Columns,
        y: &mut <M::Limbs as Kernel>::Columns,
    ) {
        #[cfg(debug_assertions)]
        {
            Self::assert_products(&[(a0, b0), (a1, b1)]);
            Self::assert_products(&[(a0, b1), (a1, b0)]);
        }
        M::Limbs::columns(&a0.limbs, &b0.limbs, x);
        M::Limbs::columns(&a1.limbs, &b1.limbs, y);
    }

    /// self^exponent, the exponent in words from the lowest.
    pub fn vartime_pow(&self, exponent: &[u64; 6]) -> Self {
        // Four bits at a time: as many squarings, a quarter of the products.
        let mut table = [Self::ONE; 16];
        for i in 1..16 {
            table[i] = table[i - 1] * *self;
        }
        let mut result = Self::ONE;
        for word in exponent.iter().rev() {
            for shift in (0..64).step_by(4).rev() {
                for _ in 0..4 {
                    result = result.square();
                }
                result = result * table[(word >> shift & 15) as usize];
            }
        }
        result
    }

    /// A square root for p ≡ 3 mod 4, a^((p+1)/4); `None` if there is none.
    pub fn vartime_sqrt(&self) -> Option<Self> {
        let (next, _) = uint::add(M::MODULUS, [1, 0, 0, 0, 0, 0]);
        let root = self.vartime_pow(&uint::shift_right(next, 2));
        (root.square() == *self).then_some(root)
    }

    /// Whether the integer in [0, p) is above (p − 1)/2: the sign bit of a compressed point.
    pub fn is_largest(&self) -> bool {
        !uint::less(self.to_words(), half_of_next::<M>())
    }

    /// 1/2.
    pub(super) fn half() -> Self {
        Self::from_words(half_of_next::<M>()).expect("Fp::half: (p + 1)/2 is below p")
    }

    #[cfg(debug_assertions)]
    fn assert_products(products: &[(&Self, &Self)]) {
        let (mut limb, mut value) = (0, 0);
        for (a, b) in products {
            limb += a.magnitude.limb * b.magnitude.limb;
            value += a.magnitude.value * b.magnitude.value;
        }
        let (max_limb, max_value) =
            (max_limb_product::<M::Limbs>(), max_value_product::<M::Limbs>(uint::bits(M::MODULUS)));
        assert!(limb <= max_limb, "a product of digits {limb} units wide, at most {max_limb} fit a column");
        assert!(value <= max_value, "a product of {value} moduli squared, at most {max_value} reduce to one");
    }
}

/// (p + 1)/2.
fn half_of_next<M: Prime>() -> [u64; 6] {
    uint::shift_right(uint::add(M::MODULUS, [1, 0, 0, 0, 0, 0]).0, 1)
}

/// The sign of a carried integer: that of its highest digit that isn't zero.
fn is_negative(limbs: &[i32]) -> bool {
    limbs.iter().rev().find(|&&digit| digit != 0).is_some_and(|&digit| digit < 0)
}

impl<M: Prime> Field for Fp<M> {
    const ZERO: Self = Self::carried(M::Limbs::ZERO);
    const ONE: Self = Self::carried(M::R);

    #[inline(always)]
    fn square(&self) -> Self {
        #[cfg(debug_assertions)]
        Self::assert_products(&[(self, self)]);
        Self::carried(M::Limbs::square::<M>(&self.limbs))
    }

    #[inline(always)]
    fn norm(&self) -> Self {
        Self::carried(M::Limbs::norm::<M>(&self.limbs))
    }

    #[inline(always)]
    fn times(&self, k: i32) -> Self {
        Self::combine(self, k, &Self::ZERO, 0)
    }

    /// Takes only one reduction.
    #[inline(always)]
    fn mul_sum(a: &Self, b: &Self, d: &Self, e: &Self) -> Self {
        #[cfg(debug_assertions)]
        Self::assert_products(&[(a, b), (d, e)]);
        let mut x = M::Limbs::NO_COLUMNS;
        M::Limbs::columns(&(-*d).limbs, &e.limbs, &mut x);
        Self::carried(M::Limbs::mul_less::<M>(&a.limbs, &b.limbs, &x, &M::Limbs::NO_COLUMNS))
    }

    #[inline(always)]
    fn sub_norm(&self, other: &Self) -> Self {
        Self::combine(self, 1, other, -1)
    }

    /// Takes only one carry, that of the product.
    #[inline(always)]
    fn mul_sub(&self, factor: &Self, less: &Self) -> Self {
        #[cfg(debug_assertions)]
        Self::assert_products(&[(self, factor)]);
        Self::carried_less(M::Limbs::mul_sub::<M>(&self.limbs, &factor.limbs, &less.limbs), less)
    }

    #[inline(always)]
    fn square_sub(&self, less: &Self) -> Self {
        #[cfg(debug_assertions)]
        Self::assert_products(&[(self, self)]);
        Self::carried_less(M::Limbs::square_sub::<M>(&self.limbs, &less.limbs), less)
    }

    #[inline(always)]
    fn negated_if(&self, negate: bool) -> Self {
        let mask = -i32::from(negate);
        let mut result = *self;
        for digit in result.limbs.as_mut() {
            *digit = (*digit ^ mask) - mask;
        }
        result
    }

    fn vartime_is_zero(&self) -> bool {
        // A multiple of p within the allowed magnitudes is k·p with a small k, and the lowest digit gives k. Only if
        // that is small, the whole integer is compared.
        let k = signed_digit(self.limbs.as_ref()[0].wrapping_mul(M::NEGATIVE_INVERSE), M::Limbs::BITS);
        k.abs() <= 64 && self.norm().limbs.as_ref().iter().all(|&digit| digit == 0)
    }

    fn invert(&self) -> Self {
        let (exponent, _) = uint::sub(M::MODULUS, [2, 0, 0, 0, 0, 0]);
        self.vartime_pow(&exponent)
    }

    fn vartime_invert(&self) -> Self {
        let inverse = vartime_inverse(&self.to_words(), &M::MODULUS, uint::bits(M::MODULUS));
        Self::from_words(inverse).expect("Fp::vartime_invert: an inverse is below p")
    }
}

impl<M: Prime> PartialEq for Fp<M> {
    fn eq(&self, other: &Self) -> bool {
        (*self - *other).vartime_is_zero()
    }
}

impl<M: Prime> core::fmt::Debug for Fp<M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "0x")?;
        self.to_words().iter().rev().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

impl<M: Prime> Add for Fp<M> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self {
            limbs: M::Limbs::add(&self.limbs, &other.limbs),
            #[cfg(debug_assertions)]
            magnitude: self.magnitude.plus(other.magnitude),
        }
    }
}

impl<M: Prime> Sub for Fp<M> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self {
            limbs: M::Limbs::sub(&self.limbs, &other.limbs),
            #[cfg(debug_assertions)]
            magnitude: self.magnitude.plus(other.magnitude),
        }
    }
}

impl<M: Prime> Neg for Fp<M> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self {
            limbs: M::Limbs::neg(&self.limbs),
            #[cfg(debug_assertions)]
            magnitude: self.magnitude,
        }
    }
}

impl<M: Prime> Mul for Fp<M> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        #[cfg(debug_assertions)]
        Self::assert_products(&[(&self, &other)]);
        Self::carried(M::Limbs::mul::<M>(&self.limbs, &other.limbs))
    }
}
