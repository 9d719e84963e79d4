//! Hashing to G1: the map of `BLS12381G1_XMD:SHA-256_SSWU_RO_` (RFC 9380 §8.8.1), from two elements of Fp on. Which bytes
//! they come from is the caller's (§5.3); [`from_wide_bytes`] makes an element of them (§5.2).
//!
//! y² = x³ + 4 has the factor 0 at x, for which the simplified SWU map (§6.6.2) has no points. It is taken on
//! E': y² = x³ + Ax + B, which an isogeny of degree 11 takes to the curve (§6.6.3).

mod isogeny;

use super::{Fp, G1, MINUS_X, fp};
use crate::{
    curve::{Affine, Coordinates, Jacobian, wnaf},
    field::Field,
    uint,
};
use isogeny::{X_DENOMINATOR, X_NUMERATOR, Y_DENOMINATOR, Y_NUMERATOR};

/// A and B of E'.
const A: Fp = fp("144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d");
const B: Fp = fp("12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0");
/// Z, a number that is no square.
const Z: i32 = 11;

/// `h_eff`, 1 − x: takes points of the curve to the subgroup (§8.8.1), with fewer bits than the cofactor.
const EFFECTIVE_COFACTOR: [i8; 65] = wnaf(MINUS_X + 1, 4);

/// 64 bytes, big-endian, modulo p: 2^512 is so much larger that each element is about as likely.
pub fn from_wide_bytes(bytes: &[u8; 64]) -> Fp {
    let half = |bytes: &[u8]| {
        let [a, b, c, d] = uint::from_be_bytes(bytes);
        Fp::from_words([a, b, c, d, 0, 0]).expect("from_wide_bytes: 256 bits are below p")
    };
    let shift = Fp::from_words([0, 0, 0, 0, 1, 0]).expect("from_wide_bytes: 2^256 is below p");
    (half(&bytes[..32]) * shift + half(&bytes[32..])).norm()
}

/// The point of two elements: the sum of those that they map to, in the subgroup. `None` for infinity, which nobody finds
/// elements for.
pub fn map_to_g1([u, v]: &[Fp; 2]) -> Option<Affine<G1>> {
    let sum = map_to_curve(u).vartime_add(&map_to_curve(v));
    sum.vartime_mul_digits(&EFFECTIVE_COFACTOR).vartime_coordinates()?.vartime_check().ok()
}

/// The point of the curve that an element maps to, in the subgroup or not.
fn map_to_curve(u: &Fp) -> Jacobian<G1> {
    isogeny(&map_to_isogenous(u))
}

/// The point of E': §6.6.2.
fn map_to_isogenous(u: &Fp) -> Coordinates<Fp> {
    let zu2 = u.square().times(Z);
    let denominator = (zu2.square() + zu2).norm();
    let (top, bottom) =
        if denominator.vartime_is_zero() { (B, A.times(Z)) } else { (-(B * (denominator + Fp::ONE)), A * denominator) };
    let x1 = top * bottom.invert();
    let right = |x: &Fp| (x.square() + A) * *x + B;
    let (x, y) = if let Some(y) = right(&x1).norm().vartime_sqrt() {
        (x1, y)
    } else {
        let x2 = zu2 * x1;
        // Where the first is no square, the second is its product with Z³u⁶, a square.
        (x2, right(&x2).norm().vartime_sqrt().expect("map_to_isogenous: one of two has a root"))
    };
    Coordinates { x, y: if is_odd(u) == is_odd(&y) { y } else { -y } }
}

/// `sgn0` of §4.1.
fn is_odd(x: &Fp) -> bool {
    x.to_words()[0] & 1 == 1
}

/// The image of a point of E' on the curve.
fn isogeny(point: &Coordinates<Fp>) -> Jacobian<G1> {
    let at = |coefficients: &[Fp]| coefficients.iter().rev().fold(Fp::ZERO, |sum, k| sum * point.x + *k);
    let (x, y) = (at(&X_DENOMINATOR), at(&Y_DENOMINATOR));
    // 0 for a point that goes to infinity: §6.6.3.
    let inverse = (x * y).invert();
    let image = Coordinates { x: at(&X_NUMERATOR) * (y * inverse), y: at(&Y_NUMERATOR) * point.y * (x * inverse) };
    image.vartime_on_curve().map_or(Jacobian::INFINITY, Jacobian::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// Points of E', by the map.
    fn some() -> impl Iterator<Item = Coordinates<Fp>> {
        (0..20u64).map(|i| map_to_isogenous(&Fp::from_words([i, i * i, 3, 0, 0, 0]).expect("below p")))
    }

    #[test]
    fn the_map_reaches_the_isogenous_curve() {
        for Coordinates { x, y } in some() {
            assert_eq!(y.square(), (x.square() * x + A * x + B).norm());
        }
    }

    #[test]
    fn the_isogeny_reaches_the_curve_and_keeps_sums() {
        let points: Vec<_> = some().collect();
        for two in points.windows(2) {
            let (p, q) = (&two[0], &two[1]);
            // The chord of E'.
            let slope = (q.y - p.y).norm() * (q.x - p.x).norm().invert();
            let x = (slope.square() - p.x - q.x).norm();
            let sum = Coordinates { x, y: (slope * (p.x - x) - p.y).norm() };
            let image = isogeny(&sum);
            assert!(!image.vartime_is_infinity());
            assert_eq!(image, isogeny(p).vartime_add(&isogeny(q)));
        }
    }

    #[test]
    fn z_u2_of_minus_1_and_0_are_no_exceptions() {
        // tv² + tv = 0 for u = 0, and for u² = −1/Z.
        let root = (-Fp::ONE).norm() * Fp::ONE.times(Z).invert();
        let u = root.vartime_sqrt().expect("−1/11 is a square: neither −1 nor 11 is");
        for u in [Fp::ZERO, u] {
            assert!(!map_to_curve(&u).vartime_is_infinity());
        }
    }
}
