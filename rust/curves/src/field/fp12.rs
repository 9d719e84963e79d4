//! Fp12 = Fp6\[w\]/(w² − v), and the operations of the pairing: sparse products with lines, and squaring in the
//! cyclotomic subgroup.

use super::{Field, Fp2, Fp6, Tower};
use core::ops::Mul;

/// c0 + c1·w.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fp12<M: Tower> {
    /// The coefficient of 1: the even powers of w.
    pub c0: Fp6<M>,
    /// The coefficient of w: the odd powers of w.
    pub c1: Fp6<M>,
}

/// x0 + x1·v + x2·v² + (x3 + x4·v)·w: a product of two lines.
#[derive(Clone, Copy)]
pub struct Sparse01234<M: Tower>(pub Fp6<M>, pub Fp2<M>, pub Fp2<M>);

impl<M: Tower> Fp12<M> {
    /// 1.
    pub const ONE: Self = Self::new(Fp6::ONE, Fp6::ZERO);

    /// c0 + c1·w.
    pub const fn new(c0: Fp6<M>, c1: Fp6<M>) -> Self {
        Self { c0, c1 }
    }

    /// c0 − c1·w: the p^6-th power, and the inverse in the cyclotomic subgroup.
    pub fn conjugate(&self) -> Self {
        Self::new(self.c0, -self.c1)
    }

    /// The square, by two products of Fp6: (a + b)(a + vb) − ab − v·ab + 2ab·w.
    pub fn square(&self) -> Self {
        let ab = self.c0 * self.c1;
        let cross = self.c0.add_norm(&self.c1) * self.c1.mul_v_add(&self.c0);
        Self::new((cross - ab - ab.mul_v()).norm(), ab.add_norm(&ab))
    }

    /// The product with c0 + c3·w + c4·v·w: the line of a D-twist.
    pub fn mul_034(&self, c0: &Fp2<M>, c3: &Fp2<M>, c4: &Fp2<M>) -> Self {
        let a = self.c0.mul_fp2(c0);
        let b = self.c1.mul_sparse01(c3, c4);
        let cross = self.c0.add_norm(&self.c1).mul_sparse01(&Fp2::combine(c0, 1, c3, 1), c4);
        Self::new(b.mul_v_add(&a), (cross - a - b).norm())
    }

    /// The product with a product of two lines.
    pub fn mul_01234(&self, lines: &Sparse01234<M>) -> Self {
        let Sparse01234(even, x3, x4) = lines;
        let a = self.c0 * *even;
        let b = self.c1.mul_sparse01(x3, x4);
        let odd_sum = Fp6::new(Fp2::combine(&even.c0, 1, x3, 1), Fp2::combine(&even.c1, 1, x4, 1), even.c2);
        let cross = self.c0.add_norm(&self.c1) * odd_sum;
        Self::new(b.mul_v_add(&a), (cross - a - b).norm())
    }

    /// The inverse, 0 for 0.
    pub fn invert(&self) -> Self {
        let norm = (self.c0 * self.c0 - (self.c1 * self.c1).mul_v()).norm();
        let inverse = norm.invert();
        Self::new(self.c0 * inverse, -(self.c1 * inverse))
    }

    /// The p^k-th power for k = 1, 2, 3: conjugates the coefficients k times, and multiplies each by a constant.
    pub fn frobenius(&self, k: u32) -> Self {
        let mut powers = [self.c0.c0, self.c1.c0, self.c0.c1, self.c1.c1, self.c0.c2, self.c1.c2];
        for _ in 0..k {
            powers[0] = powers[0].conjugate();
            for (power, factor) in powers[1..].iter_mut().zip(&M::FROBENIUS) {
                *power = power.conjugate() * *factor;
            }
        }
        let [w0, w1, w2, w3, w4, w5] = powers;
        Self::new(Fp6::new(w0, w2, w4), Fp6::new(w1, w3, w5))
    }

    /// The square of an element of the cyclotomic subgroup (Granger, Scott, <https://eprint.iacr.org/2009/565>, §3.2):
    /// three squarings in Fp4.
    pub fn cyclotomic_square(&self) -> Self {
        let (a0, a1) = square_fp4(&self.c0.c0, &self.c1.c1);
        let (b0, b1) = square_fp4(&self.c1.c0, &self.c0.c2);
        let (c0, c1) = square_fp4(&self.c0.c1, &self.c1.c2);
        // The second results are halves: 3·2ab = 6·ab.
        Self::new(
            Fp6::new(
                Fp2::combine(&a0, 3, &self.c0.c0, -2),
                Fp2::combine(&b0, 3, &self.c0.c1, -2),
                Fp2::combine(&c0, 3, &self.c0.c2, -2),
            ),
            Fp6::new(
                Fp2::combine(&c1.mul_xi(), 6, &self.c1.c0, 2),
                Fp2::combine(&a1, 6, &self.c1.c1, 2),
                Fp2::combine(&b1, 6, &self.c1.c2, 2),
            ),
        )
    }

    /// self^e for an element of the cyclotomic subgroup and signed odd digits of e (see [`crate::curve::wnaf`]),
    /// highest first, each below 8.
    pub fn cyclotomic_pow(&self, digits: &[i8]) -> Self {
        let square = self.cyclotomic_square();
        let mut odd = [*self; 4];
        for i in 1..4 {
            odd[i] = odd[i - 1] * square;
        }
        let mut result: Option<Self> = None;
        for &digit in digits {
            result = result.map(|x| x.cyclotomic_square());
            if digit != 0 {
                let power = odd[usize::from(digit.unsigned_abs() / 2)];
                let power = if digit < 0 { power.conjugate() } else { power };
                result = Some(result.map_or(power, |x| x * power));
            }
        }
        result.unwrap_or(Self::ONE)
    }
}

impl<M: Tower> Mul for Fp12<M> {
    type Output = Self;
    /// Three products of Fp6.
    fn mul(self, other: Self) -> Self {
        let a = self.c0 * other.c0;
        let b = self.c1 * other.c1;
        let cross = self.c0.add_norm(&self.c1) * other.c0.add_norm(&other.c1);
        Self::new(b.mul_v_add(&a), (cross - a - b).norm())
    }
}

/// (a + b·s)² in Fp4 = Fp2\[s\]/(s² − ξ): a² + ξb², and *half* of 2ab.
#[inline(always)]
fn square_fp4<M: Tower>(a: &Fp2<M>, b: &Fp2<M>) -> (Fp2<M>, Fp2<M>) {
    (b.square().mul_xi_add(&a.square()), *a * *b)
}
