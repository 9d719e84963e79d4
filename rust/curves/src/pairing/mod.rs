//! The Miller loop of the optimal ate pairing, for several pairs at once: each step has one squaring for all of them.
//!
//! A line through points of the twist, untwisted by (x, y) → (w²x, w³y) and taken at P, is
//! a·y_P + b·x_P·w + c·w³: [`Line`]. If the point of G2 is known beforehand, its lines are divided by a and kept
//! ([`PreparedG2`]); with P scaled to (x_P/y_P, 1/y_P) such a line is 1 + b·(x_P/y_P)·w + c·(1/y_P)·w³, and two of
//! them multiply in three products. Factors in Fp2 change nothing: the final exponentiation takes them to 1.
//!
//! Formulas: Costello, Lange, Naehrig (PKC 2010) as written out in Aranha et al., <https://eprint.iacr.org/2010/526>,
//! §4, and <https://eprint.iacr.org/2013/722>, §4.3, homogeneous coordinates scaled by 4 so that nothing is halved.

use crate::{
    curve::{Affine, Coordinates, GlvCurve, Jacobian, OnCurve},
    field::{Factor, Field, Fp, Fp2, Fp12, Sparse01234, Tower, invert_all},
};
use alloc::vec::Vec;

/// The parameters of a curve for the Miller loop.
pub trait Pairing: Tower {
    /// The group of the first argument.
    type G1: GlvCurve<Field = Fp<Self>>;
    /// The group of the second, on the D-twist.
    type G2: GlvCurve<Field = Fp2<Self>>;
    /// 3·b of the twist.
    const TWIST_3B: Fp2<Self>;
    /// The loop's signed digits (−1, 0, 1), highest first; the first is 1.
    const LOOP: &'static [i8];
    /// How many points are added after the loop: two for BN curves, none for BLS curves.
    const LAST_POINTS: usize;
    /// The i-th of them: ψ(Q), then −ψ²(Q).
    fn last_point(q: &Coordinates<Fp2<Self>>, i: usize) -> Coordinates<Fp2<Self>>;
    /// The point where the loop ends for a point of the subgroup, and for no other: see [`checked_miller_loop`].
    fn closing_point(q: &Coordinates<Fp2<Self>>) -> Coordinates<Fp2<Self>>;
    /// Takes a Miller loop's value to the group of r-th roots of unity: f^(k(p^12 − 1)/r), k prime to r.
    fn final_exponentiation(f: &Fp12<Self>) -> Fp12<Self>;
}

/// ψ: untwist, Frobenius, twist. (x, y) → (x̄·ξ^((p−1)/3), ȳ·ξ^((p−1)/2)).
pub fn psi<M: Pairing>(q: &Jacobian<M::G2>) -> Jacobian<M::G2> {
    q.map(Fp2::conjugate, &M::FROBENIUS[1], &M::FROBENIUS[2])
}

/// ψ in affine coordinates, of which (0, 0) goes to itself.
pub fn psi_affine<M: Pairing>(q: &Coordinates<Fp2<M>>) -> Coordinates<Fp2<M>> {
    Coordinates { x: q.x.conjugate() * M::FROBENIUS[1], y: q.y.conjugate() * M::FROBENIUS[2] }
}

/// The two arguments of a pairing.
pub type Pair<M> = (Affine<<M as Pairing>::G1>, Affine<<M as Pairing>::G2>);

/// a·y_P + b·x_P·w + c·w³.
#[derive(Clone, Copy)]
pub struct Line<M: Tower> {
    a: Fp2<M>,
    b: Fp2<M>,
    c: Fp2<M>,
}

/// A point of G1 scaled for prepared lines: (x/y, 1/y).
#[derive(Clone, Copy)]
struct Scaled<M: Tower> {
    x_over_y: Factor<M>,
    one_over_y: Factor<M>,
}

/// The lines of a fixed point of G2, divided by a, in the order of the loop: (b/a, c/a).
pub struct PreparedG2<M: Tower> {
    lines: Vec<(Fp2<M>, Fp2<M>)>,
}

/// A multiple of Q on the twist in homogeneous coordinates (X/Z, Y/Z), normalised.
struct Walker<'a, M: Pairing> {
    q: &'a Coordinates<Fp2<M>>,
    x: Fp2<M>,
    y: Fp2<M>,
    z: Fp2<M>,
}

impl<'a, M: Pairing> Walker<'a, M> {
    fn new(q: &'a Coordinates<Fp2<M>>) -> Self {
        Self { q, x: q.x, y: q.y, z: Fp2::ONE }
    }

    /// Doubles the point, and returns the tangent.
    fn double(&mut self) -> Line<M> {
        let b = self.y.square();
        let e = M::TWIST_3B * self.z.square();
        let yz = self.y * self.z;
        let line = Line { a: -(yz + yz), b: self.x.square().times(3), c: e - b };
        let xy = self.x * self.y;
        self.x = (xy * Fp2::combine(&b, 1, &e, -3)).times(2);
        self.y = Fp2::combine(&Fp2::combine(&b, 1, &e, 3).square(), 1, &e.square(), -12);
        self.z = (b * yz).times(8);
        line
    }

    /// Adds (x, y) to the point, and returns the line through both. If both are the same, or the point is infinity, the
    /// result is (0 : 0 : 0), which every later step keeps.
    fn add(&mut self, Coordinates { x, y }: &Coordinates<Fp2<M>>) -> Line<M> {
        let o = self.y.sub_norm(&(*y * self.z));
        let l = self.x.sub_norm(&(*x * self.z));
        let line = Line { a: l, b: -o, c: o * *x - l * *y };
        let d = l.square();
        let e = l * d;
        let g = self.x * d;
        let h = (e + self.z * o.square()).sub_norm(&(g + g));
        self.x = l * h;
        self.y = ((g - h) * o).sub_norm(&(self.y * e));
        self.z = e * self.z;
        line
    }

    /// Adds Q or −Q, by the loop's digit.
    fn add_digit(&mut self, digit: i8) -> Line<M> {
        let Coordinates { x, y } = *self.q;
        self.add(&Coordinates { x, y: if digit < 0 { -y } else { y } })
    }

    /// Adds the i-th of the points after the loop.
    fn add_last(&mut self, i: usize) -> Line<M> {
        self.add(&M::last_point(self.q, i))
    }

    /// Whether the walk ended where the walk of a point of the subgroup ends. Z = 0 would satisfy both equations.
    fn vartime_ends_right(&self) -> bool {
        let Coordinates { x, y } = M::closing_point(self.q);
        !self.z.vartime_is_zero() && self.x == x * self.z && self.y == y * self.z
    }
}

impl<M: Pairing> PreparedG2<M> {
    /// Walks the loop once and keeps its lines, with one inversion for all of them.
    pub fn new(q: &Affine<M::G2>) -> Self {
        let mut walker = Walker::<M>::new(q.coordinates());
        let mut lines = Vec::new();
        for &digit in &M::LOOP[1..] {
            lines.push(walker.double());
            if digit != 0 {
                lines.push(walker.add_digit(digit));
            }
        }
        for i in 0..M::LAST_POINTS {
            lines.push(walker.add_last(i));
        }
        // a is 0 only where the loop meets ±Q or infinity, which a point of order r does not.
        let mut inverses: Vec<_> = lines.iter().map(|line| line.a).collect();
        invert_all(&mut inverses);
        Self { lines: lines.iter().zip(inverses).map(|(line, inverse)| (line.b * inverse, line.c * inverse)).collect() }
    }
}

impl<M: Tower> Line<M> {
    fn at(&self, x: &Factor<M>, y: &Factor<M>) -> [Fp2<M>; 3] {
        [self.a.mul_fp(y), self.b.mul_fp(x), self.c.norm()]
    }
}

/// (a0 + a3·w + a4·w³)(b0 + b3·w + b4·w³), six products.
fn multiply_lines<M: Tower>(a: &[Fp2<M>; 3], b: &[Fp2<M>; 3]) -> Sparse01234<M> {
    let ([a0, a3, a4], [b0, b3, b4]) = (*a, *b);
    let (v0, v3, v4) = (a0 * b0, a3 * b3, a4 * b4);
    Sparse01234(
        crate::field::Fp6::new(v4.mul_xi_add(&v0), v3, ((a3 + a4) * (b3 + b4) - v3 - v4).norm()),
        ((a0 + a3) * (b0 + b3) - v0 - v3).norm(),
        ((a0 + a4) * (b0 + b4) - v0 - v4).norm(),
    )
}

/// (1 + a3·w + a4·w³)(1 + b3·w + b4·w³), three products.
fn multiply_unit_lines<M: Tower>(a: &[Fp2<M>; 2], b: &[Fp2<M>; 2]) -> Sparse01234<M> {
    let ([a3, a4], [b3, b4]) = (*a, *b);
    let (v3, v4) = (a3 * b3, a4 * b4);
    Sparse01234(
        crate::field::Fp6::new(v4.mul_xi_add(&Fp2::ONE), v3, ((a3 + a4) * (b3 + b4) - v3 - v4).norm()),
        Fp2::combine(&a3, 1, &b3, 1),
        Fp2::combine(&a4, 1, &b4, 1),
    )
}

/// Π f(P, Q) over pairs whose Q is walked now and pairs whose Q was prepared, before the final exponentiation. A pair
/// with the point at infinity counts as 1.
pub fn miller_loop<M: Pairing>(pairs: &[Pair<M>], prepared: &[(Jacobian<M::G1>, &PreparedG2<M>)]) -> Fp12<M> {
    walk(pairs.iter().map(|(p, q)| walk_of(p, q.coordinates())).collect(), prepared).f
}

/// A pair whose second point may lie outside the subgroup.
pub type UncheckedPair<M> = (Affine<<M as Pairing>::G1>, OnCurve<<M as Pairing>::G2>);

/// [`miller_loop`] for points of the twist that may lie outside the subgroup. The walk shows it, for two products each.
///
/// The walk takes Q to T, and T is the closing point C of Q: [6x+2]Q + ψQ − ψ²Q = −ψ³Q on BN254, [|x|]Q = −ψQ on BLS12-381.
/// In the subgroup ψ is multiplication by p, and both hold modulo r. Outside they don't: with L(Y) the polynomial for which
/// T − C is L(ψ)Q, T = C gives \[N\]Q = 0 for the resultant N of L and ψ's characteristic polynomial Y² − tY + p, and N has
/// nothing in common with the cofactor; a test computes that. A walk that meets ±Q on its way ends in (0 : 0 : 0) or at
/// infinity, both with Z = 0.
///
/// # Errors
/// [`Outside`].
pub fn checked_miller_loop<M: Pairing>(
    pairs: &[UncheckedPair<M>],
    prepared: &[(Jacobian<M::G1>, &PreparedG2<M>)],
) -> Result<Fp12<M>, Outside> {
    let end = walk(pairs.iter().map(|(p, q)| walk_of(p, q.coordinates())).collect(), prepared);
    let ends_right = |i: &usize| end.walkers[*i].1.vartime_ends_right();
    let outside: Vec<_> = (0..pairs.len()).filter(|i| !ends_right(i)).collect();
    if outside.is_empty() { Ok(end.f) } else { Err(Outside(outside)) }
}

/// The pairs whose second point is outside the subgroup, by place. Then the loop's value has no meaning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outside(pub Vec<usize>);

/// P's x and y, and the walking multiple of Q.
type Walk<'a, M> = ([Factor<M>; 2], Walker<'a, M>);

fn walk_of<'a, M: Pairing>(p: &Affine<M::G1>, q: &'a Coordinates<Fp2<M>>) -> Walk<'a, M> {
    ([*p.x(), *p.y()].map(Factor::from), Walker::new(q))
}

fn walk<'a, M: Pairing>(walkers: Vec<Walk<'a, M>>, prepared: &[(Jacobian<M::G1>, &'a PreparedG2<M>)]) -> State<'a, M> {
    let mut state = State { walkers, prepared: scale(prepared), next_line: 0, f: Fp12::ONE };
    for (i, &digit) in M::LOOP[1..].iter().enumerate() {
        if i > 0 {
            state.f = state.f.square();
        }
        state.step(Walker::double);
        if digit != 0 {
            state.step(|walker| walker.add_digit(digit));
        }
    }
    for i in 0..M::LAST_POINTS {
        state.step(|walker| walker.add_last(i));
    }
    state
}

struct State<'a, M: Pairing> {
    walkers: Vec<Walk<'a, M>>,
    prepared: Vec<(Scaled<M>, &'a PreparedG2<M>)>,
    next_line: usize,
    f: Fp12<M>,
}

impl<'a, M: Pairing> State<'a, M> {
    /// Multiplies one line of each pair into f, two at a time if there are two of a kind.
    fn step(&mut self, next: impl Fn(&mut Walker<'a, M>) -> Line<M>) {
        for two in self.walkers.chunks_mut(2) {
            let mut lines = two.iter_mut().map(|([x, y], walker)| next(walker).at(x, y));
            match (lines.next(), lines.next()) {
                (Some(a), Some(b)) => self.f = self.f.mul_01234(&multiply_lines(&a, &b)),
                (Some([c0, c3, c4]), None) => self.f = self.f.mul_034(&c0, &c3, &c4),
                (None, _) => unreachable!("State::step: chunks are never empty"),
            }
        }
        for two in self.prepared.chunks(2) {
            let mut lines = two.iter().map(|(p, q)| {
                let (b, c) = &q.lines[self.next_line];
                [b.mul_fp(&p.x_over_y), c.mul_fp(&p.one_over_y)]
            });
            match (lines.next(), lines.next()) {
                (Some(a), Some(b)) => self.f = self.f.mul_01234(&multiply_unit_lines(&a, &b)),
                (Some([c3, c4]), None) => self.f = self.f.mul_034(&Fp2::ONE, &c3, &c4),
                (None, _) => unreachable!("State::step: chunks are never empty"),
            }
        }
        self.next_line += 1;
    }
}

/// (x/y, 1/y) = (XZ/Y, Z³/Y) of every finite point, with one inversion in all. No point has Y = 0: the order is odd.
fn scale<'a, M: Pairing>(prepared: &[(Jacobian<M::G1>, &'a PreparedG2<M>)]) -> Vec<(Scaled<M>, &'a PreparedG2<M>)> {
    let finite = || prepared.iter().filter(|(p, _)| !p.vartime_is_infinity());
    let mut inverses: Vec<_> = finite().map(|(p, _)| *p.y()).collect();
    invert_all(&mut inverses);
    finite()
        .zip(&inverses)
        .map(|((p, q), inverse)| {
            let z_over_y = *p.z() * *inverse;
            let (x_over_y, one_over_y) = (*p.x() * z_over_y, z_over_y * p.z().square());
            (Scaled { x_over_y: x_over_y.into(), one_over_y: one_over_y.into() }, *q)
        })
        .collect()
}
