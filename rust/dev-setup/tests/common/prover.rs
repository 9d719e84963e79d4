//! Groth16's prover (§3.2) over a key, with quadratic interpolation and plain multiplications.

use super::{Made, words4};
use fedzk_curves::{
    curve::{Affine, Curve, Encoding, Jacobian},
    field::{Field, Fp, Prime},
};
use fedzk_dev_setup::{
    key::{Key, Points},
    lagrange,
    r1cs::{Constraint, Term},
    suite::{Fr, Suite},
};
use fedzk_groth16::{PreparedKey, Proof, ProofFormat, Status, Suite as Verifying};

/// A proof for these wires, whether they satisfy the circuit or not; `r`, `s` hide it.
pub fn prove<S: Suite + Verifying>(made: &Made<S>, witness: &[Fr<S>], r: &Fr<S>, s: &Fr<S>) -> Vec<u8> {
    let Made { r1cs, key, .. } = made;
    let a = add(&add(&point(&key.alpha1), &sum(&key.a, witness)), &times(&key.delta1, r));
    let b = add(&add(&point(&key.beta2), &sum(&key.b2, witness)), &times(&key.delta2, s));
    let b1 = add(&add(&point(&key.beta1), &sum(&key.b1, witness)), &times(&key.delta1, s));
    let mut c = add(&sum(&key.c, &witness[r1cs.public + 1..]), &sum(&key.h, &at_odd_points(made, witness)));
    c = add(&c, &a.vartime_mul_plain(&words4(s)));
    c = add(&c, &b1.vartime_mul_plain(&words4(r)));
    c = add(&c, &times(&key.delta1, &-(*r * *s)));
    proof::<S>(&a, &b, &c)
}

/// A proof for any signals, true or false, from the trapdoor: e(A, B) = e(α, β)·e(IC, γ)·e(C, δ) solved for C.
pub fn forge<S: Suite + Verifying>(made: &Made<S>, signals: &[Fr<S>]) -> Vec<u8> {
    let (trapdoor, ic) = (&made.trapdoor, &made.scalars.ic);
    let (a, b): (Fr<S>, Fr<S>) = (super::fr(3), super::fr(4));
    let input = signals.iter().zip(&ic[1..]).fold(ic[0], |sum, (signal, ic)| (sum + *signal * *ic).norm());
    let c = (a * b - trapdoor.alpha * trapdoor.beta - input).norm() * trapdoor.delta.invert();
    proof::<S>(&times(&Affine::GENERATOR, &a), &times(&Affine::GENERATOR, &b), &times(&Affine::GENERATOR, &c))
}

/// A part of a constraint.
type Part<M> = fn(&Constraint<M>) -> &[Term<M>];

/// ⟨a, w⟩⟨b, w⟩ − ⟨c, w⟩ interpolated over the domain, at the odd points of the doubled one.
fn at_odd_points<S: Suite>(made: &Made<S>, witness: &[Fr<S>]) -> Vec<Fr<S>> {
    let k = made.key.h.len().ilog2();
    let value = |terms: &[Term<S::Scalar>]| {
        terms.iter().fold(Fp::ZERO, |sum, term| (sum + witness[term.wire] * term.coefficient).norm())
    };
    let column = |part: Part<S::Scalar>| -> Vec<Fr<S>> {
        made.r1cs.constraints.iter().map(|constraint| value(part(constraint))).collect()
    };
    let mut a = column(|constraint| &constraint.a);
    let (b, c) = (column(|constraint| &constraint.b), column(|constraint| &constraint.c));
    a.extend(&witness[..=made.r1cs.public]);
    let odd = |i: usize| Fr::<S>::root_of_unity(k + 1).vartime_pow(&[2 * i as u64 + 1, 0, 0, 0, 0, 0]);
    (0..1 << k)
        .map(|i| {
            let basis = lagrange::all(&odd(i), k);
            let at = |values: &[Fr<S>]| values.iter().zip(&basis).fold(Fp::ZERO, |sum, (v, l)| (sum + *v * *l).norm());
            (at(&a) * at(&b)).sub_norm(&at(&c))
        })
        .collect()
}

/// What the verifier says.
pub fn verify<S: Suite + Verifying>(key: &Key<S>, proof: &[u8], signals: &[Fr<S>]) -> Status {
    let mut bytes = [&[S::CURVE_ID], &(signals.len() as u32).to_be_bytes()[..]].concat();
    bytes.extend(write(&key.alpha1));
    bytes.extend([&key.beta2, &key.gamma2, &key.delta2].into_iter().flat_map(write));
    bytes.extend(key.ic.iter().flat_map(|point| write(point.as_ref().unwrap())));
    let mut words = vec![0; 32 * signals.len()];
    signals.iter().zip(words.chunks_exact_mut(32)).for_each(|(signal, out)| signal.to_be_bytes(out));
    PreparedKey::<S>::read(&bytes).unwrap().verify(proof, &words)
}

fn write<C: Encoding>(point: &Affine<C>) -> Vec<u8> {
    let mut out = vec![0; C::BYTES];
    C::write(point, &mut out);
    out
}

fn proof<S: Verifying>(a: &Jacobian<S::G1>, b: &Jacobian<S::G2>, c: &Jacobian<S::G1>) -> Vec<u8> {
    Proof::<S> { a: affine(a), b: affine(b), c: affine(c) }.write(ProofFormat::Uncompressed)
}

pub fn affine<C: Curve>(point: &Jacobian<C>) -> Affine<C> {
    point.vartime_coordinates().unwrap().vartime_check().unwrap()
}

fn point<C: Curve>(point: &Affine<C>) -> Jacobian<C> {
    Jacobian::from(*point)
}

pub fn times<C: Curve, M: Prime>(point: &Affine<C>, k: &Fp<M>) -> Jacobian<C> {
    Jacobian::from(*point).vartime_mul_plain(&words4(k))
}

fn add<C: Curve>(a: &Jacobian<C>, b: &Jacobian<C>) -> Jacobian<C> {
    a.vartime_add(b)
}

fn sum<C: Curve, M: Prime>(points: &Points<C>, scalars: &[Fp<M>]) -> Jacobian<C> {
    assert_eq!(points.len(), scalars.len());
    let terms = points.iter().zip(scalars).filter_map(|(point, k)| point.as_ref().map(|point| times(point, k)));
    terms.fold(Jacobian::INFINITY, |sum, term| add(&sum, &term))
}
