//! The short formats, with A and C compressed, and B if the format says so. Each point has one encoding, and any other
//! has its status.

use crate::common::{
    Case, Place, Vectors, all, coordinate, in_format, infinity as infinite, limit, outside_subgroup, p, places,
    short_formats, signal_bytes, update_slice, with_bytes, words,
};
use fedzk_curves::{curve::Curve, field::Fp};
use fedzk_groth16::{PreparedKey, Proof, ProofFormat, Status};
use num_bigint::BigUint;

each_curve!(layout flags infinity coordinates_not_below_p points_that_are_none points_outside_the_subgroup lengths);

fn read<S: Vectors>(proof: &[u8]) -> Status {
    Proof::<S>::read(proof).err().unwrap_or(Status::Ok)
}

/// Every case in every short format.
fn short<S: Vectors>() -> impl Iterator<Item = (Case, ProofFormat, Vec<u8>)> {
    let formats = |case: Case| {
        short_formats::<S>().into_iter().map(move |format| {
            let proof = in_format::<S>(&case.proof, format);
            (case.clone(), format, proof)
        })
    };
    all::<S>().into_iter().flat_map(formats)
}

fn layout<S: Vectors>() {
    let (half, n) = (p::<S>() / 2u32, S::BYTES);
    for (case, format, _) in short::<S>() {
        let short = Proof::<S>::read(&case.proof).unwrap().write(format);
        let plain = places::<S>(ProofFormat::Uncompressed);
        for (place, plain) in places::<S>(format).iter().zip(plain) {
            let (written, point) = (place.of(&short), plain.of(&case.proof));
            if !place.compressed {
                assert_eq!(written, point, "B as it was");
                continue;
            }
            let (x, y) = point.split_at(place.length);
            assert_eq!(with_bytes(written, 0, &[written[0] & !S::FLAGS]), x);
            // By y's imaginary part, which is not 0 here, or y itself.
            let larger = BigUint::from_bytes_be(&y[..n]) > half;
            assert_ne!(y[..n], vec![0; n]);
            assert_eq!(written[0] & S::FLAGS, if larger { S::LARGEST } else { S::SMALLEST });
        }
        assert_eq!(short.len(), if format == ProofFormat::Fedzk { 192 } else { 128 });
    }
}

/// Every value of the flags.
fn flags<S: Vectors>() {
    for (case, format, proof) in short::<S>() {
        let key = PreparedKey::<S>::read_insecure(&case.key).unwrap();
        let status = |proof: &[u8]| key.verify(proof, &signal_bytes(&case.signals));
        for place in places::<S>(format) {
            for flags in (0..=u8::MAX).filter(|flags| flags & !S::FLAGS == 0) {
                let byte = proof[place.at] & !S::FLAGS | flags;
                let valid = if place.compressed { flags == S::SMALLEST || flags == S::LARGEST } else { flags == 0 };
                let expected = match valid {
                    true if byte == proof[place.at] => Status::Ok,
                    true => Status::Equation, // the opposite point
                    false if place.compressed => Status::MalformedProof,
                    false => S::FLAGGED,
                };
                let flagged = with_bytes(&proof, place.at, &[byte]);
                assert_eq!(status(&flagged), expected, "{}, flags {flags:08b}", case.name);
            }
            // The second coordinate of B has no flags.
            for at in (place.at..place.at + place.length).step_by(S::BYTES).skip(1) {
                for flags in (1..=u8::MAX).filter(|flags| flags & !S::FLAGS == 0) {
                    let flagged = with_bytes(&proof, at, &[proof[at] | flags]);
                    assert_eq!(read::<S>(&flagged), Status::CoordinateRange);
                }
            }
        }
    }
}

fn infinity<S: Vectors>() {
    let case = &update_slice::<S>()[0];
    for format in short_formats::<S>() {
        let proof = in_format::<S>(&case.proof, format);
        for place in &places::<S>(format) {
            let infinite = infinite::<S>(place);
            let status = |point: &[u8]| read::<S>(&with_bytes(&proof, place.at, point));
            assert_eq!(status(&infinite), Status::Infinity);
            if !place.compressed {
                continue;
            }
            // Every other byte, every other flag, and every other bit.
            for first in (0..=u8::MAX).filter(|first| first & !S::FLAGS == 0 && *first != S::INFINITY) {
                let expected = if first == S::SMALLEST || first == S::LARGEST {
                    zero_x::<S>(place)
                } else {
                    Status::MalformedProof
                };
                assert_eq!(status(&with_bytes(&infinite, 0, &[first])), expected, "{first:08b}");
            }
            for bit in 0..8 * place.length {
                let other = with_bytes(&infinite, bit / 8, &[infinite[bit / 8] | 1 << (bit % 8)]);
                if other != infinite {
                    let expected = if other[0] == S::LARGEST { zero_x::<S>(place) } else { Status::MalformedProof };
                    assert_eq!(status(&other), expected, "bit {bit}");
                }
            }
        }
        assert_eq!(read::<S>(&vec![0; proof.len()]), Status::MalformedProof);
    }
}

/// The status of x = 0: on BLS12-381's G1 curve a point of order 3; on the other curves b is not a square.
fn zero_x<S: Vectors>(place: &Place) -> Status {
    if S::BYTES == 48 && place.length == 48 { Status::NotInSubgroup } else { Status::NotOnCurve }
}

fn coordinates_not_below_p<S: Vectors>() {
    let p = p::<S>();
    let free = S::FLAGS.count_ones();
    for (case, format, proof) in short::<S>() {
        for place in places::<S>(format) {
            for (i, at) in (place.at..place.at + place.length).step_by(S::BYTES).enumerate() {
                // Beside the flags there is less room.
                let flags = if i == 0 && place.compressed { proof[at] & S::FLAGS } else { 0 };
                let limit = if flags == 0 { limit::<S>() } else { limit::<S>() >> free };
                let mut plain = proof[at..at + S::BYTES].to_vec();
                plain[0] &= !flags;
                let alias = BigUint::from_bytes_be(&plain) + &p;
                // x + p fits only where x is small; p, and all ones, always.
                for other in [alias, p.clone(), &p + 1u32, &limit - 1u32].iter().filter(|x| **x < limit) {
                    let mut bytes = coordinate::<S>(other);
                    bytes[0] |= flags;
                    let flagged = i == 0 && !place.compressed && bytes[0] & S::FLAGS != 0;
                    let expected = if flagged { S::FLAGGED } else { Status::CoordinateRange };
                    assert_eq!(read::<S>(&with_bytes(&proof, at, &bytes)), expected, "{}", case.name);
                }
            }
        }
    }
}

/// The first x from 0 that no point of y² = x³ + b has.
fn without_points<S: Vectors>(count: usize) -> Vec<BigUint> {
    let (p, b): (_, Fp<S>) = (p::<S>(), S::G1::B);
    let (b, minus_one) = (words(&b.to_words()), &p - 1u32);
    let is_free = |x: &BigUint| (x.pow(3) + &b).modpow(&(&minus_one / 2u32), &p) == minus_one;
    (0u32..).map(BigUint::from).filter(is_free).take(count).collect()
}

fn points_that_are_none<S: Vectors>() {
    let xs = without_points::<S>(3);
    for (case, format, proof) in short::<S>() {
        let [a, b, c] = places::<S>(format);
        for place in [a, c] {
            for x in &xs {
                for flags in [S::SMALLEST, S::LARGEST] {
                    let mut bytes = coordinate::<S>(x);
                    bytes[0] |= flags;
                    assert_eq!(read::<S>(&with_bytes(&proof, place.at, &bytes)), Status::NotOnCurve, "x = {x}");
                }
            }
        }
        if b.compressed {
            // About half of the next x with this imaginary part have no point. The others have one outside the subgroup.
            let real = b.at + S::BYTES..b.at + b.length;
            let found = (1u32..40).map(|step| {
                let next = (BigUint::from_bytes_be(&proof[real.clone()]) + step) % p::<S>();
                read::<S>(&with_bytes(&proof, real.start, &coordinate::<S>(&next)))
            });
            let next: Vec<_> = found.take(if case.name == "nPublic 1" { 39 } else { 1 }).collect();
            assert!(next.iter().all(|status| [Status::NotOnCurve, Status::NotInSubgroup].contains(status)));
            assert!(next.len() == 1 || next.contains(&Status::NotOnCurve) && next.contains(&Status::NotInSubgroup));
        } else {
            for i in [2, 3] {
                let at = b.at + i * S::BYTES..b.at + (i + 1) * S::BYTES;
                let next = (BigUint::from_bytes_be(&proof[at.clone()]) + 1u32) % p::<S>();
                assert_eq!(read::<S>(&with_bytes(&proof, at.start, &coordinate::<S>(&next))), Status::NotOnCurve);
            }
        }
    }
}

fn points_outside_the_subgroup<S: Vectors>() {
    let [g1, g2] = outside_subgroup::<S>();
    for (_, format, proof) in short::<S>() {
        let [a, b, c] = places::<S>(format);
        for (place, points) in [(a, &g1), (b, &g2), (c, &g1)] {
            for point in points {
                let point = if place.compressed { crate::common::compressed::<S>(point) } else { point.clone() };
                assert_eq!(read::<S>(&with_bytes(&proof, place.at, &point)), Status::NotInSubgroup);
            }
        }
    }
}

fn lengths<S: Vectors>() {
    let case = &update_slice::<S>()[0];
    for format in short_formats::<S>() {
        let proof = [in_format::<S>(&case.proof, format), vec![0; 300]].concat();
        let formats = [ProofFormat::Uncompressed, ProofFormat::Fedzk, ProofFormat::Compressed];
        let lengths = formats.map(ProofFormat::proof_bytes::<S>);
        for length in 0..proof.len() {
            let status = read::<S>(&proof[..length]);
            if length == format.proof_bytes::<S>() {
                assert_eq!(status, Status::Ok);
            } else if lengths.contains(&length) {
                assert_ne!(status, Status::Ok, "{length}");
            } else {
                assert_eq!(status, Status::MalformedProof, "{length}");
            }
        }
    }
}
