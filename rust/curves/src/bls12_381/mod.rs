//! BLS12-381 (Bowe, <https://electriccoin.co/blog/new-snark-curve/>; the IETF's pairing-friendly-curves draft, §4.2.1):
//! y² = x³ + 4 over Fp, Barreto–Lynn–Scott (<https://eprint.iacr.org/2002/088>) with x = −0xd201000000010000.
//!
//! p = (x − 1)²(x⁴ − x² + 1)/3 + x, r = x⁴ − x² + 1. About 120 bits of security.
//!
//! **The twist and the tower are not the standard ones.** The standard twist is y² = x³ + 4(1 + u), of the
//! kind M, with a tower over 1 + u. Here G2 is y² = x³ + 4/ξ, of the kind D, with a tower over ξ = 2 + u, so that the
//! pairing's layers are the same as for BN254. (1 + u)(2 + u) is a sixth power t⁶, so (x, y) ↦ (x/t², y/t³) is an
//! isomorphism of the twists; [`encoding`] applies it, and nothing outside sees it. In the standard tower w, ours is t/w:
//! untwisting (x, y) to (x/w², y/w³) is the same map.
//!
//! Every number below is recomputed from x by a test.

pub mod encoding;
mod fr;
mod g1;
mod g2;
pub mod hash_to_g1;
mod pairing;

pub use fr::{Bls12381Scalar, Fr};
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

/// −x, a positive number.
pub const MINUS_X: u128 = 0xd201_0000_0001_0000;
/// r, the order of both groups.
pub const ORDER: [u64; 4] = from_hex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
const P: [u64; 6] =
    from_hex("1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab");
const LIMBS: usize = 14;
const BITS: u32 = 28;
const R_BITS: u32 = LIMBS as u32 * BITS;
const ONE: [u64; 6] = [1, 0, 0, 0, 0, 0];

/// The parameters of BLS12-381.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bls12381;

/// The field of the coordinates.
pub type Fp = field::Fp<Bls12381>;
/// Fp\[u\]/(u² + 1).
pub type Fp2 = field::Fp2<Bls12381>;
/// The field of the pairing's values.
pub type Fp12 = field::Fp12<Bls12381>;

impl Modulus for Bls12381 {
    type Limbs = [i32; LIMBS];
    const P: Self::Limbs = to_digits(P, BITS);
    const NEGATIVE_INVERSE: i32 = negative_inverse(P[0] as u32) as i32;
    const RECIPROCAL: i64 = reciprocal_of(P, BITS * (LIMBS as u32 - 1));
}

// Every product of two sums that fit their digits reduces to less than p.
const _: () = assert!(max_value_product::<[i32; LIMBS]>(bits(P)) >= MAX_LIMB * MAX_LIMB);

impl Prime for Bls12381 {
    const MODULUS: [u64; 6] = P;
    const BYTES: usize = 48;
    const R: Self::Limbs = limbs_of(ONE, R_BITS, P, BITS);
    const R2: Self::Limbs = limbs_of(ONE, 2 * R_BITS, P, BITS);
}

impl Tower for Bls12381 {
    #[cfg(feature = "fma")]
    type Lanes = [F64x2; 8];
    const XI_REAL: i32 = 2;
    const FROBENIUS: [Fp2; 5] = [
        fp2(
            "15ade874e1972c3103f9bf1639606a569b82dcfea0aa10b16c933f42b6b17ae800d8f08b82addd44732fc2bd341316dc",
            "0d81adc20ee04e20c6d7f080ec077f9d032ab1affa7b33813a186f7b5c3a89f918df90a66922c595a62e0dd4595f57b5",
        ),
        fp2(
            "0aa405229fd9a358a4bb7988ec6220c8d9ed05519aa681dcb25f6e2ed44a1a6c3801986ec5567f984379ac690b026710",
            "190ec2bea2ee712b0f11f59ac4add24e28097daefb8c8992b1c2c8411480c76cf9a01c45c30b11cbab75948ca5c77769",
        ),
        fp2(
            "052988b9c078047901d648c21ece6b49fad536e2751d735f49f361dd4cb6d9723b845087eea9a347c27713a80f8492b",
            "0a53117380f008f203ac91843d9cd693f5aa6dc4ea3ae6be93e6c3ba996db2e47708a10fdd53468f84ee27501f09256",
        ),
        fp2(
            "109e5010e807ae3f4e0a8ce5432d27feb2ffe2c023a2a8d8d381b62d6e80750da4144e40d5d5bd55da0ed8d39431ba4b",
            "0e14e28a3544f7cf3eee4740ba1bc1f03a207860912ea4896ca83149f533ffe575ec235a41d0684a4476b04ddbf09fdc",
        ),
        fp2(
            "1482c799cfb06f687b1c362472996f637a4e94414f1f111d7cb3abc6b7d41b3e0651115dfa208922855099fe39743054",
            "054d38f44a9d9b44832956fcc47b698beb9236c8d8a76eca3976a050a6a82fb35dd22330f552ed92edef8aba3861aa45",
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
    Fp2::from_montgomery(montgomery::<Bls12381, _>(from_hex(real), from_hex(imaginary)))
}
