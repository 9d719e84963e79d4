//! Overwrites secrets with zeros.

use zeroize::optimization_barrier;

/// Writes zeros that the compiler must not omit. Copies in registers, or left behind by moves, stay.
#[inline(always)]
pub fn wipe<T: Copy + Default>(values: &mut [T]) {
    values.fill(T::default());
    optimization_barrier(values);
}
