//! Moves data between arrays of numbers and vectors: the only file with `unsafe`.
#![allow(unsafe_code)]

use core::arch::wasm32::{v128, v128_load, v128_load64_zero, v128_store};

/// Numbers without padding, for which any bits are valid.
pub trait Number: Copy + Default {}

impl Number for i8 {}
impl Number for i16 {}
impl Number for i32 {}
impl Number for u32 {}
impl Number for u64 {}
impl Number for f32 {}
impl Number for f64 {}

/// Loads a vector of 16 bytes of numbers, at any alignment.
#[target_feature(enable = "simd128")]
#[inline]
pub fn load<T: Number, const N: usize>(numbers: &[T; N]) -> v128 {
    const { assert!(size_of::<[T; N]>() == 16) }
    // SAFETY: 16 bytes can be read there; the instruction asks for no alignment.
    unsafe { v128_load(numbers.as_ptr().cast()) }
}

/// The vector of 8 bytes of numbers, and zeros.
#[target_feature(enable = "simd128")]
#[inline]
pub fn load_half<T: Number, const N: usize>(numbers: &[T; N]) -> v128 {
    const { assert!(size_of::<[T; N]>() == 8) }
    // SAFETY: 8 bytes can be read there; the instruction asks for no alignment.
    unsafe { v128_load64_zero(numbers.as_ptr().cast()) }
}

/// The numbers of a vector.
#[target_feature(enable = "simd128")]
#[inline]
pub fn store<T: Number, const N: usize>(vector: v128) -> [T; N] {
    const { assert!(size_of::<[T; N]>() == 16) }
    let mut numbers = [T::default(); N];
    // SAFETY: 16 bytes can be written there, and whatever they are, they are numbers.
    unsafe { v128_store(numbers.as_mut_ptr().cast(), vector) };
    numbers
}
