//! Compares whole blocks with one value at a time (`plain`), around the ends of rows and blocks and at the limits of the
//! lanes' sums. In WebAssembly this compares lanes with plain loops; elsewhere it only tests the splitting into blocks.

use crate::common::Random;
use fedzk_quant::{Integers, Rounding, Slots, check_floats, check_integers, largest, plain, quantize, scale};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const ROW: usize = 16;
const BLOCK: usize = 4096;
const LENGTHS: [usize; 12] =
    [0, 1, ROW - 1, ROW, ROW + 1, 100, BLOCK - ROW, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK + ROW, 2 * BLOCK + 37];

/// Places in the first and last lanes of a row, of a block, and of what is left.
fn places(length: usize) -> impl Iterator<Item = usize> {
    (0..length).filter(move |i| i % BLOCK < 2 * ROW || i % BLOCK >= BLOCK - ROW || i + ROW >= length)
}

fn compare_integers<'a>(values: impl Into<Integers<'a>>, min: i32, max: i32) {
    let values = values.into();
    let report = check_integers(values, min.into(), max.into());
    let plain = plain::integers(values);
    let bad: Vec<_> = (0..values.len()).filter(|i| !(min..=max).contains(&values.get(*i))).collect();
    assert_eq!(report.extremes, (!values.is_empty()).then_some((plain.low, plain.high)));
    assert_eq!(report.norm_sq, plain.norm_sq);
    assert_eq!((report.first_violation, report.violations), (bad.first().copied(), bad.len() as u64));
}

macro_rules! integers_of {
    ($name:ident, $type:ty) => {
        #[test]
        fn $name() {
            let mut random = Random::new(7);
            for length in LENGTHS {
                let mut values: Vec<$type> = (0..length).map(|_| random.word() as $type).collect();
                compare_integers(&values[..], i32::MIN, i32::MAX);
                compare_integers(&values[..], -100, 100);
                for extreme in [<$type>::MIN, <$type>::MIN + 1, -1, 0, 1, <$type>::MAX] {
                    compare_integers(&vec![extreme; length][..], -1, 0);
                }
                values.fill(3);
                for place in places(length) {
                    for outside in [<$type>::MIN, 2, 5, <$type>::MAX] {
                        values[place] = outside;
                        compare_integers(&values[..], 3, 4);
                    }
                    values[place] = 3;
                }
            }
        }
    };
}

integers_of!(integers_of_8_bits, i8);
integers_of!(integers_of_16_bits, i16);
integers_of!(integers_of_32_bits, i32);

/// A block of squares of 2^52 is the first sum of 2^64.
#[test]
fn norms_around_64_bits() {
    for size in [1 << 25, (1 << 26) - 1, 1 << 26, (1 << 26) + 1, i32::MAX] {
        for value in [size, -size, !size] {
            let values = vec![value; 2 * BLOCK];
            let square = u128::from(value.unsigned_abs()).pow(2);
            assert_eq!(check_integers((&values[..]).into(), 0.0, 0.0).norm_sq, square * 2 * BLOCK as u128, "{value}");
        }
    }
}

/// Both sums are within 2^−52 of the exact one.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 2.0 * f64::EPSILON * b
}

fn compare_floats(values: &[f32], min: f64, max: f64) {
    let report = check_floats(values, min, max);
    let plain = plain::floats(values);
    let allows = |x: &f32| x.is_finite() && f64::from(*x) >= min && f64::from(*x) <= max;
    let bad: Vec<_> = (0..values.len()).filter(|i| !allows(&values[*i])).collect();
    assert_eq!(report.extremes, (plain.low <= plain.high).then_some((plain.low, plain.high)));
    assert!(near(report.norm_sq, plain.norm_sq.value()), "{:e} for {:e}", report.norm_sq, plain.norm_sq.value());
    assert_eq!(report.non_finite, plain.non_finite);
    assert_eq!((report.first_violation, report.violations), (bad.first().copied(), bad.len() as u64));
}

#[test]
fn floats() {
    let mut random = Random::new(8);
    for length in LENGTHS {
        let any: Vec<f32> = (0..length).map(|_| random.float()).collect();
        compare_floats(&any, f64::NEG_INFINITY, f64::INFINITY);
        let alike: Vec<f32> = (0..length).map(|_| random.word() as i32 as f32 / 3e9).collect();
        compare_floats(&alike, -0.7, 0.7);
        compare_floats(&alike, -0.3, 0.3);
        for x in [0.0, -0.0, f32::from_bits(1), -f32::MIN_POSITIVE, f32::MAX, f32::MIN] {
            compare_floats(&vec![x; length], -1.0, 1.0);
        }
        // Each block, and each value, has the largest size so far.
        let growing: Vec<f32> =
            (0..length).map(|i| 1.001f32.powi(i as i32 / 3) * if i % 2 == 0 { 1.0 } else { -1.0 }).collect();
        compare_floats(&growing, f64::NEG_INFINITY, f64::INFINITY);
        let shrinking: Vec<f32> = growing.iter().rev().copied().collect();
        compare_floats(&shrinking, -1.5, 1e9);
        let mut values = vec![0.5; length];
        for place in places(length) {
            for odd in [f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1.5, -3e38, 1e-40] {
                values[place] = odd;
                compare_floats(&values, 0.0, 1.0);
                compare_floats(&values, f64::NEG_INFINITY, f64::INFINITY);
            }
            values[place] = 0.5;
        }
    }
}

/// Each 1 is lost beside 2^54, except the 1 next to it, unless the losses are summed too.
#[test]
fn a_norm_of_one_large_and_many_small_floats() {
    for at in [0, 1, 5000] {
        let mut values = vec![1.0f32; 3 * BLOCK];
        values[at] = 134_217_728.0;
        let exact = 18_014_398_509_481_984.0 + (3.0 * BLOCK as f64 - 1.0);
        assert!((check_floats(&values, 0.0, 1.0).norm_sq - exact).abs() <= 4.0);
    }
}

fn compare_quantized(gradient: &[f32], bits: u32, clip: f64) {
    let mut random = Random::new(10);
    let words: Vec<u32> = gradient.iter().map(|_| random.word() as u32).collect();
    for rounding in [Rounding::Nearest, Rounding::Stochastic(&words)] {
        let [mut expected, mut wide] = [(); 2].map(|()| vec![0i16; gradient.len()]);
        let result = plain::quantize(gradient, bits, clip, rounding, Slots::Int16(&mut expected));
        assert_eq!(quantize(gradient, bits, clip, rounding, Slots::Int16(&mut wide)), result, "{bits} bits, {clip:e}");
        assert!(result.is_err() || wide == expected, "{bits} bits, {clip:e}");
        if bits <= 8 {
            let mut narrow = vec![0i8; gradient.len()];
            assert_eq!(quantize(gradient, bits, clip, rounding, Slots::Int8(&mut narrow)), result);
            assert!(result.is_err() || narrow.iter().map(|x| i16::from(*x)).eq(expected));
        }
    }
}

const CLIPS: [f64; 14] = [
    f64::MIN_POSITIVE * 32767.0,
    1e-45,
    9.9e-31,
    1e-30,
    1.1e-30,
    0.1,
    0.25,
    1.0,
    127.0,
    32767.0,
    1e30,
    1.1e30,
    3.5e38,
    f64::MAX,
];

#[test]
fn quantized() {
    let mut random = Random::new(9);
    for clip in CLIPS {
        for bits in [2, 4, 8, 9, 16] {
            for length in [ROW - 1, ROW, BLOCK + ROW + 5] {
                let any: Vec<f32> = (0..length).map(|_| random.float()).collect();
                compare_quantized(&any, bits, clip);
                let near = (0..length).map(|_| (random.word() as i64 as f64 / i64::MAX as f64 * 1.05 * clip) as f32);
                let near: Vec<f32> = near.map(|x| if x.is_finite() { x } else { f32::MAX }).collect();
                compare_quantized(&near, bits, clip);
            }
        }
    }
}

/// Every tie and its neighbours: rows in which float32 can't tell.
#[test]
fn quantized_around_ties() {
    for (bits, clip) in [(4, 0.3), (8, 127.0), (8, 0.1), (16, 32767.0), (16, 0.77)] {
        let (step, q) = (scale(bits, clip), i32::from(largest(bits)));
        let stride = if bits > 8 { 13 } else { 1 };
        let ties = (-q - 1..=q).step_by(stride).map(|n| ((f64::from(n) + 0.5) * step) as f32);
        let around: Vec<f32> = ties.flat_map(|x| [x.next_down(), x, x.next_up()]).collect();
        compare_quantized(&around, bits, clip);
    }
}

#[test]
fn quantized_at_the_clip() {
    for clip in CLIPS {
        let top = clip as f32;
        let around = [top.next_down(), top, top.next_up(), top / 2.0, 0.0, f32::from_bits(1), f32::MAX];
        let gradient: Vec<f32> = around.into_iter().filter(|x| x.is_finite()).flat_map(|x| [x, -x]).collect();
        for bits in [2, 8, 16] {
            compare_quantized(&gradient.repeat(20)[..5 * ROW], bits, clip);
        }
    }
}

/// Around 2^21 steps from 0, lanes leave a block to plain code; tests each place in turn.
#[test]
fn quantized_far_beyond_the_clip() {
    for (bits, clip) in [(2, 1.0), (8, 0.5), (8, 127.0), (16, 0.1), (16, 32_767.0)] {
        for steps in [128.0, 32_768.0, 65_536.0, 2_097_151.9, 2_097_152.0, 2_097_152.2, 4_194_303.0, 4_194_305.0, 1e12]
        {
            let far = (steps * scale(bits, clip)) as f32;
            for place in 0..ROW {
                let mut gradient = vec![(0.3 * clip) as f32; 2 * ROW];
                (gradient[place], gradient[2 * ROW - 1 - place]) = (far, -far);
                compare_quantized(&gradient, bits, clip);
            }
        }
    }
}

/// Finite values whose sum isn't, and values that aren't finite at each place.
#[test]
fn quantized_at_the_ends_of_floats() {
    compare_quantized(&vec![f32::MAX; BLOCK], 8, 1.0);
    compare_quantized(&[f32::MAX, f32::MIN].repeat(BLOCK), 8, 1e30);
    for length in [ROW, BLOCK, BLOCK + ROW + 3] {
        let mut gradient = vec![0.25; length];
        for place in places(length) {
            for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                gradient[place] = odd;
                compare_quantized(&gradient, 8, 1.0);
                assert_eq!(
                    quantize(&gradient, 4, 1.0, Rounding::Nearest, Slots::Int8(&mut vec![0; length])),
                    Err(place)
                );
            }
            gradient[place] = 0.25;
        }
        gradient[0] = f32::INFINITY;
        gradient[1] = f32::NEG_INFINITY;
        compare_quantized(&gradient, 8, 1.0);
    }
}
