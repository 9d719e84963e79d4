//! Primes for the suites beside BN254's, each in its limb layout: those of BLS12-381, and shapes that try the bounds.

use fedzk_curves::{
    field::{Fp, Fp2, Prime, Tower, limbs_of, reciprocal_of},
    limbs::{Modulus, negative_inverse},
    uint::{from_hex, to_digits},
};

macro_rules! prime {
    ($(#[$doc:meta])* $name:ident, $limbs:literal x $bits:literal, $bytes:literal bytes, $hex:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Debug)]
        pub struct $name;

        impl Modulus for $name {
            type Limbs = [i32; $limbs];
            const P: Self::Limbs = to_digits::<6, $limbs>(from_hex($hex), $bits);
            const NEGATIVE_INVERSE: i32 = negative_inverse(from_hex::<6>($hex)[0] as u32) as i32;
            const RECIPROCAL: i64 = reciprocal_of(from_hex($hex), $bits * ($limbs - 1));
        }

        impl Prime for $name {
            const MODULUS: [u64; 6] = from_hex($hex);
            const BYTES: usize = $bytes;
            const R: Self::Limbs = limbs_of([1, 0, 0, 0, 0, 0], $limbs * $bits, from_hex($hex), $bits);
            const R2: Self::Limbs = limbs_of([1, 0, 0, 0, 0, 0], 2 * $limbs * $bits, from_hex($hex), $bits);
        }
    };
}

prime!(
    /// The field of BLS12-381's coordinates, 381 bits.
    Bls12381, 14 x 28, 48 bytes,
    "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab"
);
prime!(
    /// The order of BLS12-381's groups, 255 bits.
    Bls12381Scalar, 9 x 29, 32 bytes, "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001"
);
prime!(
    /// 2^243 + 59, seven digits zero. The top digit is 2^11: much smaller, and the digits below it would hide from
    /// `norm` which multiple of the modulus is nearest.
    Smallest, 9 x 29, 31 bytes, "800000000000000000000000000000000000000000000000000000000003b"
);
prime!(
    /// 258 bits, the most that leaves room for a product of two sums, and digits as large as they get: 2^28 − 1, the
    /// lowest 2^28 − 77.
    Highest, 9 x 29, 33 bytes, "3fffffe7ffffffbffffffdffffffefffffff7ffffffbffffffdffffffefffffb3"
);
prime!(
    /// 258 bits, and digits as low as they get: −2^28, the lowest −2^28 + 19.
    Lowest, 9 x 29, 33 bytes, "3fffffe7ffffffbffffffdffffffefffffff7ffffffbffffffdfffffff0000013"
);

/// BLS12-381's tower: ξ = 1 + u.
impl Tower for Bls12381 {
    const XI_REAL: i32 = 1;
    const FROBENIUS: [Fp2<Self>; 5] = [
        Fp2::new(
            bls("1904d3bf02bb0667c231beb4202c0d1f0fd603fd3cbd5f4f7b2443d784bab9c4f67ea53d63e7813d8d0775ed92235fb8"),
            bls("fc3e2b36c4e03288e9e902231f9fb854a14787b6c7b36fec0c8ec971f63c5f282d5ac14d6c7ec22cf78a126ddc4af3"),
        ),
        Fp2::new(
            bls("0"),
            bls("1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaac"),
        ),
        Fp2::new(bls(FOURTH_ROOT), bls(FOURTH_ROOT)),
        Fp2::new(
            bls("1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaad"),
            bls("0"),
        ),
        Fp2::new(
            bls("5b2cfd9013a5fd8df47fa6b48b1e045f39816240c0b8fee8beadf4d8e9c0566c63a3e6e257f87329b18fae980078116"),
            bls("144e4211384586c16bd3ad4afa99cc9170df3560e77982d0db45f3536814f0bd5871c1908bd478cd1ee605167ff82995"),
        ),
    ];
}

const FOURTH_ROOT: &str =
    "6af0e0437ff400b6831e36d6bd17ffe48395dabc2d3435e77f76e17009241c5ee67992f72ec05f4c81084fbede3cc09";

const fn bls(hex: &str) -> Fp<Bls12381> {
    Fp::from_montgomery(limbs_of(from_hex(hex), 14 * 28, <Bls12381 as Prime>::MODULUS, 28))
}
