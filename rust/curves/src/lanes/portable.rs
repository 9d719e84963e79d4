//! The lanes in plain Rust, for machines without the instructions. The tests of the arithmetic run on them natively.

extern crate std; // for a fused multiply-add

/// Two doubles.
#[derive(Clone, Copy, Debug)]
pub struct F64x2([f64; 2]);

/// Two integers of 64 bits, wrapping.
#[derive(Clone, Copy, Debug)]
pub struct I64x2([i64; 2]);

impl F64x2 {
    /// (a, b).
    #[inline(always)]
    pub const fn new(a: f64, b: f64) -> Self {
        Self([a, b])
    }

    /// (x, x).
    #[inline(always)]
    pub fn splat(x: f64) -> Self {
        Self([x; 2])
    }

    /// Both lanes.
    #[inline(always)]
    pub fn lanes(self) -> [f64; 2] {
        self.0
    }

    /// self + other.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(each(|i| self.0[i] + other.0[i]))
    }

    /// self − other.
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self(each(|i| self.0[i] - other.0[i]))
    }

    /// −self.
    #[inline(always)]
    pub fn negated(self) -> Self {
        Self(self.0.map(|x| -x))
    }

    /// self·other, rounded.
    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        Self(each(|i| self.0[i] * other.0[i]))
    }

    /// self·b + c, rounded once.
    #[inline(always)]
    pub fn fused(self, b: Self, c: Self) -> Self {
        Self(each(|i| self.0[i].mul_add(b.0[i], c.0[i])))
    }

    /// (b, a) of (a, b).
    #[inline(always)]
    pub fn swapped(self) -> Self {
        Self([self.0[1], self.0[0]])
    }

    /// (a, a) of (a, b).
    #[inline(always)]
    pub fn first(self) -> Self {
        Self([self.0[0]; 2])
    }

    /// (−b, b) of (a, b).
    #[inline(always)]
    pub fn second_and_negated(self) -> Self {
        Self([-self.0[1], self.0[1]])
    }

    /// The doubles' bits.
    #[inline(always)]
    pub fn to_bits(self) -> I64x2 {
        I64x2(self.0.map(|x| x.to_bits() as i64))
    }
}

impl I64x2 {
    /// (0, 0).
    pub const ZERO: Self = Self([0; 2]);

    /// (x, x).
    #[inline(always)]
    pub fn splat(x: i64) -> Self {
        Self([x; 2])
    }

    /// self + other.
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(each(|i| self.0[i].wrapping_add(other.0[i])))
    }

    /// self − other.
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self(each(|i| self.0[i].wrapping_sub(other.0[i])))
    }

    /// self·2^k.
    #[inline(always)]
    pub fn shifted_left(self, k: u32) -> Self {
        Self(self.0.map(|x| x << k))
    }

    /// self/2^k rounded down, taken as unsigned.
    #[inline(always)]
    pub fn shifted_right(self, k: u32) -> Self {
        Self(self.0.map(|x| (x as u64 >> k) as i64))
    }

    /// The doubles of these bits.
    #[inline(always)]
    pub fn to_doubles(self) -> F64x2 {
        F64x2(self.0.map(|x| f64::from_bits(x as u64)))
    }
}

#[inline(always)]
fn each<T>(lane: impl Fn(usize) -> T) -> [T; 2] {
    core::array::from_fn(lane)
}
