//! Number-theoretic transforms: a polynomial of degree below n = 2^k by its values at the points of a domain.
//!
//! The transform is the remainder tree of X^2n − 1 (Fiduccia; Bernstein, "Multidigit multiplication for
//! mathematicians", 2001, §§3, 7): X^2t − s² = (X^t − s)(X^t + s). A node's children have s and −s. Only a node's
//! number i decides its s: with ω of order 2n, s(i) = ω^(n·ρ(i)) where ρ(i) = Σ bⱼ/2^(j+1) has the bits bⱼ of i from
//! the lowest. The nodes of a level are in a row, so each has one factor for all its elements. Values come out in
//! bit-reversed order, and the inverse takes them in that order.
//!
//! X^n − 1, the left subtree, has the values at the domain's points; X^n + 1, the right one, at the odd powers of ω. Both
//! use the same table.
//!
//! Two levels are done at once, with products for three of four elements. Sums are lazy, see [`LEVELS_BETWEEN`].

use alloc::{vec, vec::Vec};
use fedzk_curves::field::{Field, Fp, TwoAdic};

/// A domain of n = 2^k points and the odd powers of a root of order 2n.
pub struct Domain<M: TwoAdic> {
    /// s(i), i < n.
    factors: Vec<Fp<M>>,
}

/// A double level adds two carried products to its input: magnitudes go from 1 to 3, 5 and 7, the most that digits
/// hold. Then sums are carried.
const LEVELS_BETWEEN: u32 = 3;

impl<M: TwoAdic> Domain<M> {
    /// The domain of 2^k points.
    ///
    /// # Panics
    /// If the field has no root of order 2^(k + 1).
    pub fn new(k: u32) -> Self {
        let mut factors = vec![Fp::ZERO; 1 << k];
        factors[0] = Fp::ONE;
        // s(2^t + i) = s(i)·ω^(n/2^(t+1)).
        for t in 0..k {
            let root = Fp::root_of_unity(t + 2);
            let (known, rest) = factors.split_at_mut(1 << t);
            for (next, factor) in rest.iter_mut().zip(known) {
                *next = *factor * root;
            }
        }
        Self { factors }
    }

    /// n.
    pub fn size(&self) -> usize {
        self.factors.len()
    }

    /// From n times the coefficients to the values at ω, ω³, ω⁵, …, the ith at [`Self::place`]. Sums are left as they are:
    /// elements may have a magnitude of up to 7.
    pub fn values_at_odd_powers(&self, polynomial: &mut [Fp<M>]) {
        assert_eq!(polynomial.len(), self.size(), "Domain: a polynomial of another length");
        self.down(polynomial, 1, 0);
    }

    /// From the values at the domain's points, the ith at [`Self::place`], to n times the coefficients.
    pub fn coefficients(&self, values: &mut [Fp<M>]) {
        assert_eq!(values.len(), self.size(), "Domain: values of another length");
        self.up(values, 0);
    }

    /// The place of the value at the ith point, and the reverse: i with its k bits reversed.
    pub fn place(&self, i: usize) -> usize {
        let k = self.size().ilog2();
        if k == 0 { 0 } else { i.reverse_bits() >> (usize::BITS - k) }
    }

    /// The remainders of `node` at all leaves below node `i`.
    fn down(&self, node: &mut [Fp<M>], i: usize, levels: u32) {
        match node {
            [] | [_] => {}
            [low, high] => (*low, *high) = split(&low.norm(), high, &self.factors[i]),
            _ => {
                let [first, second, third] = [self.factors[i], self.factors[2 * i], self.factors[2 * i + 1]];
                let carry = levels == LEVELS_BETWEEN;
                let quarter = node.len() / 4;
                let (low, high) = node.split_at_mut(2 * quarter);
                let (low, high) = (low.split_at_mut(quarter), high.split_at_mut(quarter));
                for (((a, b), c), d) in low.0.iter_mut().zip(low.1).zip(high.0).zip(high.1) {
                    if carry {
                        (*a, *b) = (a.norm(), b.norm());
                    }
                    let (x, y) = split(a, c, &first);
                    let (z, w) = split(b, d, &first);
                    (*a, *b) = split(&x, &z, &second);
                    (*c, *d) = split(&y, &w, &third);
                }
                let levels = if carry { 1 } else { levels + 1 };
                for (part, child) in node.chunks_exact_mut(quarter).zip(4 * i..) {
                    self.down(part, child, levels);
                }
            }
        }
    }

    /// Back from the leaves below node `i` to its remainder, twice for each level. Elements come out carried.
    fn up(&self, node: &mut [Fp<M>], i: usize) {
        match node {
            [] | [_] => {}
            [low, high] => {
                let (sum, difference) = join(low, high, &self.inverse(i));
                (*low, *high) = (sum.norm(), difference);
            }
            _ => {
                let quarter = node.len() / 4;
                for (part, child) in node.chunks_exact_mut(quarter).zip(4 * i..) {
                    self.up(part, child);
                }
                let [first, second, third] = [self.inverse(i), self.inverse(2 * i), self.inverse(2 * i + 1)];
                let (low, high) = node.split_at_mut(2 * quarter);
                let (low, high) = (low.split_at_mut(quarter), high.split_at_mut(quarter));
                for (((a, b), c), d) in low.0.iter_mut().zip(low.1).zip(high.0).zip(high.1) {
                    let (x, z) = join(a, b, &second);
                    let (y, w) = join(c, d, &third);
                    (*a, *c) = join(&x, &y, &first);
                    (*b, *d) = join(&z, &w, &first);
                    (*a, *b) = (a.norm(), b.norm());
                }
            }
        }
    }

    /// 1/s(i): its negative is s of the node with the same highest bit and all others inverted.
    fn inverse(&self, i: usize) -> Fp<M> {
        if i == 0 { Fp::ONE } else { -self.factors[(3 << i.ilog2()) - 1 - i] }
    }
}

/// The remainders modulo X^t − s and X^t + s of low + high·X^t.
#[inline(always)]
fn split<M: TwoAdic>(low: &Fp<M>, high: &Fp<M>, factor: &Fp<M>) -> (Fp<M>, Fp<M>) {
    let product = *high * *factor;
    (*low + product, *low - product)
}

/// Undoes [`split`]: twice its input, from the remainders. The sum isn't carried.
#[inline(always)]
fn join<M: TwoAdic>(low: &Fp<M>, high: &Fp<M>, inverse: &Fp<M>) -> (Fp<M>, Fp<M>) {
    (*low + *high, (*low - *high) * *inverse)
}
