//! Integers of several widths.

use core::ops::Range;

/// Integers to read.
#[derive(Clone, Copy)]
pub enum Integers<'a> {
    /// Of 8 bits.
    Int8(&'a [i8]),
    /// Of 16 bits.
    Int16(&'a [i16]),
    /// Of 32 bits.
    Int32(&'a [i32]),
}

impl Integers<'_> {
    /// How many.
    pub const fn len(self) -> usize {
        match self {
            Self::Int8(values) => values.len(),
            Self::Int16(values) => values.len(),
            Self::Int32(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The value at a place.
    pub fn get(self, i: usize) -> i32 {
        match self {
            Self::Int8(values) => values[i].into(),
            Self::Int16(values) => values[i].into(),
            Self::Int32(values) => values[i],
        }
    }

    /// Some of them.
    pub fn range(self, range: Range<usize>) -> Self {
        match self {
            Self::Int8(values) => Self::Int8(&values[range]),
            Self::Int16(values) => Self::Int16(&values[range]),
            Self::Int32(values) => Self::Int32(&values[range]),
        }
    }
}

/// Where a grid's integers go.
pub enum Slots<'a> {
    /// Of 8 bits.
    Int8(&'a mut [i8]),
    /// Of 16 bits.
    Int16(&'a mut [i16]),
}

impl Slots<'_> {
    /// How many.
    pub const fn len(&self) -> usize {
        match self {
            Self::Int8(values) => values.len(),
            Self::Int16(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Some of them.
    pub fn range(&mut self, range: Range<usize>) -> Slots<'_> {
        match self {
            Self::Int8(values) => Slots::Int8(&mut values[range]),
            Self::Int16(values) => Slots::Int16(&mut values[range]),
        }
    }

    /// To be read.
    pub const fn read(&self) -> Integers<'_> {
        match self {
            Self::Int8(values) => Integers::Int8(values),
            Self::Int16(values) => Integers::Int16(values),
        }
    }

    /// The most bits of a grid that they hold.
    pub const fn bits(&self) -> u32 {
        match self {
            Self::Int8(_) => i8::BITS,
            Self::Int16(_) => i16::BITS,
        }
    }

    /// Writes the value at a place, which the bits are enough for.
    pub fn set(&mut self, i: usize, value: i32) {
        match self {
            Self::Int8(values) => values[i] = value as i8,
            Self::Int16(values) => values[i] = value as i16,
        }
    }
}

macro_rules! from_slices {
    ($($variant:ident: $type:ty),*) => {$(
        impl<'a> From<&'a [$type]> for Integers<'a> {
            fn from(values: &'a [$type]) -> Self {
                Self::$variant(values)
            }
        }
    )*};
}

from_slices!(Int8: i8, Int16: i16, Int32: i32);
