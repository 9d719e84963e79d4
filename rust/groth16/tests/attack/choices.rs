//! Where an attack's choices come from.

/// A source of bytes that never ends.
pub trait Choices {
    /// The next byte.
    fn byte(&mut self) -> u8;

    /// A number below `limit`, which is 1 to 65,536.
    fn below(&mut self, limit: usize) -> usize {
        let low = usize::from(self.byte());
        if limit <= 256 { low % limit } else { (low | usize::from(self.byte()) << 8) % limit }
    }

    /// A number of bytes.
    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.byte()).collect()
    }

    /// An item of a list, which must not be empty.
    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// `SplitMix64` (Steele, Lea, Flood 2014): the same choices on every run and target.
pub struct Seeded {
    state: u64,
    rest: u64,
    left: u32,
}

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self { state: seed, rest: 0, left: 0 }
    }
}

impl Choices for Seeded {
    fn byte(&mut self) -> u8 {
        if self.left == 0 {
            self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (self.rest, self.left) = (z ^ (z >> 31), 8);
        }
        let byte = self.rest as u8;
        self.rest >>= 8;
        self.left -= 1;
        byte
    }
}
