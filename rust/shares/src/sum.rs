use crate::{ELEMENT_BYTES, WIDE_BYTES, are_elements, narrow, words};
use alloc::{vec, vec::Vec};
use core::marker::PhantomData;
use fedzk_curves::{field::Prime, uint};

/// The sum of many shares' packed elements. Pads are never summed: with known tags, their sum would separate clients.
///
/// The sums are integers of six words until they are read, so even 2^64 shares don't overflow them.
pub struct Sum<M> {
    totals: Vec<[u64; 6]>,
    parts: usize,
    /// The elements of a part besides its pad.
    elements: usize,
    field: PhantomData<M>,
}

impl<M: Prime> Sum<M> {
    /// A sum of no shares, with the numbers of parts and of elements in each besides the pad.
    ///
    /// # Panics
    /// If there are no elements.
    pub fn new(parts: usize, elements: usize) -> Self {
        assert!(elements > 0, "Sum::new: a part has elements");
        Self { totals: vec![[0; 6]; parts * elements], parts, elements, field: PhantomData }
    }

    /// Adds a share. If it has another length, or an invalid element, adds nothing and returns false.
    pub fn add(&mut self, share: &[u8]) -> bool {
        if share.len() != self.parts * (self.elements + 1) * ELEMENT_BYTES || !are_elements::<M>(share) {
            return false;
        }
        let (share, _) = share.as_chunks();
        let parts = share.chunks(self.elements + 1).zip(self.totals.chunks_mut(self.elements));
        for (part, totals) in parts {
            for (total, element) in totals.iter_mut().zip(part) {
                *total = uint::add(*total, words(element)).0;
            }
        }
        true
    }

    /// The sums as elements.
    pub fn read(&self) -> Vec<u8> {
        let mut wide = vec![0; self.totals.len() * WIDE_BYTES];
        for (total, out) in self.totals.iter().zip(wide.chunks_mut(WIDE_BYTES)) {
            uint::to_be_bytes(total, out);
        }
        narrow::<M>(&wide)
    }
}
