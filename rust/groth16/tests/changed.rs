//! Proofs of `packages/vectors` with one change: the status names it.

use crate::common::{
    Case, Place, Vectors, all, in_format, infinity, limit, made, outside_subgroup, p, places, short_formats,
    signal_bytes, simulated, with_bytes, with_word, word_at,
};
use fedzk_groth16::{PreparedKey, Proof, ProofFormat, Status};
use num_bigint::BigUint;

each_curve!(coordinates_not_below_p points_at_infinity flags points_off_the_curve points_outside_the_subgroup
    points_of_other_proofs opposite_points flipped_bits lengths order_of_checks);

struct Prepared<S: Vectors> {
    case: Case,
    key: PreparedKey<S>,
}

impl<S: Vectors> Prepared<S> {
    fn new(case: Case) -> Self {
        let key = PreparedKey::read_insecure(&case.key).unwrap();
        Self { case, key }
    }

    fn status(&self, proof: &[u8]) -> Status {
        self.key.verify(proof, &signal_bytes(&self.case.signals))
    }

    fn fails(&self, proof: &[u8], status: Status) {
        assert_eq!(self.status(proof), status, "{}", self.case.name);
    }
}

fn prepared<S: Vectors>(cases: Vec<Case>) -> impl Iterator<Item = Prepared<S>> {
    cases.into_iter().map(Prepared::new)
}

/// Where A, B and C stand.
fn points<S: Vectors>() -> [Place; 3] {
    places::<S>(ProofFormat::Uncompressed)
}

fn coordinates_not_below_p<S: Vectors>() {
    let (p, limit) = (p::<S>(), limit::<S>());
    for case in prepared::<S>(all::<S>()) {
        let proof = &case.case.proof;
        for i in 0..8 {
            let aliases = (1u32..10).map(|k| word_at::<S>(proof, i) + &p * k).filter(|c| *c < limit);
            for other in aliases.chain([p.clone(), &p + 1u32, &limit - 1u32]) {
                let bytes = with_word::<S>(proof, i, &other);
                // The flags are in the first byte of a point.
                let flagged = [0, 2, 6].contains(&i) && bytes[S::BYTES * i] & S::FLAGS != 0;
                case.fails(&bytes, if flagged { S::FLAGGED } else { Status::CoordinateRange });
            }
        }
    }
}

fn points_at_infinity<S: Vectors>() {
    for case in prepared::<S>(all::<S>()) {
        let proof = &case.case.proof;
        for place in &points::<S>() {
            let infinite = infinity::<S>(place);
            case.fails(&with_bytes(proof, place.at, &infinite), Status::Infinity);
            // Infinity needs its flag: zeros without it are not a point. With it, no other bit may be set.
            if S::INFINITY_UNCOMPRESSED != 0 {
                case.fails(&with_bytes(proof, place.at, &vec![0; place.length]), Status::NotOnCurve);
                for byte in 0..place.length {
                    let other = with_bytes(&infinite, byte, &[infinite[byte] | 1 << (byte % 5)]);
                    case.fails(&with_bytes(proof, place.at, &other), Status::MalformedProof);
                }
            }
        }
        case.fails(&points::<S>().map(|place| infinity::<S>(&place)).concat(), Status::Infinity);
    }
}

/// Every value of the free bits of every coordinate.
fn flags<S: Vectors>() {
    for case in prepared::<S>(all::<S>()) {
        let proof = &case.case.proof;
        for i in 0..8 {
            let at = S::BYTES * i;
            for flags in (0..=u8::MAX).filter(|flags| flags & !S::FLAGS == 0 && *flags != 0) {
                let first = [0, 2, 6].contains(&i);
                let status = if first { S::FLAGGED } else { Status::CoordinateRange };
                case.fails(&with_bytes(proof, at, &[proof[at] | flags]), status);
            }
        }
    }
}

fn points_off_the_curve<S: Vectors>() {
    for case in prepared::<S>(all::<S>()) {
        let proof = &case.case.proof;
        let word_at = |i| word_at::<S>(proof, i);
        // y + 1, and one coordinate 0: the orders are odd, so y isn't 0, and only (0, ±2) on BLS12-381 has x = 0.
        for i in [1, 4, 5, 7] {
            let next = (word_at(i) + 1u32) % p::<S>();
            case.fails(&with_word::<S>(proof, i, &next), Status::NotOnCurve);
        }
        for i in [0, 1, 6, 7] {
            case.fails(&with_word::<S>(proof, i, &BigUint::ZERO), Status::NotOnCurve);
        }
        // x and y, or the parts of B's coordinates, the other way round.
        for swap in [[0, 1], [2, 3], [4, 5], [6, 7]] {
            let [i, j] = swap.map(word_at);
            if i != j {
                let swapped = with_word::<S>(&with_word::<S>(proof, swap[0], &j), swap[1], &i);
                case.fails(&swapped, Status::NotOnCurve);
            }
        }
    }
}

fn points_outside_the_subgroup<S: Vectors>() {
    let [g1, g2] = outside_subgroup::<S>();
    assert_eq!([g1.len(), g2.len()], if S::CURVE_ID == 1 { [0, 10] } else { [17, 18] });
    let [a, b, c] = points::<S>().map(|place| place.at);
    for case in prepared::<S>(all::<S>()) {
        for (at, points) in [(a, &g1), (b, &g2), (c, &g1)] {
            for point in points {
                case.fails(&with_bytes(&case.case.proof, at, point), Status::NotInSubgroup);
            }
        }
    }
}

/// A, B or C of another proof under the same key.
fn points_of_other_proofs<S: Vectors>() {
    for cases in made::<S>() {
        let cases: Vec<_> = prepared::<S>(cases).collect();
        for (i, case) in cases.iter().enumerate() {
            let other = &cases[(i + 1) % cases.len()].case.proof;
            for place in points::<S>() {
                let proof = with_bytes(&case.case.proof, place.at, place.of(other));
                case.fails(&proof, Status::Equation);
            }
            let [a, b, c] = points::<S>().map(|place| place.of(other));
            case.fails(&[c, b, a].concat(), Status::Equation);
            case.fails(other, Status::Equation);
        }
    }
}

fn opposite_points<S: Vectors>() {
    for case in prepared::<S>(all::<S>()) {
        let Proof { a, b, c } = Proof::<S>::read(&case.case.proof).unwrap();
        let status = |a, b, c| case.status(&Proof::<S> { a, b, c }.write(ProofFormat::Uncompressed));
        let name = &case.case.name;
        // e(−A, −B) = e(A, B): one statement has two such proofs, so proofs must not be counted as statements.
        assert_eq!(status(-a, -b, c), Status::Ok, "{name}");
        assert_eq!(status(-a, b, c), Status::Equation, "{name}");
        assert_eq!(status(a, -b, c), Status::Equation, "{name}");
        assert_eq!(status(a, b, -c), Status::Equation, "{name}");
        assert_eq!(status(-a, -b, -c), Status::Equation, "{name}");
    }
}

/// Every bit of one proof in all formats, and one bit of every byte of the others: never valid.
fn flipped_bits<S: Vectors>() {
    let all_bits = !cfg!(target_arch = "wasm32");
    for (i, case) in prepared::<S>(made::<S>().concat()).enumerate() {
        for format in [vec![ProofFormat::Uncompressed], short_formats::<S>()].concat() {
            let proof = in_format::<S>(&case.case.proof, format);
            for at in 0..proof.len() {
                let bits = if i == 0 && all_bits { 0..8 } else { at as u32 % 8..at as u32 % 8 + 1 };
                for bit in bits {
                    let flipped = with_bytes(&proof, at, &[proof[at] ^ 1 << bit]);
                    assert_ne!(case.status(&flipped), Status::Ok, "byte {at}, bit {bit}");
                }
            }
        }
    }
}

fn lengths<S: Vectors>() {
    let case = Prepared::<S>::new(simulated::<S>().swap_remove(1));
    let proof = &case.case.proof;
    let padded = [&proof[..], &[0; 64]].concat();
    for length in 0..=padded.len() {
        if length == proof.len() {
            continue;
        }
        let status = case.status(&padded[..length]);
        // Bytes with the length of another format are read in that format.
        let another = short_formats::<S>().iter().any(|format| format.proof_bytes::<S>() == length);
        assert!(if another { status != Status::Ok } else { status == Status::MalformedProof }, "{length}");
    }
}

/// The status is of the first mistake: signals, then all coordinates, then A, C and B as points.
fn order_of_checks<S: Vectors>() {
    let case = Prepared::<S>::new(simulated::<S>().swap_remove(1));
    let proof = &case.case.proof;
    let check = |proof: &[u8], signals: &[u8], status| {
        assert_eq!(case.key.verify(proof, signals), status);
    };
    let [a, b, c] = points::<S>();
    let [g1, g2] = outside_subgroup::<S>();
    let signals = signal_bytes(&case.case.signals);
    check(&[], &[0; 31], Status::MalformedSignals);
    check(&[], &[], Status::SignalCount);
    check(&[], &[0xff; 32], Status::SignalRange);
    check(&[], &signals, Status::MalformedProof);
    let a_off = with_word::<S>(proof, 1, &BigUint::ZERO);
    check(&with_word::<S>(&a_off, 7, &p::<S>()), &signals, Status::CoordinateRange);
    check(&with_bytes(&a_off, c.at, &infinity::<S>(&c)), &signals, Status::Infinity);
    let c_off = with_word::<S>(proof, 7, &BigUint::ZERO);
    check(&with_bytes(&c_off, b.at, &g2[0]), &signals, Status::NotOnCurve);
    if let Some(point) = g1.first() {
        // A's subgroup before C's curve, C's subgroup before B's curve.
        check(&with_bytes(&c_off, a.at, point), &signals, Status::NotInSubgroup);
        let b_off = with_word::<S>(proof, 5, &((word_at::<S>(proof, 5) + 1u32) % p::<S>()));
        check(&b_off, &signals, Status::NotOnCurve);
        check(&with_bytes(&b_off, c.at, point), &signals, Status::NotInSubgroup);
    }
    check(&vec![0xff; proof.len()], &signals, S::FLAGGED);
}
