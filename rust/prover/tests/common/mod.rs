//! The common part of the suites: pseudo-random numbers that are the same each time, and points.
#![allow(dead_code, clippy::unwrap_used)]

pub mod circuit;

use fedzk_curves::{
    curve::{Affine, Coordinates, Curve, FixedBase},
    uint,
};

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// A scalar below the order of a curve's groups.
    pub fn scalar<C: Curve>(&mut self) -> [u64; 4] {
        loop {
            let words = [self.next(), self.next(), self.next(), self.next() >> 1];
            if uint::less(words, C::ORDER) {
                return words;
            }
        }
    }
}

/// Multiples of the generator by the scalars; none may be infinity.
pub fn points<C: Curve>(scalars: &[[u64; 4]]) -> Vec<Coordinates<C::Field>> {
    let table = FixedBase::new(&Affine::<C>::GENERATOR, scalars.len());
    let points = table.vartime_mul_all(scalars).into_iter().map(Option::unwrap);
    points.map(|point| Coordinates { x: *point.x(), y: *point.y() }).collect()
}
