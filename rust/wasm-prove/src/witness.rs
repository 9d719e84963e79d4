//! Witnesses of FEDzk's own circuit.

use crate::{Bytes, Scalar, wipe};
use fedzk_statement::{Error, GradientUpdate as Circuit, Inputs, Shape};
use wasm_bindgen::prelude::wasm_bindgen;

/// The reason why there is no witness.
#[wasm_bindgen]
pub struct Refusal(Error);

#[wasm_bindgen]
impl Refusal {
    /// Returns whether the inputs are well formed but satisfy no witness.
    #[wasm_bindgen(js_name = isUnsatisfied)]
    pub fn is_unsatisfied(&self) -> bool {
        matches!(self.0, Error::Norm | Error::Commitment | Error::Tag)
    }

    /// Returns the reason as text, without a value of the inputs.
    pub fn message(&self) -> String {
        self.0.to_string()
    }
}

/// The circuit `gradient_update` of one shape.
#[wasm_bindgen]
pub struct GradientUpdate(Circuit<Scalar>);

/// s, k, rho, commitment, tag: 32 bytes each, big-endian.
const ELEMENTS: usize = 5;

#[wasm_bindgen]
impl GradientUpdate {
    /// Makes the circuit for n values.
    ///
    /// # Errors
    /// [`Refusal`].
    #[wasm_bindgen(constructor)]
    pub fn new(n: u32, bits: u32, headroom: u32) -> Result<Self, Refusal> {
        let shape = Shape::new(n as usize, bits, headroom).map_err(Refusal)?;
        Ok(Self(Circuit::new(shape)))
    }

    /// Returns the number of wires.
    pub fn wires(&self) -> u32 {
        self.0.shape().wires() as u32
    }

    /// Returns the values of all wires, 32 bytes each, little-endian. `elements` are s, k, rho, commitment and tag, 32
    /// bytes each, big-endian.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn witness(&self, mut x: Vec<i16>, mut elements: Vec<u8>, max_norm_sq: u64) -> Result<Bytes, Refusal> {
        let values = witness(&self.0, &x, &elements, max_norm_sq);
        x.fill(0);
        core::hint::black_box(&x);
        wipe(&mut elements);
        values.map_err(Refusal)
    }
}

fn witness(circuit: &Circuit<Scalar>, x: &[i16], elements: &[u8], max_norm_sq: u64) -> Result<Bytes, Error> {
    let (elements, []) = elements.as_chunks::<32>() else { panic!("GradientUpdate::witness: the caller counts") };
    let [s, k, rho, commitment, tag]: &[_; ELEMENTS] =
        elements.try_into().expect("GradientUpdate::witness: the caller counts");
    let inputs = Inputs { x, s, k, rho, max_norm_sq, commitment: Some(commitment), tag: Some(tag) };
    let mut out = Bytes(vec![0; 32 * circuit.shape().wires()]);
    circuit.witness(&inputs, &mut out.0)?;
    Ok(out)
}
