//! The Merkle tree of RFC 6962 §2.1: leaves are SHA-256(00 ‖ entry), nodes SHA-256(01 ‖ left ‖ right), and the left side of a
//! node is a full tree, the largest that leaves something to the right.

use fedzk_sha256::{Hash, hash, hash_pairs};

/// The byte that is hashed before an entry.
pub const LEAF: u8 = 0;
const NODE: u8 = 1;

/// The hash of an entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    hash(&[&[LEAF], entry].concat())
}

/// The hash of a node.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut pair = [*left, *right];
    hash_pairs(NODE, &mut pair);
    pair[0]
}

/// The root of no entries: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    hash(&[])
}

/// The root of the tree over hashes, which it overwrites. A hash with nothing to its right goes up unchanged, which
/// gives the same tree as the largest full tree on the left.
pub fn root_of(hashes: &mut [Hash]) -> Hash {
    let mut length = hashes.len();
    if length == 0 {
        return empty_root();
    }
    while length > 1 {
        let parents = hash_pairs(NODE, &mut hashes[..length]);
        if length % 2 == 1 {
            hashes[parents] = hashes[length - 1];
        }
        length = length.div_ceil(2);
    }
    hashes[0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    /// RFC 6962 §2.1, word for word.
    fn mth(entries: &[Vec<u8>]) -> Hash {
        match entries {
            [] => Sha256::digest([]).into(),
            [entry] => Sha256::new().chain_update([0]).chain_update(entry).finalize().into(),
            _ => {
                let k = entries.len().next_power_of_two() / 2;
                let (left, right) = (mth(&entries[..k]), mth(&entries[k..]));
                Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
            }
        }
    }

    #[test]
    fn roots_are_those_of_the_definition() {
        let entries: Vec<Vec<u8>> = (0..300_u32).map(|i| vec![i as u8; (i * 7 % 200) as usize]).collect();
        for count in (0..70).chain([127, 128, 129, 255, 256, 257, 300]) {
            let mut hashes: Vec<Hash> = entries[..count].iter().map(|entry| leaf_hash(entry)).collect();
            assert_eq!(root_of(&mut hashes), mth(&entries[..count]), "{count}");
        }
    }
}
