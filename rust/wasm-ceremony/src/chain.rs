//! Section 10 of either curve.

use fedzk_ceremony::{
    Ceremony, Chain as ChainOf, Points,
    chain::{Earlier, Link, Malformed},
    key::Key,
};
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};
use fedzk_groth16::Suite;
use wasm_bindgen::prelude::wasm_bindgen;

/// A key's contributions. Links are numbered from 0; a number too high has no facts.
#[wasm_bindgen]
pub struct Chain(AnyChain);

enum AnyChain {
    Bn254(Checked<Bn254>),
    Bls12381(Checked<Bls12381>),
}

/// A chain, and its points once they were found right.
struct Checked<S: Ceremony> {
    chain: ChainOf<S>,
    points: Option<Vec<Points<S>>>,
}

macro_rules! on_either {
    ($self:expr, $chain:ident => $call:expr) => {
        match $self {
            AnyChain::Bn254($chain) => $call,
            AnyChain::Bls12381($chain) => $call,
        }
    };
}

#[wasm_bindgen]
impl Chain {
    /// Reads section 10 of a curve, by its number. Where it can't be one, the result is undefined and `error` holds the
    /// reason and the link.
    pub fn read(curve: u8, section: &[u8], error: &mut [u32]) -> Option<Chain> {
        let chain = match curve {
            Bn254::CURVE_ID => Checked::read(section).map(AnyChain::Bn254),
            Bls12381::CURVE_ID => Checked::read(section).map(AnyChain::Bls12381),
            _ => return None,
        };
        match chain {
            Ok(chain) => Some(Self(chain)),
            Err(Malformed { reason, link }) => {
                error.copy_from_slice(&[reason as u32, link as u32]);
                None
            }
        }
    }

    /// The number of links.
    pub fn count(&self) -> u32 {
        self.links().len() as u32
    }

    /// The hash of the circuit and of phase 1.
    #[wasm_bindgen(js_name = circuitHash)]
    pub fn circuit_hash(&self) -> Vec<u8> {
        on_either!(&self.0, checked => checked.chain.circuit_hash().to_vec())
    }

    /// 0 for a person, 1 for a beacon.
    pub fn kind(&self, link: u32) -> u32 {
        u32::from(self.link(link).is_some_and(|link| link.beacon.is_some()))
    }

    /// The bytes of the name.
    pub fn name(&self, link: u32) -> Option<Vec<u8>> {
        self.link(link)?.name.clone()
    }

    /// A beacon's exponent.
    pub fn iterations(&self, link: u32) -> Option<u32> {
        self.link(link)?.beacon.as_ref().map(|beacon| beacon.exponent.into())
    }

    /// A beacon's value.
    pub fn value(&self, link: u32) -> Option<Vec<u8>> {
        self.link(link)?.beacon.as_ref().map(|beacon| beacon.value.clone())
    }

    /// The contribution's hash.
    pub fn hash(&self, link: u32) -> Vec<u8> {
        self.link(link).map_or_else(Vec::new, |link| link.hash.to_vec())
    }

    /// The transcript, as it stands.
    pub fn transcript(&self, link: u32) -> Vec<u8> {
        self.link(link).map_or_else(Vec::new, |link| link.transcript.to_vec())
    }

    /// A number a link: −2 for nothing, −1 if its δ is that of the start, or the earlier link with the same δ or hash.
    pub fn repeats(&self) -> Vec<i32> {
        let number = |earlier| match earlier {
            None => -2,
            Some(Earlier::Start) => -1,
            Some(Earlier::Link(link)) => link as i32,
        };
        on_either!(&self.0, checked => checked.chain.repeats().into_iter().map(number).collect())
    }

    /// Checks each link on its own: pairs of a link and a problem's number.
    #[wasm_bindgen(js_name = checkPoints)]
    pub fn check_points(&mut self) -> Vec<u32> {
        on_either!(&mut self.0, checked => checked.check_points())
    }

    /// Whether a link follows from its beacon.
    #[wasm_bindgen(js_name = checkBeacon)]
    pub fn check_beacon(&self, link: u32) -> bool {
        on_either!(&self.0, checked => checked.chain.is_beacon(link as usize))
    }

    /// Checks the links together: those that are wrong, the number of links for the key's δ. Where points of the links or
    /// the key's δ are wrong, so is the first link.
    #[wasm_bindgen(js_name = checkPairing)]
    pub fn check_pairing(&mut self, manifest_hash: &[u8], key: &[u8]) -> Vec<u32> {
        let Ok(hash) = manifest_hash.try_into() else { return vec![0] };
        on_either!(&mut self.0, checked => checked.check_pairing(hash, key).unwrap_or_else(|| vec![0]))
    }

    fn links(&self) -> &[Link] {
        on_either!(&self.0, checked => checked.chain.links())
    }

    fn link(&self, link: u32) -> Option<&Link> {
        self.links().get(link as usize)
    }
}

impl<S: Ceremony> Checked<S> {
    fn read(section: &[u8]) -> Result<Self, Malformed> {
        ChainOf::read(section).map(|chain| Self { chain, points: None })
    }

    fn check_points(&mut self) -> Vec<u32> {
        match self.chain.check_points() {
            Ok(points) => {
                self.points = Some(points);
                Vec::new()
            }
            Err(problems) => problems.into_iter().flat_map(|(link, problem)| [link as u32, problem.number()]).collect(),
        }
    }

    fn check_pairing(&mut self, manifest_hash: &[u8; 32], key: &[u8]) -> Option<Vec<u32>> {
        if self.points.is_none() {
            self.check_points();
        }
        let points = self.points.as_ref()?;
        let delta = Key::read::<S>(key)?.delta::<S>()?;
        Some(self.chain.check_pairing(points, &delta, manifest_hash).into_iter().map(|link| link as u32).collect())
    }
}
