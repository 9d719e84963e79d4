//! The checks without which the equation means nothing.

use crate::{SIGNAL_BYTES, Status, Suite};
use alloc::vec::Vec;
use fedzk_curves::{
    curve::{Affine, Coordinates, Curve, NotAPoint, OnCurve},
    uint,
};

/// The public signals: `n_public` of 32 bytes each, big-endian and below r.
///
/// # Errors
/// [`Status::MalformedSignals`], [`Status::SignalCount`] or [`Status::SignalRange`].
pub fn signals<S: Suite>(bytes: &[u8], n_public: usize) -> Result<Vec<[u64; 4]>, Status> {
    if !bytes.len().is_multiple_of(SIGNAL_BYTES) {
        return Err(Status::MalformedSignals);
    }
    if bytes.len() / SIGNAL_BYTES != n_public {
        return Err(Status::SignalCount);
    }
    let read = |signal| {
        let words = uint::from_be_bytes(signal);
        if uint::less(words, S::G1::ORDER) { Ok(words) } else { Err(Status::SignalRange) }
    };
    bytes.chunks_exact(SIGNAL_BYTES).map(read).collect()
}

/// A point on its curve and in its subgroup.
///
/// # Errors
/// [`Status::NotOnCurve`] or [`Status::NotInSubgroup`].
pub fn point<C: Curve>(coordinates: Coordinates<C::Field>) -> Result<Affine<C>, Status> {
    coordinates.vartime_check().map_err(|reason| match reason {
        NotAPoint::NotOnCurve => Status::NotOnCurve,
        NotAPoint::NotInSubgroup => Status::NotInSubgroup,
    })
}

/// A point on its curve, in its subgroup or not.
///
/// # Errors
/// [`Status::NotOnCurve`].
pub fn on_curve<C: Curve>(coordinates: Coordinates<C::Field>) -> Result<OnCurve<C>, Status> {
    coordinates.vartime_on_curve().ok_or(Status::NotOnCurve)
}
