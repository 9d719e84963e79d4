//! Sums over a key's points.

use crate::wipe;
use fedzk_curves::{
    bls12_381::{self, Bls12381},
    bn254::{self, Bn254},
    curve::{Curve, Encoding, Jacobian},
};
use fedzk_groth16::Suite;
use fedzk_prover::{
    Proving, SCALAR_BYTES,
    msm::Msm,
    witness::scalar,
    zkey::{G1Point, G2Point, KeyPoint},
};
use wasm_bindgen::prelude::wasm_bindgen;

/// Σ kᵢ·Pᵢ over a part of a section.
#[wasm_bindgen]
pub struct Sum(AnySum);

enum AnySum {
    Bn254G1(Msm<bn254::G1>),
    Bn254G2(Msm<bn254::G2>),
    Bls12381G1(Msm<bls12_381::G1>),
    Bls12381G2(Msm<bls12_381::G2>),
}

/// The same call for each group.
macro_rules! each {
    ($sum:expr, $name:ident => $call:expr) => {
        match $sum {
            AnySum::Bn254G1($name) => $call,
            AnySum::Bn254G2($name) => $call,
            AnySum::Bls12381G1($name) => $call,
            AnySum::Bls12381G2($name) => $call,
        }
    };
}

#[wasm_bindgen]
impl Sum {
    /// An empty one, of a curve by its number and of G1 or G2, with room for so many terms.
    #[wasm_bindgen(constructor)]
    pub fn new(curve: u8, group: u8, terms: u32) -> Self {
        let mut sum = match (curve == Bls12381::CURVE_ID, group == 2) {
            (false, false) => AnySum::Bn254G1(Msm::new()),
            (false, true) => AnySum::Bn254G2(Msm::new()),
            (true, false) => AnySum::Bls12381G1(Msm::new()),
            (true, true) => AnySum::Bls12381G2(Msm::new()),
        };
        each!(&mut sum, msm => msm.reserve(terms as usize));
        Self(sum)
    }

    /// Adds points with their scalars, of which those that are zero are left out; whether all of them could be read.
    pub fn push(&mut self, points: &[u8], mut scalars: Vec<u8>) -> bool {
        let read = match &mut self.0 {
            AnySum::Bn254G1(msm) => push::<Bn254, G1Point<Bn254>>(msm, points, &scalars),
            AnySum::Bn254G2(msm) => push::<Bn254, G2Point<Bn254>>(msm, points, &scalars),
            AnySum::Bls12381G1(msm) => push::<Bls12381, G1Point<Bls12381>>(msm, points, &scalars),
            AnySum::Bls12381G2(msm) => push::<Bls12381, G2Point<Bls12381>>(msm, points, &scalars),
        };
        wipe(&mut scalars);
        read.is_some()
    }

    /// Does a part of the work; whether there is more.
    pub fn step(&mut self) -> bool {
        each!(&mut self.0, msm => msm.step())
    }

    /// How many steps there are, 0 before the first.
    pub fn steps(&self) -> u32 {
        each!(&self.0, msm => msm.steps())
    }

    /// The sum, as a point uncompressed, the point at infinity zeros. Undefined where it is in no group.
    pub fn finish(self) -> Option<Vec<u8>> {
        each!(self.0, msm => write_sum(&msm.finish()))
    }
}

fn push<S: Proving, P: KeyPoint<S>>(msm: &mut Msm<P::Curve>, points: &[u8], scalars: &[u8]) -> Option<()> {
    if points.len() / P::BYTES != scalars.len() / SCALAR_BYTES || !points.len().is_multiple_of(P::BYTES) {
        return None;
    }
    for (point, bytes) in points.chunks_exact(P::BYTES).zip(scalars.chunks_exact(SCALAR_BYTES)) {
        let scalar = scalar::<S::Scalar>(bytes)?;
        if scalar != [0; 4]
            && let Some(point) = P::read(point).ok()?
        {
            msm.push(point, &scalar);
        }
    }
    Some(())
}

/// The bytes of a sum.
fn write_sum<C: Curve + Encoding>(sum: &Jacobian<C>) -> Option<Vec<u8>> {
    let mut bytes = vec![0; C::BYTES];
    if let Some(coordinates) = sum.vartime_coordinates() {
        C::write(&coordinates.vartime_check().ok()?, &mut bytes);
    }
    Some(bytes)
}

/// The sum of the points of several sums' bytes, one after the other.
pub(crate) fn read_sums<C: Curve + Encoding>(bytes: &[u8]) -> Option<Jacobian<C>> {
    if !bytes.len().is_multiple_of(C::BYTES) {
        return None;
    }
    bytes
        .chunks_exact(C::BYTES)
        .filter(|point| point.iter().any(|byte| *byte != 0))
        .try_fold(Jacobian::INFINITY, |sum, point| Some(sum.vartime_add(&C::read(point).ok()?.vartime_on_curve()?)))
}
