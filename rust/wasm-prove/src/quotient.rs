//! From the coefficients of a key and a witness to the scalars of section 9.

use crate::{
    Bytes,
    key::{AnyHeader, KeyHeader},
    wipe,
};
use fedzk_curves::{bls12_381::Bls12381Scalar, bn254::Bn254Scalar, field::TwoAdic};
use fedzk_prover::{
    Proving, SCALAR_BYTES,
    ntt::Domain,
    quotient::Quotient as Polynomials,
    rows::Rows,
    witness::{Witness, WitnessError},
    zkey::Header,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// The quotient of one proof.
#[wasm_bindgen]
pub struct Quotient(AnyQuotient);

enum AnyQuotient {
    Bn254(State<Bn254Scalar>),
    Bls12381(State<Bls12381Scalar>),
}

/// The same call for either curve.
macro_rules! each {
    ($quotient:expr, $name:ident => $call:expr) => {
        match $quotient {
            AnyQuotient::Bn254($name) => $call,
            AnyQuotient::Bls12381($name) => $call,
        }
    };
}

enum State<M: TwoAdic> {
    Rows {
        domain: Domain<M>,
        rows: Rows<M>,
        witness: Witness<M>,
    },
    Polynomials(Polynomials<M>),
    /// In between.
    Empty,
}

/// `error[0]` for a witness: its length, a value that isn't below r (its wire is `error[1]`), a first value that isn't 1.
const LENGTH: u32 = 1;
const RANGE: u32 = 2;
const ONE: u32 = 3;

#[wasm_bindgen]
impl Quotient {
    /// Begins with a witness. Where it is none of the key, the result is undefined and `error` says why.
    pub fn begin(header: &KeyHeader, mut witness: Vec<u8>, error: &mut [u32]) -> Option<Quotient> {
        let begun = match &header.0 {
            AnyHeader::Bn254(header) => State::begin(header, &witness).map(AnyQuotient::Bn254),
            AnyHeader::Bls12381(header) => State::begin(header, &witness).map(AnyQuotient::Bls12381),
        };
        wipe(&mut witness);
        begun.map(Self).map_err(|reason| error.copy_from_slice(&reason)).ok()
    }

    /// Adds coefficients of section 4, whole ones: 0, or the error.
    pub fn coefficients(&mut self, coefficients: &[u8]) -> u32 {
        each!(&mut self.0, state => state.coefficients(coefficients))
    }

    /// Does a part of the work after all coefficients were added; whether there is more.
    pub fn step(&mut self) -> bool {
        each!(&mut self.0, state => state.step())
    }

    /// The scalars, 32 bytes each, little-endian.
    pub fn finish(self) -> Bytes {
        each!(self.0, state => state.finish())
    }
}

impl<M: TwoAdic> State<M> {
    fn begin<S: Proving<Scalar = M>>(header: &Header<S>, witness: &[u8]) -> Result<Self, [u32; 2]> {
        let witness = Witness::read(witness, header.wires).map_err(|reason| match reason {
            WitnessError::Length => [LENGTH, 0],
            WitnessError::Range(wire) => [RANGE, wire as u32],
            WitnessError::One => [ONE, 0],
        })?;
        let domain = Domain::new(header.domain_log2);
        let rows = Rows::new(&domain);
        Ok(Self::Rows { domain, rows, witness })
    }

    fn coefficients(&mut self, coefficients: &[u8]) -> u32 {
        let Self::Rows { domain, rows, witness } = self else { panic!("Quotient::coefficients: after a step") };
        rows.add(coefficients, witness, domain).err().map_or(0, |reason| reason as u32)
    }

    fn step(&mut self) -> bool {
        match core::mem::replace(self, Self::Empty) {
            Self::Rows { domain, rows, .. } => {
                *self = Self::Polynomials(Polynomials::new(domain, rows));
                true
            }
            Self::Polynomials(mut polynomials) => {
                let more = polynomials.step();
                *self = Self::Polynomials(polynomials);
                more
            }
            Self::Empty => unreachable!("Quotient::step: a step that panicked"),
        }
    }

    fn finish(mut self) -> Bytes {
        while self.step() {}
        let Self::Polynomials(polynomials) = self else { unreachable!("Quotient::finish: steps lead to polynomials") };
        // All at once: a list that grows would leave copies behind.
        let mut bytes = vec![0; polynomials.count() * SCALAR_BYTES];
        for (out, scalar) in bytes.chunks_exact_mut(8).zip(polynomials.scalars().flatten()) {
            out.copy_from_slice(&scalar.to_le_bytes());
        }
        Bytes(bytes)
    }
}
