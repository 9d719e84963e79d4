//! Long integers against num-bigint.

use crate::common::{Random, big, words};
use fedzk_curves::uint;
use num_bigint::BigUint;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn remainders() {
    let mut random = Random::new(100);
    let limit = BigUint::from(1u32) << 511;
    for bits in (2..511).step_by(7) {
        let modulus: BigUint = (random.below(&limit) >> (511 - bits)) | BigUint::from(1u32);
        let edges =
            [BigUint::ZERO, &modulus - 1u32, modulus.clone(), &modulus + 1u32, &modulus * 2u32 - 1u32, &limit - 1u32];
        for value in edges.into_iter().chain((0..3).map(|_| random.below(&limit))) {
            let value: BigUint = value % &limit;
            assert_eq!(big(&uint::rem::<8>(words(&value), words(&modulus))), &value % &modulus);
        }
    }
}
