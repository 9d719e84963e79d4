//! Secret scalars and what they multiply.

use crate::{P1, P2, Suite, wipe};
use fedzk_blake2b::Blake2b;
use fedzk_ceremony::Generator;
use fedzk_curves::curve::Coordinates;
use fedzk_powers::{
    powers::Secrets as Scalars,
    section::{Points, read, read_checked, write},
};
use wasm_bindgen::prelude::wasm_bindgen;

/// Scalars of a seed.
#[wasm_bindgen]
pub struct Secrets {
    scalars: Scalars<Suite>,
    /// The seed of the words by which points are tested.
    test: [u8; 32],
}

impl Drop for Secrets {
    fn drop(&mut self) {
        wipe(&mut self.test);
    }
}

#[wasm_bindgen]
impl Secrets {
    /// Draws so many scalars from 32 bytes, which are overwritten.
    #[wasm_bindgen(constructor)]
    pub fn new(mut seed: Vec<u8>, count: u32) -> Self {
        let bytes: &[u8; 32] = seed.as_slice().try_into().expect("Secrets: the caller checks the seed");
        let scalars = Scalars::new(bytes, count as usize);
        let mut hash = Blake2b::hash(&[b"fedzk/ceremony/points/v1", bytes]);
        let test = *hash.first_chunk().expect("Secrets: a hash of 64 bytes");
        wipe(&mut hash);
        wipe(&mut seed);
        Self { scalars, test }
    }

    /// The points s, one a scalar.
    pub fn points(&self) -> Vec<u8> {
        let points: Vec<_> =
            self.scalars.points().iter().map(|point| Coordinates { x: *point.x(), y: *point.y() }).collect();
        write::<Suite, P1>(&points)
    }

    /// A point times a scalar; undefined if it can't be read.
    pub fn multiply(&self, group: u8, point: &[u8], index: u32) -> Option<Vec<u8>> {
        if group == 1 { self.multiply_in::<P1>(point, index) } else { self.multiply_in::<P2>(point, index) }
    }

    /// Divides points of G1 by a scalar. Undefined, and the index of the first in `wrong`, if one isn't valid.
    pub fn divide(&self, points: &[u8], index: u32, wrong: &mut [u32]) -> Option<Vec<u8>> {
        let mut words = Generator::new(&self.test);
        let mut points =
            read_checked::<Suite, P1>(points, true, || words.word()).map_err(|i| wrong[0] = i as u32).ok()?;
        self.scalars.divide::<crate::G1>(&mut points, index as usize);
        Some(write::<Suite, P1>(&points))
    }

    /// Multiplies the point of index i by the (first + i)-th power of the first scalar, and by another one unless `factor` is
    /// negative. As [`Self::divide`] where one isn't valid.
    #[wasm_bindgen(js_name = multiplyByPowers)]
    pub fn multiply_by_powers(
        &self,
        group: u8,
        points: &[u8],
        first: f64,
        factor: i32,
        wrong: &mut [u32],
    ) -> Option<Vec<u8>> {
        let result = if group == 1 {
            self.by_powers_in::<P1>(points, first as u64, factor)
        } else {
            self.by_powers_in::<P2>(points, first as u64, factor)
        };
        result.map_err(|i| wrong[0] = i as u32).ok()
    }
}

impl Secrets {
    fn multiply_in<P: Points<Suite>>(&self, point: &[u8], index: u32) -> Option<Vec<u8>> {
        let [point] = read::<Suite, P>(point).ok()?.try_into().ok()?;
        Some(write::<Suite, P>(&[self.scalars.multiply::<P::Curve>(&point, index as usize)]))
    }

    fn by_powers_in<P: Points<Suite>>(&self, points: &[u8], first: u64, factor: i32) -> Result<Vec<u8>, usize> {
        let mut words = Generator::new(&self.test);
        let mut points = read_checked::<Suite, P>(points, false, || words.word())?;
        let factor = usize::try_from(factor).ok();
        self.scalars.multiply_by_powers::<P::Curve>(&mut points, first, factor);
        Ok(write::<Suite, P>(&points))
    }
}
