//! Points in the sections of snarkjs's files, and in its hashes.
//!
//! In a section a coordinate c is the integer cR mod q, little-endian, R = 2^(8·bytes); a point is x ‖ y, an element of Fp2
//! its real part first, the point at infinity zeros. In hashes a coordinate is big-endian as it is, an element of Fp2 its
//! **imaginary part first**, the point at infinity zeros but for a flag: U(P), uncompressed, has no flags, and C(P) is the x
//! of U with 0x80 if y is the larger root, or 0x40 for infinity.

use crate::Ceremony;
use fedzk_curves::{
    curve::{Affine, NotAPoint},
    field::{Fp, Prime},
    uint,
};
use fedzk_prover::zkey::{G1Point, G2Point, KeyPoint, coordinate};

/// Why bytes of a section are not a point of the subgroup.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum PointProblem {
    /// A coordinate that isn't below q.
    Range = 1,
    /// The point at infinity.
    Infinity,
    /// It isn't on the curve.
    OffCurve,
    /// It is on the curve, outside the subgroup of order r.
    OffSubgroup,
}

/// A group's points in sections.
pub trait SectionPoint<S: Ceremony>: KeyPoint<S> {
    /// The elements of Fp in a coordinate.
    const PARTS: usize;
    /// Writes a point.
    fn write(point: &Affine<Self::Curve>, out: &mut [u8]);
}

impl<S: Ceremony> SectionPoint<S> for G1Point<S> {
    const PARTS: usize = 1;

    fn write(point: &Affine<S::G1>, out: &mut [u8]) {
        write_elements(&[*point.x(), *point.y()], out);
    }
}

impl<S: Ceremony> SectionPoint<S> for G2Point<S> {
    const PARTS: usize = 2;

    fn write(point: &Affine<S::G2>, out: &mut [u8]) {
        let [x, y] = S::to_standard_twist(point);
        write_elements(&[x.c0(), x.c1(), y.c0(), y.c1()], out);
    }
}

/// Reads a point, with all checks.
///
/// # Errors
/// [`PointProblem`].
pub fn read<S: Ceremony, P: SectionPoint<S>>(bytes: &[u8]) -> Result<Affine<P::Curve>, PointProblem> {
    let coordinates = P::read(bytes).map_err(|_| PointProblem::Range)?.ok_or(PointProblem::Infinity)?;
    coordinates.vartime_check().map_err(|problem| match problem {
        NotAPoint::NotOnCurve => PointProblem::OffCurve,
        NotAPoint::NotInSubgroup => PointProblem::OffSubgroup,
    })
}

/// Writes U of a point of a section, of the same length. The point need not be on its curve; a coordinate that isn't below
/// q counts modulo q.
pub fn uncompressed<S: Ceremony, P: SectionPoint<S>>(bytes: &[u8], out: &mut [u8]) {
    let size = P::PARTS * S::BYTES;
    for (coordinate, out) in bytes.chunks_exact(size).zip(out.chunks_exact_mut(size)) {
        write_coordinate::<S>(coordinate, out);
    }
}

/// Writes C of a point of a section, of half its length. As for [`uncompressed`], the point need not be one.
pub fn compressed<S: Ceremony, P: SectionPoint<S>>(bytes: &[u8], out: &mut [u8]) {
    let (x, y) = bytes.split_at(P::PARTS * S::BYTES);
    write_coordinate::<S>(x, out);
    if bytes.iter().all(|byte| *byte == 0) {
        out[0] |= INFINITY;
    } else if is_largest::<S>(y) {
        out[0] |= LARGEST;
    }
}

const LARGEST: u8 = 0x80;
const INFINITY: u8 = 0x40;

/// The elements of a coordinate, the last one first, canonical and big-endian.
fn write_coordinate<S: Prime>(bytes: &[u8], out: &mut [u8]) {
    for (part, out) in bytes.chunks_exact(S::BYTES).rev().zip(out.chunks_exact_mut(S::BYTES)) {
        reduced::<S>(part).to_be_bytes(out);
    }
}

/// Whether a y is larger than its negative. The last element that isn't 0 decides.
fn is_largest<S: Prime>(y: &[u8]) -> bool {
    let deciding = y.chunks_exact(S::BYTES).rev().find(|part| part.iter().any(|byte| *byte != 0));
    deciding.is_some_and(|part| reduced::<S>(part).is_largest())
}

/// The element of cR mod q, for any integer.
fn reduced<S: Prime>(bytes: &[u8]) -> Fp<S> {
    coordinate(bytes).unwrap_or_else(|_| {
        let mut padded = [0; 48];
        for (padded, byte) in padded.iter_mut().rev().zip(bytes) {
            *padded = *byte;
        }
        let mut words = uint::from_be_bytes(&padded);
        while !uint::less(words, S::MODULUS) {
            words = uint::sub(words, S::MODULUS).0;
        }
        uint::to_be_bytes(&words, &mut padded);
        padded.reverse();
        coordinate(&padded[..S::BYTES]).expect("reduced: an integer below q")
    })
}

fn write_elements<S: Prime>(elements: &[Fp<S>], out: &mut [u8]) {
    let r = const { uint::shl_mod([1, 0, 0, 0, 0, 0], 8 * S::BYTES as u32, S::MODULUS) };
    let r = Fp::from_words(r).expect("write_elements: a constant below q");
    for (element, out) in elements.iter().zip(out.chunks_exact_mut(S::BYTES)) {
        (*element * r).to_be_bytes(out);
        out.reverse();
    }
}
