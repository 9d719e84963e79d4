//! The point too many in snarkjs's circuit hash.
//!
//! snarkjs 0.7.6 hashes \[τ^(d+i) − τ^i\]₁ for i < d − 1, in chunks of 2^14, the last of which it forgets to cut: from d = 2^15 on
//! it hashes i = d − 1 too. If the powers file has no more powers than the domain needs, the bytes after its section 2 stand
//! for that point: coordinates that may be above q. Their difference follows from the order of the operations and from how
//! wasmcurves computes: integers of n bytes, an operation corrected by one q at most, carries beyond dropped.

use fedzk_curves::{
    field::{Field, Fp, Prime},
    uint,
};

type Words = [u64; 6];

/// Arithmetic modulo q as snarkjs's engine has it, with R = 2^(64·N).
struct Wrapped<M: Prime> {
    q: Words,
    /// −1/q mod 2^64.
    inverse: u64,
    modulus: core::marker::PhantomData<M>,
}

impl<M: Prime> Wrapped<M> {
    const N: usize = M::BYTES / 8;

    fn new() -> Self {
        let q = M::MODULUS;
        // Newton's iteration: 3 bits are right, then 6, 12, 24, 48, 96.
        let mut inverse = q[0];
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(q[0].wrapping_mul(inverse)));
        }
        Self { q, inverse: inverse.wrapping_neg(), modulus: core::marker::PhantomData }
    }

    /// The lowest n bytes, and whether there was more.
    fn cut(mut words: Words) -> (Words, bool) {
        let over = words[Self::N..].iter().any(|word| *word != 0);
        words[Self::N..].fill(0);
        (words, over)
    }

    fn corrected(&self, words: Words, over: bool) -> Words {
        if over || !uint::less(words, self.q) { Self::cut(uint::sub(words, self.q).0).0 } else { words }
    }

    fn add(&self, a: &Words, b: &Words) -> Words {
        let (sum, carry) = uint::add(*a, *b);
        let (sum, over) = Self::cut(sum);
        self.corrected(sum, over || carry)
    }

    fn sub(&self, a: &Words, b: &Words) -> Words {
        let (difference, below) = uint::sub(*a, *b);
        let (difference, _) = Self::cut(difference);
        if below { Self::cut(uint::add(difference, self.q).0).0 } else { difference }
    }

    /// a·b/R, whose integer is below 2^(8n) + q.
    fn mul(&self, a: &Words, b: &Words) -> Words {
        let n = Self::N;
        let mut t = [0u64; 13];
        for i in 0..n {
            add_product(&mut t[i..], a[i], &b[..n]);
        }
        for i in 0..n {
            let m = t[i].wrapping_mul(self.inverse);
            add_product(&mut t[i..], m, &self.q[..n]);
        }
        let mut result = [0; 6];
        result[..n].copy_from_slice(&t[n..2 * n]);
        self.corrected(result, t[2 * n] != 0)
    }
}

/// t += k·b.
fn add_product(t: &mut [u64], k: u64, b: &[u64]) {
    let mut carry = 0u128;
    for (t, b) in t.iter_mut().zip(b.iter().copied().chain(core::iter::repeat(0))) {
        let sum = u128::from(*t) + u128::from(k) * u128::from(b) + carry;
        *t = sum as u64;
        carry = sum >> 64;
    }
}

/// What snarkjs hashes for the difference of two points of G1 in a section's form, of which the first may be no point.
pub fn difference<M: Prime>(first: &[u8], second: &[u8], out: &mut [u8]) {
    let field = Wrapped::<M>::new();
    let [x1, y1, x2, minus_y2] =
        [&first[..M::BYTES], &first[M::BYTES..], &second[..M::BYTES], &second[M::BYTES..]].map(words);
    out.fill(0);
    let y2 = field.sub(&[0; 6], &minus_y2);
    let (zero, zeros) = (|x: &Words, y: &Words| *x == [0; 6] && *y == [0; 6], [0; 6]);
    let [x, y, z] = if zero(&x1, &y1) || zero(&x2, &y2) {
        // One of them alone, with Z = 1.
        let (x, y) = if zero(&x1, &y1) { (x2, y2) } else { (x1, y1) };
        if zero(&x, &y) {
            return;
        }
        write::<M>(&element::<M>(&x), &element::<M>(&y), out);
        return;
    } else if x1 == x2 && y1 == y2 {
        let xx = field.mul(&x2, &x2);
        let yy = field.mul(&y2, &y2);
        let yyyy = field.mul(&yy, &yy);
        let s = field.add(&x2, &yy);
        let s = field.sub(&field.sub(&field.mul(&s, &s), &xx), &yyyy);
        let s = field.add(&s, &s);
        let m = field.add(&field.add(&xx, &xx), &xx);
        let x = field.sub(&field.sub(&field.mul(&m, &m), &s), &s);
        let eight = (0..3).fold(yyyy, |sum, _| field.add(&sum, &sum));
        let y = field.sub(&field.mul(&field.sub(&s, &x), &m), &eight);
        [x, y, field.add(&y2, &y2)]
    } else {
        // mmadd-2007-bl.
        let h = field.sub(&x2, &x1);
        let d = field.sub(&y2, &y1);
        let hh = field.mul(&h, &h);
        let i = field.add(&hh, &hh);
        let i = field.add(&i, &i);
        let j = field.mul(&h, &i);
        let r = field.add(&d, &d);
        let v = field.mul(&x1, &i);
        let v2 = field.add(&v, &v);
        let x = field.sub(&field.sub(&field.mul(&r, &r), &j), &v2);
        let y1j = field.mul(&y1, &j);
        let y = field.mul(&field.sub(&v, &x), &r);
        let y = field.sub(&y, &field.add(&y1j, &y1j));
        [x, y, field.add(&h, &h)]
    };
    if z == zeros {
        return;
    }
    // Products are reduced whatever their factors are, so the division is the field's.
    let inverse = element::<M>(&z).vartime_invert();
    let square = inverse.square();
    write::<M>(&(element::<M>(&x) * square), &(element::<M>(&y) * (square * inverse)), out);
}

/// The element whose Montgomery form is an integer, R = 2^(8·bytes).
fn element<M: Prime>(words: &Words) -> Fp<M> {
    let r = const { uint::shl_mod([1, 0, 0, 0, 0, 0], 8 * M::BYTES as u32, M::MODULUS) };
    let r = Fp::<M>::from_words(r).expect("element: a constant below q");
    Fp::from_words(uint::rem(*words, M::MODULUS)).expect("element: a remainder is below q") * r.vartime_invert()
}

fn write<M: Prime>(x: &Fp<M>, y: &Fp<M>, out: &mut [u8]) {
    x.to_be_bytes(&mut out[..M::BYTES]);
    y.to_be_bytes(&mut out[M::BYTES..]);
}

fn words(bytes: &[u8]) -> Words {
    let mut words = [0; 6];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u64::from_le_bytes(*bytes);
    }
    words
}
