//! The boundary of `@fedzk/audit`: copy in, call, return bytes or a status. No logic.
//!
//! Hashes are joined, 32 bytes each. Sizes and indices are numbers of JavaScript, exact up to 2^53 − 1; any other
//! number is out of range. Malformed input gives `undefined`.

#![allow(unsafe_code)] // wasm-bindgen's expansions

mod texts;

use fedzk_tlog::bundle::{bundle_places as bundle_places_of, leaf_hashes, places};
use fedzk_tlog::proof::{self, ProofError, Range};
use fedzk_tlog::tree::{leaf_hash, node_hash, root_of};
use fedzk_tlog::{HASH_BYTES, Hash, MOST_ENTRIES};
use wasm_bindgen::prelude::wasm_bindgen;

/// Checks that this module computes correctly on this machine: the tree of two empty entries by RFC 6962.
#[wasm_bindgen(js_name = selfTest)]
pub fn self_test() -> bool {
    let leaf = leaf_hash(&[]);
    // Also the start of certificate transparency's test data.
    leaf[..4] == [0x6e, 0x34, 0x0b, 0x9c] && node_hash(&leaf, &leaf) == root_of(&mut [leaf, leaf])
}

/// Returns the hashes of a bundle's entries, and behind them their root.
#[wasm_bindgen(js_name = bundleHashes)]
pub fn bundle_hashes(mut bundle: Vec<u8>) -> Option<Vec<u8>> {
    let places = bundle_places_of(&bundle).ok()?;
    let mut hashes = leaf_hashes(&mut bundle, places);
    hashes.push(root_of(&mut hashes.clone()));
    Some(hashes.into_flattened())
}

/// Returns a bundle's root if its leaf hashes are those of the tile, undefined if not.
#[wasm_bindgen(js_name = checkedRoot)]
pub fn checked_root(mut bundle: Vec<u8>, tile: &[u8]) -> Option<Vec<u8>> {
    let places = bundle_places_of(&bundle).ok()?;
    let mut hashes = leaf_hashes(&mut bundle, places);
    (hashes.as_flattened() == tile).then(|| root_of(&mut hashes).into())
}

/// Returns the hashes of any number of entries, encoded as in a bundle.
#[wasm_bindgen(js_name = leafHashes)]
pub fn leaf_hashes_of(mut packed: Vec<u8>) -> Option<Vec<u8>> {
    let places = places(&packed).ok()?;
    Some(leaf_hashes(&mut packed, places).into_flattened())
}

/// Returns where a bundle's entries begin and end in its bytes.
#[wasm_bindgen(js_name = bundlePlaces)]
pub fn bundle_places(bundle: &[u8]) -> Option<Vec<u32>> {
    let places = bundle_places_of(bundle).ok()?;
    Some(places.iter().flat_map(|(start, end)| [*start as u32, *end as u32]).collect())
}

/// Returns the hash of an entry.
#[wasm_bindgen(js_name = leafHash)]
pub fn leaf_hash_of(entry: &[u8]) -> Vec<u8> {
    leaf_hash(entry).into()
}

/// Returns the root over hashes.
#[wasm_bindgen(js_name = rootOf)]
pub fn root_over(hashes: &[u8]) -> Option<Vec<u8>> {
    Some(root_of(&mut hashes_of(hashes)?.to_vec()).into())
}

/// Returns the hash over adjacent full trees, from their hashes.
#[wasm_bindgen(js_name = hashOfRange)]
pub fn hash_of_range(trees: &[u8]) -> Option<Vec<u8>> {
    Some(proof::hash_of(hashes_of(trees)?).into())
}

/// Returns the full trees of a whole tree: level and index of each.
#[wasm_bindgen(js_name = rootRanges)]
pub fn root_ranges(size: f64) -> Option<Vec<f64>> {
    Some(flat(&[proof::root_ranges(whole(size)?)]))
}

/// Returns the parts of an inclusion proof: for each hash the number of full trees, and level and index of each.
#[wasm_bindgen(js_name = inclusionRanges)]
pub fn inclusion_ranges(index: f64, size: f64) -> Option<Vec<f64>> {
    Some(flat(&proof::inclusion(whole(index)?, whole(size)?).ok()?))
}

/// Returns the parts of a consistency proof, in the form of [`inclusion_ranges`].
#[wasm_bindgen(js_name = consistencyRanges)]
pub fn consistency_ranges(old: f64, new: f64) -> Option<Vec<f64>> {
    Some(flat(&proof::consistency(whole(old)?, whole(new)?).ok()?))
}

#[allow(clippy::cast_precision_loss)] // counts, and indices below 2^53
fn flat(ranges: &[Range]) -> Vec<f64> {
    let mut out = Vec::new();
    for range in ranges {
        out.push(range.len() as f64);
        out.extend(range.iter().flat_map(|tree| [f64::from(tree.level), tree.index as f64]));
    }
    out
}

/// The answer of a check.
#[derive(Clone, Copy)]
enum Verdict {
    Ok = 0,
    OutOfRange = 1,
    Length = 2,
    Mismatch = 3,
}

impl Verdict {
    fn of(result: Option<Result<(), ProofError>>) -> u32 {
        let verdict = match result {
            Some(Ok(())) => Self::Ok,
            None | Some(Err(ProofError::OutOfRange)) => Self::OutOfRange,
            Some(Err(ProofError::Length)) => Self::Length,
            Some(Err(ProofError::Mismatch)) => Self::Mismatch,
        };
        verdict as u32
    }
}

/// Checks that a leaf is in a tree.
#[wasm_bindgen(js_name = checkInclusion)]
pub fn check_inclusion(index: f64, size: f64, leaf: &[u8], path: &[u8], root: &[u8]) -> u32 {
    let check = || {
        let (leaf, root) = (leaf.try_into().ok()?, root.try_into().ok()?);
        Some(proof::check_inclusion(whole(index)?, whole(size)?, leaf, hashes_of(path)?, root))
    };
    Verdict::of(check())
}

/// Checks that a tree is the start of another.
#[wasm_bindgen(js_name = checkConsistency)]
pub fn check_consistency(old: f64, old_root: &[u8], new: f64, new_root: &[u8], path: &[u8]) -> u32 {
    let check = || {
        let (old_root, new_root) = (old_root.try_into().ok()?, new_root.try_into().ok()?);
        Some(proof::check_consistency(whole(old)?, old_root, whole(new)?, new_root, hashes_of(path)?))
    };
    Verdict::of(check())
}

fn hashes_of(bytes: &[u8]) -> Option<&[Hash]> {
    match bytes.as_chunks::<HASH_BYTES>() {
        (hashes, []) => Some(hashes),
        _ => None,
    }
}

/// A number that is an integer from 0 to [`MOST_ENTRIES`].
fn whole(number: f64) -> Option<u64> {
    #[allow(clippy::cast_precision_loss)] // exactly 2^53 − 1
    let in_range = (0.0..=MOST_ENTRIES as f64).contains(&number);
    (in_range && number.fract() == 0.0).then_some(number as u64)
}
