//! GF(256) as GF(16)[u]/(u² + u + C), GF(16) as GF(2)[x]/(x⁴ + x + 1), and the tables of AES in it.
//!
//! With ū = u + 1, the other root, an element is i·u + j·ū. It is stored as i in the upper nibble and k = i + j in the
//! lower. The inversion is that of M. Hamburg, "Accelerating AES with Vector Permute Instructions" (CHES 2009, §3), here
//! with A = 1/C and the norm N = i·j + C·k²:
//! ```text
//! io = 1/(1/i + A/k) + j    1/io = ((A + 1)·i + j) / (A·N)
//! jo = 1/(1/j + A/k) + i    1/jo = (i + (A + 1)·j) / (A·N)
//! ```
//! The inverse j/N·u + i/N·ū is a linear map of 1/io and 1/jo, so it is the sum of a lookup by io and one by jo, and
//! any linear map of the inverse is one too. 1/0 is [`NOWHERE`], which chooses no byte in the next lookups. So the
//! inverse of 0 is 0.

use crate::lanes::{NOWHERE, V};

/// a·b in GF(16).
pub const fn mul4(a: u8, b: u8) -> u8 {
    let mut product = 0;
    let mut i = 4;
    while i > 0 {
        i -= 1;
        product = (product << 1) ^ (0x13 * (product >> 3)) ^ (a * (b >> i & 1));
    }
    product
}

/// 1/a = a¹⁴ in GF(16); 0 for 0.
pub const fn inv4(a: u8) -> u8 {
    let (a2, a4) = (mul4(a, a), mul4(mul4(a, a), mul4(a, a)));
    mul4(mul4(a2, a4), mul4(a4, a4))
}

/// The smallest constant for which u² + u + C has no root in GF(16).
pub const C: u8 = {
    let mut c = 1;
    while {
        let (mut t, mut roots) = (0, 0);
        while t < 16 {
            roots += (mul4(t, t) ^ t == c) as u8;
            t += 1;
        }
        roots > 0
    } {
        c += 1;
    }
    c
};
/// 1/C.
pub const A: u8 = inv4(C);

/// i·u + j·ū as it is stored.
const fn element(i: u8, j: u8) -> u8 {
    i << 4 | (i ^ j)
}

/// a·b in GF(256), both stored: u² = u + C, ū² = ū + C, u·ū = C, and 1 = u + ū.
pub const fn mul8(a: u8, b: u8) -> u8 {
    let (ai, aj, bi, bj) = (a >> 4, (a >> 4) ^ (a & 15), b >> 4, (b >> 4) ^ (b & 15));
    let common = mul4(C, mul4(ai ^ aj, bi ^ bj));
    element(mul4(ai, bi) ^ common, mul4(aj, bj) ^ common)
}

/// 1, stored.
pub const ONE: u8 = element(1, 1);

/// The smallest root of AES's polynomial x⁸ + x⁴ + x³ + x + 1 (FIPS 197 §4.2): x of AES is this element.
pub const X: u8 = {
    let mut x = 1u8;
    loop {
        let (x2, x4) = (mul8(x, x), mul8(mul8(x, x), mul8(x, x)));
        if mul8(x4, x4) ^ x4 ^ mul8(x2, x) ^ x ^ ONE == 0 {
            break x;
        }
        x += 1;
    }
};

/// The element that a byte of AES is.
pub const fn from_aes(byte: u8) -> u8 {
    let (mut sum, mut i) = (0, 8);
    while i > 0 {
        i -= 1;
        sum = mul8(sum, X) ^ (ONE * (byte >> i & 1));
    }
    sum
}

/// The byte of AES that an element is.
pub const fn to_aes(element: u8) -> u8 {
    const INVERSE: [u8; 256] = {
        let (mut inverse, mut byte) = ([0; 256], 0);
        while byte < 256 {
            inverse[from_aes(byte as u8) as usize] = byte as u8;
            byte += 1;
        }
        inverse
    };
    INVERSE[element as usize]
}

/// The part of 1/io in the inverse, by io.
const fn inverse_by_io(io: u8) -> u8 {
    let p = mul4(inv4(io), C);
    element(p, mul4(A ^ 1, p))
}

/// The part of 1/jo in the inverse, by jo.
const fn inverse_by_jo(jo: u8) -> u8 {
    let q = mul4(inv4(jo), C);
    element(mul4(A ^ 1, q), q)
}

/// The linear part of the S-box's affine map (FIPS 197 §5.1.1), of bytes of AES.
pub const fn affine(b: u8) -> u8 {
    b ^ b.rotate_left(1) ^ b.rotate_left(2) ^ b.rotate_left(3) ^ b.rotate_left(4)
}

/// Its inverse (§5.3.2).
pub const fn inverse_affine(b: u8) -> u8 {
    b.rotate_left(1) ^ b.rotate_left(3) ^ b.rotate_left(6)
}

/// The affine map's constant.
pub const AFFINE_CONSTANT: u8 = 0x63;

/// 2·b, of bytes of AES.
pub const fn double(b: u8) -> u8 {
    (b << 1) ^ (0x1b * (b >> 7))
}

macro_rules! table {
    ($n:ident => $value:expr) => {{
        let (mut table, mut i) = ([0u8; 16], 0);
        while i < 16 {
            let $n = i as u8;
            table[i] = $value;
            i += 1;
        }
        V::new(table)
    }};
}

/// Two tables of a linear map, by the lower and by the upper nibble.
macro_rules! linear {
    ($n:ident => $value:expr) => {
        [
            table!($n => $value),
            table!(upper => {
                let $n = upper << 4;
                $value
            }),
        ]
    };
}

/// Two tables of a linear map of the inverse, by io and by jo.
macro_rules! of_inverse {
    ($n:ident => $value:expr) => {
        [
            table!(io => {
                let $n = inverse_by_io(io);
                $value
            }),
            table!(jo => {
                let $n = inverse_by_jo(jo);
                $value
            }),
        ]
    };
}

/// 1/n.
pub const RECIPROCAL: V = table!(n => if n == 0 { NOWHERE } else { inv4(n) });
/// A/n.
pub const A_OVER: V = table!(n => if n == 0 { NOWHERE } else { mul4(A, inv4(n)) });
/// From AES.
pub const FROM_AES: [V; 2] = linear!(n => from_aes(n));
/// To AES.
pub const TO_AES: [V; 2] = linear!(n => to_aes(n));
/// The S-box without its constant.
pub const SUB: [V; 2] = of_inverse!(n => from_aes(affine(to_aes(n))));
/// Twice that.
pub const SUB_DOUBLED: [V; 2] = of_inverse!(n => from_aes(double(affine(to_aes(n)))));
/// The S-box without its constant, as bytes of AES.
pub const SUB_TO_AES: [V; 2] = of_inverse!(n => affine(to_aes(n)));
/// The inverse itself.
pub const INVERSE: [V; 2] = of_inverse!(n => n);
/// The inverse affine map without its constant.
pub const UNAFFINE: [V; 2] = linear!(n => from_aes(inverse_affine(to_aes(n))));
/// The same, of a byte of AES.
pub const UNAFFINE_FROM_AES: [V; 2] = linear!(n => from_aes(inverse_affine(n)));
/// 2·n.
pub const DOUBLE: [V; 2] = linear!(n => from_aes(double(to_aes(n))));
