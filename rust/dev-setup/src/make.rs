//! Makes the two files of a key from a circuit's file.

use crate::{
    Result,
    key::Key,
    r1cs::{self, R1cs},
    setup::{Scalars, domain_log2},
    suite::Suite,
    trapdoor::Trapdoor,
    vkey, zkey,
};
use fedzk_curves::{
    bls12_381::{Bls12381, Bls12381Scalar},
    bn254::{Bn254, Bn254Scalar},
    field::Prime,
};
use sha2::{Digest, Sha256};

/// A key, as files.
pub struct DevelopmentKey {
    /// The proving key, see [`zkey`].
    pub zkey: Vec<u8>,
    /// The verification key, see [`vkey`].
    pub vkey: String,
    /// A summary for people: the curve, and the numbers of constraints, wires, public signals and points of the domain.
    pub summary: String,
}

/// Makes the key of a circuit that circom compiled for BN254 or BLS12-381. The same file and seed give the same key.
///
/// # Errors
/// What is wrong with the file, which includes another curve's prime.
pub fn make(file: &[u8], seed: &str) -> Result<DevelopmentKey> {
    match r1cs::prime(file)? {
        Bn254Scalar::MODULUS => make_on::<Bn254>(file, seed),
        Bls12381Scalar::MODULUS => make_on::<Bls12381>(file, seed),
        _ => Err("its prime is the order of neither BN254 nor BLS12-381; compile it with: circom --prime bn128, or \
                  circom --prime bls12381"
            .into()),
    }
}

fn make_on<S: Suite>(file: &[u8], seed: &str) -> Result<DevelopmentKey> {
    let r1cs_sha256 = Sha256::digest(file).into();
    let r1cs = R1cs::<S::Scalar>::read(file)?;
    let k = domain_log2::<S>(&r1cs)?;
    let summary = format!(
        "{}, {} constraints, {} wires, {} public signals; domain of 2^{k}",
        S::NAME,
        r1cs.constraints.len(),
        r1cs.wires,
        r1cs.public
    );
    let trapdoor = Trapdoor::<S>::derive(seed, &r1cs_sha256);
    let key = Key::of(&Scalars::of(&r1cs, &trapdoor)?, &trapdoor);
    let mut zkey = Vec::new();
    zkey::write(&mut zkey, &r1cs, &key, &r1cs_sha256).map_err(|error| error.to_string())?;
    Ok(DevelopmentKey { zkey, vkey: vkey::json(&key), summary })
}
