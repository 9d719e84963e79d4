//! Random scalars and points, and the plain formulas that fast ones are compared with.

use fedzk_curves::{
    curve::{Affine, Coordinates, Curve, Jacobian},
    field::Field,
    uint,
};

/// A generator of test data (Marsaglia's xorshift64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A scalar below the order.
    pub fn scalar<C: Curve>(&mut self) -> [u64; 4] {
        uint::rem([self.next(), self.next(), self.next(), self.next()], C::ORDER)
    }

    /// A point of the subgroup.
    pub fn point<C: Curve>(&mut self) -> Coordinates<C::Field> {
        let k = self.scalar::<C>();
        times::<C>(&C::GENERATOR, &k)
    }
}

/// k·P by doubling and adding, for any point of the curve.
pub fn times<C: Curve>(point: &Coordinates<C::Field>, k: &[u64]) -> Coordinates<C::Field> {
    affine(&jacobian::<C>(point).vartime_mul_plain(k))
}

pub fn jacobian<C: Curve>(point: &Coordinates<C::Field>) -> Jacobian<C> {
    if *point == infinity() {
        Jacobian::INFINITY
    } else {
        Jacobian::INFINITY.vartime_add_coordinates(&point.x, &point.y)
    }
}

pub fn affine<C: Curve>(point: &Jacobian<C>) -> Coordinates<C::Field> {
    point.vartime_coordinates().unwrap_or_else(infinity)
}

pub fn infinity<F: Field>() -> Coordinates<F> {
    Coordinates { x: F::ZERO, y: F::ZERO }
}

pub fn minus<F: Field>(point: &Coordinates<F>) -> Coordinates<F> {
    Coordinates { x: point.x, y: -point.y }
}

/// a + b·k for the points of a list.
pub fn plus<C: Curve>(a: &Coordinates<C::Field>, b: &Coordinates<C::Field>) -> Coordinates<C::Field> {
    affine(&jacobian::<C>(a).vartime_add(&jacobian::<C>(b)))
}

/// The coordinates of a point of the subgroup.
pub fn coordinates<C: Curve>(point: &Affine<C>) -> Coordinates<C::Field> {
    Coordinates { x: *point.x(), y: *point.y() }
}

/// Scalars at which formulas change: 0, ±1, digits' edges, powers of two, the endomorphism's factor.
pub fn edges<C: Curve>(lambda: [u64; 4]) -> Vec<[u64; 4]> {
    let small = [0, 1, 2, 3, 4, 5, 7, 8, 14, 15, 16, 17, 30, 31, 32, 33, 47, 48, 63, 64, 65, 255, 256];
    let mut all: Vec<[u64; 4]> = small.iter().map(|k| [*k, 0, 0, 0]).collect();
    for bit in [31, 62, 63, 64, 65, 126, 127, 128, 129, 190, 191, 192, 250] {
        let mut power = [0; 4];
        power[bit / 64] = 1 << (bit % 64);
        all.push(power);
        all.push(uint::sub(power, [1, 0, 0, 0]).0);
    }
    all.push(lambda);
    let negatives: Vec<_> = all.iter().filter(|k| **k != [0; 4]).map(|k| uint::sub(C::ORDER, *k).0).collect();
    all.extend(negatives);
    all
}
