//! The trapdoor by its formula, with integers.

use crate::common::big;
use fedzk_curves::field::Prime;
use fedzk_dev_setup::{suite::Suite, trapdoor::Trapdoor};
use num_bigint::BigUint;
use sha2::{Digest, Sha256};

each_curve!(by_its_formula);

fn by_its_formula<S: Suite>() {
    for (seed, r1cs) in [("", [0; 32]), ("a test", [7; 32]), ("größer 🌳", [0xff; 32])] {
        let trapdoor = Trapdoor::<S>::derive(seed, &r1cs);
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
            assert_eq!(
                big(&number.to_words()),
                BigUint::from_bytes_be(&bytes[..48]) % big(&S::Scalar::MODULUS),
                "{name}"
            );
        }
    }
}
