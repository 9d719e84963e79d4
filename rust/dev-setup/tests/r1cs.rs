//! Compiled circuits as bytes: the files that are read, and those that are refused, with their messages.

use crate::common::{File, u32s};
use fedzk_curves::{
    bls12_381::{self, Bls12381, Bls12381Scalar},
    bn254::{Bn254, Bn254Scalar, Fr, ORDER},
    field::{Field, Prime},
};
use fedzk_dev_setup::r1cs::{self, Term};

type R1cs = r1cs::R1cs<Bn254Scalar>;

fn cubic() -> File {
    crate::common::cubic::<Bn254>()
}

fn file(wires: u32, outputs: u32, public: u32, private: u32, constraints: &[[crate::common::Terms; 3]]) -> File {
    crate::common::file::<Bn254>(wires, outputs, public, private, constraints)
}

fn error(file: &File) -> String {
    R1cs::read(&file.bytes()).err().unwrap_or_else(|| panic!("it was read"))
}

/// The cubic circuit with bytes of a section replaced.
fn with(section: usize, at: usize, bytes: &[u8]) -> File {
    let mut file = cubic();
    file.sections[section].1[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

#[test]
fn what_is_read() {
    let r1cs = R1cs::read(&cubic().bytes()).unwrap();
    assert_eq!((r1cs.wires, r1cs.public, r1cs.constraints.len()), (5, 1, 3));
    let terms = |terms: &[Term<Bn254Scalar>]| -> Vec<_> {
        terms.iter().map(|t| (t.wire, t.coefficient.to_words()[0])).collect()
    };
    assert_eq!(terms(&r1cs.constraints[2].a), [(0, 5), (2, 1), (4, 1)]);
    assert_eq!(terms(&r1cs.constraints[2].b), [(0, 1)]);
    assert_eq!(terms(&r1cs.constraints[1].c), [(4, 1)]);
}

#[test]
fn sections_in_any_order_and_others_among_them() {
    let mut file = cubic();
    file.sections.swap(0, 1);
    file.sections.insert(1, (3, vec![1; 40]));
    file.sections.extend([(4, vec![0; 4]), (5, vec![0; 4]), (77, vec![])]);
    assert_eq!(R1cs::read(&file.bytes()).unwrap().constraints.len(), 3);
}

#[test]
fn the_largest_coefficient() {
    let below = [ORDER[0] - 1, ORDER[1], ORDER[2], ORDER[3]];
    let bytes = |words: [u64; 4]| words.map(u64::to_le_bytes).concat();
    // A of constraint 0: a count, a wire, the coefficient.
    let r1cs = R1cs::read(&with(1, 8, &bytes(below)).bytes()).unwrap();
    assert_eq!(r1cs.constraints[0].a[0].coefficient, -Fr::ONE);
    let message = error(&with(1, 8, &bytes(ORDER)));
    assert_eq!(message, "term 0 has a coefficient that isn't below r, in A of constraint 0");
    assert!(error(&with(1, 8, &[0xff; 32])).contains("isn't below r"));
}

#[test]
fn not_such_a_file() {
    for bytes in [&b""[..], b"r1c", b"zkey\x01\0\0\0", b"{\"constraints\": []}"] {
        let message = R1cs::read(bytes).err().unwrap();
        assert_eq!(message, "it doesn't begin with \"r1cs\": not a compiled circuit");
    }
    let mut file = cubic();
    file.version = 2;
    assert_eq!(error(&file), "it has version 2 of the format; this reads version 1");
}

#[test]
fn cut_off_anywhere() {
    let bytes = cubic().bytes();
    for length in 4..bytes.len() {
        let message = R1cs::read(&bytes[..length]).err().unwrap_or_else(|| panic!("{length} bytes were read"));
        assert!(message.contains("cut off"), "{length}: {message}");
    }
    let message = R1cs::read(&[bytes.clone(), vec![0]].concat()).err().unwrap();
    assert_eq!(message, "1 bytes are left over at the end of the file");
    let message = R1cs::read(&bytes[..90]).err().unwrap();
    assert_eq!(message, "the file is cut off: 4 bytes should follow byte 88, 2 do, in the 2. of 2 sections");
}

#[test]
fn a_length_past_any_memory() {
    let mut bytes = cubic().bytes();
    bytes[16..24].fill(0xff);
    assert!(R1cs::read(&bytes).err().unwrap().contains("18446744073709551615 bytes should follow byte 24"));
    // 2^32 − 1 constraints, and as many terms in the first.
    assert!(error(&with(0, 60, &[0xff; 4])).contains("cut off"));
    assert!(error(&with(1, 0, &[0xff; 4])).contains("in A of constraint 0"));
}

#[test]
fn sections_missing_or_twice() {
    for (at, name) in [(0, "section 1, the header,"), (1, "section 2, the constraints,")] {
        let mut file = cubic();
        let section = file.sections.remove(at);
        assert_eq!(error(&file), format!("{name} is missing"));
        file.sections.extend([section.clone(), section]);
        assert_eq!(error(&file), format!("{name} is there twice"));
    }
}

#[test]
fn another_field() {
    assert_eq!(error(&with(0, 0, &[8])), "its field elements have 8 bytes; those of BN254 and BLS12-381 have 32");
    let message = error(&with(0, 4, &[2]));
    assert_eq!(message, "its prime is not the order of BN254; compile it with: circom --prime bn128");
}

#[test]
fn the_prime_says_which_curve() {
    let other = crate::common::cubic::<Bls12381>();
    assert_eq!(r1cs::prime(&cubic().bytes()), Ok(Bn254Scalar::MODULUS));
    assert_eq!(r1cs::prime(&other.bytes()), Ok(Bls12381Scalar::MODULUS));
    assert_eq!(error(&other), "its prime is not the order of BN254; compile it with: circom --prime bn128");
    let refused = r1cs::R1cs::<Bls12381Scalar>::read(&cubic().bytes()).err().unwrap();
    assert_eq!(refused, "its prime is not the order of BLS12-381; compile it with: circom --prime bls12381");

    // -1, the largest coefficient.
    let read = |file: &File| r1cs::R1cs::<Bls12381Scalar>::read(&file.bytes());
    let mut largest = other;
    let [first, rest @ ..] = bls12_381::ORDER;
    largest.sections[1].1[8..16].copy_from_slice(&(first - 1).to_le_bytes());
    largest.sections[1].1[16..40].copy_from_slice(&rest.map(u64::to_le_bytes).concat());
    assert_eq!(read(&largest).unwrap().constraints[0].a[0].coefficient, -bls12_381::Fr::ONE);
    largest.sections[1].1[8..16].copy_from_slice(&first.to_le_bytes());
    assert!(read(&largest).err().unwrap().contains("isn't below r"));
}

#[test]
fn a_header_that_cannot_be() {
    assert_eq!(error(&with(0, 36, &[2])), "its header has 2 wires, too few for the constant and 2 signals");
    assert!(error(&with(0, 40, &[0xff; 12])).contains("too few"), "no overflow");
    let mut file = cubic();
    file.sections[0].1.push(0);
    assert_eq!(error(&file), "1 bytes are left over at the end of section 1 (header)");
    assert_eq!(error(&crate::common::file::<Bn254>(2, 0, 1, 0, &[])), "it has no constraints: nothing to prove");
}

#[test]
fn constraints_that_cannot_be() {
    let wires: fn(u32) -> File = |wires| file(wires, 0, 1, 0, &[[&[(1, 1)], &[(0, 1), (2, 1)], &[]]]);
    assert!(R1cs::read(&wires(3).bytes()).is_ok());
    assert_eq!(error(&wires(2)), "term 1 has wire 2, and the circuit has 2, in B of constraint 0");
    // One constraint less than there is.
    assert_eq!(error(&with(0, 60, &[2])), "192 bytes are left over at the end of section 2 (constraints)");
}

#[test]
fn custom_gates() {
    for kind in [4, 5] {
        let mut file = cubic();
        file.sections.push((kind, u32s(&[1])));
        assert_eq!(error(&file), "it uses custom gates, which Groth16 doesn't have");
    }
}
