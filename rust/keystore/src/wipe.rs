//! Zeros over what was secret.

use zeroize::optimization_barrier;

/// Writes zeros that the compiler may not leave out. What a register or a moved value has left elsewhere stays there.
#[inline(always)]
pub fn wipe<T: Copy + Default>(values: &mut [T]) {
    values.fill(T::default());
    optimization_barrier(values);
}
