//! Keys of a small circuit: proofs verify, the quotient is that of plain polynomials, and damaged headers are refused.

use crate::common::circuit::{bytes, fr, key, prove, quotient, u32s, values};
use fedzk_curves::{
    bn254::{Bn254, Bn254Scalar, Fr},
    field::Field,
};
use fedzk_groth16::{PreparedKey, ProofFormat, Status};
use fedzk_prover::{
    ntt::Domain,
    rows::Rows,
    witness::{Witness, WitnessError},
    zkey::{Header, KeyError},
};

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
        let (values, random) = (values(x), core::array::from_fn(|i| (7 * i) as u8 ^ x as u8));
        let prove = |values: &[Fr; 5]| prove(&key, &bytes(values), &random).write(ProofFormat::Uncompressed);
        assert_eq!(vk.verify(&prove(&values), &signal(&values[1])), Status::Ok, "{x}");
        for wire in 1..5 {
            let mut wrong = values;
            wrong[wire] = (wrong[wire] + Fr::ONE).norm();
            assert_eq!(vk.verify(&prove(&wrong), &signal(&wrong[1])), Status::Equation, "{x}, wire {wire}");
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
