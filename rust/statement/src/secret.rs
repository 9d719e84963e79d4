//! Lists of field elements that are overwritten before their memory is freed.

use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};
use fedzk_curves::field::{Field, Fp, Prime};
use zeroize::optimization_barrier;

/// A list that never moves: its capacity never changes.
pub struct Secret<M: Prime>(Vec<Fp<M>>);

impl<M: Prime> Secret<M> {
    /// An empty list with room for `capacity` elements.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// Appends an element.
    ///
    /// # Panics
    /// If there is no room for it: making room would leave a copy behind.
    pub fn push(&mut self, element: Fp<M>) {
        assert!(self.0.len() < self.0.capacity(), "Secret::push: the list is full");
        self.0.push(element);
    }

    /// Takes all elements out. Their memory is overwritten when it is used again, or freed.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

impl<M: Prime> Deref for Secret<M> {
    type Target = [Fp<M>];
    fn deref(&self) -> &[Fp<M>] {
        &self.0
    }
}

impl<M: Prime> DerefMut for Secret<M> {
    fn deref_mut(&mut self) -> &mut [Fp<M>] {
        &mut self.0
    }
}

impl<M: Prime> Drop for Secret<M> {
    fn drop(&mut self) {
        // Also the elements that `clear` left beyond the end.
        self.0.clear();
        self.0.resize(self.0.capacity(), Fp::ZERO);
        optimization_barrier(self.0.as_slice());
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;
    use fedzk_curves::{
        bn254::Bn254Scalar,
        field::{Field, Fp},
    };

    #[test]
    #[should_panic(expected = "Secret::push: the list is full")]
    fn does_not_move() {
        let mut list = Secret::<Bn254Scalar>::with_capacity(1);
        let room = list.0.capacity();
        (0..=room).for_each(|_| list.push(Fp::ONE));
    }

    #[test]
    fn is_used_again() {
        let mut list = Secret::<Bn254Scalar>::with_capacity(2);
        list.push(Fp::ONE);
        let place = list.as_ptr();
        list.clear();
        list.push(Fp::ZERO);
        assert_eq!((&list[..], list.as_ptr()), (&[Fp::ZERO][..], place));
    }
}
