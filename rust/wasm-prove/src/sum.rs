//! Sums over a key's points.

use crate::{G1, G2, Scalar, Suite, wipe};
use fedzk_curves::curve::{Curve, Encoding, Jacobian};
use fedzk_prover::{
    SCALAR_BYTES,
    msm::Msm,
    witness::scalar,
    zkey::{G1Point, G2Point, KeyPoint},
};
use wasm_bindgen::prelude::wasm_bindgen;

/// Computes Σ kᵢ·Pᵢ over a part of a section.
#[wasm_bindgen]
pub struct Sum(Group);

enum Group {
    G1(Msm<G1>),
    G2(Msm<G2>),
}

#[wasm_bindgen]
impl Sum {
    /// Makes an empty sum over G1 or G2, with room for this number of terms.
    #[wasm_bindgen(constructor)]
    pub fn new(group: u8, terms: u32) -> Self {
        let mut sum = if group == 1 { Group::G1(Msm::new()) } else { Group::G2(Msm::new()) };
        match &mut sum {
            Group::G1(msm) => msm.reserve(terms as usize),
            Group::G2(msm) => msm.reserve(terms as usize),
        }
        Self(sum)
    }

    /// Adds points with their scalars. Leaves out terms whose scalar is zero. Returns whether it could read all of
    /// them.
    pub fn push(&mut self, points: &[u8], mut scalars: Vec<u8>) -> bool {
        let read = match &mut self.0 {
            Group::G1(msm) => push::<G1Point<Suite>>(msm, points, &scalars),
            Group::G2(msm) => push::<G2Point<Suite>>(msm, points, &scalars),
        };
        wipe(&mut scalars);
        read.is_some()
    }

    /// Does a part of the work. Returns whether there is more.
    pub fn step(&mut self) -> bool {
        match &mut self.0 {
            Group::G1(msm) => msm.step(),
            Group::G2(msm) => msm.step(),
        }
    }

    /// Returns the number of steps, 0 before the first.
    pub fn steps(&self) -> u32 {
        match &self.0 {
            Group::G1(msm) => msm.steps(),
            Group::G2(msm) => msm.steps(),
        }
    }

    /// Returns the sum as an uncompressed point, zeros for the point at infinity. Returns undefined if it is not in the
    /// group.
    pub fn finish(self) -> Option<Vec<u8>> {
        match self.0 {
            Group::G1(msm) => write_sum(&msm.finish()),
            Group::G2(msm) => write_sum(&msm.finish()),
        }
    }
}

fn push<P: KeyPoint<Suite>>(msm: &mut Msm<P::Curve>, points: &[u8], scalars: &[u8]) -> Option<()> {
    if points.len() / P::BYTES != scalars.len() / SCALAR_BYTES || !points.len().is_multiple_of(P::BYTES) {
        return None;
    }
    for (point, bytes) in points.chunks_exact(P::BYTES).zip(scalars.chunks_exact(SCALAR_BYTES)) {
        let scalar = scalar::<Scalar>(bytes)?;
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
        .try_fold(Jacobian::INFINITY, |sum, point| {
            Some(sum.vartime_add(&C::read(point).ok()?.vartime_on_curve()?.into()))
        })
}
