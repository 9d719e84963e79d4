//! x³ + x + 5 = out as a circuit with a key whose trapdoor is known, and the steps of its proof.

use fedzk_curves::{
    bn254::{Bn254, Bn254Scalar, Fr, ORDER},
    curve::Jacobian,
};
use fedzk_dev_setup::{key::Key, r1cs::R1cs, setup::Scalars, trapdoor::Trapdoor, zkey};
use fedzk_groth16::Proof;
use fedzk_prover::{
    msm::Msm,
    ntt::Domain,
    proof::{RANDOM_BYTES, Sums, assemble},
    quotient::Quotient,
    rows::Rows,
    witness::{Witness, scalar},
    zkey::{G1Point, G2Point, Header, KeyPoint},
};

pub fn fr(value: u64) -> Fr {
    Fr::from_words([value, 0, 0, 0, 0, 0]).unwrap()
}

pub fn u32s(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// w = (1, out, x, x², x³). Public: out.
pub fn circuit() -> Vec<u8> {
    let rows: [&[(u32, u64)]; 9] = [
        &[(2, 1)],
        &[(2, 1)],
        &[(3, 1)],
        &[(3, 1)],
        &[(2, 1)],
        &[(4, 1)],
        &[(0, 5), (2, 1), (4, 1)],
        &[(0, 1)],
        &[(1, 1)],
    ];
    let mut header = u32s(&[32]);
    header.extend(ORDER.iter().flat_map(|word| word.to_le_bytes()));
    header.extend(u32s(&[5, 1, 0, 1, 5, 0, 3]));
    let mut terms = Vec::new();
    for row in rows {
        terms.extend(u32s(&[row.len() as u32]));
        for (wire, coefficient) in row {
            terms.extend(u32s(&[*wire]));
            terms.extend(coefficient.to_le_bytes());
            terms.extend([0; 24]);
        }
    }
    let mut file = [&b"r1cs"[..], &u32s(&[1, 2])].concat();
    for (kind, content) in [(1, header), (2, terms)] {
        file.extend(u32s(&[kind]));
        file.extend((content.len() as u64).to_le_bytes());
        file.extend(content);
    }
    file
}

/// The key's trapdoor, which nobody may know.
pub fn trapdoor() -> (R1cs<Bn254Scalar>, Trapdoor<Bn254>, Scalars<Bn254>) {
    let r1cs = R1cs::<Bn254Scalar>::read(&circuit()).unwrap();
    let trapdoor = Trapdoor::derive("a test", &[7; 32]);
    let scalars = Scalars::of(&r1cs, &trapdoor).unwrap();
    (r1cs, trapdoor, scalars)
}

/// The sections of the circuit's key, by their type.
pub fn key() -> Vec<Vec<u8>> {
    let (r1cs, trapdoor, scalars) = trapdoor();
    let key = Key::of(&scalars, &trapdoor);
    let mut file = Vec::new();
    zkey::write(&mut file, &r1cs, &key, &[7; 32]).unwrap();
    let (mut sections, mut rest) = (vec![Vec::new(); 11], &file[12..]);
    while !rest.is_empty() {
        let kind = u32::from_le_bytes(rest[..4].try_into().unwrap()) as usize;
        let length = u64::from_le_bytes(rest[4..12].try_into().unwrap()) as usize;
        sections[kind] = rest[12..12 + length].to_vec();
        rest = &rest[12 + length..];
    }
    sections
}

pub fn values(x: u64) -> [Fr; 5] {
    [1, x * x * x + x + 5, x, x * x, x * x * x].map(fr)
}

pub fn bytes(values: &[Fr]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_words()[..4].to_vec()).flat_map(u64::to_le_bytes).collect()
}

pub fn quotient(key: &[Vec<u8>], witness: &[u8]) -> Vec<[u64; 4]> {
    let witness = Witness::<Bn254Scalar>::read(witness, 5).unwrap();
    let domain = Domain::new(3);
    let mut rows = Rows::new(&domain);
    rows.add(&key[4][4..], &witness, &domain).unwrap();
    Quotient::new(domain, rows).scalars().collect()
}

pub fn sum<P: KeyPoint<Bn254>>(points: &[u8], scalars: &[[u64; 4]]) -> Jacobian<P::Curve> {
    let mut msm = Msm::new();
    assert_eq!(points.len(), scalars.len() * P::BYTES);
    for (point, scalar) in points.chunks_exact(P::BYTES).zip(scalars) {
        if let Some(point) = P::read(point).unwrap() {
            msm.push(point, scalar);
        }
    }
    msm.finish()
}

pub fn prove(key: &[Vec<u8>], witness: &[u8], random: &[u8; RANDOM_BYTES]) -> Proof<Bn254> {
    let header = Header::<Bn254>::read(&key[2]).unwrap();
    let w: Vec<_> = witness.chunks_exact(32).map(|value| scalar::<Bn254Scalar>(value).unwrap()).collect();
    let g1 = sum::<G1Point<Bn254>>;
    let c = g1(&key[8], &w[2..]).vartime_add(&g1(&key[9], &quotient(key, witness)));
    let sums = Sums { a: g1(&key[5], &w), b1: g1(&key[6], &w), b2: sum::<G2Point<Bn254>>(&key[7], &w), c };
    assemble(&header, &sums, random).unwrap()
}
