//! Proofs that an entry is in a tree, and that a tree is the start of a larger one (RFC 9162 §2.1.3, §2.1.4).
//!
//! A proof is a list of hashes of subtrees. A subtree is given by the range of its leaves. A range is a full tree, or
//! at the right edge several side by side, the larger ones to the left. Tiles hold the hashes of [`Subtree`]s.

use crate::tree::{empty_root, node_hash};
use crate::{Hash, MOST_ENTRIES};
use alloc::vec::Vec;

/// The most hashes of a proof for a tree of [`MOST_ENTRIES`].
pub const MOST_HASHES: usize = 64;

/// A full tree of 2^level leaves, the index-th of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subtree {
    /// Its height.
    pub level: u32,
    /// The number of trees of its size to the left.
    pub index: u64,
}

/// The parts of a proof's hash: full trees, from left to right.
pub type Range = Vec<Subtree>;

/// Why there is no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// No such index or size.
    OutOfRange,
    /// Another number of hashes than in a proof for this index and size.
    Length,
    /// It leads to another root.
    Mismatch,
}

/// The full trees of the leaves from `start` to `end`; `start` must be a multiple of the size of the first.
fn range(start: u64, end: u64) -> Range {
    let (mut trees, mut at) = (Vec::new(), start);
    while at < end {
        let mut level = (end - at).ilog2();
        if at > 0 {
            level = level.min(at.trailing_zeros());
        }
        trees.push(Subtree { level, index: at >> level });
        at += 1 << level;
    }
    trees
}

/// The largest power of two below n, for n > 1.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// The trees that a root is made of.
pub fn root_ranges(size: u64) -> Range {
    range(0, size)
}

/// The parts of the proof that an entry is in a tree (RFC 9162 §2.1.3.1), from the leaf up.
///
/// # Errors
///
/// [`ProofError::OutOfRange`].
pub fn inclusion(index: u64, size: u64) -> Result<Vec<Range>, ProofError> {
    if index >= size || size > MOST_ENTRIES {
        return Err(ProofError::OutOfRange);
    }
    let (mut ranges, mut start, mut end) = (Vec::new(), 0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            ranges.push(range(middle, end));
            end = middle;
        } else {
            ranges.push(range(start, middle));
            start = middle;
        }
    }
    ranges.reverse();
    Ok(ranges)
}

/// The parts of the proof that a tree is the start of another (RFC 9162 §2.1.4.1). There are none from an empty tree,
/// and from a tree to itself.
///
/// # Errors
///
/// [`ProofError::OutOfRange`].
pub fn consistency(old: u64, new: u64) -> Result<Vec<Range>, ProofError> {
    if old > new || new > MOST_ENTRIES {
        return Err(ProofError::OutOfRange);
    }
    if old == 0 || old == new {
        return Ok(Vec::new());
    }
    let (mut ranges, mut start, mut end) = (Vec::new(), 0, new);
    // Down to the tree that ends where the old one does.
    while end > old {
        let middle = start + split(end - start);
        if old <= middle {
            ranges.push(range(middle, end));
            end = middle;
        } else {
            ranges.push(range(start, middle));
            start = middle;
        }
    }
    // If this is the old tree itself, its hash is known.
    if start > 0 {
        ranges.push(range(start, end));
    }
    ranges.reverse();
    Ok(ranges)
}

/// The hash of a range of trees: the last two go together first.
pub fn hash_of(trees: &[Hash]) -> Hash {
    let mut trees = trees.iter().rev();
    let Some(last) = trees.next() else { return empty_root() };
    trees.fold(*last, |right, left| node_hash(left, &right))
}

/// Checks that a leaf is in a tree (RFC 9162 §2.1.3.2).
///
/// # Errors
///
/// What is wrong with the proof.
pub fn check_inclusion(index: u64, size: u64, leaf: &Hash, path: &[Hash], root: &Hash) -> Result<(), ProofError> {
    if index >= size || size > MOST_ENTRIES {
        return Err(ProofError::OutOfRange);
    }
    let (mut number, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if number % 2 == 1 || number == last {
            hash = node_hash(sibling, &hash);
            while number % 2 == 0 && number > 0 {
                number /= 2;
                last /= 2;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        number /= 2;
        last /= 2;
    }
    match (last, hash == *root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Mismatch),
        _ => Err(ProofError::Length),
    }
}

/// Checks that one tree is the start of another (RFC 9162 §2.1.4.2).
///
/// # Errors
///
/// What is wrong with the proof.
pub fn check_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    path: &[Hash],
) -> Result<(), ProofError> {
    if old > new || new > MOST_ENTRIES {
        return Err(ProofError::OutOfRange);
    }
    if old == 0 || old == new {
        let same = if old == new { new_root } else { &empty_root() };
        return match (path.is_empty(), old_root == same) {
            (false, _) => Err(ProofError::Length),
            (true, false) => Err(ProofError::Mismatch),
            (true, true) => Ok(()),
        };
    }
    // The old tree is a subtree of the new one: its root begins the path.
    let (first, rest) = match path.split_first() {
        _ if old.is_power_of_two() => (*old_root, path),
        Some((first, rest)) => (*first, rest),
        None => return Err(ProofError::Length),
    };
    let (mut number, mut last) = (old - 1, new - 1);
    while number % 2 == 1 {
        number /= 2;
        last /= 2;
    }
    let (mut of_old, mut of_new) = (first, first);
    for hash in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if number % 2 == 1 || number == last {
            of_old = node_hash(hash, &of_old);
            of_new = node_hash(hash, &of_new);
            while number % 2 == 0 && number > 0 {
                number /= 2;
                last /= 2;
            }
        } else {
            of_new = node_hash(&of_new, hash);
        }
        number /= 2;
        last /= 2;
    }
    match (last, of_old == *old_root && of_new == *new_root) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Mismatch),
        _ => Err(ProofError::Length),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{leaf_hash, root_of};

    const LARGEST: u64 = 70;

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|i| leaf_hash(&i.to_be_bytes())).collect()
    }

    fn root(leaves: &[Hash]) -> Hash {
        root_of(&mut leaves.to_vec())
    }

    /// Hashes of ranges, of their leaves.
    fn hashes(ranges: &[Range], leaves: &[Hash]) -> Vec<Hash> {
        let subtree = |&Subtree { level, index }: &Subtree| {
            let start = (index << level) as usize;
            root(&leaves[start..start + (1 << level)])
        };
        ranges.iter().map(|range| hash_of(&range.iter().map(subtree).collect::<Vec<_>>())).collect()
    }

    #[test]
    fn a_root_is_that_of_its_ranges() {
        for size in 0..LARGEST {
            let leaves = leaves(size);
            assert_eq!(hashes(&[root_ranges(size)], &leaves), [root(&leaves)], "{size}");
        }
    }

    #[test]
    fn each_entry_of_each_size_and_no_other_proof() {
        for size in 1..LARGEST {
            let leaves = leaves(size);
            let root = root(&leaves);
            for index in 0..size {
                let path = hashes(&inclusion(index, size).expect("in range"), &leaves);
                let check = |index, size, path: &[Hash]| {
                    check_inclusion(index, size, &leaves[index as usize % leaves.len()], path, &root)
                };
                assert_eq!(check(index, size, &path), Ok(()), "{index} of {size}");
                for wrong in 0..path.len() {
                    let mut path = path.clone();
                    path[wrong][31] ^= 1;
                    assert_eq!(check(index, size, &path), Err(ProofError::Mismatch));
                    path.truncate(wrong);
                    assert_eq!(check(index, size, &path), Err(ProofError::Length));
                }
                assert_eq!(check(index, size, &[path.as_slice(), &[root]].concat()), Err(ProofError::Length));
                for other in (0..size).filter(|other| *other != index) {
                    let verdict = check_inclusion(other, size, &leaves[index as usize], &path, &root);
                    assert!(verdict.is_err(), "{index} as {other} of {size}");
                }
            }
            assert_eq!(inclusion(size, size), Err(ProofError::OutOfRange));
            assert_eq!(check_inclusion(size, size, &root, &[], &root), Err(ProofError::OutOfRange));
        }
    }

    #[test]
    fn each_size_to_each_and_no_other_proof() {
        let leaves = leaves(LARGEST);
        for new in 0..LARGEST {
            let new_root = root(&leaves[..new as usize]);
            for old in 0..=new {
                let old_root = root(&leaves[..old as usize]);
                let path = hashes(&consistency(old, new).expect("in range"), &leaves);
                let check = |path: &[Hash]| check_consistency(old, &old_root, new, &new_root, path);
                assert_eq!(check(&path), Ok(()), "{old} to {new}");
                for wrong in 0..path.len() {
                    let mut path = path.clone();
                    path[wrong][0] ^= 1;
                    assert_eq!(check(&path), Err(ProofError::Mismatch), "{old} to {new}, {wrong}");
                    path.truncate(wrong);
                    assert!(check(&path).is_err());
                }
                assert_eq!(check(&[path.as_slice(), &[new_root]].concat()), Err(ProofError::Length));
                let other = leaf_hash(b"another");
                assert!(check_consistency(old, &other, new, &new_root, &path).is_err());
                assert!(old == 0 || check_consistency(old, &old_root, new, &other, &path).is_err());
            }
            assert_eq!(consistency(new + 1, new), Err(ProofError::OutOfRange));
        }
    }

    /// The roots, even equal ones, and the path come second.
    #[test]
    fn no_tree_starts_a_smaller_one_and_none_has_more_than_the_most_entries() {
        let root = leaf_hash(b"root");
        let out = Err(ProofError::OutOfRange);
        for size in [MOST_ENTRIES + 1, u64::MAX] {
            assert_eq!(inclusion(0, size), Err(ProofError::OutOfRange));
            for old in [0, 1, MOST_ENTRIES, size] {
                assert_eq!(consistency(old, size), Err(ProofError::OutOfRange));
            }
        }
        for path in [&[][..], &[root], &[root, root]] {
            for new in [0, 1, 2, 3, 4, 7, 8, MOST_ENTRIES - 1, MOST_ENTRIES] {
                for old in [new + 1, new + 2, 2 * new + 1, u64::MAX] {
                    assert_eq!(check_consistency(old, &root, new, &root, path), out, "{old} to {new}");
                }
            }
            for new in [MOST_ENTRIES + 1, u64::MAX] {
                for old in [0, 1, 2, MOST_ENTRIES, new] {
                    let old_root = if old == 0 { empty_root() } else { root };
                    assert_eq!(check_consistency(old, &old_root, new, &root, path), out, "{old} to {new}");
                }
                assert_eq!(check_inclusion(0, new, &root, path, &root), out);
            }
        }
        assert_eq!(check_consistency(0, &empty_root(), MOST_ENTRIES, &root, &[]), Ok(()));
        assert_eq!(check_consistency(MOST_ENTRIES, &root, MOST_ENTRIES, &root, &[]), Ok(()));
    }
}
