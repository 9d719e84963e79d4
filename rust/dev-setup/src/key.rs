//! The key: the scalars of [`crate::setup`] as multiples of the generators.

use crate::{parallel::map_chunks, setup::Scalars, suite::Suite, trapdoor::Trapdoor};
use fedzk_curves::{
    curve::{Affine, Curve, FixedBase},
    field::{Fp, Prime},
};

/// One point for each wire; `None` is the point at infinity, for a wire that the polynomial doesn't have.
pub type Points<C> = Vec<Option<Affine<C>>>;

/// A proving key, which includes the verification key.
pub struct Key<S: Suite> {
    /// \[α\]₁.
    pub alpha1: Affine<S::G1>,
    /// \[β\]₁.
    pub beta1: Affine<S::G1>,
    /// \[β\]₂.
    pub beta2: Affine<S::G2>,
    /// \[γ\]₂, the generator.
    pub gamma2: Affine<S::G2>,
    /// \[δ\]₁.
    pub delta1: Affine<S::G1>,
    /// \[δ\]₂.
    pub delta2: Affine<S::G2>,
    /// [`Scalars::ic`] in G1.
    pub ic: Points<S::G1>,
    /// [`Scalars::a`] in G1.
    pub a: Points<S::G1>,
    /// [`Scalars::b`] in G1.
    pub b1: Points<S::G1>,
    /// [`Scalars::b`] in G2.
    pub b2: Points<S::G2>,
    /// [`Scalars::c`] in G1.
    pub c: Points<S::G1>,
    /// [`Scalars::h`] in G1; a power of two, the domain's size.
    pub h: Points<S::G1>,
}

impl<S: Suite> Key<S> {
    /// Computes the points, on all cores.
    pub fn of(scalars: &Scalars<S>, trapdoor: &Trapdoor<S>) -> Self {
        let Scalars { a, b, ic, c, h } = scalars;
        let g1 = FixedBase::new(&Affine::<S::G1>::GENERATOR, a.len() + b.len() + ic.len() + c.len() + h.len());
        let g2 = FixedBase::new(&Affine::<S::G2>::GENERATOR, b.len());
        Self {
            alpha1: one(&g1, &trapdoor.alpha),
            beta1: one(&g1, &trapdoor.beta),
            beta2: one(&g2, &trapdoor.beta),
            gamma2: Affine::GENERATOR,
            delta1: one(&g1, &trapdoor.delta),
            delta2: one(&g2, &trapdoor.delta),
            ic: many(&g1, ic),
            a: many(&g1, a),
            b1: many(&g1, b),
            b2: many(&g2, b),
            c: many(&g1, c),
            h: many(&g1, h),
        }
    }
}

/// Points that share an inversion: enough to make it cheap, and few enough to share the work evenly.
const CHUNK: usize = 256;

fn many<C: Curve<Field: Send + Sync>, M: Prime>(base: &FixedBase<C>, scalars: &[Fp<M>]) -> Points<C> {
    let words: Vec<_> = scalars.iter().map(words).collect();
    map_chunks(&words, CHUNK, |chunk| base.vartime_mul_all(chunk))
}

fn one<C: Curve, M: Prime>(base: &FixedBase<C>, scalar: &Fp<M>) -> Affine<C> {
    base.vartime_mul_all(&[words(scalar)])[0].expect("one: no part of the trapdoor is 0")
}

fn words<M: Prime>(scalar: &Fp<M>) -> [u64; 4] {
    let [w0, w1, w2, w3, ..] = scalar.to_words();
    [w0, w1, w2, w3]
}
