//! The constants of SHA-256 (FIPS 180-4), computed.

/// The initial value (§5.3.3): 32 bits of the fractions of the square roots of the first eight primes.
pub const INITIAL: [u32; 8] = {
    let (mut words, mut i) = ([0; 8], 0);
    while i < 8 {
        words[i] = ((PRIMES[i] as u128) << 64).isqrt() as u32;
        i += 1;
    }
    words
};

/// The rounds' constants (§4.2.2): 32 bits of the fractions of the cube roots of the first 64 primes.
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
