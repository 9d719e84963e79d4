//! `bn254/gnark.json` and `bls12-381/zcash.json`: encodings by gnark-crypto and zcash's library, the input that gnark
//! refuses, and everything else that is not an encoding of a point.

use crate::common::{Random, big, bytes, decimal, hex, modulus, reference::Poly};
use fedzk_curves::{
    bls12_381::{self, Bls12381},
    bn254::{self, Bn254},
    curve::{Affine, CompressedEncoding, Coordinates, Curve, NotAPoint, Unreadable},
    pairing::Pairing,
};
use num_bigint::BigUint;
use serde::Deserialize;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

each_curve!(g1_both_ways g2_both_ways flags infinity coordinates_not_below_p any_x outside_the_subgroup);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    g1: Vec<Point>,
    g2: Vec<Point>,
    #[serde(default)]
    g1_refused: Vec<Refused>,
    #[serde(default)]
    g2_refused: Vec<Refused>,
}

#[derive(Deserialize)]
struct Point {
    k: String,
    compressed: String,
    uncompressed: String,
}

#[derive(Deserialize)]
struct Refused {
    name: String,
    reason: String,
    bytes: String,
}

/// A curve with its file, and its flags written down a second time.
trait Vectors: Pairing<G1: CompressedEncoding, G2: CompressedEncoding> {
    const TEXT: &'static str;
    const NOBLE: &'static str;
    const POINTS: usize;
    /// The bits that p leaves free.
    const FLAGS: u8;
    const SMALLEST: u8;
    const LARGEST: u8;
    const INFINITY: u8;
    const INFINITY_UNCOMPRESSED: u8;
    /// The error of an uncompressed finite point with such a bit.
    const FLAGGED: &'static str;
    /// b of the curve and of the twist that is written.
    fn b() -> [Poly<Self>; 2];

    fn file() -> File {
        serde_json::from_str(Self::TEXT).unwrap()
    }
}

impl Vectors for Bn254 {
    const TEXT: &'static str = include_str!("../../../packages/vectors/bn254/gnark.json");
    const NOBLE: &'static str = include_str!("../../../packages/vectors/bn254/noble.json");
    const POINTS: usize = 30;
    const FLAGS: u8 = 0b1100_0000;
    const SMALLEST: u8 = 0b1000_0000;
    const LARGEST: u8 = 0b1100_0000;
    const INFINITY: u8 = 0b0100_0000;
    const INFINITY_UNCOMPRESSED: u8 = 0;
    const FLAGGED: &'static str = "coordinate-range";

    fn b() -> [Poly<Self>; 2] {
        [Poly::of(&[3u32.into()]), Poly::from(bn254::G2::B)]
    }
}

impl Vectors for Bls12381 {
    const TEXT: &'static str = include_str!("../../../packages/vectors/bls12-381/zcash.json");
    const NOBLE: &'static str = include_str!("../../../packages/vectors/bls12-381/noble.json");
    const POINTS: usize = 101;
    const FLAGS: u8 = 0b1110_0000;
    const SMALLEST: u8 = 0b1000_0000;
    const LARGEST: u8 = 0b1010_0000;
    const INFINITY: u8 = 0b1100_0000;
    const INFINITY_UNCOMPRESSED: u8 = 0b0100_0000;
    const FLAGGED: &'static str = "malformed";

    fn b() -> [Poly<Self>; 2] {
        [Poly::of(&[4u32.into()]), Poly::of(&[4u32.into(), 4u32.into()])]
    }
}

type Read<C> = Result<Coordinates<<C as Curve>::Field>, Unreadable>;

/// A point, or why there is none, in the words of gnark's file.
fn check<C: Curve>(read: Read<C>) -> Result<Affine<C>, &'static str> {
    let coordinates = read.map_err(|reason| match reason {
        Unreadable::Malformed => "malformed",
        Unreadable::CoordinateRange => "coordinate-range",
        Unreadable::Infinity => "infinity",
        Unreadable::NotOnCurve => "not-on-curve",
    })?;
    coordinates.vartime_check().map_err(|reason| match reason {
        NotAPoint::NotOnCurve => "not-on-curve",
        NotAPoint::NotInSubgroup => "not-in-subgroup",
    })
}

/// Reads bytes by their length; `None` if no encoding has that length.
fn read<C: CompressedEncoding>(bytes: &[u8]) -> Option<Result<Affine<C>, &'static str>> {
    if bytes.len() == C::BYTES {
        Some(check(C::read(bytes)))
    } else if bytes.len() == C::COMPRESSED_BYTES {
        Some(check(C::read_compressed(bytes)))
    } else {
        None
    }
}

fn fails<C: CompressedEncoding>(bytes: &[u8], reason: &'static str) {
    assert_eq!(read::<C>(bytes), Some(Err(reason)), "{}", hex(bytes));
}

fn uncompressed<C: CompressedEncoding>(point: &Affine<C>) -> Vec<u8> {
    let mut out = vec![0xff; C::BYTES];
    C::write(point, &mut out);
    out
}

fn compressed<C: CompressedEncoding>(point: &Affine<C>) -> Vec<u8> {
    let mut out = vec![0xff; C::COMPRESSED_BYTES];
    C::write_compressed(point, &mut out);
    out
}

/// All values of the flags, zero among them.
fn all_flags<M: Vectors>() -> impl Iterator<Item = u8> {
    (0..=u8::MAX).filter(|flags| flags & !M::FLAGS == 0)
}

fn with_flags<M: Vectors>(encoding: &[u8], flags: u8) -> Vec<u8> {
    [&[encoding[0] & !M::FLAGS | flags], &encoding[1..]].concat()
}

fn both_ways<M: Vectors, C: CompressedEncoding>(cases: &[Point]) {
    assert_eq!(cases.len(), M::POINTS);
    for case in cases {
        let [plain, short] = [&case.uncompressed, &case.compressed].map(|text| bytes(text));
        assert_eq!([plain.len(), short.len()], [C::BYTES, C::COMPRESSED_BYTES]);
        let Some(point) = crate::common::multiple::<C>(&decimal(&case.k)) else {
            fails::<C>(&plain, "infinity");
            fails::<C>(&short, "infinity");
            continue;
        };
        assert_eq!(read::<C>(&plain), Some(Ok(point)), "{}", case.k);
        assert_eq!(read::<C>(&short), Some(Ok(point)), "{}", case.k);
        assert_eq!(uncompressed(&point), plain);
        assert_eq!(compressed(&point), short);
        // The other sign is the opposite point.
        let opposite = with_flags::<M>(&short, short[0] & M::FLAGS ^ M::SMALLEST ^ M::LARGEST);
        assert_eq!(read::<C>(&opposite), Some(Ok(-point)));
        assert_eq!(compressed(&-point), opposite);
    }
}

fn g1_both_ways<M: Vectors>() {
    both_ways::<M, M::G1>(&M::file().g1);
}

fn g2_both_ways<M: Vectors>() {
    both_ways::<M, M::G2>(&M::file().g2);
}

fn flags_of<M: Vectors, C: CompressedEncoding>() {
    for k in 1u32..20 {
        let point = crate::common::multiple::<C>(&k.into()).unwrap();
        let (plain, short) = (uncompressed(&point), compressed(&point));
        for flags in all_flags::<M>() {
            let flagged = read::<C>(&with_flags::<M>(&plain, flags));
            assert_eq!(flagged, Some(if flags == 0 { Ok(point) } else { Err(M::FLAGGED) }));
            let flagged = read::<C>(&with_flags::<M>(&short, flags));
            let expected = if flags == short[0] & M::FLAGS {
                Ok(point)
            } else if flags == M::SMALLEST || flags == M::LARGEST {
                Ok(-point)
            } else {
                Err("malformed")
            };
            assert_eq!(flagged, Some(expected), "{flags:08b}");
            // The other coordinates have no flags.
            for (encoding, at) in [&plain, &short].iter().flat_map(|e| (0..e.len()).map(move |at| (*e, at))) {
                if at > 0 && at % M::BYTES == 0 && flags != 0 {
                    let mut flagged = encoding.clone();
                    flagged[at] |= flags;
                    fails::<C>(&flagged, "coordinate-range");
                }
            }
        }
    }
}

fn flags<M: Vectors>() {
    flags_of::<M, M::G1>();
    flags_of::<M, M::G2>();
}

/// The result of reading x = 0 with a sign: y² = 4 has roots on BLS12-381's curve, and the other b are not squares.
fn zero_x<M: Vectors, C: CompressedEncoding>() -> &'static str {
    let is_point = M::BYTES == 48 && C::COMPRESSED_BYTES == 48;
    if is_point { "not-in-subgroup" } else { "not-on-curve" }
}

fn infinity_of<M: Vectors, C: CompressedEncoding>() {
    let infinite = [(C::BYTES, M::INFINITY_UNCOMPRESSED), (C::COMPRESSED_BYTES, M::INFINITY)];
    for (length, flags) in infinite {
        let short = length == C::COMPRESSED_BYTES;
        let encoding = with_flags::<M>(&vec![0; length], flags);
        fails::<C>(&encoding, "infinity");
        for other in all_flags::<M>().filter(|other| *other != flags) {
            let expected = match other {
                _ if short && (other == M::SMALLEST || other == M::LARGEST) => zero_x::<M, C>(),
                0 if !short => "not-on-curve",
                _ if short => "malformed",
                _ => M::FLAGGED,
            };
            fails::<C>(&with_flags::<M>(&encoding, other), expected);
        }
        // Any other bit.
        for bit in (0..8 * length).filter(|bit| *bit >= M::FLAGS.count_ones() as usize) {
            let mut other = encoding.clone();
            other[bit / 8] |= 0x80 >> (bit % 8);
            if flags == 0 {
                // Without a flag it can only be a finite point.
                assert!(matches!(read::<C>(&other), Some(Err("not-on-curve" | "coordinate-range"))));
            } else {
                fails::<C>(&other, "malformed");
            }
        }
    }
}

fn infinity<M: Vectors>() {
    infinity_of::<M, M::G1>();
    infinity_of::<M, M::G2>();
}

fn ranges<M: Vectors, C: CompressedEncoding>() {
    let p = modulus::<M>();
    let written = |value: &BigUint| [vec![0; M::BYTES - value.to_bytes_be().len()], value.to_bytes_be()].concat();
    for k in 1u32..30 {
        let point = crate::common::multiple::<C>(&k.into()).unwrap();
        for encoding in [uncompressed(&point), compressed(&point)] {
            let short = encoding.len() == C::COMPRESSED_BYTES;
            for at in (0..encoding.len()).step_by(M::BYTES) {
                let flags = if short && at == 0 { encoding[0] & M::FLAGS } else { 0 };
                let room = BigUint::from(1u32) << (8 * M::BYTES);
                let room = if at == 0 { room >> M::FLAGS.count_ones() } else { room };
                let plain = with_flags::<M>(&encoding, encoding[0] & M::FLAGS ^ flags);
                let alias = BigUint::from_bytes_be(&plain[at..at + M::BYTES]) + &p;
                let mut tried = 0;
                for value in [p.clone(), &p + 1u32, &room - 1u32, alias].iter().filter(|value| **value < room) {
                    let mut other = encoding.clone();
                    other[at..at + M::BYTES].copy_from_slice(&written(value));
                    other[at] |= flags;
                    fails::<C>(&other, "coordinate-range");
                    tried += 1;
                }
                assert!(tried >= 3);
            }
        }
    }
}

fn coordinates_not_below_p<M: Vectors>() {
    ranges::<M, M::G1>();
    ranges::<M, M::G2>();
}

/// An x has points, in the subgroup or not, if and only if x³ + b is a square; in Fp2, if its norm is a square in Fp.
fn any_x_of<M: Vectors, C: CompressedEncoding>(parts: usize, b: &Poly<M>, seed: u64) {
    let (p, mut random) = (modulus::<M>(), Random::new(seed));
    let written = |value: &BigUint| [vec![0; M::BYTES - value.to_bytes_be().len()], value.to_bytes_be()].concat();
    let mut seen = [0, 0];
    for i in 0..60 {
        // Small ones too, and ones with a part 0.
        let mut draw = || if i % 3 == 0 { BigUint::from(random.word() % 20) } else { random.below(&p) };
        let mut x: Vec<_> = (0..parts).map(|_| draw()).collect();
        if i % 5 == 0 {
            x[i / 5 % parts] = BigUint::ZERO;
        }
        let right = Poly::of(&x).pow(&3u32.into()).add(b);
        let [re, im] = [&right.c[0], &right.c[1]];
        let norm = if parts == 1 { re.clone() } else { (re * re + im * im) % &p };
        let is_square = norm.modpow(&(&p >> 1u32), &p) <= BigUint::from(1u32);
        seen[usize::from(is_square)] += 1;
        let encoding: Vec<u8> = x.iter().rev().flat_map(written).collect();
        assert_eq!(encoding.len(), C::COMPRESSED_BYTES);
        let read = [M::SMALLEST, M::LARGEST].map(|flags| C::read_compressed(&with_flags::<M>(&encoding, flags)));
        if is_square {
            let [one, other] = read.map(Result::unwrap);
            assert!(one.x == other.x && one.y == -other.y);
            assert!(one.vartime_on_curve::<C>().is_some());
        } else {
            assert_eq!(read, [Err(Unreadable::NotOnCurve); 2]);
        }
    }
    assert!(seen.iter().all(|seen| *seen > 10));
}

fn any_x<M: Vectors>() {
    let [b, twist_b] = M::b();
    any_x_of::<M, M::G1>(1, &b, 120);
    any_x_of::<M, M::G2>(2, &twist_b, 121);
}

/// Points of noble's file, in both encodings.
fn outside<M: Vectors, C: CompressedEncoding>(points: &[Vec<BigUint>]) {
    let written = |value: &BigUint| [vec![0; M::BYTES - value.to_bytes_be().len()], value.to_bytes_be()].concat();
    for parts in points {
        let plain: Vec<u8> = parts.iter().flat_map(written).collect();
        let y = &parts[parts.len() / 2..];
        let first = y.iter().find(|part| **part != BigUint::ZERO).unwrap();
        let flags = if *first > modulus::<M>() / 2u32 { M::LARGEST } else { M::SMALLEST };
        let short = with_flags::<M>(&plain[..C::COMPRESSED_BYTES], flags);
        fails::<C>(&plain, "not-in-subgroup");
        fails::<C>(&short, "not-in-subgroup");
        assert_eq!(C::read(&plain), C::read_compressed(&short));
    }
}

fn outside_the_subgroup<M: Vectors>() {
    let file: serde_json::Value = serde_json::from_str(M::NOBLE).unwrap();
    let points = |group: &str| file[group].as_array().cloned().unwrap_or_default();
    let g1: Vec<_> = points("g1OutsideSubgroup")
        .into_iter()
        .map(|case| {
            let point: [String; 2] = serde_json::from_value(case["point"].clone()).unwrap();
            point.map(|c| decimal(&c)).to_vec()
        })
        .collect();
    let g2: Vec<_> = points("g2OutsideSubgroup")
        .into_iter()
        .map(|case| {
            let [x, y]: [[String; 2]; 2] = serde_json::from_value(case["point"].clone()).unwrap();
            [&x[1], &x[0], &y[1], &y[0]].map(|c| decimal(c)).to_vec()
        })
        .collect();
    assert_eq!([g1.len(), g2.len()], if M::BYTES == 32 { [0, 10] } else { [17, 18] });
    outside::<M, M::G1>(&g1);
    outside::<M, M::G2>(&g2);
}

/// Input that gnark refuses. It checks the flags before the length, so half an uncompressed point is "length" there.
fn refused<C: CompressedEncoding>(cases: &[Refused]) {
    for Refused { name, reason, bytes: encoding } in cases {
        let encoding = bytes(encoding);
        let expected = match reason.as_str() {
            "length" if encoding.len() == C::COMPRESSED_BYTES => Some("malformed"),
            "length" => None,
            "infinity-not-zero" => Some("malformed"),
            reason => Some(reason),
        };
        assert_eq!(read::<C>(&encoding), expected.map(Err), "{name}");
    }
}

#[test]
fn refused_by_gnark() {
    let file = Bn254::file();
    assert_eq!([file.g1_refused.len(), file.g2_refused.len()], [19, 40]);
    refused::<bn254::G1>(&file.g1_refused);
    refused::<bn254::G2>(&file.g2_refused);
}

/// The generators of BLS12-381, with the first two flags set by hand: gnark-crypto has the same encoding.
#[test]
fn known_encodings() {
    let g1 = compressed(&Affine::<bls12_381::G1>::GENERATOR);
    assert_eq!(hex(&g1[..4]), "97f1d3a7");
    let g2 = compressed(&Affine::<bls12_381::G2>::GENERATOR);
    assert_eq!(hex(&g2[..4]), "93e02b60");
    let (x, _) = bls12_381::encoding::to_standard(&Affine::GENERATOR);
    assert_eq!(hex(&g2[48..]), format!("{:096x}", big(&x.c0().to_words())));
}
