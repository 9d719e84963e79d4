//! Points as Zcash's and gnark's BLS12-381 write them (gnark-crypto `ecc/bls12-381/marshal.go`; the IETF's
//! pairing-friendly-curves draft, appendix C): the three bits that p leaves free are compression, infinity, and whether y
//! is the larger of its two values. On the standard twist; [`super`] says how it relates to ours.

use super::{Fp, Fp2, G1, G2, fp2};
use crate::{
    curve::{Affine, CompressedEncoding, Coordinates, Curve, Encoding, Unreadable},
    field::Field,
};

const FLAGS: u8 = 0b1110_0000;
const COMPRESSED: u8 = 0b1000_0000;
const INFINITY: u8 = 0b0100_0000;
const LARGEST: u8 = 0b0010_0000;

/// 4(1 + u), b of the standard twist.
pub const STANDARD_B: Fp2 = fp2("4", "4");
/// t², t³ and their inverses.
const T2: Fp2 = fp2(
    "0102c059785badffb2712f0b14dd02ee6f1c5e2f4bc842bf970b9763020af95d5b6e239093c8642dce515264a049069d",
    "143e8efa14f1bea461205a671f03867fa8f717315d2dec198381fbf187f5f2111da80d66925ae0a825758a83c9f4dec2",
);
const T3: Fp2 = fp2(
    "0f585d403d5ca84c0c1541747513973aa4518665de1dc65c2474b460b9a789290c67fe203f04ce81f9790e030539efdc",
    "09b918e435c595007c1cd45f32d9e9ea15948f4548e31d6be76f0fc8ea14e19e630f6e2210dc49920ebea2a070199138",
);
const ONE_OVER_T2: Fp2 = fp2(
    "1439a5f7b2f992a4631b029e415aadd89935fa2465200bcb7d93f36b1ad16a50d7821f02def4ebe94cf27ec28ce69d26",
    "11766c57cee74729b2ccdbccdb823331671d72ced1cc6bb6345c3dd041576e9df8b63b4b3dbacce6ca431f0ba36548bc",
);
const ONE_OVER_T3: Fp2 = fp2(
    "09a6fac6882aeba69bdd1affdb9f44aa5e32fab98ffb539caa838db2f08735d471e4a0d9fba02ab8c291e563a226ff49",
    "06c53a7ad6c4b8a6f3a12b15e347c8c25f72ea9d8c7635554f1539510f3036452c0d8b92cf4fc9678107f27589a43e08",
);

/// A point of the standard twist on ours.
pub fn from_standard(x: &Fp2, y: &Fp2) -> Coordinates<Fp2> {
    Coordinates { x: *x * ONE_OVER_T2, y: *y * ONE_OVER_T3 }
}

/// Coordinates on our twist, on the standard one.
pub fn coordinates_to_standard(point: &Coordinates<Fp2>) -> Coordinates<Fp2> {
    Coordinates { x: point.x * T2, y: point.y * T3 }
}

/// A point of our twist on the standard one.
pub fn to_standard(point: &Affine<G2>) -> (Fp2, Fp2) {
    (*point.x() * T2, *point.y() * T3)
}

fn read_fp(bytes: &[u8]) -> Result<Fp, Unreadable> {
    Fp::from_be_bytes(bytes).ok_or(Unreadable::CoordinateRange)
}

fn read_fp2(bytes: &[u8]) -> Result<Fp2, Unreadable> {
    Ok(Fp2::new(read_fp(&bytes[48..])?, read_fp(&bytes[..48])?))
}

fn write_fp2(x: &Fp2, out: &mut [u8]) {
    let [real, imaginary] = x.parts();
    imaginary.to_be_bytes(&mut out[..48]);
    real.to_be_bytes(&mut out[48..]);
}

/// Refuses the flags of anything but an uncompressed finite point.
fn check_uncompressed(bytes: &[u8]) -> Result<(), Unreadable> {
    match bytes[0] & FLAGS {
        0 => Ok(()),
        INFINITY if is_zero_but_flags(bytes) => Err(Unreadable::Infinity),
        _ => Err(Unreadable::Malformed),
    }
}

/// Whether y is the larger one, and the bytes of x without the flags.
fn split_compressed<const N: usize>(bytes: &[u8]) -> Result<(bool, [u8; N]), Unreadable> {
    let mut x = [0; N];
    x.copy_from_slice(bytes);
    x[0] &= !FLAGS;
    let flags = bytes[0] & FLAGS;
    match flags & !LARGEST {
        COMPRESSED => Ok((flags & LARGEST != 0, x)),
        _ if flags == COMPRESSED | INFINITY && x == [0; N] => Err(Unreadable::Infinity),
        _ => Err(Unreadable::Malformed),
    }
}

fn is_zero_but_flags(bytes: &[u8]) -> bool {
    bytes[0] & !FLAGS == 0 && bytes[1..].iter().all(|byte| *byte == 0)
}

fn flags(largest: bool) -> u8 {
    COMPRESSED | if largest { LARGEST } else { 0 }
}

impl Encoding for G1 {
    const BYTES: usize = 96;

    fn read(bytes: &[u8]) -> Result<Coordinates<Fp>, Unreadable> {
        check_uncompressed(bytes)?;
        Ok(Coordinates { x: read_fp(&bytes[..48])?, y: read_fp(&bytes[48..])? })
    }

    fn write(point: &Affine<Self>, out: &mut [u8]) {
        point.x().to_be_bytes(&mut out[..48]);
        point.y().to_be_bytes(&mut out[48..]);
    }
}

impl CompressedEncoding for G1 {
    const COMPRESSED_BYTES: usize = 48;

    fn read_compressed(bytes: &[u8]) -> Result<Coordinates<Fp>, Unreadable> {
        let (largest, x) = split_compressed::<48>(bytes)?;
        let x = read_fp(&x)?;
        let y = (x.square() * x + G1::B).vartime_sqrt().ok_or(Unreadable::NotOnCurve)?;
        Ok(Coordinates { x, y: if y.is_largest() == largest { y } else { -y } })
    }

    fn write_compressed(point: &Affine<Self>, out: &mut [u8]) {
        point.x().to_be_bytes(out);
        out[0] |= flags(point.y().is_largest());
    }
}

impl Encoding for G2 {
    const BYTES: usize = 192;

    fn read(bytes: &[u8]) -> Result<Coordinates<Fp2>, Unreadable> {
        check_uncompressed(bytes)?;
        Ok(from_standard(&read_fp2(&bytes[..96])?, &read_fp2(&bytes[96..])?))
    }

    fn write(point: &Affine<Self>, out: &mut [u8]) {
        let (x, y) = to_standard(point);
        write_fp2(&x, &mut out[..96]);
        write_fp2(&y, &mut out[96..]);
    }
}

impl CompressedEncoding for G2 {
    const COMPRESSED_BYTES: usize = 96;

    fn read_compressed(bytes: &[u8]) -> Result<Coordinates<Fp2>, Unreadable> {
        let (largest, x) = split_compressed::<96>(bytes)?;
        let x = read_fp2(&x)?;
        let y = (x.square() * x + STANDARD_B).vartime_sqrt().ok_or(Unreadable::NotOnCurve)?;
        Ok(from_standard(&x, &if y.is_largest() == largest { y } else { -y }))
    }

    fn write_compressed(point: &Affine<Self>, out: &mut [u8]) {
        let (x, y) = to_standard(point);
        write_fp2(&x, out);
        out[0] |= flags(y.is_largest());
    }
}
