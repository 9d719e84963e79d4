//! Points times scalars, sums, the test of the subgroup, and points in files.

use crate::common::{Random, edges, infinity, jacobian, minus, plus, times};
use fedzk_curves::{
    bls12_381::{self, Bls12381},
    bn254::{self, Bn254},
    curve::{Coordinates, Curve, GlvCurve},
    field::{Field, Fp},
};
use fedzk_powers::{
    Contributing,
    digits::{Digits, Split},
    members::all_in_subgroup,
    multiply::{add, multiply, multiply_one},
    section::{self, Points},
    sums::sum,
};
use fedzk_prover::zkey::{G1Point, G2Point};

fn each_scalar<C: Split>() {
    let mut random = Random(1);
    let mut scalars = edges::<C>(<C as GlvCurve>::LAMBDA);
    scalars.extend((0..40).map(|_| random.scalar::<C>()));
    let bases: Vec<_> = scalars.iter().map(|_| random.point::<C>()).collect();
    let digits: Vec<_> = scalars.iter().map(Digits::new::<C>).collect();
    let mut products = bases.clone();
    multiply::<C>(&mut products, &digits);
    for ((base, scalar), product) in bases.iter().zip(&scalars).zip(&products) {
        assert_eq!(*product, times::<C>(base, scalar), "{scalar:x?}");
        assert_eq!(multiply_one::<C>(base, scalar), *product, "{scalar:x?} alone");
    }
}

#[test]
fn each_point_has_its_own_scalar() {
    each_scalar::<bn254::G1>();
    each_scalar::<bn254::G2>();
    each_scalar::<bls12_381::G1>();
    each_scalar::<bls12_381::G2>();
}

fn one_scalar<C: Split>() {
    let mut random = Random(2);
    let mut bases: Vec<_> = (0..5).map(|_| random.point::<C>()).collect();
    bases.insert(2, infinity());
    bases.push(minus(&bases[0]));
    bases.push(bases[0]);
    bases.push(C::GENERATOR);
    bases.push(infinity());
    for scalar in edges::<C>(<C as GlvCurve>::LAMBDA).iter().chain(&[random.scalar::<C>()]) {
        let mut products = bases.clone();
        multiply::<C>(&mut products, &[Digits::new::<C>(scalar)]);
        for (base, product) in bases.iter().zip(&products) {
            assert_eq!(*product, times::<C>(base, scalar), "{scalar:x?}");
        }
    }
}

#[test]
fn all_points_have_one_scalar() {
    one_scalar::<bn254::G1>();
    one_scalar::<bn254::G2>();
    one_scalar::<bls12_381::G1>();
    one_scalar::<bls12_381::G2>();
}

#[test]
fn many_batches_are_like_one() {
    type C = bn254::G1;
    let mut random = Random(3);
    let base = random.point::<C>();
    let mut points = vec![base; 1100];
    let scalars: Vec<_> = (0..1100u64).map(|i| [i, 0, 0, 0]).collect();
    multiply::<C>(&mut points, &scalars.iter().map(Digits::new::<C>).collect::<Vec<_>>());
    let mut expected = infinity();
    for point in points {
        assert_eq!(point, expected);
        expected = plus::<C>(&expected, &base);
    }
}

/// Points of order 3 meet infinity and themselves in the table and in every step, beside points that don't.
#[test]
fn points_of_a_small_order() {
    type C = bls12_381::G1;
    let two = Fp::ONE + Fp::ONE;
    let small = Coordinates { x: Fp::ZERO, y: two.norm() };
    assert_eq!(times::<C>(&small, &[3]), infinity());
    let mut random = Random(4);
    let usual = random.point::<C>();
    let mut scalars = edges::<C>(<C as GlvCurve>::LAMBDA);
    scalars.extend((0..20).map(|_| random.scalar::<C>()));
    for scalar in scalars {
        let mut points = [usual, small, minus(&small), usual, infinity()];
        multiply::<C>(&mut points, &[Digits::new::<C>(&scalar)]);
        let usual = times::<C>(&usual, &scalar);
        assert_eq!(points[0], usual);
        assert_eq!(points[3], usual);
        // λ is no integer outside of the subgroup: (0, y) is its own image.
        let [first, second] = <C as GlvCurve>::halves(&scalar);
        let times = |(size, negative): (u128, bool), point: &Coordinates<_>| {
            let multiple = times::<C>(point, &[size as u64, (size >> 64) as u64]);
            if negative { minus(&multiple) } else { multiple }
        };
        let expected = |point| plus::<C>(&times(first, point), &times(second, point));
        assert_eq!(points[1], expected(&small), "{scalar:x?}");
        assert_eq!(points[2], expected(&minus(&small)), "{scalar:x?}");
        assert_eq!(points[4], infinity());
    }
}

#[test]
fn sums_of_two() {
    type C = bn254::G2;
    let mut random = Random(5);
    let (p, q) = (random.point::<C>(), random.point::<C>());
    for a in [p, q, infinity(), minus(&p)] {
        for b in [p, q, infinity(), minus(&p)] {
            assert_eq!(add::<C>(&a, &b), plus::<C>(&a, &b));
        }
    }
}

/// A point of the curve outside of the subgroup.
fn outside<S: Contributing>(random: &mut Random) -> Coordinates<fedzk_curves::field::Fp2<S>>
where
    S::G2: Split,
{
    loop {
        let mut part = || Fp::<S>::from_words([random.next(), random.next(), random.next(), 0, 0, 0]).unwrap();
        let x = fedzk_curves::field::Fp2::<S>::new(part(), part());
        if let Some(y) = (x.square() * x + S::G2::B).vartime_sqrt() {
            let point = Coordinates { x, y };
            if !S::G2::vartime_in_subgroup(&jacobian::<S::G2>(&point)) {
                return point;
            }
        }
    }
}

#[test]
fn one_point_outside_of_the_subgroup_is_noticed() {
    fn on<S: Contributing>() {
        let mut random = Random(6);
        let (base, outside) = (random.point::<S::G2>(), outside::<S>(&mut random));
        let mut points = vec![base; 200];
        points[7] = infinity();
        let mut words = Random(7);
        assert!(all_in_subgroup::<S::G2>(&points, || words.next() as u32));
        for i in [0, 1, 100, 199] {
            let mut with = points.clone();
            with[i] = outside;
            assert!(!all_in_subgroup::<S::G2>(&with, || words.next() as u32), "at {i}");
            // Two that cancel in a sum of all.
            with[(i + 5) % 200] = minus(&outside);
            assert!(!all_in_subgroup::<S::G2>(&with, || words.next() as u32), "at {i}, cancelled");
        }
    }
    on::<Bn254>();
    on::<Bls12381>();
}

/// Of order 3, a point is the easiest to miss: a third of all subsets have a sum inside.
#[test]
fn a_point_of_a_small_order_is_noticed() {
    type C = bls12_381::G1;
    let small = Coordinates { x: Fp::ZERO, y: (Fp::ONE + Fp::ONE).norm() };
    let mut points = vec![Random(8).point::<C>(); 64];
    points[5] = small;
    let mut words = Random(9);
    for count in [6, 64] {
        assert!(!all_in_subgroup::<C>(&points[..count], || words.next() as u32));
    }
}

/// Words that put one point into one round, and no other into any: each of 40 rounds notices it on its own.
#[test]
fn each_round_tests_its_sum() {
    type C = bls12_381::G1;
    const AT: usize = 5;
    let base = Random(16).point::<C>();
    for count in [6, 64, 2048] {
        let mut points = vec![base; count];
        assert!(all_in_subgroup::<C>(&points, || u32::MAX));
        points[AT] = Coordinates { x: Fp::ZERO, y: (Fp::ONE + Fp::ONE).norm() };
        let mut taken = 0;
        assert!(all_in_subgroup::<C>(&points, || {
            taken += 1;
            0
        }));
        let words = taken / points.len();
        let noticed = (0..words * 32).filter(|bit| {
            let mut at = 0;
            !all_in_subgroup::<C>(&points, || {
                let is_it = at == AT * words + bit / 32;
                at += 1;
                u32::from(is_it) << (bit % 32)
            })
        });
        assert!(noticed.count() >= 40, "{count}");
    }
}

/// Two points that cancel in the top round of a pass, of which one is in a lower round too: that round's sum has it alone. It
/// shows that each round reads the buckets of all others.
#[test]
fn a_round_sums_all_of_its_buckets() {
    type C = bls12_381::G1;
    const ONE: usize = 5;
    const OTHER: usize = 6;
    const TOP: usize = 7;
    let mut points = vec![Random(16).point::<C>(); 2048];
    points[ONE] = Coordinates { x: Fp::ZERO, y: (Fp::ONE + Fp::ONE).norm() };
    points[OTHER] = minus(&points[ONE]);
    let mut taken = 0;
    assert!(all_in_subgroup::<C>(&points, || {
        taken += 1;
        0
    }));
    let words = taken / points.len();
    let notices = |byte: usize, round: usize| {
        let mut at = 0;
        !all_in_subgroup::<C>(&points, || {
            let (point, word) = (at / words, at % words);
            at += 1;
            let mask = match point {
                ONE => 1 << TOP | 1 << round,
                OTHER => 1 << TOP,
                _ => 0,
            };
            if word == byte / 4 { mask << (8 * (byte % 4)) } else { 0 }
        })
    };
    for round in 0..TOP {
        assert!((0..words * 4).filter(|byte| notices(*byte, round)).count() >= 5, "round {round}");
    }
    assert_eq!((0..words * 4).filter(|byte| notices(*byte, TOP)).count(), 0, "they cancel");
}

#[test]
fn sections_are_read_and_written() {
    fn on<S: Contributing, P: Points<S>>() {
        let mut random = Random(10);
        let mut points: Vec<_> = (0..5).map(|_| random.point::<P::Curve>()).collect();
        points.push(infinity());
        let bytes = section::write::<S, P>(&points);
        assert_eq!(section::read::<S, P>(&bytes).unwrap(), points);
        assert!(bytes[5 * P::BYTES..].iter().all(|byte| *byte == 0));
        assert_eq!(section::check::<S, P>(&bytes, true), None);
        assert_eq!(section::check::<S, P>(&bytes, false), Some(5));
        let many: Vec<_> = (0..20).flat_map(|_| bytes.clone()).collect();
        let mut words = Random(11);
        let mut random = || words.next() as u32;
        assert_eq!(section::read_checked::<S, P>(&many, true, &mut random).unwrap().len(), 120);
        assert_eq!(section::read_checked::<S, P>(&many, false, &mut random), Err(5));
        for (at, value) in [(0, bytes[0] ^ 1), (S::BYTES - 1, 255)] {
            let mut wrong = many.clone();
            wrong[9 * P::BYTES + at] = value;
            assert_eq!(section::read_checked::<S, P>(&wrong, true, &mut random), Err(9));
            assert_eq!(section::check::<S, P>(&wrong, true), Some(9));
            // The first of two that are wrong is told.
            wrong[2 * P::BYTES] ^= 1;
            assert_eq!(section::read_checked::<S, P>(&wrong, true, &mut random), Err(2));
            assert_eq!(section::check::<S, P>(&wrong, true), Some(2));
        }
    }
    on::<Bn254, G1Point<Bn254>>();
    on::<Bn254, G2Point<Bn254>>();
    on::<Bls12381, G1Point<Bls12381>>();
    on::<Bls12381, G2Point<Bls12381>>();
}

#[test]
fn a_point_outside_is_found_in_a_section() {
    fn on<S: Contributing>() {
        let mut random = Random(12);
        let (base, outside) = (random.point::<S::G2>(), outside::<S>(&mut random));
        let mut points = vec![base; 100];
        points[71] = outside;
        let bytes = section::write::<S, G2Point<S>>(&points);
        assert_eq!(section::check::<S, G2Point<S>>(&bytes, false), Some(71));
        let mut words = Random(13);
        assert_eq!(section::read_checked::<S, G2Point<S>>(&bytes, false, || words.next() as u32), Err(71));
        let few = &bytes[70 * 4 * S::BYTES..];
        assert_eq!(section::read_checked::<S, G2Point<S>>(few, false, || words.next() as u32), Err(1));
    }
    on::<Bn254>();
    on::<Bls12381>();
}

#[test]
fn random_sums_of_parts_add_up() {
    fn on<C: Split>() {
        let mut random = Random(14);
        let mut points: Vec<_> = (0..30).map(|_| random.point::<C>()).collect();
        points[11] = infinity();
        let seed = [9; 32];
        let whole = sum::<C>(&points, &seed, 5);
        let parts = plus::<C>(&sum::<C>(&points[..13], &seed, 5), &sum::<C>(&points[13..], &seed, 18));
        assert_eq!(whole, parts);
        // The weight of a single point: ρ·(P + Q) = ρ·P + ρ·Q.
        let (p, q) = (points[0], points[1]);
        let one = |point| sum::<C>(&[point], &seed, 7);
        assert_eq!(one(plus::<C>(&p, &q)), plus::<C>(&one(p), &one(q)));
        assert_ne!(one(p), sum::<C>(&[p], &seed, 8));
        assert_ne!(one(p), p);
        assert_eq!(sum::<C>(&[], &seed, 0), infinity());
    }
    on::<bn254::G1>();
    on::<bls12_381::G2>();
}
