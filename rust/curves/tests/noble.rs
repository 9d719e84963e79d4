//! `bn254/noble.json` and `bls12-381/noble.json`: multiples, sums, points outside the subgroups and pairings by
//! `@noble/curves`.

use crate::common::{big, decimal, fp, modulus, reference::Poly, words};
use fedzk_curves::{
    bls12_381::{self, Bls12381},
    bn254::{self, Bn254},
    curve::{Affine, Coordinates, Curve, GlvCurve, Jacobian, LinearCombination, NotAPoint, OddMultiples, wnaf},
    field::{Field, Fp, Fp2, Fp12, Prime, Tower},
    pairing::{Pairing, psi},
};
use num_bigint::BigUint;
use serde::{Deserialize, de::DeserializeOwned};

each_curve!(parameters g1_multiples g2_multiples g1_sums g2_sums linear_combinations g1_outside_the_subgroup
    g2_outside_the_subgroup pairings);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    parameters: Parameters,
    g1_multiples: Vec<Multiple<G1Json>>,
    g2_multiples: Vec<Multiple<G2Json>>,
    g1_sums: Vec<Addition<G1Json>>,
    g2_sums: Vec<Addition<G2Json>>,
    #[serde(default)]
    g1_outside_subgroup: Vec<Outside<G1Json>>,
    g2_outside_subgroup: Vec<Outside<G2Json>>,
    pairing: Pairings,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parameters {
    p: String,
    r: String,
    cofactor: Option<String>,
    cofactor_primes: Option<Vec<String>>,
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
struct Outside<P> {
    name: String,
    order: String,
    point: P,
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

/// A curve with its file.
trait Vectors: Pairing<G1: GlvCurve + Written<Json = G1Json>, G2: Written<Json = G2Json>> {
    const TEXT: &'static str;
    const MULTIPLES: usize;
    const OUTSIDE: [usize; 2];
    /// Whether scalars of at least r are halved.
    const LONG_SCALARS: bool;
    /// A pairing value of the file in the tower of this crate.
    fn value(coefficients: [BigUint; 12]) -> Poly<Self>;
    fn pair(p: &Affine<Self::G1>, q: &Affine<Self::G2>) -> Fp12<Self>;

    fn file() -> File {
        serde_json::from_str(Self::TEXT).unwrap()
    }

    fn order() -> BigUint {
        big(&Self::G1::ORDER)
    }
}

impl Vectors for Bn254 {
    const TEXT: &'static str = include_str!("../../../packages/vectors/bn254/noble.json");
    const MULTIPLES: usize = 30;
    const OUTSIDE: [usize; 2] = [0, 10];
    const LONG_SCALARS: bool = true;

    fn value(coefficients: [BigUint; 12]) -> Poly<Self> {
        Poly::new(coefficients)
    }

    fn pair(p: &Affine<Self::G1>, q: &Affine<Self::G2>) -> Fp12<Self> {
        bn254::pair(p, q)
    }
}

impl Vectors for Bls12381 {
    const TEXT: &'static str = include_str!("../../../packages/vectors/bls12-381/noble.json");
    const MULTIPLES: usize = 32;
    const OUTSIDE: [usize; 2] = [17, 18];
    const LONG_SCALARS: bool = false;

    /// The standard tower's w is t/w of ours, w⁶ = 1 + u.
    fn value(coefficients: [BigUint; 12]) -> Poly<Self> {
        let one = bls12_381::encoding::from_standard(&Fp2::ONE, &Fp2::ONE);
        let t = Poly::from(one.x * one.y.invert());
        let power = |i: usize| Poly::new(std::array::from_fn(|k| u32::from(k == i).into()));
        let (w, v) = (power(6), power(2));
        let xi = Poly::of(&[2u32.into(), 1u32.into()]);
        assert_eq!(w.mul(&w), v);
        // 1/w = w⁵/ξ
        let w5 = w.mul(&v).mul(&v);
        let one_over_xi = Poly::from(xi.fp2().invert());
        let standard = t.mul(&w5).mul(&one_over_xi);
        assert_eq!(standard.pow(&6u32.into()), Poly::of(&[1u32.into(), 1u32.into()]));
        // Σ c[6i + 2j + k]·u^k·w^(i + 2j)
        let terms = coefficients.chunks_exact(2).enumerate().map(|(at, pair)| {
            let exponent = at / 3 + 2 * (at % 3);
            Poly::of(pair).mul(&standard.pow(&exponent.into()))
        });
        terms.fold(Poly::of(&[]), |sum, term| sum.add(&term))
    }

    fn pair(p: &Affine<Self::G1>, q: &Affine<Self::G2>) -> Fp12<Self> {
        bls12_381::pair(p, q)
    }
}

/// A curve whose points the file writes as `Json`.
trait Written: Curve {
    type Json: DeserializeOwned;
    fn coordinates(json: &Self::Json) -> Coordinates<Self::Field>;
}

fn in_fp<M: Prime>([x, y]: &G1Json) -> Coordinates<Fp<M>> {
    Coordinates { x: fp(&decimal(x)), y: fp(&decimal(y)) }
}

fn in_fp2<M: Tower>(json: &G2Json) -> Coordinates<Fp2<M>> {
    let [x, y] = json.each_ref().map(|[c0, c1]| Fp2::new(fp(&decimal(c0)), fp(&decimal(c1))));
    Coordinates { x, y }
}

impl Written for bn254::G1 {
    type Json = G1Json;
    fn coordinates(json: &G1Json) -> Coordinates<bn254::Fp> {
        in_fp(json)
    }
}

impl Written for bn254::G2 {
    type Json = G2Json;
    fn coordinates(json: &G2Json) -> Coordinates<bn254::Fp2> {
        in_fp2(json)
    }
}

impl Written for bls12_381::G1 {
    type Json = G1Json;
    fn coordinates(json: &G1Json) -> Coordinates<bls12_381::Fp> {
        in_fp(json)
    }
}

impl Written for bls12_381::G2 {
    type Json = G2Json;
    fn coordinates(json: &G2Json) -> Coordinates<bls12_381::Fp2> {
        let Coordinates { x, y } = in_fp2(json);
        bls12_381::encoding::from_standard(&x, &y)
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
    let generator = Jacobian::from(Affine::<C>::GENERATOR);
    for Multiple { k, point } in cases {
        let words = words::<4>(&decimal(k));
        let product = generator.vartime_mul_plain(&words);
        assert_eq!(product, jacobian::<C>(point.as_ref()), "{k}");
        assert_eq!(product.vartime_coordinates(), point.as_ref().map(C::coordinates));
        assert!(C::vartime_in_subgroup(&product));
        assert!(C::vartime_in_subgroup(&rescaled(&product)));
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

fn g1_multiples<M: Vectors>() {
    let cases = M::file().g1_multiples;
    assert_eq!(cases.len(), M::MULTIPLES);
    multiples::<M::G1>(&cases);
}

fn g2_multiples<M: Vectors>() {
    let cases = M::file().g2_multiples;
    assert_eq!(cases.len(), M::MULTIPLES);
    multiples::<M::G2>(&cases);
}

fn g1_sums<M: Vectors>() {
    sums::<M::G1>(&M::file().g1_sums);
}

fn g2_sums<M: Vectors>() {
    sums::<M::G2>(&M::file().g2_sums);
}

/// Σ kᵢ·(kᵢ·G) + G by shared doublings, of ever more terms.
fn linear_combinations<M: Vectors>() {
    let (cases, r) = (M::file().g1_multiples, M::order());
    let finite: Vec<_> = cases.iter().filter(|case| case.point.is_some()).collect();
    let points: Vec<Affine<M::G1>> = finite.iter().map(|case| affine(case.point.as_ref().unwrap())).collect();
    let tables = OddMultiples::all(&points, &M::G1::BETA);
    let (mut sum, mut factor) = (LinearCombination::default(), BigUint::from(1u32));
    for (case, table) in finite.iter().zip(&tables) {
        let k = decimal(&case.k);
        assert!(k < r || M::LONG_SCALARS);
        // k + 4r is the same factor, where 256 bits hold it.
        let longer = &k + &r * 4u32;
        sum.push(table, M::G1::halves(&words(if M::LONG_SCALARS && longer.bits() <= 256 { &longer } else { &k })));
        factor += &k * &k;
        let expected = Jacobian::from(Affine::<M::G1>::GENERATOR).vartime_mul_plain(&words::<4>(&(&factor % &r)));
        assert_eq!(sum.vartime_sum().vartime_add(&Affine::GENERATOR.into()), expected);
    }
}

fn parameters<M: Vectors>() {
    let Parameters { p, r, cofactor, cofactor_primes, twist_cofactor, twist_cofactor_primes } = M::file().parameters;
    assert_eq!((decimal(&p), decimal(&r)), (modulus::<M>(), M::order()));
    let product = |primes: &[String]| primes.iter().map(|prime| decimal(prime)).product::<BigUint>();
    assert_eq!(product(&twist_cofactor_primes), decimal(&twist_cofactor));
    assert_eq!(product(&cofactor_primes.unwrap_or_default()), cofactor.map_or(1u32.into(), |k| decimal(&k)));
}

/// The points of a file outside a subgroup; `primes` are those of the number of points. Returns the points.
fn outside<C: Written>(cases: &[Outside<C::Json>], cofactor: &BigUint, primes: &[String]) -> Vec<Jacobian<C>> {
    assert!(C::vartime_in_subgroup(&Jacobian::INFINITY));
    let mut primes: Vec<_> = primes.iter().map(|prime| decimal(prime)).chain([big(&C::ORDER)]).collect();
    primes.dedup();
    let times = |point: &Jacobian<C>, k: &BigUint| point.vartime_mul_plain(&k.to_u64_digits());
    let check = |Outside { name, order, point }: &Outside<C::Json>| {
        let coordinates = C::coordinates(point);
        let point = Jacobian::from(coordinates.vartime_on_curve::<C>().unwrap());
        for point in [point, -point, rescaled(&point)] {
            assert!(!C::vartime_in_subgroup(&point), "{name}");
        }
        assert_eq!(coordinates.vartime_check::<C>(), Err(NotAPoint::NotInSubgroup));
        assert!(!times(&point, &big(&C::ORDER)).vartime_is_infinity(), "{name}");
        // It has exactly this order.
        let order = decimal(order);
        assert!(times(&point, &order).vartime_is_infinity(), "{name}");
        for prime in primes.iter().filter(|prime| &order % *prime == BigUint::ZERO) {
            assert!(!times(&point, &(&order / prime)).vartime_is_infinity(), "{name}");
        }
        // The multiple by the cofactor is in the subgroup.
        assert!(C::vartime_in_subgroup(&times(&point, cofactor)));
        point
    };
    cases.iter().map(check).collect()
}

fn g1_outside_the_subgroup<M: Vectors>() {
    let File { parameters, g1_outside_subgroup: cases, .. } = M::file();
    assert_eq!(cases.len(), M::OUTSIDE[0]);
    let cofactor = parameters.cofactor.map_or(1u32.into(), |k| decimal(&k));
    for point in outside::<M::G1>(&cases, &cofactor, &parameters.cofactor_primes.unwrap_or_default()) {
        // (βx, y) is a root of X² + X + 1 also outside the subgroup.
        let Coordinates { x, y } = point.vartime_coordinates().unwrap();
        let beta = M::G1::BETA;
        let [image, second] =
            [x * beta, x * beta * beta].map(|x| Coordinates { x, y }.vartime_on_curve().unwrap().into());
        assert!(point.vartime_add(&image).vartime_add(&second).vartime_is_infinity());
    }
}

fn g2_outside_the_subgroup<M: Vectors>() {
    let File { parameters, g2_outside_subgroup: cases, .. } = M::file();
    assert_eq!(cases.len(), M::OUTSIDE[1]);
    let cofactor = decimal(&parameters.twist_cofactor);
    let points = modulus::<M>() + 1u32;
    let curve_points = M::order() * parameters.cofactor.map_or(1u32.into(), |k| decimal(&k));
    for point in outside::<M::G2>(&cases, &cofactor, &parameters.twist_cofactor_primes) {
        // ψ is a root of X² − tX + p also outside the subgroup: ψ²(Q) + [p]Q = [t]ψ(Q).
        let image = psi::<M>(&point);
        let left = psi::<M>(&image).vartime_add(&point.vartime_mul_plain(&M::MODULUS));
        let right = if points >= curve_points {
            image.vartime_mul_plain(&(&points - &curve_points).to_u64_digits())
        } else {
            -image.vartime_mul_plain(&(&curve_points - &points).to_u64_digits())
        };
        assert_eq!(left, right);
    }
}

fn pairings<M: Vectors>() {
    let Pairings { m, values } = M::file().pairing;
    assert_eq!(values.len(), 7);
    for Pairs { a, b, value, reduced } in values {
        let p = crate::common::multiple::<M::G1>(&decimal(&a)).unwrap();
        let q = crate::common::multiple::<M::G2>(&decimal(&b)).unwrap();
        let expected = M::value(value.map(|c| decimal(&c)));
        assert_eq!(Poly::from(M::pair(&p, &q)), expected, "e({a}, {b})");
        // The vectors' own claim: value = reduced^m.
        if a == "1" && b == "1" {
            let reduced = M::value(reduced.map(|c| decimal(&c)));
            assert_eq!(reduced.pow(&decimal(&m)), expected);
        }
    }
}
