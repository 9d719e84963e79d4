//! The tower as polynomials over the integers modulo p, by the school method: Fp\[u, v, w\]/(u² + 1, v³ − ξ, w² − v).

use super::{big, modulus, words};
use fedzk_curves::field::{Fp, Fp2, Fp6, Fp12, Tower};
use num_bigint::BigUint;
use std::marker::PhantomData;

/// Σ `c[6i + 2j + k]`·w^i·v^j·u^k, the order of `packages/vectors`.
#[derive(Clone, PartialEq, Debug)]
pub struct Poly<M> {
    pub c: [BigUint; 12],
    tower: PhantomData<M>,
}

impl<M: Tower> Poly<M> {
    pub fn new(c: [BigUint; 12]) -> Self {
        let tower = PhantomData;
        Self { c, tower }
    }

    /// From its first coefficients, the others zero: two for Fp2, six for Fp6.
    pub fn of(first: &[BigUint]) -> Self {
        Self::new(std::array::from_fn(|i| first.get(i).cloned().unwrap_or(BigUint::ZERO)))
    }

    pub fn one() -> Self {
        Self::of(&[BigUint::from(1u32)])
    }

    pub fn add(&self, other: &Self) -> Self {
        let p = modulus::<M>();
        Self::new(std::array::from_fn(|i| (&self.c[i] + &other.c[i]) % &p))
    }

    pub fn neg(&self) -> Self {
        let p = modulus::<M>();
        Self::new(std::array::from_fn(|i| (&p - &self.c[i]) % &p))
    }

    pub fn mul(&self, other: &Self) -> Self {
        let p = modulus::<M>();
        // Exponents of w, v, u up to 2, 4, 2, and one more of v and of u on the way.
        let mut t: [[[BigUint; 4]; 6]; 3] = Default::default();
        for (m, a) in self.c.iter().enumerate() {
            for (n, b) in other.c.iter().enumerate() {
                let slot = &mut t[m / 6 + n / 6][m % 6 / 2 + n % 6 / 2][m % 2 + n % 2];
                *slot += a * b;
            }
        }
        let [even, odd, square] = t;
        let mut parts = [even, odd];
        for (j, coefficients) in square.into_iter().enumerate().take(5) {
            for (k, c) in coefficients.into_iter().enumerate() {
                parts[0][j + 1][k] += c; // w² = v
            }
        }
        for part in &mut parts {
            for j in (3..6).rev() {
                for k in 0..3 {
                    let c = std::mem::take(&mut part[j][k]);
                    part[j - 3][k] += &c * M::XI_REAL.unsigned_abs(); // v³ = ξ
                    part[j - 3][k + 1] += c;
                }
            }
            for coefficients in &mut part[..3] {
                for k in (2..4).rev() {
                    let c = std::mem::take(&mut coefficients[k]) % &p;
                    coefficients[k - 2] += &p - c; // u² = −1
                }
            }
        }
        Self::new(std::array::from_fn(|i| &parts[i / 6][i % 6 / 2][i % 2] % &p))
    }

    pub fn pow(&self, exponent: &BigUint) -> Self {
        (0..exponent.bits()).rev().fold(Self::one(), |acc, i| {
            let square = acc.mul(&acc);
            if exponent.bit(i) { square.mul(self) } else { square }
        })
    }

    fn fp(&self, i: usize) -> Fp<M> {
        Fp::from_words(words(&self.c[i])).unwrap()
    }

    /// The i-th pair of coefficients.
    pub fn fp2_at(&self, i: usize) -> Fp2<M> {
        Fp2::new(self.fp(2 * i), self.fp(2 * i + 1))
    }

    pub fn fp2(&self) -> Fp2<M> {
        assert!(self.c[2..].iter().all(|c| *c == BigUint::ZERO));
        self.fp2_at(0)
    }

    pub fn fp6(&self) -> Fp6<M> {
        assert!(self.c[6..].iter().all(|c| *c == BigUint::ZERO));
        Fp6::new(self.fp2_at(0), self.fp2_at(1), self.fp2_at(2))
    }

    pub fn fp12(&self) -> Fp12<M> {
        let odd = Fp6::new(self.fp2_at(3), self.fp2_at(4), self.fp2_at(5));
        Fp12::new(Fp6::new(self.fp2_at(0), self.fp2_at(1), self.fp2_at(2)), odd)
    }
}

fn coefficients<M: Tower>(parts: &[Fp2<M>]) -> Poly<M> {
    let flat: Vec<_> = parts.iter().flat_map(|x| [x.c0(), x.c1()]).collect();
    Poly::of(&flat.iter().map(|x| big(&x.to_words())).collect::<Vec<_>>())
}

impl<M: Tower> From<Fp2<M>> for Poly<M> {
    fn from(x: Fp2<M>) -> Self {
        coefficients(&[x])
    }
}

impl<M: Tower> From<Fp6<M>> for Poly<M> {
    fn from(x: Fp6<M>) -> Self {
        coefficients(&[x.c0, x.c1, x.c2])
    }
}

impl<M: Tower> From<Fp12<M>> for Poly<M> {
    fn from(x: Fp12<M>) -> Self {
        coefficients(&[x.c0.c0, x.c0.c1, x.c0.c2, x.c1.c0, x.c1.c1, x.c1.c2])
    }
}
