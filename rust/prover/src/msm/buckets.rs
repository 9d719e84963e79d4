//! One window: its points put into buckets, each bucket added up, and the sum of all with their weights.

use super::{
    add::{Adder, BATCH, Point},
    scalar::{Digits, Signed},
};
use alloc::{vec, vec::Vec};
use fedzk_curves::{
    curve::{Curve, Jacobian},
    field::Field,
};

/// Buckets 1 to n, and the memory that filling them takes.
pub(super) struct Buckets<F> {
    /// Where each bucket's terms end, while they are added up.
    ends: Vec<u32>,
    /// The terms by bucket: the point's index, and whether its negative is meant in the lowest bit.
    terms: Vec<u32>,
    digits: Vec<i32>,
    sums: [Vec<Point<F>>; 2],
    /// Index and place of the sums that wait for a batch.
    pairs: Vec<(u32, u32)>,
}

impl<F: Field> Buckets<F> {
    pub fn new(n: usize) -> Self {
        Self { ends: vec![0; n], terms: Vec::new(), digits: Vec::new(), sums: [Vec::new(), Vec::new()], pairs: Vec::new() }
    }

    /// Fills the buckets with the points by their digits of a window; whether any has one.
    pub fn fill(
        &mut self,
        points: &[Point<F>],
        scalars: &[Signed],
        digits: Digits,
        window: u32,
        adder: &mut Adder<F>,
    ) -> bool {
        if !self.sort(scalars, digits, window) {
            return false;
        }
        let terms = &self.terms;
        let [next, spare] = &mut self.sums;
        let at = |i: usize| {
            let term = terms[i];
            let point = points[(term >> 1) as usize];
            if term & 1 == 1 { -point } else { point }
        };
        let mut longest = halve(&mut self.ends, &mut self.pairs, at, next, adder);
        while longest > 1 {
            core::mem::swap(next, spare);
            longest = halve(&mut self.ends, &mut self.pairs, |i| spare[i], next, adder);
        }
        true
    }

    /// Sorts the terms of a window by their bucket; whether there are any.
    fn sort(&mut self, scalars: &[Signed], digits: Digits, window: u32) -> bool {
        self.digits.clear();
        self.digits.extend(scalars.iter().map(|scalar| digits.digit(scalar, window)));
        // A bucket's end first is its start, and moves on with each of its terms.
        self.ends.fill(0);
        for digit in self.digits.iter().filter(|digit| **digit != 0) {
            self.ends[digit.unsigned_abs() as usize - 1] += 1;
        }
        let mut count = 0;
        for end in &mut self.ends {
            count += core::mem::replace(end, count);
        }
        self.terms.clear();
        self.terms.resize(count as usize, 0);
        for (i, digit) in self.digits.iter().enumerate().filter(|(_, digit)| **digit != 0) {
            let end = &mut self.ends[digit.unsigned_abs() as usize - 1];
            self.terms[*end as usize] = (i as u32) << 1 | u32::from(*digit < 0);
            *end += 1;
        }
        count > 0
    }

    /// Σ b·(sum of bucket b), by two running sums. Segments of the buckets have running sums of their own, so that their
    /// additions are independent.
    pub fn weighted_sum<C: Curve<Field = F>>(&mut self, adder: &mut Adder<F>) -> Jacobian<C> {
        let buckets = self.ends.len();
        let segments = (1usize << (buckets.ilog2() / 2)).clamp(1, BATCH).min(buckets);
        let length = buckets.div_ceil(segments);
        let sums = &self.sums[0];
        let mut running = vec![Point::INFINITY; segments];
        let mut weighted = vec![Point::INFINITY; segments];
        let mut fresh = vec![Point::INFINITY; segments];
        let bucket = |i: usize| match self.ends.get(i) {
            Some(&end) if end > if i == 0 { 0 } else { self.ends[i - 1] } => sums[end as usize - 1],
            _ => Point::INFINITY,
        };
        for j in (0..length).rev() {
            adder.add(segments, |k| (running[k], bucket(k * length + j)), |k, sum| fresh[k] = sum);
            core::mem::swap(&mut running, &mut fresh);
            adder.add(segments, |k| (weighted[k], running[k]), |k, sum| fresh[k] = sum);
            core::mem::swap(&mut weighted, &mut fresh);
        }
        // Segment k begins at bucket k·length + 1: its weighted sum lacks k·length times its plain one.
        let mut total = Jacobian::INFINITY;
        let mut suffix = Jacobian::INFINITY;
        for k in (1..segments).rev() {
            suffix = add(&suffix, &running[k]);
            total = total.vartime_add(&suffix);
        }
        total = total.vartime_mul_plain(&[length as u64]);
        weighted.iter().fold(total, |total, point| add(&total, point))
    }
}

fn add<C: Curve>(sum: &Jacobian<C>, point: &Point<C::Field>) -> Jacobian<C> {
    if point.is_infinity() { *sum } else { sum.vartime_add_coordinates(&point.x, &point.y) }
}

/// Adds the points of each bucket in pairs; what is left of the longest. `ends` become those of the sums.
fn halve<F: Field>(
    ends: &mut [u32],
    pairs: &mut Vec<(u32, u32)>,
    at: impl Fn(usize) -> Point<F>,
    sums: &mut Vec<Point<F>>,
    adder: &mut Adder<F>,
) -> u32 {
    sums.clear();
    sums.resize(ends.last().map_or(0, |end| *end as usize).div_ceil(2) + ends.len(), Point::INFINITY);
    pairs.clear();
    let (mut start, mut place, mut longest) = (0, 0, 0);
    let mut flush = |pairs: &mut Vec<(u32, u32)>, sums: &mut [Point<F>]| {
        adder.add(
            pairs.len(),
            |i| (at(pairs[i].0 as usize), at(pairs[i].0 as usize + 1)),
            |i, sum| sums[pairs[i].1 as usize] = sum,
        );
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
            sums[place as usize] = at(start as usize);
            (start, place) = (start + 1, place + 1);
        }
        *end = place;
        longest = longest.max(place - before);
    }
    flush(pairs, sums);
    longest
}
