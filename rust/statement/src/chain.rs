//! The commitment: a chain of Poseidons over (k, p_1, .., p_L, s), 15 elements at a time.

use crate::{
    Shape,
    poseidon::{FULL_ROUNDS, Poseidon, Trace, partial_rounds},
};
use fedzk_curves::field::{Fp, Prime};

/// The most elements of a block; the state before it is one more input.
const BLOCK: usize = 15;

/// The hash of a block.
#[derive(Clone, Copy)]
pub struct Block {
    /// The elements of the block.
    pub size: usize,
    /// The lanes of its first round that don't depend on the inputs: the one that is 0, and the chain's start in the
    /// first block.
    pub known: usize,
    /// Whether its hash is the commitment.
    pub last: bool,
}

impl Block {
    /// The wires that it has in the compiled circuit.
    ///
    /// Linear values have none: the S-boxes of known lanes, as many lanes after the first round, the last S-box of
    /// the last round (`out` determines it, with the others), and the last `out`, which is the commitment.
    pub const fn wires(&self) -> usize {
        let (width, partial) = (self.size + 2, partial_rounds(self.size + 1));
        let boxes = FULL_ROUNDS * width + partial - self.known;
        let lanes = (FULL_ROUNDS - 1) * width - self.known;
        2 * boxes + lanes + partial + (width - 1) + !self.last as usize
    }
}

/// The blocks of a chain, in order.
pub struct Blocks {
    index: usize,
    left: usize,
}

impl Blocks {
    /// The blocks of a shape's L + 2 elements.
    pub const fn of(shape: &Shape) -> Self {
        Self { index: 0, left: shape.elements() + 2 }
    }
}

impl Iterator for Blocks {
    type Item = Block;
    fn next(&mut self) -> Option<Block> {
        let size = self.left.min(BLOCK);
        self.left -= size;
        self.index += 1;
        (size > 0).then_some(Block { size, known: if self.index == 1 { 2 } else { 1 }, last: self.left == 0 })
    }
}

/// The permutations that the chain of a shape needs.
pub struct Chain<M: Prime> {
    shape: Shape,
    /// For blocks of 15, if there are any.
    full: Option<Poseidon<M>>,
    /// For the last block, if it is shorter.
    short: Option<Poseidon<M>>,
}

impl<M: Prime> Chain<M> {
    /// Makes the constants.
    pub fn new(shape: Shape) -> Self {
        let of = |wanted: fn(usize) -> bool| {
            Blocks::of(&shape).map(|block| block.size).find(|&size| wanted(size)).map(|size| Poseidon::new(size + 1))
        };
        Self { shape, full: of(|size| size == BLOCK), short: of(|size| size < BLOCK) }
    }

    /// The last state of the chain over `elements`, k first. `each` gets every block with its trace and the state
    /// after the block.
    pub fn run(&self, elements: &[Fp<M>], mut each: impl FnMut(Block, &Trace<M>, Fp<M>)) -> Fp<M> {
        let mut trace = Trace::new();
        let start = [self.shape.chain_start(), 0, 0, 0, 0, 0];
        let mut state = Fp::from_words(start).expect("Chain::run: a start of 37 bits");
        for (block, elements) in Blocks::of(&self.shape).zip(elements.chunks(BLOCK)) {
            let hash = if block.size == BLOCK { &self.full } else { &self.short };
            let hash = hash.as_ref().expect("Chain::run: made for the shape");
            state = hash.trace(state, elements, &mut trace);
            each(block, &trace, state);
        }
        state
    }
}
