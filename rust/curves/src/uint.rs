//! Integers of a fixed number of 64-bit words, least significant first, for rare work: constants at compile time,
//! bytes in and out, and the few long integers of a scalar decomposition. All of it can run in a `const`.

/// Reads a hexadecimal literal such as `"30644e72…"` (no prefix).
///
/// # Panics
/// On a character that isn't a lower-case hexadecimal digit, or a value too long for `W` words.
pub const fn from_hex<const W: usize>(text: &str) -> [u64; W] {
    let bytes = text.as_bytes();
    assert!(bytes.len() <= 16 * W, "from_hex: the literal is too long");
    let mut out = [0; W];
    let mut i = 0;
    while i < bytes.len() {
        let c = bytes[bytes.len() - 1 - i];
        let digit = match c {
            b'0'..=b'9' => c - b'0',
            b'a'..=b'f' => c - b'a' + 10,
            _ => panic!("from_hex: expected 0-9 or a-f"),
        };
        out[i / 16] |= (digit as u64) << (4 * (i % 16));
        i += 1;
    }
    out
}

/// a + b and the carry out.
pub const fn add<const W: usize>(a: [u64; W], b: [u64; W]) -> ([u64; W], bool) {
    let mut out = [0; W];
    let mut carry = false;
    let mut i = 0;
    while i < W {
        let (x, c1) = a[i].overflowing_add(b[i]);
        let (x, c2) = x.overflowing_add(carry as u64);
        out[i] = x;
        carry = c1 | c2;
        i += 1;
    }
    (out, carry)
}

/// a − b modulo 2^(64·W), and whether it went below zero.
pub const fn sub<const W: usize>(a: [u64; W], b: [u64; W]) -> ([u64; W], bool) {
    let mut out = [0; W];
    let mut borrow = false;
    let mut i = 0;
    while i < W {
        let (x, b1) = a[i].overflowing_sub(b[i]);
        let (x, b2) = x.overflowing_sub(borrow as u64);
        out[i] = x;
        borrow = b1 | b2;
        i += 1;
    }
    (out, borrow)
}

/// a < b.
pub const fn less<const W: usize>(a: [u64; W], b: [u64; W]) -> bool {
    sub(a, b).1
}

/// a · b modulo 2^(64·W).
pub const fn mul_low<const W: usize>(a: [u64; W], b: [u64; W]) -> [u64; W] {
    let mut out = [0; W];
    let mut i = 0;
    while i < W {
        let mut carry = 0u128;
        let mut j = 0;
        while i + j < W {
            let t = (a[i] as u128) * (b[j] as u128) + out[i + j] as u128 + carry;
            out[i + j] = t as u64;
            carry = t >> 64;
            j += 1;
        }
        i += 1;
    }
    out
}

/// a mod m, bit by bit; m must leave its top bit clear.
pub const fn rem<const W: usize>(a: [u64; W], m: [u64; W]) -> [u64; W] {
    let mut out = [0; W];
    // Start with the top words of a that are surely below m; then add one bit at a time.
    let top = if bits(a) < bits(m) { bits(a) } else { bits(m) - 1 };
    let mut i = bits(a) - top;
    let mut j = 0;
    while j < top {
        out[(j / 64) as usize] |= (bit(&a, i + j) as u64) << (j % 64);
        j += 1;
    }
    while i > 0 {
        i -= 1;
        let mut next = [0; W];
        next[0] = bit(&a, i) as u64;
        out = add(shl_mod(out, 1, m), next).0;
        if !less(out, m) {
            out = sub(out, m).0;
        }
    }
    out
}

/// a · 2^k mod p, for a < p and a modulus with its top bit clear.
pub const fn shl_mod<const W: usize>(mut a: [u64; W], k: u32, p: [u64; W]) -> [u64; W] {
    let mut i = 0;
    while i < k {
        let (double, carry) = add(a, a);
        assert!(!carry, "shl_mod: the modulus must leave its top bit clear");
        let (reduced, below) = sub(double, p);
        a = if below { double } else { reduced };
        i += 1;
    }
    a
}

/// a/2^k rounded down, for 0 < k < 64.
pub const fn shift_right<const W: usize>(a: [u64; W], k: u32) -> [u64; W] {
    let mut out = [0; W];
    let mut i = 0;
    while i < W {
        out[i] = a[i] >> k | if i + 1 < W { a[i + 1] << (64 - k) } else { 0 };
        i += 1;
    }
    out
}

/// The number of significant bits.
pub const fn bits<const W: usize>(a: [u64; W]) -> u32 {
    let mut i = W;
    while i > 0 {
        i -= 1;
        if a[i] != 0 {
            return 64 * i as u32 + 64 - a[i].leading_zeros();
        }
    }
    0
}

/// Bit `i`, 0 past the end.
pub const fn bit<const W: usize>(a: &[u64; W], i: u32) -> bool {
    let word = (i / 64) as usize;
    word < W && a[word] >> (i % 64) & 1 == 1
}

/// Reads `8·W` bytes, big-endian.
pub fn from_be_bytes<const W: usize>(bytes: &[u8]) -> [u64; W] {
    assert!(bytes.len() == 8 * W, "from_be_bytes: the caller slices");
    let mut out = [0; W];
    for (word, chunk) in out.iter_mut().rev().zip(bytes.chunks_exact(8)) {
        *word = chunk.iter().fold(0, |acc, &byte| acc << 8 | u64::from(byte));
    }
    out
}

/// Writes `8·W` bytes, big-endian.
pub fn to_be_bytes<const W: usize>(words: &[u64; W], out: &mut [u8]) {
    assert!(out.len() == 8 * W, "to_be_bytes: the caller slices");
    for (chunk, word) in out.chunks_exact_mut(8).zip(words.iter().rev()) {
        chunk.copy_from_slice(&word.to_be_bytes());
    }
}

/// Splits into signed digits of `digit_bits` bits, each in [−2^(b−1), 2^(b−1)) but for the last, which keeps the rest.
pub const fn to_digits<const W: usize, const N: usize>(words: [u64; W], digit_bits: u32) -> [i32; N] {
    let digits = to_long_digits::<W, N>(words, digit_bits);
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = digits[i] as i32;
        i += 1;
    }
    out
}

/// [`to_digits`], for digits of up to 62 bits.
pub const fn to_long_digits<const W: usize, const N: usize>(words: [u64; W], digit_bits: u32) -> [i64; N] {
    let mut out = [0; N];
    let mut carry = 0;
    let mut i = 0;
    while i < N {
        let at = i as u32 * digit_bits;
        let (word, shift) = ((at / 64) as usize, at % 64);
        let mut value = if word < W { words[word] >> shift } else { 0 };
        if shift + digit_bits > 64 && word + 1 < W {
            value |= words[word + 1] << (64 - shift);
        }
        let value = (value & ((1 << digit_bits) - 1)) as i64 + carry;
        let digit = if i + 1 < N { (value << (64 - digit_bits)) >> (64 - digit_bits) } else { value };
        carry = (value - digit) >> digit_bits;
        out[i] = digit;
        i += 1;
    }
    out
}

/// The integer of signed digits; the value must be in [0, 2^(64·W)).
pub fn from_digits<const W: usize>(digits: &[impl Copy + Into<i64>], digit_bits: u32) -> [u64; W] {
    let mut out = [0u64; W];
    let mut carry = 0i64;
    for (i, &digit) in digits.iter().enumerate() {
        let value = digit.into() + carry;
        let low = value & ((1 << digit_bits) - 1);
        carry = value >> digit_bits;
        let at = i as u32 * digit_bits;
        let (word, shift) = ((at / 64) as usize, at % 64);
        if word < W {
            out[word] |= (low as u64) << shift;
        }
        if shift + digit_bits > 64 && word + 1 < W {
            out[word + 1] |= (low as u64) >> (64 - shift);
        }
    }
    assert!(carry == 0, "from_digits: a negative value");
    out
}
