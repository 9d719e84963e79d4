//! The hash Poseidon as in circomlib (Grassi, Khovratovich, Rechberger, Roy, Schofnegger,
//! <https://eprint.iacr.org/2019/458>): S-box x^5, a first lane of 0 and then the inputs, one permutation, and the
//! first lane as the output.
//!
//! # Partial rounds
//! In a partial round only lane 0 passes the S-box. Let z be its input, u the other lanes, y = z^5, κ the next
//! round's constants, and the matrix M = (a, b; c, D) with the scalar a, the row b, the column c and the square D. Then
//!
//! z_(r+1) = a·y_r + b·u_r + κ_r0, u_(r+1) = c·y_r + D·u_r + κ_r',
//!
//! and, with u_r written out, z_(r+1) = b·D^r·u_0 + Σ_(j≤r) h_(r−j)·y_j + e_r, where h_0 = a, h_k = b·D^(k−1)·c and
//! e_r are constants. So a round is one dot product. The lanes u have no wires, and are computed once for a group of g
//! rounds: u_g = D^g·u_0 + Σ_j D^(g−1−j)·c·y_j + f. For 17 lanes and groups of 17 rounds this takes 3,800 products
//! instead of 19,700, all of them in sums that are reduced a dozen at a time.

use crate::{grain::Constants, secret::Secret};
use alloc::{vec, vec::Vec};
use fedzk_curves::field::{Field, Fp, Prime};

/// The most inputs of a hash.
pub const MAX_ARITY: usize = 16;

/// Rounds in which all lanes pass the S-box: half of them come first, half last.
pub(crate) const FULL_ROUNDS: usize = 8;
/// Partial rounds of widths 2 to 17: circomlib's, for both fields.
const PARTIAL_ROUNDS: [usize; MAX_ARITY] = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];
const MAX_PARTIAL_ROUNDS: usize = 70;
const MAX_WIDTH: usize = MAX_ARITY + 1;
/// The most partial rounds of a group. All their numbers have a divisor from 13 to this; it is about best for 17 lanes.
const MAX_GROUP: usize = 22;

/// Partial rounds of the permutation for `arity` inputs.
pub(crate) const fn partial_rounds(arity: usize) -> usize {
    PARTIAL_ROUNDS[arity - 1]
}

/// The permutation for one number of inputs.
pub struct Poseidon<M: Prime> {
    width: usize,
    /// The constants that are added first, and after each full round but the last.
    constants: Vec<Fp<M>>,
    /// Rows of M.
    matrix: Vec<Fp<M>>,
    /// Rows (b·D^r, h_r, .., h_0), the same for each group.
    firsts: Vec<Vec<Fp<M>>>,
    /// e_r, group by group.
    offsets: Vec<Fp<M>>,
    /// Rows of (D^g, D^(g−1)·c, .., c).
    others: Vec<Vec<Fp<M>>>,
    /// f, group by group.
    other_offsets: Vec<Fp<M>>,
}

impl<M: Prime> Poseidon<M> {
    /// Makes the constants, in a millisecond or two for 16 inputs.
    ///
    /// # Panics
    /// If the number of inputs is not 1 to [`MAX_ARITY`].
    pub fn new(arity: usize) -> Self {
        assert!((1..=MAX_ARITY).contains(&arity), "Poseidon::new: 1 to {MAX_ARITY} inputs");
        let (width, partial) = (arity + 1, partial_rounds(arity));
        let group =
            (1..=MAX_GROUP).rev().find(|group| partial.is_multiple_of(*group)).expect("Poseidon::new: 1 divides");
        let Constants { rounds, matrix } = Constants::<M>::generate(width, FULL_ROUNDS, partial);
        let round = |r: usize| &rounds[r * width..(r + 1) * width];
        let half = FULL_ROUNDS / 2;

        let a = matrix[0];
        let b = &matrix[1..width];
        let c: Vec<_> = matrix.iter().step_by(width).skip(1).copied().collect();
        let d = Square::new(matrix.chunks(width).skip(1).flat_map(|row| &row[1..]).copied().collect(), arity);
        let d_transposed = d.transpose();

        // b·D^r, D^r·c and h_r.
        let (mut rows, mut columns, mut response) = (vec![b.to_vec()], vec![c], vec![a]);
        for r in 1..group {
            response.push(Fp::dot(&rows[r - 1], &columns[0]));
            rows.push(d_transposed.times(&rows[r - 1]));
            columns.push(d.times(&columns[r - 1]));
        }
        let with_response = |(r, row): (usize, Vec<_>)| [&row[..], &reversed(&response[..=r])].concat();
        let firsts = rows.into_iter().enumerate().map(with_response).collect();
        let power = d.power(group);
        let of_powers = |i: usize| columns.iter().rev().map(|column| column[i]).collect::<Vec<_>>();
        let others = (0..arity).map(|i| [power.row(i), &of_powers(i)].concat()).collect();

        let (mut offsets, mut other_offsets) = (vec![], vec![]);
        for start in (half..half + partial).step_by(group) {
            let mut lanes = vec![Fp::ZERO; arity];
            for r in start..start + group {
                let next = round(r + 1);
                offsets.push(Fp::dot(b, &lanes) + next[0]);
                lanes = d.times(&lanes).iter().zip(&next[1..]).map(|(&lane, &own)| (lane + own).norm()).collect();
            }
            other_offsets.extend(lanes);
        }

        let constants = (0..=half).chain(half + partial + 1..FULL_ROUNDS + partial).flat_map(round).copied().collect();
        Self { width, constants, matrix, firsts, offsets, others, other_offsets }
    }

    /// The number of inputs.
    pub fn arity(&self) -> usize {
        self.width - 1
    }

    /// The hash of as many elements as [`Self::arity`] says.
    ///
    /// # Panics
    /// If their number is another.
    pub fn hash(&self, inputs: &[Fp<M>]) -> Fp<M> {
        let mut trace = Trace::new();
        let (first, rest) = inputs.split_first().expect("Poseidon::hash: an input");
        self.trace(*first, rest, &mut trace)
    }

    /// The hash of `first` and `rest`, with its intermediate values in `trace`.
    pub(crate) fn trace(&self, first: Fp<M>, rest: &[Fp<M>], trace: &mut Trace<M>) -> Fp<M> {
        assert_eq!(rest.len() + 2, self.width, "Poseidon::trace: the number of inputs");
        let (width, half) = (self.width, FULL_ROUNDS / 2);
        trace.clear();
        trace.state.push(self.constants[0]);
        for (input, constant) in core::iter::once(&first).chain(rest).zip(&self.constants[1..width]) {
            trace.state.push(*input + *constant);
        }
        for full in 0..FULL_ROUNDS {
            if full == half {
                self.partial_rounds(trace);
            }
            for i in 0..width {
                let power = trace.power(trace.state[i]);
                trace.fifths[i] = power;
            }
            if full + 1 < FULL_ROUNDS {
                let constants = &self.constants[(full + 1) * width..(full + 2) * width];
                for (i, (row, constant)) in self.matrix.chunks(width).zip(constants).enumerate() {
                    let lane = Fp::dot(row, &trace.fifths[..width]) + *constant;
                    trace.state[i] = lane;
                    trace.lanes.push(lane);
                }
            }
        }
        Fp::dot(&self.matrix[..width], &trace.fifths[..width])
    }

    fn partial_rounds(&self, trace: &mut Trace<M>) {
        let groups = self.offsets.chunks(self.firsts.len()).zip(self.other_offsets.chunks(self.arity()));
        for (offsets, other_offsets) in groups {
            // u_0, y_0, y_1, ..
            trace.past.clear();
            for i in 1..self.width {
                trace.past.push(trace.state[i].norm());
            }
            for (row, offset) in self.firsts.iter().zip(offsets) {
                let power = trace.power(trace.state[0]);
                trace.past.push(power);
                let first = Fp::dot(row, &trace.past) + *offset;
                trace.state[0] = first;
                trace.firsts.push(first);
            }
            for (i, (row, offset)) in self.others.iter().zip(other_offsets).enumerate() {
                trace.state[i + 1] = Fp::dot(row, &trace.past) + *offset;
            }
        }
    }
}

/// The values of a permutation that are on the circuit's wires, and its working memory.
pub(crate) struct Trace<M: Prime> {
    /// x^2 of the S-boxes, one by one.
    pub squares: Secret<M>,
    /// x^4, likewise.
    pub fourths: Secret<M>,
    /// The lanes after each full round but the last, with the next round's constants.
    pub lanes: Secret<M>,
    /// Lane 0 after each partial round, likewise.
    pub firsts: Secret<M>,
    /// x^5 of the last round, and before it of each full round.
    pub fifths: Secret<M>,
    /// The inputs of the next round's S-boxes; for lanes that pass none, their kept values.
    state: Secret<M>,
    past: Secret<M>,
}

impl<M: Prime> Trace<M> {
    pub fn new() -> Self {
        let boxes = FULL_ROUNDS * MAX_WIDTH + MAX_PARTIAL_ROUNDS;
        let [squares, fourths] = [0; 2].map(|_| Secret::with_capacity(boxes));
        let mut fifths = Secret::with_capacity(MAX_WIDTH);
        (0..MAX_WIDTH).for_each(|_| fifths.push(Fp::ZERO));
        Self {
            squares,
            fourths,
            lanes: Secret::with_capacity((FULL_ROUNDS - 1) * MAX_WIDTH),
            firsts: Secret::with_capacity(MAX_PARTIAL_ROUNDS),
            fifths,
            state: Secret::with_capacity(MAX_WIDTH),
            past: Secret::with_capacity(MAX_ARITY + MAX_GROUP),
        }
    }

    fn clear(&mut self) {
        for list in [&mut self.squares, &mut self.fourths, &mut self.lanes, &mut self.firsts, &mut self.state] {
            list.clear();
        }
    }

    /// Computes x^5, and records the steps.
    fn power(&mut self, x: Fp<M>) -> Fp<M> {
        let square = x.square();
        let fourth = square.square();
        self.squares.push(square);
        self.fourths.push(fourth);
        fourth * x
    }
}

fn reversed<T: Copy>(list: &[T]) -> Vec<T> {
    list.iter().rev().copied().collect()
}

/// A square matrix, row by row.
struct Square<M: Prime> {
    entries: Vec<Fp<M>>,
    size: usize,
}

impl<M: Prime> Square<M> {
    fn new(entries: Vec<Fp<M>>, size: usize) -> Self {
        Self { entries, size }
    }

    fn row(&self, i: usize) -> &[Fp<M>] {
        &self.entries[i * self.size..(i + 1) * self.size]
    }

    fn transpose(&self) -> Self {
        let entries = (0..self.size).flat_map(|i| self.entries.iter().skip(i).step_by(self.size)).copied().collect();
        Self::new(entries, self.size)
    }

    /// The product with the column that `column` starts with.
    fn times(&self, column: &[Fp<M>]) -> Vec<Fp<M>> {
        self.entries.chunks(self.size).map(|row| Fp::dot(row, &column[..self.size])).collect()
    }

    /// self^exponent for an exponent above 0, from its highest bit.
    fn power(&self, exponent: usize) -> Self {
        let product = |a: &Self, b: &Self| {
            let columns = b.transpose();
            Self::new((0..a.size).flat_map(|i| columns.times(a.row(i))).collect(), a.size)
        };
        let mut result = Self::new(self.entries.clone(), self.size);
        for i in (0..exponent.ilog2()).rev() {
            result = product(&result, &result);
            if exponent >> i & 1 == 1 {
                result = product(&result, self);
            }
        }
        result
    }
}
