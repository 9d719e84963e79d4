//! Comparison in constant time.

use core::hint::black_box;

/// Whether the bytes are the same; the time depends on the lengths alone.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    let different = a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && black_box(different) == 0
}
