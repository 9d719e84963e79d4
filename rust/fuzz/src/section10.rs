//! Section 10 of a proving key: a reader written from the format alone, BLAKE2b by the crate `blake2`, and arkworks on points.

use crate::{Given, Outcome, RAW, attack::Choices, made::Made, peer::Peer, split};
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use ark_ff::{Field, PrimeField};
use blake2::{Blake2b512, Digest};
use fedzk_ceremony::{Ceremony, Chain, points::LinkProblem, section::PointProblem};
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};
use num_bigint::BigUint;
use std::sync::LazyLock;

/// A chain that others are made from.
struct Valid<S: Ceremony>(Made<S>);

static BN254: LazyLock<Valid<Bn254>> = LazyLock::new(|| Valid(Made::of(2)));
static BLS12_381: LazyLock<Valid<Bls12381>> = LazyLock::new(|| Valid(Made::of(2)));

/// A section is read or refused as the format says, with the same facts. Its points are right exactly if arkworks says so,
/// and the pairings hold exactly for the chain that was made.
pub fn section10(data: &[u8]) -> Outcome {
    let (first, rest) = split(data);
    let raw = first & RAW == RAW;
    if first & 1 == 0 { on(&*BN254, raw, rest) } else { on(&*BLS12_381, raw, rest) }
}

/// Sections to start from, of a link each: libFuzzer's inputs are short.
pub fn seeds() -> Vec<(&'static str, String, Vec<u8>)> {
    let raw = |first: u8, section: Vec<u8>| [&[first], &section[..]].concat();
    vec![
        ("section10", "BN254".into(), raw(RAW, Made::<Bn254>::of(0).section())),
        ("section10", "BLS12-381".into(), raw(RAW | 1, Made::<Bls12381>::of(0).section())),
    ]
}

fn on<S: Peer + Ceremony>(valid: &Valid<S>, raw: bool, data: &[u8]) -> Outcome {
    let section = if raw { data.to_vec() } else { changed(&valid.0, &mut Given(data)) };
    let chain = Chain::<S>::read(&section);
    let expected = read(&section, S::BYTES);
    assert_eq!(chain.is_ok(), expected.is_some(), "{section:02x?}");
    let (Ok(chain), Some(links)) = (chain, expected) else { return "refused" };
    facts(&chain, &links, &section[..64]);
    let problems = chain.check_points().err().unwrap_or_default();
    for (i, link) in links.iter().enumerate() {
        let found = problems.iter().find_map(|(place, problem)| match problem {
            LinkProblem::Point(problem) if *place == i => Some(*problem),
            _ => None,
        });
        assert_eq!(found, first_wrong::<S>(&link.points), "link {i} of {section:02x?}");
    }
    let Ok(points) = chain.check_points() else { return "wrong points" };
    let as_made = links.len() == valid.0.links.len()
        && section[..64] == valid.0.circuit_hash
        && links.iter().zip(&valid.0.links).all(|(link, made)| link.points == made.points);
    let wrong = chain.check_pairing(&points, &valid.0.delta2, &[5; 32]);
    assert_eq!(wrong.is_empty(), as_made, "{section:02x?}");
    if as_made { "holds" } else { "wrong links" }
}

/// The chain, with one to four changes.
fn changed<S: Ceremony>(valid: &Made<S>, choices: &mut impl Choices) -> Vec<u8> {
    let mut made = valid.copy();
    let mut tail = Vec::new();
    for _ in 0..=choices.below(4) {
        let count = made.links.len();
        if count == 0 {
            break;
        }
        let i = choices.below(count);
        let from = valid.links[choices.below(valid.links.len())].clone();
        let link = &mut made.links[i];
        let n = 2 * S::BYTES;
        let place = choices.below(5) * n;
        match choices.below(12) {
            0 => link.points[place..place + n].fill(0),
            1 => link.points[place..place + n].copy_from_slice(&from.points[place..place + n]),
            2 => link.points[place] ^= 1 << choices.below(8),
            3 => link.points[place + n - 1] ^= 1 << choices.below(8),
            4 => link.transcript[choices.below(64)] ^= 1 << choices.below(8),
            5 => link.kind = choices.byte().into(),
            6 => link.fields = (0..choices.below(9)).map(|_| choices.byte() % 5).collect(),
            7 => *link = from,
            8 => drop(made.links.remove(i)),
            9 => made.links.push(from),
            10 => tail.push(choices.byte()),
            _ => made.rehash(),
        }
    }
    let mut section = made.section();
    section.extend(tail);
    if choices.below(8) == 0 {
        section.truncate(choices.below(section.len()));
    }
    if choices.below(8) == 0 && section.len() > 64 {
        section[64] ^= 1 << choices.below(8);
    }
    section
}

/// A link by the second reader.
struct Read {
    points: Vec<u8>,
    transcript: Vec<u8>,
    name: Option<Vec<u8>>,
    beacon: Option<(u8, Vec<u8>)>,
}

/// Section 10 by a reader of positions.
fn read(section: &[u8], n: usize) -> Option<Vec<Read>> {
    let number = |at: usize| Some(u32::from_le_bytes(section.get(at..at + 4)?.try_into().ok()?) as usize);
    let count = number(64)?;
    if count > 10_000 {
        return None;
    }
    let mut at = 68;
    let mut links = Vec::new();
    for _ in 0..count {
        let points = section.get(at..at + 10 * n)?.to_vec();
        let transcript = section.get(at + 10 * n..at + 10 * n + 64)?.to_vec();
        let (kind, length) = (number(at + 10 * n + 64)?, number(at + 10 * n + 68)?);
        at += 10 * n + 72;
        let fields = section.get(at..at.checked_add(length)?)?;
        at += length;
        let (name, exponent, value) = read_fields(fields)?;
        let beacon = match kind {
            0 if exponent.is_none() && value.is_none() => None,
            1 => Some((exponent?, value?)),
            _ => return None,
        };
        links.push(Read { points, transcript, name, beacon });
    }
    (at == section.len()).then_some(links)
}

type Fields = (Option<Vec<u8>>, Option<u8>, Option<Vec<u8>>);

fn read_fields(mut fields: &[u8]) -> Option<Fields> {
    let mut out: Fields = (None, None, None);
    let mut take = |id: u8| -> Option<Option<Vec<u8>>> {
        if fields.first() != Some(&id) {
            return Some(None);
        }
        let length = if id == 2 { 1 } else { usize::from(*fields.get(1)?) };
        let start = if id == 2 { 1 } else { 2 };
        let value = fields.get(start..start + length)?.to_vec();
        fields = &fields[start + length..];
        Some(Some(value))
    };
    out.0 = take(1)?;
    out.1 = take(2)?.map(|value| value[0]);
    out.2 = take(3)?;
    fields.is_empty().then_some(out)
}

/// Names, beacons, transcripts and hashes.
fn facts<S: Ceremony>(chain: &Chain<S>, links: &[Read], circuit_hash: &[u8]) {
    let mut before = circuit_hash.to_vec();
    assert_eq!(chain.links().len(), links.len());
    for ((link, read), transcript) in chain.links().iter().zip(links).zip(chain.transcripts()) {
        let beacon = link.beacon.as_ref().map(|beacon| (beacon.exponent, beacon.value.clone()));
        assert_eq!((&link.name, &beacon), (&read.name, &read.beacon));
        assert_eq!(link.transcript[..], read.transcript[..]);
        let u: Vec<u8> = uncompressed::<S>(&read.points);
        let proof = &u[2 * S::BYTES..6 * S::BYTES];
        assert_eq!(transcript[..], Blake2b512::digest([&before, proof].concat())[..]);
        let k = [&u[..], &read.transcript].concat();
        assert_eq!(link.hash[..], Blake2b512::digest(&k)[..]);
        before.extend(k);
    }
}

fn modulus<S: Ceremony>() -> BigUint {
    BigUint::from_bytes_le(&S::MODULUS.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>())
}

/// The numbers of a link's points as they are.
fn integers<S: Ceremony>(points: &[u8]) -> Vec<BigUint> {
    let q = modulus::<S>();
    let r = (BigUint::from(1u32) << (8 * S::BYTES)) % &q;
    let inverse = r.modpow(&(&q - 2u32), &q);
    points.chunks(S::BYTES).map(|bytes| BigUint::from_bytes_le(bytes) * &inverse % &q).collect()
}

/// Three points of G1, and one of G2 with its imaginary parts first.
fn uncompressed<S: Ceremony>(points: &[u8]) -> Vec<u8> {
    let numbers = integers::<S>(points);
    let order = [0, 1, 2, 3, 4, 5, 7, 6, 9, 8];
    let encode = |i: usize| {
        let bytes = numbers[i].to_bytes_be();
        [vec![0; S::BYTES - bytes.len()], bytes].concat()
    };
    order.into_iter().flat_map(encode).collect()
}

/// What is wrong with the first wrong point of a link.
fn first_wrong<S: Peer + Ceremony>(points: &[u8]) -> Option<PointProblem> {
    let n = S::BYTES;
    let g1 = (0..3).find_map(|i| wrong::<S, S::Config1>(&points[2 * i * n..][..2 * n]));
    g1.or_else(|| wrong::<S, S::Config2>(&points[6 * n..]))
}

fn wrong<S: Ceremony, C: SWCurveConfig>(bytes: &[u8]) -> Option<PointProblem> {
    if bytes.iter().all(|byte| *byte == 0) {
        return Some(PointProblem::Infinity);
    }
    if bytes.chunks(S::BYTES).any(|bytes| BigUint::from_bytes_le(bytes) >= modulus::<S>()) {
        return Some(PointProblem::Range);
    }
    let elements: Vec<_> = integers::<S>(bytes)
        .iter()
        .map(|number| <C::BaseField as Field>::BasePrimeField::from_le_bytes_mod_order(&number.to_bytes_le()))
        .collect();
    let (x, y) = elements.split_at(elements.len() / 2);
    let coordinate = |parts: &[_]| C::BaseField::from_base_prime_field_elems(parts.iter().copied());
    let point = Affine::<C>::new_unchecked(coordinate(x)?, coordinate(y)?);
    if !point.is_on_curve() {
        return Some(PointProblem::OffCurve);
    }
    (!point.is_in_correct_subgroup_assuming_on_curve()).then_some(PointProblem::OffSubgroup)
}
