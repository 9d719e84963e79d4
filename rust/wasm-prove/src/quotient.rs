//! From the coefficients of a key and a witness to the scalars of section 9.

use crate::{Bytes, Scalar, key::KeyHeader, wipe};
use fedzk_prover::{
    SCALAR_BYTES,
    ntt::Domain,
    quotient::Quotient as Polynomials,
    rows::Rows,
    witness::{Witness, WitnessError},
};
use wasm_bindgen::prelude::wasm_bindgen;

/// Computes the quotient of one proof.
#[wasm_bindgen]
pub struct Quotient(State);

enum State {
    Rows {
        domain: Domain<Scalar>,
        rows: Rows<Scalar>,
        witness: Witness<Scalar>,
    },
    Polynomials(Polynomials<Scalar>),
    /// The transition between the two.
    Empty,
}

/// `error[0]` for a witness: its length, a value that isn't below r (its wire is `error[1]`), a first value that isn't
/// 1.
const LENGTH: u32 = 1;
const RANGE: u32 = 2;
const ONE: u32 = 3;

#[wasm_bindgen]
impl Quotient {
    /// Begins with a witness. Returns undefined for one that does not fit the key, and `error` holds the reason.
    pub fn begin(header: &KeyHeader, mut witness: Vec<u8>, error: &mut [u32]) -> Option<Quotient> {
        let read = Witness::read(&witness, header.0.wires);
        wipe(&mut witness);
        let refuse = |reason| {
            error.copy_from_slice(&match reason {
                WitnessError::Length => [LENGTH, 0],
                WitnessError::Range(wire) => [RANGE, wire as u32],
                WitnessError::One => [ONE, 0],
            });
        };
        let witness = read.map_err(refuse).ok()?;
        let domain = Domain::new(header.0.domain_log2);
        let rows = Rows::new(&domain);
        Some(Self(State::Rows { domain, rows, witness }))
    }

    /// Adds whole coefficients of section 4. Returns 0 or the error.
    pub fn coefficients(&mut self, coefficients: &[u8]) -> u32 {
        let State::Rows { domain, rows, witness } = &mut self.0 else { panic!("Quotient::coefficients: after a step") };
        rows.add(coefficients, witness, domain).err().map_or(0, |reason| reason as u32)
    }

    /// Does a part of the work, after all coefficients were added. Returns whether there is more.
    pub fn step(&mut self) -> bool {
        match core::mem::replace(&mut self.0, State::Empty) {
            State::Rows { domain, rows, .. } => {
                self.0 = State::Polynomials(Polynomials::new(domain, rows));
                true
            }
            State::Polynomials(mut polynomials) => {
                let more = polynomials.step();
                self.0 = State::Polynomials(polynomials);
                more
            }
            State::Empty => unreachable!("Quotient::step: a step that panicked"),
        }
    }

    /// Returns the scalars, 32 bytes each, little-endian.
    pub fn finish(mut self) -> Bytes {
        while self.step() {}
        let State::Polynomials(polynomials) = self.0 else {
            unreachable!("Quotient::finish: steps lead to polynomials")
        };
        // Reserves everything at once: a list that grows would leave copies behind.
        let mut bytes = vec![0; polynomials.count() * SCALAR_BYTES];
        for (out, scalar) in bytes.chunks_exact_mut(8).zip(polynomials.scalars().flatten()) {
            out.copy_from_slice(&scalar.to_le_bytes());
        }
        Bytes(bytes)
    }
}
