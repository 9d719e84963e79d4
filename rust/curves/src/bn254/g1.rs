//! G1: all of y² = x³ + 3, which has exactly r points.

use super::{Fp, ORDER, fp};
use crate::{
    curve::{Cofactor, Coordinates, Curve, GlvCurve, Jacobian, low, rounded_quotient, signed},
    uint,
};

/// The curve over Fp.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct G1;

impl Curve for G1 {
    type Field = Fp;
    const ORDER: [u64; 4] = ORDER;
    const B: Fp = fp("3");
    const GENERATOR: Coordinates<Fp> = Coordinates { x: fp("1"), y: fp("2") };

    /// The cofactor is 1.
    fn vartime_in_subgroup(_: &Jacobian<Self>) -> bool {
        true
    }
}

impl Cofactor for G1 {
    const COFACTOR: [u64; 8] = [1, 0, 0, 0, 0, 0, 0, 0];

    fn vartime_times_cofactor(point: &Jacobian<Self>) -> Jacobian<Self> {
        *point
    }
}

// The lattice of (a, b) with a + bλ ≡ 0 mod r has the basis (A, −B), (B, D), of determinant AD + B² = r.
const A: u128 = 0x6f4d_8248_eeb8_59fc_8211_bbeb_7d4f_1128; // 6x² + 2x
const B: u128 = 0x89d3_2568_94d2_13e3; // 2x + 1
const D: u128 = 0x6f4d_8248_eeb8_59fd_0be4_e154_1221_250b; // 6x² + 4x + 1
// round(2^320·D/r) and round(2^320·B/r), for c₁ = round(kD/r) and c₂ = round(kB/r).
const D_OVER_R: [u64; 4] = uint::from_hex("24ccef014a773d2d25398fd0300ff6565149d540fd5e495cc");
const B_OVER_R: [u64; 4] = uint::from_hex("2d91d232ec7e0b3d76eb9c714773a6ef3");

impl GlvCurve for G1 {
    const LAMBDA: [u64; 4] = uint::from_hex("30644e72e131a029048b6e193fd84104cc37a73fec2bc5e9b8ca0b2d36636f23"); // −(36x³ + 18x² + 6x + 2)
    const BETA: Fp = fp("30644e72e131a0295e6dd9e7e0acccb0c28f069fbb966e3de4bd44e5607cfd48");

    fn halves(scalar: &[u64; 4]) -> [(u128, bool); 2] {
        let (c1, c2) = (rounded_quotient(scalar, &D_OVER_R), rounded_quotient(scalar, &B_OVER_R));
        // (k, 0) − c₁(A, −B) − c₂(B, D)
        let k1 = low(scalar).wrapping_sub(c1.wrapping_mul(A)).wrapping_sub(c2.wrapping_mul(B));
        let k2 = c1.wrapping_mul(B).wrapping_sub(c2.wrapping_mul(D));
        [signed(k1), signed(k2)]
    }
}
