//! Primes for the suites besides those of the curves: shapes that test the bounds of a limb layout.

use fedzk_curves::{
    field::{Prime, limbs_of, reciprocal_of},
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
    /// 2^243 + 59, with seven digits zero. The top digit is 2^11. If it were much smaller, the digits below it would
    /// hide from `norm` which multiple of the modulus is nearest.
    Smallest, 9 x 29, 31 bytes, "800000000000000000000000000000000000000000000000000000000003b"
);
prime!(
    /// 258 bits, the most that leaves room for a product of two sums, and the largest digits: 2^28 − 1, the lowest
    /// 2^28 − 77.
    Highest, 9 x 29, 33 bytes, "3fffffe7ffffffbffffffdffffffefffffff7ffffffbffffffdffffffefffffb3"
);
prime!(
    /// 258 bits, and the smallest digits: −2^28, the lowest −2^28 + 19.
    Lowest, 9 x 29, 33 bytes, "3fffffe7ffffffbffffffdffffffefffffff7ffffffbffffffdfffffff0000013"
);
