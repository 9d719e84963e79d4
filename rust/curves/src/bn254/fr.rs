//! The scalar field: integers modulo r, the order of both groups. r − 1 is a multiple of 2^28, so a polynomial of a
//! lower degree can be given by its values at roots of unity.

use super::{BITS, LIMBS, ONE, ORDER, R_BITS};
use crate::{
    field::{self, Prime, TwoAdic, limbs_of, reciprocal_of},
    limbs::{MAX_LIMB, Modulus, max_value_product, negative_inverse},
    uint::{bits, from_hex, to_digits},
};

/// The prime r.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bn254Scalar;

/// The field of the scalars.
pub type Fr = field::Fp<Bn254Scalar>;

const R: [u64; 6] = [ORDER[0], ORDER[1], ORDER[2], ORDER[3], 0, 0];

impl Modulus for Bn254Scalar {
    type Limbs = [i32; LIMBS];
    const P: Self::Limbs = to_digits(R, BITS);
    const NEGATIVE_INVERSE: i32 = negative_inverse(R[0] as u32) as i32;
    const RECIPROCAL: i64 = reciprocal_of(R, BITS * (LIMBS as u32 - 1));
}

// Every product of two sums that fit their digits reduces to less than r.
const _: () = assert!(max_value_product::<[i32; LIMBS]>(bits(R)) >= MAX_LIMB * MAX_LIMB);

impl Prime for Bn254Scalar {
    const MODULUS: [u64; 6] = R;
    const BYTES: usize = 32;
    const R: Self::Limbs = limbs_of(ONE, R_BITS, R, BITS);
    const R2: Self::Limbs = limbs_of(ONE, 2 * R_BITS, R, BITS);
}

impl TwoAdic for Bn254Scalar {
    const TWO_ADICITY: u32 = 28;
    /// 5^((r − 1)/2^28). 5 is the least non-square modulo r. snarkjs and arkworks chose the same root;
    /// another one would number the points of a domain differently.
    const ROOT_OF_UNITY: Fr = Fr::from_montgomery(limbs_of(
        from_hex("2a3c09f0a58a7e8500e0a7eb8ef62abc402d111e41112ed49bd61b6e725b19f0"),
        R_BITS,
        R,
        BITS,
    ));
}
