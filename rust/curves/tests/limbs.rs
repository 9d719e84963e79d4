//! The limb layer digit by digit, at the magnitudes that `limbs/mod.rs` allows: each result is congruent to the expected
//! one. Its digits are carried and it is below the modulus in size, as "magnitude (1, 1)" promises.

use crate::common::{Random, modulus};
use fedzk_curves::{
    field::Prime,
    limbs::{Kernel, MAX_LIMB, max_limb_product, max_value_product},
};
use num_bigint::BigInt;

const ROUNDS: usize = if cfg!(target_arch = "wasm32") { 20 } else { 100 };

fn int<L: Kernel>(limbs: &L) -> BigInt {
    let digits = limbs.as_ref().iter().rev();
    digits.fold(BigInt::ZERO, |acc, &digit| (acc << L::BITS) + digit)
}

/// Carried digits of an integer below the modulus in size: extreme ones as often as random ones.
fn carried<M: Prime>(random: &mut Random) -> M::Limbs {
    let half = 1i64 << (M::Limbs::BITS - 1);
    let pattern = random.word() % 5;
    let mut limbs = M::Limbs::ZERO;
    let (top, low) = limbs.as_mut().split_last_mut().unwrap();
    for digit in low {
        let any = (random.word() % (2 * half as u64)) as i64 - half;
        *digit = match pattern {
            0 => -half,
            1 => half - 1,
            2 => [-half, half - 1][(random.word() % 2) as usize],
            _ => any,
        } as i32;
    }
    let largest = i64::from(*M::P.as_ref().last().unwrap()) - 1;
    *top = match random.word() % 4 {
        0 => largest,
        1 => -largest,
        _ => (random.word() % (2 * largest as u64)) as i64 - largest,
    } as i32;
    if int(&limbs).magnitude() >= &modulus::<M>() {
        let top = limbs.as_mut().last_mut().unwrap();
        *top -= top.signum();
    }
    limbs
}

/// An integer of magnitude (`units`, `units`): often the same summand again, which makes the digits extreme.
fn lazy<M: Prime>(random: &mut Random, units: u32) -> M::Limbs {
    let first = carried::<M>(random);
    let same = random.word().is_multiple_of(2);
    (1..units).fold(first, |sum, _| {
        let next = if same { first } else { carried::<M>(random) };
        if same || random.word().is_multiple_of(2) { M::Limbs::add(&sum, &next) } else { M::Limbs::sub(&sum, &next) }
    })
}

fn assert_reduced<M: Prime>(result: &M::Limbs, expected: &BigInt, shift: u32) {
    assert_below::<M>(result, expected, shift, 1);
}

/// Checks that it is congruent, carried, and below this number of moduli in size.
fn assert_below<M: Prime>(result: &M::Limbs, expected: &BigInt, shift: u32, moduli: u32) {
    let p = BigInt::from(modulus::<M>());
    let value = int(result);
    assert_eq!(((&value << shift) - expected) % &p, BigInt::ZERO, "congruent");
    assert!(*value.magnitude() < p.magnitude() * moduli, "below the moduli");
    let half = 1 << (M::Limbs::BITS - 1);
    let (_, low) = result.as_ref().split_last().unwrap();
    assert!(low.iter().all(|d| (-half..half).contains(d)), "carried");
}

/// Magnitudes (a, b) of factors whose product is allowed when `used` units are already spent.
fn factors<M: Prime>(used: u32) -> Vec<(u32, u32)> {
    let limit = max_limb_product::<M::Limbs>().min(max_value_product::<M::Limbs>(modulus::<M>().bits() as u32));
    (1..=MAX_LIMB).flat_map(|a| (1..=MAX_LIMB).map(move |b| (a, b))).filter(|(a, b)| a * b + used <= limit).collect()
}

fn columns<M: Prime>(a: &M::Limbs, b: &M::Limbs) -> <M::Limbs as Kernel>::Columns {
    let mut out = M::Limbs::NO_COLUMNS;
    M::Limbs::columns(a, b, &mut out);
    out
}

fn products<M: Prime>() {
    let mut random = Random::new(10);
    let none = M::Limbs::NO_COLUMNS;
    let shift = M::Limbs::N as u32 * M::Limbs::BITS;
    for (la, lb) in factors::<M>(0) {
        for _ in 0..ROUNDS {
            let (a, b) = (lazy::<M>(&mut random, la), lazy::<M>(&mut random, lb));
            assert_reduced::<M>(&M::Limbs::mul::<M>(&a, &b), &(int(&a) * int(&b)), shift);
            if la == lb {
                assert_reduced::<M>(&M::Limbs::square::<M>(&a), &int(&a).pow(2), shift);
            }
            for (ld, le) in factors::<M>(la * lb).into_iter().rev().step_by(5) {
                let (d, e) = (lazy::<M>(&mut random, ld), lazy::<M>(&mut random, le));
                let sum = int(&a) * int(&b) + int(&d) * int(&e);
                let minus_d = M::Limbs::neg(&d);
                let (x, y) = (columns::<M>(&a, &b), columns::<M>(&minus_d, &e));
                assert_reduced::<M>(&M::Limbs::redc_less::<M>(&x, &y), &sum, shift);
                assert_reduced::<M>(&M::Limbs::mul_less::<M>(&a, &b, &y, &none), &sum, shift);
                assert_reduced::<M>(&M::Limbs::mul_less::<M>(&a, &b, &x, &y), &(int(&d) * int(&e)), shift);
            }
        }
    }
}

/// A product minus a sum, and minus that result, up to the largest allowed value.
fn products_less<M: Prime>() {
    let mut random = Random::new(11);
    let shift = M::Limbs::N as u32 * M::Limbs::BITS;
    let max = max_value_product::<M::Limbs>(modulus::<M>().bits() as u32).min(80);
    for (la, lb) in factors::<M>(0) {
        for _ in 0..ROUNDS / 10 {
            let (a, b) = (lazy::<M>(&mut random, la), lazy::<M>(&mut random, lb));
            let mut value = 1 + random.word() as u32 % (max - 1).min(MAX_LIMB);
            let mut less = lazy::<M>(&mut random, value);
            while value < max {
                value += 1;
                let expected = int(&a) * int(&b) - (int(&less) << shift);
                let result = M::Limbs::mul_sub::<M>(&a, &b, &less);
                assert_below::<M>(&result, &expected, shift, value);
                let (x, none) = (columns::<M>(&a, &b), M::Limbs::NO_COLUMNS);
                assert_below::<M>(&M::Limbs::redc_sub::<M>(&x, &none, &less), &expected, shift, value);
                let zero = M::Limbs::ZERO;
                let minus_x = columns::<M>(&M::Limbs::neg(&a), &b);
                let same = M::Limbs::mul_less_sub::<M>(&zero, &zero, &minus_x, &none, &less);
                assert_below::<M>(&same, &expected, shift, value);
                let same = M::Limbs::mul_less_sub::<M>(&a, &b, &x, &minus_x, &less);
                assert_below::<M>(&same, &expected, shift, value);
                if la == lb {
                    let expected = int(&a).pow(2) - (int(&less) << shift);
                    assert_below::<M>(&M::Limbs::square_sub::<M>(&a, &less), &expected, shift, value);
                }
                less = if random.word().is_multiple_of(2) { result } else { M::Limbs::neg(&result) };
            }
            assert_reduced::<M>(&M::Limbs::norm::<M>(&less), &int(&less), 0);
        }
    }
}

/// As many products of carried integers as fit a column, often one product again and again.
fn sums_of_products<M: Prime>() {
    let mut random = Random::new(14);
    let shift = M::Limbs::N as u32 * M::Limbs::BITS;
    let fit = max_limb_product::<M::Limbs>().min(max_value_product::<M::Limbs>(modulus::<M>().bits() as u32));
    for round in 0..ROUNDS {
        let (mut a, mut b) = (carried::<M>(&mut random), carried::<M>(&mut random));
        let mut sum = BigInt::ZERO;
        let mut columns = M::Limbs::NO_COLUMNS;
        for _ in 0..fit {
            M::Limbs::add_columns(&a, &b, &mut columns);
            sum += int(&a) * int(&b);
            if round % 2 == 0 {
                (a, b) = (carried::<M>(&mut random), carried::<M>(&mut random));
            }
        }
        assert_reduced::<M>(&M::Limbs::redc_less::<M>(&columns, &M::Limbs::NO_COLUMNS), &sum, shift);
    }
}

fn reductions<M: Prime>() {
    let mut random = Random::new(12);
    let shift = M::Limbs::N as u32 * M::Limbs::BITS;
    for units in 1..=MAX_LIMB {
        for _ in 0..ROUNDS {
            let [a, b, c] = [units, MAX_LIMB, MAX_LIMB].map(|u| lazy::<M>(&mut random, u));
            assert_reduced::<M>(&M::Limbs::mul::<M>(&a, &M::Limbs::UNIT), &int(&a), shift);
            assert_reduced::<M>(&M::Limbs::norm::<M>(&a), &int(&a), 0);
            let [x, y] = [0, 0].map(|_| match random.word() % 4 {
                0 => 63,
                1 => -63,
                _ => (random.word() % 127) as i32 - 63,
            });
            let sum = int(&a) * x + int(&b) * y;
            assert_reduced::<M>(&M::Limbs::combine::<M>(&a, x, &b, y), &sum, 0);
            let sum = sum + int(&c);
            assert_reduced::<M>(&M::Limbs::combine_add::<M>(&a, x, &b, y, &c), &sum, 0);
        }
    }
}

/// Sums digit by digit: no digit changes another.
fn sums<M: Prime>() {
    let mut random = Random::new(13);
    for _ in 0..ROUNDS {
        let (a, b) = (lazy::<M>(&mut random, 3), lazy::<M>(&mut random, 4));
        assert_eq!(int(&M::Limbs::add(&a, &b)), int(&a) + int(&b));
        assert_eq!(int(&M::Limbs::sub(&a, &b)), int(&a) - int(&b));
        assert_eq!(int(&M::Limbs::neg(&a)), -int(&a));
    }
}

each_prime!(products products_less sums_of_products reductions sums);
