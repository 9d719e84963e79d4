//! Lists of points from each encoding to each: of proofs as `Proof` writes them, of keys there and back, and which point
//! is named where one is wrong.

use crate::common::{Place, Vectors, all, coordinate, infinity, outside_subgroup, p, places, update_slice, with_bytes};
use fedzk_groth16::{
    Proof, ProofFormat, Status, Suite,
    convert::{COMPRESS, COMPRESSED, TWISTED},
    convert_points,
};

const FORMATS: [ProofFormat; 3] = [ProofFormat::Uncompressed, ProofFormat::Fedzk, ProofFormat::Compressed];

each_curve!(proofs keys wrong_points short_buffers what_is_left_over);

/// Of A, B and C, from one format to another.
fn kinds<S: Suite>(from: ProofFormat, to: ProofFormat) -> [u8; 3] {
    let [from, to] = [from, to].map(places::<S>);
    let flag = |set: bool, flag: u8| if set { flag } else { 0 };
    [0, 1, 2].map(|i| flag(i == 1, TWISTED) | flag(from[i].compressed, COMPRESSED) | flag(to[i].compressed, COMPRESS))
}

fn converted<S: Suite>(kinds: &[u8], points: &[u8], length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    assert_eq!(convert_points::<S>(kinds, points, &mut out), Ok(()));
    out
}

fn proofs<S: Vectors>() {
    for case in all::<S>() {
        let proof = Proof::<S>::read(&case.proof).unwrap();
        for (from, to) in FORMATS.iter().flat_map(|from| FORMATS.map(|to| (*from, to))) {
            let written = converted::<S>(&kinds::<S>(from, to), &proof.write(from), to.proof_bytes::<S>());
            assert_eq!(written, proof.write(to), "{}: {from:?} to {to:?}", case.name);
        }
    }
}

/// α, β, γ, δ, and so many of IC.
fn keys<S: Vectors>() {
    for case in all::<S>() {
        let points = &case.key[5..];
        let kinds = |more| [&[more], &[TWISTED | more; 3][..], &vec![more; case.signals.len() + 1]].concat();
        let short = converted::<S>(&kinds(COMPRESS), points, points.len() / 2);
        assert_eq!(converted::<S>(&kinds(COMPRESSED), &short, points.len()), points, "{}", case.name);
        assert_eq!(converted::<S>(&kinds(COMPRESSED | COMPRESS), &short, short.len()), short, "{}", case.name);
        assert_eq!(converted::<S>(&kinds(0), points, points.len()), points, "{}", case.name);
    }
}

/// Makes each point wrong in turn: the error names its place.
fn wrong_points<S: Vectors>() {
    let case = update_slice::<S>().swap_remove(0);
    let kinds = kinds::<S>(ProofFormat::Uncompressed, ProofFormat::Compressed);
    let [ones, twos] = outside_subgroup::<S>();
    for (i, place) in places::<S>(ProofFormat::Uncompressed).into_iter().enumerate() {
        let Place { at, length, .. } = place;
        let half = at + length / 2;
        let other = if i == 1 { twos.first() } else { ones.first() };
        let wrong = [
            (with_bytes(&case.proof, at, &infinity::<S>(&place)), Status::Infinity),
            (with_bytes(&case.proof, half, &coordinate::<S>(&p::<S>())), Status::CoordinateRange),
            (with_bytes(&case.proof, half, &vec![0; length / 2]), Status::NotOnCurve),
        ];
        let outside = other.map(|point| (with_bytes(&case.proof, at, point), Status::NotInSubgroup));
        for (points, status) in wrong.into_iter().chain(outside) {
            let mut out = vec![0; points.len() / 2];
            assert_eq!(convert_points::<S>(&kinds, &points, &mut out), Err((i, status)));
            // Also with A wrong.
            let both = with_bytes(&points, S::BYTES, &coordinate::<S>(&p::<S>()));
            assert_eq!(convert_points::<S>(&kinds, &both, &mut out).unwrap_err().0, 0);
        }
    }
}

fn short_buffers<S: Vectors>() {
    let case = update_slice::<S>().swap_remove(0);
    let kinds = kinds::<S>(ProofFormat::Uncompressed, ProofFormat::Uncompressed);
    let length = case.proof.len();
    let mut out = vec![0; length];
    for (i, Place { at, length: size, .. }) in places::<S>(ProofFormat::Uncompressed).into_iter().enumerate() {
        let short = Err((i, Status::MalformedProof));
        for end in [at, at + 1, at + size - 1] {
            assert_eq!(convert_points::<S>(&kinds, &case.proof[..end], &mut out), short);
            assert_eq!(convert_points::<S>(&kinds, &case.proof, &mut vec![0; end]), short);
        }
    }
    assert_eq!(convert_points::<S>(&kinds, &case.proof, &mut out), Ok(()));
    assert_eq!(out, case.proof);
}

fn what_is_left_over<S: Vectors>() {
    let case = update_slice::<S>().swap_remove(0);
    let mut out = vec![0xff; case.proof.len()];
    assert_eq!(convert_points::<S>(&[], &case.proof, &mut out), Ok(()));
    assert_eq!(out, vec![0xff; case.proof.len()]);
    assert_eq!(convert_points::<S>(&[0], &case.proof, &mut out), Ok(()));
    let a = places::<S>(ProofFormat::Uncompressed)[0].length;
    assert_eq!((&out[..a], &out[a..]), (&case.proof[..a], &vec![0xff; case.proof.len() - a][..]));
}
