//! The loops. Products and sums go on from their last value. Multiples and pairings have the same operands each time,
//! which is hidden from the compiler.

use crate::bytes::{Bytes, point, split, value};
use core::{hint::black_box, ops::Mul};
use fedzk_curves::{
    curve::{Affine, Curve, Encoding, GlvCurve, Jacobian, LinearCombination, OddMultiples, wnaf},
    field::Fp12,
    pairing::{Pairing, PreparedG2, miller_loop},
    uint,
};

/// An operation that can be repeated.
pub trait Repeat {
    /// Does it once.
    fn step(&mut self);

    /// Does it n times.
    fn run(&mut self, n: u32) {
        for _ in 0..n {
            self.step();
        }
    }

    /// The last value, as bytes.
    fn value(&self) -> Vec<u8>;
}

/// a ← a·b.
pub struct Product<F> {
    a: F,
    b: F,
}

impl<F: Bytes> Product<F> {
    pub fn new(mut operands: &[u8]) -> Self {
        Self { a: F::take(&mut operands), b: F::take(&mut operands) }
    }
}

impl<F: Bytes + Mul<Output = F>> Repeat for Product<F> {
    fn step(&mut self) {
        self.a = self.a * self.b;
    }

    fn value(&self) -> Vec<u8> {
        value(&self.a)
    }
}

/// P ← P + Q.
pub struct Addition<C: Curve> {
    p: Jacobian<C>,
    q: Affine<C>,
}

impl<C: Encoding> Addition<C> {
    pub fn new(mut operands: &[u8]) -> Self {
        Self { p: Affine::take(&mut operands).into(), q: Affine::take(&mut operands) }
    }
}

impl<C: Encoding> Repeat for Addition<C> {
    fn step(&mut self) {
        self.p = self.p.vartime_add_coordinates(self.q.x(), self.q.y());
    }

    fn value(&self) -> Vec<u8> {
        point(&self.p)
    }
}

/// k·P by halves of k and a table of P, which is made each time.
pub struct G1Multiple<C: Curve> {
    p: Affine<C>,
    k: [u64; 4],
    multiple: Jacobian<C>,
}

impl<C: Encoding> G1Multiple<C> {
    pub fn new(mut operands: &[u8]) -> Self {
        Self { p: Affine::take(&mut operands), k: scalar(&mut operands), multiple: Jacobian::INFINITY }
    }
}

impl<C: GlvCurve + Encoding> Repeat for G1Multiple<C> {
    fn step(&mut self) {
        let tables = OddMultiples::all(&[*black_box(&self.p)], &C::BETA);
        let mut combination = LinearCombination::default();
        combination.push(&tables[0], C::halves(black_box(&self.k)));
        self.multiple = combination.vartime_sum();
    }

    fn value(&self) -> Vec<u8> {
        point(&self.multiple)
    }
}

/// k·P by the signed digits of k: no endomorphism is used in G2.
pub struct G2Multiple<C: Curve> {
    p: Affine<C>,
    k: [u64; 4],
    multiple: Jacobian<C>,
}

impl<C: Encoding> G2Multiple<C> {
    pub fn new(mut operands: &[u8]) -> Self {
        Self { p: Affine::take(&mut operands), k: scalar(&mut operands), multiple: Jacobian::INFINITY }
    }
}

impl<C: Encoding> Repeat for G2Multiple<C> {
    fn step(&mut self) {
        let digits = signed_digits(black_box(&self.k));
        self.multiple = Jacobian::from(*black_box(&self.p)).vartime_mul_digits(&digits);
    }

    fn value(&self) -> Vec<u8> {
        point(&self.multiple)
    }
}

/// e(P, Q).
pub struct Pair<M: Pairing> {
    p: Affine<M::G1>,
    q: Affine<M::G2>,
    value: Fp12<M>,
}

impl<M: Pairing<G1: Encoding, G2: Encoding>> Pair<M> {
    pub fn new(mut operands: &[u8]) -> Self {
        Self { p: Affine::take(&mut operands), q: Affine::take(&mut operands), value: Fp12::ONE }
    }
}

impl<M: Pairing> Repeat for Pair<M> {
    fn step(&mut self) {
        let pair = (*black_box(&self.p), *black_box(&self.q));
        self.value = M::final_exponentiation(&miller_loop::<M>(&[pair], &[]));
    }

    fn value(&self) -> Vec<u8> {
        value(&self.value)
    }
}

/// e(P, Q) with the lines of Q computed beforehand.
pub struct PreparedPair<M: Pairing> {
    p: Affine<M::G1>,
    q: PreparedG2<M>,
    value: Fp12<M>,
}

impl<M: Pairing<G1: Encoding, G2: Encoding>> PreparedPair<M> {
    pub fn new(mut operands: &[u8]) -> Self {
        let p = Affine::take(&mut operands);
        Self { p, q: PreparedG2::new(&Affine::take(&mut operands)), value: Fp12::ONE }
    }
}

impl<M: Pairing> Repeat for PreparedPair<M> {
    fn step(&mut self) {
        let p = (*black_box(&self.p)).into();
        self.value = M::final_exponentiation(&miller_loop::<M>(&[], &[(p, &self.q)]));
    }

    fn value(&self) -> Vec<u8> {
        value(&self.value)
    }
}

/// Takes a scalar below 2^255 off the front: 32 bytes, big-endian.
fn scalar(operands: &mut &[u8]) -> [u64; 4] {
    uint::from_be_bytes(split(operands, 32))
}

/// The digits of k for [`Jacobian::vartime_mul_digits`]: those of its lower half, whose top one is a carry, after those of
/// its upper half with that carry.
fn signed_digits(k: &[u64; 4]) -> Vec<i8> {
    let [low, high] = [0, 2].map(|i| u128::from(k[i]) | u128::from(k[i + 1]) << 64);
    let low: [i8; 129] = wnaf(low, 4);
    let high: [i8; 129] = wnaf(high + u128::from(low[0] != 0), 4);
    [&high[..], &low[1..]].concat()
}
