//! Contributions as snarkjs makes them, and section 10 of them. The secrets follow from seeds, so anyone has them.

use fedzk_blake2b::Blake2b;
use fedzk_ceremony::{
    Ceremony, Generator, beacon, hash_to_g2,
    section::{self, SectionPoint},
};
use fedzk_curves::{
    curve::{Affine, Curve, Encoding, Jacobian},
    field::Fp,
};
use fedzk_prover::{
    Proving,
    zkey::{G1Point, G2Point},
};

/// A ceremony under way.
pub struct Made<S: Ceremony> {
    pub circuit_hash: [u8; 64],
    pub links: Vec<Made1>,
    delta1: Affine<S::G1>,
    pub delta2: Affine<S::G2>,
}

/// A link as bytes of the section: points, transcript, type, fields.
#[derive(Clone)]
pub struct Made1 {
    pub points: Vec<u8>,
    pub transcript: [u8; 64],
    pub kind: u32,
    pub fields: Vec<u8>,
}

impl<S: Ceremony> Made<S> {
    pub fn new() -> Self {
        let circuit_hash = std::array::from_fn(|i| i as u8);
        Self { circuit_hash, links: Vec::new(), delta1: Affine::GENERATOR, delta2: Affine::GENERATOR }
    }

    /// The first links of a section 10, to go on from. The δ in G2 is not known.
    pub fn resume(section: &[u8], links: usize) -> Self {
        let mut made = Self::new();
        made.circuit_hash.copy_from_slice(&section[..64]);
        let mut rest = &section[68..];
        for _ in 0..links {
            let (points, after) = rest.split_at(10 * S::BYTES);
            let (transcript, after) = after.split_first_chunk().unwrap();
            let (numbers, after) = after.split_at(8);
            let [kind, length] = [0, 4].map(|at| u32::from_le_bytes(numbers[at..at + 4].try_into().unwrap()));
            let (fields, after) = after.split_at(length as usize);
            rest = after;
            made.delta1 = section::read::<S, G1Point<S>>(&points[..2 * S::BYTES]).ok().unwrap();
            made.links.push(Made1 { points: points.to_vec(), transcript: *transcript, kind, fields: fields.to_vec() });
        }
        made
    }

    pub fn copy(&self) -> Self {
        let Self { circuit_hash, links, delta1, delta2 } = self;
        Self { circuit_hash: *circuit_hash, links: links.clone(), delta1: *delta1, delta2: *delta2 }
    }

    /// A chain of people and a beacon.
    pub fn of(people: u8) -> Self {
        let mut made = Self::new();
        for i in 0..people {
            made.person(i);
        }
        made.beacon(&[7; 32], 10);
        made
    }

    pub fn person(&mut self, i: u8) {
        self.link(&mut Generator::new(&[i + 1; 32]), 0, &[1, 2, b'p', b'a' + i % 26]);
    }

    pub fn beacon(&mut self, value: &[u8], exponent: u8) {
        let fields = [&[1, 1, b'b', 2, exponent, 3, value.len() as u8][..], value].concat();
        self.link(&mut Generator::new(&beacon::seed(value, exponent)), 1, &fields);
    }

    /// Multiplies δ by the generator's scalar.
    pub fn link(&mut self, generator: &mut Generator, kind: u32, fields: &[u8]) {
        let secret = generator.element();
        let s = generator.g1::<S>();
        self.push(&secret, s, kind, fields);
    }

    pub fn push(&mut self, secret: &Fp<<S as Proving>::Scalar>, s: Affine<S::G1>, kind: u32, fields: &[u8]) {
        let times = |point| times::<S::G1>(point, &secret.to_words());
        let (sx, delta1) = (times(s), times(self.delta1));
        self.delta1 = delta1;
        self.delta2 = times_g2::<S>(self.delta2, secret);
        let mut points: Vec<u8> = [delta1, s, sx].iter().flat_map(g1::<S>).collect();
        let transcript = self.transcript(self.links.len(), &points);
        points.extend(g2::<S>(&times_g2::<S>(hash_to_g2::<S>(&transcript), secret)));
        self.links.push(Made1 { points, transcript, kind, fields: fields.to_vec() });
    }

    /// The transcript of the link at a place.
    pub fn transcript(&self, place: usize, points: &[u8]) -> [u8; 64] {
        let mut hash = Blake2b::new(64);
        hash.update(&self.circuit_hash);
        for link in &self.links[..place] {
            hash.update(&uncompressed::<S>(&link.points)).update(&link.transcript);
        }
        let g1 = 2 * S::BYTES;
        let mut proof = vec![0; 2 * g1];
        section::uncompressed::<S, G1Point<S>>(&points[g1..3 * g1], &mut proof);
        hash.update(&proof).digest()
    }

    /// Computes all transcripts again, as an attacker would. spx stays, and no longer fits.
    pub fn rehash(&mut self) {
        for place in 0..self.links.len() {
            self.links[place].transcript = self.transcript(place, &self.links[place].points.clone());
        }
    }

    pub fn section(&self) -> Vec<u8> {
        let mut out = self.circuit_hash.to_vec();
        out.extend((self.links.len() as u32).to_le_bytes());
        self.links.iter().for_each(|link| out.extend(link.bytes()));
        out
    }

    /// A verification key with the last δ. Its other points are any.
    pub fn key(&self) -> Vec<u8> {
        let mut key = vec![S::CURVE_ID, 0, 0, 0, 1];
        let one = encoded::<S::G1>(&Affine::GENERATOR);
        key.extend(&one);
        for point in [Affine::GENERATOR, Affine::GENERATOR, self.delta2] {
            key.extend(encoded::<S::G2>(&point));
        }
        key.extend([one.clone(), one].concat());
        key
    }
}

impl Made1 {
    pub fn bytes(&self) -> Vec<u8> {
        let numbers = [self.kind, self.fields.len() as u32].map(u32::to_le_bytes).concat();
        [&self.points[..], &self.transcript, &numbers, &self.fields].concat()
    }
}

fn uncompressed<S: Ceremony>(points: &[u8]) -> Vec<u8> {
    let (mut out, of_g1) = (vec![0; points.len()], 6 * S::BYTES);
    section::uncompressed::<S, G1Point<S>>(&points[..of_g1], &mut out[..of_g1]);
    section::uncompressed::<S, G2Point<S>>(&points[of_g1..], &mut out[of_g1..]);
    out
}

pub fn g1<S: Ceremony>(point: &Affine<S::G1>) -> Vec<u8> {
    let mut out = vec![0; 2 * S::BYTES];
    <G1Point<S> as SectionPoint<S>>::write(point, &mut out);
    out
}

pub fn g2<S: Ceremony>(point: &Affine<S::G2>) -> Vec<u8> {
    let mut out = vec![0; 4 * S::BYTES];
    <G2Point<S> as SectionPoint<S>>::write(point, &mut out);
    out
}

pub fn encoded<C: Encoding>(point: &Affine<C>) -> Vec<u8> {
    let mut out = vec![0; C::BYTES];
    C::write(point, &mut out);
    out
}

fn times_g2<S: Ceremony>(point: Affine<S::G2>, k: &Fp<<S as Proving>::Scalar>) -> Affine<S::G2> {
    times::<S::G2>(point, &k.to_words())
}

pub fn times<C: Curve>(point: Affine<C>, k: &[u64; 6]) -> Affine<C> {
    Jacobian::from(point).vartime_mul_plain(&k[..4]).vartime_coordinates().unwrap().vartime_check().unwrap()
}
