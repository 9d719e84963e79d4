//! Keys, proofs, signals.

use fedzk_curves::bn254::Bn254;
use fedzk_groth16::{KeyError, PreparedKey, Proof, ProofFormat, Status};
use wasm_bindgen::prelude::wasm_bindgen;

/// A prepared verification key of BN254.
#[wasm_bindgen]
pub struct Key(PreparedKey<Bn254>);

#[wasm_bindgen]
impl Key {
    /// Reads a key. Where it can't be one, the result is undefined and `error` holds the status and the point's place.
    pub fn read(bytes: &[u8], error: &mut [u32]) -> Option<Key> {
        match PreparedKey::read(bytes) {
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

    /// The number of public signals.
    #[wasm_bindgen(js_name = nPublic)]
    pub fn n_public(&self) -> u32 {
        self.0.n_public() as u32
    }

    /// SHA-256 of the key's bytes.
    pub fn id(&self) -> Vec<u8> {
        self.0.id().to_vec()
    }

    /// Verifies a proof: a status.
    pub fn verify(&self, proof: &[u8], signals: &[u8]) -> u32 {
        self.0.verify(proof, signals) as u32
    }
}

/// Reads a proof in either format and writes it as `out` has room for: a status.
#[wasm_bindgen(js_name = convertProof)]
pub fn convert_proof(proof: &[u8], out: &mut [u8]) -> u32 {
    let Some(format) = ProofFormat::of_length::<Bn254>(out.len()) else {
        return Status::MalformedProof as u32;
    };
    match Proof::<Bn254>::read(proof) {
        Ok(proof) => {
            out.copy_from_slice(&proof.write(format));
            Status::Ok as u32
        }
        Err(status) => status as u32,
    }
}
