//! The header of a proving key, and proofs.

use fedzk_groth16::ProofFormat;
use fedzk_prover::{
    proof::{RANDOM_BYTES, Sums, assemble},
    zkey::{Header, KeyError},
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{G1, G2, Suite, sum::read_sums, wipe};

/// Section 2 of a proving key.
#[wasm_bindgen]
pub struct KeyHeader(pub(crate) Header<Suite>);

#[wasm_bindgen]
impl KeyHeader {
    /// Reads the section. Where it can't be one, the result is undefined and `error` holds the [`KeyError`].
    pub fn read(section: &[u8], error: &mut [u32]) -> Option<KeyHeader> {
        Header::read(section).map(Self).map_err(|reason| error[0] = reason as u32).ok()
    }

    /// The number of wires.
    pub fn wires(&self) -> u32 {
        self.0.wires as u32
    }

    /// The number of public signals.
    #[wasm_bindgen(js_name = nPublic)]
    pub fn n_public(&self) -> u32 {
        self.0.public as u32
    }

    /// The domain's size.
    pub fn domain(&self) -> u32 {
        1 << self.0.domain_log2
    }

    /// The verification key as `@fedzk/verify` reads it, with section 3. Undefined and `error` as for `read`.
    #[wasm_bindgen(js_name = verificationKey)]
    pub fn verification_key(&self, ic: &[u8], error: &mut [u32]) -> Option<Vec<u8>> {
        let fail = |reason: KeyError| error[0] = reason as u32;
        self.0.verification_key(ic).map_err(fail).ok()
    }

    /// A proof, uncompressed, of the sums over the sections 5 to 9, each as [`crate::sum::Sum`] gives it or those of its parts
    /// one after the other, and 96 random bytes.
    /// Undefined where a point is in no group, because those of the key aren't.
    pub fn prove(&self, a: &[u8], b1: &[u8], b2: &[u8], c: &[u8], h: &[u8], mut random: Vec<u8>) -> Option<Vec<u8>> {
        let proof = prove(&self.0, [a, b1, c, h], b2, &random);
        wipe(&mut random);
        proof
    }
}

fn prove(header: &Header<Suite>, [a, b1, c, h]: [&[u8]; 4], b2: &[u8], random: &[u8]) -> Option<Vec<u8>> {
    let random: &[u8; RANDOM_BYTES] = random.try_into().ok()?;
    let g1 = read_sums::<G1>;
    let sums = Sums { a: g1(a)?, b1: g1(b1)?, b2: read_sums::<G2>(b2)?, c: g1(c)?.vartime_add(&g1(h)?) };
    Some(assemble(header, &sums, random)?.write(ProofFormat::Uncompressed))
}
