//! The hash of any length that Argon2 builds from BLAKE2b (RFC 9106 §3.3).

use fedzk_blake2b::{Blake2b, LONGEST};
use zeroize::Zeroize;

/// H' of RFC 9106 §3.3: any length of 1 or more; the length is hashed first.
pub fn long_hash(parts: &[&[u8]], out: &mut [u8]) {
    let mut hash = Blake2b::new(out.len().min(LONGEST));
    hash.update_u32(out.len() as u32);
    for part in parts {
        hash.update(part);
    }
    if out.len() <= LONGEST {
        hash.finish(out);
        return;
    }
    // V1, V2, …: half of each, and all of the last.
    let mut v = [0; LONGEST];
    hash.finish(&mut v);
    let mut rest = out;
    loop {
        let (half, after) = rest.split_at_mut(LONGEST / 2);
        half.copy_from_slice(&v[..LONGEST / 2]);
        rest = after;
        let mut next = Blake2b::new(rest.len().min(LONGEST));
        next.update(&v);
        if rest.len() <= LONGEST {
            next.finish(rest);
            v.zeroize();
            return;
        }
        next.finish(&mut v);
    }
}
