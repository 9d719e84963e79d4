//! A circuit's first key.

use crate::{G1, G2, P1, P2, Scalar, Suite};
use fedzk_powers::{
    key::{COEFFICIENT_BYTES, Matrix, WireSums, coefficient_count, coefficients, header, rows},
    section::{read, write},
    wrapped,
};
use fedzk_prover::zkey::KeyPoint;
use fedzk_r1cs::R1cs;
use wasm_bindgen::prelude::wasm_bindgen;

/// A compiled circuit.
#[wasm_bindgen]
pub struct Circuit(R1cs<Scalar>);

#[wasm_bindgen]
impl Circuit {
    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it.
    #[wasm_bindgen(constructor)]
    pub fn new(file: &[u8]) -> Result<Circuit, String> {
        R1cs::read(file).map(Self)
    }

    /// The number of wires.
    pub fn wires(&self) -> u32 {
        self.0.wires as u32
    }

    /// The number of public signals.
    #[wasm_bindgen(js_name = nPublic)]
    pub fn n_public(&self) -> u32 {
        self.0.public as u32
    }

    /// The number of rows: constraints, public signals and the constant.
    pub fn rows(&self) -> u32 {
        rows(&self.0) as u32
    }

    /// The start of section 2, up to its points.
    pub fn header(&self) -> Vec<u8> {
        header::<Suite>(&self.0)
    }

    /// The length of section 4 after its count.
    #[wasm_bindgen(js_name = coefficientBytes)]
    #[allow(clippy::cast_precision_loss)] // a file's length, below 2^53
    pub fn coefficient_bytes(&self) -> f64 {
        (coefficient_count(&self.0) * COEFFICIENT_BYTES) as f64
    }

    /// The coefficients of some rows.
    pub fn coefficients(&self, first: u32, end: u32) -> Vec<u8> {
        coefficients(&self.0, first as usize..end as usize)
    }
}

/// A point a wire.
#[wasm_bindgen]
pub struct Sums(Group);

enum Group {
    G1(WireSums<G1>),
    G2(WireSums<G2>),
}

#[wasm_bindgen]
impl Sums {
    /// Empty sums of a circuit's wires.
    #[wasm_bindgen(constructor)]
    pub fn new(group: u8, circuit: &Circuit) -> Self {
        let wires = circuit.0.wires;
        Self(if group == 1 { Group::G1(WireSums::new(wires)) } else { Group::G2(WireSums::new(wires)) })
    }

    /// Adds rows of matrix 0, 1 or 2 from `first` on, a point each; whether all could be read.
    #[wasm_bindgen(js_name = addRows)]
    pub fn add_rows(&mut self, circuit: &Circuit, matrix: u8, first: u32, points: &[u8]) -> bool {
        let matrix = [Matrix::A, Matrix::B, Matrix::C][usize::from(matrix)];
        let first = first as usize;
        match &mut self.0 {
            Group::G1(sums) => {
                read::<Suite, P1>(points).map(|points| sums.add_rows(&circuit.0, matrix, first, &points))
            }
            Group::G2(sums) => {
                read::<Suite, P2>(points).map(|points| sums.add_rows(&circuit.0, matrix, first, &points))
            }
        }
        .is_ok()
    }

    /// The sums of some wires.
    pub fn points(&self, first: u32, end: u32) -> Vec<u8> {
        let wires = first as usize..end as usize;
        match &self.0 {
            Group::G1(sums) => write::<Suite, P1>(&sums.affine(wires)),
            Group::G2(sums) => write::<Suite, P2>(&sums.affine(wires)),
        }
    }
}

/// What the circuit's hash takes of two lists of points of G1: their differences, uncompressed. Undefined if one can't be read.
#[wasm_bindgen]
pub fn differences(high: &[u8], low: &[u8]) -> Option<Vec<u8>> {
    let (mut high, low) = (read::<Suite, P1>(high).ok()?, read::<Suite, P1>(low).ok()?);
    fedzk_powers::transform::differences::<G1>(&mut high, &low);
    Some(crate::points::uncompressed(1, &write::<Suite, P1>(&high)))
}

/// The same of one pair as snarkjs computes it, whose first may be no point.
#[wasm_bindgen(js_name = wrappedDifference)]
pub fn wrapped_difference(high: &[u8], low: &[u8]) -> Vec<u8> {
    let mut out = vec![0; <P1 as KeyPoint<Suite>>::BYTES];
    wrapped::difference::<Suite>(high, low, &mut out);
    out
}
