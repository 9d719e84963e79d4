//! Σ kᵢ·Pᵢ of many points by buckets (Pippenger; Bernstein, Doumen, Lange, Oosterwijk, <https://eprint.iacr.org/2012/549>,
//! §4), with signed digits and affine additions that share their inversions.
//!
//! A scalar is cut in two by the curve's endomorphism, each half is Σ dⱼ·2^(cj) with signed digits of c bits ([`scalar`]).
//! For each window j, the points are put into buckets by |dⱼ| ([`buckets`]); a bucket's points are added in pairs, pairs of
//! pairs, and so on, and all pairs of one level of all buckets are independent: some thousand of them share an inversion
//! ([`add`]), which makes an addition six products.
//!
//! Small scalars cost little: most of a range check's witness is 0 or 1, which have only the lowest digit, or none.
//!
//! Time and memory accesses depend on the scalars.

mod add;
mod buckets;
mod scalar;

use add::{Adder, Point};
use buckets::{Buckets, Terms};
use scalar::{Digits, Signed};

use alloc::vec::Vec;
use core::hint::black_box;
use fedzk_curves::{
    curve::{Coordinates, Curve, GlvCurve, Jacobian},
    field::Field,
};

/// A sum that is being computed.
pub struct Msm<C: Curve> {
    points: Vec<Point<C::Field>>,
    scalars: Vec<Signed>,
    work: Option<Work<C>>,
}

/// The work that begins once the points are known.
struct Work<C: Curve> {
    digits: Digits,
    /// The scalars that may have more than one digit.
    wide: Vec<u32>,
    /// The remaining windows, from the lowest.
    windows: u32,
    /// The windows of each step.
    group: u32,
    sum: Jacobian<C>,
    buckets: Buckets<C::Field>,
    adder: Adder<C::Field>,
}

impl<C: Curve> Work<C> {
    fn begin(scalars: &mut [Signed]) -> Self {
        let digits = Digits::choose(scalars);
        let wide: Vec<u32> = (0..).zip(&*scalars).filter(|(_, k)| digits.is_wide(k)).map(|(i, _)| i).collect();
        digits.prepare(scalars);
        Self {
            digits,
            windows: digits.windows(),
            group: digits.group(wide.len()),
            wide,
            sum: Jacobian::INFINITY,
            buckets: Buckets::new(),
            adder: Adder::new(),
        }
    }
}

impl<C: Curve> Default for Msm<C> {
    fn default() -> Self {
        Self { points: Vec::new(), scalars: Vec::new(), work: None }
    }
}

impl<C: GlvCurve> Msm<C> {
    /// An empty sum.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reserves room for more terms. A term with a large scalar takes the room of two.
    pub fn reserve(&mut self, terms: usize) {
        self.points.reserve_exact(terms);
        self.scalars.reserve_exact(terms);
    }

    /// Adds a point of the subgroup with its scalar, in words from the lowest, below the order.
    ///
    /// # Panics
    /// After the first [`Self::step`].
    #[inline]
    pub fn push(&mut self, Coordinates { x, y }: Coordinates<C::Field>, scalar: &[u64; 4]) {
        assert!(self.work.is_none(), "Msm::push: the sum was begun");
        let [first, second] = Signed::halves::<C>(scalar);
        self.points.push(Point { x, y });
        self.scalars.push(first);
        if !second.is_zero() {
            self.points.push(Point { x: x * C::BETA, y });
            self.scalars.push(second);
        }
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The number of steps, for showing progress: 0 before the first.
    pub fn steps(&self) -> u32 {
        self.work.as_ref().map_or(0, |work| work.digits.windows().div_ceil(work.group))
    }

    /// Computes some more windows, and returns whether any remain.
    pub fn step(&mut self) -> bool {
        let work = self.work.get_or_insert_with(|| Work::begin(&mut self.scalars));
        let windows = work.windows.saturating_sub(work.group)..work.windows;
        work.windows = windows.start;
        let terms = Terms { points: &self.points, scalars: &self.scalars, wide: &work.wide, digits: work.digits };
        for sum in work.buckets.sums::<C>(&terms, windows, &mut work.adder).iter().rev() {
            if !work.sum.vartime_is_infinity() {
                work.sum = (0..work.digits.width()).fold(work.sum, |sum, _| sum.double());
            }
            work.sum = work.sum.vartime_add(sum);
        }
        work.windows > 0
    }

    /// The sum.
    pub fn finish(mut self) -> Jacobian<C> {
        while self.step() {}
        self.work.as_ref().map_or(Jacobian::INFINITY, |work| work.sum)
    }
}

/// Scalars, and everything sorted by them, are secret.
impl<C: Curve> Drop for Msm<C> {
    fn drop(&mut self) {
        self.scalars.fill(Signed::ZERO);
        black_box(&self.scalars);
        self.points.fill(Point { x: C::Field::ZERO, y: C::Field::ZERO });
        black_box(&self.points);
    }
}
