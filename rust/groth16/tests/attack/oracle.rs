//! A second opinion on points.

use crate::common::Vectors;
use num_bigint::BigUint;
use std::{cell::RefCell, collections::HashMap};

/// An element of Fp, or of Fp2 with the real part first. The number of parts says which group is meant.
pub type Element = Vec<BigUint>;

/// A curve, independent of the code under test. All coordinates are below p.
pub trait Oracle {
    /// The prime of the coordinates.
    fn p(&self) -> &BigUint;
    /// The order of the groups.
    fn r(&self) -> &BigUint;
    /// Some y of the curve at x.
    fn root(&self, x: &Element) -> Option<Element>;
    /// Whether (x, y) is on the curve.
    fn on_curve(&self, x: &Element, y: &Element) -> bool;
    /// Whether r times (x, y), which is on the curve, is infinity.
    fn in_subgroup(&self, x: &Element, y: &Element) -> bool;
}

/// An oracle of integers and textbook formulas, from the curves' descriptions: p and r from x, b, and the standard twists
/// (EIP-197; the IETF's pairing-friendly-curves draft, §4.2.1).
pub struct Slow {
    p: BigUint,
    r: BigUint,
    b: [Element; 2],
    /// Points that were checked before: most attacks don't change two of the three.
    known: RefCell<HashMap<[Element; 2], bool>>,
}

/// X, Y, Z of (X/Z², Y/Z³).
type Jacobian = [Element; 3];

impl Slow {
    pub fn new<S: Vectors>() -> Self {
        let big = |n: u64| BigUint::from(n);
        let (p, r, b) = if S::CURVE_ID == 1 {
            let x = big(4_965_661_367_192_848_881);
            let p = x.pow(4) * 36u32 + x.pow(3) * 36u32 + x.pow(2) * 24u32 + &x * 6u32 + 1u32;
            let r = &p - x.pow(2) * 6u32;
            (p, r, 3)
        } else {
            let x = big(0xd201_0000_0001_0000); // its negative is the curve's
            let r = x.pow(4) - x.pow(2) + 1u32;
            let p = (&x + 1u32).pow(2) * &r / 3u32 - x;
            (p, r, 4)
        };
        let mut oracle = Self { p, r, b: [vec![big(b)], vec![]], known: RefCell::default() };
        oracle.b[1] = if b == 3 {
            oracle.mul(&vec![big(3), big(0)], &oracle.inverse(&vec![big(9), big(1)])) // 3/(9 + u)
        } else {
            vec![big(4), big(4)] // 4(1 + u)
        };
        oracle
    }

    fn add(&self, a: &Element, b: &Element) -> Element {
        a.iter().zip(b).map(|(a, b)| (a + b) % &self.p).collect()
    }

    fn neg(&self, a: &Element) -> Element {
        a.iter().map(|a| (&self.p - a) % &self.p).collect()
    }

    fn sub(&self, a: &Element, b: &Element) -> Element {
        self.add(a, &self.neg(b))
    }

    fn mul(&self, a: &Element, b: &Element) -> Element {
        match (&a[..], &b[..]) {
            ([a], [b]) => vec![a * b % &self.p],
            ([a0, a1], [b0, b1]) => {
                vec![(a0 * b0 + &self.p * &self.p - a1 * b1) % &self.p, (a0 * b1 + a1 * b0) % &self.p]
            }
            _ => unreachable!("elements of two fields"),
        }
    }

    fn times(&self, k: u32, a: &Element) -> Element {
        a.iter().map(|a| a * k % &self.p).collect()
    }

    fn one(degree: usize) -> Element {
        (0..degree).map(|i| BigUint::from(u32::from(i == 0))).collect()
    }

    fn zero(degree: usize) -> Element {
        vec![BigUint::ZERO; degree]
    }

    fn pow(&self, a: &Element, exponent: &BigUint) -> Element {
        if let [a] = &a[..] {
            return vec![a.modpow(exponent, &self.p)];
        }
        (0..exponent.bits()).rev().fold(Self::one(2), |acc, i| {
            let square = self.mul(&acc, &acc);
            if exponent.bit(i) { self.mul(&square, a) } else { square }
        })
    }

    /// a^(q − 2), in a field of q elements.
    fn inverse(&self, a: &Element) -> Element {
        self.pow(a, &(self.p.pow(a.len() as u32) - 2u32))
    }

    /// x³ + b.
    fn right(&self, x: &Element) -> Element {
        self.add(&self.mul(&self.mul(x, x), x), &self.b[x.len() - 1])
    }

    fn double(&self, [x, y, z]: &Jacobian) -> Jacobian {
        let square = self.mul(y, y);
        let s = self.times(4, &self.mul(x, &square));
        let m = self.times(3, &self.mul(x, x));
        let x3 = self.sub(&self.mul(&m, &m), &self.times(2, &s));
        let y3 = self.sub(&self.mul(&m, &self.sub(&s, &x3)), &self.times(8, &self.mul(&square, &square)));
        [x3, y3, self.times(2, &self.mul(y, z))]
    }

    /// The sum of two points whose x differ.
    pub fn plus(&self, [x, y]: &[Element; 2], [u, v]: &[Element; 2]) -> [Element; 2] {
        let slope = self.mul(&self.sub(v, y), &self.inverse(&self.sub(u, x)));
        let sum = self.sub(&self.sub(&self.mul(&slope, &slope), x), u);
        let other = self.sub(&self.mul(&slope, &self.sub(x, &sum)), y);
        [sum, other]
    }

    fn sum(&self, a: &Jacobian, b: &Jacobian) -> Jacobian {
        let zero = Self::zero(a[0].len());
        if a[2] == zero || b[2] == zero {
            return if a[2] == zero { b.clone() } else { a.clone() };
        }
        let (aa, bb) = (self.mul(&a[2], &a[2]), self.mul(&b[2], &b[2]));
        let (u1, u2) = (self.mul(&a[0], &bb), self.mul(&b[0], &aa));
        let s1 = self.mul(&self.mul(&a[1], &b[2]), &bb);
        let s2 = self.mul(&self.mul(&b[1], &a[2]), &aa);
        let (h, t) = (self.sub(&u2, &u1), self.sub(&s2, &s1));
        if h == zero {
            return if t == zero { self.double(a) } else { [Self::one(zero.len()), Self::one(zero.len()), zero] };
        }
        let hh = self.mul(&h, &h);
        let (hhh, v) = (self.mul(&h, &hh), self.mul(&u1, &hh));
        let x = self.sub(&self.sub(&self.mul(&t, &t), &hhh), &self.times(2, &v));
        let y = self.sub(&self.mul(&t, &self.sub(&v, &x)), &self.mul(&s1, &hhh));
        [x, y, self.mul(&h, &self.mul(&a[2], &b[2]))]
    }
}

impl Oracle for Slow {
    fn p(&self) -> &BigUint {
        &self.p
    }

    fn r(&self) -> &BigUint {
        &self.r
    }

    /// p ≡ 3 mod 4. In Fp2 by Adj and Rodríguez-Henríquez, <https://eprint.iacr.org/2012/685>, algorithm 9.
    fn root(&self, x: &Element) -> Option<Element> {
        let a = self.right(x);
        let start = self.pow(&a, &((&self.p - 3u32) / 4u32));
        let root = self.mul(&start, &a);
        let alpha = self.mul(&start, &root);
        let y = if a.len() == 1 {
            root
        } else if alpha == self.neg(&Self::one(2)) {
            self.mul(&vec![BigUint::ZERO, BigUint::from(1u32)], &root)
        } else {
            let b = self.pow(&self.add(&alpha, &Self::one(2)), &((&self.p - 1u32) / 2u32));
            self.mul(&b, &root)
        };
        (self.mul(&y, &y) == a).then_some(y)
    }

    fn on_curve(&self, x: &Element, y: &Element) -> bool {
        self.mul(y, y) == self.right(x)
    }

    fn in_subgroup(&self, x: &Element, y: &Element) -> bool {
        let point = [x.clone(), y.clone()];
        if let Some(known) = self.known.borrow().get(&point) {
            return *known;
        }
        let start = [x.clone(), y.clone(), Self::one(x.len())];
        let infinity = [Self::one(x.len()), Self::one(x.len()), Self::zero(x.len())];
        let multiple = (0..self.r.bits()).rev().fold(infinity, |acc, i| {
            let double = self.double(&acc);
            if self.r.bit(i) { self.sum(&double, &start) } else { double }
        });
        let inside = multiple[2] == Self::zero(x.len());
        self.known.borrow_mut().insert(point, inside);
        inside
    }
}
