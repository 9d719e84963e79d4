//! Many points times scalars: each its own, or one for all of them.
//!
//! A point's odd multiples and their images under the endomorphism are in a table. All points are doubled in step, and those
//! add a multiple whose scalar has a digit at this place (Gallant, Lambert, Vanstone, CRYPTO 2001; for G2 Galbraith, Lin,
//! Scott, <https://eprint.iacr.org/2008/194>). Time and memory accesses depend on the scalars.

use crate::{
    digits::{Digits, MOST_STREAMS, MULTIPLES, Split, infinity, is_infinity},
    step::{Move, Steps},
};
use alloc::{vec, vec::Vec};
use core::hint::black_box;
use fedzk_curves::{curve::Coordinates, field::Field};

/// The most points that share inversions, of which a batch takes about three for each digit.
const BATCH: usize = 1024;

/// Multiplies each point by its scalar's digits, or by those of the only scalar. Points must be on the curve.
///
/// # Panics
/// If there is neither one scalar nor one a point.
pub fn multiply<C: Split>(points: &mut [Coordinates<C::Field>], digits: &[Digits]) {
    assert!(digits.len() == 1 || digits.len() == points.len(), "multiply: a scalar, or one a point");
    let finite: Vec<u32> = (0..).zip(&*points).filter(|(_, point)| !is_infinity(point)).map(|(i, _)| i).collect();
    let mut work = Work::<C>::default();
    for batch in finite.chunks(BATCH) {
        let of = |i: usize| if digits.len() == 1 { &digits[0] } else { &digits[batch[i] as usize] };
        let bases: Vec<_> = batch.iter().map(|i| points[*i as usize]).collect();
        work.multiply(&bases, of);
        for (i, product) in batch.iter().zip(&work.sums) {
            points[*i as usize] = *product;
        }
    }
}

/// What a batch works in.
struct Work<C: Split> {
    /// The odd multiples by stream, each of all points in a row: those with the same scalar take the same.
    table: Vec<Coordinates<C::Field>>,
    sums: Vec<Coordinates<C::Field>>,
    /// Whether a point's highest digit was met.
    begun: Vec<bool>,
}

impl<C: Split> Default for Work<C> {
    fn default() -> Self {
        Self { table: Vec::new(), sums: Vec::new(), begun: Vec::new() }
    }
}

impl<C: Split> Work<C> {
    fn multiply<'a>(&mut self, bases: &[Coordinates<C::Field>], digits: impl Fn(usize) -> &'a Digits) {
        let mut steps = Steps::<C>::new(false);
        self.tabulate(bases, &mut steps);
        let count = bases.len();
        self.sums.clear();
        self.sums.resize(count, infinity());
        self.begun.clear();
        self.begun.resize(count, false);
        let mut first = Vec::with_capacity(count);
        let mut more: [Vec<Move>; MOST_STREAMS] = Default::default();
        for at in 0..C::DIGITS {
            first.clear();
            more.iter_mut().for_each(Vec::clear);
            for i in 0..count {
                let mut terms = 0;
                let doubles = self.begun[i];
                for stream in 0..C::STREAMS {
                    let digit = digits(i).digit::<C>(stream, at);
                    if digit == 0 {
                        continue;
                    }
                    let place = (stream * MULTIPLES + usize::from(digit.unsigned_abs() / 2)) * count + i;
                    if !self.begun[i] {
                        let Coordinates { x, y } = self.table[place];
                        self.sums[i] = Coordinates { x, y: y.negated_if(digit < 0) };
                        self.begun[i] = true;
                        continue;
                    }
                    let step = Move::with(i, place, digit < 0);
                    let moves = if doubles && terms == 0 { &mut first } else { &mut more[terms] };
                    moves.push(step);
                    terms += 1;
                }
                if doubles && terms == 0 {
                    first.push(Move::double(i));
                }
            }
            if !first.is_empty() {
                // The last double is normalised, and those before it in turns.
                let lazy = !(C::DIGITS - 1 - at).is_multiple_of(C::LAZY_DOUBLES + 1);
                steps.double_and_add(&mut self.sums, &self.table, &first, lazy);
            }
            for moves in more.iter().filter(|moves| !moves.is_empty()) {
                steps.add(&mut self.sums, &self.table, moves);
            }
        }
        for moves in more.iter_mut().chain([&mut first]) {
            moves.fill(Move::double(0));
            black_box(moves);
        }
    }

    fn tabulate(&mut self, bases: &[Coordinates<C::Field>], steps: &mut Steps<C>) {
        let count = bases.len();
        let mut doubles = bases.to_vec();
        let all: Vec<Move> = (0..bases.len()).map(Move::double).collect();
        steps.double_and_add(&mut doubles, &[], &all, false);
        let all: Vec<Move> = (0..bases.len()).map(|i| Move::with(i, i, false)).collect();
        self.table.clear();
        self.table.resize(C::STREAMS * MULTIPLES * count, infinity());
        let mut multiples = bases.to_vec();
        for j in 0..MULTIPLES {
            if j > 0 {
                steps.add(&mut multiples, &doubles, &all);
            }
            for (i, multiple) in multiples.iter().enumerate() {
                let mut image = *multiple;
                self.table[j * count + i] = image;
                for stream in 1..C::STREAMS {
                    image = C::image(&image);
                    self.table[(stream * MULTIPLES + j) * count + i] = image;
                }
            }
        }
    }
}

/// The sums follow the secret digits.
impl<C: Split> Drop for Work<C> {
    fn drop(&mut self) {
        for points in [&mut self.table, &mut self.sums] {
            points.fill(infinity());
            black_box(points);
        }
    }
}

/// Multiplies one point.
pub fn multiply_one<C: Split>(point: &Coordinates<C::Field>, scalar: &[u64; 4]) -> Coordinates<C::Field> {
    let mut points = vec![*point];
    multiply::<C>(&mut points, &[Digits::new::<C>(scalar)]);
    points[0]
}

/// The sum of two points, each of which may be at infinity.
pub fn add<C: Split>(a: &Coordinates<C::Field>, b: &Coordinates<C::Field>) -> Coordinates<C::Field> {
    let mut sum = [*a];
    Steps::<C>::new(true).add(&mut sum, &[*b], &[Move::with(0, 0, false)]);
    let [sum] = sum;
    sum
}
