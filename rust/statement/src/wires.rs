//! The body of a witness: 32 bytes a wire, little-endian, in the order of the wire numbers.

use fedzk_curves::{
    field::{Fp, Prime},
    uint,
};

/// The bytes of a wire.
pub const WIRE: usize = 32;

/// Writes wire after wire into a buffer of zeros.
pub struct Wires<'a> {
    body: &'a mut [u8],
    next: usize,
}

impl<'a> Wires<'a> {
    /// From wire 0 on.
    pub fn new(body: &'a mut [u8]) -> Self {
        body.fill(0);
        Self { body, next: 0 }
    }

    /// Skips `count` wires, which [`Self::set`] sets later. Returns the number of the first.
    pub fn skip(&mut self, count: usize) -> usize {
        self.next += count;
        self.next - count
    }

    /// The next wire: an integer of 64 bits.
    pub fn integer(&mut self, value: u64) {
        let at = self.skip(1) * WIRE;
        self.body[at..at + 8].copy_from_slice(&value.to_le_bytes());
    }

    /// The next wire: a small integer, r + value for a negative one.
    pub fn signed<M: Prime>(&mut self, value: i32) {
        let size = [u64::from(value.unsigned_abs()), 0, 0, 0, 0, 0];
        let words = if value < 0 { uint::sub(M::MODULUS, size).0 } else { size };
        let wire = self.skip(1);
        self.words(wire, &words);
    }

    /// The next `count` wires: the low bits of `value`, lowest first.
    pub fn bits(&mut self, value: u64, count: u32) {
        let at = self.skip(count as usize) * WIRE;
        let wires = self.body[at..].chunks_exact_mut(WIRE).take(count as usize);
        for (i, wire) in wires.enumerate() {
            wire[0] = (value >> i & 1) as u8;
        }
    }

    /// The next wires, one for each element.
    pub fn elements<M: Prime>(&mut self, elements: &[Fp<M>]) {
        for element in elements {
            let wire = self.skip(1);
            self.set(wire, element);
        }
    }

    /// Sets a wire that was skipped.
    pub fn set<M: Prime>(&mut self, wire: usize, element: &Fp<M>) {
        self.words(wire, &element.to_words());
    }

    /// An integer below the order, in words from the lowest.
    fn words(&mut self, wire: usize, words: &[u64; 6]) {
        let bytes = &mut self.body[wire * WIRE..][..WIRE];
        for (bytes, word) in bytes.chunks_exact_mut(8).zip(words) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
    }
}
