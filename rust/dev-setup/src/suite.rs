//! The curves that keys are made on, and their values in snarkjs's files.

use fedzk_curves::{
    bls12_381::{self, Bls12381, Bls12381Scalar},
    bn254::{self, Bn254, Bn254Scalar},
    curve::{Affine, Curve},
    field::{self, Field, Fp2, TwoAdic},
    pairing::Pairing,
};

/// A curve, by its field of coordinates.
pub trait Suite: Pairing<G1: Curve<Field: Send + Sync>, G2: Curve<Field: Send + Sync>> {
    /// The field of the scalars.
    type Scalar: TwoAdic;
    /// Its name for people.
    const NAME: &'static str;
    /// Its name in verification keys, and for `circom --prime`.
    const SNARKJS_NAME: &'static str;

    /// x and y of a point of G2, on the standard twist.
    fn standard_point(point: &Affine<Self::G2>) -> [Fp2<Self>; 2];

    /// e(P, Q) as snarkjs computes it: the coefficients of 1, v, v², w, vw, v²w, where w² = v and v³ is 9 + u on BN254,
    /// 1 + u on BLS12-381. Its exponent is the same multiple of (p^12 − 1)/r.
    fn standard_pair(p: &Affine<Self::G1>, q: &Affine<Self::G2>) -> [Fp2<Self>; 6];
}

/// An element of the field of the scalars.
pub type Fr<S> = field::Fp<<S as Suite>::Scalar>;

impl Suite for Bn254 {
    type Scalar = Bn254Scalar;
    const NAME: &'static str = "BN254";
    const SNARKJS_NAME: &'static str = "bn128";

    fn standard_point(point: &Affine<Self::G2>) -> [Fp2<Self>; 2] {
        [*point.x(), *point.y()]
    }

    fn standard_pair(p: &Affine<Self::G1>, q: &Affine<Self::G2>) -> [Fp2<Self>; 6] {
        let field::Fp12 { c0, c1 } = bn254::pair(p, q);
        [c0.c0, c0.c1, c0.c2, c1.c0, c1.c1, c1.c2]
    }
}

impl Suite for Bls12381 {
    type Scalar = Bls12381Scalar;
    const NAME: &'static str = "BLS12-381";
    const SNARKJS_NAME: &'static str = "bls12381";

    fn standard_point(point: &Affine<Self::G2>) -> [Fp2<Self>; 2] {
        bls12_381::encoding::to_standard(point).into()
    }

    /// Our w is t/W for the W of the standard tower, W⁶ = 1 + u (see [`bls12_381`]): wⁱ is tⁱ/(1 + u)·W^(6−i), i > 0.
    fn standard_pair(p: &Affine<Self::G1>, q: &Affine<Self::G2>) -> [Fp2<Self>; 6] {
        let field::Fp12 { c0, c1 } = bls12_381::pair(p, q);
        let by_power = [c0.c0, c1.c0, c0.c1, c1.c1, c0.c2, c1.c2];

        // A point (x, y) is (t²x, t³y) on the standard twist.
        let point = Affine::<Self::G2>::GENERATOR;
        let [x, y] = Self::standard_point(&point);
        let t = y * *point.x() * (x * *point.y()).invert();

        let mut standard = [by_power[0]; 6];
        let mut factor = Fp2::new(field::Fp::ONE, field::Fp::ONE).invert();
        for i in 1..6 {
            factor = factor * t;
            standard[6 - i] = by_power[i] * factor;
        }
        let [w0, w1, w2, w3, w4, w5] = standard;
        [w0, w2, w4, w1, w3, w5]
    }
}
