//! Chains of whoever wants a known δ, and the check that refuses each.

use crate::common::chain::{Made, g1, g2, times};
use fedzk_ceremony::{
    Ceremony, Chain, Generator, beacon,
    points::LinkProblem,
    section::{self, PointProblem},
};
use fedzk_curves::{
    bls12_381::Bls12381,
    bn254::Bn254,
    curve::{Affine, Coordinates, Curve},
    field::{Field, Fp, Fp2},
};
use fedzk_prover::{Proving, zkey::G1Point};
use num_bigint::BigUint;

/// The problems of the links on their own.
fn problems<S: Ceremony>(made: &Made<S>) -> Vec<(usize, LinkProblem)> {
    Chain::<S>::read(&made.section()).ok().unwrap().check_points().err().unwrap_or_default()
}

/// The wrong links of a chain whose links pass on their own.
fn wrong<S: Ceremony>(made: &Made<S>, delta: &Affine<S::G2>) -> Vec<usize> {
    let chain = Chain::<S>::read(&made.section()).ok().unwrap();
    let points = chain.check_points().ok().unwrap();
    chain.check_pairing(&points, delta, &[3; 32])
}

/// δ, s, sx or spx of a link.
fn place<S: Ceremony>(i: usize) -> std::ops::Range<usize> {
    let n = 2 * S::BYTES;
    i * n..if i == 3 { 5 * n } else { (i + 1) * n }
}

/// The same number with q added to its first coordinate.
pub fn plus_q<S: Ceremony>(point: &[u8]) -> Vec<u8> {
    let q = modulus::<S>();
    let sum = BigUint::from_bytes_le(&point[..S::BYTES]) + q;
    let mut out = sum.to_bytes_le();
    assert!(out.len() <= S::BYTES, "a coordinate with room above it");
    out.resize(S::BYTES, 0);
    [&out, &point[S::BYTES..]].concat()
}

fn modulus<S: Ceremony>() -> BigUint {
    BigUint::from_bytes_le(&S::MODULUS.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>())
}

fn points<S: Ceremony>(outside_g1: bool) {
    let whole = Made::<S>::of(2);
    assert_eq!(problems(&whole), []);
    let problem_of = |i: usize, bytes: &[u8]| {
        let mut made = Made::<S>::of(2);
        made.links[1].points[place::<S>(i)].copy_from_slice(bytes);
        made.rehash();
        problems(&made)
    };
    let at = |problem| vec![(1, LinkProblem::Point(problem))];
    for i in 0..4 {
        let point = &whole.links[1].points[place::<S>(i)];
        assert_eq!(problem_of(i, &vec![0; point.len()]), at(PointProblem::Infinity), "{i}");
        assert_eq!(problem_of(i, &plus_q::<S>(point)), at(PointProblem::Range), "{i}");
        let mut off = point.to_vec();
        off[2] ^= 1;
        assert_eq!(problem_of(i, &off), at(PointProblem::OffCurve), "{i}");
        let outside = if i == 3 { outside_of_g2::<S>() } else { outside_of_g1::<S>() };
        if i == 3 || outside_g1 {
            assert_eq!(problem_of(i, &outside), at(PointProblem::OffSubgroup), "{i}");
        }
    }
    // Several at once, in order.
    let mut made = Made::<S>::of(2);
    made.links[0].points[place::<S>(1)].fill(0);
    made.links[2].transcript[0] ^= 1;
    let found = problems(&made);
    assert_eq!(found[0], (0, LinkProblem::Point(PointProblem::Infinity)));
    assert_eq!(found[1], (0, LinkProblem::Transcript));
    assert_eq!(found.last(), Some(&(2, LinkProblem::Transcript)));
}

/// A point of the curve with a small x, outside the subgroup where that isn't the whole curve.
fn outside_of_g1<S: Ceremony>() -> Vec<u8> {
    let point = (1..).find_map(|i| {
        let x = Fp::<S>::from_words([i, 0, 0, 0, 0, 0]).unwrap();
        Some((x, (x.square() * x + S::G1::B).vartime_sqrt()?))
    });
    let (x, y) = point.unwrap();
    in_section(&[x, y])
}

fn outside_of_g2<S: Ceremony>() -> Vec<u8> {
    let point = (1..).find_map(|i| {
        let x = Fp2::<S>::new(Fp::from_words([i, 0, 0, 0, 0, 0]).unwrap(), Fp::ONE);
        let y = (x.square() * x + S::STANDARD_B).vartime_sqrt()?;
        let Coordinates { x: on_ours, y: y_on_ours } = S::from_standard_twist(x, y);
        Coordinates { x: on_ours, y: y_on_ours }
            .vartime_check::<S::G2>()
            .err()
            .map(|_| [x.c0(), x.c1(), y.c0(), y.c1()])
    });
    in_section(&point.unwrap())
}

/// cR mod q, little-endian.
fn in_section<S: Ceremony>(elements: &[Fp<S>]) -> Vec<u8> {
    let q = modulus::<S>();
    elements
        .iter()
        .flat_map(|element| {
            let mut bytes = vec![0; S::BYTES];
            element.to_be_bytes(&mut bytes);
            let mut out = ((BigUint::from_bytes_be(&bytes) << (8 * S::BYTES)) % &q).to_bytes_le();
            out.resize(S::BYTES, 0);
            out
        })
        .collect()
}

fn transcripts<S: Ceremony>() {
    let mut made = Made::<S>::of(2);
    made.links[1].transcript[5] ^= 1;
    // It is in the transcripts of all later links.
    assert_eq!(problems(&made), [(1, LinkProblem::Transcript), (2, LinkProblem::Transcript)]);
    let mut made = Made::<S>::of(2);
    made.circuit_hash[0] ^= 1;
    assert_eq!(problems(&made).len(), 3, "another circuit");
    let mut made = Made::<S>::of(2);
    made.links.swap(0, 1);
    assert_eq!(problems(&made).len(), 3, "links in another order");
    let mut made = Made::<S>::of(3);
    made.links.remove(1);
    assert!(!problems(&made).is_empty(), "a link cut out");
}

/// δ' = ±1: sx = ±s.
fn no_change<S: Ceremony>() {
    for negate in [false, true] {
        let mut made = Made::<S>::new();
        made.person(0);
        let one = Fp::ONE;
        let s = Generator::new(&[9; 32]).g1::<S>();
        made.push(&if negate { (-one).norm() } else { one }, s, 0, &[]);
        assert_eq!(problems(&made), [(1, LinkProblem::NoChange)]);
    }
}

fn pairings<S: Ceremony>() {
    let made = Made::<S>::of(3);
    assert_eq!(wrong(&made, &made.delta2), [0; 0]);
    assert_eq!(wrong(&made, &Affine::GENERATOR), [4], "another key's δ");
    assert_eq!(wrong(&made, &-made.delta2), [4]);
    assert_eq!(wrong(&Made::<S>::new(), &Affine::GENERATOR), [0; 0], "no contribution at all");
    assert_eq!(wrong(&Made::<S>::new(), &made.delta2), [0]);

    let changed = |i: usize, bytes: &[u8]| {
        let mut made = Made::<S>::of(3);
        made.links[1].points[place::<S>(i)].copy_from_slice(bytes);
        made.rehash();
        // Later links prove knowledge for transcripts that are no longer theirs.
        let links = made.links.clone();
        let mut again = Made::<S>::resume(&made.section(), 2);
        again.delta2 = made.delta2;
        again.links = links;
        wrong(&again, &made.delta2)
    };
    let other = |k: u64| g1::<S>(&times(Affine::GENERATOR, &[k, 0, 0, 0, 0, 0]));
    assert!(changed(0, &other(5)).contains(&1), "any δ");
    assert!(changed(1, &other(5)).contains(&1), "any s");
    assert!(changed(2, &other(5)).contains(&1), "any sx");
    let spx = g2::<S>(&times(Affine::GENERATOR, &[5, 0, 0, 0, 0, 0]));
    assert!(changed(3, &spx).contains(&1), "any spx");
}

/// Only the link that is wrong is told, where later ones are honest.
fn one_wrong_link<S: Ceremony>() {
    let mut made = Made::<S>::new();
    made.person(0);
    made.person(1);
    // δ is multiplied twice, and proved once.
    let twice = times(section_point::<S>(&made.links[1].points), &[2, 0, 0, 0, 0, 0]);
    made.links[1].points[place::<S>(0)].copy_from_slice(&g1::<S>(&twice));
    let delta2 = times(made.delta2, &[2, 0, 0, 0, 0, 0]);
    let mut made = Made::<S>::resume(&made.section(), 2);
    made.delta2 = delta2;
    made.person(2);
    assert_eq!(wrong(&made, &made.delta2), [1]);
}

/// A contribution whose s is the δ before it: the sums are those of equal points.
fn s_may_be_delta<S: Ceremony>() {
    let mut made = Made::<S>::new();
    made.person(0);
    let delta = section_point::<S>(&made.links[0].points);
    made.push(&Generator::new(&[5; 32]).element(), delta, 0, &[]);
    assert_eq!(problems(&made), []);
    assert_eq!(wrong(&made, &made.delta2), [0; 0]);
    let mut first = Made::<S>::new();
    first.push(&Generator::new(&[5; 32]).element(), Affine::GENERATOR, 0, &[]);
    assert_eq!(wrong(&first, &first.delta2), [0; 0]);
}

fn section_point<S: Ceremony>(points: &[u8]) -> Affine<S::G1> {
    section::read::<S, G1Point<S>>(&points[..2 * S::BYTES]).ok().unwrap()
}

/// A beacon's link with other points than its value's.
fn beacons<S: Ceremony>() {
    let is = |made: &Made<S>| Chain::<S>::read(&made.section()).ok().unwrap().is_beacon(2);
    assert!(is(&Made::of(2)));
    let mut made = Made::<S>::of(2);
    let value = made.links[2].fields.len() - 1;
    made.links[2].fields[value] ^= 1;
    assert!(!is(&made), "another value");
    let mut made = Made::<S>::of(2);
    made.links[2].fields[4] = 11;
    assert!(!is(&made), "another exponent");
    let mut made = Made::<S>::new();
    made.person(0);
    made.person(1);
    let fields = Made::<S>::of(2).links[2].fields.clone();
    made.link(&mut Generator::new(&[1; 32]), 1, &fields);
    assert!(!is(&made), "a secret of one's own");
    let people = || {
        let mut made = Made::<S>::new();
        made.person(0);
        made.person(1);
        made
    };
    let mut made = people();
    let mut generator = Generator::new(&beacon::seed(&[7; 32], 10));
    generator.element::<<S as Proving>::Scalar>();
    let s = generator.g1::<S>();
    made.push(&Generator::new(&[1; 32]).element(), s, 1, &fields);
    assert!(!is(&made), "the value's s, with a secret of one's own");
    let mut made = people();
    made.beacon(&[7; 32], beacon::MOST_EXPONENT);
    assert!(is(&made), "the largest exponent");
    let mut made = people();
    made.beacon(&[7; 32], 17);
    assert!(!is(&made), "an exponent above the largest");
}

fn all<S: Ceremony>(outside_g1: bool) {
    points::<S>(outside_g1);
    transcripts::<S>();
    no_change::<S>();
    pairings::<S>();
    one_wrong_link::<S>();
    s_may_be_delta::<S>();
    beacons::<S>();
}

#[test]
fn bn254() {
    all::<Bn254>(false);
}

#[test]
fn bls12_381() {
    all::<Bls12381>(true);
}
