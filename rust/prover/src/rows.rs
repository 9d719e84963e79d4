//! The rows of the constraints, A·w and B·w for a witness w, from section 4 of a key.
//!
//! A coefficient is u32 0 for A, 1 for B ‖ u32 row ‖ u32 wire ‖ v·2^512 mod r in 32 bytes, all little-endian. Its
//! integer is used unchanged as the digits of an element. So all rows have the additional factor 2^[`scale_log2`],
//! which [`crate::quotient`] removes at its end.

use crate::{
    SCALAR_BYTES,
    ntt::Domain,
    number,
    witness::{Witness, wipe},
    words,
    zkey::KeyError,
};
use alloc::{vec, vec::Vec};
use fedzk_curves::{
    field::{Field, Fp, TwoAdic},
    limbs::Kernel,
    uint,
};

/// The length of a coefficient.
pub const COEFFICIENT_BYTES: usize = 12 + SCALAR_BYTES;
/// log₂ of the factor of all rows: 512 minus log₂ R.
pub(crate) const fn scale_log2<M: TwoAdic>() -> u32 {
    512 - <M::Limbs as Kernel>::N as u32 * <M::Limbs as Kernel>::BITS
}

/// The rows, each at its [`Domain::place`].
pub struct Rows<M: TwoAdic> {
    pub(crate) a: Vec<Fp<M>>,
    pub(crate) b: Vec<Fp<M>>,
}

impl<M: TwoAdic> Rows<M> {
    /// Zeros.
    pub fn new(domain: &Domain<M>) -> Self {
        let zeros = || vec![Fp::ZERO; domain.size()];
        Self { a: zeros(), b: zeros() }
    }

    /// Adds the products of some coefficients with a witness.
    ///
    /// # Errors
    /// [`KeyError`]; some products may have been added.
    pub fn add(&mut self, coefficients: &[u8], witness: &Witness<M>, domain: &Domain<M>) -> Result<(), KeyError> {
        if !coefficients.len().is_multiple_of(COEFFICIENT_BYTES) {
            return Err(KeyError::Length);
        }
        let values = witness.values();
        for coefficient in coefficients.chunks_exact(COEFFICIENT_BYTES) {
            let [matrix, row, wire] = [0, 4, 8].map(|at| number(&coefficient[at..at + 4]));
            let rows = match matrix {
                0 => &mut self.a,
                1 => &mut self.b,
                _ => return Err(KeyError::Coefficient),
            };
            let (row, value) = (row as usize, values.get(wire as usize).ok_or(KeyError::Coefficient)?);
            if row >= rows.len() {
                return Err(KeyError::Coefficient);
            }
            if value.vartime_is_zero() {
                continue;
            }
            let words = words::<6>(&coefficient[12..]);
            if !uint::less(words, M::MODULUS) {
                return Err(KeyError::Coefficient);
            }
            let factor = Fp::from_montgomery(<M::Limbs as Kernel>::from_words(words));
            let sum = &mut rows[domain.place(row)];
            *sum = (*sum + if *value == Fp::ONE { factor } else { factor * *value }).norm();
        }
        Ok(())
    }
}

impl<M: TwoAdic> Drop for Rows<M> {
    fn drop(&mut self) {
        wipe(&mut self.a, Fp::ZERO);
        wipe(&mut self.b, Fp::ZERO);
    }
}
