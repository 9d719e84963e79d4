//! The fuzz targets. The input's bytes are the choices by which `groth16/tests/attack` makes almost valid input, or,
//! for the decoders, the input itself. arkworks is the second opinion on points and on whole verifications.

#[path = "../../groth16/tests/attack/mod.rs"]
#[allow(dead_code, missing_docs)]
mod attack;
#[path = "../../groth16/tests/common/mod.rs"]
mod common;
#[path = "../../ceremony/tests/common/chain.rs"]
#[allow(dead_code, missing_docs, clippy::unwrap_used)]
mod made;
mod peer;
mod section10;

pub use attack::Seeded;
use attack::{Choices, Slow, Subject, judge, mutate, reference::Point};
use common::places;
use fedzk_curves::{bls12_381::Bls12381, bn254::Bn254};
use fedzk_groth16::{ProofFormat, Status};
use peer::{Peer, PeerKey};
pub use section10::section10;
use std::sync::LazyLock;

/// A fuzz target.
pub type Target = fn(&[u8]) -> Outcome;

/// All targets, by name.
pub const TARGETS: [(&str, Target); 4] =
    [("decode", decode), ("key", key), ("section10", section10), ("verify", verify)];

/// The outcome of an input, for counting.
pub type Outcome = &'static str;

/// Bytes that someone else chose, and zeros after them.
struct Given<'a>(&'a [u8]);

impl Choices for Given<'_> {
    fn byte(&mut self) -> u8 {
        let (&first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        first
    }
}

/// These bits of an input's first byte say that the rest is the input itself, not choices. The lowest bit is the curve.
const RAW: u8 = 30;

/// A curve's keys, made once.
struct Setting<S: Peer> {
    subjects: Vec<Subject<S>>,
    peers: Vec<PeerKey<S>>,
    oracle: peer::Ark<S>,
}

impl<S: Peer> Setting<S> {
    fn new() -> Self {
        let subjects = Subject::all(&Slow::new::<S>());
        let peers = subjects.iter().map(|subject| PeerKey::new(&subject.key_bytes)).collect();
        let oracle = peer::Ark::new(subjects.iter().flat_map(points));
        Self { subjects, peers, oracle }
    }
}

/// Points that attacks often have.
fn points<S: Peer>(subject: &Subject<S>) -> Vec<Point> {
    let places = places::<S>(ProofFormat::Uncompressed);
    let valid = subject.valid.iter().flat_map(|valid| places.map(|place| place.of(&valid.proof)));
    let others = subject.outside.iter().chain(&subject.moved).flatten().map(Vec::as_slice);
    valid.chain(others).map(attack::subject::point::<S>).collect()
}

static BN254: LazyLock<Setting<Bn254>> = LazyLock::new(Setting::new);
static BLS12_381: LazyLock<Setting<Bls12381>> = LazyLock::new(Setting::new);

/// A proof is read or refused as the reference says; what is read has no second encoding.
pub fn decode(data: &[u8]) -> Outcome {
    fn on<S: Peer>(setting: &Setting<S>, raw: bool, data: &[u8]) -> Outcome {
        if raw {
            return name(judge::decode::<S>(&setting.oracle, data).err());
        }
        let mut choices = Given(data);
        let subject = &setting.subjects[choices.below(3)];
        let proof = mutate::proof(subject, &mut choices);
        name(judge::decode::<S>(&setting.oracle, &proof).err())
    }
    let (first, rest) = split(data);
    let raw = first & RAW == RAW;
    if first & 1 == 0 { on(&*BN254, raw, rest) } else { on(&*BLS12_381, raw, rest) }
}

/// A key is read or refused, with the place of its first bad point, as the reference says.
pub fn key(data: &[u8]) -> Outcome {
    fn on<S: Peer>(setting: &Setting<S>, raw: bool, data: &[u8]) -> Outcome {
        let mut choices = Given(data);
        let bytes = if raw { data.to_vec() } else { mutate::key(&setting.subjects[choices.below(3)], &mut choices) };
        if judge::key::<S>(&setting.oracle, &bytes) { "read" } else { "refused" }
    }
    let (first, rest) = split(data);
    let raw = first & RAW == RAW;
    if first & 1 == 0 { on(&*BN254, raw, rest) } else { on(&*BLS12_381, raw, rest) }
}

/// A verification has the reference's status and arkworks' verdict. Several together get the same verdicts as alone.
pub fn verify(data: &[u8]) -> Outcome {
    fn on<S: Peer>(setting: &Setting<S>, together: usize, data: &[u8]) -> Outcome {
        let mut choices = Given(data);
        let i = choices.below(3);
        let (subject, peer) = (&setting.subjects[i], &setting.peers[i]);
        let attack = mutate::attack(subject, &mut choices);
        let status = judge::verify(subject, &setting.oracle, &attack);
        let verdict = peer.verify(&attack.proof, &attack.signals);
        assert_eq!(verdict, status == Status::Ok, "arkworks, on {:02x?}, {:02x?}", attack.proof, attack.signals);
        if together > 0 {
            let others = (0..together).map(|_| mutate::attack(subject, &mut choices));
            let attacks: Vec<_> = std::iter::once(attack).chain(others).collect();
            judge::batch(subject, &attacks, u64::from(choices.byte()));
        }
        name(Some(status))
    }
    let (first, rest) = split(data);
    // One in sixteen.
    let together = if first & RAW == RAW { 1 + usize::from(first >> 5) } else { 0 };
    if first & 1 == 0 { on(&*BN254, together, rest) } else { on(&*BLS12_381, together, rest) }
}

/// Inputs to start from, each with a name: valid proofs in every format, and keys, unchanged.
pub fn seeds() -> Vec<(&'static str, String, Vec<u8>)> {
    fn of<S: Peer>(setting: &Setting<S>, first: u8) -> Vec<(&'static str, String, Vec<u8>)> {
        let raw = |bytes: &[u8]| [&[first], bytes].concat();
        let proofs = setting.subjects.iter().flat_map(|subject| &subject.valid).flat_map(|valid| {
            let formats = [ProofFormat::Uncompressed, ProofFormat::Fedzk, ProofFormat::Compressed];
            formats.map(|format| common::in_format::<S>(&valid.proof, format))
        });
        let keys = setting.subjects.iter().map(|subject| ("key", raw(&subject.key_bytes)));
        let all = proofs.map(|proof| ("decode", raw(&proof))).chain(keys);
        all.enumerate().map(|(i, (target, bytes))| (target, format!("{}-{i}", S::NAME), bytes)).collect()
    }
    [of(&*BN254, RAW), of(&*BLS12_381, RAW | 1), section10::seeds()].concat()
}

/// The next input of a seeded generator.
pub fn input(choices: &mut Seeded, length: usize) -> Vec<u8> {
    choices.bytes(length)
}

fn split(data: &[u8]) -> (u8, &[u8]) {
    data.split_first().map_or((0, data), |(first, rest)| (*first, rest))
}

fn name(status: Option<Status>) -> Outcome {
    fedzk_groth16::status::ALL[status.unwrap_or(Status::Ok) as usize].1
}
