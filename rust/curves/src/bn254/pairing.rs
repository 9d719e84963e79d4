//! The optimal ate pairing of BN254 (Vercauteren, <https://eprint.iacr.org/2008/096>): f_{6x+2,Q}(P), two more lines,
//! and the final exponentiation.

use super::{Bn254, Fp2, Fp12, G1, G2, X, fp2};
use crate::{
    curve::{Affine, Coordinates, wnaf},
    pairing::{Pairing, psi_affine},
};

/// 6x + 2 in non-adjacent form.
const LOOP: [i8; 66] = wnaf(6 * X + 2, 2);
const _: () = assert!(LOOP[0] == 1);
const X_DIGITS: [i8; 64] = wnaf(X, 4);

impl Pairing for Bn254 {
    type G1 = G1;
    type G2 = G2;
    const TWIST_3B: Fp2 = fp2(
        "20753adca9c6bfb81499be5e509e8f8ff21b7c8d3cb039cf1ef69c66bce9b021",
        "01c53b10b0d2fc7e67860f09cc8af9ddf5eee18eaf8748f8ade8371391494176",
    );
    const LOOP: &'static [i8] = &LOOP;
    const LAST_POINTS: usize = 2;

    fn last_point(q: &Coordinates<Fp2>, i: usize) -> Coordinates<Fp2> {
        let first = psi_affine::<Self>(q);
        if i == 0 {
            return first;
        }
        let Coordinates { x, y } = psi_affine::<Self>(&first);
        Coordinates { x, y: -y }
    }

    /// −ψ³(Q).
    fn closing_point(q: &Coordinates<Fp2>) -> Coordinates<Fp2> {
        psi_affine::<Self>(&Self::last_point(q, 1))
    }

    /// f^((p^12 − 1)/r · 2x(6x² + 3x + 1)): Fuentes-Castañeda, Knapp, Rodríguez-Henríquez (SAC 2011), algorithm 6, as in
    /// Duquesne, Ghammam, <https://eprint.iacr.org/2015/192>. The extra factor is prime to r, so the value is as good a
    /// pairing; it differs from the one of exponent (p^12 − 1)/r.
    fn final_exponentiation(f: &Fp12) -> Fp12 {
        // (p^6 − 1)(p² + 1)
        let g = f.conjugate() * f.invert();
        let m = g.frobenius(2) * g;
        // The hard part; y_k stands for m^(…), conjugation for inversion.
        let minus_x = |a: &Fp12| a.cyclotomic_pow(&X_DIGITS).conjugate();
        let y0 = minus_x(&m).cyclotomic_square(); // −2x
        let y1 = y0.cyclotomic_square() * y0; // −6x
        let y2 = minus_x(&y1); // 6x²
        let y3 = minus_x(&y2.cyclotomic_square()); // −12x³
        let b = y2 * y1.conjugate(); // 6x² + 6x
        let a = b * y3.conjugate(); // 12x³ + 6x² + 6x
        let a0 = y0 * a; // 12x³ + 6x² + 4x
        let c0 = m * y2 * a; // 12x³ + 12x² + 6x + 1
        let p3 = (m.conjugate() * a0).frobenius(3);
        c0 * a0.frobenius(1) * a.frobenius(2) * p3
    }
}

/// e(P, Q), of exponent as in [`Pairing::final_exponentiation`].
pub fn pair(p: &Affine<G1>, q: &Affine<G2>) -> Fp12 {
    Bn254::final_exponentiation(&crate::pairing::miller_loop::<Bn254>(&[(*p, *q)], &[]))
}
