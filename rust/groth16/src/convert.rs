//! Converts points from one encoding into another.

use crate::{Status, Suite, checks, decode};
use fedzk_curves::curve::CompressedEncoding;

/// A kind is a sum of these: the point is one of G2,
pub const TWISTED: u8 = 1;
/// it is compressed where it is read,
pub const COMPRESSED: u8 = 2;
/// it is to be compressed where it is written.
pub const COMPRESS: u8 = 4;

/// Reads a point for each kind, one after the other, checks that it is on its curve and in its subgroup, and writes it.
/// The caller must pass the right lengths; bytes that are left over are ignored.
///
/// # Errors
/// The place of the first point that is wrong, and what is wrong with it.
pub fn convert_points<S: Suite>(kinds: &[u8], mut points: &[u8], mut out: &mut [u8]) -> Result<(), (usize, Status)> {
    for (place, &kind) in kinds.iter().enumerate() {
        let convert = if kind & TWISTED == 0 { convert::<S::G1> } else { convert::<S::G2> };
        let (read, written) = convert(kind, points, out).map_err(|status| (place, status))?;
        points = &points[read..];
        out = &mut out[written..];
    }
    Ok(())
}

/// The number of bytes read and written.
fn convert<C: CompressedEncoding>(kind: u8, points: &[u8], out: &mut [u8]) -> Result<(usize, usize), Status> {
    let (compressed, compress) = (kind & COMPRESSED != 0, kind & COMPRESS != 0);
    let (read, written) = (decode::point_bytes::<C>(compressed), decode::point_bytes::<C>(compress));
    let (Some(bytes), Some(out)) = (points.get(..read), out.get_mut(..written)) else {
        return Err(Status::MalformedProof);
    };
    let point = checks::point::<C>(decode::read::<C>(compressed, bytes)?)?;
    decode::write(compress, &point, out);
    Ok((read, written))
}
