//! The circuit's statement, and the values of its wires.

use crate::{
    Error, Shape,
    chain::{Block, Chain},
    poseidon::Trace,
    secret::Secret,
    wires::{WIRE, Wires},
};
use fedzk_curves::field::{Field, Fp, TwoAdic};
use zeroize::{Zeroize, Zeroizing};

/// The inputs of a client's proof. Field elements are 32 bytes, big-endian, below the order.
#[derive(Clone, Copy)]
pub struct Inputs<'a, V> {
    /// The values, as many as the shape has.
    pub x: &'a [V],
    /// Blinds the tag. It must be uniform and used once, or the tag reveals something about x.
    pub s: &'a [u8; 32],
    /// Blinds the commitment, likewise.
    pub k: &'a [u8; 32],
    /// The point of the tag, chosen after the commitment.
    pub rho: &'a [u8; 32],
    /// The bound of Σ x², below 2^w.
    pub max_norm_sq: u64,
    /// If given, it must be the value of [`GradientUpdate::commit`].
    pub commitment: Option<&'a [u8; 32]>,
    /// If given, it must be the value of [`GradientUpdate::tag`].
    pub tag: Option<&'a [u8; 32]>,
}

/// The public signals in the circuit's order. Field elements as in [`Inputs`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signals {
    /// The last state of the hash chain over (k, p_1, .., p_L, s).
    pub commitment: [u8; 32],
    /// As given.
    pub rho: [u8; 32],
    /// s + Σ rho^j · p_j.
    pub tag: [u8; 32],
    /// As given.
    pub max_norm_sq: u64,
}

/// `gradient_update` of one shape over the scalar field of a curve, with the constants that its hash chain needs.
pub struct GradientUpdate<M: TwoAdic> {
    shape: Shape,
    chain: Chain<M>,
}

impl<M: TwoAdic> GradientUpdate<M> {
    /// Makes the constants, in a few milliseconds: so keep it.
    pub fn new(shape: Shape) -> Self {
        const { assert!(M::BYTES == WIRE && M::MODULUS[4] == 0 && M::MODULUS[3] >> 61 != 0) } // 2^253 < r < 2^256
        Self { shape, chain: Chain::new(shape) }
    }

    /// The shape.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// The commitment to x and s under k.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Value`], [`Error::Element`].
    pub fn commit<V: Copy + Into<i32>>(&self, x: &[V], s: &[u8; 32], k: &[u8; 32]) -> Result<[u8; 32], Error> {
        let (elements, _) = self.elements(x, s, k)?;
        Ok(to_bytes(&self.chain.run(&elements, |_, _, _| ())))
    }

    /// Writes p_1..p_L, 32 bytes each, big-endian.
    ///
    /// # Errors
    /// [`Error::Length`] for x or `out`, [`Error::Value`].
    pub fn packed<V: Copy + Into<i32>>(&self, x: &[V], out: &mut [u8]) -> Result<(), Error> {
        check_length("out", WIRE * self.shape.elements(), out.len())?;
        self.pack(x, |j, words| {
            for (bytes, word) in out[WIRE * j..][..WIRE].rchunks_exact_mut(8).zip(words) {
                bytes.copy_from_slice(&word.to_be_bytes());
            }
        })?;
        Ok(())
    }

    /// s + Σ rho^j · p_j over L elements of 32 bytes: those of [`Self::packed`], or a share of them.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::Element`].
    pub fn tag(&self, rho: &[u8; 32], p: &[u8], s: &[u8; 32]) -> Result<[u8; 32], Error> {
        check_length("p", WIRE * self.shape.elements(), p.len())?;
        let rho = element::<M>("rho", rho)?;
        let mut sum = Fp::ZERO;
        for bytes in p.chunks_exact(WIRE).rev() {
            sum = rho * (sum + Fp::from_be_bytes(bytes).ok_or(Error::Element("p"))?);
        }
        Ok(to_bytes(&(sum + element("s", s)?)))
    }

    /// The public signals of these inputs. All inputs are checked as for [`Self::witness`].
    ///
    /// # Errors
    /// As [`Self::witness`], except for `out`.
    pub fn signals<V: Copy + Into<i32>>(&self, inputs: &Inputs<V>) -> Result<Signals, Error> {
        let (elements, rho, _) = self.check(inputs)?;
        let commitment = self.chain.run(&elements, |_, _, _| ());
        let horner = horner(&rho, packed_of(&elements), |_, _| ());
        agree(inputs, &commitment, &(horner + elements[elements.len() - 1]))
    }

    /// Writes the values of all wires, 32 bytes each, little-endian: the body of section 2 of a `.wtns` file. Its
    /// wires are those that circom's `--O2` leaves of `packages/circuits/circom/gradient_update.circom`, in its order:
    ///
    /// | wires | |
    /// |---|---|
    /// | 1 | the constant 1 |
    /// | 4 | commitment, rho, tag, maxNormSq |
    /// | n + 2 | x, s, k |
    /// | n | the squares of x |
    /// | L − 1 | Horner's sums, except that of all elements, which is tag − s |
    /// | `Block::wires` | of each block: its hash, except for the last; squares, then fourth powers of its S-boxes; |
    /// | | lanes after the first seven full rounds; lane 0 after the partial ones; fifth powers of the last round |
    /// | n (b − 1) | the low bits of each x + 2^(b−1); the highest one follows |
    /// | w − 1 | the low bits of the slack, likewise |
    ///
    /// # Errors
    /// [`Error::Length`] unless x has n values and `out` has [`Shape::wires`] · 32 bytes; [`Error::Value`];
    /// [`Error::Element`]; [`Error::MaxNormSq`]; [`Error::Norm`]; [`Error::Commitment`] and [`Error::Tag`] if one is
    /// given and isn't that of the inputs. Then `out` holds nothing of the inputs.
    pub fn witness<V: Copy + Into<i32>>(&self, inputs: &Inputs<V>, out: &mut [u8]) -> Result<Signals, Error> {
        check_length("out", WIRE * self.shape.wires(), out.len())?;
        let (elements, rho, slack) = self.check(inputs)?;
        let (p, s) = (packed_of(&elements), elements[elements.len() - 1]);
        let half = 1 << (self.shape.bits() - 1);

        let mut wires = Wires::new(out);
        wires.integer(1);
        let [commitment_wire, rho_wire, tag_wire] = [0; 3].map(|_| wires.skip(1));
        wires.set(rho_wire, &rho);
        wires.integer(inputs.max_norm_sq);
        for value in values(inputs.x) {
            wires.signed::<M>(value);
        }
        wires.elements(&[s, elements[0]]);
        for value in values(inputs.x) {
            wires.integer(u64::from(value.unsigned_abs()).pow(2));
        }
        let sums = wires.skip(p.len() - 1);
        let horner = horner(&rho, p, |j, sum| {
            if j > 0 {
                wires.set(sums + j - 1, sum);
            }
        });
        let commitment = self.chain.run(&elements, |block, trace, state| write_block(&mut wires, block, trace, &state));
        for value in values(inputs.x) {
            wires.bits((value + half) as u64, self.shape.bits() - 1);
        }
        wires.bits(slack, self.shape.slack_bits() - 1);

        let tag = horner + s;
        wires.set(commitment_wire, &commitment);
        wires.set(tag_wire, &tag);
        agree(inputs, &commitment, &tag).inspect_err(|_| out.zeroize())
    }

    /// (k, p_1, .., p_L, s), rho, and the slack.
    fn check<V: Copy + Into<i32>>(&self, inputs: &Inputs<V>) -> Result<(Secret<M>, Fp<M>, u64), Error> {
        let rho = element("rho", inputs.rho)?;
        let bits = self.shape.slack_bits();
        if inputs.max_norm_sq >> bits != 0 {
            return Err(Error::MaxNormSq { bits });
        }
        let (elements, norm_sq) = self.elements(inputs.x, inputs.s, inputs.k)?;
        let slack = inputs.max_norm_sq.checked_sub(norm_sq).ok_or(Error::Norm)?;
        Ok((elements, rho, slack))
    }

    /// (k, p_1, .., p_L, s), and Σ x².
    fn elements<V: Copy + Into<i32>>(&self, x: &[V], s: &[u8; 32], k: &[u8; 32]) -> Result<(Secret<M>, u64), Error> {
        let mut elements = Secret::with_capacity(self.shape.elements() + 2);
        elements.push(element("k", k)?);
        let norm_sq = self.pack(x, |_, words| {
            let [w0, w1, w2, w3] = *words;
            elements.push(Fp::from_words([w0, w1, w2, w3, 0, 0]).expect("GradientUpdate::pack: 253 bits"));
        })?;
        elements.push(element("s", s)?);
        Ok((elements, norm_sq))
    }

    /// Checks x, passes on the packed elements in order, in words from the lowest, and returns Σ x².
    fn pack<V: Copy + Into<i32>>(&self, x: &[V], mut each: impl FnMut(usize, &[u64; 4])) -> Result<u64, Error> {
        check_length("x", self.shape.n(), x.len())?;
        let (bits, slot) = (self.shape.bits(), self.shape.slot());
        let half = 1 << (bits - 1);
        if let Some(index) = values(x).position(|value| !(-half..half).contains(&value)) {
            return Err(Error::Value { index, bits });
        }
        for (j, own) in x.chunks(self.shape.per_element()).enumerate() {
            let mut words = Zeroizing::new([0; 4]);
            let mut at = 0;
            for value in values(own) {
                let (word, shift) = ((at / 64) as usize, at % 64);
                let shifted = u128::from((value + half) as u32) << shift;
                words[word] |= shifted as u64;
                if shift + bits > 64 {
                    words[word + 1] |= (shifted >> 64) as u64;
                }
                at += slot;
            }
            each(j, &words);
        }
        Ok(values(x).map(|value| u64::from(value.unsigned_abs()).pow(2)).sum())
    }
}

/// The public signals, if the given ones are the same.
fn agree<M: TwoAdic, V>(inputs: &Inputs<V>, commitment: &Fp<M>, tag: &Fp<M>) -> Result<Signals, Error> {
    let (commitment, tag) = (to_bytes(commitment), to_bytes(tag));
    if inputs.commitment.is_some_and(|given| *given != commitment) {
        return Err(Error::Commitment);
    }
    if inputs.tag.is_some_and(|given| *given != tag) {
        return Err(Error::Tag);
    }
    Ok(Signals { commitment, rho: *inputs.rho, tag, max_norm_sq: inputs.max_norm_sq })
}

/// The wires of a block, without the known ones.
fn write_block<M: TwoAdic>(wires: &mut Wires, block: Block, trace: &Trace<M>, state: &Fp<M>) {
    let width = block.size + 2;
    if !block.last {
        wires.elements(&[*state]);
    }
    wires.elements(&trace.squares[block.known..]);
    wires.elements(&trace.fourths[block.known..]);
    wires.elements(&trace.lanes[..width - block.known]);
    wires.elements(&trace.lanes[width..]);
    wires.elements(&trace.firsts);
    wires.elements(&trace.fifths[..width - 1]);
}

/// Σ rho^j · p_j by Horner's rule, from the last element on. `each` gets the sum from p_j on, with j − 1.
fn horner<M: TwoAdic>(rho: &Fp<M>, p: &[Fp<M>], mut each: impl FnMut(usize, &Fp<M>)) -> Fp<M> {
    let mut sum = Fp::ZERO;
    for (j, element) in p.iter().enumerate().rev() {
        sum = *rho * (*element + sum);
        each(j, &sum);
    }
    sum
}

/// p_1, .., p_L of (k, p_1, .., p_L, s).
fn packed_of<M: TwoAdic>(elements: &[Fp<M>]) -> &[Fp<M>] {
    &elements[1..elements.len() - 1]
}

fn values<V: Copy + Into<i32>>(x: &[V]) -> impl Iterator<Item = i32> {
    x.iter().map(|&value| value.into())
}

fn check_length(name: &'static str, expected: usize, got: usize) -> Result<(), Error> {
    if expected == got { Ok(()) } else { Err(Error::Length { name, expected, got }) }
}

fn element<M: TwoAdic>(name: &'static str, bytes: &[u8; 32]) -> Result<Fp<M>, Error> {
    Fp::from_be_bytes(bytes).ok_or(Error::Element(name))
}

fn to_bytes<M: TwoAdic>(element: &Fp<M>) -> [u8; 32] {
    let mut bytes = [0; 32];
    element.to_be_bytes(&mut bytes);
    bytes
}
