//! Inversion by division steps (Bernstein, Yang, <https://eprint.iacr.org/2019/266>, §§8–10), in variable time.
//!
//! A step takes (δ, f, g), f odd, to (1 − δ, g, (g − f)/2) where δ > 0 and g is odd, else to (1 + δ, f, (g + (g mod
//! 2)·f)/2). From f = p, g = a they end with g = 0 and f = ±1. The low 30 bits of f and g decide the next 30 steps. So
//! these steps use only those bits, and give an integer matrix: its product with (f, g) is 2^30 times the next (f, g).
//! d and e follow along, with f = d·a and g = e·a modulo p.
//!
//! Integers are signed, in digits of 30 bits from the lowest. Only the highest digit may be negative.

/// The bits of a digit.
const BITS: u32 = 30;
const MASK: i32 = (1 << BITS) - 1;
/// Digits for the longest modulus, with a bit to spare for twice its size and one for the sign.
const MOST: usize = 13;

type Long = [i32; MOST];

/// The matrix of steps for (f, g) and (d, e), times 2^30.
struct Matrix {
    u: i32,
    v: i32,
    q: i32,
    r: i32,
}

/// 1/a mod p for an odd p of at most 384 bits and a < p, in words from the lowest; 0 for 0.
pub(super) fn vartime_inverse(a: &[u64; 6], p: &[u64; 6], p_bits: u32) -> [u64; 6] {
    let length = (p_bits + 2).div_ceil(BITS) as usize;
    let modulus = digits(p);
    // Newton's iteration, from 3 bits on.
    let mut inverse = modulus[0];
    for _ in 0..4 {
        inverse = inverse.wrapping_mul(2i32.wrapping_sub(modulus[0].wrapping_mul(inverse)));
    }
    let (mut f, mut g) = (modulus, digits(a));
    let (mut d, mut e) = ([0; MOST], [0; MOST]);
    e[0] = 1;
    let mut minus_delta = -1;
    while g[..length].iter().any(|digit| *digit != 0) {
        let matrix = steps(&mut minus_delta, f[0], g[0]);
        matrix.apply_modulo(&mut d[..length], &mut e[..length], &modulus, inverse);
        matrix.apply(&mut f[..length], &mut g[..length]);
    }
    // d is above −2p and below p; f is 1 or −1.
    if f[length - 1] < 0 {
        add_multiple(&mut d[..length], -1, &[0; MOST], 0);
    }
    while d[length - 1] < 0 {
        add_multiple(&mut d[..length], 1, &modulus, 1);
    }
    let mut reduced = d;
    add_multiple(&mut reduced[..length], 1, &modulus, -1);
    words(if reduced[length - 1] < 0 { &d } else { &reduced })
}

/// Makes as many steps as a digit has bits.
fn steps(minus_delta: &mut i32, f: i32, g: i32) -> Matrix {
    let (mut f, mut g) = (f as u32, g as u32);
    let (mut u, mut v, mut q, mut r) = (1i32, 0i32, 0i32, 1i32);
    let mut left = BITS;
    loop {
        // Steps with an even g halve it. Ones above the remaining steps keep the count from passing them.
        let zeros = (g | u32::MAX << left).trailing_zeros();
        g >>= zeros;
        (u, v) = (u << zeros, v << zeros);
        *minus_delta -= zeros as i32;
        left -= zeros;
        if left == 0 {
            return Matrix { u, v, q, r };
        }
        if *minus_delta < 0 {
            *minus_delta = -*minus_delta;
            (f, g) = (g, f.wrapping_neg());
            (u, q) = (q, u.wrapping_neg());
            (v, r) = (r, v.wrapping_neg());
        }
        // Until δ is positive again, add the multiple of f that clears several low bits of g at once.
        let bits = left.min(*minus_delta as u32 + 1).min(6);
        // 1/f mod 2^6 is f·(2 − f²): f² is 1 mod 8.
        let w = f.wrapping_mul(g).wrapping_mul(f.wrapping_mul(f).wrapping_sub(2)) & ((1 << bits) - 1);
        g = g.wrapping_add(f.wrapping_mul(w));
        q = q.wrapping_add(u.wrapping_mul(w as i32));
        r = r.wrapping_add(v.wrapping_mul(w as i32));
    }
}

impl Matrix {
    /// (f, g) ← matrix·(f, g)/2^30, which is exact.
    fn apply(&self, f: &mut [i32], g: &mut [i32]) {
        let mut sums = [self.first(f[0], g[0]), self.second(f[0], g[0])].map(|sum| sum >> BITS);
        for i in 1..f.len() {
            sums = [sums[0] + self.first(f[i], g[i]), sums[1] + self.second(f[i], g[i])];
            (f[i - 1], g[i - 1]) = (sums[0] as i32 & MASK, sums[1] as i32 & MASK);
            sums = sums.map(|sum| sum >> BITS);
        }
        (f[f.len() - 1], g[g.len() - 1]) = (sums[0] as i32, sums[1] as i32);
    }

    /// (d, e) ← matrix·(d, e)/2^30 mod p: adds the multiples of p that make the low digits zero. Takes and returns
    /// numbers above −2p and below p: a negative one counts as if p were added.
    fn apply_modulo(&self, d: &mut [i32], e: &mut [i32], p: &Long, inverse: i32) {
        let last = d.len() - 1;
        let (d_sign, e_sign) = (d[last] >> 31, e[last] >> 31);
        let mut sums = [self.first(d[0], e[0]), self.second(d[0], e[0])];
        let shifts = [(self.u & d_sign) + (self.v & e_sign), (self.q & d_sign) + (self.r & e_sign)];
        let mut multiples = [0; 2];
        for ((multiple, sum), shift) in multiples.iter_mut().zip(sums).zip(shifts) {
            *multiple = i64::from(shift - (inverse.wrapping_mul(sum as i32).wrapping_add(shift) & MASK));
        }
        let add = |sums: &mut [i64; 2], i: usize| {
            sums[0] += multiples[0] * i64::from(p[i]);
            sums[1] += multiples[1] * i64::from(p[i]);
        };
        add(&mut sums, 0);
        sums = sums.map(|sum| sum >> BITS);
        for i in 1..=last {
            sums = [sums[0] + self.first(d[i], e[i]), sums[1] + self.second(d[i], e[i])];
            add(&mut sums, i);
            (d[i - 1], e[i - 1]) = (sums[0] as i32 & MASK, sums[1] as i32 & MASK);
            sums = sums.map(|sum| sum >> BITS);
        }
        (d[last], e[last]) = (sums[0] as i32, sums[1] as i32);
    }

    fn first(&self, x: i32, y: i32) -> i64 {
        i64::from(self.u) * i64::from(x) + i64::from(self.v) * i64::from(y)
    }

    fn second(&self, x: i32, y: i32) -> i64 {
        i64::from(self.q) * i64::from(x) + i64::from(self.r) * i64::from(y)
    }
}

/// a ← x·a + y·b.
fn add_multiple(a: &mut [i32], x: i64, b: &Long, y: i64) {
    let last = a.len() - 1;
    let mut sum = 0;
    for i in 0..last {
        sum += x * i64::from(a[i]) + y * i64::from(b[i]);
        a[i] = sum as i32 & MASK;
        sum >>= BITS;
    }
    a[last] = (sum + x * i64::from(a[last]) + y * i64::from(b[last])) as i32;
}

fn digits(words: &[u64; 6]) -> Long {
    core::array::from_fn(|i| {
        let (word, shift) = ((i as u32 * BITS / 64) as usize, i as u32 * BITS % 64);
        let low = words.get(word).map_or(0, |word| word >> shift);
        let high = if shift + BITS > 64 { words.get(word + 1).map_or(0, |word| word << (64 - shift)) } else { 0 };
        (low | high) as i32 & MASK
    })
}

fn words(digits: &Long) -> [u64; 6] {
    let mut words = [0; 6];
    for (i, digit) in digits.iter().enumerate() {
        let (word, shift) = ((i as u32 * BITS / 64) as usize, i as u32 * BITS % 64);
        if let Some(word) = words.get_mut(word) {
            *word |= (*digit as u64) << shift;
        }
        if shift + BITS > 64
            && let Some(word) = words.get_mut(word + 1)
        {
            *word |= *digit as u64 >> (64 - shift);
        }
    }
    words
}
