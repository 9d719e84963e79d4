//! `bn254/noble.json`: multiples, sums, points outside the subgroup and pairings by `@noble/curves`.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{big, decimal, modulus, reference::Poly, words};
use fedzk_curves::{
    bn254::{Bn254, Fp, Fp2, G1, G2, ORDER, pair},
    curve::{Affine, Coordinates, Curve, GlvCurve, Jacobian, LinearCombination, NotAPoint, OddMultiples, wnaf},
    field::Fp12,
};
use num_bigint::BigUint;
use serde::{Deserialize, de::DeserializeOwned};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    parameters: Parameters,
    g1_multiples: Vec<Multiple<G1Json>>,
    g2_multiples: Vec<Multiple<G2Json>>,
    g1_sums: Vec<Addition<G1Json>>,
    g2_sums: Vec<Addition<G2Json>>,
    g2_outside_subgroup: Vec<Outside>,
    pairing: Pairings,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    p: String,
    r: String,
    twist_cofactor: String,
    twist_cofactor_primes: Vec<String>,
}

type G1Json = [String; 2];
type G2Json = [[String; 2]; 2];

#[derive(Deserialize)]
struct Multiple<P> {
    k: String,
    point: Option<P>,
}

#[derive(Deserialize)]
struct Addition<P> {
    name: String,
    a: Option<P>,
    b: Option<P>,
    sum: Option<P>,
}

#[derive(Deserialize)]
struct Outside {
    name: String,
    order: String,
    point: G2Json,
}

#[derive(Deserialize)]
struct Pairings {
    m: String,
    values: Vec<Pairs>,
}

#[derive(Deserialize)]
struct Pairs {
    a: String,
    b: String,
    value: [String; 12],
    reduced: [String; 12],
}

fn file() -> File {
    let text = include_str!("../../../packages/vectors/bn254/noble.json");
    serde_json::from_str(text).unwrap()
}

/// A curve whose points the file writes as `Json`.
trait Written: Curve {
    type Json: DeserializeOwned;
    fn coordinates(json: &Self::Json) -> Coordinates<Self::Field>;
}

fn fp(text: &str) -> Fp {
    common::fp(&decimal(text))
}

impl Written for G1 {
    type Json = G1Json;
    fn coordinates([x, y]: &G1Json) -> Coordinates<Fp> {
        Coordinates { x: fp(x), y: fp(y) }
    }
}

impl Written for G2 {
    type Json = G2Json;
    fn coordinates(json: &G2Json) -> Coordinates<Fp2> {
        let [x, y] = json.each_ref().map(|[c0, c1]| Fp2::new(fp(c0), fp(c1)));
        Coordinates { x, y }
    }
}

fn affine<C: Written>(json: &C::Json) -> Affine<C> {
    C::coordinates(json).vartime_check().unwrap()
}

fn jacobian<C: Written>(json: Option<&C::Json>) -> Jacobian<C> {
    json.map_or(Jacobian::INFINITY, |json| affine::<C>(json).into())
}

/// The same point with another Z: k·P + (−(k − 1)·P).
fn rescaled<C: Curve>(point: &Jacobian<C>) -> Jacobian<C> {
    let five = point.vartime_mul_plain(&[5]);
    five.vartime_add(&-point.vartime_mul_plain(&[4]))
}

fn multiples<C: Written>(cases: &[Multiple<C::Json>]) {
    assert_eq!(cases.len(), 30);
    let generator = Jacobian::from(Affine::<C>::GENERATOR);
    for Multiple { k, point } in cases {
        let words = words::<4>(&decimal(k));
        let product = generator.vartime_mul_plain(&words);
        assert_eq!(product, jacobian::<C>(point.as_ref()), "{k}");
        assert_eq!(product.vartime_coordinates(), point.as_ref().map(C::coordinates));
        assert!(C::vartime_in_subgroup(&product));
        // By signed digits, two halves of 128 bits.
        let [low, high] = [0, 2].map(|i| u128::from(words[i]) | u128::from(words[i + 1]) << 64);
        let upper = generator.vartime_mul_digits(&wnaf::<129>(high, 4));
        let shifted = (0..128).fold(upper, |point, _| point.double());
        let lower = generator.vartime_mul_digits(&wnaf::<129>(low, 4));
        assert_eq!(shifted.vartime_add(&lower), product);
    }
}

fn sums<C: Written>(cases: &[Addition<C::Json>]) {
    assert_eq!(cases.len(), 11);
    for case in cases {
        let [a, b, sum] = [&case.a, &case.b, &case.sum].map(|p| jacobian::<C>(p.as_ref()));
        for a in [a, rescaled(&a)] {
            for b in [b, rescaled(&b)] {
                assert_eq!(a.vartime_add(&b), sum, "{}", case.name);
                assert_eq!((-a).vartime_add(&-b), -sum, "{}", case.name);
                assert_eq!(sum.vartime_add(&-b), a, "{}", case.name);
            }
            if let Some(b) = &case.b {
                let Coordinates { x, y } = C::coordinates(b);
                assert_eq!(a.vartime_add_coordinates(&x, &y), sum, "{}", case.name);
            }
            assert_eq!(a.double(), a.vartime_mul_plain(&[2]));
            assert_eq!(a.double().vartime_add(&-a), a);
        }
        assert_eq!(a == b, case.a.is_some() == case.b.is_some() && a.vartime_add(&-b).vartime_is_infinity());
    }
}

#[test]
fn g1_multiples() {
    multiples::<G1>(&file().g1_multiples);
}

#[test]
fn g2_multiples() {
    multiples::<G2>(&file().g2_multiples);
}

#[test]
fn g1_sums() {
    sums::<G1>(&file().g1_sums);
}

#[test]
fn g2_sums() {
    sums::<G2>(&file().g2_sums);
}

/// Σ kᵢ·(kᵢ·G) + G by shared doublings, of ever more terms.
#[test]
fn linear_combinations() {
    let cases = file().g1_multiples;
    let finite: Vec<_> = cases.iter().filter(|case| case.point.is_some()).collect();
    let points: Vec<Affine<G1>> = finite.iter().map(|case| affine(case.point.as_ref().unwrap())).collect();
    let tables = OddMultiples::all(&points, &G1::BETA);
    let (mut sum, mut factor) = (LinearCombination::default(), BigUint::from(1u32));
    for (case, table) in finite.iter().zip(&tables) {
        let k = decimal(&case.k);
        // k + 5r is the same factor, where 256 bits hold it.
        let longer = &k + big(&ORDER) * 4u32;
        sum.push(table, G1::halves(&words(if longer.bits() > 256 { &k } else { &longer })));
        factor += &k * &k;
        let expected = Jacobian::from(Affine::<G1>::GENERATOR).vartime_mul_plain(&words::<4>(&(&factor % big(&ORDER))));
        assert_eq!(sum.vartime_sum(&Affine::GENERATOR), expected);
    }
}

#[test]
fn outside_the_subgroup() {
    let File { parameters, g2_outside_subgroup: cases, .. } = file();
    let primes: Vec<_> = parameters.twist_cofactor_primes.iter().map(|t| decimal(t)).collect();
    let cofactor = decimal(&parameters.twist_cofactor);
    assert_eq!(primes.iter().product::<BigUint>(), cofactor);
    assert_eq!(cofactor, modulus::<Bn254>() * 2u32 - big(&ORDER));
    assert_eq!((decimal(&parameters.p), decimal(&parameters.r)), (modulus::<Bn254>(), big(&ORDER)));
    assert_eq!(cases.len(), 10);
    for Outside { name, order, point } in cases {
        let coordinates = G2::coordinates(&point);
        let point = coordinates.vartime_on_curve::<G2>().unwrap();
        assert!(!G2::vartime_in_subgroup(&point), "{name}");
        assert!(!G2::vartime_in_subgroup(&rescaled(&point)), "{name}");
        assert_eq!(coordinates.vartime_check::<G2>(), Err(NotAPoint::NotInSubgroup));
        assert!(!point.vartime_mul_plain(&ORDER).vartime_is_infinity(), "{name}");
        let order = decimal(&order).to_u64_digits();
        assert!(point.vartime_mul_plain(&order).vartime_is_infinity(), "{name}");
        // Its cofactor's multiple is in the subgroup again.
        assert!(G2::vartime_in_subgroup(&point.vartime_mul_plain(&words::<4>(&cofactor))));
    }
    assert!(G2::vartime_in_subgroup(&Jacobian::INFINITY));
}

#[test]
fn pairings() {
    let Pairings { m, values } = file().pairing;
    assert_eq!(values.len(), 7);
    for Pairs { a, b, value, reduced } in values {
        let p = common::multiple::<G1>(&decimal(&a)).unwrap();
        let q = common::multiple::<G2>(&decimal(&b)).unwrap();
        let ours: Fp12<Bn254> = pair(&p, &q);
        let expected = Poly::<Bn254>::new(value.map(|c| decimal(&c)));
        assert_eq!(Poly::from(ours), expected, "e({a}, {b})");
        // The vectors' own claim: value = reduced^m.
        if a == "1" && b == "1" {
            let reduced = Poly::new(reduced.map(|c| decimal(&c)));
            assert_eq!(reduced.pow(&decimal(&m)), expected);
        }
    }
}
