//! Quantization against IEEE 754 by integers (`common/mod.rs`), and its boundaries one by one.

use crate::common::{Dyadic, Random};
use fedzk_quant::{Integers, Quantized, Rounding, Slots, dequantize, largest, quantize, scale};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const WASM: bool = cfg!(target_arch = "wasm32");

fn nearest(gradient: &[f32], bits: u32, clip: f64) -> (Vec<i16>, Quantized) {
    let mut out = vec![0; gradient.len()];
    let result = quantize(gradient, bits, clip, Rounding::Nearest, Slots::Int16(&mut out)).unwrap();
    (out, result)
}

fn stochastic(x: f32, bits: u32, clip: f64, words: &[u32]) -> Vec<i16> {
    let mut out = vec![0; words.len()];
    let gradient = vec![x; words.len()];
    quantize(&gradient, bits, clip, Rounding::Stochastic(words), Slots::Int16(&mut out)).unwrap();
    out
}

/// The documented result, computed in integers.
fn oracle(x: f32, bits: u32, clip: f64) -> (i64, bool) {
    let q = i32::from(largest(bits));
    let clipped = f64::from(x.abs()).to_bits() > clip.to_bits();
    let size = if clipped { clip } else { f64::from(x.abs()) };
    let step = Dyadic::of(clip).over(Dyadic::integer(q));
    let steps = Dyadic::of(size).over(step).nearest().min(q.into());
    (if x.is_sign_negative() { -steps } else { steps }, clipped)
}

fn compare(gradient: &[f32], bits: u32, clip: f64) {
    let (values, result) = nearest(gradient, bits, clip);
    let (mut clipped, mut norm) = (0, 0u128);
    for (&x, &value) in gradient.iter().zip(&values) {
        let (expected, outside) = oracle(x, bits, clip);
        assert_eq!(i64::from(value), expected, "{x:e}, {bits} bits, clip {clip:e}");
        clipped += u64::from(outside);
        norm += (expected * expected) as u128;
    }
    assert_eq!(result, Quantized { clipped, norm_sq: norm });
}

/// The float32 values next to x and x itself.
fn around(x: f64) -> [f32; 3] {
    let x = x as f32;
    [x.next_down(), x, x.next_up()]
}

fn clips() -> Vec<f64> {
    let mut clips = vec![1.0, 0.1, 3.0, 127.0, 7.0, 32767.0, 0.007_812_5, 1e-6, 1e6];
    clips.extend([f64::from(f32::MAX), f64::from(f32::MIN_POSITIVE), 1e-45, 1e300, f64::MAX]);
    // The smallest with a normal step at 16 bits.
    clips.push(f64::MIN_POSITIVE * 32767.0);
    clips
}

#[test]
fn grids() {
    assert_eq!([2, 4, 8, 16].map(largest), [1, 7, 127, 32767]);
    assert_eq!(scale(8, 127.0), 1.0);
    for clip in clips() {
        for bits in 2..=16 {
            let step = Dyadic::of(clip).over(Dyadic::integer(largest(bits).into()));
            assert_eq!(Dyadic::of(scale(bits, clip)), step);
        }
    }
}

#[test]
fn around_every_tie_and_step() {
    for clip in clips().into_iter().filter(|clip| (1e-30..=1e30).contains(clip)) {
        for bits in [2, 3, 4, 8, 12, 16] {
            let q = f64::from(largest(bits));
            let stride = if bits > 8 { if WASM { 97 } else { 7 } } else { 1 };
            let halves = (0..=2 * i32::from(largest(bits)) + 1).step_by(stride);
            let points = halves.flat_map(|n| around(f64::from(n) / 2.0 * clip / q));
            let gradient: Vec<_> = points.flat_map(|x| [x, -x]).collect();
            compare(&gradient, bits, clip);
        }
    }
}

#[test]
fn random_values() {
    let mut random = Random::new(1);
    let count = if WASM { 300 } else { 5000 };
    for clip in clips() {
        for bits in [4, 8, 16] {
            let near = (0..count).map(|_| {
                let ratio = random.word() as i64 as f64 / i64::MAX as f64 * 1.1;
                (ratio * clip) as f32
            });
            let near: Vec<_> = near.filter(|x| x.is_finite()).collect();
            compare(&near, bits, clip);
            compare(&(0..count).map(|_| random.float()).collect::<Vec<_>>(), bits, clip);
        }
    }
}

/// Every float32 of one binade.
#[test]
fn a_whole_binade() {
    let stride = if WASM { 1021 } else { 3 };
    for (clip, bits, binade) in [(1.0, 16, 0.5f32), (0.1, 8, 0.0625), (3.0, 4, 1.0)] {
        let first = binade.to_bits();
        let gradient: Vec<_> = (first..first + (1 << 23)).step_by(stride).map(f32::from_bits).collect();
        compare(&gradient, bits, clip);
    }
}

/// Steps of 1: ties are exact, and go to the even integer.
#[test]
fn ties_to_even() {
    let cases = [
        (0.5, 0),
        (1.5, 2),
        (2.5, 2),
        (125.5, 126),
        (126.5, 126),
        (0.500_000_06, 1),
        (0.499_999_97, 0),
        (2.500_000_2, 3),
        (-0.0, 0),
        (0.0, 0),
        (f32::MIN_POSITIVE, 0),
        (f32::from_bits(1), 0),
        (127.0, 127),
        (127.000_01, 127),
        (f32::MAX, 127),
    ];
    for (x, expected) in cases {
        assert_eq!(nearest(&[x, -x], 8, 127.0).0, [expected, -expected], "{x}");
    }
}

#[test]
fn at_the_clip() {
    for bits in 2..=16 {
        let q = largest(bits);
        for clip in [1.0f32, 0.1, 3.3, 1e-20, 1e20, f32::from_bits(1), f32::MAX.next_down()] {
            let gradient = [clip, -clip, clip.next_up(), -clip.next_up(), clip.next_down()];
            let (values, result) = nearest(&gradient, bits, clip.into());
            assert_eq!(values[..4], [q, -q, q, -q], "{clip:e}, {bits} bits");
            assert_eq!(result.clipped, 2);
        }
        // A clip between float32 values.
        let (values, result) = nearest(&[0.1, 0.1f32.next_down()], bits, 0.1);
        assert_eq!((values[0], result.clipped), (q, 1), "0.1f32 > 0.1");
    }
    // Grids never reach the lowest integer of their bits.
    assert_eq!(nearest(&[f32::MIN], 16, 1.0).0, [-32767]);
    let mut bytes = [0i8; 1];
    let all = quantize(&[f32::MIN], 8, 1e-3, Rounding::Nearest, Slots::Int8(&mut bytes));
    assert_eq!((bytes, all), ([-127], Ok(Quantized { clipped: 1, norm_sq: 127 * 127 })));
}

#[test]
fn not_finite() {
    for bad in [f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for rounding in [Rounding::Nearest, Rounding::Stochastic(&[7; 4])] {
            for i in 0..4 {
                let mut gradient = [0.5, -3.0, 0.0, 1e30];
                gradient[i] = bad;
                let result = quantize(&gradient, 8, 1.0, rounding, Slots::Int8(&mut [0; 4]));
                assert_eq!(result, Err(i));
            }
            let two = [1.0, bad, bad, 0.0];
            assert_eq!(quantize(&two, 8, 1.0, rounding, Slots::Int8(&mut [0; 4])), Err(1));
        }
    }
    assert_eq!(nearest(&[], 8, 1.0).1, Quantized { clipped: 0, norm_sq: 0 });
}

/// Steps of 1, x = n + k/2^16: of the 2^16 upper halves of a word exactly k round up, whatever the lower half.
#[test]
fn stochastic_keeps_the_mean() {
    for lower in [0, 0xffff] {
        let words: Vec<u32> = (0..1 << 16).map(|upper| upper << 16 | lower).collect();
        for k in [0, 1, 2, 0x7fff, 0x8000, 0x8001, 0xffff] {
            for n in [0i16, 5, -6, 126, -127] {
                let x = f32::from(n) + k as f32 / 65536.0;
                let values = stochastic(x, 8, 127.0, &words);
                let ups = values.iter().filter(|value| **value == n + 1).count();
                assert_eq!(ups, k, "{x}");
                assert_eq!(values.iter().filter(|value| **value == n).count(), 65536 - k);
            }
        }
    }
}

#[test]
fn stochastic_at_the_ends_of_a_word() {
    let ends = [0, 1, 0x7fff_ffff, 0x8000_0000, u32::MAX - 1, u32::MAX];
    for (x, expected) in [
        (0.0, [0; 6]),
        (-0.0, [0; 6]),
        (3.0, [3; 6]),
        (-3.0, [-3; 6]),
        (0.5, [0, 0, 0, 1, 1, 1]),
        (-0.5, [-1, -1, -1, 0, 0, 0]),
        (1.0 / 4_294_967_296.0, [0, 0, 0, 0, 0, 1]),
        (-1.0 / 4_294_967_296.0, [-1, 0, 0, 0, 0, 0]),
        (127.0, [127; 6]),
        (-127.0, [-127; 6]),
        (f32::MAX, [127; 6]),
        (f32::MIN, [-127; 6]),
    ] {
        assert_eq!(stochastic(x, 8, 127.0, &ends), expected, "{x}");
    }
}

/// clip / (clip / q) is above q for some clips, so that −clip rounds down to −q − 1, which no grid has.
#[test]
fn stochastic_at_a_clip_whose_quotient_is_above_the_grid() {
    for bits in [4, 8, 12, 16] {
        let q = largest(bits);
        let above = |clip: &f32| f64::from(*clip) / scale(bits, (*clip).into()) > q.into();
        let clips: Vec<f32> = (1..).map(|i: u16| 1.0 + f32::from(i) / 999.0).filter(above).take(20).collect();
        for clip in clips {
            for x in [-clip, -clip.next_up(), f32::MIN] {
                let values = stochastic(x, bits, clip.into(), &[0; 40]);
                assert_eq!(values, [-q; 40], "{x} at {clip}, {bits} bits");
            }
            assert_eq!(stochastic(clip, bits, clip.into(), &[u32::MAX; 40]), [q; 40], "{clip}, {bits} bits");
        }
    }
}

/// One of the two steps around the quotient, the upper one if and only if fraction + word/2^32 ≥ 1.
#[test]
fn stochastic_by_random_words() {
    let mut random = Random::new(2);
    for _ in 0..if WASM { 500 } else { 20_000 } {
        // 16 bits and a step of 1: quotients are float32 values, and in 2^−40 units exact.
        let x = (random.word() as i32 >> 8) as f32 / 256.0 / 2f32.powi((random.word() % 8) as i32);
        let word = random.word() as u32;
        let units = (f64::from(x.clamp(-32767.0, 32767.0)) * 2f64.powi(40)) as i64 + (i64::from(word) << 8);
        let expected = (units >> 40).clamp(-32767, 32767);
        assert_eq!(i64::from(stochastic(x, 16, 32767.0, &[word])[0]), expected, "{x}, {word}");
    }
}

#[test]
fn dequantized() {
    let mut random = Random::new(3);
    let mut values = vec![0, 1, -1, 127, -127, -128, 32767, -32768, i32::MAX, i32::MIN, 1 << 24, (1 << 24) + 1];
    values.extend((0..if WASM { 30 } else { 300 }).map(|_| random.word() as i32));
    for clip in [1.0, 0.1, 1e-6, 12345.678, 1e-40, 1e30] {
        for (bits, count) in [(8, 1.0), (4, 3.0), (16, 7.0), (16, 1000.0), (2, 0.3)] {
            let mut out = vec![f32::NAN; values.len()];
            dequantize(Integers::Int32(&values), scale(bits, clip), count, &mut out);
            for (&value, &result) in values.iter().zip(&out) {
                let product = Dyadic::integer(value).times(Dyadic::of(scale(bits, clip)));
                let expected = product.over(Dyadic::of(count)).to_f32_format().f32();
                assert_eq!(result, expected, "{value}, {clip:e}, {bits} bits, {count}");
            }
        }
    }
    let mut out = [0.0; 3];
    dequantize(Integers::Int8(&[-128, 0, 127]), 0.5, 1.0, &mut out);
    assert_eq!(out, [-64.0, 0.0, 63.5]);
    dequantize(Integers::Int16(&[i16::MIN, 1, i16::MAX]), 2.0, 4.0, &mut out);
    assert_eq!(out, [-16384.0, 0.5, 16383.5]);
    dequantize(Integers::Int32(&[i32::MIN, 0, i32::MAX]), 1e30, 1.0, &mut out);
    assert_eq!(out, [f32::NEG_INFINITY, 0.0, f32::INFINITY]);
}

/// Values come back at most half a step away, and integers come back exactly.
#[test]
fn there_and_back() {
    for (bits, clip) in [(4, 1.0), (8, 0.1), (16, 2.5)] {
        let q = largest(bits);
        let values: Vec<i16> = (-q..=q).collect();
        let mut floats = vec![0.0; values.len()];
        dequantize(Integers::Int16(&values), scale(bits, clip), 1.0, &mut floats);
        assert_eq!(nearest(&floats, bits, clip).0, values);
    }
}
