//! SHA-256's compression (FIPS 180-4 §6.2.2).
//!
//! The crate `sha2` has one too, which is slower in WebAssembly. A round's registers are renamed instead of moved, and
//! b ⊕ c of a majority is the a ⊕ b of the round before.

/// The initial value (§5.3.3): 32 bits of the fractions of the square roots of the first eight primes.
pub const INITIAL: [u32; 8] = {
    let (mut words, mut i) = ([0; 8], 0);
    while i < 8 {
        words[i] = ((PRIMES[i] as u128) << 64).isqrt() as u32;
        i += 1;
    }
    words
};

/// The rounds' constants (§4.2.2): the same of the cube roots of the first 64.
pub const ROUND: [u32; 64] = {
    let (mut words, mut i) = ([0; 64], 0);
    while i < 64 {
        words[i] = cube_root((PRIMES[i] as u128) << 96) as u32;
        i += 1;
    }
    words
};

const PRIMES: [u32; 64] = {
    let (mut primes, mut count, mut n) = ([0; 64], 0, 2);
    while count < 64 {
        let mut divisor = 2;
        while n % divisor > 0 {
            divisor += 1;
        }
        if divisor == n {
            primes[count] = n;
            count += 1;
        }
        n += 1;
    }
    primes
};

/// ⌊∛n⌋, for n < 2^108.
const fn cube_root(n: u128) -> u128 {
    let (mut root, mut bit) = (0, 1 << 36);
    while bit > 0 {
        bit >>= 1;
        let next = root | bit;
        if next * next * next <= n {
            root = next;
        }
    }
    root
}

/// The eight working variables, and b ⊕ c.
type Variables = [u32; 9];

/// A round, of variables whose names have moved by N: place (i − N) mod 8 holds variable i.
#[inline(always)]
fn round<const N: usize>(v: &mut Variables, word: u32) {
    let at = |i: usize| (i + 16 - N) % 8;
    let (a, b, e, f, g) = (v[at(0)], v[at(1)], v[at(4)], v[at(5)], v[at(6)]);
    let choice = g ^ (e & (f ^ g));
    let a_b = a ^ b;
    let majority = b ^ (a_b & v[8]);
    let sum_e = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
    let sum_a = (((a.rotate_right(9) ^ a).rotate_right(11)) ^ a).rotate_right(2);
    let t = v[at(7)].wrapping_add(word).wrapping_add(choice).wrapping_add(sum_e);
    v[at(3)] = v[at(3)].wrapping_add(t);
    v[at(7)] = t.wrapping_add(majority).wrapping_add(sum_a);
    v[8] = a_b;
}

/// Word I of the next 16.
#[inline(always)]
fn schedule<const I: usize>(w: &mut [u32; 16]) {
    let (w15, w2) = (w[(I + 1) % 16], w[(I + 14) % 16]);
    let sigma0 = w15.rotate_right(7) ^ w15.rotate_right(18) ^ (w15 >> 3);
    let sigma1 = w2.rotate_right(17) ^ w2.rotate_right(19) ^ (w2 >> 10);
    w[I] = w[I].wrapping_add(sigma0).wrapping_add(w[(I + 9) % 16]).wrapping_add(sigma1);
}

/// The words of a block.
#[inline(always)]
pub fn words(block: &[u8; 64]) -> [u32; 16] {
    let mut words = [0; 16];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    words
}

/// Adds a block to a state.
pub fn compress(state: &mut [u32; 8], mut w: [u32; 16]) {
    let [a, b, c, d, e, f, g, h] = *state;
    let mut v = [a, b, c, d, e, f, g, h, b ^ c];
    for (group, constants) in ROUND.as_chunks::<16>().0.iter().enumerate() {
        if group > 0 {
            for_each_of_16!(I => schedule::<I>(&mut w));
        }
        for_each_of_16!(I => round::<{ I % 8 }>(&mut v, w[I].wrapping_add(constants[I])));
    }
    for (word, v) in state.iter_mut().zip(v) {
        *word = word.wrapping_add(v);
    }
}
