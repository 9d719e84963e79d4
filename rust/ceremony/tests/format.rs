//! What is no section 10, a class at a time.

use crate::common::{
    chain::{Made, Made1},
    vector,
};
use fedzk_ceremony::{
    Ceremony, Chain,
    chain::{Earlier, Malformed, Reason},
    key::Key,
};
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};

fn refused<S: Ceremony>(section: &[u8]) -> Option<(Reason, usize)> {
    Chain::<S>::read(section).err().map(|Malformed { reason, link }| (reason, link))
}

/// Changes the second of three links.
fn changed<S: Ceremony>(change: impl FnOnce(&mut Made1)) -> Vec<u8> {
    let mut made = Made::<S>::resume(&vector::<S>().section, 3);
    change(&mut made.links[1]);
    made.section()
}

fn with_fields<S: Ceremony>(kind: u32, fields: &[u8]) -> Option<(Reason, usize)> {
    refused::<S>(&changed::<S>(|link| (link.kind, link.fields) = (kind, fields.to_vec())))
}

fn lengths<S: Ceremony>() {
    let section = vector::<S>().section;
    for length in [0, 63, 64, 67, 68, 69, section.len() - 1] {
        assert_eq!(refused::<S>(&section[..length]).unwrap().0, Reason::Length, "{length}");
    }
    assert_eq!(refused::<S>(&[&section[..], &[0]].concat()), Some((Reason::Length, 3)));
    let with_count = |count: u32| refused::<S>(&[&section[..64], &count.to_le_bytes(), &section[68..]].concat());
    assert_eq!(with_count(2), Some((Reason::Length, 2)));
    assert_eq!(with_count(4).unwrap().0, Reason::Length);
    assert_eq!(with_count(10_000).unwrap().0, Reason::Length);
    assert_eq!(with_count(10_001).unwrap().0, Reason::Count);
    assert_eq!(with_count(u32::MAX).unwrap().0, Reason::Count);
    // The fields' length: cut, and as large as can be.
    let at = 68 + 10 * S::BYTES + 64 + 4;
    let mut long = section.clone();
    long[at..at + 4].fill(0xff);
    assert_eq!(refused::<S>(&long), Some((Reason::Length, 0)));
    let none: Vec<u8> = [&section[..64], &[0; 4]].concat();
    assert_eq!(Chain::<S>::read(&none).ok().unwrap().links().len(), 0);
}

fn fields<S: Ceremony>() {
    let at = |reason| Some((reason, 1));
    assert_eq!(with_fields::<S>(0, &[]), None);
    assert_eq!(with_fields::<S>(0, &[1, 0]), None, "an empty name");
    assert_eq!(with_fields::<S>(0, &[1, 2, b'a']), at(Reason::Fields), "a name cut off");
    assert_eq!(with_fields::<S>(0, &[1]), at(Reason::Fields));
    assert_eq!(with_fields::<S>(0, &[1, 0, 1, 0]), at(Reason::Fields), "a name twice");
    assert_eq!(with_fields::<S>(0, &[0, 1]), at(Reason::Fields), "an unknown field");
    assert_eq!(with_fields::<S>(0, &[4, 1]), at(Reason::Fields));
    assert_eq!(with_fields::<S>(0, &[2, 10]), at(Reason::PersonWithBeacon));
    assert_eq!(with_fields::<S>(0, &[3, 1, 9]), at(Reason::PersonWithBeacon));
    assert_eq!(with_fields::<S>(1, &[2, 10, 3, 1, 9]), None, "a beacon without a name");
    assert_eq!(with_fields::<S>(1, &[3, 1, 9, 2, 10]), at(Reason::Fields), "falling");
    assert_eq!(with_fields::<S>(1, &[2, 10, 3, 2, 9]), at(Reason::Fields), "a value cut off");
    assert_eq!(with_fields::<S>(1, &[1, 0]), at(Reason::BeaconWithoutValue));
    assert_eq!(with_fields::<S>(1, &[2, 10]), at(Reason::BeaconWithoutValue));
    assert_eq!(with_fields::<S>(1, &[3, 1, 9]), at(Reason::BeaconWithoutValue));
    assert_eq!(with_fields::<S>(2, &[]), at(Reason::Type));
    assert_eq!(with_fields::<S>(u32::MAX, &[2, 10, 3, 1, 9]), at(Reason::Type));
    // An exponent that nobody can compute is read; no check hashes for it.
    let section = changed::<S>(|link| (link.kind, link.fields) = (1, vec![2, 63, 3, 1, 9]));
    assert!(!Chain::<S>::read(&section).ok().unwrap().is_beacon(1));
}

fn repeats<S: Ceremony>() {
    let mut made = Made::<S>::resume(&vector::<S>().section, 3);
    let copy = made.links[0].clone();
    made.links.push(copy.clone());
    let places = |made: &Made<S>| Chain::<S>::read(&made.section()).ok().unwrap().repeats();
    assert_eq!(places(&made), [None, None, None, Some(Earlier::Link(0))]);
    // Another link with the same δ: the secret x, then 1/x.
    made.links[3] = made.links[2].clone();
    let delta = 2 * S::BYTES;
    made.links[3].points[..delta].copy_from_slice(&copy.points[..delta]);
    assert_eq!(places(&made), [None, None, None, Some(Earlier::Link(0))]);
    // The same with q added to a coordinate, which is the same number.
    made.links[3].points[..delta].copy_from_slice(&crate::attacks::plus_q::<S>(&copy.points[..delta]));
    assert_eq!(places(&made), [None, None, None, Some(Earlier::Link(0))]);
    let generator = crate::common::chain::g1::<S>(&fedzk_curves::curve::Affine::GENERATOR);
    made.links[3].points[..delta].copy_from_slice(&generator);
    assert_eq!(places(&made), [None, None, None, Some(Earlier::Start)]);
}

fn keys<S: Ceremony>(other: u8) {
    let key = vector::<S>().key;
    let read = |bytes: &[u8]| Key::read::<S>(bytes).is_some();
    assert!(read(&key));
    assert!(!read(&[]) && !read(&key[..5]) && !read(&key[..key.len() - 1]) && !read(&[&key[..], &[0]].concat()));
    assert!(!read(&[&[other], &key[1..]].concat()));
    assert!(!read(&[&key[..1], &[0xff; 4], &key[5..]].concat()), "2^32 − 1 signals");
    // β in place of γ, and of δ.
    let (g1, g2) = (2 * S::BYTES, 4 * S::BYTES);
    let beta = key[5 + g1..][..g2].to_vec();
    let with_beta = |places: &[usize]| {
        let mut key = key.clone();
        for place in places {
            key[5 + g1 + place * g2..][..g2].copy_from_slice(&beta);
        }
        key
    };
    let (gamma, both) = (with_beta(&[1]), with_beta(&[1, 2]));
    let facts = |bytes: &[u8]| {
        let key = Key::read::<S>(bytes).unwrap();
        (key.gamma_is_generator::<S>(), key.delta_is_gamma::<S>(), key.wrong_point::<S>())
    };
    assert_eq!(facts(&gamma), (false, false, None));
    assert_eq!(facts(&both), (false, true, None));
    // The last byte of each point.
    let ends = [g1, g1 + g2, g1 + 2 * g2, g1 + 3 * g2, 2 * g1 + 3 * g2, 3 * g1 + 3 * g2];
    for (place, end) in ends.into_iter().enumerate() {
        let mut key = key.clone();
        key[4 + end] ^= 1;
        assert_eq!(facts(&key).2, Some(place));
    }
}

#[test]
fn bn254() {
    lengths::<Bn254>();
    fields::<Bn254>();
    repeats::<Bn254>();
    keys::<Bn254>(2);
}

#[test]
fn bls12_381() {
    lengths::<Bls12381>();
    fields::<Bls12381>();
    repeats::<Bls12381>();
    keys::<Bls12381>(1);
}
