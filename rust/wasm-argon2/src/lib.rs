//! Argon2id, version 0x13 (RFC 9106), in a WebAssembly module that is instantiated for one call and dropped with its
//! memory, which can grow but never shrink. `boundary` has the module's entries; it imports nothing.
//!
//! Scalar on purpose: the permutation multiplies 32-bit halves. 128-bit lanes do two at once, and are slower than
//! scalar instructions, which processors overlap.
//!
//! The first half of the first pass chooses its blocks independently of the password. Afterwards the addresses that it
//! reads depend on secrets, by the design of Argon2id (§3.4.1.3).

#![cfg_attr(target_arch = "wasm32", no_std)]

mod block;
#[cfg(target_arch = "wasm32")]
mod boundary;
mod fill;
mod long_hash;
mod product;

pub use block::Block;
use fedzk_blake2b::{Blake2b, LONGEST};
use long_hash::long_hash;
use zeroize::{Zeroize, optimization_barrier};

const VERSION: u32 = 0x13;
/// Slices of a lane.
const SLICES: usize = 4;
/// The most lanes.
const MOST_LANES: u32 = (1 << 24) - 1;
const SHORTEST_SALT: usize = 8;
const SHORTEST_TAG: usize = 4;

/// The inputs besides the costs (RFC 9106 §3.1); each has fewer than 2^32 bytes.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// P.
    pub password: &'a [u8],
    /// S, 8 bytes or more.
    pub salt: &'a [u8],
    /// K.
    pub secret: &'a [u8],
    /// X.
    pub associated_data: &'a [u8],
}

/// The memory and time that a tag costs.
#[derive(Clone, Copy)]
pub struct Costs {
    /// m, at least eight for each lane.
    pub memory_kib: u32,
    /// t, 1 or more.
    pub passes: u32,
    /// p, 1 to 2^24 − 1; lanes are filled one after the other.
    pub parallelism: u32,
}

/// The number of blocks for the costs: m' = 4 p ⌊m / 4 p⌋.
///
/// `None` if Argon2 does not allow the costs.
pub fn block_count(Costs { memory_kib, passes, parallelism }: Costs) -> Option<usize> {
    let valid = (1..=MOST_LANES).contains(&parallelism) && passes >= 1 && memory_kib / 8 >= parallelism;
    valid.then(|| (memory_kib - memory_kib % (4 * parallelism)) as usize)
}

/// Fills `blocks`, as many as [`block_count`] says, and writes the tag, 4 bytes or more. Afterwards the blocks are zero.
///
/// Returns `None` and does nothing if a length or a cost is not as described above.
pub fn argon2id(costs: Costs, inputs: Inputs, blocks: &mut [Block], tag: &mut [u8]) -> Option<()> {
    let count = block_count(costs)?;
    if inputs.salt.len() < SHORTEST_SALT || tag.len() < SHORTEST_TAG || blocks.len() != count {
        return None;
    }
    start(costs, inputs, tag.len(), blocks);
    fill::fill(costs, blocks);
    finish(costs, blocks, tag);
    blocks.fill(Block::ZERO);
    optimization_barrier(blocks);
    Some(())
}

/// Computes H_0, and from it the first two blocks of each lane (§3.2, steps 1 to 4).
fn start(costs: Costs, inputs: Inputs, tag_length: usize, blocks: &mut [Block]) {
    let mut hash = Blake2b::new(LONGEST);
    for number in [costs.parallelism, tag_length as u32, costs.memory_kib, costs.passes, VERSION, fill::TYPE] {
        hash.update_u32(number);
    }
    for input in [inputs.password, inputs.salt, inputs.secret, inputs.associated_data] {
        hash.update_u32(input.len() as u32).update(input);
    }
    let mut h0 = [0; LONGEST];
    hash.finish(&mut h0);

    let mut bytes = [0; Block::SIZE];
    let lane_length = blocks.len() / costs.parallelism as usize;
    for (lane, blocks) in (0u32..).zip(blocks.chunks_exact_mut(lane_length)) {
        for (column, block) in (0u32..).zip(&mut blocks[..2]) {
            long_hash(&[&h0, &column.to_le_bytes(), &lane.to_le_bytes()], &mut bytes);
            for (word, bytes) in block.0.iter_mut().zip(bytes.as_chunks().0) {
                *word = u64::from_le_bytes(*bytes);
            }
        }
    }
    h0.zeroize();
    bytes.zeroize();
}

/// Adds the lanes' last blocks, and hashes the sum to the tag (§3.2, steps 7 and 8).
fn finish(costs: Costs, blocks: &[Block], tag: &mut [u8]) {
    let mut bytes = [0; Block::SIZE];
    for lane in blocks.chunks_exact(blocks.len() / costs.parallelism as usize) {
        for (bytes, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(&lane[lane.len() - 1].0) {
            *bytes = (u64::from_le_bytes(*bytes) ^ word).to_le_bytes();
        }
    }
    long_hash(&[&bytes], tag);
    bytes.zeroize();
}
