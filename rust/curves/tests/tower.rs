//! The tower of both curves against polynomials by the school method (`common/reference.rs`).

use crate::common::{Random, modulus, reference};
use fedzk_curves::{
    curve::wnaf,
    field::{Field, Fp2, Fp6, Fp12, Sparse01234, Tower, invert_all},
};
use num_bigint::BigUint;
use reference::Poly;

const ROUNDS: usize = if cfg!(target_arch = "wasm32") { 10 } else { 60 };

/// Elements of which the first `n` coefficients may differ from zero: 0, 1, −1, single powers, all p − 1, random.
fn elements<M: Tower>(n: usize, seed: u64) -> Vec<Poly<M>> {
    let p = modulus::<M>();
    let largest = &p - 1u32;
    let mut out = vec![
        Poly::of(&[]),
        Poly::one(),
        Poly::one().neg(),
        Poly::of(&vec![largest.clone(); n]),
        Poly::of(&vec![&p >> 1u32; n]),
    ];
    for i in 1..n {
        let mut single = vec![BigUint::ZERO; n];
        single[i] = if i % 2 == 0 { largest.clone() } else { 1u32.into() };
        out.push(Poly::of(&single));
    }
    let mut random = Random::new(seed);
    out.extend((0..ROUNDS).map(|_| Poly::of(&(0..n).map(|_| random.below(&p)).collect::<Vec<_>>())));
    out
}

fn pairs<M: Tower>(n: usize, seed: u64) -> impl Iterator<Item = (Poly<M>, Poly<M>)> {
    let (left, right) = (elements(n, seed), elements(n, seed + 1));
    let edge = right.len() - ROUNDS;
    let crossed: Vec<_> =
        left[..edge].iter().flat_map(|a| right[..edge].iter().map(move |b| (a.clone(), b.clone()))).collect();
    crossed.into_iter().chain(left.into_iter().zip(right))
}

/// The polynomial 0 + 1·x, at place `i`.
fn unit<M: Tower>(i: usize) -> Poly<M> {
    Poly::new(std::array::from_fn(|k| u32::from(k == i).into()))
}

fn same<M: Tower>(result: impl Into<Poly<M>>, expected: &Poly<M>) {
    assert_eq!(result.into().c, expected.c);
}

fn fp2<M: Tower>() {
    let p = modulus::<M>();
    let xi = Poly::<M>::of(&[M::XI_REAL.unsigned_abs().into(), 1u32.into()]);
    for (i, (a, b)) in pairs::<M>(2, 30).enumerate() {
        let (x, y) = (a.fp2(), b.fp2());
        let ab = a.mul(&b);
        same(x + y, &a.add(&b));
        same(x - y, &a.add(&b.neg()));
        same(-x, &a.neg());
        same(x.sub_norm(&y), &a.add(&b.neg()));
        same(x * y, &ab);
        same((x + y) * (x - y), &a.add(&b).mul(&a.add(&b.neg())));
        same(x.square(), &a.mul(&a));
        same(Fp2::mul_sum(&x, &y, &y, &-x), &Poly::of(&[]));
        same(Fp2::mul_sum(&x, &y, &x, &x), &ab.add(&a.mul(&a)));
        same(x.times(i as i32 % 32), &a.mul(&Poly::of(&[(i % 32).into()])));
        same(Fp2::combine(&x, 31, &y, -9), &{
            let minus_b = b.neg().mul(&Poly::of(&[9u32.into()]));
            a.mul(&Poly::of(&[31u32.into()])).add(&minus_b)
        });
        same(x.mul_fp(&y.c0().into()), &a.mul(&Poly::of(&b.c[..1])));
        same(x.mul_xi(), &a.mul(&xi));
        same(x.mul_xi_add(&y), &a.mul(&xi).add(&b));
        same((x + y).mul_xi_add(&(x - y)), &{ a.add(&b).mul(&xi).add(&a.add(&b.neg())) });
        same(x.mul_sub(&y, &(x + y)).norm(), &a.mul(&b).add(&a.add(&b).neg()));
        same(x.square_sub(&(x - y)).norm(), &a.mul(&a).add(&b).add(&a.neg()));
        same(x.negated_if(true), &a.neg());
        assert_eq!(x == y, a == b);
        assert_eq!((x + y).vartime_is_zero(), a.add(&b) == Poly::of(&[]));
    }
    for a in elements::<M>(2, 32) {
        let x = a.fp2();
        same(x.conjugate(), &a.pow(&p));
        same(x.vartime_pow(&M::MODULUS), &a.pow(&p));
        same(x.invert(), &a.pow(&(&p * &p - 2u32)));
        same(x.vartime_invert(), &a.pow(&(&p * &p - 2u32)));
    }
}

/// a is a square in Fp2 if and only if its norm is a square in Fp.
fn square_roots<M: Tower>() {
    let (p, zero) = (modulus::<M>(), BigUint::ZERO);
    let mut random = Random::new(81);
    let mut all = elements::<M>(2, 82);
    // One part zero: real and imaginary roots, whether or not the part is a square in Fp.
    for k in (1u32..20).map(BigUint::from) {
        let minus_k = &p - &k;
        let parts = [(&k, &zero), (&minus_k, &zero), (&zero, &k), (&zero, &minus_k), (&k, &random.below(&p))];
        all.extend(parts.map(|(c0, c1)| Poly::of(&[c0.clone(), c1.clone()])));
    }
    let squares: Vec<_> = all.iter().map(|a| a.mul(a)).collect();
    let mut found = [0, 0];
    for a in all.iter().chain(&squares) {
        let norm: BigUint = (&a.c[0] * &a.c[0] + &a.c[1] * &a.c[1]) % &p;
        let is_square = norm.modpow(&(&p >> 1u32), &p) <= BigUint::from(1u32);
        found[usize::from(is_square)] += 1;
        // Also of a sum that isn't carried.
        for x in [a.fp2(), (a.fp2() - Fp2::ONE).norm() + Fp2::ONE] {
            let root = x.vartime_sqrt();
            assert_eq!(root.is_some(), is_square);
            if let Some(root) = root {
                same(root.square(), a);
                let root = Poly::from(root);
                assert_eq!(root.mul(&root), *a);
            }
        }
    }
    assert!(found.iter().all(|found| *found > 8));
    assert!(squares.iter().all(|a| a.fp2().vartime_sqrt().is_some()));
    // Of ±a one is the larger, by the imaginary part unless that is 0.
    let half = &p >> 1u32;
    let ends = [zero.clone(), 1u32.into(), half.clone(), &half + 1u32, &p - 1u32];
    for (c0, c1) in ends.iter().flat_map(|c0| ends.iter().map(move |c1| (c0, c1))) {
        let x = Poly::<M>::of(&[c0.clone(), c1.clone()]).fp2();
        let first = if *c1 == zero { c0 } else { c1 };
        assert_eq!(x.is_largest(), *first > half);
        assert_eq!((-x).is_largest(), *first <= half && *first != zero);
        assert_eq!((x - Fp2::ONE + Fp2::ONE).is_largest(), *first > half);
    }
}

fn fp6<M: Tower>() {
    let v = unit::<M>(2);
    for (a, b) in pairs::<M>(6, 40) {
        let (x, y) = (a.fp6(), b.fp6());
        same(x + y, &a.add(&b));
        same(x.add_norm(&y), &a.add(&b));
        same((x - y).norm(), &a.add(&b.neg()));
        same(-x, &a.neg());
        same(x * y, &a.mul(&b));
        same(x.mul_v(), &a.mul(&v));
        same(x.mul_v_add(&y), &a.mul(&v).add(&b));
        same(x.mul_fp2(&y.c0), &a.mul(&Poly::of(&b.c[..2])));
        same(x.mul_sparse01(&y.c0, &y.c1), &a.mul(&Poly::of(&b.c[..4])));
    }
    for a in elements::<M>(6, 42) {
        let inverse = a.fp6().invert();
        let is_zero = a == Poly::of(&[]);
        let product = if is_zero { Poly::of(&[]) } else { Poly::one() };
        same(Poly::from(inverse).mul(&a), &product);
        assert!(!is_zero || inverse == Fp6::ZERO);
    }
}

fn fp12<M: Tower>() {
    for (a, b) in pairs::<M>(12, 50) {
        let (x, y) = (a.fp12(), b.fp12());
        same(x * y, &a.mul(&b));
        same(x.square(), &a.mul(&a));
        let c = &b.c;
        let zero = || BigUint::ZERO;
        let (one, vw) = (&c[..2], [&c[6..10], &[zero(), zero()]].concat());
        let sparse = Poly::of(&[one, &[zero(), zero(), zero(), zero()], &vw].concat());
        same(x.mul_034(&y.c0.c0, &y.c1.c0, &y.c1.c1), &a.mul(&sparse));
        let sparse = Poly::of(&[&c[..6], &vw].concat());
        let lines = Sparse01234(y.c0, y.c1.c0, y.c1.c1);
        same(x.mul_01234(&lines), &a.mul(&sparse));
    }
    for a in elements::<M>(12, 52) {
        let x = a.fp12();
        let inverse = x.invert();
        let is_zero = a == Poly::of(&[]);
        let product = if is_zero { Poly::of(&[]) } else { Poly::one() };
        same(Poly::from(inverse).mul(&a), &product);
        let negated = std::array::from_fn(|i| if i < 6 { a.c[i].clone() } else { a.neg().c[i].clone() });
        same(x.conjugate(), &Poly::new(negated));
    }
}

fn frobenius<M: Tower>() {
    let mut random = Random::new(60);
    let p = modulus::<M>();
    let rounds = if cfg!(target_arch = "wasm32") { 1 } else { 3 };
    for _ in 0..rounds {
        let mut power = Poly::<M>::new(std::array::from_fn(|_| random.below(&p)));
        let x = power.fp12();
        for k in 1..=3 {
            power = power.pow(&p);
            same(x.frobenius(k), &power);
        }
        same(x.conjugate(), &power.pow(&p.pow(3)));
    }
    // Each power of w on its own tests the constants one by one.
    for i in 0..12 {
        let single = unit::<M>(i);
        same(single.fp12().frobenius(1), &single.pow(&p));
    }
}

fn cyclotomic<M: Tower>() {
    let mut random = Random::new(70);
    let p = modulus::<M>();
    let exponent = (p.pow(6) - 1u32) * (p.pow(2) + 1u32);
    let rounds = if cfg!(target_arch = "wasm32") { 1 } else { 4 };
    let mut members = vec![Poly::<M>::one()];
    for _ in 0..rounds {
        let f = Poly::<M>::new(std::array::from_fn(|_| random.below(&p)));
        members.push(f.pow(&exponent));
    }
    for member in members {
        let x = member.fp12();
        same(x.cyclotomic_square(), &member.mul(&member));
        same(x * x.conjugate(), &Poly::one());
        assert!(x.invert() == x.conjugate());
        let words = [0, 1, 2, 3, 7, 8, u128::from(random.word()), u128::MAX, 1 << 127];
        for k in words {
            let expected = member.pow(&k.into());
            same(x.cyclotomic_pow(&wnaf::<129>(k, 4)), &expected);
            same(x.cyclotomic_pow(&wnaf::<129>(k, 2)), &expected);
        }
        let minus: Vec<_> = wnaf::<129>(5, 4).iter().map(|digit| -digit).collect();
        same(x.cyclotomic_pow(&minus), &member.pow(&5u32.into()).fp12().invert().into());
        assert!(x.cyclotomic_pow(&[]) == Fp12::ONE);
    }
}

fn batch_inverses<M: Tower>() {
    for n in [0, 1, 2, 7] {
        let all: Vec<_> = elements::<M>(2, 80).iter().map(Poly::fp2).collect();
        let mut inverses = all[1..=n].to_vec();
        invert_all(&mut inverses);
        for (inverse, x) in inverses.iter().zip(&all[1..]) {
            assert!(*inverse == x.invert() && *inverse * *x == Fp2::ONE);
        }
    }
}

each_curve!(fp2 square_roots fp6 fp12 frobenius cyclotomic batch_inverses);
