//! The prime field against integers modulo p, for each prime × limb layout.

use crate::common::{Random, big, modulus, words};
use fedzk_curves::{
    field::{Field, Fp, Prime},
    limbs::Kernel,
};
use num_bigint::BigUint;

const PAIRS: usize = if cfg!(target_arch = "wasm32") { 100 } else { 400 };

fn fp<M: Prime>(value: &BigUint) -> Fp<M> {
    Fp::from_words(words(value)).unwrap()
}

fn value<M: Prime>(element: &Fp<M>) -> BigUint {
    let value = big(&element.to_words());
    assert!(value < modulus::<M>(), "to_words is canonical");
    value
}

/// The values at which carries, borrows, ties of signed digits and the end of the range occur.
fn boundaries<M: Prime>() -> Vec<BigUint> {
    let p = modulus::<M>();
    let one = || BigUint::from(1u32);
    let half = &p >> 1u32;
    let bits = M::Limbs::BITS as usize;
    let ones = |digit: BigUint| (0..M::Limbs::N).fold(BigUint::ZERO, |acc, _| (acc << bits) + &digit);
    let r = (one() << (M::Limbs::N * bits)) % &p;
    let mut out: Vec<_> = [0u32, 1, 2, 3].map(BigUint::from).into();
    out.extend([1u32, 2, 3].map(|k| &p - k));
    out.extend([&half - 1u32, half.clone(), &half + 1u32, &half + 2u32]);
    out.extend([&r * &r, &p - &r, r]);
    out.extend([ones((one() << bits) - 1u32), ones((one() << (bits - 1)) - 1u32), ones(one() << (bits - 1))]);
    for k in 1..M::Limbs::N {
        for power in [one() << (bits * k), one() << (bits * k - 1)] {
            out.extend([&power - 1u32, power.clone(), power + 1u32]);
        }
    }
    out.into_iter().map(|x| x % &p).collect()
}

/// Quadruples: boundaries with each other, then random ones.
fn quadruples<M: Prime>(seed: u64) -> Vec<[BigUint; 4]> {
    let (p, edge) = (modulus::<M>(), boundaries::<M>());
    let mut random = Random::new(seed);
    let mut out = Vec::new();
    let step = if cfg!(target_arch = "wasm32") { 7 } else { 1 };
    for i in (0..edge.len() * edge.len()).step_by(step) {
        let (a, b) = (&edge[i / edge.len()], &edge[i % edge.len()]);
        let any = edge[random.word() as usize % edge.len()].clone();
        out.push([a.clone(), b.clone(), any, random.below(&p)]);
    }
    out.extend((0..PAIRS).map(|_| [0; 4].map(|_| random.below(&p))));
    out
}

fn small(value: i32, p: &BigUint) -> BigUint {
    let size = BigUint::from(value.unsigned_abs());
    if value < 0 { p - size } else { size }
}

fn arithmetic<M: Prime>() {
    let p = modulus::<M>();
    for (i, [a, b, c, d]) in quadruples::<M>(20).iter().enumerate() {
        let [x, y, z, w] = [a, b, c, d].map(|v| fp::<M>(v));
        let (k, l) = ((i % 127) as i32 - 63, ((i / 127 + i) % 127) as i32 - 63);
        let (big_k, big_l) = (small(k, &p), small(l, &p));
        let combined = &big_k * a + &big_l * b;
        let cases = [
            ("read", x, a.clone()),
            ("add", x + y, a + b),
            ("sub", x - y, a + &p - b),
            ("sub_norm", x.sub_norm(&y), a + &p - b),
            ("neg", -x, &p - a),
            ("mul", x * y, a * b),
            ("mul_sub", x.mul_sub(&y, &(x + y)).norm(), (a * b + &p * 2u32 - a - b) % &p),
            ("square_sub", x.square_sub(&(y + y)).norm(), (a * a + &p * 2u32 - b - b) % &p),
            ("negated_if", x.negated_if(true), &p - a),
            ("negated_if not", x.negated_if(false), a.clone()),
            ("square", x.square(), a * a),
            ("mul_sum", Fp::mul_sum(&x, &y, &z, &w), a * b + c * d),
            ("norm", (x - y - z).norm(), a + &p + &p - b - c),
            ("times", x.times(i as i32 % 32), a * (i % 32)),
            ("combine", Fp::combine(&x, k, &y, l), combined.clone()),
            ("combine_add", Fp::combine_add(&x, k, &y, l, &z), combined + c),
        ];
        for (name, result, expected) in cases {
            assert_eq!(value(&result), expected % &p, "{name} {a} {b} {c} {d}");
        }
        assert_eq!(x == y, a == b);
        assert_eq!(x.vartime_is_zero(), *a == BigUint::ZERO);
    }
}

/// Products of sums that were never reduced, up to 3 + 3 summands a factor where the layout allows it.
fn lazy_sums<M: Prime>() {
    let p = modulus::<M>();
    for [a, b, c, d] in quadruples::<M>(21) {
        let [x, y, z, w] = [&a, &b, &c, &d].map(|v| fp::<M>(v));
        assert_eq!(value(&((x + y) * (z - w))), (&a + &b) * (&c + &p - &d) % &p);
        assert_eq!(value(&(x - y).square()), (&a + &p - &b).pow(2) % &p);
        assert_eq!(
            value(&Fp::mul_sum(&(x + y), &z, &-w, &(x - z))),
            ((&a + &b) * &c + (&p - &d) * (&a + &p - &c)) % &p
        );
        let seven = x + x - y + z + z + z - w;
        let expected = (&a * 2u32 + (&p - &b) + &c * 3u32 + (&p - &d)) % &p;
        assert_eq!(value(&seven), expected);
        assert_eq!(value(&seven.norm()), expected);
        assert_eq!(value(&-seven), (&p - &expected) % &p);
        assert_eq!(value(&Fp::combine(&seven, 63, &seven, -62)), expected, "63 − 62");
    }
}

/// Lists of every length around what fits a column once, twice and more.
fn dots<M: Prime>() {
    let p = modulus::<M>();
    let quadruples = quadruples::<M>(25);
    for length in 0..90 {
        let own = quadruples.iter().cycle().skip(7 * length).take(length);
        let (a, b): (Vec<_>, Vec<_>) = own.map(|[a, _, _, d]| (a, d)).unzip();
        let expected = a.iter().zip(&b).fold(BigUint::ZERO, |sum, (a, b)| sum + *a * *b) % &p;
        let elements = |list: &[&BigUint]| list.iter().map(|v| fp::<M>(v)).collect::<Vec<_>>();
        assert_eq!(value(&Fp::dot(&elements(&a), &elements(&b))), expected, "{length} products");
    }
}

/// All representations of an element are equal.
fn representations<M: Prime>() {
    let p = modulus::<M>();
    let largest = p.clone() - 1u32;
    let (zero, one, minus_one) = (Fp::<M>::ZERO, Fp::<M>::ONE, fp::<M>(&largest));
    // p itself, from p − 1 and 1, and its multiples up to 3p.
    let p_digits = minus_one + one;
    for multiple in [p_digits, p_digits + p_digits, p_digits + p_digits + p_digits] {
        assert!(multiple.vartime_is_zero() && (-multiple).vartime_is_zero());
        assert_eq!(value(&multiple), BigUint::ZERO);
        assert!(multiple == zero && (multiple + one).norm() == one);
        assert!(!(multiple + one).vartime_is_zero());
    }
    for a in boundaries::<M>() {
        let x = fp::<M>(&a);
        let half = fp::<M>(&(&a * ((&p + 1u32) >> 1u32) % &p));
        assert!((half + half - x).vartime_is_zero());
        assert!(half + half == x && -(-x) == x);
        assert!((x + minus_one + one).sub_norm(&x).vartime_is_zero());
        assert!(x + one != x && (x == -x) == (a == BigUint::ZERO));
        // The same multiple, summed and reduced: zero from unequal digits.
        let six = x + x + x + x + x + x;
        assert!((six - x.times(6)).vartime_is_zero());
        assert_eq!((six - x.times(5)).vartime_is_zero(), a == BigUint::ZERO);
    }
}

fn powers<M: Prime>() {
    let p = modulus::<M>();
    let mut random = Random::new(22);
    let mut bases = boundaries::<M>();
    bases.extend((0..PAIRS / 8).map(|_| random.below(&p)));
    let edge = boundaries::<M>();
    for (i, a) in bases.iter().enumerate() {
        let x = fp::<M>(a);
        let inverse = a.modpow(&(&p - 2u32), &p);
        assert_eq!(value(&x.invert()), inverse);
        assert_eq!(value(&x.vartime_invert()), inverse);
        let exponent = if i % 2 == 0 { &edge[i % edge.len()] } else { a };
        assert_eq!(value(&x.vartime_pow(&words(exponent))), a.modpow(exponent, &p));
        assert_eq!(x.is_largest(), *a > (&p >> 1u32), "{a}");
        assert_eq!((x - Fp::ONE + Fp::ONE).is_largest(), *a > (&p >> 1u32));
        // Euler's criterion decides. If p ≡ 3 mod 4 the method finds all roots; otherwise any result is still a root.
        let is_square = a.modpow(&(&p >> 1u32), &p) <= BigUint::from(1u32);
        match x.vartime_sqrt() {
            Some(root) => assert_eq!(value(&root).pow(2) % &p, *a),
            None => assert!(!is_square || !p.bit(1), "{a} has a root"),
        }
    }
    assert_eq!(Fp::<M>::ZERO.vartime_pow(&[0; 6]), Fp::ONE, "the empty product");
}

fn encodings<M: Prime>() {
    let p = modulus::<M>();
    let mut random = Random::new(23);
    let encode = |v: &BigUint| {
        let bytes = v.to_bytes_be();
        (bytes.len() <= M::BYTES).then(|| [vec![0; M::BYTES - bytes.len()], bytes].concat())
    };
    let mut below = boundaries::<M>();
    below.extend((0..PAIRS).map(|_| random.below(&p)));
    for a in &below {
        let x = Fp::<M>::from_be_bytes(&encode(a).unwrap()).unwrap();
        assert_eq!(value(&x), *a);
        let mut out = vec![0xff; M::BYTES];
        x.to_be_bytes(&mut out);
        assert_eq!(Some(&out), encode(a).as_ref());
        (x - Fp::ONE + Fp::ONE).to_be_bytes(&mut out);
        assert_eq!(Some(&out), encode(a).as_ref());
    }
    let power = |bits: usize| (BigUint::from(1u32) << bits) - 1u32;
    let mut above = vec![p.clone(), &p + 1u32, &p * 2u32 - 1u32, &p * 2u32];
    above.extend([power(256), power(8 * M::BYTES), power(384)]);
    above.extend(below.iter().map(|a| a + &p));
    let mut refused = 0;
    for a in above.iter().filter(|a| **a >= p) {
        assert!(Fp::<M>::from_words(words(a)).is_none(), "{a}");
        if let Some(bytes) = encode(a) {
            assert!(Fp::<M>::from_be_bytes(&bytes).is_none(), "{a}");
            refused += 1;
        }
    }
    assert!(refused > 2);
}

each_prime!(arithmetic lazy_sums dots representations powers encodings);
