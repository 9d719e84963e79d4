//! Lagrange's polynomials against what defines them, and the sums that they must have.
#![allow(missing_docs)]

mod common;

use common::fr;
use fedzk_curves::{bn254::Fr, field::Field};
use fedzk_dev_setup::lagrange::{all, odd};

fn power(base: &Fr, exponent: u64) -> Fr {
    base.vartime_pow(&[exponent, 0, 0, 0, 0, 0])
}

/// Σ `values[i]`·f(i).
fn sum(values: &[Fr], f: impl Fn(u64) -> Fr) -> Fr {
    (0..).zip(values).fold(Fr::ZERO, |sum, (i, value)| (sum + *value * f(i)).norm())
}

#[test]
fn by_definition() {
    let tau = fr(123_456_789);
    for k in 0..4 {
        let points: Vec<Fr> = (0..1 << k).map(|i| power(&Fr::root_of_unity(k), i)).collect();
        for (i, value) in all(&tau, k).iter().enumerate() {
            let factors = points.iter().enumerate().filter(|(j, _)| *j != i);
            let expected = factors
                .fold(Fr::ONE, |product, (_, point)| product * (tau - *point) * points[i].sub_norm(point).invert());
            assert_eq!(*value, expected, "L_{i} of 2^{k} points");
        }
    }
}

#[test]
fn the_odd_ones_are_every_second() {
    let tau = fr(99);
    for k in 0..6 {
        let every_second: Vec<Fr> = all(&tau, k + 1).into_iter().skip(1).step_by(2).collect();
        assert_eq!(odd(&tau, k), every_second);
    }
}

/// They interpolate xʲ: Σ ω^(ij)·L_i(τ) = τʲ for j < n.
#[test]
fn powers_are_interpolated() {
    let tau = -fr(77);
    for k in [0, 1, 5, 10] {
        let (values, root) = (all(&tau, k), Fr::root_of_unity(k));
        for j in [0, 1, 2, 3, (1 << k) - 1].into_iter().filter(|j| *j < 1 << k) {
            assert_eq!(sum(&values, |i| power(&root, i * j)), power(&tau, j), "x^{j} on 2^{k} points");
        }
        assert_eq!(sum(&values, |i| power(&root, i << k)), Fr::ONE, "x^n is 1 on the domain");
    }
}

/// (xⁿ − 1)·xʲ is 0 on the domain and −2xʲ at the odd points.
#[test]
fn multiples_of_the_vanishing_polynomial() {
    let tau = fr(1 << 40);
    for k in [1, 4, 9] {
        let (values, root) = (odd(&tau, k), Fr::root_of_unity(k + 1));
        let vanishing = power(&tau, 1 << k).sub_norm(&Fr::ONE);
        for j in [0, 1, (1 << k) - 1] {
            let found = sum(&values, |i| power(&root, (2 * i + 1) * j).times(2));
            assert_eq!(-found, vanishing * power(&tau, j), "x^{j}, 2^{k} points");
        }
    }
}

#[test]
#[should_panic(expected = "τ is a point of the domain")]
fn a_point_of_the_domain() {
    let _ = all(&Fr::root_of_unity(5), 6);
}
