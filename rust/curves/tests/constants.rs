//! Every number of `bn254` and of the digit expansions, recomputed from x and from what it must satisfy.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{Random, big, decimal, fp, modulus, reference::Poly, words};
use fedzk_curves::{
    bn254::{Bn254, Fp2, G1, G2, ORDER, X},
    curve::{Affine, Curve, GlvCurve, Jacobian, wnaf},
    field::{Field, Prime, Tower},
    limbs::{Kernel, Modulus, RECIPROCAL_SHIFT},
    pairing::Pairing,
};
use num_bigint::{BigInt, BigUint};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn x() -> BigUint {
    X.into()
}

fn p() -> BigUint {
    modulus::<Bn254>()
}

fn r() -> BigUint {
    big(&ORDER)
}

/// Σ `c[i]`·x^i.
fn at_x(c: &[u32]) -> BigUint {
    c.iter().rev().fold(BigUint::ZERO, |acc, &c| acc * x() + c)
}

/// Miller–Rabin with the first twelve primes; the numbers are published, so no one chose them to pass.
fn is_probably_prime(n: &BigUint) -> bool {
    let one = BigUint::from(1u32);
    let minus_one = n - 1u32;
    let twos = minus_one.trailing_zeros().unwrap();
    [2u32, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].iter().all(|&base| {
        let mut power = BigUint::from(base).modpow(&(&minus_one >> twos), n);
        if power == one || power == minus_one {
            return true;
        }
        (1..twos).any(|_| {
            power = power.pow(2) % n;
            power == minus_one
        })
    })
}

fn poly(a: &Fp2) -> Poly<Bn254> {
    Poly::from(*a)
}

fn xi() -> Poly<Bn254> {
    Poly::of(&[9u32.into(), 1u32.into()])
}

#[test]
fn primes_are_polynomials_in_x() {
    assert_eq!(x(), decimal("4965661367192848881"));
    assert_eq!(p(), at_x(&[1, 6, 24, 36, 36]));
    assert_eq!(r(), at_x(&[1, 6, 18, 36, 36]));
    assert!(is_probably_prime(&p()) && is_probably_prime(&r()));
    assert!(p() % 4u32 == 3u32.into(), "for square roots");
    assert_eq!(big(&G1::ORDER), r());
    assert_eq!(big(&G2::ORDER), r());
    // The embedding degree is 12: r divides Φ₁₂(p) = p⁴ − p² + 1.
    assert_eq!((p().pow(4) - p().pow(2) + 1u32) % r(), BigUint::ZERO);
}

#[test]
fn montgomery_constants() {
    let shift = 9 * 29u32;
    let int = |digits: &[i32; 9]| digits.iter().rev().fold(BigInt::ZERO, |acc, &digit| (acc << 29) + digit);
    assert_eq!(<[i32; 9]>::N as u32 * <[i32; 9]>::BITS, shift);
    assert_eq!(int(&Bn254::P), p().into());
    let radix = BigUint::from(1u32) << shift;
    assert_eq!(int(&Bn254::R), (&radix % p()).into());
    assert_eq!(int(&Bn254::R2), (&radix * &radix % p()).into());
    let product = i64::from(Bn254::P[0]) * i64::from(Bn254::NEGATIVE_INVERSE);
    assert_eq!((product + 1) % (1 << 29), 0, "−1/p");
    let numerator: BigUint = BigUint::from(1u32) << (8 * 29 + RECIPROCAL_SHIFT);
    assert_eq!(BigUint::from(Bn254::RECIPROCAL as u64), (numerator + p() / 2u32) / p());
}

#[test]
fn frobenius_factors() {
    assert_eq!(Bn254::XI_REAL, 9);
    // ξ is neither a square nor a cube of Fp2: then w⁶ − ξ is irreducible.
    for prime in [2u32, 3] {
        assert_ne!(xi().pow(&((p().pow(2) - 1u32) / prime)), Poly::one());
    }
    for (i, factor) in (1u32..).zip(&Bn254::FROBENIUS) {
        assert_eq!(poly(factor), xi().pow(&((p() - 1u32) / 6u32 * i)));
    }
}

#[test]
fn curves_and_generators() {
    assert_eq!(G1::B, fp(&3u32.into()));
    assert_eq!(poly(&G2::B).mul(&xi()), Poly::of(&[3u32.into()]), "3/ξ");
    assert_eq!(Bn254::TWIST_3B, G2::B.times(3));
    let (g1, g2) = (Affine::<G1>::GENERATOR, Affine::<G2>::GENERATOR);
    assert!((*g1.x(), *g1.y()) == (fp(&1u32.into()), fp(&2u32.into())));
    // EIP-197's P2.
    let published = [
        "10857046999023057135944570762232829481370756359578518086990519993285655852781",
        "11559732032986387107991004021392285783925812861821192530917403151452391805634",
        "8495653923123431417604973247489272438418190587263600148770280649306958101930",
        "4082367875863433681332203403145435568316851327593401208105741076214120093531",
    ];
    let ours = [g2.x().c0, g2.x().c1, g2.y().c0, g2.y().c1];
    for (ours, published) in ours.iter().zip(published) {
        assert_eq!(big(&ours.to_words()), decimal(published));
    }
    assert!(G1::GENERATOR.vartime_on_curve::<G1>().is_some());
    assert!(G2::GENERATOR.vartime_on_curve::<G2>().is_some());
    assert!(Jacobian::from(g1).vartime_mul_plain(&ORDER).vartime_is_infinity());
    assert!(Jacobian::from(g2).vartime_mul_plain(&ORDER).vartime_is_infinity());
}

/// λ = −(36x³ + 18x² + 6x + 2) mod r.
fn lambda() -> BigUint {
    r() - at_x(&[2, 6, 18, 36])
}

#[test]
fn endomorphism() {
    let beta = Poly::<Bn254>::of(&[big(&G1::BETA.to_words())]);
    assert_ne!(beta, Poly::one());
    assert_eq!(beta.pow(&3u32.into()), Poly::one());
    assert_eq!((lambda().pow(2) + lambda() + 1u32) % r(), BigUint::ZERO);
    let mut random = Random::new(90);
    for k in [1u32.into(), random.below(&r()), random.below(&r())] {
        let point = common::multiple::<G1>(&k).unwrap();
        let multiple = Jacobian::from(point).vartime_mul_plain(&words::<4>(&lambda()));
        let image = multiple.vartime_coordinates().unwrap();
        assert!(image.x == *point.x() * G1::BETA && image.y == *point.y());
    }
}

#[test]
fn halves_of_scalars() {
    let limit = BigUint::from(1u32) << 256;
    let (half, one) = (r() / 2u32, BigUint::from(1u32));
    let mut scalars = vec![BigUint::ZERO, half.clone(), r() - &half, r(), &limit - &one];
    scalars.extend([r() - &one, r() - 2u32, r() + &one, one.clone(), 2u32.into()]);
    scalars.extend([lambda(), lambda() - &one, lambda() + &one, r() - lambda()]);
    // Where the rounded quotients kD/r and kB/r step, k₁ and k₂ are at their largest.
    let mut random = Random::new(91);
    for factor in [at_x(&[1, 4, 6]), at_x(&[1, 2])] {
        for _ in 0..100 {
            let odd = random.below(&(&factor * 5u32)) * 2u32 + &one;
            let step = odd * r() / (&factor * 2u32);
            scalars.extend([step.clone(), &step + &one, step + 2u32]);
        }
    }
    scalars.extend((0..300).map(|_| random.below(&limit)));
    let (r, lambda) = (BigInt::from(r()), BigInt::from(lambda()));
    for k in scalars.into_iter().filter(|k| *k < limit) {
        let [k1, k2] = G1::halves(&words(&k)).map(|(size, negative)| {
            assert!(size < 1 << 127, "{k}");
            let size = BigInt::from(size);
            if negative { -size } else { size }
        });
        assert_eq!((k1 + k2 * &lambda - BigInt::from(k)) % &r, BigInt::ZERO);
    }
}

/// Checks the digits' rules of a width and that they spell k.
fn assert_digits(digits: &[i8], k: u128, width: u32) {
    let sum = digits.iter().fold(BigInt::ZERO, |acc, &digit| acc * 2 + digit);
    assert_eq!(sum, k.into(), "width {width}");
    for (i, &digit) in digits.iter().enumerate() {
        assert!(digit == 0 || digit % 2 != 0);
        assert!(i32::from(digit).abs() < 1 << (width - 1));
        let row = &digits[i..digits.len().min(i + width as usize)];
        assert!(row.iter().filter(|digit| **digit != 0).count() <= 1);
    }
}

#[test]
fn signed_digits() {
    assert_digits(Bn254::LOOP, 6 * X + 2, 2);
    assert_eq!(Bn254::LOOP[0], 1);
    let mut random = Random::new(92);
    let mut scalars = vec![0, 1, 2, 3, X, 6 * X + 2];
    for i in 2..=128 {
        let power = if i == 128 { 0 } else { 1u128 << i };
        scalars.extend([power.wrapping_sub(1), power.wrapping_add(1), power / 3 * 2]);
        scalars.push(power.wrapping_sub(1) / 3);
    }
    scalars.extend((0..200).map(|_| u128::from(random.word()) << 64 | u128::from(random.word())));
    assert!(scalars.contains(&u128::MAX));
    for k in scalars {
        assert_digits(&wnaf::<129>(k, 2), k, 2);
        assert_digits(&wnaf::<129>(k, 4), k, 4);
        assert_digits(&wnaf::<129>(k, 5), k, 5);
    }
}

/// The subgroup check takes Q for a member where f(ψ)Q = 0, f = (x + 1) + xX + xX² − 2xX³. ψ satisfies
/// χ = X² − tX + p, so such a Q has an order that divides Res(f, χ), the norm of f modulo χ; if that and the number of
/// points have only r in common, the order divides r.
#[test]
fn the_subgroup_check_decides() {
    let (p, x, t) = (BigInt::from(p()), BigInt::from(x()), BigInt::from(at_x(&[1, 0, 6])));
    assert_eq!(BigInt::from(r()), &p + 1 - &t, "t is the trace");
    // Horner modulo χ: a + bX, and (a + bX)·X = −pb + (a + tb)X.
    let f = [&x * -2, x.clone(), x.clone(), &x + 1];
    let (a, b) = f.into_iter().fold((BigInt::ZERO, BigInt::ZERO), |(a, b), c| (c - &p * &b, a + &t * b));
    let resultant = &a * &a + &a * &b * &t + &b * &b * &p;
    let twist_cofactor = &p * 2 - BigInt::from(r());
    let points = BigInt::from(r()) * &twist_cofactor;
    assert_eq!(gcd(resultant, points), r().into());
    assert_ne!(twist_cofactor % BigInt::from(r()), BigInt::ZERO, "one subgroup of order r");
}

fn gcd(a: BigInt, b: BigInt) -> BigInt {
    if b == BigInt::ZERO { BigInt::from(a.magnitude().clone()) } else { gcd(b.clone(), a % b) }
}
