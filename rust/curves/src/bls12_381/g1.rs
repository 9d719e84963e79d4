//! G1: the subgroup of order r of y² = x³ + 4, which has r·(x − 1)²/3 points.

use super::{Fp, MINUS_X, ORDER, fp};
use crate::{
    curve::{Cofactor, Coordinates, Curve, GlvCurve, Jacobian, low, rounded_quotient, signed, wnaf},
    field::Field,
    uint,
};

/// The curve over Fp.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct G1;

const X_DIGITS: [i8; 65] = wnaf(MINUS_X, 4);

impl Curve for G1 {
    type Field = Fp;
    const ORDER: [u64; 4] = ORDER;
    const B: Fp = fp("4");
    const GENERATOR: Coordinates<Fp> = Coordinates {
        x: fp("17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"),
        y: fp("08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1"),
    };

    /// (βx, y) = \[−x²\](x, y): Scott, <https://eprint.iacr.org/2021/1130>, §6. A point that satisfies it has an order that
    /// divides x⁴ − x² + 1 = r, since β² + β + 1 = 0.
    fn vartime_in_subgroup(point: &Jacobian<Self>) -> bool {
        let x2 = point.vartime_mul_digits(&X_DIGITS).vartime_mul_digits(&X_DIGITS);
        point.map(|coordinate| *coordinate, &Self::BETA, &Fp::ONE) == -x2
    }
}

const COFACTOR: u128 = 0x396c_8c00_5555_e156_8c00_aaab_0000_aaab;
const COFACTOR_DIGITS: [i8; 128] = wnaf(COFACTOR, 4);

impl Cofactor for G1 {
    /// (x − 1)²/3. Hashing to the curve takes a smaller multiple: [`super::hash_to_g1`].
    const COFACTOR: [u64; 8] = [COFACTOR as u64, (COFACTOR >> 64) as u64, 0, 0, 0, 0, 0, 0];

    fn vartime_times_cofactor(point: &Jacobian<Self>) -> Jacobian<Self> {
        point.vartime_mul_digits(&COFACTOR_DIGITS)
    }
}

/// x², and round(2^320/x²).
const X2: u128 = 0xac45_a401_0001_a402_0000_0001_0000_0000;
const ONE_OVER_X2: [u64; 4] = uint::from_hex("17c6becf1e01faadd63f6e522f6cfee2e034eb4b927adc028");

impl GlvCurve for G1 {
    const LAMBDA: [u64; 4] = uint::from_hex("73eda753299d7d483339d80809a1d804a7780001fffcb7fcfffffffe00000001"); // −x²
    const BETA: Fp = fp("5f19672fdf76ce51ba69c6076a0f77eaddb3a93be6f89688de17d813620a00022e01fffffffefffe");

    /// λ = −x²: k = (k − c·x²) + (−c)·λ with c = round(k/x²).
    fn halves(scalar: &[u64; 4]) -> [(u128, bool); 2] {
        let c = rounded_quotient(scalar, &ONE_OVER_X2);
        let k1 = low(scalar).wrapping_sub(c.wrapping_mul(X2));
        [signed(k1), (c, c != 0)]
    }
}
