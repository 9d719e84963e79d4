//! Checks what must hold for every input. Panics if it doesn't.

use super::mutate::Attack;
use super::oracle::Oracle;
use super::reference::{self, Point};
use super::subject::{Subject, point, same_up_to_sign};
use super::{Choices, Seeded};
use crate::common::{Vectors, in_format};
use fedzk_groth16::{Checked, FACTOR_BYTES, KeyError, PreparedKey, Proof, ProofFormat, Status};

const FORMATS: [ProofFormat; 3] = [ProofFormat::Uncompressed, ProofFormat::Fedzk, ProofFormat::Compressed];

/// Bytes as a proof: the status is the reference's, and a proof that is read is written as the same bytes, in every format.
pub fn decode<S: Vectors>(oracle: &impl Oracle, bytes: &[u8]) -> Result<[Point; 3], Status> {
    let expected = reference::proof::<S>(oracle, bytes);
    match Proof::<S>::read(bytes) {
        Err(status) => assert_eq!(Err(&status), expected.as_ref(), "{bytes:02x?}"),
        Ok(proof) => {
            assert_eq!(Ok(points_of(&proof)).as_ref(), expected.as_ref(), "{bytes:02x?}");
            let own = ProofFormat::of_length::<S>(bytes.len()).expect("a format");
            assert_eq!(proof.write(own), bytes);
            let plain = proof.write(ProofFormat::Uncompressed);
            for format in FORMATS {
                assert_eq!(proof.write(format), in_format::<S>(&plain, format), "{bytes:02x?}");
            }
        }
    }
    expected
}

/// The proof's points, from its uncompressed encoding.
fn points_of<S: Vectors>(proof: &Proof<S>) -> [Point; 3] {
    let bytes = proof.write(ProofFormat::Uncompressed);
    let (outer, inner) = (2 * S::BYTES, 4 * S::BYTES);
    [&bytes[..outer], &bytes[outer..outer + inner], &bytes[outer + inner..]].map(point::<S>)
}

/// A whole verification: the status is the reference's. Of well-formed input, exactly the known statements are valid, up
/// to a common sign of A and B.
pub fn verify<S: Vectors>(subject: &Subject<S>, oracle: &impl Oracle, attack: &Attack) -> Status {
    let status = subject.key.verify(&attack.proof, &attack.signals);
    let form = reference::signals(oracle, &attack.signals, subject.n_public());
    let form = form.and_then(|_| decode::<S>(oracle, &attack.proof));
    let expected = form.map_or_else(
        |status| status,
        |points| if is_known::<S>(oracle, attack, &points) { Status::Ok } else { Status::Equation },
    );
    assert_eq!(status, expected, "proof {:02x?}, signals {:02x?}", attack.proof, attack.signals);
    status
}

fn is_known<S: Vectors>(oracle: &impl Oracle, attack: &Attack, points: &[Point; 3]) -> bool {
    let same = attack.known.iter().filter(|known| known.signals == attack.signals);
    same.map(|known| Proof::<S>::read(&known.proof).expect("a valid proof"))
        .any(|known| same_up_to_sign(oracle.p(), &points_of(&known), points))
}

/// Several at once have the same verdicts as one by one. Returns how many of them pass the checks before the equation.
pub fn batch<S: Vectors>(subject: &Subject<S>, attacks: &[Attack], seed: u64) -> usize {
    let mut expected = Vec::new();
    let mut checked: Vec<Checked<S>> = Vec::new();
    for Attack { proof, signals, .. } in attacks {
        let status = subject.key.verify(proof, signals);
        match subject.key.check(proof, signals) {
            Ok(item) => {
                checked.push(item);
                expected.push(status == Status::Ok);
                assert!([Status::Ok, Status::NotInSubgroup, Status::Equation].contains(&status));
            }
            Err(other) => assert_eq!(other, status),
        }
    }
    let random = Seeded::new(seed).bytes(FACTOR_BYTES * checked.len());
    assert_eq!(subject.key.verify_batch(&checked, &random), expected);
    checked.len()
}

/// Bytes as a key: it is refused as by the reference, and a key that is read is the key of these bytes.
pub fn key<S: Vectors>(oracle: &impl Oracle, bytes: &[u8]) -> bool {
    let expected = reference::key::<S>(oracle, bytes);
    match (PreparedKey::<S>::read_insecure(bytes), expected) {
        (Ok(key), Ok(points)) => {
            assert_eq!(key.n_public(), points.len() - 5);
            true
        }
        (Err(KeyError::Malformed), Err(None)) => false,
        (Err(KeyError::Point(at, status)), Err(Some(expected))) => {
            assert_eq!((at, status), expected, "{bytes:02x?}");
            false
        }
        (key, expected) => panic!("{:?}, expected {expected:?}: {bytes:02x?}", key.err()),
    }
}
