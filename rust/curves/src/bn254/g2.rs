//! G2: the subgroup of order r of the twist y² = x³ + 3/ξ over Fp2, which has r·(2p − r) points.

use super::{Bn254, Fp2, G1, ORDER, X, fp2};
use crate::{
    curve::{Cofactor, Coordinates, Curve, GlvCurve, Jacobian, low, rounded_quotient, signed, wnaf},
    pairing::psi,
    uint,
};

/// The twist.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct G2;

const X_DIGITS: [i8; 64] = wnaf(X, 4);

impl Curve for G2 {
    type Field = Fp2;
    const ORDER: [u64; 4] = ORDER;
    const B: Fp2 = fp2(
        "2b149d40ceb8aaae81be18991be06ac3b5b4c5e559dbefa33267e6dc24a138e5",
        "009713b03af0fed4cd2cafadeed8fdf4a74fa084e52d1852e4a2bd0685c315d2",
    );
    const GENERATOR: Coordinates<Fp2> = Coordinates {
        x: fp2(
            "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed",
            "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2",
        ),
        y: fp2(
            "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa",
            "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b",
        ),
    };

    /// \[x+1\]Q + ψ(\[x\]Q) + ψ²(\[x\]Q) = ψ³(\[2x\]Q): Dai, Lin, Zhao, Zhou, <https://eprint.iacr.org/2022/348>, §3, §5.1.
    /// One multiplication by the 63 bits of x in place of one by the 254 of r. It decides membership because the
    /// resultant of (x+1) + xX + xX² − 2xX³ with ψ's characteristic polynomial X² − tX + p has exactly r in common with
    /// the number of points; a test computes that.
    fn vartime_in_subgroup(q: &Jacobian<Self>) -> bool {
        let xq = q.vartime_mul_digits(&X_DIGITS);
        let psi1 = psi::<Bn254>(&xq);
        let psi2 = psi::<Bn254>(&psi1);
        let left = xq.vartime_add(q).vartime_add(&psi1).vartime_add(&psi2);
        left == psi::<Bn254>(&psi2).double()
    }
}

/// t = 6x² + 1, the trace of the curve over Fp.
const TRACE_DIGITS: [i8; 129] = wnaf(6 * X * X + 1, 4);

impl Cofactor for G2 {
    /// 2p − r.
    const COFACTOR: [u64; 8] = uint::from_hex("30644e72e131a029b85045b68181585e06ceecda572a2489345f2299c0f9fa8d");

    /// t(ψP + P) − ψ²P − P. With ψ² − tψ + p = 0 that is (t + p − 1)P, and r = p + 1 − t.
    fn vartime_times_cofactor(point: &Jacobian<Self>) -> Jacobian<Self> {
        let psi1 = psi::<Bn254>(point);
        let multiple = psi1.vartime_add(point).vartime_mul_digits(&TRACE_DIGITS);
        multiple.vartime_add(&-psi::<Bn254>(&psi1)).vartime_add(&-*point)
    }
}

/// The cube root of 1 that goes with G1's λ here is the other one, β².
impl GlvCurve for G2 {
    const LAMBDA: [u64; 4] = G1::LAMBDA;
    const BETA: Fp2 = fp2("59e26bcea0d48bacd4f263f1acdb5c4f5763473177fffffe", "0");

    fn halves(scalar: &[u64; 4]) -> [(u128, bool); 2] {
        G1::halves(scalar)
    }
}

// round(2^320·n/r) for the rows n of the inverse of the lattice's basis below, times r.
const FIRST_OVER_R: [u64; 4] = uint::from_hex("c444fab18d269b9dd0cb46fd5190625456c360e54f622ca4");
const X_OVER_R: [u64; 4] = uint::from_hex("16c8e919763f059e91239407729cd123c");
const THIRD_OVER_R: [u64; 4] = uint::from_hex("9e80318ab0d92b94916fcfca16bebbe436510546a93478ab4d3332d00d31098a");
const MINUS_FOURTH_OVER_R: [u64; 4] = uint::from_hex("c444fab18d269b9af7ae23ce89afae7ce80999d0d827bdb2");

/// Returns k₀ to k₃ with k ≡ Σ kᵢλⁱ mod r for k < r, where ψ multiplies by λ = 6x² in the subgroup: each as its size, of at
/// most 66 bits, and whether it is negative.
///
/// The lattice of such numbers for k = 0 has the basis (x + 1, x, x, −2x), (2x + 1, −x, −x − 1, −x), (2x, 2x + 1, 2x + 1,
/// 2x + 1), (x − 1, 4x + 2, 1 − 2x, x − 1): Galbraith, Scott, <https://eprint.iacr.org/2008/117>, §5, example 5. (k, 0, 0, 0)
/// less the nearest combination of them is short.
pub fn quarters(scalar: &[u64; 4]) -> [(u128, bool); 4] {
    let a0 = rounded_quotient(scalar, &FIRST_OVER_R);
    let a2 = rounded_quotient(scalar, &THIRD_OVER_R);
    // The second row's number is twice the third's less x.
    let a1 = a2.wrapping_mul(2).wrapping_sub(rounded_quotient(scalar, &X_OVER_R));
    let a3 = rounded_quotient(scalar, &MINUS_FOURTH_OVER_R).wrapping_neg();
    let combine = |[b0, b1, b2, b3]: [u128; 4]| {
        let sum = a0.wrapping_mul(b0).wrapping_add(a1.wrapping_mul(b1));
        sum.wrapping_add(a2.wrapping_mul(b2)).wrapping_add(a3.wrapping_mul(b3))
    };
    let minus = u128::wrapping_neg;
    let k0 = low(scalar).wrapping_sub(combine([X + 1, 2 * X + 1, 2 * X, X - 1]));
    let k1 = combine([X, minus(X), 2 * X + 1, 4 * X + 2]).wrapping_neg();
    let k2 = combine([X, minus(X + 1), 2 * X + 1, minus(2 * X - 1)]).wrapping_neg();
    let k3 = combine([minus(2 * X), minus(X), 2 * X + 1, X - 1]).wrapping_neg();
    [signed(k0), signed(k1), signed(k2), signed(k3)]
}
