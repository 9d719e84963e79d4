//! The compression function (FIPS 180-4 §6.2.2), in each lane.

use crate::constants::ROUND;
use crate::lanes::U32x4;

/// Adds a block to the state.
#[inline(never)]
pub fn compress(state: &mut [U32x4; 8], mut w: [U32x4; 16]) {
    let mut v = Working::of(state);
    for (group, constants) in ROUND.as_chunks::<16>().0.iter().enumerate() {
        if group > 0 {
            for i in 0..16 {
                w[i] = scheduled(&w, i);
            }
        }
        for (i, constant) in constants.iter().enumerate() {
            v.round(w[i].plus(U32x4::splat(*constant)));
        }
    }
    v.add_to(state);
}

#[inline(always)]
fn scheduled(w: &[U32x4; 16], i: usize) -> U32x4 {
    let (w15, w2) = (w[(i + 1) % 16], w[(i + 14) % 16]);
    let sigma0 = w15.rotate_right::<7>().xor(w15.rotate_right::<18>()).xor(w15.shift_right::<3>());
    let sigma1 = w2.rotate_right::<17>().xor(w2.rotate_right::<19>()).xor(w2.shift_right::<10>());
    w[i].plus(sigma0).plus(w[(i + 9) % 16]).plus(sigma1)
}

/// The working variables.
pub struct Working([U32x4; 8]);

impl Working {
    #[inline(always)]
    pub fn of(state: &[U32x4; 8]) -> Self {
        Self(*state)
    }

    /// Makes a round with its word and constant.
    #[inline(always)]
    pub fn round(&mut self, word: U32x4) {
        let [a, b, c, d, e, f, g, h] = self.0;
        let sum_e = e.rotate_right::<6>().xor(e.rotate_right::<11>()).xor(e.rotate_right::<25>());
        let sum_a = a.rotate_right::<2>().xor(a.rotate_right::<13>()).xor(a.rotate_right::<22>());
        let t1 = h.plus(word).plus(e.select(f, g)).plus(sum_e);
        let majority = a.xor(b).select(c, b);
        self.0 = [t1.plus(majority).plus(sum_a), a, b, c, d.plus(t1), e, f, g];
    }

    #[inline(always)]
    pub fn add_to(self, state: &mut [U32x4; 8]) {
        for (word, v) in state.iter_mut().zip(self.0) {
            *word = word.plus(v);
        }
    }
}
