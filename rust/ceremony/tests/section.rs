//! U and C of points in sections, against integers.

use crate::common::big_endian;
use crate::common::chain::{g1, g2, times};
use fedzk_ceremony::{
    Ceremony,
    section::{PointProblem, compressed, read, uncompressed},
};
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254, curve::Affine};
use fedzk_prover::zkey::{G1Point, G2Point};
use num_bigint::BigUint;

fn modulus<S: Ceremony>() -> BigUint {
    BigUint::from_bytes_le(&S::MODULUS.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>())
}

/// The integers of cR mod q: times R⁻¹ = R^(q−2).
fn integers<S: Ceremony>(bytes: &[u8]) -> Vec<BigUint> {
    let q = modulus::<S>();
    let r = (BigUint::from(1u32) << (8 * S::BYTES)) % &q;
    let inverse = r.modpow(&(&q - 2u32), &q);
    bytes.chunks(S::BYTES).map(|bytes| BigUint::from_bytes_le(bytes) * &inverse % &q).collect()
}

/// U and C by integers: the parts of a coordinate, imaginary first.
fn expected<S: Ceremony>(bytes: &[u8], parts: usize) -> [Vec<u8>; 2] {
    let integers = integers::<S>(bytes);
    let u: Vec<u8> =
        integers.chunks(parts).flat_map(|parts| parts.iter().rev()).flat_map(|c| big_endian(c, S::BYTES)).collect();
    let mut c = u[..u.len() / 2].to_vec();
    let zero = BigUint::ZERO;
    if integers.iter().all(|c| *c == zero) {
        c[0] |= 0x40;
    } else {
        let y = &integers[parts..];
        let deciding = if parts == 2 && y[1] != zero { &y[1] } else { &y[0] };
        if *deciding > (modulus::<S>() - 1u32) / 2u32 {
            c[0] |= 0x80;
        }
    }
    [u, c]
}

fn encodings<S: Ceremony>() {
    let check = |bytes: &[u8], parts: usize| {
        let [mut u, mut c] = [vec![0; bytes.len()], vec![0; bytes.len() / 2]];
        if parts == 1 {
            uncompressed::<S, G1Point<S>>(bytes, &mut u);
            compressed::<S, G1Point<S>>(bytes, &mut c);
        } else {
            uncompressed::<S, G2Point<S>>(bytes, &mut u);
            compressed::<S, G2Point<S>>(bytes, &mut c);
        }
        assert_eq!([u, c], expected::<S>(bytes, parts));
    };
    for k in 1..20u64 {
        let k = [k * k * k, 0, 0, 0, 0, 0];
        let (p, q): (Affine<S::G1>, Affine<S::G2>) = (times(Affine::GENERATOR, &k), times(Affine::GENERATOR, &k));
        check(&g1::<S>(&p), 1);
        check(&g1::<S>(&-p), 1);
        check(&g2::<S>(&q), 2);
        check(&g2::<S>(&-q), 2);
        assert!(read::<S, G1Point<S>>(&g1::<S>(&p)) == Ok(p));
        assert!(read::<S, G2Point<S>>(&g2::<S>(&q)) == Ok(q));
    }
    check(&vec![0; 2 * S::BYTES], 1);
    check(&vec![0; 4 * S::BYTES], 2);
    // Not a point: y has no imaginary part, and coordinates are at least q.
    let mut real = g2::<S>(&Affine::GENERATOR);
    real[3 * S::BYTES..].fill(0);
    check(&real, 2);
    check(&vec![0xff; 2 * S::BYTES], 1);
    check(&vec![0xff; 4 * S::BYTES], 2);
    let q = modulus::<S>().to_bytes_le();
    let mut at_q = g1::<S>(&Affine::GENERATOR);
    at_q[..S::BYTES].copy_from_slice(&q);
    check(&at_q, 1);
    assert!(read::<S, G1Point<S>>(&at_q) == Err(PointProblem::Range));
}

#[test]
fn bn254() {
    encodings::<Bn254>();
}

#[test]
fn bls12_381() {
    encodings::<Bls12381>();
}
