//! The Merkle tree of RFC 6962 §2.1: leaves are SHA-256(00 ‖ entry), nodes SHA-256(01 ‖ left ‖ right), and the left side of a
//! node is a full tree, the largest that leaves something to the right.

use fedzk_sha256::{HASH_BYTES, Hash, Messages, hash, hash_each};

const LEAF: u8 = 0;
const NODE: u8 = 1;

/// Entries, to be hashed as leaves.
pub trait Entries {
    /// The bytes of an entry.
    fn entry(&self, index: usize) -> &[u8];
}

struct Leaves<'a>(&'a dyn Entries);

impl Messages for Leaves<'_> {
    fn length(&self, message: usize) -> usize {
        1 + self.0.entry(message).len()
    }

    #[inline(always)]
    fn read(&self, message: usize, offset: usize, out: &mut [u8]) {
        let entry = self.0.entry(message);
        if offset > 0 {
            out.copy_from_slice(&entry[offset - 1..][..out.len()]);
        } else if let Some((first, rest)) = out.split_first_mut() {
            *first = LEAF;
            rest.copy_from_slice(&entry[..rest.len()]);
        }
    }
}

impl Entries for &[u8] {
    fn entry(&self, _: usize) -> &[u8] {
        self
    }
}

/// The hash of an entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut hash = [Hash::default()];
    leaf_hashes(&entry, &mut hash);
    hash[0]
}

/// The hashes of entries, as many as there is room for.
pub fn leaf_hashes(entries: &dyn Entries, hashes: &mut [Hash]) {
    hash_each(&Leaves(entries), hashes);
}

struct Nodes<'a>(&'a [Hash]);

impl Messages for Nodes<'_> {
    fn length(&self, _: usize) -> usize {
        1 + 2 * HASH_BYTES
    }

    #[inline(always)]
    fn read(&self, message: usize, offset: usize, out: &mut [u8]) {
        let pair = self.0[2 * message..2 * message + 2].as_flattened();
        if offset > 0 {
            out.copy_from_slice(&pair[offset - 1..][..out.len()]);
        } else if let Some((first, rest)) = out.split_first_mut() {
            *first = NODE;
            rest.copy_from_slice(&pair[..rest.len()]);
        }
    }
}

/// The hash of a node.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut hash = [Hash::default()];
    hash_each(&Nodes(&[*left, *right]), &mut hash);
    hash[0]
}

/// The root of no entries: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    hash(&[])
}

/// The root of the tree over hashes, which are overwritten. A hash that has nothing to its right goes up as it is, which is
/// the same as the largest full tree on the left.
pub fn root_of(hashes: &mut [Hash]) -> Hash {
    const PAIRS: usize = 64;
    let mut length = hashes.len();
    if length == 0 {
        return empty_root();
    }
    while length > 1 {
        let mut parents = [Hash::default(); PAIRS];
        // Parents take the place of their children, from the left: they never reach children that are still to be read.
        for first in (0..length / 2).step_by(PAIRS) {
            let count = PAIRS.min(length / 2 - first);
            hash_each(&Nodes(&hashes[2 * first..2 * (first + count)]), &mut parents[..count]);
            hashes[first..first + count].copy_from_slice(&parents[..count]);
        }
        if length % 2 == 1 {
            hashes[length / 2] = hashes[length - 1];
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
