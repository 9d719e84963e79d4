//! Fp2 = Fp\[u\]/(u² + 1). The backend decides the representation of an element, and which of this folder's two other
//! files has the operations: two elements of Fp ([`limbs`](crate::limbs)), or two lanes ([`lanes`](crate::lanes)).

#[cfg(feature = "fma")]
mod of_lanes;
#[cfg(not(feature = "fma"))]
mod of_limbs;

#[cfg(feature = "fma")]
pub use of_lanes::{Factor, Fp2};
#[cfg(not(feature = "fma"))]
pub use of_limbs::{Factor, Fp2};

use super::{Field, Fp, Tower};

impl<M: Tower> Fp2<M> {
    /// The real part.
    pub fn c0(&self) -> Fp<M> {
        self.parts()[0]
    }

    /// The imaginary part.
    pub fn c1(&self) -> Fp<M> {
        self.parts()[1]
    }

    /// A square root for p ≡ 3 mod 4; `None` if there is none. With n² = a² + b², the norm, (a + n)/2 or (a − n)/2 is
    /// the square of the root's real part c, and its imaginary part is b/2c.
    pub fn vartime_sqrt(&self) -> Option<Self> {
        let [a, b] = self.parts();
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

    /// Whether this is the larger of ±self, comparing the imaginary part first: the sign bit of a compressed point.
    pub fn is_largest(&self) -> bool {
        let [real, imaginary] = self.parts();
        if imaginary.vartime_is_zero() { real.is_largest() } else { imaginary.is_largest() }
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

    /// The inverse, through Fp; 0 for 0.
    fn inverse(&self, of: impl Fn(&Fp<M>) -> Fp<M>) -> Self {
        let [a, b] = self.parts();
        let inverse = of(&Fp::mul_sum(&a, &a, &b, &b));
        Self::new(a * inverse, -b * inverse)
    }
}
