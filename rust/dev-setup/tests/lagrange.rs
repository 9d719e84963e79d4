//! Lagrange's polynomials against their definition, and the sums that they must have.

use crate::common::fr;
use fedzk_curves::field::{Field, Fp};
use fedzk_dev_setup::{
    lagrange::{all, odd},
    suite::{Fr, Suite},
};

each_curve!(by_definition the_odd_ones_are_every_second powers_are_interpolated multiples_of_the_vanishing_polynomial
    a_point_of_the_domain);

fn power<S: Suite>(base: &Fr<S>, exponent: u64) -> Fr<S> {
    base.vartime_pow(&[exponent, 0, 0, 0, 0, 0])
}

/// Σ `values[i]`·f(i).
fn sum<S: Suite>(values: &[Fr<S>], f: impl Fn(u64) -> Fr<S>) -> Fr<S> {
    (0..).zip(values).fold(Fp::ZERO, |sum, (i, value)| (sum + *value * f(i)).norm())
}

fn by_definition<S: Suite>() {
    let tau: Fr<S> = fr(123_456_789);
    for k in 0..4 {
        let points: Vec<Fr<S>> = (0..1 << k).map(|i| power::<S>(&Fp::root_of_unity(k), i)).collect();
        for (i, value) in all(&tau, k).iter().enumerate() {
            let factors = points.iter().enumerate().filter(|(j, _)| *j != i);
            let expected = factors
                .fold(Fp::ONE, |product, (_, point)| product * (tau - *point) * points[i].sub_norm(point).invert());
            assert_eq!(*value, expected, "L_{i} of 2^{k} points");
        }
    }
}

fn the_odd_ones_are_every_second<S: Suite>() {
    let tau: Fr<S> = fr(99);
    for k in 0..6 {
        let every_second: Vec<Fr<S>> = all(&tau, k + 1).into_iter().skip(1).step_by(2).collect();
        assert_eq!(odd(&tau, k), every_second);
    }
}

/// They interpolate xʲ: Σ ω^(ij)·L_i(τ) = τʲ for j < n.
fn powers_are_interpolated<S: Suite>() {
    let tau: Fr<S> = -fr(77);
    for k in [0, 1, 5, 10] {
        let (values, root) = (all(&tau, k), Fp::root_of_unity(k));
        for j in [0, 1, 2, 3, (1 << k) - 1].into_iter().filter(|j| *j < 1 << k) {
            assert_eq!(sum::<S>(&values, |i| power::<S>(&root, i * j)), power::<S>(&tau, j), "x^{j} on 2^{k} points");
        }
        assert_eq!(sum::<S>(&values, |i| power::<S>(&root, i << k)), Fp::ONE, "x^n is 1 on the domain");
    }
}

/// (xⁿ − 1)·xʲ is 0 on the domain and −2xʲ at the odd points.
fn multiples_of_the_vanishing_polynomial<S: Suite>() {
    let tau: Fr<S> = fr(1 << 40);
    for k in [1, 4, 9] {
        let (values, root) = (odd(&tau, k), Fp::root_of_unity(k + 1));
        let vanishing = power::<S>(&tau, 1 << k).sub_norm(&Fp::ONE);
        for j in [0, 1, (1 << k) - 1] {
            let found = sum::<S>(&values, |i| power::<S>(&root, (2 * i + 1) * j).times(2));
            assert_eq!(-found, vanishing * power::<S>(&tau, j), "x^{j}, 2^{k} points");
        }
    }
}

fn a_point_of_the_domain<S: Suite>() {
    let panic = std::panic::catch_unwind(|| all(&Fr::<S>::root_of_unity(5), 6).len()).expect_err("it gave values");
    assert_eq!(panic.downcast_ref(), Some(&"lagrange: τ is a point of the domain"));
}
