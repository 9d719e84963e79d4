//! From points of a curve to points of its subgroup.

use super::{Affine, Curve, Jacobian, OnCurve};

/// A curve with r times a cofactor as its number of points.
pub trait Cofactor: Curve {
    /// The cofactor, in words from the lowest.
    const COFACTOR: [u64; 8];
    /// The cofactor times a point. By endomorphisms where they save work, equal to a plain product.
    fn vartime_times_cofactor(point: &Jacobian<Self>) -> Jacobian<Self>;
}

impl<C: Cofactor> OnCurve<C> {
    /// The cofactor times the point, which is in the subgroup; `None` for the point at infinity.
    pub fn vartime_times_cofactor(&self) -> Option<Affine<C>> {
        C::vartime_times_cofactor(&(*self).into()).vartime_coordinates().map(Affine)
    }
}
