//! G1: all of y² = x³ + 3, which has exactly r points.

use super::{Fp, ORDER, fp};
use crate::{
    curve::{Coordinates, Curve, GlvCurve, Jacobian, rounded_quotient, signed},
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

// The lattice of (a, b) with a + bλ ≡ 0 mod r has the basis (A, −B), (B, D), of determinant AD + B² = r.
const A: [u64; 8] = wide("6f4d8248eeb859fc8211bbeb7d4f1128"); // 6x² + 2x
const B: [u64; 8] = wide("89d3256894d213e3"); // 2x + 1
const D: [u64; 8] = wide("6f4d8248eeb859fd0be4e1541221250b"); // 6x² + 4x + 1
// round(2^320·D/r) and round(2^320·B/r), for c₁ = round(kD/r) and c₂ = round(kB/r).
const D_OVER_R: [u64; 8] = wide("24ccef014a773d2d25398fd0300ff6565149d540fd5e495cc");
const B_OVER_R: [u64; 8] = wide("2d91d232ec7e0b3d76eb9c714773a6ef3");

const fn wide(hex: &str) -> [u64; 8] {
    uint::from_hex(hex)
}

impl GlvCurve for G1 {
    const LAMBDA: [u64; 4] = uint::from_hex("30644e72e131a029048b6e193fd84104cc37a73fec2bc5e9b8ca0b2d36636f23"); // −(36x³ + 18x² + 6x + 2)
    const BETA: Fp = fp("30644e72e131a0295e6dd9e7e0acccb0c28f069fbb966e3de4bd44e5607cfd48");

    fn halves(scalar: &[u64; 4]) -> [(u128, bool); 2] {
        let mut k = [0; 8];
        k[..4].copy_from_slice(scalar);
        let (c1, c2) = (rounded_quotient(k, D_OVER_R), rounded_quotient(k, B_OVER_R));
        // (k, 0) − c₁(A, −B) − c₂(B, D)
        let k1 = uint::sub(uint::sub(k, uint::mul_low(c1, A)).0, uint::mul_low(c2, B)).0;
        let k2 = uint::sub(uint::mul_low(c1, B), uint::mul_low(c2, D)).0;
        [signed(k1), signed(k2)]
    }
}
