//! The hash against RFC 7693 and the `blake2` crate; the state against itself and snarkjs's layout.
#![allow(missing_docs, clippy::unwrap_used)]

use blake2::{Blake2b512, Digest};
use fedzk_blake2b::{Blake2b, LONGEST, STATE_BYTES};

/// RFC 7693, appendix A.
#[test]
fn rfc7693_abc() {
    let expected = "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1\
                    7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923";
    assert_eq!(Blake2b::hash(&[b"abc"])[..], hex(expected));
    assert_eq!(Blake2b::hash(&[b"a", b"", b"bc"])[..], hex(expected));
}

/// RFC 7693, appendix E: hashes of all lengths of hashes and inputs, in one.
#[test]
fn rfc7693_self_test() {
    fn sequence(length: usize, seed: u32) -> Vec<u8> {
        let (mut a, mut b) = (0xdead_4bad_u32.wrapping_mul(seed), 1u32);
        let mut next = || {
            let sum = a.wrapping_add(b);
            (a, b) = (b, sum);
            (sum >> 24) as u8
        };
        (0..length).map(|_| next()).collect()
    }
    let mut all = Blake2b::new(32);
    for length in [20, 32, 48, 64] {
        for input in [0, 3, 128, 129, 255, 1024] {
            let mut out = vec![0; length];
            Blake2b::new(length).update(&sequence(input, input as u32)).finish(&mut out);
            all.update(&out);
            // The RFC hashes each input with a key too, which this crate has not: a key is a first block of its own,
            // and its length is in the first word of the state.
            out = keyed(length, &sequence(length, length as u32), &sequence(input, input as u32));
            all.update(&out);
        }
    }
    let mut out = [0; 32];
    all.finish(&mut out);
    assert_eq!(out[..], hex("c23a7800d98123bd10f506c61e29da5603d763b8bbad2e737f5e765a7bccd475"));
}

fn keyed(length: usize, key: &[u8], input: &[u8]) -> Vec<u8> {
    use blake2::Blake2bMac;
    use blake2::digest::{FixedOutput, KeyInit, Update, consts};
    macro_rules! mac {
        ($size:ty) => {{
            let mut mac = Blake2bMac::<$size>::new_from_slice(key).unwrap();
            mac.update(input);
            mac.finalize_fixed().to_vec()
        }};
    }
    match length {
        20 => mac!(consts::U20),
        32 => mac!(consts::U32),
        48 => mac!(consts::U48),
        _ => mac!(consts::U64),
    }
}

#[test]
fn equals_the_crate_at_every_boundary() {
    let bytes: Vec<u8> = (0..1000u32).map(|i| (i * i) as u8).collect();
    for length in (0..=300).chain([511, 512, 513, 1000]) {
        assert_eq!(Blake2b::hash(&[&bytes[..length]])[..], Blake2b512::digest(&bytes[..length])[..], "{length}");
    }
}

#[test]
fn a_state_is_taken_up_at_every_length() {
    let bytes: Vec<u8> = (0..400u32).map(|i| (i * 7) as u8).collect();
    let whole = Blake2b::hash(&[&bytes]);
    for cut in 0..=bytes.len() {
        let mut first = Blake2b::new(LONGEST);
        first.update(&bytes[..cut]);
        let mut state = first.state();
        let buffered = usize::from(state[200]);
        assert!(state[buffered..128].iter().all(|byte| *byte == 0), "{cut}");
        // snarkjs leaves old bytes behind what is buffered.
        state[buffered..128].fill(0xee);
        let mut second = Blake2b::restore(&state).unwrap();
        assert_eq!(second.update(&bytes[cut..]).digest(), whole, "{cut}");
    }
}

#[test]
fn refuses_states_that_no_bytes_lead_to() {
    let mut hash = Blake2b::new(LONGEST);
    hash.update(&[1; 200]);
    let state = hash.state();
    assert!(Blake2b::restore(&state).is_some());
    let changed = |at: usize, value: u8| {
        let mut state: [u8; STATE_BYTES] = state;
        state[at] = value;
        Blake2b::restore(&state).is_some()
    };
    assert!(!changed(200, 129), "more than a block");
    assert!(changed(200, 128), "a full block");
    assert!(!changed(200, 0), "a block compressed before its time");
    assert!(!changed(207, 1), "a length of 2^56");
    assert!(!changed(192, 127), "a part of a block");
    assert!(changed(215, 1), "bytes without a meaning");
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}
