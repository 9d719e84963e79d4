//! The vectors of `packages/vectors/keys/argon2.json`, the crate `argon2` on other shapes, and refused parameters.

use fedzk_wasm_argon2::{Block, Costs, Inputs, argon2id, block_count};
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    rfc9106: Vec<Case>,
    reference: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    #[serde(default)]
    r#type: Option<String>,
    #[serde(rename = "memoryKiB")]
    memory_kib: u32,
    passes: u32,
    parallelism: u32,
    password: String,
    salt: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    associated_data: String,
    tag: String,
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = (0..hex.len()).step_by(2).map(|at| &hex[at..at + 2]);
    digits.map(|pair| u8::from_str_radix(pair, 16).expect("hexadecimal")).collect()
}

/// Returns the tag, after checking that the blocks are zero.
fn derive(costs: Costs, inputs: Inputs, length: usize) -> Option<Vec<u8>> {
    let mut blocks = vec![Block::ZERO; block_count(costs)?];
    let mut tag = vec![0; length];
    let done = argon2id(costs, inputs, &mut blocks, &mut tag);
    assert!(blocks.iter().all(|block| block.0.iter().all(|&word| word == 0)));
    done.map(|()| tag)
}

#[test]
fn published() {
    let file: File = serde_json::from_str(include_str!("../../../packages/vectors/keys/argon2.json")).expect("JSON");
    let id = file.rfc9106.iter().filter(|case| case.r#type.as_deref() == Some("argon2id"));
    // The package's tests have the one of 256 MiB.
    let cases: Vec<&Case> = id.chain(&file.reference).filter(|case| case.memory_kib <= 65_536).collect();
    assert_eq!(cases.len(), 8);
    for case in cases {
        let costs = Costs { memory_kib: case.memory_kib, passes: case.passes, parallelism: case.parallelism };
        let fields = [&case.password, &case.salt, &case.secret, &case.associated_data].map(|hex| bytes(hex));
        let [password, salt, secret, associated_data] = &fields;
        let tag = derive(costs, Inputs { password, salt, secret, associated_data }, 32);
        assert_eq!(tag, Some(bytes(&case.tag)));
    }
}

/// Shapes from the smallest on: lanes, blocks that are left over, passes, tags around BLAKE2b's lengths, and inputs around
/// those of its block.
#[test]
fn as_the_crate_argon2() {
    use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
    let bytes: Vec<u8> = (0u32..300).map(|i| (i * i + 7 * i) as u8).collect();
    let tags = [4, 31, 32, 33, 63, 64, 65, 95, 96, 97, 128, 200];
    let mut shapes = 0;
    for parallelism in 1..=5 {
        for (i, &tag) in tags.iter().enumerate() {
            let i = i as u32;
            let costs = Costs { memory_kib: 8 * parallelism + 37 * i + 11 * i * i, passes: 1 + i % 4, parallelism };
            let at = |step: u32, length: u32| &bytes[..(step * i % length) as usize];
            let (password, salt, secret) = (at(43, 290), &bytes[..8 + 11 * i as usize], at(17, 140));
            let associated_data = at(3, 33);

            let mut builder = ParamsBuilder::new();
            builder.m_cost(costs.memory_kib).t_cost(costs.passes).p_cost(parallelism);
            builder.data(AssociatedData::new(associated_data).expect("at most 32 bytes"));
            let params = builder.build().expect("costs");
            let theirs =
                Argon2::new_with_secret(secret, Algorithm::Argon2id, Version::V0x13, params).expect("a secret");
            let mut expected = vec![0; tag];
            theirs.hash_password_into(password, salt, &mut expected).expect("a tag");
            assert_eq!(derive(costs, Inputs { password, salt, secret, associated_data }, tag), Some(expected));
            shapes += 1;
        }
    }
    assert_eq!(shapes, 60);
}

#[test]
fn refused() {
    let good = Costs { memory_kib: 32, passes: 1, parallelism: 4 };
    let inputs = Inputs { password: b"", salt: &[1; 8], secret: b"", associated_data: &[2; 32] };
    assert!(derive(good, inputs, 4).is_some());
    assert_eq!(derive(good, inputs, 3), None);
    assert_eq!(derive(good, Inputs { salt: &[1; 7], ..inputs }, 32), None);
    assert_eq!(derive(Costs { memory_kib: 31, ..good }, inputs, 32), None);
    assert_eq!(derive(Costs { passes: 0, ..good }, inputs, 32), None);
    assert_eq!(derive(Costs { parallelism: 0, ..good }, inputs, 32), None);
    assert_eq!(derive(Costs { parallelism: 1 << 29, memory_kib: u32::MAX, ..good }, inputs, 32), None);
}
