//! Transforms, against values computed one by one.

use crate::common::Numbers;
use fedzk_curves::{
    bls12_381::Bls12381Scalar,
    bn254::Bn254Scalar,
    field::{Field, Fp, TwoAdic},
};
use fedzk_prover::ntt::Domain;

fn elements<M: TwoAdic>(n: usize, numbers: &mut Numbers) -> Vec<Fp<M>> {
    let mut next = || numbers.next();
    (0..n).map(|_| Fp::from_words([next(), next(), next(), next() >> 4, 0, 0]).unwrap()).collect()
}

fn at<M: TwoAdic>(polynomial: &[Fp<M>], x: &Fp<M>) -> Fp<M> {
    polynomial.iter().rev().fold(Fp::ZERO, |sum, coefficient| (sum * *x + *coefficient).norm())
}

fn power<M: TwoAdic>(root: &Fp<M>, i: usize) -> Fp<M> {
    root.vartime_pow(&[i as u64, 0, 0, 0, 0, 0])
}

/// From any values at the domain to those at the odd powers, in every size up to 2^9.
fn each_size<M: TwoAdic>() {
    let mut numbers = Numbers(1);
    for k in 0..=9 {
        let (n, root) = (1 << k, Fp::<M>::root_of_unity(k + 1));
        let domain = Domain::<M>::new(k);
        assert_eq!(domain.size(), n);
        let polynomial = elements::<M>(n, &mut numbers);
        let mut values = vec![Fp::ZERO; n];
        for i in 0..n {
            values[domain.place(i)] = at(&polynomial, &power(&root, 2 * i));
        }
        domain.coefficients(&mut values);
        let size = Fp::from_words([n as u64, 0, 0, 0, 0, 0]).unwrap();
        assert!(values.iter().zip(&polynomial).all(|(a, b)| *a == *b * size), "coefficients, 2^{k}");
        domain.values_at_odd_powers(&mut values);
        for i in 0..n {
            let expected = at(&polynomial, &power(&root, 2 * i + 1)) * size;
            assert!(values[domain.place(i)].norm() == expected, "odd powers, 2^{k}, {i}");
        }
    }
}

/// The bounds of the lazy sums hold in deep trees, also with the largest elements: test builds assert them.
fn a_deep_tree<M: TwoAdic>() {
    for k in [12, 13] {
        let (n, domain) = (1usize << k, Domain::<M>::new(k));
        let mut values = vec![-Fp::<M>::ONE; n];
        domain.coefficients(&mut values);
        assert!(values[1..].iter().all(Field::vartime_is_zero), "a constant");
        domain.values_at_odd_powers(&mut values);
        let size = Fp::from_words([n as u64, 0, 0, 0, 0, 0]).unwrap();
        assert!(values.iter().all(|value| value.norm() == -size));
        // X^(n−1): its values at the odd powers are ω^(−(2i+1))·ω^(n(2i+1)) = −ω^(−2i−1).
        let mut monomial = vec![Fp::<M>::ZERO; n];
        monomial[n - 1] = Fp::ONE;
        domain.values_at_odd_powers(&mut monomial);
        let root = Fp::<M>::root_of_unity(k + 1);
        for i in (0..n).step_by(97) {
            assert!((monomial[domain.place(i)].norm() * power(&root, 2 * i + 1)) == -Fp::ONE);
        }
    }
}

#[test]
fn bn254() {
    each_size::<Bn254Scalar>();
    a_deep_tree::<Bn254Scalar>();
}

#[test]
fn bls12_381() {
    each_size::<Bls12381Scalar>();
    a_deep_tree::<Bls12381Scalar>();
}

#[test]
#[should_panic(expected = "another length")]
fn a_polynomial_of_another_length() {
    Domain::<Bn254Scalar>::new(3).coefficients(&mut [Fp::ONE; 4]);
}
