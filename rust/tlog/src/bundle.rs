//! Entries as they are stored: each after its length as two bytes, big-endian (C2SP tlog-tiles). A bundle has up to 256.

use crate::tree::{Entries, leaf_hashes};
use crate::{Hash, Malformed, TILE_WIDTH};
use alloc::vec::Vec;

/// The most bytes of an entry.
pub const MOST_ENTRY_BYTES: usize = 65_535;

/// Entries side by side.
#[derive(Debug)]
pub struct Packed<'a> {
    bytes: &'a [u8],
    /// Where each begins, behind its length, and where it ends.
    places: Vec<(usize, usize)>,
}

impl<'a> Packed<'a> {
    /// Reads any number of entries.
    ///
    /// # Errors
    ///
    /// [`Malformed`]: an entry is cut off.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        Self::up_to(usize::MAX, bytes)
    }

    /// Stops at one too many: empty entries take more memory here than in the bytes.
    fn up_to(most: usize, bytes: &'a [u8]) -> Result<Self, Malformed> {
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
        Ok(Self { bytes, places })
    }

    /// Reads a bundle.
    ///
    /// # Errors
    ///
    /// [`Malformed`], also where there are more than 256 entries, or none.
    pub fn bundle(bytes: &'a [u8]) -> Result<Self, Malformed> {
        Self::up_to(TILE_WIDTH, bytes).and_then(|packed| if packed.len() > 0 { Ok(packed) } else { Err(Malformed) })
    }

    /// How many there are.
    #[allow(clippy::len_without_is_empty)] // nobody asks
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Where entries begin and end in the bytes.
    pub fn places(&self) -> &[(usize, usize)] {
        &self.places
    }

    /// The hashes of the entries, as many as there is room for.
    pub fn leaf_hashes(&self, hashes: &mut [Hash]) {
        leaf_hashes(self, hashes);
    }
}

impl Entries for Packed<'_> {
    #[inline(always)]
    fn entry(&self, index: usize) -> &[u8] {
        let (start, end) = self.places[index];
        &self.bytes[start..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::leaf_hash;

    fn bundle(entries: &[&[u8]]) -> Vec<u8> {
        entries.iter().flat_map(|entry| [&(entry.len() as u16).to_be_bytes(), *entry].concat()).collect()
    }

    #[test]
    fn entries_come_back_and_are_hashed() {
        let long = vec![7; MOST_ENTRY_BYTES];
        let entries: [&[u8]; 4] = [b"one", b"", &long, b"four"];
        let bytes = bundle(&entries);
        let parsed = Packed::bundle(&bytes).expect("a bundle");
        let mut hashes = [Hash::default(); 4];
        parsed.leaf_hashes(&mut hashes);
        for (i, entry) in entries.iter().enumerate() {
            assert_eq!(parsed.entry(i), *entry);
            assert_eq!(hashes[i], leaf_hash(entry));
        }
    }

    #[test]
    fn what_is_cut_or_too_much_is_refused() {
        let bytes = bundle(&[b"one", b"two"]);
        for length in 0..bytes.len() {
            assert_eq!(Packed::bundle(&bytes[..length]).is_ok(), length == 5, "{length}");
        }
        assert_eq!(Packed::bundle(&bundle(&[b"x".as_slice(); TILE_WIDTH])).expect("a bundle").len(), TILE_WIDTH);
        assert!(Packed::bundle(&bundle(&[b"x".as_slice(); TILE_WIDTH + 1])).is_err());
        assert!(Packed::bundle(&[0; 2 * (TILE_WIDTH + 1)]).is_err() && Packed::bundle(&[0; 2 * TILE_WIDTH]).is_ok());
    }
}
