//! The precompiles of EIP-2537 over this crate, on go-ethereum's vectors and on the inputs that it refuses, with its
//! reasons. Its points are padded, and their real part comes first. This tests the arithmetic, the checks of coordinates,
//! and the conversion from and to the standard twist.

use crate::common::{big, bytes, hex, words};
use fedzk_curves::{
    bls12_381::{Bls12381, Fp, Fp2, Fp12, G1, G2, encoding},
    curve::{Affine, Coordinates, Curve, GlvCurve, Jacobian, LinearCombination, OddMultiples},
    field::Field,
    pairing::{Pairing, miller_loop},
    uint,
};
use serde::Deserialize;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Case {
    input: String,
    expected: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Refused {
    input: String,
    expected_error: String,
    name: String,
}

type Output<T = Vec<u8>> = Result<T, &'static str>;

const LENGTH: &str = "invalid input length";
const OFF: &str = "invalid point: not on curve";

/// An element of Fp in 64 bytes.
fn fp(bytes: &[u8]) -> Output<Fp> {
    if bytes[..16] != [0; 16] {
        return Err("invalid field element top bytes");
    }
    Fp::from_be_bytes(&bytes[16..]).ok_or("invalid fp.Element encoding")
}

fn fp2(bytes: &[u8]) -> Output<Fp2> {
    Ok(Fp2::new(fp(&bytes[..64])?, fp(&bytes[64..])?))
}

fn write_fp(x: &Fp, out: &mut Vec<u8>) {
    let at = out.len() + 16;
    out.resize(at + 48, 0);
    x.to_be_bytes(&mut out[at..]);
}

/// A group with its points as EIP-2537 writes them.
trait Written: Curve {
    const BYTES: usize;
    const OUTSIDE: &'static str;
    /// The coordinates on the standard curve; those of infinity are zeros.
    fn read(bytes: &[u8]) -> Output<Coordinates<Self::Field>>;
    fn from_standard(standard: Coordinates<Self::Field>) -> Coordinates<Self::Field>;
    fn write(point: &Coordinates<Self::Field>, out: &mut Vec<u8>);
}

impl Written for G1 {
    const BYTES: usize = 128;
    const OUTSIDE: &'static str = "g1 point is not on correct subgroup";

    fn read(bytes: &[u8]) -> Output<Coordinates<Fp>> {
        Ok(Coordinates { x: fp(&bytes[..64])?, y: fp(&bytes[64..])? })
    }

    fn from_standard(standard: Coordinates<Fp>) -> Coordinates<Fp> {
        standard
    }

    fn write(point: &Coordinates<Fp>, out: &mut Vec<u8>) {
        write_fp(&point.x, out);
        write_fp(&point.y, out);
    }
}

impl Written for G2 {
    const BYTES: usize = 256;
    const OUTSIDE: &'static str = "g2 point is not on correct subgroup";

    fn read(bytes: &[u8]) -> Output<Coordinates<Fp2>> {
        Ok(Coordinates { x: fp2(&bytes[..128])?, y: fp2(&bytes[128..])? })
    }

    fn from_standard(standard: Coordinates<Fp2>) -> Coordinates<Fp2> {
        encoding::from_standard(&standard.x, &standard.y)
    }

    /// Also takes points outside the subgroup, unlike `to_standard`.
    fn write(point: &Coordinates<Fp2>, out: &mut Vec<u8>) {
        let factors = encoding::from_standard(&Fp2::ONE, &Fp2::ONE);
        let (x, y) = (point.x * factors.x.invert(), point.y * factors.y.invert());
        if let Ok(point) = point.vartime_check() {
            assert!(encoding::to_standard(&point) == (x, y));
        }
        for part in [x.c0(), x.c1(), y.c0(), y.c1()] {
            write_fp(&part, out);
        }
    }
}

/// A point of the curve, in the subgroup or not.
fn point<C: Written>(bytes: &[u8]) -> Output<Jacobian<C>> {
    let standard = C::read(bytes)?;
    if standard.x.vartime_is_zero() && standard.y.vartime_is_zero() {
        return Ok(Jacobian::INFINITY);
    }
    C::from_standard(standard).vartime_on_curve().map(Jacobian::from).ok_or(OFF)
}

fn written<C: Written>(point: &Jacobian<C>) -> Vec<u8> {
    let mut out = Vec::new();
    match point.vartime_coordinates() {
        Some(coordinates) => C::write(&coordinates, &mut out),
        None => out.resize(C::BYTES, 0),
    }
    out
}

/// A point of the subgroup; infinity is `None`.
fn member<C: Written>(bytes: &[u8]) -> Output<Option<Affine<C>>> {
    let coordinates = point::<C>(bytes)?.vartime_coordinates();
    coordinates.map(|c| c.vartime_check().map_err(|_| C::OUTSIDE)).transpose()
}

fn add<C: Written>(input: &[u8]) -> Output {
    if input.len() != 2 * C::BYTES {
        return Err(LENGTH);
    }
    let (a, b) = input.split_at(C::BYTES);
    let (a, b) = (point::<C>(a)?, point::<C>(b)?);
    let sum = a.vartime_add(&b);
    assert_eq!(b.vartime_add(&a), sum);
    Ok(written(&sum))
}

fn mul<C: Written>(input: &[u8]) -> Output {
    if input.len() != C::BYTES + 32 {
        return Err(LENGTH);
    }
    let (point, scalar) = input.split_at(C::BYTES);
    let product = self::point::<C>(point)?.vartime_mul_plain(&uint::from_be_bytes::<4>(scalar));
    Ok(written(&product))
}

/// The same by halves of the scalar, which must be below r for that.
fn mul_g1(input: &[u8]) -> Output {
    let product = mul::<G1>(input)?;
    if let Some(point) = member::<G1>(&input[..128])? {
        let scalar = big(&uint::from_be_bytes::<4>(&input[128..])) % big(&G1::ORDER);
        let tables = OddMultiples::all(&[point], &G1::BETA);
        let mut sum = LinearCombination::default();
        sum.push(&tables[0], G1::halves(&words(&scalar)));
        assert_eq!(written(&sum.vartime_sum()), product);
    }
    Ok(product)
}

/// For one point: the vectors have only refused inputs.
fn multi_exp<C: Written>(input: &[u8]) -> Output {
    if input.is_empty() || !input.len().is_multiple_of(C::BYTES + 32) {
        return Err(LENGTH);
    }
    mul::<C>(&input[..C::BYTES + 32])
}

fn pairing(input: &[u8]) -> Output {
    let length = G1::BYTES + G2::BYTES;
    if input.is_empty() || !input.len().is_multiple_of(length) {
        return Err(LENGTH);
    }
    let mut pairs = Vec::new();
    for chunk in input.chunks_exact(length) {
        let (p, q) = chunk.split_at(G1::BYTES);
        pairs.extend(member::<G1>(p)?.zip(member::<G2>(q)?));
    }
    let value = Bls12381::final_exponentiation(&miller_loop(&pairs, &[]));
    let mut out = vec![0; 32];
    out[31] = u8::from(value == Fp12::ONE);
    Ok(out)
}

fn vectors(text: &str, count: usize, precompile: fn(&[u8]) -> Output) {
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    assert_eq!(cases.len(), count);
    for Case { input, expected, name } in cases {
        assert_eq!(precompile(&bytes(&input)).map(|output| hex(&output)), Ok(expected), "{name}");
    }
}

fn refused(text: &str, count: usize, precompile: fn(&[u8]) -> Output) {
    let cases: Vec<Refused> = serde_json::from_str(text).unwrap();
    assert_eq!(cases.len(), count);
    for Refused { input, expected_error, name } in cases {
        assert_eq!(precompile(&bytes(&input)), Err(expected_error.as_str()), "{name}");
    }
}

#[test]
fn g1_add() {
    vectors(include_str!("../../../packages/vectors/eip2537/blsG1Add.json"), 104, add::<G1>);
}

#[test]
fn g1_mul() {
    vectors(include_str!("../../../packages/vectors/eip2537/blsG1Mul.json"), 104, mul_g1);
}

#[test]
fn g2_add() {
    vectors(include_str!("../../../packages/vectors/eip2537/blsG2Add.json"), 104, add::<G2>);
}

#[test]
fn g2_mul() {
    vectors(include_str!("../../../packages/vectors/eip2537/blsG2Mul.json"), 104, mul::<G2>);
}

#[test]
fn pairings() {
    vectors(include_str!("../../../packages/vectors/eip2537/blsPairing.json"), 100, pairing);
}

#[test]
fn refused_points() {
    refused(include_str!("../../../packages/vectors/eip2537/fail-blsG1Add.json"), 6, add::<G1>);
    refused(include_str!("../../../packages/vectors/eip2537/fail-blsG1Mul.json"), 6, mul_g1);
    refused(include_str!("../../../packages/vectors/eip2537/fail-blsG1MultiExp.json"), 6, multi_exp::<G1>);
    refused(include_str!("../../../packages/vectors/eip2537/fail-blsG2Add.json"), 6, add::<G2>);
    refused(include_str!("../../../packages/vectors/eip2537/fail-blsG2Mul.json"), 6, mul::<G2>);
    refused(include_str!("../../../packages/vectors/eip2537/fail-blsG2MultiExp.json"), 6, multi_exp::<G2>);
}

#[test]
fn refused_pairings() {
    refused(include_str!("../../../packages/vectors/eip2537/fail-blsPairing.json"), 8, pairing);
}

/// This crate has no maps to the curves. Their inputs are field elements.
#[test]
fn refused_field_elements() {
    let in_fp = |input: &[u8]| if input.len() == 64 { fp(input).map(|_| vec![]) } else { Err(LENGTH) };
    refused(include_str!("../../../packages/vectors/eip2537/fail-blsMapG1.json"), 4, in_fp);
    let in_fp2 = |input: &[u8]| if input.len() == 128 { fp2(input).map(|_| vec![]) } else { Err(LENGTH) };
    refused(include_str!("../../../packages/vectors/eip2537/fail-blsMapG2.json"), 4, in_fp2);
}

/// Addition takes points outside the subgroup; the pairing doesn't.
#[test]
fn points_outside_the_subgroup() {
    let text = include_str!("../../../packages/vectors/eip2537/fail-blsPairing.json");
    let cases: Vec<Refused> = serde_json::from_str(text).unwrap();
    let mut found = 0;
    for case in cases.iter().filter(|case| case.expected_error.ends_with("subgroup")) {
        for chunk in bytes(&case.input).chunks_exact(384) {
            let (p, q) = chunk.split_at(128);
            let (p, q) = ([p, p].concat(), [q, q].concat());
            let (double_p, double_q) = (add::<G1>(&p).unwrap(), add::<G2>(&q).unwrap());
            assert_eq!(double_p, mul::<G1>(&[&p[..128], &[0; 31], &[2]].concat()).unwrap());
            assert_eq!(double_q, mul::<G2>(&[&q[..256], &[0; 31], &[2]].concat()).unwrap());
            found += usize::from(member::<G1>(&p[..128]).is_err()) + usize::from(member::<G2>(&q[..256]).is_err());
            assert_eq!(member::<G1>(&p[..128]).is_err(), member::<G1>(&double_p).is_err());
            assert_eq!(member::<G2>(&q[..256]).is_err(), member::<G2>(&double_q).is_err());
        }
    }
    assert!(found >= 2);
}
