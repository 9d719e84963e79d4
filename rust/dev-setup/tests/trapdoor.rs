//! The trapdoor by its formula, with integers.
#![allow(missing_docs)]

mod common;

use common::big;
use fedzk_curves::bn254::ORDER;
use fedzk_dev_setup::trapdoor::Trapdoor;
use num_bigint::BigUint;
use sha2::{Digest, Sha256};

#[test]
fn by_its_formula() {
    for (seed, r1cs) in [("", [0; 32]), ("a test", [7; 32]), ("größer 🌳", [0xff; 32])] {
        let trapdoor = Trapdoor::derive(seed, &r1cs);
        let numbers =
            [("tau", trapdoor.tau), ("alpha", trapdoor.alpha), ("beta", trapdoor.beta), ("delta", trapdoor.delta)];
        for (name, number) in numbers {
            let hash = |i: u8| {
                let mut input = format!("fedzk development key 1\0{name}\0").into_bytes();
                input.push(i);
                input.extend(Sha256::digest(seed));
                input.extend(r1cs);
                Sha256::digest(input).to_vec()
            };
            let bytes = [hash(0), hash(1)].concat();
            assert_eq!(big(&number.to_words()), BigUint::from_bytes_be(&bytes[..48]) % big(&ORDER), "{name}");
        }
    }
}
