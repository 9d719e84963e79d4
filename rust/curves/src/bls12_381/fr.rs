//! The scalar field: integers modulo r, the order of both groups. r − 1 is a multiple of 2^32, so a polynomial of a
//! lower degree can be given by its values at roots of unity. r has one bit more than BN254's, so nine digits leave
//! less room.

use super::{ONE, ORDER};
use crate::{
    field::{self, Prime, TwoAdic, limbs_of, reciprocal_of},
    limbs::{Modulus, max_limb_product, max_value_product, negative_inverse},
    uint::{bits, from_hex, to_digits},
};

/// The prime r.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Bls12381Scalar;

/// The field of the scalars.
pub type Fr = field::Fp<Bls12381Scalar>;

const R: [u64; 6] = [ORDER[0], ORDER[1], ORDER[2], ORDER[3], 0, 0];
const LIMBS: usize = 9;
const BITS: u32 = 29;
const R_BITS: u32 = LIMBS as u32 * BITS;

impl Modulus for Bls12381Scalar {
    type Limbs = [i32; LIMBS];
    const P: Self::Limbs = to_digits(R, BITS);
    const NEGATIVE_INVERSE: i32 = negative_inverse(R[0] as u32) as i32;
    const RECIPROCAL: i64 = reciprocal_of(R, BITS * (LIMBS as u32 - 1));
}

// Every product of two sums that fits a column reduces to less than r: a sum has at least as large digits as it has values.
const _: () = assert!(max_value_product::<[i32; LIMBS]>(bits(R)) >= max_limb_product::<[i32; LIMBS]>());

impl Prime for Bls12381Scalar {
    const MODULUS: [u64; 6] = R;
    const BYTES: usize = 32;
    const R: Self::Limbs = limbs_of(ONE, R_BITS, R, BITS);
    const R2: Self::Limbs = limbs_of(ONE, 2 * R_BITS, R, BITS);
}

impl TwoAdic for Bls12381Scalar {
    const TWO_ADICITY: u32 = 32;
    /// 5^((r − 1)/2^32). 5 is the least non-square modulo r, and snarkjs's choice. **arkworks has 7^((r − 1)/2^32)**,
    /// which numbers the points of a domain differently: a prover of one can't use the other's keys.
    const ROOT_OF_UNITY: Fr = Fr::from_montgomery(limbs_of(
        from_hex("0212d79e5b416b6f0fd56dc8d168d6c0c4024ff270b3e0941b788f500b912f1f"),
        R_BITS,
        R,
        BITS,
    ));
}
