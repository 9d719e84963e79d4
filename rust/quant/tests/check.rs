//! Range and norm checks against plain counting and, for floats, a sum of squares in exact integers.

use crate::common::{Dyadic, Random};
use fedzk_quant::{FloatReport, IntegerReport, Integers, check_floats, check_integers};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const INFINITY: f64 = f64::INFINITY;

fn check_all<'a, T>(values: &'a [T], min: f64, max: f64) -> IntegerReport
where
    &'a [T]: Into<Integers<'a>>,
{
    check_integers(values.into(), min, max)
}

fn compare<T: Copy + Into<i32>>(values: &[T], min: f64, max: f64)
where
    for<'a> &'a [T]: Into<Integers<'a>>,
{
    let wide: Vec<i32> = values.iter().map(|&x| x.into()).collect();
    let outside = |x: &i32| f64::from(*x) < min || f64::from(*x) > max;
    let extremes = wide.iter().min().map(|low| (*low, *wide.iter().max().unwrap()));
    let expected = IntegerReport {
        first_violation: wide.iter().position(outside),
        violations: wide.iter().filter(|x| outside(x)).count() as u64,
        extremes,
        norm_sq: wide.iter().map(|&x| (i128::from(x) * i128::from(x)) as u128).sum(),
    };
    assert_eq!(check_all(values, min, max), expected, "{min} to {max}");
}

const BOUNDS: [f64; 25] = [
    -INFINITY,
    f64::MIN,
    -1e19,
    -2_147_483_649.0,
    -2_147_483_648.0,
    -2_147_483_647.5,
    -32768.5,
    -32768.0,
    -128.5,
    -128.0,
    -127.0,
    -0.5,
    -0.0,
    f64::MIN_POSITIVE,
    0.5,
    1.0,
    126.999_999,
    127.0,
    127.5,
    32767.0,
    2_147_483_646.5,
    2_147_483_647.0,
    2_147_483_648.0,
    1e19,
    INFINITY,
];

/// All pairs of bounds, also with the lower one above the upper one.
#[test]
fn integers_at_the_extremes() {
    for min in BOUNDS {
        for max in BOUNDS {
            compare(&[i8::MIN, -127, -1, 0, 1, 126, i8::MAX], min, max);
            compare(&[i16::MIN, -32767, -129, -1, 0, 1, 128, i16::MAX], min, max);
            compare(&[0, i32::MIN, i32::MIN + 1, -1, 1, i32::MAX - 1, i32::MAX], min, max);
            compare::<i32>(&[], min, max);
            compare(&[i32::MIN], min, max);
        }
    }
}

#[test]
fn integers_by_example() {
    let none = IntegerReport { first_violation: None, violations: 0, extremes: None, norm_sq: 0 };
    assert_eq!(check_all::<i8>(&[], -1.0, 1.0), none);
    let report = check_all(&[3i8, -8, 8, -9, 7], -8.0, 7.0);
    assert_eq!(report.first_violation, Some(2));
    assert_eq!((report.violations, report.extremes, report.norm_sq), (2, Some((-9, 8)), 267));
    let only_zero = check_all(&[0i8, 1, -1, 0], -0.5, 0.5);
    assert_eq!((only_zero.first_violation, only_zero.violations), (Some(1), 2));
    let between = check_all(&[0i8, 1], 0.25, 0.75);
    assert_eq!(between.violations, 2, "no integer lies between");
    let reversed = check_all(&[0i8, 1, 2], 2.0, 0.0);
    assert_eq!((reversed.first_violation, reversed.violations), (Some(0), 3));
}

/// i32::MIN² = 2^62: four of them pass 64 bits.
#[test]
fn norms_beyond_64_bits() {
    for count in [1, 3, 4, 5, 1000] {
        let report = check_all(&vec![i32::MIN; count], -INFINITY, INFINITY);
        assert_eq!(report.norm_sq, (count as u128) << 62);
    }
    assert_eq!(check_all(&[i16::MIN; 5], 0.0, 0.0).norm_sq, 5 << 30);
    assert_eq!(check_all(&[i8::MIN; 5], 0.0, 0.0).norm_sq, 5 << 14);
}

#[test]
fn random_integers() {
    let mut random = Random::new(1);
    for length in [1, 2, 17, 1000] {
        for _ in 0..20 {
            let values: Vec<i32> = (0..length).map(|_| random.word() as i32).collect();
            let bound = random.word() as i32;
            compare(&values, f64::from(bound) - 0.5, f64::from(random.word() as i32));
            let bytes: Vec<i8> = values.iter().map(|x| *x as i8).collect();
            compare(&bytes, f64::from(bound as i8), 100.5);
        }
    }
}

/// A sum of squares in units of 2^−298, of which every float32's square is a multiple.
#[derive(Clone, PartialEq, Eq)]
struct Exact([u64; 12]);

impl Exact {
    fn add(&mut self, m: u128, shift: u32) {
        let (word, bit) = ((shift / 64) as usize, shift % 64);
        let low = m << bit;
        let high = if bit == 0 { 0 } else { (m >> (128 - bit)) as u64 };
        let mut carry = 0u128;
        for (i, part) in [low as u64, (low >> 64) as u64, high].into_iter().chain([0; 9]).enumerate() {
            if let Some(slot) = self.0.get_mut(word + i) {
                carry += u128::from(*slot) + u128::from(part);
                *slot = carry as u64;
                carry >>= 64;
            }
        }
    }

    fn of(norm: f64) -> Self {
        let Dyadic { m, e, .. } = Dyadic::of(norm);
        let zeros = m.trailing_zeros().min(64);
        let mut out = Self([0; 12]);
        if m == 0 {
            return out;
        }
        let shift = e + zeros as i32 + 298;
        out.add(m >> zeros, u32::try_from(shift).unwrap_or_else(|_| panic!("{norm:e} isn't a sum of squares")));
        out
    }

    /// |self − other|·2^52 ≤ other.
    fn is_near(&self, other: &Self) -> bool {
        let (large, small) = if self.is_at_most(other) { (other, self) } else { (self, other) };
        let (mut difference, mut borrow) = (Self([0; 12]), false);
        for i in 0..12 {
            let (x, b1) = large.0[i].overflowing_sub(small.0[i]);
            let (x, b2) = x.overflowing_sub(u64::from(borrow));
            (difference.0[i], borrow) = (x, b1 | b2);
        }
        let mut scaled = Self([0; 12]);
        for i in 0..11 {
            scaled.add(difference.0[i].into(), 64 * i as u32 + 52);
        }
        scaled.is_at_most(other)
    }

    /// The lowest word stands first.
    fn is_at_most(&self, other: &Self) -> bool {
        self.0.iter().rev().le(other.0.iter().rev())
    }
}

fn assert_norm(values: &[f32]) {
    let mut exact = Exact([0; 12]);
    for x in values.iter().filter(|x| x.is_finite()) {
        let Dyadic { m, e, .. } = Dyadic::of(f64::from(*x));
        // float64 gives a float32 of 24 bits 29 zeros more; subnormals of float32 are multiples of 2^−149.
        let zeros = m.trailing_zeros().min(52);
        let m = m >> zeros;
        if m != 0 {
            exact.add(m * m, (2 * (e + zeros as i32) + 298) as u32);
        }
    }
    let norm = check_floats(values, -INFINITY, INFINITY).norm_sq;
    assert!(Exact::of(norm).is_near(&exact), "{norm:e}");
}

#[test]
fn float_norms() {
    let tiny = f32::from_bits(1);
    assert_norm(&[]);
    assert_norm(&[0.0, -0.0]);
    assert_norm(&[tiny, -tiny, f32::MIN_POSITIVE]);
    assert_norm(&[f32::MAX, f32::MIN, f32::MAX]);
    assert_norm(&[f32::MAX, tiny, 1.0, f32::NAN, f32::INFINITY]);
    // Each 1 is lost beside 2^54 without the correction, and so is each square that precedes a large one.
    let ones = vec![1.0; 100_000];
    assert_norm(&[&[134_217_728.0], &ones[..]].concat());
    assert_norm(&[&ones[..], &[134_217_728.0], &ones].concat());
    let sum = check_floats(&[&[134_217_728.0], &ones[..]].concat(), 0.0, 1.0).norm_sq;
    assert_eq!(sum, 18_014_398_509_481_984.0 + 100_000.0);
    let mut random = Random::new(2);
    for length in [1, 10, 1000, 10_000] {
        assert_norm(&(0..length).map(|_| random.float()).collect::<Vec<_>>());
        let alike = (0..length).map(|_| random.word() as i32 as f32 / 1e9);
        assert_norm(&alike.collect::<Vec<_>>());
    }
}

#[test]
fn floats_by_example() {
    let none = FloatReport { first_violation: None, violations: 0, non_finite: 0, extremes: None, norm_sq: 0.0 };
    assert_eq!(check_floats(&[], -1.0, 1.0), none);
    let report = check_floats(&[0.5, f32::NAN, -2.0, f32::INFINITY, 3.0, f32::NEG_INFINITY], -2.0, 2.0);
    let expected = FloatReport {
        first_violation: Some(1),
        violations: 4,
        non_finite: 3,
        extremes: Some((-2.0, 3.0)),
        norm_sq: 13.25,
    };
    assert_eq!(report, expected);
    // Infinite bounds still exclude infinities.
    for bad in [f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let report = check_floats(&[bad], -INFINITY, INFINITY);
        assert_eq!(report, FloatReport { first_violation: Some(0), violations: 1, non_finite: 1, ..none });
    }
    // −0 is 0: within [0, 0], [−0, −0] and [0, 1].
    for (min, max) in [(0.0, 0.0), (-0.0, -0.0), (0.0, 1.0), (-1.0, -0.0)] {
        assert_eq!(check_floats(&[-0.0, 0.0], min, max).violations, 0);
    }
    assert_eq!(check_floats(&[-0.0, 0.0], 0.0, 0.0).extremes, Some((0.0, 0.0)));
}

/// Bounds are float64: they tell float32 neighbours apart.
#[test]
fn float_bounds() {
    let violations = |x: f32, min: f64, max: f64| check_floats(&[x], min, max).violations;
    for x in [1.0f32, -1.0, 0.1, 1e-45, f32::MAX, f32::MIN, f32::MIN_POSITIVE] {
        let wide = f64::from(x);
        assert_eq!(violations(x, wide, wide), 0, "{x}");
        assert_eq!(violations(x, wide.next_up(), INFINITY), 1, "{x}");
        assert_eq!(violations(x, -INFINITY, wide.next_down()), 1, "{x}");
        assert_eq!(violations(x, wide.next_down(), wide.next_up()), 0, "{x}");
        assert_eq!(violations(x, wide.next_up(), wide.next_down()), 1, "{x}");
    }
    assert_eq!(violations(0.1, 0.0, 0.1), 1, "0.1f32 > 0.1");
    let report = check_floats(&[0.0, 1.0, 2.0, 1.0], 1.0, 1.0);
    assert_eq!((report.first_violation, report.violations), (Some(0), 2));
}
