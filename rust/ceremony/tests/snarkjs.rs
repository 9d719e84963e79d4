//! Chains that snarkjs made: each hash, each check.

use crate::common::{chain::Made, vector};
use fedzk_ceremony::{
    Ceremony, Chain,
    key::Key,
    section::{self, SectionPoint},
};
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};
use fedzk_prover::zkey::{G1Point, G2Point};

fn facts<S: Ceremony>() {
    let vector = vector::<S>();
    let chain = Chain::<S>::read(&vector.section).unwrap();
    assert_eq!(chain.circuit_hash()[..], vector.section[..64]);
    assert_eq!(chain.links().len(), 3);
    for (link, hash) in chain.links().iter().zip(&vector.hashes) {
        assert_eq!(link.hash[..], hash[..]);
    }
    for (link, transcript) in chain.links().iter().zip(chain.transcripts()) {
        assert_eq!(link.transcript, transcript);
    }
    assert_eq!(chain.links().iter().map(|link| link.beacon.is_some()).collect::<Vec<_>>(), [false, false, true]);
    assert!(chain.repeats().iter().all(Option::is_none));
}

fn checks<S: Ceremony>() {
    let vector = vector::<S>();
    let chain = Chain::<S>::read(&vector.section).unwrap();
    let points = chain.check_points().ok().unwrap();
    assert_eq!((0..4).map(|link| chain.is_beacon(link)).collect::<Vec<_>>(), [false, false, true, false]);

    let key = Key::read::<S>(&vector.key).unwrap();
    assert_eq!(key.n_public(), 1);
    assert!(key.gamma_is_generator::<S>() && !key.delta_is_gamma::<S>());
    assert_eq!(key.wrong_point::<S>(), None);
    let delta = key.delta::<S>().unwrap();
    for manifest in [[0; 32], [1; 32]] {
        assert_eq!(chain.check_pairing(&points, &delta, &manifest), [0; 0]);
    }
}

/// What is read and written again is the same bytes.
fn points_are_written_as_read<S: Ceremony>() {
    let section = vector::<S>().section;
    let n = S::BYTES;
    let points = &section[68..68 + 10 * n];
    for bytes in points[..6 * n].chunks(2 * n) {
        let mut out = vec![0; 2 * n];
        <G1Point<S> as SectionPoint<S>>::write(&section::read::<S, G1Point<S>>(bytes).ok().unwrap(), &mut out);
        assert_eq!(out, bytes);
    }
    let mut out = vec![0; 4 * n];
    <G2Point<S> as SectionPoint<S>>::write(&section::read::<S, G2Point<S>>(&points[6 * n..]).ok().unwrap(), &mut out);
    assert_eq!(out, points[6 * n..]);
}

/// A beacon's link is made again from its value alone, to the byte. That takes the generator's scalar and points, and the
/// hash to G2.
fn a_beacon_is_made_again<S: Ceremony>() {
    let section = vector::<S>().section;
    let chain = Chain::<S>::read(&section).unwrap();
    let beacon = chain.links()[2].beacon.as_ref().unwrap();
    let whole = Made::<S>::resume(&section, 3);
    assert_eq!(whole.section(), section);
    let mut made = Made::<S>::resume(&section, 2);
    made.beacon(&beacon.value, beacon.exponent);
    assert_eq!(made.links[2].points, whole.links[2].points);
    assert_eq!(made.links[2].transcript, whole.links[2].transcript);
}

#[test]
fn bn254() {
    facts::<Bn254>();
    checks::<Bn254>();
    points_are_written_as_read::<Bn254>();
    a_beacon_is_made_again::<Bn254>();
}

#[test]
fn bls12_381() {
    facts::<Bls12381>();
    checks::<Bls12381>();
    points_are_written_as_read::<Bls12381>();
    a_beacon_is_made_again::<Bls12381>();
}
