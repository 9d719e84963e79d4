//! Makes development keys (see `fedzk_dev_setup`) in a WebAssembly module that is instantiated for one call and dropped
//! with its memory, which can grow but never shrink. It imports nothing.
//!
//! Every address is trusted: only `src/setup.node.ts` of `@fedzk/circuits` calls these entries. It passes addresses
//! from [`allocate`], with the same number of bytes.
#![allow(unsafe_code)]

use std::slice::from_raw_parts;

/// A result in memory: where its bytes are, and how many.
#[repr(C)]
#[derive(Clone, Copy)]
struct Bytes {
    address: usize,
    length: usize,
}

/// The result whose address [`development_key`] returns: five numbers of 32 bits.
#[repr(C)]
struct Made {
    /// 0: `zkey` and `text` are a key's two files; 1: `text` says why there is none.
    status: usize,
    zkey: Bytes,
    text: Bytes,
}

/// Reserves memory for a call's input, and returns its address.
#[unsafe(no_mangle)]
extern "C" fn allocate(length: usize) -> usize {
    leak(vec![0; length]).address
}

/// Makes the development key of the circuit at `r1cs` from the UTF-8 text at `seed`; returns the address of a [`Made`].
#[unsafe(no_mangle)]
extern "C" fn development_key(r1cs: usize, r1cs_length: usize, seed: usize, seed_length: usize) -> usize {
    // SAFETY: the caller's bytes, initialised by `allocate` and never freed.
    let (r1cs, seed) =
        unsafe { (from_raw_parts(r1cs as *const u8, r1cs_length), from_raw_parts(seed as *const u8, seed_length)) };
    let made = std::str::from_utf8(seed)
        .map_err(|error| format!("the seed is not UTF-8: {error}"))
        .and_then(|seed| fedzk_dev_setup::make(r1cs, seed));
    let made = match made {
        Ok(key) => Made { status: 0, zkey: leak(key.zkey), text: leak(key.vkey.into_bytes()) },
        Err(message) => Made { status: 1, zkey: leak(Vec::new()), text: leak(message.into_bytes()) },
    };
    std::ptr::from_ref(Box::leak(Box::new(made))) as usize
}

/// Leaks bytes: the instance's memory is freed as a whole.
fn leak(bytes: Vec<u8>) -> Bytes {
    let bytes = bytes.leak();
    Bytes { address: bytes.as_ptr() as usize, length: bytes.len() }
}
