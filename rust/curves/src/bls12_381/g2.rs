//! G2: the subgroup of order r of the twist y² = x³ + 4/ξ over Fp2.

use super::{Bls12381, Fp2, G1, MINUS_X, ORDER, fp2};
use crate::{
    curve::{Cofactor, Coordinates, Curve, GlvCurve, Jacobian, wnaf},
    pairing::psi,
    uint,
};

/// The twist.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct G2;

const X_DIGITS: [i8; 65] = wnaf(MINUS_X, 4);

impl Curve for G2 {
    type Field = Fp2;
    const ORDER: [u64; 4] = ORDER;
    const B: Fp2 = fp2(
        "053369fba51994854238bb2473dbef5e474b0f1a971a9d597b09c3b9caf0313a6c88cccc89dd99998b99666666665557",
        "0a66d3f74a33290a84717648e7b7debc8e961e352e353ab2f613877395e06274d911999913bb33331732ccccccccaaaa",
    );
    /// The standard generator on this twist.
    const GENERATOR: Coordinates<Fp2> = Coordinates {
        x: fp2(
            "173740e2ebcea79df469e1b91db813325e03c7fe1dea1d335e97742da136b9ddd565410049aaeb15e408347c69d409fc",
            "19e5680e7d07ddc04fa9d34c4a357c1b081f9573fe2220b3ac2f9237ef769934a04e2bcd7f8e5875bd601dc3a78de895",
        ),
        y: fp2(
            "082bd463820ea511a7272a0b7eb17225c2d1ad3a35fbdcc74652b9f6e64bd82881360feb0022dd4b079538db051009e5",
            "02457c19ffdcdbb6fe9b18c9ce301ec2317171ee3ae3ab0b02542aedda57d81309f34742c598ac420b60994253f7dad1",
        ),
    };

    /// ψ(Q) = \[x\]Q: Scott, <https://eprint.iacr.org/2021/1130>, §4.
    fn vartime_in_subgroup(q: &Jacobian<Self>) -> bool {
        psi::<Bls12381>(q) == -q.vartime_mul_digits(&X_DIGITS)
    }
}

/// a of [`Cofactor::vartime_times_cofactor`].
const FACTOR_DIGITS: [i8; 64] = wnaf(5_044_125_407_647_214_251, 4);

impl Cofactor for G2 {
    /// (x⁸ − 4x⁷ + 5x⁶ − 4x⁴ + 6x³ − 4x² − 4x + 13)/9.
    const COFACTOR: [u64; 8] = uint::from_hex(
        "5d543a95414e7f1091d50792876a202cd91de4547085abaa68a205b2e5a7ddfa628f1cb4d9e82ef21537e293a6691ae1616ec6e786f0c70cf1c38e31c7238e5",
    );

    /// With Q = \[x² − x − 1\]P + \[x − 1\]ψP + 2ψ²P (Budroni, Pintore, <https://eprint.iacr.org/2017/419>), in the subgroup,
    /// \[a\](Q + ψQ + 2ψ²Q + 2ψ³Q) − ψ²Q + ψ⁴Q. There ψ multiplies by x, and the sum of its powers makes up for the
    /// factor 3(x² − 1) that Q has more than the cofactor: (a(1 + x + 2x² + 2x³) − x² + x⁴)·3(x² − 1) ≡ 1 mod r.
    fn vartime_times_cofactor(point: &Jacobian<Self>) -> Jacobian<Self> {
        let times_x = |point: &Jacobian<Self>| -point.vartime_mul_digits(&X_DIGITS);
        let psi = psi::<Bls12381>;
        let sum = times_x(point).vartime_add(&psi(point));
        let q = times_x(&sum).vartime_add(&-sum).vartime_add(&-*point).vartime_add(&psi(&psi(&point.double())));

        let psi1 = psi(&q);
        let psi2 = psi(&psi1);
        let psi3 = psi(&psi2);
        let once = q.vartime_add(&psi1);
        let multiple = once.vartime_add(&psi2.vartime_add(&psi3).double()).vartime_mul_digits(&FACTOR_DIGITS);
        multiple.vartime_add(&-psi2).vartime_add(&psi(&psi3))
    }
}

/// The cube root of 1 that goes with G1's λ here is the other one, β².
impl GlvCurve for G2 {
    const LAMBDA: [u64; 4] = G1::LAMBDA;
    const BETA: Fp2 =
        fp2("1a0111ea397fe699ec02408663d4de85aa0d857d89759ad4897d29650fb85f9b409427eb4f49fffd8bfd00000000aaac", "0");

    fn halves(scalar: &[u64; 4]) -> [(u128, bool); 2] {
        G1::halves(scalar)
    }
}

/// Returns k₀ to k₃ with k ≡ Σ kᵢλⁱ mod r for k < r, where ψ multiplies by λ = x in the subgroup: each as its size, of at
/// most 64 bits, and whether it is negative. They are the digits of k to the base −x, with alternating signs (Galbraith,
/// Lin, Scott, <https://eprint.iacr.org/2008/194>).
pub fn quarters(scalar: &[u64; 4]) -> [(u128, bool); 4] {
    let mut rest = *scalar;
    [false, true, false, true].map(|negative| {
        let mut remainder = 0;
        for word in rest.iter_mut().rev() {
            let dividend = remainder << 64 | u128::from(*word);
            (*word, remainder) = ((dividend / MINUS_X) as u64, dividend % MINUS_X);
        }
        (remainder, negative && remainder != 0)
    })
}
