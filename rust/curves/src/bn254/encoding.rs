//! Points as gnark writes them for this curve (gnark-crypto `ecc/bn254/marshal.go`): the two bits that p leaves free
//! say what follows. Uncompressed is 00, and infinity is then all zeros, as in EIP-196.

use super::{Fp, Fp2, G1, G2};
use crate::{
    curve::{Affine, CompressedEncoding, Coordinates, Curve, Encoding, Unreadable},
    field::Field,
};

const FLAGS: u8 = 0b1100_0000;
const SMALLEST: u8 = 0b1000_0000;
const LARGEST: u8 = 0b1100_0000;
const INFINITY: u8 = 0b0100_0000;

fn fp(bytes: &[u8]) -> Result<Fp, Unreadable> {
    Fp::from_be_bytes(bytes).ok_or(Unreadable::CoordinateRange)
}

fn fp2(bytes: &[u8]) -> Result<Fp2, Unreadable> {
    Ok(Fp2::new(fp(&bytes[32..])?, fp(&bytes[..32])?))
}

/// The coordinates, unless both are zero.
fn finite<F: Field>(x: F, y: F) -> Result<Coordinates<F>, Unreadable> {
    if x.vartime_is_zero() && y.vartime_is_zero() { Err(Unreadable::Infinity) } else { Ok(Coordinates { x, y }) }
}

impl Encoding for G1 {
    const BYTES: usize = 64;

    fn read(bytes: &[u8]) -> Result<Coordinates<Fp>, Unreadable> {
        finite(fp(&bytes[..32])?, fp(&bytes[32..])?)
    }

    fn write(point: &Affine<Self>, out: &mut [u8]) {
        point.x().to_be_bytes(&mut out[..32]);
        point.y().to_be_bytes(&mut out[32..]);
    }
}

impl Encoding for G2 {
    const BYTES: usize = 128;

    fn read(bytes: &[u8]) -> Result<Coordinates<Fp2>, Unreadable> {
        finite(fp2(&bytes[..64])?, fp2(&bytes[64..])?)
    }

    fn write(point: &Affine<Self>, out: &mut [u8]) {
        let ([x0, x1], [y0, y1]) = (point.x().parts(), point.y().parts());
        let parts = [x1, x0, y1, y0];
        for (part, chunk) in parts.into_iter().zip(out.chunks_exact_mut(32)) {
            part.to_be_bytes(chunk);
        }
    }
}

/// Whether y is the larger one, and the bytes of x without the flags.
fn split_compressed<const N: usize>(bytes: &[u8]) -> Result<(bool, [u8; N]), Unreadable> {
    let mut x = [0; N];
    x.copy_from_slice(bytes);
    x[0] &= !FLAGS;
    match bytes[0] & FLAGS {
        SMALLEST => Ok((false, x)),
        LARGEST => Ok((true, x)),
        INFINITY if x == [0; N] => Err(Unreadable::Infinity),
        _ => Err(Unreadable::Malformed),
    }
}

fn flags(largest: bool) -> u8 {
    if largest { LARGEST } else { SMALLEST }
}

impl CompressedEncoding for G1 {
    const COMPRESSED_BYTES: usize = 32;

    fn read_compressed(bytes: &[u8]) -> Result<Coordinates<Fp>, Unreadable> {
        let (largest, x) = split_compressed::<32>(bytes)?;
        let x = fp(&x)?;
        let y = (x.square() * x + G1::B).vartime_sqrt().ok_or(Unreadable::NotOnCurve)?;
        Ok(Coordinates { x, y: if y.is_largest() == largest { y } else { -y } })
    }

    fn write_compressed(point: &Affine<Self>, out: &mut [u8]) {
        point.x().to_be_bytes(out);
        out[0] |= flags(point.y().is_largest());
    }
}

impl CompressedEncoding for G2 {
    const COMPRESSED_BYTES: usize = 64;

    fn read_compressed(bytes: &[u8]) -> Result<Coordinates<Fp2>, Unreadable> {
        let (largest, x) = split_compressed::<64>(bytes)?;
        let x = fp2(&x)?;
        let y = (x.square() * x + G2::B).vartime_sqrt().ok_or(Unreadable::NotOnCurve)?;
        Ok(Coordinates { x, y: if y.is_largest() == largest { y } else { -y } })
    }

    fn write_compressed(point: &Affine<Self>, out: &mut [u8]) {
        let [real, imaginary] = point.x().parts();
        imaginary.to_be_bytes(&mut out[..32]);
        real.to_be_bytes(&mut out[32..]);
        out[0] |= flags(point.y().is_largest());
    }
}
