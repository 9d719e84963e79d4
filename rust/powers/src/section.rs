//! Many points in the form of snarkjs's sections, read and written with the point at infinity.

use crate::{
    Contributing,
    digits::{Split, is_infinity},
    members::{all_in_subgroup, is_member},
};
use alloc::{vec, vec::Vec};
use fedzk_curves::{
    curve::{Coordinates, Curve},
    field::{Fp, Fp2, Prime},
    uint,
};
use fedzk_prover::zkey::{G1Point, G2Point, KeyPoint};

/// A group's points.
pub trait Points<S: Contributing>: KeyPoint<S, Curve: Split> {
    /// Writes a point.
    fn write(point: &Coordinates<<Self::Curve as Curve>::Field>, out: &mut [u8]);
}

impl<S: Contributing> Points<S> for G1Point<S> {
    fn write(point: &Coordinates<Fp<S>>, out: &mut [u8]) {
        write_elements(&[point.x, point.y], out);
    }
}

impl<S: Contributing> Points<S> for G2Point<S> {
    fn write(point: &Coordinates<Fp2<S>>, out: &mut [u8]) {
        let Coordinates { x, y } = S::to_standard(point);
        write_elements(&[x.c0(), x.c1(), y.c0(), y.c1()], out);
    }
}

/// A list of points.
pub type List<P, S> = Vec<Coordinates<<<P as KeyPoint<S>>::Curve as Curve>::Field>>;

/// Reads points without a check, each coordinate below q.
///
/// # Errors
/// The index of the first with another.
pub fn read<S: Contributing, P: Points<S>>(bytes: &[u8]) -> Result<List<P, S>, usize> {
    let mut points = Vec::with_capacity(bytes.len() / P::BYTES);
    for (i, bytes) in bytes.chunks_exact(P::BYTES).enumerate() {
        points.push(P::read(bytes).map_err(|_| i)?.unwrap_or_else(crate::digits::infinity));
    }
    Ok(points)
}

/// Reads points that are on the curve, in the subgroup, and finite unless `infinity` is allowed. For many points the subgroup
/// is tested by random sums: `random` must not be known to whoever chose the points.
///
/// # Errors
/// The index of the first that isn't.
pub fn read_checked<S: Contributing, P: Points<S>>(
    bytes: &[u8],
    infinity: bool,
    random: impl FnMut() -> u32,
) -> Result<List<P, S>, usize> {
    let points = read_on_curve::<S, P>(bytes, infinity)?;
    if points.len() < FEW {
        return match points.iter().position(|point| !is_member::<P::Curve>(point)) {
            Some(i) => Err(i),
            None => Ok(points),
        };
    }
    if all_in_subgroup::<P::Curve>(&points, random) {
        return Ok(points);
    }
    Err(points.iter().position(|point| !is_member::<P::Curve>(point)).unwrap_or_default())
}

/// Fewer points are checked one by one: the test's own sums cost about as many checks.
const FEW: usize = 64;

fn read_on_curve<S: Contributing, P: Points<S>>(bytes: &[u8], infinity: bool) -> Result<List<P, S>, usize> {
    let (points, refused) = match read::<S, P>(bytes) {
        Ok(points) => (points, None),
        // A point before it may be off the curve.
        Err(i) => (read::<S, P>(&bytes[..i * P::BYTES])?, Some(i)),
    };
    let is_valid = |point: &Coordinates<_>| {
        if is_infinity(point) { infinity } else { point.vartime_on_curve::<P::Curve>().is_some() }
    };
    match points.iter().position(|point| !is_valid(point)).or(refused) {
        Some(i) => Err(i),
        None => Ok(points),
    }
}

/// The index of the first point that isn't canonical, on the curve, in the subgroup and, unless allowed, finite.
pub fn check<S: Contributing, P: Points<S>>(bytes: &[u8], infinity: bool) -> Option<usize> {
    let (points, refused) = match read_on_curve::<S, P>(bytes, infinity) {
        Ok(points) => (points, None),
        Err(i) => (read::<S, P>(&bytes[..i * P::BYTES]).ok()?, Some(i)),
    };
    points.iter().position(|point| !is_member::<P::Curve>(point)).or(refused)
}

/// Writes points.
pub fn write<S: Contributing, P: Points<S>>(points: &[Coordinates<<P::Curve as Curve>::Field>]) -> Vec<u8> {
    let mut out = vec![0; points.len() * P::BYTES];
    for (point, out) in points.iter().zip(out.chunks_exact_mut(P::BYTES)) {
        if !is_infinity(point) {
            P::write(point, out);
        }
    }
    out
}

fn write_elements<S: Prime>(elements: &[Fp<S>], out: &mut [u8]) {
    let r = const { uint::shl_mod([1, 0, 0, 0, 0, 0], 8 * S::BYTES as u32, S::MODULUS) };
    let r = Fp::from_words(r).expect("write_elements: a constant below q");
    for (element, out) in elements.iter().zip(out.chunks_exact_mut(S::BYTES)) {
        for (word, out) in (*element * r).to_words().iter().zip(out.chunks_exact_mut(8)) {
            out.copy_from_slice(&word.to_le_bytes());
        }
    }
}
