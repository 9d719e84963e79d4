//! Affine additions of many points in step: all of them share one inversion (Montgomery's trick), which makes an addition
//! six products, a doubling seven, and 2P + Q eleven (Eisenträger, Lauter, Montgomery, <https://eprint.iacr.org/2002/112>).
//!
//! (0, 0) is the point at infinity. Where a denominator is zero, or a point is at infinity, 1 takes the denominator's place
//! and this point's sum is computed on its own, with complete formulas: points of the same order meet ±Q or infinity in the
//! Lagrange form of powers of 1, and points outside of the subgroup anywhere.

use crate::digits::{infinity, is_infinity};
use alloc::vec::Vec;
use fedzk_curves::{
    curve::{Coordinates, Curve, Jacobian},
    field::Field,
};

/// A move of one point: doubled, and the term added. The lowest bit of `term` says whether its negative is meant.
#[derive(Clone, Copy)]
pub(crate) struct Move {
    pub point: u32,
    pub term: u32,
}

impl Move {
    /// A term that is none.
    const NONE: u32 = u32::MAX;

    /// Doubles a point.
    pub fn double(point: usize) -> Self {
        Self { point: point as u32, term: Self::NONE }
    }

    /// Adds a term, or its negative.
    pub fn with(point: usize, term: usize, negate: bool) -> Self {
        Self { point: point as u32, term: (term << 1) as u32 | u32::from(negate) }
    }

    #[inline(always)]
    fn term<F: Field>(self, terms: &[Coordinates<F>]) -> Option<Coordinates<F>> {
        if self.term == Self::NONE {
            return None;
        }
        let Coordinates { x, y } = terms[(self.term >> 1) as usize];
        Some(Coordinates { x, y: y.negated_if(self.term & 1 == 1) })
    }
}

/// The memory that moves take.
pub(crate) struct Steps<C: Curve> {
    /// The product of all denominators before this one.
    before: Vec<C::Field>,
    /// Whether a move's sum was computed on its own.
    alone: Vec<bool>,
    /// The slope of P + Q, and its x.
    slopes: Vec<(C::Field, C::Field)>,
    /// Whether a point may be at infinity.
    infinite: bool,
}

impl<C: Curve> Steps<C> {
    /// For points of which none is at infinity, unless `infinite`.
    pub fn new(infinite: bool) -> Self {
        Self { before: Vec::new(), alone: Vec::new(), slopes: Vec::new(), infinite }
    }

    fn reserve(&mut self, count: usize) {
        if self.before.len() < count {
            self.before.resize(count, C::Field::ONE);
            self.alone.resize(count, false);
            self.slopes.resize(count, (C::Field::ZERO, C::Field::ZERO));
        }
    }

    /// Whether the sum of two points must be computed on its own.
    #[inline(always)]
    fn is_special(&self, difference: &C::Field, a: &Coordinates<C::Field>, b: &Coordinates<C::Field>) -> bool {
        difference.vartime_is_zero() || self.infinite && (is_infinity(a) || is_infinity(b))
    }

    /// Adds its term to each point: P + Q.
    pub fn add(&mut self, points: &mut [Coordinates<C::Field>], terms: &[Coordinates<C::Field>], moves: &[Move]) {
        self.reserve(moves.len());
        let mut product = C::Field::ONE;
        for (n, step) in moves.iter().enumerate() {
            let (point, term) = (&points[step.point as usize], step.term(terms).expect("Steps::add: a term"));
            let mut denominator = term.x - point.x;
            self.alone[n] = self.is_special(&denominator, point, &term);
            if self.alone[n] {
                denominator = C::Field::ONE;
            }
            self.before[n] = product;
            product = product * denominator;
        }
        let mut inverse = product.vartime_invert();
        for (n, step) in moves.iter().enumerate().rev() {
            let (point, term) = (&mut points[step.point as usize], step.term(terms).expect("Steps::add: a term"));
            if self.alone[n] {
                self.alone(point, false, Some(&term));
                continue;
            }
            let slope = (term.y - point.y) * (inverse * self.before[n]);
            inverse = inverse * (term.x - point.x);
            let x = slope.square().sub_norm(&(term.x + point.x));
            point.y = (slope * (point.x - x)).sub_norm(&point.y);
            point.x = x;
        }
    }

    /// Makes a double step: 2P, or 2P + Q where a move has a term. With `lazy`, doubles are not normalised: an x of v moduli
    /// gives one of 2v + 1. So points can be doubled like this as often as [`Split::LAZY_DOUBLES`] says, and then not.
    ///
    /// [`Split::LAZY_DOUBLES`]: crate::digits::Split::LAZY_DOUBLES
    pub fn double_and_add(
        &mut self,
        points: &mut [Coordinates<C::Field>],
        terms: &[Coordinates<C::Field>],
        moves: &[Move],
        lazy: bool,
    ) {
        self.reserve(moves.len());
        let mut product = C::Field::ONE;
        for (n, step) in moves.iter().enumerate() {
            let point = &points[step.point as usize];
            let (mut denominator, special) = match step.term(terms) {
                None => {
                    let denominator = point.y + point.y;
                    (denominator, denominator.vartime_is_zero())
                }
                Some(term) => {
                    let denominator = term.x - point.x;
                    (denominator, self.is_special(&denominator, point, &term))
                }
            };
            self.alone[n] = special;
            if special {
                denominator = C::Field::ONE;
            }
            self.before[n] = product;
            product = product * denominator;
        }
        let mut inverse = product.vartime_invert();
        for (n, step) in moves.iter().enumerate().rev() {
            let point = &mut points[step.point as usize];
            let term = step.term(terms);
            if self.alone[n] {
                self.alone(point, true, term.as_ref());
                continue;
            }
            let Some(term) = term else {
                let y = point.y + point.y;
                let square = point.x.square();
                let slope = (square + square + square) * (inverse * self.before[n]);
                inverse = inverse * y;
                if lazy {
                    let x = slope.square_sub(&(point.x + point.x));
                    point.y = slope.mul_sub(&(point.x - x), &point.y);
                    point.x = x;
                } else {
                    let x = slope.square().sub_norm(&(point.x + point.x));
                    point.y = (slope * (point.x - x)).sub_norm(&point.y);
                    point.x = x;
                }
                continue;
            };
            let slope = (term.y - point.y) * (inverse * self.before[n]);
            inverse = inverse * (term.x - point.x);
            self.slopes[n] = (slope, slope.square_sub(&(term.x + point.x)));
        }
        self.add_again(points, terms, moves);
    }

    /// Adds P again to the P + Q of [`Self::slopes`], whose y isn't needed: with its slope λ and its x', the slope of the sum
    /// is −λ − 2y/(x' − x).
    fn add_again(&mut self, points: &mut [Coordinates<C::Field>], terms: &[Coordinates<C::Field>], moves: &[Move]) {
        let mut product = C::Field::ONE;
        let mut any = false;
        for (n, step) in moves.iter().enumerate() {
            if step.term == Move::NONE || self.alone[n] {
                continue;
            }
            any = true;
            let point = &mut points[step.point as usize];
            let mut denominator = self.slopes[n].1 - point.x;
            if denominator.vartime_is_zero() {
                let term = step.term(terms);
                self.alone(point, true, term.as_ref());
                self.alone[n] = true;
                denominator = C::Field::ONE;
            }
            self.before[n] = product;
            product = product * denominator;
        }
        if !any {
            return;
        }
        let mut inverse = product.vartime_invert();
        for (n, step) in moves.iter().enumerate().rev() {
            if step.term == Move::NONE || self.alone[n] {
                continue;
            }
            let point = &mut points[step.point as usize];
            let (slope, x1) = &self.slopes[n];
            let minus_slope = (point.y + point.y).mul_sub(&(inverse * self.before[n]), &-*slope);
            inverse = inverse * (*x1 - point.x);
            let x = minus_slope.square().sub_norm(&(point.x + *x1));
            point.y = (minus_slope * (x - point.x)).sub_norm(&point.y);
            point.x = x;
        }
    }

    /// Replaces each a of `low` and b of `high` by a + b and a − b, which share a denominator: nine products for both.
    pub fn sums_and_differences(&mut self, low: &mut [Coordinates<C::Field>], high: &mut [Coordinates<C::Field>]) {
        self.reserve(low.len());
        let mut product = C::Field::ONE;
        for (n, (a, b)) in low.iter().zip(&*high).enumerate() {
            let mut denominator = b.x - a.x;
            self.alone[n] = self.is_special(&denominator, a, b);
            if self.alone[n] {
                denominator = C::Field::ONE;
            }
            self.before[n] = product;
            product = product * denominator;
        }
        let mut inverse = product.vartime_invert();
        for (n, (a, b)) in low.iter_mut().zip(high).enumerate().rev() {
            if self.alone[n] {
                let minus = Coordinates { x: b.x, y: -b.y };
                let mut difference = *a;
                self.alone(&mut difference, false, Some(&minus));
                self.alone(a, false, Some(b));
                *b = difference;
                continue;
            }
            let reciprocal = inverse * self.before[n];
            inverse = inverse * (b.x - a.x);
            let xs = a.x + b.x;
            let (up, down) = ((b.y - a.y) * reciprocal, (b.y + a.y) * reciprocal);
            // The slope to −b is −down, and y = −down·(a.x − x) − a.y.
            let x = down.square().sub_norm(&xs);
            *b = Coordinates { x, y: (down * (x - a.x)).sub_norm(&a.y) };
            let x = up.square().sub_norm(&xs);
            *a = Coordinates { x, y: (up * (a.x - x)).sub_norm(&a.y) };
        }
    }

    /// Computes P, or 2P, plus a term, with complete formulas.
    #[cold]
    fn alone(&mut self, point: &mut Coordinates<C::Field>, double: bool, term: Option<&Coordinates<C::Field>>) {
        let mut sum = plus::<C>(&Jacobian::INFINITY, point);
        if double {
            sum = sum.double();
        }
        if let Some(term) = term {
            sum = plus::<C>(&sum, term);
        }
        *point = sum.vartime_coordinates().unwrap_or_else(|| {
            self.infinite = true;
            infinity()
        });
    }
}

/// The sum with a point that may be at infinity.
pub(crate) fn plus<C: Curve>(sum: &Jacobian<C>, point: &Coordinates<C::Field>) -> Jacobian<C> {
    if is_infinity(point) { *sum } else { sum.vartime_add_coordinates(&point.x, &point.y) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use fedzk_curves::{bls12_381, bn254};

    fn multiple<C: Curve>(k: i64) -> Coordinates<C::Field> {
        let generator = plus::<C>(&Jacobian::INFINITY, &C::GENERATOR);
        let point = generator.vartime_mul_plain(&[k.unsigned_abs()]);
        (if k < 0 { -point } else { point }).vartime_coordinates().unwrap_or_else(infinity)
    }

    /// Each pair of k·G and m·G with k and m of −4 to 4 in one batch, so that special cases are beside usual ones.
    fn pairs() -> impl Iterator<Item = (i64, i64)> {
        (-4..5).flat_map(|k| (-4..5).map(move |m| (k, m)))
    }

    fn each_pair<C: Curve>() {
        let points: Vec<_> = pairs().map(|(k, _)| multiple::<C>(k)).collect();
        let terms: Vec<_> = pairs().map(|(_, m)| multiple::<C>(m)).collect();
        let expect = |sums: &[Coordinates<C::Field>], of: &dyn Fn(i64, i64) -> i64| {
            for ((k, m), sum) in pairs().zip(sums) {
                assert_eq!(*sum, multiple::<C>(of(k, m)), "{k}, {m}");
            }
        };
        for negate in [false, true] {
            let sign = if negate { -1 } else { 1 };
            let moves: Vec<_> = (0..points.len()).map(|i| Move::with(i, i, negate)).collect();
            let mut sums = points.clone();
            Steps::<C>::new(true).add(&mut sums, &terms, &moves);
            expect(&sums, &|k, m| k + sign * m);

            let mut sums = points.clone();
            Steps::<C>::new(true).double_and_add(&mut sums, &terms, &moves, false);
            expect(&sums, &|k, m| 2 * k + sign * m);
        }
        for lazy in [false, true] {
            // Every other one is only doubled, and the next step takes what a lazy one left.
            let moves: Vec<_> =
                (0..points.len()).map(|i| if i % 2 == 0 { Move::double(i) } else { Move::with(i, i, false) }).collect();
            let mut sums = points.clone();
            let mut steps = Steps::<C>::new(true);
            steps.double_and_add(&mut sums, &terms, &moves, lazy);
            steps.double_and_add(&mut sums, &terms, &moves, false);
            for (i, ((k, m), sum)) in pairs().zip(&sums).enumerate() {
                assert_eq!(*sum, multiple::<C>(if i % 2 == 0 { 4 * k } else { 4 * k + 3 * m }), "{k}, {m}");
            }
        }
        let (mut low, mut high) = (points.clone(), terms.clone());
        Steps::<C>::new(true).sums_and_differences(&mut low, &mut high);
        expect(&low, &|k, m| k + m);
        expect(&high, &|k, m| k - m);
    }

    #[test]
    fn all_cases_of_a_sum() {
        each_pair::<bn254::G1>();
        each_pair::<bn254::G2>();
        each_pair::<bls12_381::G1>();
        each_pair::<bls12_381::G2>();
    }

    /// Steps that began with finite points notice infinity once a sum was it.
    #[test]
    fn infinity_on_the_way() {
        type C = bn254::G1;
        let mut sums = vec![multiple::<C>(1), multiple::<C>(5)];
        let terms = [multiple::<C>(1)];
        let mut steps = Steps::<C>::new(false);
        steps.add(&mut sums, &terms, &[Move::with(0, 0, true), Move::with(1, 0, true)]);
        assert_eq!(sums, [infinity(), multiple::<C>(4)]);
        steps.add(&mut sums, &terms, &[Move::with(0, 0, false), Move::with(1, 0, false)]);
        assert_eq!(sums, [multiple::<C>(1), multiple::<C>(5)]);
    }
}
