//! Verification keys: the keys that are read, and the points that a key can't have.

use crate::common::{
    Place, Vectors, all, infinity, limit, made, outside_subgroup, p, signal_bytes, simulated, update_slice, with_bytes,
    with_word, word_at,
};
use fedzk_curves::curve::{Affine, Encoding};
use fedzk_groth16::{Insecure, KeyError, PreparedKey, Status};
use num_bigint::BigUint;

each_curve!(ids each_point_replaced the_first_bad_point headers lengths points_exchanged
    insecure_deltas);

const HEADER: usize = 5;

fn error<S: Vectors>(bytes: &[u8]) -> KeyError {
    match PreparedKey::<S>::read(bytes) {
        Ok(_) => panic!("a key"),
        Err(error) => error,
    }
}

/// Each point: α, β, γ, δ, IC₀, …
fn places<S: Vectors>(key: &[u8]) -> Vec<Place> {
    let (g1, g2) = (2 * S::BYTES, 4 * S::BYTES);
    let ics = (key.len() - HEADER - g1 - 3 * g2) / g1;
    let lengths = [g1, g2, g2, g2].into_iter().chain([g1].repeat(ics));
    let mut at = HEADER;
    lengths
        .map(|length| {
            at += length;
            Place { at: at - length, length, compressed: false }
        })
        .collect()
}

/// Keys of 0, 1 and 4 signals; that of the largest once.
fn keys<S: Vectors>() -> Vec<Vec<u8>> {
    let mut keys: Vec<_> = made::<S>().into_iter().map(|mut cases| cases.swap_remove(0).key).collect();
    keys.extend(simulated::<S>().into_iter().filter(|c| c.signals.len() < 3).map(|c| c.key));
    keys
}

/// SHA-256 by Python's hashlib.
fn ids<S: Vectors>() {
    let hex = |key: &[u8]| -> String {
        let key = PreparedKey::<S>::read_insecure(key).unwrap();
        format!("{:064x}", BigUint::from_bytes_be(key.id()))
    };
    let published = if S::CURVE_ID == 1 {
        [
            "30d6872e54badfbc78482361d3f8dd9bc2ef1bdc9eb0110160be9b77700291ff",
            "8fb7d7e8c605665c174e1d6b47360f7aefaccd48509c15c3b919e0843d106239",
        ]
    } else {
        [
            "41ce95a443c0b6ce044e1e06909ba160e90eb44c2f8b2efd508a5f84456f272e",
            "ba6c811db041486f56f53753aa9395b1ca4fdf30dc790148d463d543c0902b0c",
        ]
    };
    let last = made::<S>().pop().unwrap();
    assert_eq!([hex(&last[0].key), hex(&simulated::<S>()[0].key)], published);
    for case in all::<S>() {
        assert_eq!(PreparedKey::<S>::read_insecure(&case.key).unwrap().n_public(), case.signals.len());
    }
}

fn each_point_replaced<S: Vectors>() {
    let outside = outside_subgroup::<S>().concat();
    let (p, limit) = (p::<S>(), limit::<S>());
    for key in keys::<S>() {
        for (number, place) in places::<S>(&key).into_iter().enumerate() {
            let Place { at, length, .. } = place;
            let fails = |bytes: &[u8], status| {
                assert_eq!(error::<S>(bytes), KeyError::Point(number, status));
            };
            fails(&with_bytes(&key, at, &infinity::<S>(&place)), Status::Infinity);
            // Coordinates of the key counted from behind the header.
            let (points, first, count) = (&key[HEADER..], (at - HEADER) / S::BYTES, length / S::BYTES);
            let changed =
                |i: usize, value: &BigUint| [&key[..HEADER], &with_word::<S>(points, first + i, value)].concat();
            for i in 0..count {
                let alias = word_at::<S>(points, first + i) + &p;
                for value in [&p, &alias, &(&limit - 1u32)] {
                    let bytes = changed(i, value);
                    let flagged = i == 0 && bytes[at] & S::FLAGS != 0;
                    fails(&bytes, if flagged { S::FLAGGED } else { Status::CoordinateRange });
                }
            }
            for flags in (1..=u8::MAX).filter(|flags| flags & !S::FLAGS == 0) {
                fails(&with_bytes(&key, at, &[key[at] | flags]), S::FLAGGED);
            }
            for i in [0, count - 1] {
                let next = (word_at::<S>(points, first + i) + 1u32) % &p;
                fails(&changed(i, &next), Status::NotOnCurve);
            }
            for point in outside.iter().filter(|point| point.len() == length) {
                fails(&with_bytes(&key, at, point), Status::NotInSubgroup);
            }
        }
    }
}

/// Two bad points: the first in the order of the key is named.
fn the_first_bad_point<S: Vectors>() {
    let key = &update_slice::<S>()[0].key;
    let places = places::<S>(key);
    for (i, j) in [(0, 1), (1, 3), (2, 4), (4, 8), (3, 8)] {
        let mut bad = key.clone();
        for place in [i, j] {
            let place = &places[place];
            bad = with_bytes(&bad, place.at, &infinity::<S>(place));
        }
        assert_eq!(error::<S>(&bad), KeyError::Point(i, Status::Infinity));
    }
}

fn headers<S: Vectors>() {
    for key in keys::<S>() {
        for curve in (0..=u8::MAX).filter(|curve| *curve != S::CURVE_ID) {
            assert_eq!(error::<S>(&with_bytes(&key, 0, &[curve])), KeyError::Malformed);
        }
        let n = u32::from_be_bytes(key[1..5].try_into().unwrap());
        let wrong = [n + 1, n.wrapping_sub(1), n ^ 1 << 31, n << 8 | 0xff, u32::MAX, 1 << 26];
        for n in wrong {
            assert_eq!(error::<S>(&with_bytes(&key, 1, &n.to_be_bytes())), KeyError::Malformed);
        }
    }
}

fn lengths<S: Vectors>() {
    for key in keys::<S>() {
        let padded = [&key[..], &vec![0; 4 * S::BYTES]].concat();
        for length in (0..padded.len()).filter(|length| *length != key.len()) {
            assert_eq!(error::<S>(&padded[..length]), KeyError::Malformed, "{length}");
        }
    }
    // No IC at all: a header can't say that.
    for n in [0, u32::MAX] {
        let without = [&[S::CURVE_ID], &n.to_be_bytes()[..], &vec![0; 14 * S::BYTES]].concat();
        assert_eq!(error::<S>(&without), KeyError::Malformed);
    }
}

/// A key with two points exchanged is still a key, for other proofs.
fn points_exchanged<S: Vectors>() {
    let case = &update_slice::<S>()[0];
    let places = places::<S>(&case.key);
    for (i, j) in [(1, 2), (2, 3), (0, 4), (4, 5), (5, 6)] {
        let (a, b) = (&places[i], &places[j]);
        let swapped = with_bytes(&case.key, a.at, b.of(&case.key));
        let swapped = with_bytes(&swapped, b.at, a.of(&case.key));
        // γ is the generator, which is not a secure δ.
        let key = PreparedKey::<S>::read_insecure(&swapped).unwrap();
        let status = key.verify(&case.proof, &signal_bytes(&case.signals));
        assert_eq!(status, Status::Equation, "{i} and {j}");
    }
}

/// δ = ±γ and δ = ± the generator are refused, and with δ = −γ anyone makes proofs: A = α, B = β, C = Σ sᵢ·`IC_i`.
fn insecure_deltas<S: Vectors>() {
    let case = simulated::<S>().into_iter().find(|case| case.name.starts_with("nPublic 0")).unwrap();
    let places = places::<S>(&case.key);
    let of = |i: usize| places[i].of(&case.key).to_vec();
    let read = |bytes: &[u8]| S::G2::read(bytes).unwrap().vartime_check::<S::G2>().unwrap();
    let written = |point: Affine<S::G2>| {
        let mut bytes = vec![0; 4 * S::BYTES];
        S::G2::write(&point, &mut bytes);
        bytes
    };
    let (beta, gamma, other) = (read(&of(1)), read(&of(2)), read(&of(3)));
    assert!(gamma != beta && gamma != Affine::GENERATOR, "γ is another point than the generator");
    let with =
        |gamma: &[u8], delta: &[u8]| with_bytes(&with_bytes(&case.key, places[2].at, gamma), places[3].at, delta);
    for (gamma, delta, reason) in [
        (gamma, gamma, Insecure::DeltaIsGamma),
        (gamma, -gamma, Insecure::DeltaIsGamma),
        (gamma, Affine::GENERATOR, Insecure::DeltaIsGenerator),
        (gamma, -Affine::GENERATOR, Insecure::DeltaIsGenerator),
        (Affine::GENERATOR, Affine::GENERATOR, Insecure::DeltaIsGamma),
        (gamma, beta, Insecure::DeltaIsBeta),
        (gamma, -beta, Insecure::DeltaIsBeta),
        (beta, other, Insecure::GammaIsBeta),
        (-beta, other, Insecure::GammaIsBeta),
    ] {
        let key = with(&written(gamma), &written(delta));
        assert_eq!(error::<S>(&key), KeyError::Insecure(reason));
        assert!(PreparedKey::<S>::read_insecure(&key).is_ok());
    }
    // Without their logarithms, no relation with the others is known.
    assert!(PreparedKey::<S>::read(&with(&written(gamma), &written(other))).is_ok());

    let forged = [of(0), of(1), of(4)].concat();
    let open = PreparedKey::<S>::read_insecure(&with(&written(gamma), &written(-gamma))).unwrap();
    assert_eq!(open.verify(&forged, &[]), Status::Ok);
    assert_eq!(PreparedKey::<S>::read(&case.key).unwrap().verify(&forged, &[]), Status::Equation);
}
