//! Recomputes every number of `bn254`, `bls12_381` and the digit expansions from x, and from its defining equations.

use crate::common::{Random, big, decimal, fp, modulus, reference::Poly, words};
use fedzk_curves::{
    bls12_381::{self, Bls12381},
    bn254::{self, Bn254},
    curve::{Affine, Curve, GlvCurve, Jacobian, wnaf},
    field::{Field, Fp, Fp2, Tower},
    limbs::{Kernel, RECIPROCAL_SHIFT},
    pairing::{Pairing, psi},
};
use num_bigint::{BigInt, BigUint};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

each_curve!(primes_are_polynomials_in_x montgomery_constants frobenius_factors curves_and_generators endomorphisms
    halves_of_scalars quarters_of_scalars the_loop numbers_of_points the_subgroup_checks_decide);

/// The formulas of each curve's publication, as polynomials in x.
trait Parameters: Pairing<G1: GlvCurve> {
    const B: u32;
    const XI: i32;
    fn x() -> BigInt;
    fn prime() -> BigInt;
    fn order() -> BigInt;
    /// Of the curve over Fp, and of the twist.
    fn cofactors() -> [BigInt; 2];
    /// p + 1 − t is the number of points over Fp.
    fn trace() -> BigInt;
    /// The factor of G1's endomorphism.
    fn lambda() -> BigInt;
    /// f with f(ψ)Q = 0 for the members Q of G2, as its check has it: coefficients from the highest.
    fn membership() -> Vec<BigInt>;
    /// The same for the Miller loop's walk: where it ends minus where it should end.
    fn walk() -> Vec<BigInt>;
    /// Published generators: x and y of G1's, x.c0, x.c1, y.c0, y.c1 of G2's.
    fn generators() -> ([BigUint; 2], [BigUint; 4]);
    /// A point of G2 on the twist that it was published on.
    fn published(point: &Affine<Self::G2>) -> (Fp2<Self>, Fp2<Self>);
    fn loop_length() -> BigInt;
    /// The bound of the scalars that are halved, the steps of the rounded quotients, and the largest size of each half.
    fn scalar_limit() -> BigInt;
    fn steps(random: &mut Random) -> Vec<BigInt>;
    fn largest_halves() -> [BigInt; 2];
    /// A scalar's parts by ψ, the factor of ψ in G2, and the bits of the largest part.
    fn quarters(scalar: &[u64; 4]) -> [(u128, bool); 4];
    fn psi_factor() -> BigInt;
    const QUARTER_BITS: u64;
}

impl Parameters for Bn254 {
    const B: u32 = 3;
    const XI: i32 = 9;
    const QUARTER_BITS: u64 = 66;

    fn quarters(scalar: &[u64; 4]) -> [(u128, bool); 4] {
        bn254::quarters(scalar)
    }

    fn psi_factor() -> BigInt {
        polynomial(&[6, 0, 0], &Self::x())
    }

    fn x() -> BigInt {
        4_965_661_367_192_848_881u64.into()
    }

    fn prime() -> BigInt {
        polynomial(&[36, 36, 24, 6, 1], &Self::x())
    }

    fn order() -> BigInt {
        polynomial(&[36, 36, 18, 6, 1], &Self::x())
    }

    fn cofactors() -> [BigInt; 2] {
        [1.into(), Self::prime() * 2 - Self::order()]
    }

    fn trace() -> BigInt {
        polynomial(&[6, 0, 1], &Self::x())
    }

    fn lambda() -> BigInt {
        -polynomial(&[36, 18, 6, 2], &Self::x())
    }

    /// [x + 1]Q + ψ([x]Q) + ψ²([x]Q) = ψ³([2x]Q).
    fn membership() -> Vec<BigInt> {
        let x = Self::x();
        vec![&x * -2, x.clone(), x.clone(), x + 1]
    }

    /// [6x + 2]Q + ψ(Q) − ψ²(Q) = −ψ³(Q).
    fn walk() -> Vec<BigInt> {
        vec![1.into(), (-1).into(), 1.into(), Self::x() * 6 + 2]
    }

    /// (1, 2) and EIP-197's P2.
    fn generators() -> ([BigUint; 2], [BigUint; 4]) {
        let g2 = [
            "10857046999023057135944570762232829481370756359578518086990519993285655852781",
            "11559732032986387107991004021392285783925812861821192530917403151452391805634",
            "8495653923123431417604973247489272438418190587263600148770280649306958101930",
            "4082367875863433681332203403145435568316851327593401208105741076214120093531",
        ];
        ([1u32.into(), 2u32.into()], g2.map(decimal))
    }

    fn published(point: &Affine<Self::G2>) -> (Fp2<Self>, Fp2<Self>) {
        (*point.x(), *point.y())
    }

    fn loop_length() -> BigInt {
        Self::x() * 6 + 2
    }

    fn scalar_limit() -> BigInt {
        BigInt::from(1) << 256
    }

    /// Of kD/r and kB/r.
    fn steps(random: &mut Random) -> Vec<BigInt> {
        let mut steps = Vec::new();
        for factor in [polynomial(&[6, 4, 1], &Self::x()), polynomial(&[2, 1], &Self::x())] {
            for _ in 0..100 {
                let odd = BigInt::from(random.below(&(factor.magnitude() * 5u32))) * 2 + 1;
                steps.push(odd * Self::order() / (&factor * 2));
            }
        }
        steps
    }

    fn largest_halves() -> [BigInt; 2] {
        [0; 2].map(|_| (BigInt::from(1) << 127) - 1)
    }
}

impl Parameters for Bls12381 {
    const B: u32 = 4;
    const XI: i32 = 2;
    const QUARTER_BITS: u64 = 64;

    fn quarters(scalar: &[u64; 4]) -> [(u128, bool); 4] {
        bls12_381::quarters(scalar)
    }

    fn psi_factor() -> BigInt {
        Self::x()
    }

    fn x() -> BigInt {
        -BigInt::from(0xd201_0000_0001_0000u64)
    }

    fn prime() -> BigInt {
        let x = Self::x();
        polynomial(&[1, -1], &x).pow(2) * (x.pow(4) - x.pow(2) + 1) / 3 + x
    }

    fn order() -> BigInt {
        polynomial(&[1, 0, -1, 0, 1], &Self::x())
    }

    fn cofactors() -> [BigInt; 2] {
        let x = Self::x();
        [polynomial(&[1, -1], &x).pow(2) / 3, polynomial(&[1, -4, 5, 0, -4, 6, -4, -4, 13], &x) / 9]
    }

    fn trace() -> BigInt {
        Self::x() + 1
    }

    fn lambda() -> BigInt {
        -Self::x().pow(2)
    }

    /// ψ(Q) = [x]Q.
    fn membership() -> Vec<BigInt> {
        vec![1.into(), -Self::x()]
    }

    /// [|x|]Q = −ψ(Q).
    fn walk() -> Vec<BigInt> {
        vec![1.into(), -Self::x()]
    }

    /// As in the IETF's draft, §4.2.1.
    fn generators() -> ([BigUint; 2], [BigUint; 4]) {
        let hex = |text: &str| BigUint::from_bytes_be(&crate::common::bytes(text));
        let g1 = [
            "17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb",
            "08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1",
        ];
        let g2 = [
            "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8",
            "13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e",
            "0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801",
            "0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79be",
        ];
        (g1.map(hex), g2.map(hex))
    }

    fn published(point: &Affine<Self::G2>) -> (Fp2<Self>, Fp2<Self>) {
        bls12_381::encoding::to_standard(point)
    }

    fn loop_length() -> BigInt {
        -Self::x()
    }

    fn scalar_limit() -> BigInt {
        Self::order()
    }

    /// Of k/x²: exactly between two integers, x being even.
    fn steps(random: &mut Random) -> Vec<BigInt> {
        let half: BigInt = Self::x().pow(2) / 2;
        let last: BigInt = half.clone() * 2 - 3;
        let mut odd: Vec<BigInt> = [1, 3, 5].map(BigInt::from).into();
        odd.extend([&last * 2 - 1, &last * 2 + 1, &last * 2 + 3]);
        odd.extend((0..200).map(|_| BigInt::from(random.below(last.magnitude())) * 2 + 1));
        odd.into_iter().map(|odd| odd * &half).collect()
    }

    fn largest_halves() -> [BigInt; 2] {
        // 1/x² is rounded at 2^−320, which moves k/x² by less than 2^−66, a step by less than 2^62.
        let x2 = Self::x().pow(2);
        [&x2 / 2 + (1u64 << 62), x2 - 1]
    }
}

/// By Horner, coefficients from the highest.
fn polynomial(coefficients: &[i32], x: &BigInt) -> BigInt {
    coefficients.iter().fold(BigInt::ZERO, |acc, &c| acc * x + c)
}

fn p<M: Tower>() -> BigUint {
    modulus::<M>()
}

fn r<M: Pairing>() -> BigUint {
    big(&M::G1::ORDER)
}

/// In [0, r).
fn modulo_r<M: Pairing>(k: &BigInt) -> BigUint {
    let r = BigInt::from(r::<M>());
    ((k % &r + &r) % &r).magnitude().clone()
}

/// Miller–Rabin with the first twelve primes. The numbers are published, so nobody chose them to pass.
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

fn poly<M: Tower>(a: &Fp2<M>) -> Poly<M> {
    Poly::from(*a)
}

/// c0 + c1·u.
fn small<M: Tower>(c0: u32, c1: u32) -> Poly<M> {
    Poly::of(&[c0.into(), c1.into()])
}

fn xi<M: Parameters>() -> Poly<M> {
    small(M::XI.unsigned_abs(), 1)
}

fn primes_are_polynomials_in_x<M: Parameters>() {
    let (p, r) = (p::<M>(), r::<M>());
    assert_eq!(BigInt::from(p.clone()), M::prime());
    assert_eq!(BigInt::from(r.clone()), M::order());
    assert!(is_probably_prime(&p) && is_probably_prime(&r));
    assert!(&p % 4u32 == 3u32.into(), "for square roots");
    assert_eq!(big(&M::G2::ORDER), r);
    // The embedding degree is 12: r divides Φ₁₂(p) = p⁴ − p² + 1.
    assert_eq!((p.pow(4) - p.pow(2) + 1u32) % r, BigUint::ZERO);
}

#[test]
fn constants_of_the_modules() {
    assert_eq!(BigInt::from(bn254::X), Bn254::x());
    assert_eq!(BigInt::from(bls12_381::MINUS_X), -Bls12381::x());
    assert_eq!(big(&bn254::ORDER), r::<Bn254>());
    assert_eq!(big(&bls12_381::ORDER), r::<Bls12381>());
}

fn montgomery_constants<M: Parameters>() {
    let (n, bits) = (M::Limbs::N as u32, M::Limbs::BITS);
    let int = |digits: M::Limbs| digits.as_ref().iter().rev().fold(BigInt::ZERO, |acc, &digit| (acc << bits) + digit);
    assert_eq!(int(M::P), p::<M>().into());
    let radix = BigUint::from(1u32) << (n * bits);
    assert_eq!(int(M::R), (&radix % p::<M>()).into());
    assert_eq!(int(M::R2), (&radix * &radix % p::<M>()).into());
    let product = i64::from(M::P.as_ref()[0]) * i64::from(M::NEGATIVE_INVERSE);
    assert_eq!((product + 1) % (1 << bits), 0, "−1/p");
    let numerator: BigUint = BigUint::from(1u32) << ((n - 1) * bits + RECIPROCAL_SHIFT);
    assert_eq!(BigUint::from(M::RECIPROCAL as u64), (numerator + p::<M>() / 2u32) / p::<M>());
    assert_eq!(M::BYTES as u64, p::<M>().bits().div_ceil(8));
}

fn frobenius_factors<M: Parameters>() {
    assert_eq!(M::XI_REAL, M::XI);
    let p = p::<M>();
    // ξ is neither a square nor a cube of Fp2: then w⁶ − ξ is irreducible.
    for prime in [2u32, 3] {
        assert_ne!(xi::<M>().pow(&((p.pow(2) - 1u32) / prime)), Poly::one());
    }
    for (i, factor) in (1u32..).zip(&M::FROBENIUS) {
        assert_eq!(poly(factor), xi().pow(&((&p - 1u32) / 6u32 * i)));
    }
}

fn curves_and_generators<M: Parameters>() {
    assert!(M::G1::B == fp::<M>(&M::B.into()));
    assert_eq!(poly(&M::G2::B).mul(&xi()), small(M::B, 0), "b/ξ");
    assert_eq!(M::TWIST_3B, M::G2::B.times(3));
    let (g1, g2) = (Affine::<M::G1>::GENERATOR, Affine::<M::G2>::GENERATOR);
    let ([x, y], published) = M::generators();
    assert!((*g1.x(), *g1.y()) == (fp(&x), fp(&y)));
    let (x, y) = M::published(&g2);
    assert_eq!([x.c0(), x.c1(), y.c0(), y.c1()].map(|c| big(&c.to_words())), published);
    assert!(M::G1::GENERATOR.vartime_on_curve::<M::G1>().is_some());
    assert!(M::G2::GENERATOR.vartime_on_curve::<M::G2>().is_some());
    assert!(Jacobian::from(g1).vartime_mul_plain(&M::G1::ORDER).vartime_is_infinity());
    assert!(Jacobian::from(g2).vartime_mul_plain(&M::G2::ORDER).vartime_is_infinity());
}

/// Our twist of BLS12-381 and the standard one: t⁶ = (1 + u)(2 + u), (x, y) ↦ (x/t², y/t³).
#[test]
fn the_standard_twist() {
    type Fp2 = bls12_381::Fp2;
    let one = bls12_381::encoding::from_standard(&Fp2::ONE, &Fp2::ONE);
    let (one_over_t2, one_over_t3) = (poly(&one.x), poly(&one.y));
    let t = poly(&(one.x * one.y.invert()));
    let t2 = t.mul(&t);
    let t3 = t2.mul(&t);
    let sixth = small::<Bls12381>(1, 1).mul(&xi());
    assert_eq!(t3.mul(&t3), sixth);
    assert_eq!(t2.mul(&one_over_t2), Poly::one());
    assert_eq!(t3.mul(&one_over_t3), Poly::one());
    let generator = Affine::<bls12_381::G2>::GENERATOR;
    let (x, y) = bls12_381::encoding::to_standard(&generator);
    assert_eq!(poly(&x), poly(generator.x()).mul(&t2));
    assert_eq!(poly(&y), poly(generator.y()).mul(&t3));
    // y² = x³ + 4/ξ becomes y² = x³ + 4(1 + u).
    assert_eq!(poly(&bls12_381::G2::B).mul(&sixth), small(4, 4));
}

/// (βx, y) = [λ](x, y), ψ(Q) = [p]Q on G2.
fn endomorphisms<M: Parameters>() {
    let beta_in_fp: Fp<M> = M::G1::BETA;
    let beta = Poly::<M>::of(&[big(&beta_in_fp.to_words())]);
    assert_ne!(beta, Poly::one());
    assert_eq!(beta.pow(&3u32.into()), Poly::one());
    let lambda = M::lambda();
    assert_eq!(modulo_r::<M>(&(lambda.pow(2) + &lambda + 1)), BigUint::ZERO);
    assert_eq!([M::G1::LAMBDA, M::G2::LAMBDA], [words::<4>(&modulo_r::<M>(&lambda)); 2]);
    let mut random = Random::new(90);
    for k in [1u32.into(), random.below(&r::<M>()), random.below(&r::<M>())] {
        multiplies_by_lambda::<M::G1>(&k);
        multiplies_by_lambda::<M::G2>(&k);
        let point = Jacobian::from(crate::common::multiple::<M::G2>(&k).unwrap());
        assert_eq!(psi::<M>(&point), point.vartime_mul_plain(&words::<4>(&(p::<M>() % r::<M>()))));
    }
}

/// λ times the kth multiple is its image.
fn multiplies_by_lambda<C: GlvCurve>(k: &BigUint) {
    let point = crate::common::multiple::<C>(k).unwrap();
    let multiple = Jacobian::from(point).vartime_mul_plain(&C::LAMBDA);
    let image = multiple.vartime_coordinates().unwrap();
    assert!(image.x == *point.x() * C::BETA && image.y == *point.y());
}

fn halves_of_scalars<M: Parameters>() {
    let (r, limit) = (M::order(), M::scalar_limit());
    let lambda = BigInt::from(modulo_r::<M>(&M::lambda()));
    let half: BigInt = &r / 2;
    let mut scalars = vec![BigInt::ZERO, 1.into(), 2.into(), half.clone(), &half + 1, &r - 1, &r - 2, &limit - 1];
    scalars.extend([&lambda - 1, lambda.clone(), &lambda + 1, &r - &lambda, &r - &lambda - 1, &r - &lambda + 1]);
    scalars.extend([r.clone(), &r + 1]);
    // At the steps of the rounded quotients, the halves are largest.
    let mut random = Random::new(91);
    let steps = M::steps(&mut random);
    scalars.extend(steps.iter().flat_map(|step| [step - 1, step.clone(), step + 1, step + 2]));
    // A little further, where rounding in the constants must have no effect.
    scalars.extend(steps.iter().flat_map(|step| [1i128 << 62 | 1, -(1 << 62) - 1].map(|offset| step + offset)));
    scalars.extend((0..300).map(|_| random.below(limit.magnitude()).into()));
    let (largest, mut reached) = (M::largest_halves(), [BigInt::ZERO, BigInt::ZERO]);
    for k in scalars.into_iter().filter(|k| (BigInt::ZERO..limit.clone()).contains(k)) {
        let halves = M::G1::halves(&words(k.magnitude()));
        for i in 0..2 {
            reached[i] = reached[i].clone().max(halves[i].0.into());
        }
        let [k1, k2] = halves.map(|(size, negative)| if negative { -BigInt::from(size) } else { size.into() });
        assert_eq!((k1 + k2 * &lambda - k) % &r, BigInt::ZERO);
    }
    assert!(reached.iter().zip(&largest).all(|(reached, largest)| reached <= largest));
    // The bound is not much too large.
    assert!(reached.iter().zip(&largest).all(|(reached, largest)| reached * 4 > *largest));
}

fn quarters_of_scalars<M: Parameters>() {
    let (r, lambda) = (M::order(), M::psi_factor());
    let mut random = Random::new(92);
    let mut scalars = vec![BigInt::ZERO, 1.into(), 2.into(), &r - 1, &r - 2, &r / 2];
    scalars.extend((0..2000).map(|_| BigInt::from(random.below(r.magnitude()))));
    let mut reached = 0;
    for k in scalars {
        let mut sum = BigInt::ZERO;
        for (size, negative) in M::quarters(&words(k.magnitude())).into_iter().rev() {
            let part = if negative { -BigInt::from(size) } else { size.into() };
            reached = reached.max(part.bits());
            sum = sum * &lambda + part;
        }
        assert_eq!((sum - k) % &r, BigInt::ZERO);
    }
    assert!((M::QUARTER_BITS - 2..=M::QUARTER_BITS).contains(&reached), "{reached} bits");
    // ψ multiplies by it.
    let generator = Jacobian::from(Affine::<M::G2>::GENERATOR);
    let multiple = generator.vartime_mul_plain(&words::<4>(&modulo_r::<M>(&lambda)));
    assert_eq!(psi::<M>(&generator), multiple);
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

fn the_loop<M: Parameters>() {
    let sum = M::LOOP.iter().fold(BigInt::ZERO, |acc, &digit| acc * 2 + digit);
    assert_eq!(sum, M::loop_length());
    assert_eq!(M::LOOP[0], 1);
    assert!(M::LOOP.iter().all(|digit| (-1..=1).contains(digit)));
    let size = u128::try_from(M::loop_length()).unwrap();
    // As few additions as by the non-adjacent form.
    let additions = |digits: &[i8]| digits.iter().filter(|digit| **digit != 0).count();
    assert!(additions(M::LOOP) <= additions(&wnaf::<129>(size, 2)));
}

#[test]
fn signed_digits() {
    let loops = [6 * bn254::X + 2, bls12_381::MINUS_X];
    assert_digits(Bn254::LOOP, loops[0], 2);
    let mut random = Random::new(92);
    let mut scalars = vec![0, 1, 2, 3, bn254::X, loops[0], loops[1]];
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

/// E(Fp) has p + 1 − t points. Over Fp2 the trace is t₂ = t² − 2p; with 4p² − t₂² = 3f² the two twists of degree six have
/// the traces (t₂ ± 3f)/2, and ours is the one whose number of points r divides.
fn numbers_of_points<M: Parameters>() {
    let (p, r, t) = (M::prime(), M::order(), M::trace());
    let [curve, twist] = M::cofactors();
    assert_eq!(&p + 1 - &t, &r * &curve);
    let t2: BigInt = t.pow(2) - &p * 2;
    let three_squares: BigInt = p.pow(2) * 4 - t2.pow(2);
    let f = (three_squares.magnitude() / 3u32).sqrt();
    let f = BigInt::from(f);
    assert_eq!(&f * &f * 3 + t2.pow(2), p.pow(2) * 4);
    let points = [&f * 3, &f * -3].map(|f| p.pow(2) + 1 - (&t2 + f) / 2);
    let divisible: Vec<_> = points.iter().filter(|points| *points % &r == BigInt::ZERO).collect();
    assert_eq!(divisible, [&(&r * &twist)]);
    for cofactor in [curve, twist] {
        assert_ne!(cofactor % &r, BigInt::ZERO, "one subgroup of order r");
    }
}

/// G2's checks take Q for a member if f(ψ)Q = 0. ψ satisfies χ = X² − tX + p, so the order of such a Q divides
/// Res(f, χ), the norm of f modulo χ. If that and the number of points have only r in common, the order divides r.
///
/// A member passes: there ψ multiplies by p, and f(p) ≡ 0 mod r.
fn the_subgroup_checks_decide<M: Parameters>() {
    let (p, r, t) = (M::prime(), M::order(), M::trace());
    // Horner modulo χ: a + bX, and (a + bX)·X = −pb + (a + tb)X.
    for f in [M::membership(), M::walk()] {
        let (a, b) = f.iter().fold((BigInt::ZERO, BigInt::ZERO), |(a, b), c| (c - &p * &b, &a + &t * &b));
        let resultant = &a * &a + &a * &b * &t + &b * &b * &p;
        let points = &r * &M::cofactors()[1];
        assert_eq!(gcd(resultant, points), r);
        assert_eq!(f.iter().fold(BigInt::ZERO, |acc, c| acc * &p + c) % &r, BigInt::ZERO);
    }
}

/// On the whole curve (βx, y) is a root of X² + X + 1. If it multiplies a point by −x² as well, x⁴ − x² + 1 takes the
/// point to infinity, and that is r.
#[test]
fn the_subgroup_check_of_g1_decides() {
    let lambda = Bls12381::lambda();
    assert_eq!(lambda.pow(2) + &lambda + 1, Bls12381::order());
    let beta = big(&bls12_381::G1::BETA.to_words());
    assert_eq!((beta.pow(2) + &beta + 1u32) % p::<Bls12381>(), BigUint::ZERO);
    // BN254's G1 is the whole curve.
    assert_eq!(Bn254::cofactors()[0], 1.into());
}

/// 3(p⁴ − p² + 1)/r = (x − 1)²(x + p)(x² + p² − 1) + 3, the hard part of BLS12-381's final exponentiation.
#[test]
fn the_hard_part() {
    let (x, p, r) = (Bls12381::x(), Bls12381::prime(), Bls12381::order());
    let hard = polynomial(&[1, -1], &x).pow(2) * (&x + &p) * (x.pow(2) + p.pow(2) - 1) + 3;
    assert_eq!(hard * r, (p.pow(4) - p.pow(2) + 1) * 3);
}

fn gcd(a: BigInt, b: BigInt) -> BigInt {
    if b == BigInt::ZERO { BigInt::from(a.magnitude().clone()) } else { gcd(b.clone(), a % b) }
}
