//! G1: all of y² = x³ + 3, which has exactly r points.

use super::{Fp, ORDER, fp};
use crate::{
    curve::{Coordinates, Curve, GlvCurve, Jacobian},
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
    const BETA: Fp = fp("30644e72e131a0295e6dd9e7e0acccb0c28f069fbb966e3de4bd44e5607cfd48");

    fn halves(scalar: &[u64; 4]) -> [(u128, bool); 2] {
        let mut k = [0; 8];
        k[..4].copy_from_slice(scalar);
        let (c1, c2) = (rounded(k, D_OVER_R), rounded(k, B_OVER_R));
        // (k, 0) − c₁(A, −B) − c₂(B, D)
        let k1 = minus(minus(k, uint::mul_low(c1, A)), uint::mul_low(c2, B));
        let k2 = minus(uint::mul_low(c1, B), uint::mul_low(c2, D));
        [signed(k1), signed(k2)]
    }
}

/// (k·factor + 2^319) >> 320; the product stays below 2^449.
fn rounded(k: [u64; 8], factor: [u64; 8]) -> [u64; 8] {
    let (sum, _) = uint::add(uint::mul_low(k, factor), [0, 0, 0, 0, 1 << 63, 0, 0, 0]);
    [sum[5], sum[6], sum[7], 0, 0, 0, 0, 0]
}

fn minus(a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
    uint::sub(a, b).0
}

/// Size and sign of an integer modulo 2^512 that is within ±2^127.
fn signed(k: [u64; 8]) -> (u128, bool) {
    let negative = k[7] >> 63 == 1;
    let size = if negative { minus([0; 8], k) } else { k };
    (u128::from(size[0]) | u128::from(size[1]) << 64, negative)
}
