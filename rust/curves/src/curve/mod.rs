//! Short Weierstrass curves y² = x³ + b over any [`Field`].
//!
//! Reading bytes gives [`Coordinates`]. [`OnCurve`] is a finite point of the curve, and [`Affine`] a finite point of
//! the subgroup of order r. Formulas: <https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-0.html> (dbl-2009-l,
//! madd-2007-bl, add-2007-bl), with squares of sums written as products, which are cheaper here because sums are lazy.
//!
//! Multiples: [`Jacobian::vartime_mul_digits`] for a short scalar, [`FixedBase`] for one point and many scalars,
//! [`LinearCombination`] for a sum of fixed points.

mod cofactor;
mod fixed_base;
mod scalar;

pub use cofactor::Cofactor;
pub use fixed_base::FixedBase;
pub use scalar::{LinearCombination, OddMultiples, vartime_multiples, vartime_sums, wnaf};
pub(crate) use scalar::{low, rounded_quotient, signed};

use crate::field::{Field, invert_all};
use alloc::vec::Vec;

/// A curve and its subgroup of prime order.
pub trait Curve: 'static + Copy + PartialEq + core::fmt::Debug {
    /// The field of the coordinates.
    type Field: Field;
    /// b of y² = x³ + b.
    const B: Self::Field;
    /// r, in words from the lowest.
    const ORDER: [u64; 4];
    /// The generator's coordinates.
    const GENERATOR: Coordinates<Self::Field>;
    /// Whether a point of the curve is in the subgroup of order r.
    fn vartime_in_subgroup(point: &Jacobian<Self>) -> bool;
}

/// A curve with an endomorphism (x, y) → (βx, y), multiplication by λ in the subgroup.
pub trait GlvCurve: Curve {
    /// β, a cube root of 1.
    const BETA: Self::Field;
    /// λ, a cube root of 1 modulo r, in words from the lowest.
    const LAMBDA: [u64; 4];
    /// Returns k₁ and k₂ with k ≡ k₁ + k₂λ mod r for k < r, each as its size and whether it is negative.
    fn halves(scalar: &[u64; 4]) -> [(u128, bool); 2];
}

/// Points as gnark writes them.
pub trait Encoding: Curve {
    /// The length of an uncompressed point: x then y, big-endian; an element of Fp2 with the imaginary part first.
    const BYTES: usize;
    /// Reads an uncompressed point's coordinates.
    ///
    /// # Errors
    /// [`Unreadable`].
    fn read(bytes: &[u8]) -> Result<Coordinates<Self::Field>, Unreadable>;
    /// Writes an uncompressed point.
    fn write(point: &Affine<Self>, out: &mut [u8]);
}

/// Points that can also be written as x and the sign of y.
pub trait CompressedEncoding: Encoding {
    /// The length of a compressed point.
    const COMPRESSED_BYTES: usize;
    /// Reads a compressed point's coordinates.
    ///
    /// # Errors
    /// [`Unreadable`].
    fn read_compressed(bytes: &[u8]) -> Result<Coordinates<Self::Field>, Unreadable>;
    /// Writes a compressed point.
    fn write_compressed(point: &Affine<Self>, out: &mut [u8]);
}

/// Why bytes are not the coordinates of a finite point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// Flag bits of no encoding, or infinity with other bits set.
    Malformed,
    /// A coordinate that isn't below p.
    CoordinateRange,
    /// The point at infinity.
    Infinity,
    /// A compressed x that no point of the curve has.
    NotOnCurve,
}

/// Two field elements that are not known to be a point.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Coordinates<F> {
    /// x.
    pub x: F,
    /// y.
    pub y: F,
}

/// Why coordinates are not a point of the group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotAPoint {
    /// y² ≠ x³ + b.
    NotOnCurve,
    /// On the curve, outside the subgroup of order r.
    NotInSubgroup,
}

impl<F: Field> Coordinates<F> {
    /// Returns the point, if these are the coordinates of one in the subgroup.
    ///
    /// # Errors
    /// [`NotAPoint`], the first of its two cases that applies.
    pub fn vartime_check<C: Curve<Field = F>>(self) -> Result<Affine<C>, NotAPoint> {
        let point = self.vartime_on_curve::<C>().ok_or(NotAPoint::NotOnCurve)?;
        if C::vartime_in_subgroup(&point.into()) { Ok(Affine(self)) } else { Err(NotAPoint::NotInSubgroup) }
    }

    /// Returns the point of the curve, in the subgroup or not.
    pub fn vartime_on_curve<C: Curve<Field = F>>(self) -> Option<OnCurve<C>> {
        let right = self.x.square() * self.x + C::B;
        (self.y.square() == right).then_some(OnCurve(self))
    }
}

/// A finite point of the curve, in the subgroup or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnCurve<C: Curve>(Coordinates<C::Field>);

impl<C: Curve> OnCurve<C> {
    /// x and y.
    pub(crate) fn coordinates(&self) -> &Coordinates<C::Field> {
        &self.0
    }
}

impl<C: Curve> From<Affine<C>> for OnCurve<C> {
    fn from(point: Affine<C>) -> Self {
        Self(point.0)
    }
}

/// A finite point of the subgroup.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine<C: Curve>(Coordinates<C::Field>);

impl<C: Curve> Affine<C> {
    /// The generator.
    pub const GENERATOR: Self = Self(C::GENERATOR);

    /// x.
    pub fn x(&self) -> &C::Field {
        &self.0.x
    }

    /// y, which is never 0: the order is odd.
    pub fn y(&self) -> &C::Field {
        &self.0.y
    }

    /// x and y.
    pub(crate) fn coordinates(&self) -> &Coordinates<C::Field> {
        &self.0
    }
}

impl<C: Curve> core::ops::Neg for Affine<C> {
    type Output = Self;
    fn neg(self) -> Self {
        Self(Coordinates { x: self.0.x, y: -self.0.y })
    }
}

/// (X : Y : Z) stands for (X/Z², Y/Z³), and for the point at infinity where Z = 0. Coordinates are kept normalised.
#[derive(Clone, Copy, Debug)]
pub struct Jacobian<C: Curve> {
    x: C::Field,
    y: C::Field,
    z: C::Field,
}

impl<C: Curve> From<Affine<C>> for Jacobian<C> {
    fn from(point: Affine<C>) -> Self {
        OnCurve::from(point).into()
    }
}

impl<C: Curve> From<OnCurve<C>> for Jacobian<C> {
    fn from(OnCurve(Coordinates { x, y }): OnCurve<C>) -> Self {
        Self { x, y, z: C::Field::ONE }
    }
}

impl<C: Curve> Jacobian<C> {
    /// The point at infinity.
    pub const INFINITY: Self = Self { x: C::Field::ONE, y: C::Field::ONE, z: C::Field::ZERO };

    /// X.
    pub(crate) fn x(&self) -> &C::Field {
        &self.x
    }

    /// Y.
    pub(crate) fn y(&self) -> &C::Field {
        &self.y
    }

    /// Z.
    pub(crate) fn z(&self) -> &C::Field {
        &self.z
    }

    /// Whether this is the point at infinity.
    pub fn vartime_is_infinity(&self) -> bool {
        self.z.vartime_is_zero()
    }

    /// The double.
    pub fn double(&self) -> Self {
        let a = self.x.square();
        let b = self.y.square();
        let c = b.square();
        let d = (self.x * b).times(4);
        let e = a.times(3);
        let x = e.square().sub_norm(&(d + d));
        let y = (e * (d - x)).sub_norm(&c.times(8));
        let z = (self.y * self.z).times(2);
        Self { x, y, z }
    }

    /// The sum with a point of Z = 1, (x, y).
    pub fn vartime_add_coordinates(&self, x: &C::Field, y: &C::Field) -> Self {
        if self.vartime_is_infinity() {
            return Self { x: x.norm(), y: y.norm(), z: C::Field::ONE };
        }
        let zz = self.z.square();
        let h = (*x * zz).sub_norm(&self.x);
        let r = (*y * self.z * zz).sub_norm(&self.y);
        if h.vartime_is_zero() {
            return if r.vartime_is_zero() { self.double() } else { Self::INFINITY };
        }
        let hh = h.square();
        let hhh = h * hh;
        let v = self.x * hh;
        let x = r.square().sub_norm(&(hhh + v + v));
        let y = C::Field::mul_sum(&r, &(v - x), &-self.y, &hhh);
        Self { x, y, z: self.z * h }
    }

    /// The sum.
    pub fn vartime_add(&self, other: &Self) -> Self {
        if other.vartime_is_infinity() {
            return *self;
        }
        if self.vartime_is_infinity() {
            return *other;
        }
        let (z1, z2) = (self.z.square(), other.z.square());
        let (u1, u2) = (self.x * z2, other.x * z1);
        let (s1, s2) = (self.y * other.z * z2, other.y * self.z * z1);
        let h = u2.sub_norm(&u1);
        let r = s2.sub_norm(&s1);
        if h.vartime_is_zero() {
            return if r.vartime_is_zero() { self.double() } else { Self::INFINITY };
        }
        let hh = h.square();
        let hhh = h * hh;
        let v = u1 * hh;
        let x = r.square().sub_norm(&(hhh + v + v));
        let y = C::Field::mul_sum(&r, &(v - x), &-s1, &hhh);
        Self { x, y, z: self.z * other.z * h }
    }

    /// self·k for signed odd digits of k (see [`wnaf`]), highest first, each below 8.
    pub fn vartime_mul_digits(&self, digits: &[i8]) -> Self {
        let double = self.double();
        let mut odd = [*self; 4];
        for i in 1..4 {
            odd[i] = odd[i - 1].vartime_add(&double);
        }
        let mut result = Self::INFINITY;
        for &digit in digits {
            result = result.double();
            if digit != 0 {
                let multiple = odd[usize::from(digit.unsigned_abs() / 2)];
                result = result.vartime_add(&if digit < 0 { -multiple } else { multiple });
            }
        }
        result
    }

    /// self·k for k in words from the lowest, by plain doubling and adding. Faster methods are tested against it.
    pub fn vartime_mul_plain(&self, words: &[u64]) -> Self {
        let mut result = Self::INFINITY;
        for word in words.iter().rev() {
            for bit in (0..64).rev() {
                result = result.double();
                if word >> bit & 1 == 1 {
                    result = result.vartime_add(self);
                }
            }
        }
        result
    }

    /// The affine coordinates, `None` for the point at infinity. The caller must know whether it is in the subgroup.
    pub fn vartime_coordinates(&self) -> Option<Coordinates<C::Field>> {
        if self.vartime_is_infinity() {
            return None;
        }
        let inverse = self.z.invert();
        Some(self.scaled(&inverse))
    }

    /// The affine coordinates of several points, with one inversion in all; `None` for the point at infinity.
    pub fn vartime_all_coordinates(points: &[Self]) -> Vec<Option<Coordinates<C::Field>>> {
        let finite: Vec<Self> = points.iter().filter(|point| !point.vartime_is_infinity()).copied().collect();
        let mut coordinates = Self::all_coordinates(&finite).into_iter();
        points.iter().map(|point| if point.vartime_is_infinity() { None } else { coordinates.next() }).collect()
    }

    /// Affine coordinates of several finite points, with one inversion.
    fn all_coordinates(points: &[Self]) -> Vec<Coordinates<C::Field>> {
        let mut inverses: Vec<_> = points.iter().map(|point| point.z).collect();
        invert_all(&mut inverses);
        points.iter().zip(&inverses).map(|(point, inverse)| point.scaled(inverse)).collect()
    }

    /// Maps the coordinates X, Y, Z, and multiplies X, Y. The caller must know that the result is on the curve.
    pub(crate) fn map(&self, f: impl Fn(&C::Field) -> C::Field, x: &C::Field, y: &C::Field) -> Self {
        Self { x: f(&self.x) * *x, y: f(&self.y) * *y, z: f(&self.z) }
    }

    fn scaled(&self, inverse: &C::Field) -> Coordinates<C::Field> {
        let square = inverse.square();
        Coordinates { x: self.x * square, y: self.y * (square * *inverse) }
    }
}

impl<C: Curve> core::ops::Neg for Jacobian<C> {
    type Output = Self;
    fn neg(self) -> Self {
        Self { y: -self.y, ..self }
    }
}

impl<C: Curve> PartialEq for Jacobian<C> {
    fn eq(&self, other: &Self) -> bool {
        self.vartime_add(&-*other).vartime_is_infinity()
    }
}
