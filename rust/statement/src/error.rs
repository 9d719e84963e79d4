//! The errors of a shape or of inputs. No message contains a secret value.

use core::fmt;

/// Why there is no witness.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Error {
    /// A shape's number of values isn't in 1..=2^20.
    Count(usize),
    /// A shape's bits of a value are neither 4, 8 nor 16.
    Bits(u32),
    /// A shape's bits of headroom aren't in 1..=16.
    Headroom(u32),
    /// A list or a buffer has another length than the shape says.
    Length {
        /// The content of the list.
        name: &'static str,
        /// The length that the shape says.
        expected: usize,
        /// The length that it has.
        got: usize,
    },
    /// A value takes more bits than the shape has.
    Value {
        /// Its place in x, from 0.
        index: usize,
        /// The bits that the shape has.
        bits: u32,
    },
    /// A field element isn't below the order.
    Element(&'static str),
    /// maxNormSq takes more bits than the slack has.
    MaxNormSq {
        /// The bits that it may take.
        bits: u32,
    },
    /// The squares of x add up to more than maxNormSq.
    Norm,
    /// The commitment that was given is to other inputs.
    Commitment,
    /// The tag that was given is of other inputs.
    Tag,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Count(n) => write!(f, "a shape has 1 to 1048576 values, got {n}"),
            Self::Bits(bits) => write!(f, "a value has 4, 8 or 16 bits, got {bits}"),
            Self::Headroom(bits) => write!(f, "the headroom has 1 to 16 bits, got {bits}"),
            Self::Length { name, expected, got } => write!(f, "{name} has {got} entries, expected {expected}"),
            Self::Value { index, bits } => write!(f, "x[{index}] doesn't fit into {bits} bits, sign included"),
            Self::Element(name) => write!(f, "{name} isn't below the order of the scalar field"),
            Self::MaxNormSq { bits } => write!(f, "maxNormSq doesn't fit into the slack's {bits} bits"),
            Self::Norm => write!(f, "the squared norm of x is above maxNormSq"),
            Self::Commitment => write!(f, "the commitment isn't that of x, s and k"),
            Self::Tag => write!(f, "the tag isn't that of x, s and rho"),
        }
    }
}

impl core::error::Error for Error {}
