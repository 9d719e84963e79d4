//! Makes changes to valid proofs.

use super::Choices;
use super::subject::{Subject, Valid, affine, multiple, opposite};
use crate::common::{Place, Vectors, coordinate, in_format, infinity, limit, p, places, r, with_bytes};
use fedzk_curves::curve::{Affine, Encoding, Jacobian};
use fedzk_groth16::ProofFormat;
use num_bigint::BigUint;

/// The verifier's input, and the valid statements that it may be a form of.
pub struct Attack {
    pub proof: Vec<u8>,
    pub signals: Vec<u8>,
    pub known: Vec<Valid>,
}

const FORMATS: [ProofFormat; 3] = [ProofFormat::Fedzk, ProofFormat::Uncompressed, ProofFormat::Compressed];

/// A valid proof in some format with some changes, sometimes none: to its points, to its bytes, to its
/// signals.
pub fn attack<S: Vectors>(subject: &Subject<S>, choices: &mut impl Choices) -> Attack {
    let mut known = subject.valid.clone();
    let Valid { mut proof, mut signals } = choices.pick(&known).clone();
    if choices.below(64) == 0 {
        proof = subject.rerandomised(&proof, &scalar::<S>(choices), &scalar::<S>(choices));
        known.push(Valid { proof: proof.clone(), signals: signals.clone() });
    }
    let plans = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [2, 0, 0], [1, 2, 0], [0, 3, 1], [0; 3]];
    let [in_points, in_bytes, in_signals] = *choices.pick(&plans);
    proof = changed(subject, proof, [in_points, in_bytes], choices);
    for _ in 0..in_signals {
        signals = change_signals(subject, signals, choices);
    }
    Attack { proof, signals, known }
}

/// A proof in some format with changes to its points or its bytes.
pub fn proof<S: Vectors>(subject: &Subject<S>, choices: &mut impl Choices) -> Vec<u8> {
    let proof = choices.pick(&subject.valid).proof.clone();
    let plan = *choices.pick(&[[1, 0], [0, 1], [0, 1], [0, 2], [0, 4], [1, 1]]);
    changed(subject, proof, plan, choices)
}

fn changed<S: Vectors>(
    subject: &Subject<S>,
    mut proof: Vec<u8>,
    [in_points, in_bytes]: [usize; 2],
    choices: &mut impl Choices,
) -> Vec<u8> {
    for _ in 0..in_points {
        proof = change_point(subject, &proof, choices);
    }
    let format = *choices.pick(&FORMATS);
    proof = in_format::<S>(&proof, format);
    for _ in 0..in_bytes {
        proof = change_bytes(subject, proof, &places::<S>(format), choices);
    }
    proof
}

/// A key with one or two changes, or none.
pub fn key<S: Vectors>(subject: &Subject<S>, choices: &mut impl Choices) -> Vec<u8> {
    let mut key = subject.key_bytes.clone();
    for _ in 0..choices.below(3) {
        let points: Vec<_> = key_places::<S>(&key);
        key = match choices.below(5) {
            0 => change_length(key, choices),
            1 => {
                let at = choices.below(5.min(key.len()).max(1));
                patched(key, at, &choices.bytes(1))
            }
            _ if points.is_empty() => key,
            2 => {
                let place = *choices.pick(&points);
                let wrong = &subject.outside[usize::from(place.length > 2 * S::BYTES)];
                if wrong.is_empty() { key } else { patched(key, place.at, &choices.pick(wrong).clone()) }
            }
            3 => {
                let (one, other) = (*choices.pick(&points), *choices.pick(&points));
                let bytes = other.of(&key).to_vec();
                if one.length == other.length { patched(key, one.at, &bytes) } else { key }
            }
            _ => {
                let place = *choices.pick(&points);
                change_place(subject, key, &place, choices)
            }
        };
    }
    key
}

fn key_places<S: Vectors>(key: &[u8]) -> Vec<Place> {
    let (g1, g2) = (2 * S::BYTES, 4 * S::BYTES);
    let lengths = [g1, g2, g2, g2].into_iter().chain(std::iter::repeat(g1));
    let places = lengths.scan(5, |at, length| {
        *at += length;
        Some(Place { at: *at - length, length, compressed: false })
    });
    places.take_while(|place| place.at + place.length <= key.len()).collect()
}

/// Another point, uncompressed and on the curve, in place of one.
fn change_point<S: Vectors>(subject: &Subject<S>, proof: &[u8], choices: &mut impl Choices) -> Vec<u8> {
    let all = places::<S>(ProofFormat::Uncompressed);
    let [a, b, c] = all;
    let i = choices.below(3);
    let place = all[i];
    let kind = usize::from(i == 1);
    let list = |list: &[Vec<u8>], choices: &mut _| {
        // BN254's G1 has no such points.
        (!list.is_empty()).then(|| Choices::pick(choices, list).clone())
    };
    let other = match choices.below(9) {
        0 => Some(place.of(&choices.pick(&subject.valid).proof).to_vec()),
        1 => list(&subject.outside[kind], choices),
        2 => list(&subject.moved[i], choices),
        3 => Some(opposite::<S>(place.of(proof))),
        4 => {
            let negated = with_bytes(proof, a.at, &opposite::<S>(a.of(proof)));
            return with_bytes(&negated, b.at, &opposite::<S>(b.of(proof)));
        }
        5 => {
            let swapped = with_bytes(proof, a.at, c.of(proof));
            return with_bytes(&swapped, c.at, a.of(proof));
        }
        6 => {
            let k = BigUint::from_bytes_be(&choices.bytes(8)) + 2u32;
            if i == 1 { multiplied::<S::G2>(place.of(proof), &k) } else { multiplied::<S::G1>(place.of(proof), &k) }
        }
        7 => {
            let points = key_places::<S>(&subject.key_bytes);
            let alike: Vec<_> = points.iter().filter(|point| point.length == place.length).collect();
            Some(choices.pick(&alike).of(&subject.key_bytes).to_vec())
        }
        _ => {
            let mut generator = vec![0; place.length];
            if i == 1 {
                S::G2::write(&Affine::GENERATOR, &mut generator);
            } else {
                S::G1::write(&Affine::GENERATOR, &mut generator);
            }
            Some(generator)
        }
    };
    other.map_or(proof.to_vec(), |other| with_bytes(proof, place.at, &other))
}

/// An uncompressed point times k; `None` if it is not in the subgroup.
fn multiplied<C: Encoding>(bytes: &[u8], k: &BigUint) -> Option<Vec<u8>> {
    let point: Affine<C> = C::read(bytes).ok()?.vartime_check().ok()?;
    let mut out = vec![0; C::BYTES];
    C::write(&affine(&multiple(&Jacobian::from(point), k)), &mut out);
    Some(out)
}

/// Bytes of a proof in any format.
fn change_bytes<S: Vectors>(
    subject: &Subject<S>,
    proof: Vec<u8>,
    places: &[Place; 3],
    choices: &mut impl Choices,
) -> Vec<u8> {
    if proof.is_empty() {
        return proof;
    }
    match choices.below(8) {
        0 => change_length(proof, choices),
        1 => {
            let at = choices.below(proof.len());
            let byte = proof[at] ^ 1 << choices.below(8);
            patched(proof, at, &[byte])
        }
        2 => {
            let at = choices.below(proof.len());
            let count = 1 + choices.below(16);
            let bytes = choices.bytes(count);
            patched(proof, at, &bytes)
        }
        3 => {
            let at = choices.below(proof.len());
            let from = choices.below(subject.foreign.len());
            let count = 1 + choices.below(48);
            let bytes: Vec<_> = subject.foreign.iter().skip(from).take(count).copied().collect();
            patched(proof, at, &bytes)
        }
        _ => {
            let place = *choices.pick(places);
            change_place(subject, proof, &place, choices)
        }
    }
}

/// A point's bytes: flags, infinity, a coordinate.
fn change_place<S: Vectors>(
    subject: &Subject<S>,
    bytes: Vec<u8>,
    place: &Place,
    choices: &mut impl Choices,
) -> Vec<u8> {
    if place.at + place.length > bytes.len() {
        return bytes;
    }
    let n = S::BYTES;
    let at = place.at + n * choices.below(place.length / n);
    let flags = if place.compressed && at == place.at { bytes[at] & S::FLAGS } else { 0 };
    let mut plain = bytes[at..at + n].to_vec();
    plain[0] &= !flags;
    let value = BigUint::from_bytes_be(&plain);
    let value = match choices.below(7) {
        0 => {
            let first = bytes[place.at] & !S::FLAGS | choices.byte() & S::FLAGS;
            return patched(bytes, place.at, &[first]);
        }
        1 => {
            let infinity = infinity::<S>(place);
            return patched(bytes, place.at, &infinity);
        }
        2 => value + p::<S>() * (1 + choices.below(5)),
        3 => choices.pick(&subject.edges).clone(),
        4 => (p::<S>() * 2u32 - value % p::<S>()) % p::<S>(),
        5 => value + 1u32,
        _ => BigUint::from_bytes_be(&choices.bytes(n)) % p::<S>(),
    };
    let mut written = coordinate::<S>(&(value % limit::<S>()));
    written[0] |= flags;
    patched(bytes, at, &written)
}

fn change_signals<S: Vectors>(subject: &Subject<S>, signals: Vec<u8>, choices: &mut impl Choices) -> Vec<u8> {
    let count = signals.len() / 32;
    let i = choices.below(count.max(1)) * 32;
    match choices.below(8) {
        0 => change_length(signals, choices),
        1 => [signals, vec![0; 32]].concat(),
        2 => signals[signals.len().min(32)..].to_vec(),
        3 => signals[..signals.len().saturating_sub(32)].to_vec(),
        4 => choices.pick(&subject.valid).signals.clone(),
        _ if count == 0 => signals,
        5 => {
            let other = choices.below(count) * 32;
            let swapped = with_bytes(&signals, i, &signals[other..other + 32]);
            with_bytes(&swapped, other, &signals[i..i + 32])
        }
        6 => {
            let bit = choices.below(256);
            let byte = signals[i + bit / 8] ^ 1 << (bit % 8);
            patched(signals, i + bit / 8, &[byte])
        }
        _ => {
            let value = BigUint::from_bytes_be(&signals[i..i + 32]) + r::<S>() * (1 + choices.below(5));
            let bytes = value.to_bytes_be();
            if bytes.len() > 32 { signals } else { patched(signals, i + 32 - bytes.len(), &bytes) }
        }
    }
}

fn change_length(mut bytes: Vec<u8>, choices: &mut impl Choices) -> Vec<u8> {
    let by = 1 + choices.below(64);
    if choices.below(2) == 0 {
        bytes.truncate(bytes.len().saturating_sub(by));
    } else {
        bytes.extend(choices.bytes(by));
    }
    bytes
}

/// Like [`with_bytes`], but leaves out bytes after the end.
fn patched(mut bytes: Vec<u8>, at: usize, other: &[u8]) -> Vec<u8> {
    bytes.iter_mut().skip(at).zip(other).for_each(|(byte, other)| *byte = *other);
    bytes
}

/// 1 to r − 1.
fn scalar<S: Vectors>(choices: &mut impl Choices) -> BigUint {
    BigUint::from_bytes_be(&choices.bytes(32)) % (r::<S>() - 1u32) + 1u32
}
