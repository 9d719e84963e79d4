//! Keys, proofs and signals of either curve.

use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};
use fedzk_groth16::{Checked, FACTOR_BYTES, KeyError, PreparedKey, Status, Suite, convert_points, verify_together};
use std::rc::Rc;
use wasm_bindgen::prelude::wasm_bindgen;

/// A prepared verification key.
#[wasm_bindgen]
pub struct Key(AnyKey);

enum AnyKey {
    Bn254(Rc<PreparedKey<Bn254>>),
    Bls12381(Rc<PreparedKey<Bls12381>>),
}

#[wasm_bindgen]
impl Key {
    /// Reads a key, whose first byte is the curve's number. Returns undefined for an invalid key: `error` then holds
    /// the status and the place of the invalid point. Unless `allow_insecure` is set, it also refuses a key for which
    /// anyone can forge proofs: the third number of `error` is the reason.
    pub fn read(bytes: &[u8], allow_insecure: bool, error: &mut [u32]) -> Option<Key> {
        let key = if bytes.first() == Some(&Bls12381::CURVE_ID) {
            read(bytes, allow_insecure).map(AnyKey::Bls12381)
        } else {
            read(bytes, allow_insecure).map(AnyKey::Bn254)
        };
        match key {
            Ok(key) => Some(Self(key)),
            Err(reason) => {
                error.copy_from_slice(&match reason {
                    KeyError::Malformed => [Status::MalformedProof as u32, u32::MAX, 0],
                    KeyError::Point(place, status) => [status as u32, place as u32, 0],
                    KeyError::Insecure(reason) => [0, 0, reason as u32],
                });
                None
            }
        }
    }

    /// Returns the curve's number: 1 for BN254, 2 for BLS12-381.
    pub fn curve(&self) -> u8 {
        match &self.0 {
            AnyKey::Bn254(_) => Bn254::CURVE_ID,
            AnyKey::Bls12381(_) => Bls12381::CURVE_ID,
        }
    }

    /// Returns the number of public signals.
    #[wasm_bindgen(js_name = nPublic)]
    pub fn n_public(&self) -> u32 {
        let count = match &self.0 {
            AnyKey::Bn254(key) => key.n_public(),
            AnyKey::Bls12381(key) => key.n_public(),
        };
        count as u32
    }

    /// Returns the SHA-256 of the key's bytes.
    pub fn id(&self) -> Vec<u8> {
        match &self.0 {
            AnyKey::Bn254(key) => key.id().to_vec(),
            AnyKey::Bls12381(key) => key.id().to_vec(),
        }
    }

    /// Verifies a proof. Returns a status.
    pub fn verify(&self, proof: &[u8], signals: &[u8]) -> u32 {
        let status = match &self.0 {
            AnyKey::Bn254(key) => key.verify(proof, signals),
            AnyKey::Bls12381(key) => key.verify(proof, signals),
        };
        status as u32
    }
}

fn read<S: Suite>(bytes: &[u8], allow_insecure: bool) -> Result<Rc<PreparedKey<S>>, KeyError> {
    let key = if allow_insecure { PreparedKey::read_insecure(bytes) } else { PreparedKey::read(bytes) };
    key.map(Rc::new)
}

/// Collects proofs for any keys, to verify them together. Keeps the keys.
#[wasm_bindgen]
#[derive(Default)]
pub struct Batch {
    bn254: Proofs<Bn254>,
    bls12381: Proofs<Bls12381>,
    /// The curve of each proof.
    curves: Vec<u8>,
}

type Proofs<S> = Vec<(Rc<PreparedKey<S>>, Checked<S>)>;

#[wasm_bindgen]
impl Batch {
    /// Makes an empty batch.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes all checks of a proof except the pairing equation, and keeps a proof that passes. Returns a status.
    pub fn push(&mut self, key: &Key, proof: &[u8], signals: &[u8]) -> u32 {
        let status = match &key.0 {
            AnyKey::Bn254(key) => push(&mut self.bn254, key, proof, signals),
            AnyKey::Bls12381(key) => push(&mut self.bls12381, key, proof, signals),
        };
        if status == Status::Ok {
            self.curves.push(key.curve());
        }
        status as u32
    }

    /// Returns 1 or 0 for each proof in the batch: whether it is valid. `random` has 16 bytes a proof.
    pub fn verify(&self, random: &[u8]) -> Vec<u8> {
        let (of_bn254, of_bls12381) = random.split_at(self.bn254.len() * FACTOR_BYTES);
        let mut bn254 = verify(&self.bn254, of_bn254).into_iter();
        let mut bls12381 = verify(&self.bls12381, of_bls12381).into_iter();
        let next = |curve: &u8| if *curve == Bn254::CURVE_ID { bn254.next() } else { bls12381.next() };
        self.curves.iter().filter_map(next).map(u8::from).collect()
    }
}

fn push<S: Suite>(proofs: &mut Proofs<S>, key: &Rc<PreparedKey<S>>, proof: &[u8], signals: &[u8]) -> Status {
    match key.check(proof, signals) {
        Ok(checked) => {
            proofs.push((Rc::clone(key), checked));
            Status::Ok
        }
        Err(status) => status,
    }
}

fn verify<S: Suite>(proofs: &Proofs<S>, random: &[u8]) -> Vec<bool> {
    verify_together(&proofs.iter().map(|(key, checked)| (&**key, checked)).collect::<Vec<_>>(), random)
}

/// Reads points of a curve and writes them in other encodings, see [`convert_points`]. Returns a status in the low 8
/// bits and the place of the invalid point in the bits above.
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
