//! A circuit's first key against the polynomials at a known trapdoor with δ = 1, and a difference as snarkjs computes it.

use crate::common::{Random, coordinates, infinity, minus, plus, times};
use fedzk_ceremony::section::uncompressed;
use fedzk_curves::{
    bls12_381::Bls12381,
    bn254::Bn254,
    curve::{Affine, Coordinates, Curve},
    field::{Field, Fp},
    pairing::Pairing,
};
use fedzk_dev_setup::{key::Key, lagrange, setup::Scalars, suite::Suite, trapdoor::Trapdoor};
use fedzk_powers::{
    Contributing,
    digits::Split,
    key::{Matrix, WireSums, rows},
    section::write,
    wrapped::difference,
};
use fedzk_prover::{
    Proving,
    zkey::{G1Point, KeyPoint},
};
use fedzk_r1cs::{Constraint, R1cs, Term};

/// A circuit with coefficients of all kinds: ±1, 0, small, large; a wire without terms; a row without terms.
fn circuit<S: Proving>() -> R1cs<S::Scalar> {
    let mut random = Random(41);
    let coefficients: Vec<Fp<S::Scalar>> = [0, 1, 2, 255, 1 << 40]
        .iter()
        .flat_map(|k| {
            let k = Fp::from_words([*k, 0, 0, 0, 0, 0]).unwrap();
            [k, -k]
        })
        .chain([Fp::from_words([3, 4, 5, 6, 0, 0]).unwrap()])
        .collect();
    let mut terms = |count: u64| -> Vec<Term<S::Scalar>> {
        (0..count)
            .map(|_| Term {
                wire: (random.next() % 8) as usize,
                coefficient: coefficients[(random.next() as usize) % coefficients.len()],
            })
            .collect()
    };
    let mut constraints: Vec<_> =
        (0..10).map(|i| Constraint { a: terms(4), b: terms(1 + i % 3), c: terms(2) }).collect();
    constraints.push(Constraint { a: Vec::new(), b: Vec::new(), c: Vec::new() });
    R1cs { wires: 9, public: 2, constraints }
}

fn like_polynomials<S: Contributing + Suite<Scalar = <S as Proving>::Scalar>>()
where
    <S as Pairing>::G1: Split,
{
    let r1cs = circuit::<S>();
    let mut trapdoor = Trapdoor::<S>::derive("powers", &[0; 32]);
    trapdoor.delta = Fp::ONE;
    let key = Key::of(&Scalars::of(&r1cs, &trapdoor).unwrap(), &trapdoor);

    let values = &lagrange::all(&trapdoor.tau, 4)[..rows(&r1cs)];
    let in_group = |scalar: &Fp<<S as Proving>::Scalar>| scalar.to_words();
    let g1 = |factor: &Fp<_>| -> Vec<_> {
        values.iter().map(|value| times::<S::G1>(&S::G1::GENERATOR, &in_group(&(*value * *factor))[..4])).collect()
    };
    let g2: Vec<_> = values.iter().map(|value| times::<S::G2>(&S::G2::GENERATOR, &in_group(value)[..4])).collect();
    let plain = g1(&Fp::ONE);

    fn expect<C: Curve>(sums: &[Coordinates<C::Field>], points: &[Option<Affine<C>>]) {
        let expected: Vec<_> =
            points.iter().map(|point| point.as_ref().map_or_else(infinity, coordinates::<C>)).collect();
        assert_eq!(sums, expected);
    }
    let mut a = WireSums::<S::G1>::new(r1cs.wires);
    for (i, points) in plain.chunks(3).enumerate() {
        a.add_rows(&r1cs, Matrix::A, 3 * i, points);
    }
    expect::<S::G1>(&a.affine(0..r1cs.wires), &key.a);
    let mut b = WireSums::<S::G1>::new(r1cs.wires);
    b.add_rows(&r1cs, Matrix::B, 0, &plain);
    expect::<S::G1>(&b.affine(0..r1cs.wires), &key.b1);
    let mut b2 = WireSums::<S::G2>::new(r1cs.wires);
    b2.add_rows(&r1cs, Matrix::B, 0, &g2);
    expect::<S::G2>(&b2.affine(0..r1cs.wires), &key.b2);
    let mut last = WireSums::<S::G1>::new(r1cs.wires);
    last.add_rows(&r1cs, Matrix::A, 0, &g1(&trapdoor.beta));
    last.add_rows(&r1cs, Matrix::B, 0, &g1(&trapdoor.alpha));
    last.add_rows(&r1cs, Matrix::C, 0, &plain);
    expect::<S::G1>(&last.affine(0..3), &key.ic);
    expect::<S::G1>(&last.affine(3..9), &key.c);
    assert!(key.c[5].is_none(), "the last wire has no terms");
}

#[test]
fn sums_over_rows_are_the_polynomials() {
    like_polynomials::<Bn254>();
    like_polynomials::<Bls12381>();
}

/// Of points, snarkjs's difference is the difference.
#[test]
fn a_difference_of_points_is_theirs() {
    fn on<S: Contributing>() {
        let mut random = Random(42);
        let (p, q) = (random.point::<S::G1>(), random.point::<S::G1>());
        let inf = infinity();
        for (a, b) in [(p, q), (q, p), (p, inf), (inf, p), (p, p), (p, minus(&p)), (inf, inf)] {
            let [first, second] = [a, b].map(|point| write::<S, G1Point<S>>(&[point]));
            let mut out = vec![1; first.len()];
            difference::<S>(&first, &second, &mut out);
            let expected = write::<S, G1Point<S>>(&[plus::<S::G1>(&a, &minus(&b))]);
            let mut canonical = vec![0; expected.len()];
            uncompressed::<S, G1Point<S>>(&expected, &mut canonical);
            assert_eq!(out, canonical);
        }
        assert_eq!(<G1Point<S> as KeyPoint<S>>::BYTES, 2 * S::BYTES);
    }
    on::<Bn254>();
    on::<Bls12381>();
}
