//! Affine additions that share an inversion (Montgomery's trick): λ = (y₂ − y₁)/(x₂ − x₁), x₃ = λ² − x₁ − x₂,
//! y₃ = λ(x₁ − x₃) − y₁. Six products each, one of them a square, and a part of the inversion.

use alloc::vec::Vec;
use fedzk_curves::field::Field;

/// A point, or (0, 0) for the point at infinity: b is not 0.
#[derive(Clone, Copy)]
pub(super) struct Point<F> {
    pub x: F,
    pub y: F,
}

impl<F: Field> Point<F> {
    pub const INFINITY: Self = Self { x: F::ZERO, y: F::ZERO };

    #[inline(always)]
    pub fn is_infinity(&self) -> bool {
        self.x.vartime_is_zero() && self.y.vartime_is_zero()
    }

    /// Overwrites it, each coordinate on its own: longer copies are calls in wasm.
    #[inline(always)]
    pub fn set(&mut self, x: &F, y: &F) {
        self.x = *x;
        self.y = *y;
    }
}

/// A point, or its negative.
#[derive(Clone, Copy)]
pub(super) struct Term<'a, F> {
    pub point: &'a Point<F>,
    pub negate: bool,
}

impl<F: Field> Term<'_, F> {
    #[inline(always)]
    pub fn y(&self) -> F {
        self.point.y.negated_if(self.negate)
    }

    /// Returns the point or its negative.
    #[inline(always)]
    pub fn coordinates(&self, sums: Sums) -> (F, F) {
        match sums {
            Sums::Lazy => (self.point.x, self.y()),
            Sums::Normalised => (self.point.x.norm(), self.y().norm()),
        }
    }
}

impl<'a, F> From<&'a Point<F>> for Term<'a, F> {
    #[inline(always)]
    fn from(point: &'a Point<F>) -> Self {
        Self { point, negate: false }
    }
}

/// The slope of a sum.
#[derive(Clone, Copy, PartialEq)]
enum Slope {
    /// (y₂ − y₁)/(x₂ − x₁).
    Chord,
    /// 3x²/2y: the points are the same.
    Tangent,
    /// There is none: the sum is the first point.
    First,
    /// There is none: the sum is the second point.
    Second,
    /// There is none: one point is the negative of the other.
    Vertical,
}

/// The most additions that share an inversion. Their points and products stay in the second-level cache.
pub(super) const BATCH: usize = 1024;

/// The memory of a batch of additions.
pub(super) struct Adder<F> {
    products: Vec<F>,
    slopes: Vec<Slope>,
    /// Whether a sum may have been the point at infinity. Before that, no check for such terms is needed.
    infinite: bool,
}

/// Whether sums are normalised. One that isn't has an x of up to 2v + 1 moduli, if those of its terms have v.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sums {
    Lazy,
    Normalised,
}

/// Sums of sums may be lazy this many times: x then has 7 moduli. λ(x₁ − x₃) has a factor of 3·7 + 1, and in Fp2 each part
/// is a sum of two such products, of at most 64.
pub(super) const LAZY_LEVELS: u32 = 2;

impl<F: Field> Adder<F> {
    pub fn new() -> Self {
        Self { products: Vec::new(), slopes: Vec::new(), infinite: false }
    }

    /// Says whether terms may be the point at infinity.
    pub fn expect_infinity(&mut self, infinite: bool) {
        self.infinite = infinite;
    }

    /// Returns the coordinates of the sum of `pair(i)` for each i below `count`, from the last to the first.
    #[inline]
    pub fn add<'a>(
        &mut self,
        count: usize,
        sums: Sums,
        pair: impl Fn(usize) -> [Term<'a, F>; 2],
        mut put: impl FnMut(usize, &F, &F),
    ) where
        F: 'a,
    {
        if self.products.len() < count {
            self.products.resize(count, F::ONE);
            self.slopes.resize(count, Slope::Chord);
        }
        let (products, slopes) = (&mut self.products[..count], &mut self.slopes[..count]);
        let mut product = F::ONE;
        for (i, (before, slope)) in products.iter_mut().zip(&mut *slopes).enumerate() {
            let [a, b] = pair(i);
            let mut denominator = b.point.x - a.point.x;
            *slope = Slope::Chord;
            if denominator.vartime_is_zero() || self.infinite && (a.point.is_infinity() || b.point.is_infinity()) {
                *slope = special(a, b);
                denominator = if *slope == Slope::Tangent { a.y() + a.y() } else { F::ONE };
            }
            *before = product;
            product = product * denominator;
        }
        let mut inverse = product.vartime_invert();
        for (i, (before, slope)) in products.iter().zip(&*slopes).enumerate().rev() {
            let [a, b] = pair(i);
            let (ax, ay, bx) = (&a.point.x, a.y(), &b.point.x);
            let (numerator, denominator) = match slope {
                Slope::Chord => (b.y() - ay, *bx - *ax),
                Slope::Tangent => (ax.norm().square().times(3), ay + ay),
                Slope::First => {
                    let (x, y) = a.coordinates(sums);
                    put(i, &x, &y);
                    continue;
                }
                Slope::Second => {
                    let (x, y) = b.coordinates(sums);
                    put(i, &x, &y);
                    continue;
                }
                Slope::Vertical => {
                    self.infinite = true;
                    put(i, &F::ZERO, &F::ZERO);
                    continue;
                }
            };
            let slope = numerator * (inverse * *before);
            inverse = inverse * denominator;
            match sums {
                Sums::Lazy => {
                    let x = slope.square_sub(&(*ax + *bx));
                    put(i, &x, &slope.mul_sub(&(*ax - x), &ay));
                }
                Sums::Normalised => {
                    let x = slope.square().sub_norm(&(*ax + *bx));
                    put(i, &x, &(slope * (*ax - x)).sub_norm(&ay));
                }
            }
        }
    }
}

/// The slope of points of which one is infinity, or that have the same x.
#[cold]
fn special<F: Field>(a: Term<'_, F>, b: Term<'_, F>) -> Slope {
    if b.point.is_infinity() {
        Slope::First
    } else if a.point.is_infinity() {
        Slope::Second
    } else if a.y() == b.y() {
        Slope::Tangent
    } else {
        Slope::Vertical
    }
}
