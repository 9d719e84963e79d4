//! The parameters of `gradient_update`, and the numbers that follow from them.

use crate::{Error, chain::Blocks};

/// n values of b bits with h bits of headroom: the template's parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    n: usize,
    bits: u32,
    headroom: u32,
}

impl Shape {
    /// `n` values, 1..=2^20, of `bits` bits, 4, 8 or 16, with `headroom` bits, 1..=16, for sums of 2^headroom clients.
    ///
    /// # Errors
    /// [`Error::Count`], [`Error::Bits`], [`Error::Headroom`] for other numbers.
    pub fn new(n: usize, bits: u32, headroom: u32) -> Result<Self, Error> {
        if !(1..=1 << 20).contains(&n) {
            return Err(Error::Count(n));
        }
        if ![4, 8, 16].contains(&bits) {
            return Err(Error::Bits(bits));
        }
        if !(1..=16).contains(&headroom) {
            return Err(Error::Headroom(headroom));
        }
        Ok(Self { n, bits, headroom })
    }

    /// The number of values.
    pub const fn n(&self) -> usize {
        self.n
    }

    /// The bits of a value.
    pub const fn bits(&self) -> u32 {
        self.bits
    }

    /// The bits of headroom.
    pub const fn headroom(&self) -> u32 {
        self.headroom
    }

    /// The bits of a slot, at most 32.
    pub const fn slot(&self) -> u32 {
        self.bits + self.headroom
    }

    /// m, the values that are packed into an element: at least 7.
    pub const fn per_element(&self) -> usize {
        (253 / self.slot()) as usize
    }

    /// L, the packed elements.
    pub const fn elements(&self) -> usize {
        self.n.div_ceil(self.per_element())
    }

    /// w, the bits of the slack maxNormSq − Σ x²: at most 50.
    pub const fn slack_bits(&self) -> u32 {
        2 * (self.bits - 1) + self.n.next_power_of_two().trailing_zeros()
    }

    /// h_0, which the hash chain starts from.
    pub const fn chain_start(&self) -> u64 {
        ((self.n as u64) << 16) + ((self.bits as u64) << 8) + self.headroom as u64
    }

    /// The wires of the compiled circuit, the constant 1 among them.
    pub fn wires(&self) -> usize {
        let inputs = 1 + 4 + self.n + 2;
        let bits = self.n * (self.bits as usize - 1) + self.slack_bits() as usize - 1;
        let chain: usize = Blocks::of(self).map(|block| block.wires()).sum();
        inputs + self.n + (self.elements() - 1) + chain + bits
    }
}
