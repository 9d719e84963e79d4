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
    /// Reads the section. Returns undefined for an invalid one, and `error` holds the [`KeyError`].
    pub fn read(section: &[u8], error: &mut [u32]) -> Option<KeyHeader> {
        Header::read(section).map(Self).map_err(|reason| error[0] = reason as u32).ok()
    }

    /// Returns the number of wires.
    pub fn wires(&self) -> u32 {
        self.0.wires as u32
    }

    /// Returns the number of public signals.
    #[wasm_bindgen(js_name = nPublic)]
    pub fn n_public(&self) -> u32 {
        self.0.public as u32
    }

    /// Returns the domain's size.
    pub fn domain(&self) -> u32 {
        1 << self.0.domain_log2
    }

    /// Returns the verification key as `@fedzk/verify` reads it, with `ic` from section 3. Refuses as `read` does.
    #[wasm_bindgen(js_name = verificationKey)]
    pub fn verification_key(&self, ic: &[u8], error: &mut [u32]) -> Option<Vec<u8>> {
        let fail = |reason: KeyError| error[0] = reason as u32;
        self.0.verification_key(ic).map_err(fail).ok()
    }

    /// Makes an uncompressed proof of the sums over sections 5 to 9 and 96 random bytes. A sum has the form of
    /// [`crate::sum::Sum`]; the sums of several parts may stand one after the other. Returns undefined if a sum is not
    /// in its group, because the key's points are not.
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
