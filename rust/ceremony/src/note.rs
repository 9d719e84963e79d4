//! Ed25519 (RFC 8032), so strictly that all libraries would agree: they differ in what they accept of points that aren't
//! canonical, of small or of mixed order, and of a cofactor in the equation (Chalkias, Garillot, Nikolaenko,
//! <https://eprint.iacr.org/2020/1244>).

use curve25519_dalek::{edwards::CompressedEdwardsY, edwards::EdwardsPoint, scalar::Scalar};
use sha2::{Digest, Sha512};

/// Bytes of a public key.
pub const KEY_BYTES: usize = 32;
/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// Whether a signature R ‖ S of a message is a public key A's: A is canonical, not of small order, and [ℓ]A = O; S is below
/// ℓ; R is the encoding of \[S\]B − \[h\]A, h = SHA-512(R ‖ A ‖ message), and not of small order.
pub fn is_signed(key: &[u8; KEY_BYTES], message: &[u8], signature: &[u8; SIGNATURE_BYTES]) -> bool {
    let Some(point) = public_key(key) else { return false };
    let (r, s) = signature.split_at(32);
    let Ok(s) = s.try_into() else { return false };
    let Some(s) = Option::<Scalar>::from(Scalar::from_canonical_bytes(s)) else { return false };
    let hash = Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize();
    let h = Scalar::from_bytes_mod_order_wide(&hash.into());
    let expected = EdwardsPoint::vartime_double_scalar_mul_basepoint(&h, &-point, &s);
    expected.compress().as_bytes() == r && !expected.is_small_order()
}

fn public_key(key: &[u8; KEY_BYTES]) -> Option<EdwardsPoint> {
    let point = CompressedEdwardsY(*key).decompress()?;
    (point.compress().as_bytes() == key && !point.is_small_order() && point.is_torsion_free()).then_some(point)
}
