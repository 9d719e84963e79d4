//! drand's quicknet, a public source of randomness: a BLS signature in G1 of BLS12-381 every three seconds
//! (`bls-unchained-g1-rfc9380`). The signature of a round is SHA-256 of its number, signed; the round's value is SHA-256 of the
//! signature.

use fedzk_curves::{
    bls12_381::{Bls12381, Fp12, G1, G2, hash_to_g1},
    curve::{Affine, CompressedEncoding},
    pairing::{Pairing, miller_loop},
    uint,
};
use sha2::{Digest, Sha256};

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 48;

/// quicknet's key, compressed. drand's public endpoints give it with the chain's hash
/// 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971.
const QUICKNET: [u64; 12] = uint::from_hex(
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
);

/// The suite's name, which the hash to G1 is separated by.
const SUITE: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/// Whether a signature is that of a round: a canonical point of the subgroup that isn't infinity, and
/// e(signature, G2) = e(H(round), key). A point outside the subgroup can satisfy the equation too, and so give other values.
pub fn is_round(round: u64, signature: &[u8; SIGNATURE_BYTES]) -> bool {
    let message = Sha256::digest(round.to_be_bytes());
    let mut key = [0; 96];
    uint::to_be_bytes(&QUICKNET, &mut key);
    let (Some(signature), Some(key), Some(hash)) =
        (point::<G1>(signature), point::<G2>(&key), hash_to_curve(&message, SUITE))
    else {
        return false;
    };
    let pairs = [(signature, -Affine::GENERATOR), (hash, key)];
    Bls12381::final_exponentiation(&miller_loop::<Bls12381>(&pairs, &[])) == Fp12::ONE
}

fn point<C: CompressedEncoding>(bytes: &[u8]) -> Option<Affine<C>> {
    C::read_compressed(bytes).ok()?.vartime_check().ok()
}

/// Hashes to G1 (RFC 9380 §3, §5.2): two elements of Fp of 64 bytes each, and their point. `None` for infinity, which
/// nobody finds a message for.
pub fn hash_to_curve(message: &[u8], separation: &[u8]) -> Option<Affine<G1>> {
    let bytes = expand_message(message, separation);
    let (elements, _) = bytes.as_chunks::<64>();
    hash_to_g1::map_to_g1(&[hash_to_g1::from_wide_bytes(&elements[0]), hash_to_g1::from_wide_bytes(&elements[1])])
}

const EXPANDED_BYTES: usize = 128;

/// `expand_message_xmd` with SHA-256 (RFC 9380 §5.3.1), for 128 bytes. The separation has at most 255.
fn expand_message(message: &[u8], separation: &[u8]) -> [u8; EXPANDED_BYTES] {
    let end = |hash: Sha256| -> [u8; 32] {
        hash.chain_update(separation).chain_update([separation.len() as u8]).finalize().into()
    };
    // Zeros for a block of SHA-256, and the length that is asked for.
    let start = Sha256::new().chain_update([0; 64]).chain_update(message);
    let first = end(start.chain_update((EXPANDED_BYTES as u16).to_be_bytes()).chain_update([0]));
    let mut out = [0; EXPANDED_BYTES];
    let mut last = [0; 32];
    for (i, part) in (1..).zip(out.as_chunks_mut().0) {
        for (last, first) in last.iter_mut().zip(&first) {
            *last ^= first;
        }
        last = end(Sha256::new().chain_update(last).chain_update([i]));
        *part = last;
    }
    out
}
