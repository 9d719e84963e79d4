//! A witness: the value of each wire, as in section 2 of iden3's wtns format: 32 bytes each, little-endian, below r.

use crate::{SCALAR_BYTES, words};
use alloc::vec::Vec;
use core::hint::black_box;
use fedzk_curves::{
    field::{Field, Fp, Prime, TwoAdic},
    uint,
};

/// Why bytes are not a witness.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WitnessError {
    /// Not 32 bytes for each wire.
    Length,
    /// The wire's value isn't below r.
    Range(usize),
    /// The first wire isn't 1.
    One,
}

/// The values as elements of the field.
pub struct Witness<M: TwoAdic>(Vec<Fp<M>>);

impl<M: TwoAdic> Witness<M> {
    /// Reads the values of this number of wires.
    ///
    /// # Errors
    /// [`WitnessError`].
    pub fn read(bytes: &[u8], wires: usize) -> Result<Self, WitnessError> {
        if bytes.len() != wires * SCALAR_BYTES {
            return Err(WitnessError::Length);
        }
        // A `Witness` from the start, so that the values of an invalid one are overwritten too.
        let mut witness = Self(Vec::with_capacity(wires));
        for (i, bytes) in bytes.chunks_exact(SCALAR_BYTES).enumerate() {
            witness.0.push(match words::<6>(bytes) {
                [0, 0, 0, 0, ..] => Fp::ZERO,
                [1, 0, 0, 0, ..] => Fp::ONE,
                words => Fp::from_words(words).ok_or(WitnessError::Range(i))?,
            });
        }
        if witness.0.first() != Some(&Fp::ONE) {
            return Err(WitnessError::One);
        }
        Ok(witness)
    }

    /// The values.
    pub fn values(&self) -> &[Fp<M>] {
        &self.0
    }
}

impl<M: TwoAdic> Drop for Witness<M> {
    fn drop(&mut self) {
        wipe(&mut self.0, Fp::ZERO);
    }
}

/// Overwrites secrets. The compiler must assume that the zeros are read.
pub(crate) fn wipe<T: Copy>(values: &mut [T], zero: T) {
    values.fill(zero);
    black_box(values);
}

/// A scalar of 32 bytes, little-endian; `None` if it isn't below r.
#[inline]
pub fn scalar<M: Prime>(bytes: &[u8]) -> Option<[u64; 4]> {
    let words = words::<6>(bytes);
    uint::less(words, M::MODULUS).then_some([words[0], words[1], words[2], words[3]])
}
