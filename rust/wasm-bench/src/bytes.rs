//! Operands from bytes and values to bytes.

use fedzk_curves::{
    curve::{Affine, Encoding, Jacobian},
    field::{Fp, Fp2, Fp6, Fp12, Prime, Tower},
};

/// A value with an encoding of a fixed length.
pub trait Bytes: Copy {
    /// Takes an element off the front.
    fn take(bytes: &mut &[u8]) -> Self;
    /// Appends the element.
    fn append(&self, out: &mut Vec<u8>);
}

/// Takes the first `length` bytes off the front.
pub fn split<'a>(bytes: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (first, rest) = bytes.split_at(length);
    *bytes = rest;
    first
}

impl<M: Prime> Bytes for Fp<M> {
    fn take(bytes: &mut &[u8]) -> Self {
        Self::from_be_bytes(split(bytes, M::BYTES)).expect("an operand below p")
    }

    fn append(&self, out: &mut Vec<u8>) {
        let at = out.len();
        out.resize(at + M::BYTES, 0);
        self.to_be_bytes(&mut out[at..]);
    }
}

impl<M: Tower> Bytes for Fp2<M> {
    fn take(bytes: &mut &[u8]) -> Self {
        Self::new(Fp::take(bytes), Fp::take(bytes))
    }

    fn append(&self, out: &mut Vec<u8>) {
        self.c0().append(out);
        self.c1().append(out);
    }
}

impl<M: Tower> Bytes for Fp12<M> {
    fn take(bytes: &mut &[u8]) -> Self {
        let mut fp6 = || Fp6::new(Fp2::take(bytes), Fp2::take(bytes), Fp2::take(bytes));
        Self::new(fp6(), fp6())
    }

    fn append(&self, out: &mut Vec<u8>) {
        for Fp6 { c0, c1, c2 } in [&self.c0, &self.c1] {
            for element in [c0, c1, c2] {
                element.append(out);
            }
        }
    }
}

impl<C: Encoding> Bytes for Affine<C> {
    fn take(bytes: &mut &[u8]) -> Self {
        let coordinates = C::read(split(bytes, C::BYTES)).expect("the bytes of a point");
        coordinates.vartime_check().expect("a point of the subgroup")
    }

    fn append(&self, out: &mut Vec<u8>) {
        let at = out.len();
        out.resize(at + C::BYTES, 0);
        C::write(self, &mut out[at..]);
    }
}

/// The bytes of a computed finite point.
pub fn point<C: Encoding>(point: &Jacobian<C>) -> Vec<u8> {
    let coordinates = point.vartime_coordinates().expect("a finite point");
    value(&coordinates.vartime_check::<C>().expect("a point of the subgroup"))
}

/// The bytes of one element.
pub fn value(element: &impl Bytes) -> Vec<u8> {
    let mut out = Vec::new();
    element.append(&mut out);
    out
}
