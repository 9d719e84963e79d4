//! The header of a proving key, and proofs.

use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254, field::Prime};
use fedzk_groth16::{ProofFormat, Suite};
use fedzk_prover::{
    Proving,
    proof::{RANDOM_BYTES, Sums, assemble},
    zkey::{Header, KeyError},
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{sum::read_sums, wipe};

/// Section 2 of a proving key.
#[wasm_bindgen]
pub struct KeyHeader(pub(crate) AnyHeader);

pub(crate) enum AnyHeader {
    Bn254(Box<Header<Bn254>>),
    Bls12381(Box<Header<Bls12381>>),
}

/// The same call for either curve.
macro_rules! each {
    ($header:expr, $name:ident => $call:expr) => {
        match $header {
            AnyHeader::Bn254($name) => $call,
            AnyHeader::Bls12381($name) => $call,
        }
    };
}

#[wasm_bindgen]
impl KeyHeader {
    /// Reads the section; the length of the modulus says which curve. Where it can't be one, the result is undefined and
    /// `error` holds the [`KeyError`].
    pub fn read(section: &[u8], error: &mut [u32]) -> Option<KeyHeader> {
        let header = if section.first().is_some_and(|length| usize::from(*length) == Bls12381::BYTES) {
            Header::read(section).map(|header| AnyHeader::Bls12381(Box::new(header)))
        } else {
            Header::read(section).map(|header| AnyHeader::Bn254(Box::new(header)))
        };
        header.map(Self).map_err(|reason| error[0] = reason as u32).ok()
    }

    /// The curve's number: 1 is BN254, 2 BLS12-381.
    pub fn curve(&self) -> u8 {
        match &self.0 {
            AnyHeader::Bn254(_) => Bn254::CURVE_ID,
            AnyHeader::Bls12381(_) => Bls12381::CURVE_ID,
        }
    }

    /// The number of wires.
    pub fn wires(&self) -> u32 {
        each!(&self.0, header => header.wires as u32)
    }

    /// The number of public signals.
    #[wasm_bindgen(js_name = nPublic)]
    pub fn n_public(&self) -> u32 {
        each!(&self.0, header => header.public as u32)
    }

    /// The domain's size.
    pub fn domain(&self) -> u32 {
        each!(&self.0, header => 1 << header.domain_log2)
    }

    /// The verification key as `@fedzk/verify` reads it, with section 3. Undefined and `error` as for `read`.
    #[wasm_bindgen(js_name = verificationKey)]
    pub fn verification_key(&self, ic: &[u8], error: &mut [u32]) -> Option<Vec<u8>> {
        let fail = |reason: KeyError| error[0] = reason as u32;
        each!(&self.0, header => header.verification_key(ic)).map_err(fail).ok()
    }

    /// A proof, uncompressed, of the sums over the sections 5 to 9, each as [`crate::sum::Sum`] gives it or those of its parts
    /// one after the other, and 96 random bytes.
    /// Undefined where a point is in no group, because those of the key aren't.
    pub fn prove(&self, a: &[u8], b1: &[u8], b2: &[u8], c: &[u8], h: &[u8], mut random: Vec<u8>) -> Option<Vec<u8>> {
        let proof = match &self.0 {
            AnyHeader::Bn254(header) => prove(header, [a, b1, c, h], b2, &random),
            AnyHeader::Bls12381(header) => prove(header, [a, b1, c, h], b2, &random),
        };
        wipe(&mut random);
        proof
    }
}

fn prove<S: Proving>(header: &Header<S>, [a, b1, c, h]: [&[u8]; 4], b2: &[u8], random: &[u8]) -> Option<Vec<u8>> {
    let random: &[u8; RANDOM_BYTES] = random.try_into().ok()?;
    let g1 = read_sums::<S::G1>;
    let sums = Sums { a: g1(a)?, b1: g1(b1)?, b2: read_sums::<S::G2>(b2)?, c: g1(c)?.vartime_add(&g1(h)?) };
    Some(assemble(header, &sums, random)?.write(ProofFormat::Uncompressed))
}
