//! Scalars from a seed, and what they multiply.

use crate::common::{Random, coordinates, infinity, times};
use fedzk_ceremony::Generator;
use fedzk_curves::{
    bls12_381::{self, Bls12381, Bls12381Scalar},
    bn254::{self, Bn254, Bn254Scalar},
    curve::Curve,
    field::{Field, Fp},
};
use fedzk_powers::powers::Secrets;

const SEED: [u8; 32] = [42; 32];

#[test]
fn scalars_are_drawn_before_points() {
    let mut generator = Generator::new(&SEED);
    let scalars: Vec<Fp<Bn254Scalar>> = (0..3).map(|_| generator.element()).collect();
    let points: Vec<_> = (0..3).map(|_| generator.g1::<Bn254>()).collect();
    let secrets = Secrets::<Bn254>::new(&SEED, 3);
    assert_eq!(secrets.points(), points);
    for (i, scalar) in scalars.iter().enumerate() {
        let words = scalar.to_words();
        let expected = times::<bn254::G2>(&bn254::G2::GENERATOR, &words[..4]);
        assert_eq!(secrets.multiply::<bn254::G2>(&bn254::G2::GENERATOR, i), expected);
    }
}

#[test]
fn division_undoes_multiplication() {
    type C = bls12_381::G1;
    let secrets = Secrets::<Bls12381>::new(&SEED, 1);
    let mut random = Random(31);
    let points: Vec<_> = (0..5).map(|_| random.point::<C>()).chain([infinity()]).collect();
    let mut divided = points.clone();
    secrets.divide::<C>(&mut divided, 0);
    assert_ne!(divided[0], points[0]);
    let back: Vec<_> = divided.iter().map(|point| secrets.multiply::<C>(point, 0)).collect();
    assert_eq!(back, points);
    let s = coordinates::<C>(&secrets.points()[0]);
    assert_eq!(s.vartime_check::<C>().map(|_| ()), Ok(()));
}

#[test]
fn powers_go_on_from_any_index() {
    type C = bls12_381::G2;
    let mut generator = Generator::new(&SEED);
    let [tau, alpha, _]: [Fp<Bls12381Scalar>; 3] = core::array::from_fn(|_| generator.element());
    let secrets = Secrets::<Bls12381>::new(&SEED, 3);
    let base = Random(32).point::<C>();
    for factor in [None, Some(1)] {
        let mut points = vec![base; 600];
        secrets.multiply_by_powers::<C>(&mut points, 0, factor);
        let mut parts = vec![base; 100];
        secrets.multiply_by_powers::<C>(&mut parts, 500, factor);
        assert_eq!(parts, points[500..]);
        let mut power = if factor.is_some() { alpha } else { Fp::ONE };
        for point in points.iter().take(4) {
            assert_eq!(*point, times::<C>(&base, &power.to_words()[..4]));
            power = power * tau;
        }
    }
}
