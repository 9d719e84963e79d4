//! Keys of a small circuit: proofs verify, the quotient is that of plain polynomials, and damaged headers are refused.
#![allow(missing_docs, clippy::unwrap_used)]

use fedzk_curves::{
    bn254::{Bn254, Bn254Scalar, Fr, ORDER},
    curve::Jacobian,
    field::Field,
};
use fedzk_dev_setup::{key::Key, r1cs::R1cs, setup::Scalars, trapdoor::Trapdoor, zkey};
use fedzk_groth16::{PreparedKey, ProofFormat, Status};
use fedzk_prover::{
    msm::Msm,
    ntt::Domain,
    proof::{Sums, assemble},
    quotient::Quotient,
    rows::Rows,
    witness::{Witness, WitnessError, scalar},
    zkey::{G1Point, G2Point, Header, KeyError, KeyPoint},
};

fn fr(value: u64) -> Fr {
    Fr::from_words([value, 0, 0, 0, 0, 0]).unwrap()
}

fn u32s(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// x³ + x + 5 = out, where w = (1, out, x, x², x³). Public: out.
fn circuit() -> Vec<u8> {
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

/// The sections of the circuit's key, by their type.
fn key() -> Vec<Vec<u8>> {
    let r1cs = R1cs::<Bn254>::read(&circuit()).unwrap();
    let trapdoor = Trapdoor::derive("a test", &[7; 32]);
    let key = Key::of(&Scalars::of(&r1cs, &trapdoor).unwrap(), &trapdoor);
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

fn values(x: u64) -> [Fr; 5] {
    [1, x * x * x + x + 5, x, x * x, x * x * x].map(fr)
}

fn bytes(values: &[Fr]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_words()[..4].to_vec()).flat_map(u64::to_le_bytes).collect()
}

fn quotient(key: &[Vec<u8>], witness: &[u8]) -> Vec<[u64; 4]> {
    let witness = Witness::<Bn254Scalar>::read(witness, 5).unwrap();
    let domain = Domain::new(3);
    let mut rows = Rows::new(&domain);
    rows.add(&key[4][4..], &witness, &domain).unwrap();
    Quotient::new(domain, rows).scalars().collect()
}

fn sum<P: KeyPoint<Bn254>>(points: &[u8], scalars: &[[u64; 4]]) -> Jacobian<P::Curve> {
    let mut msm = Msm::new();
    assert_eq!(points.len(), scalars.len() * P::BYTES);
    for (point, scalar) in points.chunks_exact(P::BYTES).zip(scalars) {
        if let Some(point) = P::read(point).unwrap() {
            msm.push(point, scalar);
        }
    }
    msm.finish()
}

fn prove(key: &[Vec<u8>], witness: &[u8], random: &[u8; 96]) -> Vec<u8> {
    let header = Header::<Bn254>::read(&key[2]).unwrap();
    let w: Vec<_> = witness.chunks_exact(32).map(|value| scalar::<Bn254Scalar>(value).unwrap()).collect();
    let g1 = sum::<G1Point<Bn254>>;
    let c = g1(&key[8], &w[2..]).vartime_add(&g1(&key[9], &quotient(key, witness)));
    let sums = Sums { a: g1(&key[5], &w), b1: g1(&key[6], &w), b2: sum::<G2Point<Bn254>>(&key[7], &w), c };
    assemble(&header, &sums, random).unwrap().write(ProofFormat::Uncompressed)
}

#[test]
fn proofs_verify_and_those_of_wrong_witnesses_do_not() {
    let key = key();
    let vk = Header::<Bn254>::read(&key[2]).unwrap().verification_key(&key[3]).unwrap();
    let vk = PreparedKey::<Bn254>::read(&vk).unwrap();
    let signal = |value: &Fr| {
        let mut out = [0; 32];
        value.to_be_bytes(&mut out);
        out
    };
    for x in [0, 1, 3, 1000] {
        let (values, random) = (values(x), [x as u8; 96]);
        let proof = prove(&key, &bytes(&values), &random);
        assert_eq!(vk.verify(&proof, &signal(&values[1])), Status::Ok, "{x}");
        assert_ne!(proof, prove(&key, &bytes(&values), &[9; 96]), "random bytes hide the witness");
        for wire in 1..5 {
            let mut wrong = values;
            wrong[wire] = (wrong[wire] + Fr::ONE).norm();
            let proof = prove(&key, &bytes(&wrong), &random);
            assert_eq!(vk.verify(&proof, &signal(&wrong[1])), Status::Equation, "{x}, wire {wire}");
        }
    }
}

/// Interpolation term by term, and ab − c at the odd powers.
#[test]
fn the_quotient_is_that_of_plain_polynomials() {
    let key = key();
    let [one, out, x, square, cube] = values(7);
    let sum = (fr(5) + x + cube).norm();
    let zero = Fr::ZERO;
    let a = [x, square, sum, one, out, zero, zero, zero];
    let b = [x, x, one, zero, zero, zero, zero, zero];
    let c = [0, 1, 2, 3, 4, 5, 6, 7].map(|i: usize| a[i] * b[i]);
    let power = |i: u64| Fr::root_of_unity(4).vartime_pow(&[i % 16, 0, 0, 0, 0, 0]);
    let at = |values: &[Fr; 8], odd: u64| {
        // Σ over coefficients j of (Σ over rows i of vᵢω^(−2ij))/8 · ω^(j·odd).
        let terms = (0..8u64).flat_map(|j| (0..8u64).map(move |i| (i, (16 * j - 2 * i * j % 16 + j * odd) % 16)));
        terms.fold(Fr::ZERO, |sum, (i, e)| (sum + values[i as usize] * power(e)).norm()) * fr(8).invert()
    };
    let expected: Vec<[u64; 4]> = (0..8)
        .map(|i| {
            let odd = 2 * i + 1;
            let words = (at(&a, odd) * at(&b, odd)).sub_norm(&at(&c, odd)).to_words();
            [words[0], words[1], words[2], words[3]]
        })
        .collect();
    assert_eq!(quotient(&key, &bytes(&values(7))), expected);
}

#[test]
fn damaged_keys() {
    let key = key();
    let error = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut header = key[2].clone();
        change(&mut header);
        Header::<Bn254>::read(&header).err()
    };
    assert_eq!(error(&|_| ()), None);
    let put = |at: usize, value: u32| error(&move |h: &mut Vec<u8>| h[at..at + 4].copy_from_slice(&u32s(&[value])));
    assert_eq!(error(&|h| h.clear()), Some(KeyError::CoordinateField));
    assert_eq!(error(&|h| h.truncate(100)), Some(KeyError::Length));
    assert_eq!(error(&|h| h.push(0)), Some(KeyError::Length));
    assert_eq!(put(4, 1), Some(KeyError::CoordinateField));
    assert_eq!(put(40, 1), Some(KeyError::ScalarField));
    assert_eq!(put(72, 1), Some(KeyError::Counts));
    assert_eq!(put(76, 5), Some(KeyError::Counts));
    for domain in [0, 1, 7, 1 << 28, u32::MAX] {
        assert_eq!(put(80, domain), Some(KeyError::Domain), "{domain}");
    }
    assert_eq!(put(84, 1), Some(KeyError::NotInGroup));
    assert_eq!(error(&|h| h[84..148].fill(0)), Some(KeyError::Infinity));
    assert_eq!(error(&|h| h[84..116].fill(255)), Some(KeyError::CoordinateRange));
    let header = Header::<Bn254>::read(&key[2]).unwrap();
    assert_eq!(header.verification_key(&key[3][1..]), Err(KeyError::Length));
    let witness = Witness::<Bn254Scalar>::read(&bytes(&values(3)), 5).unwrap();
    for at in [0, 4, 8, 43] {
        let mut coefficient = key[4][4..48].to_vec();
        coefficient[at] = 255;
        let domain = Domain::new(3);
        let added = Rows::new(&domain).add(&coefficient, &witness, &domain);
        assert_eq!(added, Err(KeyError::Coefficient), "byte {at}");
    }
}

#[test]
fn witnesses_that_are_none() {
    let error = |values: &[u8]| Witness::<Bn254Scalar>::read(values, 5).err();
    let good = bytes(&values(3));
    assert_eq!(error(&good), None);
    assert_eq!(error(&good[1..]), Some(WitnessError::Length));
    assert_eq!(error(&[&good[..64], &[255; 32], &good[96..]].concat()), Some(WitnessError::Range(2)));
    assert_eq!(error(&[&[0; 32], &good[32..]].concat()), Some(WitnessError::One));
}
