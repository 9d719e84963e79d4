//! The factors that weigh the equations of a link, by what they are for: errors that cancel each other for one manifest.

use crate::common::chain::{Made, Made1, g1, g2, times};
use fedzk_blake2b::Blake2b;
use fedzk_ceremony::{Ceremony, Chain, Generator, hash_to_g2};
use fedzk_curves::{
    bls12_381::Bls12381,
    bn254::Bn254,
    curve::{Affine, Curve, GlvCurve},
    field::{Field, Fp},
};
use fedzk_prover::Proving;

type Scalar<S> = Fp<<S as Proving>::Scalar>;

fn scalar<S: Ceremony>(k: u64) -> Scalar<S> {
    Fp::from_words([k, 0, 0, 0, 0, 0]).unwrap()
}

/// ρ and σ of a link: four numbers of 64 bits, little-endian, of a hash of the manifest's; each two are a + bλ.
fn factors<S: Ceremony>(manifest: &[u8; 32], link: u32) -> [Scalar<S>; 2] {
    let hash = Blake2b::hash(&[b"fedzk/ceremony/weights/v1", manifest, &link.to_be_bytes()]);
    let number = |i: usize| scalar::<S>(u64::from_le_bytes(hash[8 * i..][..8].try_into().unwrap()));
    let [a, b, c, d] = <S::G1 as GlvCurve>::LAMBDA;
    let lambda: Scalar<S> = Fp::from_words([a, b, c, d, 0, 0]).unwrap();
    [number(0) + number(1) * lambda, number(2) + number(3) * lambda].map(|factor| factor.norm())
}

fn multiple<C: Curve, S: Ceremony>(k: Scalar<S>) -> Affine<C> {
    times(Affine::GENERATOR, &k.norm().to_words())
}

/// A person, and a link whose sx has σ too much and whose δ has ρ too little, so that −ρsx − σδ is as it should be. The
/// key's δ is that one.
fn cancelling<S: Ceremony>([rho, sigma]: [Scalar<S>; 2]) -> Made<S> {
    let mut made = Made::<S>::new();
    made.person(0);
    let before: Scalar<S> = Generator::new(&[1; 32]).element();
    let (secret, s) = (scalar::<S>(7_000_003), scalar::<S>(3));
    let delta = before * secret - rho;
    let mut points: Vec<u8> =
        [delta, s, s * secret + sigma].into_iter().flat_map(|k| g1::<S>(&multiple::<S::G1, S>(k))).collect();
    let transcript = made.transcript(1, &points);
    points.extend(g2::<S>(&times(hash_to_g2::<S>(&transcript), &secret.to_words())));
    made.links.push(Made1 { points, transcript, kind: 0, fields: Vec::new() });
    made.delta2 = multiple::<S::G2, S>(delta);
    made
}

fn weights<S: Ceremony>() {
    let (manifest, other) = ([3; 32], [4; 32]);
    let wrong = |made: &Made<S>, manifest| {
        let chain = Chain::<S>::read(&made.section()).ok().unwrap();
        chain.check_pairing(&chain.check_points().ok().unwrap(), &made.delta2, manifest)
    };
    // Whoever knew the factors before could forge. They are of the whole manifest, so nobody does.
    let made = cancelling::<S>(factors::<S>(&manifest, 1));
    assert_eq!(wrong(&made, &manifest), [0; 0], "the factors are those of the format");
    assert_eq!(wrong(&made, &other), [1], "another manifest has others");
    assert_eq!(wrong(&cancelling::<S>(factors::<S>(&manifest, 0)), &manifest), [1], "another link has others");
    assert_eq!(wrong(&cancelling::<S>([scalar::<S>(1), scalar::<S>(1)]), &manifest), [1], "ρ is not σ");
}

#[test]
fn bn254() {
    weights::<Bn254>();
}

#[test]
fn bls12_381() {
    weights::<Bls12381>();
}
