//! The target of attacks: a key, its valid proofs, and points that a proof must not have.

use super::oracle::Slow;
use super::reference::Point;
use crate::common::{
    Case, Vectors, coordinate, in_format, outside_subgroup, places, signal_bytes, simulated, update_slice, words,
};
use fedzk_curves::{
    bls12_381::Bls12381,
    bn254::Bn254,
    curve::{Affine, Curve, Encoding, Jacobian},
};
use fedzk_groth16::{PreparedKey, Proof, ProofFormat, Suite};
use num_bigint::BigUint;

/// A valid proof, uncompressed, and its signals.
#[derive(Clone)]
pub struct Valid {
    pub proof: Vec<u8>,
    pub signals: Vec<u8>,
}

/// A key with valid proofs.
pub struct Subject<S: Vectors> {
    pub key_bytes: Vec<u8>,
    pub key: PreparedKey<S>,
    pub valid: Vec<Valid>,
    pub delta: Affine<S::G2>,
    /// Points outside the subgroup, in G1's curve and in the twist.
    pub outside: [Vec<Vec<u8>>; 2],
    /// Each point of the first proof, plus a point outside the subgroup.
    pub moved: [Vec<Vec<u8>>; 3],
    /// Coordinates at edges.
    pub edges: Vec<BigUint>,
    /// A proof over the other curve.
    pub foreign: Vec<u8>,
}

impl<S: Vectors> Subject<S> {
    /// A real circuit's key; one of four signals that are 0; one without signals.
    pub fn all(oracle: &Slow) -> Vec<Self> {
        let one = |name: &str| simulated::<S>().into_iter().filter(|case| case.name == name).collect::<Vec<_>>();
        let cases = [update_slice::<S>(), one("nPublic 4, all signals 0: the sum is IC_0"), one("nPublic 0")];
        cases.iter().map(|cases| Self::new(oracle, cases)).collect()
    }

    fn new(oracle: &Slow, cases: &[Case]) -> Self {
        let key_bytes = cases[0].key.clone();
        let outside = outside_subgroup::<S>();
        let [a, b, c] = places::<S>(ProofFormat::Uncompressed);
        let moved = [(a, &outside[0]), (b, &outside[1]), (c, &outside[0])].map(|(place, points)| {
            let own = point::<S>(place.of(&cases[0].proof));
            points.iter().map(|other| bytes_of::<S>(&oracle.plus(&own, &point::<S>(other)))).collect()
        });
        let delta = 5 + 2 * S::BYTES + 2 * 4 * S::BYTES;
        let delta = S::G2::read(&key_bytes[delta..delta + 4 * S::BYTES]).expect("a point");
        let p = words(&S::MODULUS);
        let half = &p >> 1u32;
        let mut subject = Self {
            key: PreparedKey::read_insecure(&key_bytes).expect("a key"),
            key_bytes,
            valid: cases
                .iter()
                .map(|case| Valid { proof: case.proof.clone(), signals: signal_bytes(&case.signals) })
                .collect(),
            delta: delta.vartime_check().expect("a point of the subgroup"),
            outside,
            moved,
            edges: vec![
                BigUint::ZERO,
                1u32.into(),
                2u32.into(),
                half.clone(),
                half + 1u32,
                &p - 1u32,
                p.clone(),
                &p + 1u32,
                &p * 2u32,
                words(&S::G1::ORDER),
            ],
            foreign: if S::CURVE_ID == 1 { fedzk_proof::<Bls12381>() } else { fedzk_proof::<Bn254>() },
        };
        for i in 2..5u32 {
            let Valid { proof, signals } = subject.valid[0].clone();
            let proof = subject.rerandomised(&proof, &i.into(), &(i + 1).into());
            subject.valid.push(Valid { proof, signals });
        }
        subject
    }

    /// The number of signals of the key.
    pub fn n_public(&self) -> usize {
        self.valid[0].signals.len() / 32
    }

    /// (A/s, sB + stδ, C + tA), which is valid where (A, B, C) is, for 0 < s, t < r: <https://eprint.iacr.org/2020/811>.
    pub fn rerandomised(&self, proof: &[u8], s: &BigUint, t: &BigUint) -> Vec<u8> {
        let r = words(&S::G1::ORDER);
        let Proof::<S> { a, b, c } = Proof::read(proof).expect("a valid proof");
        let a_over_s = multiple(&Jacobian::from(a), &s.modpow(&(&r - 2u32), &r));
        let b = multiple(&Jacobian::from(b), s).vartime_add(&multiple(&Jacobian::from(self.delta), &(s * t % r)));
        let c = Jacobian::from(c).vartime_add(&multiple(&Jacobian::from(a), t));
        Proof::<S> { a: affine(&a_over_s), b: affine(&b), c: affine(&c) }.write(ProofFormat::Uncompressed)
    }
}

fn fedzk_proof<S: Vectors>() -> Vec<u8> {
    in_format::<S>(&update_slice::<S>()[0].proof, ProofFormat::Fedzk)
}

/// k times a point.
pub fn multiple<C: Curve>(point: &Jacobian<C>, k: &BigUint) -> Jacobian<C> {
    point.vartime_mul_plain(&k.to_u64_digits())
}

/// A finite point of the subgroup.
pub fn affine<C: Curve>(point: &Jacobian<C>) -> Affine<C> {
    point.vartime_coordinates().expect("a finite point").vartime_check().expect("a point of the subgroup")
}

/// The coordinates of an uncompressed finite point.
pub fn point<S: Suite>(bytes: &[u8]) -> Point {
    let parts: Vec<_> = bytes.chunks(S::BYTES).map(BigUint::from_bytes_be).collect();
    let half = |parts: &[BigUint]| parts.iter().rev().cloned().collect();
    let (x, y) = parts.split_at(parts.len() / 2);
    [half(x), half(y)]
}

/// A finite point uncompressed.
pub fn bytes_of<S: Suite>([x, y]: &Point) -> Vec<u8> {
    [x, y].into_iter().flat_map(|element| element.iter().rev().flat_map(coordinate::<S>)).collect()
}

/// −P, for an uncompressed finite point.
pub fn opposite<S: Suite>(bytes: &[u8]) -> Vec<u8> {
    let [x, y] = point::<S>(bytes);
    let p = words(&S::MODULUS);
    bytes_of::<S>(&[x, y.iter().map(|part| (&p - part) % &p).collect()])
}

/// Whether two proofs are the same, or one is (−A, −B, C) of the other.
pub fn same_up_to_sign(p: &BigUint, one: &[Point; 3], other: &[Point; 3]) -> bool {
    let minus = |[x, y]: &Point| [x.clone(), y.iter().map(|part| (p - part) % p).collect()];
    let [a, b, c] = one;
    one == other || [minus(a), minus(b), c.clone()] == *other
}
