//! The optimal ate pairing of BLS12-381: f_{|x|,Q}(P), and the final exponentiation. x is negative, so f must be
//! inverted. After the first step of the final exponentiation this is only a conjugation, so it is done there.

use super::{Bls12381, Fp2, Fp12, G1, G2, MINUS_X, fp2};
use crate::{
    curve::{Affine, Coordinates, wnaf},
    pairing::{Pairing, psi_affine},
};

/// |x| in binary, which has six ones; its non-adjacent form has no fewer.
const LOOP: [i8; 64] = binary(MINUS_X);
const _: () = assert!(LOOP[0] == 1);
const X_DIGITS: [i8; 65] = wnaf(MINUS_X, 4);

impl Pairing for Bls12381 {
    type G1 = G1;
    type G2 = G2;
    const TWIST_3B: Fp2 = fp2(
        "0f9a3df2ef4cbd8fc6aa316d5b93ce1ad5e12d4fc54fd80c711d4b2d60d093af459a66659d98cccca2cc333333330005",
        "053369fba51994854238bb2473dbef5e474b0f1a971a9d597b09c3b9caf0313a6c88cccc89dd99998b99666666665553",
    );
    const LOOP: &'static [i8] = &LOOP;
    const LAST_POINTS: usize = 0;

    fn last_point(_: &Coordinates<Fp2>, _: usize) -> Coordinates<Fp2> {
        unreachable!("Bls12381::last_point: LAST_POINTS is 0")
    }

    /// −ψ(Q).
    fn closing_point(q: &Coordinates<Fp2>) -> Coordinates<Fp2> {
        let Coordinates { x, y } = psi_affine::<Self>(q);
        Coordinates { x, y: -y }
    }

    /// f^(3(p^12 − 1)/r): the hard part is (x − 1)²(x + p)(x² + p² − 1) + 3, Hayashida, Hayasaka, Teruya,
    /// <https://eprint.iacr.org/2020/875>, theorem 1. The factor 3 is prime to r, so the value is as good a pairing.
    fn final_exponentiation(f: &Fp12) -> Fp12 {
        // (p^6 − 1)(p² + 1), of 1/f
        let g = *f * f.conjugate().invert();
        let m = g.frobenius(2) * g;
        let to_x = |a: &Fp12| a.cyclotomic_pow(&X_DIGITS).conjugate();
        let y0 = to_x(&m) * m.conjugate(); // x − 1
        let y1 = to_x(&y0) * y0.conjugate(); // (x − 1)²
        let y2 = to_x(&y1) * y1.frobenius(1); // (x − 1)²(x + p)
        let y3 = to_x(&to_x(&y2)) * y2.frobenius(2) * y2.conjugate(); // (x − 1)²(x + p)(x² + p² − 1)
        y3 * m.cyclotomic_square() * m
    }
}

/// The bits of a number of N bits, highest first.
const fn binary<const N: usize>(k: u128) -> [i8; N] {
    let mut digits = [0; N];
    let mut i = 0;
    while i < N {
        digits[i] = (k >> (N - 1 - i) & 1) as i8;
        i += 1;
    }
    assert!(k >> N == 0, "binary: too few digits for the number");
    digits
}

/// e(P, Q), of exponent as in [`Pairing::final_exponentiation`].
pub fn pair(p: &Affine<G1>, q: &Affine<G2>) -> Fp12 {
    Bls12381::final_exponentiation(&crate::pairing::miller_loop::<Bls12381>(&[(*p, *q)], &[]))
}
