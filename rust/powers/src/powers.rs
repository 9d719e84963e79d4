//! Secret scalars from a seed, and what they multiply.

use crate::{
    Contributing,
    digits::{Digits, Split},
    multiply::{multiply, multiply_one},
};
use alloc::vec::Vec;
use core::hint::black_box;
use fedzk_ceremony::Generator;
use fedzk_curves::{
    curve::{Affine, Coordinates},
    field::{Field, Fp},
};
use fedzk_prover::Proving;

type Scalar<S> = Fp<<S as Proving>::Scalar>;

/// Scalars, then a point of G1 for each, drawn from a seed. They are overwritten when they are dropped.
pub struct Secrets<S: Contributing> {
    scalars: Vec<Scalar<S>>,
    points: Vec<Affine<S::G1>>,
}

impl<S: Contributing> Secrets<S> {
    /// Draws so many of each: δ and its s, or τ, α, β and theirs.
    pub fn new(seed: &[u8; 32], count: usize) -> Self {
        let mut generator = Generator::new(seed);
        let scalars = (0..count).map(|_| generator.element::<S::Scalar>()).collect();
        let points = (0..count).map(|_| generator.g1::<S>()).collect();
        Self { scalars, points }
    }

    /// The points s.
    pub fn points(&self) -> &[Affine<S::G1>] {
        &self.points
    }

    /// The number of scalars.
    pub fn count(&self) -> usize {
        self.scalars.len()
    }

    /// A point times a scalar.
    pub fn multiply<C: Split>(&self, point: &Coordinates<C::Field>, index: usize) -> Coordinates<C::Field> {
        multiply_one::<C>(point, &words(&self.scalars[index]))
    }

    /// Divides points by a scalar.
    pub fn divide<C: Split>(&self, points: &mut [Coordinates<C::Field>], index: usize) {
        multiply::<C>(points, &[Digits::new::<C>(&words(&self.scalars[index].invert()))]);
    }

    /// Multiplies the point of index i by the (first + i)-th power of the first scalar, and by another one.
    pub fn multiply_by_powers<C: Split>(
        &self,
        points: &mut [Coordinates<C::Field>],
        first: u64,
        factor: Option<usize>,
    ) {
        let tau = self.scalars[0];
        let mut power = tau.vartime_pow(&[first, 0, 0, 0, 0, 0]);
        if let Some(index) = factor {
            power = power * self.scalars[index];
        }
        // Chunks, so that digits of few points are in memory at a time.
        for points in points.chunks_mut(1024) {
            let digits: Vec<_> = points
                .iter()
                .map(|_| {
                    let digits = Digits::new::<C>(&words(&power));
                    power = power * tau;
                    digits
                })
                .collect();
            multiply::<C>(points, &digits);
        }
        power = Fp::ZERO;
        black_box(&power);
    }
}

impl<S: Contributing> Drop for Secrets<S> {
    fn drop(&mut self) {
        self.scalars.fill(Fp::ZERO);
        black_box(&mut self.scalars);
    }
}

/// Overwrites the part of the stack that calls before this one used.
pub fn scrub() {
    deeper(4);
}

#[inline(never)]
fn deeper(levels: u32) {
    black_box(&mut [0u8; 16 << 10]);
    if levels > 1 {
        deeper(levels - 1);
    }
    // Else the last call would take this one's place on the stack.
    black_box(levels);
}

fn words<M: fedzk_curves::field::Prime>(scalar: &Fp<M>) -> [u64; 4] {
    let words = scalar.to_words();
    [words[0], words[1], words[2], words[3]]
}
