//! BN254, in other places `bn128` or `alt_bn128` (EIP-196, EIP-197): y² = x³ + 3 over Fp, Barreto–Naehrig
//! (<https://eprint.iacr.org/2005/133>) with x = 4965661367192848881.
//!
//! p = 36x⁴ + 36x³ + 24x² + 6x + 1, r = 36x⁴ + 36x³ + 18x² + 6x + 1, ξ = 9 + u, D-twist y² = x³ + 3/ξ. About 100 bits of
//! security (Kim, Barbulescu, CRYPTO 2016). Not to be confused with the BN254 of Nogami et al., another x.
//!
//! Every number below is recomputed from x by a test.

mod encoding;
mod fr;
mod g1;
mod g2;
mod pairing;

pub use fr::{Bn254Scalar, Fr};
pub use g1::G1;
pub use g2::{G2, quarters};
pub use pairing::pair;

#[cfg(feature = "fma")]
use crate::lanes::{F64x2, montgomery};
use crate::{
    field::{self, Prime, Tower, limbs_of, reciprocal_of},
    limbs::{MAX_LIMB, Modulus, max_value_product, negative_inverse},
    uint::{bits, from_hex, to_digits},
};

/// The curve's x.
pub const X: u128 = 4_965_661_367_192_848_881;
/// r, the order of both groups.
pub const ORDER: [u64; 4] = from_hex("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001");
const P: [u64; 6] = from_hex("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47");
const LIMBS: usize = 9;
const BITS: u32 = 29;
const R_BITS: u32 = LIMBS as u32 * BITS;
const ONE: [u64; 6] = [1, 0, 0, 0, 0, 0];

/// The parameters of BN254.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bn254;

/// The field of the coordinates.
pub type Fp = field::Fp<Bn254>;
/// Fp\[u\]/(u² + 1).
pub type Fp2 = field::Fp2<Bn254>;
/// The field of the pairing's values.
pub type Fp12 = field::Fp12<Bn254>;

impl Modulus for Bn254 {
    type Limbs = [i32; LIMBS];
    const P: Self::Limbs = to_digits(P, BITS);
    const NEGATIVE_INVERSE: i32 = negative_inverse(P[0] as u32) as i32;
    const RECIPROCAL: i64 = reciprocal_of(P, BITS * (LIMBS as u32 - 1));
}

// Every product of two sums that fit their digits reduces to less than p.
const _: () = assert!(max_value_product::<[i32; LIMBS]>(bits(P)) >= MAX_LIMB * MAX_LIMB);

impl Prime for Bn254 {
    const MODULUS: [u64; 6] = P;
    const BYTES: usize = 32;
    const R: Self::Limbs = limbs_of(ONE, R_BITS, P, BITS);
    const R2: Self::Limbs = limbs_of(ONE, 2 * R_BITS, P, BITS);
}

impl Tower for Bn254 {
    #[cfg(feature = "fma")]
    type Lanes = [F64x2; 5];
    const XI_REAL: i32 = 9;
    const FROBENIUS: [Fp2; 5] = [
        fp2(
            "1284b71c2865a7dfe8b99fdd76e68b605c521e08292f2176d60b35dadcc9e470",
            "246996f3b4fae7e6a6327cfe12150b8e747992778eeec7e5ca5cf05f80f362ac",
        ),
        fp2(
            "2fb347984f7911f74c0bec3cf559b143b78cc310c2c3330c99e39557176f553d",
            "16c9e55061ebae204ba4cc8bd75a079432ae2a1d0b7c9dce1665d51c640fcba2",
        ),
        fp2(
            "063cf305489af5dcdc5ec698b6e2f9b9dbaae0eda9c95998dc54014671a0135a",
            "07c03cbcac41049a0704b5a7ec796f2b21807dc98fa25bd282d37f632623b0e3",
        ),
        fp2(
            "05b54f5e64eea80180f3c0b75a181e84d33365f7be94ec72848a1f55921ea762",
            "2c145edbe7fd8aee9f3a80b03b0b1c923685d2ea1bdec763c13b4711cd2b8126",
        ),
        fp2(
            "0183c1e74f798649e93a3661a4353ff4425c459b55aa1bd32ea2c810eab7692f",
            "12acf2ca76fd0675a27fb246c7729f7db080cb99678e2ac024c6b8ee6e0c2c4b",
        ),
    ];
}

/// An element of Fp from a hexadecimal constant.
const fn fp(hex: &str) -> Fp {
    Fp::from_montgomery(limbs_of(from_hex(hex), R_BITS, P, BITS))
}

#[cfg(not(feature = "fma"))]
const fn fp2(real: &str, imaginary: &str) -> Fp2 {
    Fp2::new(fp(real), fp(imaginary))
}

#[cfg(feature = "fma")]
const fn fp2(real: &str, imaginary: &str) -> Fp2 {
    Fp2::from_montgomery(montgomery::<Bn254, _>(from_hex(real), from_hex(imaginary)))
}
