//! A circuit's first proving key, from the Lagrange forms of a powers file: snarkjs's `zkey new`, to the byte.
//!
//! The circuit is a quadratic arithmetic program (Groth16, §2.3): each wire has polynomials A, B, C with its coefficient in
//! constraint i as their value at ωⁱ, so A(τ) of a wire is Σ coefficient·Lᵢ(τ), a sum of points. As snarkjs does, rows after
//! the last constraint have 1 for each of the wires 0 to `public` in A. γ and δ are 1.

use crate::{
    Contributing,
    digits::{Digits, Split, infinity},
    multiply::multiply,
    step::plus,
};
use alloc::{vec, vec::Vec};
use fedzk_curves::{
    curve::{Coordinates, Jacobian},
    field::{Field, Fp, Prime},
    uint,
};
use fedzk_r1cs::{R1cs, Term};

/// A circuit's matrix.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Matrix {
    /// A, with the rows of public wires.
    A,
    /// B.
    B,
    /// C.
    C,
}

/// The number of rows: constraints, and one for each public wire and the constant.
pub fn rows<M: Prime>(r1cs: &R1cs<M>) -> usize {
    r1cs.constraints.len() + r1cs.public + 1
}

/// Each of a row's terms.
fn each_term<M: Prime>(r1cs: &R1cs<M>, matrix: Matrix, row: usize, mut each: impl FnMut(usize, &Fp<M>)) {
    let of = |terms: &[Term<M>], each: &mut dyn FnMut(usize, &Fp<M>)| {
        for term in terms {
            each(term.wire, &term.coefficient);
        }
    };
    match (r1cs.constraints.get(row), matrix) {
        (Some(constraint), Matrix::A) => of(&constraint.a, &mut each),
        (Some(constraint), Matrix::B) => of(&constraint.b, &mut each),
        (Some(constraint), Matrix::C) => of(&constraint.c, &mut each),
        (None, Matrix::A) => each(row - r1cs.constraints.len(), &Fp::ONE),
        (None, _) => {}
    }
}

/// A point a wire, each a sum over rows.
pub struct WireSums<C: Split> {
    sums: Vec<Jacobian<C>>,
    /// Terms whose product is not computed yet.
    wires: Vec<u32>,
    points: Vec<Coordinates<C::Field>>,
    digits: Vec<Digits>,
}

/// Products that are computed together.
const BATCH: usize = 1024;

impl<C: Split> WireSums<C> {
    /// Empty sums of so many wires.
    pub fn new(wires: usize) -> Self {
        Self { sums: vec![Jacobian::INFINITY; wires], wires: Vec::new(), points: Vec::new(), digits: Vec::new() }
    }

    /// Adds a matrix's rows from `first` on, with a point each: Lᵢ(τ), or its multiple by α or β.
    ///
    /// # Panics
    /// If there are more points than rows.
    pub fn add_rows<M: Prime>(
        &mut self,
        r1cs: &R1cs<M>,
        matrix: Matrix,
        first: usize,
        points: &[Coordinates<C::Field>],
    ) {
        assert!(first + points.len() <= rows(r1cs), "WireSums::add_rows: more points than rows");
        for (row, point) in (first..).zip(points) {
            each_term(r1cs, matrix, row, |wire, coefficient| self.add(wire, point, coefficient));
        }
        self.flush();
    }

    fn add<M: Prime>(&mut self, wire: usize, point: &Coordinates<C::Field>, coefficient: &Fp<M>) {
        let sum = &mut self.sums[wire];
        if *coefficient == Fp::ONE {
            *sum = plus(sum, point);
        } else if *coefficient == -Fp::ONE {
            *sum = plus(sum, &Coordinates { x: point.x, y: -point.y });
        } else {
            let words = coefficient.to_words();
            self.wires.push(wire as u32);
            self.points.push(*point);
            self.digits.push(Digits::new::<C>(&[words[0], words[1], words[2], words[3]]));
            if self.wires.len() == BATCH {
                self.flush();
            }
        }
    }

    fn flush(&mut self) {
        if self.wires.is_empty() {
            return;
        }
        multiply::<C>(&mut self.points, &self.digits);
        for (wire, product) in self.wires.drain(..).zip(&self.points) {
            let sum = &mut self.sums[wire as usize];
            *sum = plus(sum, product);
        }
        self.points.clear();
        self.digits.clear();
    }

    /// The sums of some wires.
    pub fn affine(&self, wires: core::ops::Range<usize>) -> Vec<Coordinates<C::Field>> {
        let points = Jacobian::vartime_all_coordinates(&self.sums[wires]);
        points.into_iter().map(|point| point.unwrap_or_else(infinity)).collect()
    }
}

/// The length of a coefficient in section 4.
pub const COEFFICIENT_BYTES: usize = 44;

/// The coefficients of A and B of some rows, as section 4 has them after its count: u32 matrix ‖ u32 row ‖ u32 wire ‖ the
/// integer vR² mod r, R = 2^256, little-endian.
pub fn coefficients<M: Prime>(r1cs: &R1cs<M>, range: core::ops::Range<usize>) -> Vec<u8> {
    let square = const { uint::shl_mod([1, 0, 0, 0, 0, 0], 512, M::MODULUS) };
    let square = Fp::<M>::from_words(square).expect("coefficients: a constant below r");
    let mut out = Vec::new();
    for row in range {
        for (number, matrix) in [(0u32, Matrix::A), (1, Matrix::B)] {
            each_term(r1cs, matrix, row, |wire, coefficient| {
                for integer in [number, row as u32, wire as u32] {
                    out.extend(integer.to_le_bytes());
                }
                // snarkjs writes the rows of public wires with a coefficient 1 like any other.
                for word in &(*coefficient * square).to_words()[..4] {
                    out.extend(word.to_le_bytes());
                }
            });
        }
    }
    out
}

/// The number of coefficients of A and B.
pub fn coefficient_count<M: Prime>(r1cs: &R1cs<M>) -> usize {
    r1cs.constraints.iter().map(|constraint| constraint.a.len() + constraint.b.len()).sum::<usize>() + r1cs.public + 1
}

/// The start of section 2: u32 q's bytes ‖ q ‖ u32 32 ‖ r ‖ u32 wires ‖ u32 public ‖ u32 domain, of the smallest power of two
/// that isn't below the rows.
pub fn header<S: Contributing>(r1cs: &R1cs<S::Scalar>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut prime = |words: &[u64; 6], bytes: usize| {
        out.extend((bytes as u32).to_le_bytes());
        out.extend(words[..bytes / 8].iter().flat_map(|word| word.to_le_bytes()));
    };
    prime(&S::MODULUS, S::BYTES);
    prime(&S::Scalar::MODULUS, S::Scalar::BYTES);
    for number in [r1cs.wires, r1cs.public, rows(r1cs).next_power_of_two()] {
        out.extend((number as u32).to_le_bytes());
    }
    out
}
