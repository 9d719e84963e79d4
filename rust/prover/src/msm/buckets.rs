//! Sums a few windows: puts their points into buckets, adds up each bucket, and sums the buckets with their weights.

use super::{
    add::{Adder, BATCH, LAZY_LEVELS, Point, Sums, Term},
    scalar::{Digits, Signed},
};
use alloc::{vec, vec::Vec};
use core::ops::Range;
use fedzk_curves::{
    curve::{Curve, Jacobian},
    field::Field,
};

/// The terms: points, their prepared scalars, and which scalars are wide.
pub(super) struct Terms<'a, F> {
    pub points: &'a [Point<F>],
    pub scalars: &'a [Signed],
    pub wide: &'a [u32],
    pub digits: Digits,
}

/// Buckets 1 to n of each window, and the memory that filling them takes.
pub(super) struct Buckets<F> {
    /// Where each bucket's terms end, while they are added up.
    ends: Vec<u32>,
    /// The terms by bucket: the point's index, and in the lowest bit whether its negative is meant.
    terms: Vec<u32>,
    sums: [Vec<Point<F>>; 2],
    /// Where the pairs that wait for a batch begin, and where their sums go.
    pairs: Vec<(u32, u32)>,
}

impl<F: Field> Buckets<F> {
    pub fn new() -> Self {
        Self { ends: Vec::new(), terms: Vec::new(), sums: [Vec::new(), Vec::new()], pairs: Vec::with_capacity(BATCH) }
    }

    /// The sums of some windows, from the lowest.
    pub fn sums<C: Curve<Field = F>>(
        &mut self,
        terms: &Terms<'_, F>,
        windows: Range<u32>,
        adder: &mut Adder<F>,
    ) -> Vec<Jacobian<C>> {
        let count = windows.len();
        if !self.sort(terms, windows) {
            return vec![Jacobian::INFINITY; count];
        }
        self.fill(terms.points, adder);
        self.weighted(count, adder)
    }

    /// Sorts terms by window and bucket, and returns whether there are any.
    fn sort(&mut self, terms: &Terms<'_, F>, windows: Range<u32>) -> bool {
        let buckets = terms.digits.buckets();
        self.ends.clear();
        self.ends.resize(buckets * windows.len(), 0);
        // An entry is first the bucket's count, then its start, which moves to its end with each of its terms.
        each_digit(terms, windows.clone(), |bucket, _| self.ends[bucket] += 1);
        let mut count = 0;
        for end in &mut self.ends {
            count += core::mem::replace(end, count);
        }
        self.terms.clear();
        self.terms.resize(count as usize, 0);
        each_digit(terms, windows, |bucket, term| {
            let end = &mut self.ends[bucket];
            self.terms[*end as usize] = term;
            *end += 1;
        });
        count > 0
    }

    /// Adds up each bucket's points.
    fn fill(&mut self, points: &[Point<F>], adder: &mut Adder<F>) {
        let [next, spare] = &mut self.sums;
        let (ends, pairs, terms) = (&mut self.ends, &mut self.pairs, &self.terms);
        let term = |i: usize| Term { point: &points[(terms[i] >> 1) as usize], negate: terms[i] & 1 == 1 };
        adder.expect_infinity(false);
        let mut longest = halve(ends, pairs, Sums::Lazy, term, next, adder);
        for level in 2.. {
            if longest <= 1 {
                return;
            }
            core::mem::swap(next, spare);
            let sums = if level % (LAZY_LEVELS + 1) == 0 { Sums::Normalised } else { Sums::Lazy };
            longest = halve(ends, pairs, sums, |i| Term::from(&spare[i]), next, adder);
        }
    }

    /// Σ b·(sum of bucket b) for each window, by two running sums. Segments of the buckets have running sums of their own,
    /// so that their additions are independent.
    fn weighted<C: Curve<Field = F>>(&self, windows: usize, adder: &mut Adder<F>) -> Vec<Jacobian<C>> {
        let buckets = self.ends.len() / windows;
        // An inversion for each two additions of a segment's length, and two additions with z for each segment.
        let length = ((buckets * windows).isqrt() / 2).next_power_of_two().min(buckets.next_power_of_two());
        let segments = buckets.div_ceil(length);
        let (sums, infinity) = (&self.sums[0], Point::INFINITY);
        let bucket = |window: usize, i: usize| {
            let (at, last) = (window * buckets + i, (window + 1) * buckets);
            let start = if at == 0 { 0 } else { self.ends[at.min(last) - 1] };
            if at < last && self.ends[at] > start { &sums[start as usize] } else { &infinity }
        };
        let count = windows * segments;
        adder.expect_infinity(true);
        let [mut running, mut weighted, mut fresh] = [(); 3].map(|()| vec![Point::INFINITY; count]);
        for j in (0..length).rev() {
            let next = |i: usize| [(&running[i]).into(), bucket(i / segments, i % segments * length + j).into()];
            adder.add(count, Sums::Normalised, next, |i, x, y| fresh[i].set(x, y));
            core::mem::swap(&mut running, &mut fresh);
            let next = |i: usize| [(&weighted[i]).into(), (&running[i]).into()];
            adder.add(count, Sums::Normalised, next, |i, x, y| fresh[i].set(x, y));
            core::mem::swap(&mut weighted, &mut fresh);
        }
        let of_window = |(running, weighted): (&[Point<F>], &[Point<F>])| {
            // Segment k begins at bucket k·length + 1, so its weighted sum lacks k·length times its plain sum.
            let (mut suffix, mut total) = (Jacobian::INFINITY, Jacobian::INFINITY);
            for point in running[1..].iter().rev() {
                suffix = add(&suffix, point);
                total = total.vartime_add(&suffix);
            }
            total = (0..length.ilog2()).fold(total, |total, _| total.double());
            weighted.iter().fold(total, |total, point| add(&total, point))
        };
        running.chunks_exact(segments).zip(weighted.chunks_exact(segments)).map(of_window).collect()
    }
}

/// Each digit that isn't 0 of some windows: its bucket, and its term.
#[inline(always)]
fn each_digit<F>(terms: &Terms<'_, F>, windows: Range<u32>, mut each: impl FnMut(usize, u32)) {
    let (buckets, first) = (terms.digits.buckets(), windows.start);
    for window in windows {
        let before = (window - first) as usize * buckets;
        let mut of = |i: u32| {
            let digit = terms.digits.digit(&terms.scalars[i as usize], window);
            if digit != 0 {
                each(before + digit.unsigned_abs() as usize - 1, i << 1 | u32::from(digit < 0));
            }
        };
        if window == 0 {
            (0..terms.scalars.len() as u32).for_each(&mut of);
        } else {
            terms.wide.iter().copied().for_each(&mut of);
        }
    }
}

fn add<C: Curve>(sum: &Jacobian<C>, point: &Point<C::Field>) -> Jacobian<C> {
    if point.is_infinity() { *sum } else { sum.vartime_add_coordinates(&point.x, &point.y) }
}

/// Adds the points of each bucket in pairs, and returns the length of the longest. `ends` become those of the sums.
fn halve<'a, F: Field + 'a>(
    ends: &mut [u32],
    pairs: &mut Vec<(u32, u32)>,
    kind: Sums,
    at: impl Fn(usize) -> Term<'a, F>,
    sums: &mut Vec<Point<F>>,
    adder: &mut Adder<F>,
) -> u32 {
    sums.clear();
    let left =
        ends.iter().scan(0, |start, end| Some((*end - core::mem::replace(start, *end)).div_ceil(2))).sum::<u32>();
    sums.resize(left as usize, Point::INFINITY);
    let (mut start, mut place, mut longest) = (0, 0, 0);
    let mut flush = |pairs: &mut Vec<(u32, u32)>, sums: &mut [Point<F>]| {
        let pair = |i: usize| [at(pairs[i].0 as usize), at(pairs[i].0 as usize + 1)];
        adder.add(pairs.len(), kind, pair, |i, x, y| sums[pairs[i].1 as usize].set(x, y));
        pairs.clear();
    };
    for end in ends {
        let before = place;
        while start + 1 < *end {
            pairs.push((start, place));
            (start, place) = (start + 2, place + 1);
            if pairs.len() == BATCH {
                flush(pairs, sums);
            }
        }
        if start < *end {
            let (x, y) = at(start as usize).coordinates(kind);
            sums[place as usize].set(&x, &y);
            (start, place) = (start + 1, place + 1);
        }
        *end = place;
        longest = longest.max(place - before);
    }
    flush(pairs, sums);
    longest
}
