//! Fills the memory (RFC 9106 §3.2 to §3.4): lanes are rows of `lane_length` blocks, and the four slices are columns. A
//! segment is the intersection of a lane and a slice, the unit in which blocks become available.

use crate::block::{Block, Old, Scratch, WORDS};
use crate::{Costs, SLICES};

/// y of Argon2id.
pub const TYPE: u32 = 2;

/// The position of a segment, and the shape of the memory.
struct Segment {
    costs: Costs,
    pass: u32,
    slice: usize,
    lane: usize,
    lane_length: usize,
}

/// Fills each lane after its first two blocks, and then goes over all blocks in each further pass.
pub fn fill(costs: Costs, blocks: &mut [Block]) {
    let lanes = costs.parallelism as usize;
    let lane_length = blocks.len() / lanes;
    let mut scratch = Scratch::new();
    for pass in 0..costs.passes {
        for slice in 0..SLICES {
            for lane in 0..lanes {
                Segment { costs, pass, slice, lane, lane_length }.fill(blocks, &mut scratch);
            }
        }
    }
}

impl Segment {
    fn fill(&self, blocks: &mut [Block], scratch: &mut Scratch) {
        let length = self.lane_length / SLICES;
        let first = if self.pass == 0 && self.slice == 0 { 2 } else { 0 };
        let old = if self.pass == 0 { Old::Overwritten } else { Old::Added };
        let lane = self.lane * self.lane_length;
        let mut addresses = self.independent().then(|| Addresses::new(self, blocks.len()));
        let mut current = self.slice * length + first;
        let mut previous = lane + if current == 0 { self.lane_length } else { current } - 1;
        current += lane;
        for index in first..length {
            let pseudo_random = match &mut addresses {
                Some(addresses) => addresses.get(index, scratch),
                None => blocks[previous].0[0],
            };
            let reference = self.reference(index, pseudo_random);
            // The blocks are distinct: the reference is neither the one before nor the new one.
            let three = blocks.get_disjoint_mut([current, previous, reference]).expect("three blocks");
            let [block, before, other] = three;
            scratch.compress(before, other, block, old);
            previous = current;
            current += 1;
        }
    }

    /// Whether blocks are chosen independently of the memory: in the first half of the first pass (§3.4.1.3).
    fn independent(&self) -> bool {
        self.pass == 0 && self.slice < SLICES / 2
    }

    /// The place of the reference block, which is compressed with the one before (§3.4.2).
    #[inline(always)]
    fn reference(&self, index: usize, pseudo_random: u64) -> usize {
        let length = self.lane_length / SLICES;
        let lane = match (pseudo_random >> 32) as u32 {
            _ if self.pass == 0 && self.slice == 0 || self.costs.parallelism == 1 => self.lane,
            j2 => (j2 % self.costs.parallelism) as usize,
        };
        // W: whole finished segments, and the finished blocks of this lane without the block before.
        let finished = if self.pass == 0 { self.slice } else { SLICES - 1 } * length;
        let area = if lane == self.lane { finished + index - 1 } else { finished - usize::from(index == 0) };
        let j1 = pseudo_random & 0xffff_ffff;
        let back = (area as u64 * ((j1 * j1) >> 32)) >> 32;
        let start = if self.pass == 0 || self.slice == SLICES - 1 { 0 } else { (self.slice + 1) * length };
        let place = start + area - 1 - back as usize;
        lane * self.lane_length + if place < self.lane_length { place } else { place - self.lane_length }
    }
}

/// Blocks of pseudo-random words that depend only on the place (§3.4.1.2).
struct Addresses {
    input: Block,
    words: Block,
    /// The number of the block that `words` is, from 1 on; 0 before there is one.
    count: u64,
}

impl Addresses {
    fn new(segment: &Segment, blocks: usize) -> Self {
        let Segment { costs, pass, slice, lane, .. } = *segment;
        let mut input = Block::ZERO;
        let fields = [pass.into(), lane as u64, slice as u64, blocks as u64, costs.passes.into(), TYPE.into()];
        input.0[..fields.len()].copy_from_slice(&fields);
        Self { input, words: Block::ZERO, count: 0 }
    }

    fn get(&mut self, index: usize, scratch: &mut Scratch) -> u64 {
        let block = (index / WORDS + 1) as u64;
        if self.count != block {
            self.count = block;
            self.input.0[6] = block;
            let mut once = Block::ZERO;
            scratch.compress(&Block::ZERO, &self.input, &mut once, Old::Overwritten);
            scratch.compress(&Block::ZERO, &once, &mut self.words, Old::Overwritten);
        }
        self.words.0[index % WORDS]
    }
}
