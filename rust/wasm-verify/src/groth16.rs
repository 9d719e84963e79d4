//! Keys, proofs, signals, of either curve.

use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};
use fedzk_groth16::{Checked, KeyError, PreparedKey, Status, Suite, convert_points};
use wasm_bindgen::prelude::wasm_bindgen;

/// A prepared verification key.
#[wasm_bindgen]
pub struct Key(AnyKey);

enum AnyKey {
    Bn254(Box<PreparedKey<Bn254>>),
    Bls12381(Box<PreparedKey<Bls12381>>),
}

#[wasm_bindgen]
impl Key {
    /// Reads a key; its first byte says of which curve. Where it can't be one, the result is undefined and `error` holds
    /// the status and the point's place.
    pub fn read(bytes: &[u8], error: &mut [u32]) -> Option<Key> {
        let key = if bytes.first() == Some(&Bls12381::CURVE_ID) {
            PreparedKey::read(bytes).map(|key| AnyKey::Bls12381(Box::new(key)))
        } else {
            PreparedKey::read(bytes).map(|key| AnyKey::Bn254(Box::new(key)))
        };
        match key {
            Ok(key) => Some(Self(key)),
            Err(reason) => {
                let (status, place) = match reason {
                    KeyError::Malformed => (Status::MalformedProof, u32::MAX),
                    KeyError::Point(place, status) => (status, place as u32),
                };
                error.copy_from_slice(&[status as u32, place]);
                None
            }
        }
    }

    /// The curve's number: 1 is BN254, 2 BLS12-381.
    pub fn curve(&self) -> u8 {
        match &self.0 {
            AnyKey::Bn254(_) => Bn254::CURVE_ID,
            AnyKey::Bls12381(_) => Bls12381::CURVE_ID,
        }
    }

    /// The number of public signals.
    #[wasm_bindgen(js_name = nPublic)]
    pub fn n_public(&self) -> u32 {
        let count = match &self.0 {
            AnyKey::Bn254(key) => key.n_public(),
            AnyKey::Bls12381(key) => key.n_public(),
        };
        count as u32
    }

    /// SHA-256 of the key's bytes.
    pub fn id(&self) -> Vec<u8> {
        match &self.0 {
            AnyKey::Bn254(key) => key.id().to_vec(),
            AnyKey::Bls12381(key) => key.id().to_vec(),
        }
    }

    /// Verifies a proof: a status.
    pub fn verify(&self, proof: &[u8], signals: &[u8]) -> u32 {
        let status = match &self.0 {
            AnyKey::Bn254(key) => key.verify(proof, signals),
            AnyKey::Bls12381(key) => key.verify(proof, signals),
        };
        status as u32
    }
}

/// Proofs that are to be verified together.
#[wasm_bindgen]
pub struct Batch(AnyBatch);

enum AnyBatch {
    Bn254(Vec<Checked<Bn254>>),
    Bls12381(Vec<Checked<Bls12381>>),
}

#[wasm_bindgen]
impl Batch {
    /// An empty one, for proofs of this key.
    #[wasm_bindgen(constructor)]
    pub fn new(key: &Key) -> Self {
        Self(match key.0 {
            AnyKey::Bn254(_) => AnyBatch::Bn254(Vec::new()),
            AnyKey::Bls12381(_) => AnyBatch::Bls12381(Vec::new()),
        })
    }

    /// Makes all checks but the equation, and keeps what passes them: a status.
    pub fn push(&mut self, key: &Key, proof: &[u8], signals: &[u8]) -> u32 {
        let status = match (&mut self.0, &key.0) {
            (AnyBatch::Bn254(items), AnyKey::Bn254(key)) => push(items, key, proof, signals),
            (AnyBatch::Bls12381(items), AnyKey::Bls12381(key)) => push(items, key, proof, signals),
            _ => unreachable!("Batch::push: a key of another curve"),
        };
        status as u32
    }

    /// Whether each proof that was kept is valid: 1 or 0. `random` has 16 bytes a proof.
    pub fn verify(&self, key: &Key, random: &[u8]) -> Vec<u8> {
        let valid = match (&self.0, &key.0) {
            (AnyBatch::Bn254(items), AnyKey::Bn254(key)) => key.verify_batch(items, random),
            (AnyBatch::Bls12381(items), AnyKey::Bls12381(key)) => key.verify_batch(items, random),
            _ => unreachable!("Batch::verify: a key of another curve"),
        };
        valid.into_iter().map(u8::from).collect()
    }
}

fn push<S: Suite>(items: &mut Vec<Checked<S>>, key: &PreparedKey<S>, proof: &[u8], signals: &[u8]) -> Status {
    match key.check(proof, signals) {
        Ok(item) => {
            items.push(item);
            Status::Ok
        }
        Err(status) => status,
    }
}

/// Reads points of a curve and writes them in other encodings, see [`convert_points`]: a status, and above it, from bit 8
/// on, the place of the point that is wrong.
#[wasm_bindgen(js_name = convertPoints)]
pub fn convert(curve: u8, kinds: &[u8], points: &[u8], out: &mut [u8]) -> u32 {
    let converted = if curve == Bls12381::CURVE_ID {
        convert_points::<Bls12381>(kinds, points, out)
    } else {
        convert_points::<Bn254>(kinds, points, out)
    };
    let (place, status) = converted.err().unwrap_or((0, Status::Ok));
    status as u32 | (place as u32) << 8
}
