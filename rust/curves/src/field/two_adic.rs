//! Primes whose fields have roots of unity of order 2^k, for the domains of interpolation and of the FFT.

use super::{Field, Fp, Prime};

/// A prime p with 2^`TWO_ADICITY` as the highest power of two that divides p − 1.
pub trait TwoAdic: Prime {
    /// The exponent of that power.
    const TWO_ADICITY: u32;
    /// A root of unity of order 2^`TWO_ADICITY`.
    const ROOT_OF_UNITY: Fp<Self>;
}

impl<M: TwoAdic> Fp<M> {
    /// The power of [`TwoAdic::ROOT_OF_UNITY`] that has order 2^k. Each is the square of the next.
    ///
    /// # Panics
    /// Where the field has none: k above [`TwoAdic::TWO_ADICITY`].
    pub fn root_of_unity(k: u32) -> Self {
        assert!(k <= M::TWO_ADICITY, "Fp::root_of_unity: no order of 2^{k}");
        (k..M::TWO_ADICITY).fold(M::ROOT_OF_UNITY, |root, _| root.square())
    }
}
