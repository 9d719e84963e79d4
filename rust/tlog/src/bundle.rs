//! Entries as they are stored: each after its length as two bytes, big-endian (C2SP tlog-tiles). A bundle has up to 256.

use crate::tree::LEAF;
use crate::{Hash, Malformed, TILE_WIDTH};
use alloc::vec;
use alloc::vec::Vec;
use fedzk_sha256::hash_each;

/// The most bytes of an entry.
pub const MOST_ENTRY_BYTES: usize = 65_535;

/// Where an entry begins, after its length, and where it ends.
pub type Place = (usize, usize);

/// Finds any number of entries.
///
/// # Errors
///
/// [`Malformed`]: an entry is cut off.
pub fn places(bytes: &[u8]) -> Result<Vec<Place>, Malformed> {
    places_up_to(usize::MAX, bytes)
}

/// Finds a bundle's entries.
///
/// # Errors
///
/// [`Malformed`], also if there are more than 256 entries, or none.
pub fn bundle_places(bytes: &[u8]) -> Result<Vec<Place>, Malformed> {
    let places = places_up_to(TILE_WIDTH, bytes)?;
    if places.is_empty() { Err(Malformed) } else { Ok(places) }
}

/// Stops at one entry too many: empty entries take more memory here than in the bytes.
fn places_up_to(most: usize, bytes: &[u8]) -> Result<Vec<Place>, Malformed> {
    let (mut places, mut at) = (Vec::with_capacity(TILE_WIDTH), 0);
    while at < bytes.len() {
        if places.len() == most {
            return Err(Malformed);
        }
        let length = bytes.get(at..).and_then(<[u8]>::first_chunk::<2>).ok_or(Malformed)?;
        let start = at + length.len();
        at = start + usize::from(u16::from_be_bytes(*length));
        if at > bytes.len() {
            return Err(Malformed);
        }
        places.push((start, at));
    }
    Ok(places)
}

/// The leaf hashes of entries. It changes the bytes: the prefix that is hashed before an entry replaces the second byte
/// of the entry's length.
pub fn leaf_hashes(bytes: &mut [u8], mut places: Vec<Place>) -> Vec<Hash> {
    for (start, _) in &mut places {
        *start -= 1;
        bytes[*start] = LEAF;
    }
    let mut hashes = vec![Hash::default(); places.len()];
    hash_each(bytes, &places, &mut hashes);
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::leaf_hash;

    fn bundle(entries: &[&[u8]]) -> Vec<u8> {
        entries.iter().flat_map(|entry| [&(entry.len() as u16).to_be_bytes(), *entry].concat()).collect()
    }

    #[test]
    fn entries_are_found_and_hashed() {
        let long = vec![7; MOST_ENTRY_BYTES];
        let entries: [&[u8]; 4] = [b"one", b"", &long, b"four"];
        let mut bytes = bundle(&entries);
        let places = bundle_places(&bytes).expect("a bundle");
        for ((start, end), entry) in places.iter().zip(entries) {
            assert_eq!(&bytes[*start..*end], entry);
        }
        assert_eq!(leaf_hashes(&mut bytes, places), entries.map(leaf_hash));
    }

    #[test]
    fn what_is_cut_or_too_much_is_refused() {
        let bytes = bundle(&[b"one", b"two"]);
        for length in 0..bytes.len() {
            assert_eq!(bundle_places(&bytes[..length]).is_ok(), length == 5, "{length}");
            assert_eq!(places(&bytes[..length]).is_ok(), [0, 5].contains(&length), "{length}");
        }
        let many = |count| bundle(&vec![b"x".as_slice(); count]);
        assert_eq!(bundle_places(&many(TILE_WIDTH)).expect("a bundle").len(), TILE_WIDTH);
        assert!(bundle_places(&many(TILE_WIDTH + 1)).is_err());
        assert_eq!(places(&many(TILE_WIDTH + 1)).expect("entries").len(), TILE_WIDTH + 1);
        assert!(bundle_places(&[0; 2 * (TILE_WIDTH + 1)]).is_err() && bundle_places(&[0; 2 * TILE_WIDTH]).is_ok());
    }
}
