//! Four words of 32 bits: on simd128, or else on arrays.

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use wasm::{U32x4, columns, rows_of, words_of};

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub use portable::{U32x4, columns, rows_of, words_of};

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm {
    #![allow(unsafe_code)] // loads

    use core::arch::wasm32::{
        i8x16_shuffle, i32x4_shuffle, u32x4, u32x4_add, u32x4_shl, u32x4_shr, u32x4_splat, v128, v128_bitselect,
        v128_load, v128_or, v128_store, v128_xor,
    };

    /// Four words.
    #[derive(Clone, Copy)]
    pub struct U32x4(v128);

    impl U32x4 {
        #[inline(always)]
        pub fn new([a, b, c, d]: [u32; 4]) -> Self {
            Self(u32x4(a, b, c, d))
        }

        #[inline(always)]
        pub fn splat(word: u32) -> Self {
            Self(u32x4_splat(word))
        }

        #[inline(always)]
        pub fn plus(self, other: Self) -> Self {
            Self(u32x4_add(self.0, other.0))
        }

        #[inline(always)]
        pub fn xor(self, other: Self) -> Self {
            Self(v128_xor(self.0, other.0))
        }

        #[inline(always)]
        pub fn or(self, other: Self) -> Self {
            Self(v128_or(self.0, other.0))
        }

        #[inline(always)]
        pub fn shift_left<const N: u32>(self) -> Self {
            Self(u32x4_shl(self.0, N))
        }

        #[inline(always)]
        pub fn rotate_right<const N: u32>(self) -> Self {
            Self(v128_or(u32x4_shr(self.0, N), u32x4_shl(self.0, 32 - N)))
        }

        #[inline(always)]
        pub fn shift_right<const N: u32>(self) -> Self {
            Self(u32x4_shr(self.0, N))
        }

        /// Bits of `then` where self has ones, of `otherwise` elsewhere.
        #[inline(always)]
        pub fn select(self, then: Self, otherwise: Self) -> Self {
            Self(v128_bitselect(then.0, otherwise.0, self.0))
        }
    }

    /// Word i of each of four blocks, for each i; a block's words are big-endian.
    #[inline(always)]
    pub fn words_of<const BYTES: usize, const WORDS: usize>(blocks: [&[u8; BYTES]; 4]) -> [U32x4; WORDS] {
        const { assert!(BYTES == 4 * WORDS && WORDS % 4 == 0) }
        let mut words = [U32x4::splat(0); WORDS];
        for (i, words) in words.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let rows = blocks.map(|block| {
                let v = loaded(&block.as_chunks::<16>().0[i]);
                i8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(v, v)
            });
            *words = transposed(rows);
        }
        words
    }

    /// Word i of each of four rows.
    #[inline(always)]
    pub fn columns(rows: [&[u32; 4]; 4]) -> [U32x4; 4] {
        transposed(rows.map(loaded))
    }

    #[inline(always)]
    fn loaded<T>(bytes: &T) -> v128 {
        const { assert!(size_of::<T>() == 16) }
        // SAFETY: 16 bytes are there, and the instruction demands no alignment.
        unsafe { v128_load(core::ptr::from_ref(bytes).cast()) }
    }

    #[inline(always)]
    fn transposed([a, b, c, d]: [v128; 4]) -> [U32x4; 4] {
        let (low_ab, high_ab) = (i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<2, 6, 3, 7>(a, b));
        let (low_cd, high_cd) = (i32x4_shuffle::<0, 4, 1, 5>(c, d), i32x4_shuffle::<2, 6, 3, 7>(c, d));
        [
            U32x4(i32x4_shuffle::<0, 1, 4, 5>(low_ab, low_cd)),
            U32x4(i32x4_shuffle::<2, 3, 6, 7>(low_ab, low_cd)),
            U32x4(i32x4_shuffle::<0, 1, 4, 5>(high_ab, high_cd)),
            U32x4(i32x4_shuffle::<2, 3, 6, 7>(high_ab, high_cd)),
        ]
    }

    /// The lanes' words, big-endian: word i of lane j at `out[j][i]`.
    #[inline(always)]
    pub fn rows_of(words: &[U32x4; 8]) -> [[u8; 32]; 4] {
        let mut out = [[0; 32]; 4];
        for (half, words) in words.as_chunks::<4>().0.iter().enumerate() {
            for (row, v) in out.iter_mut().zip(transposed(words.map(|word| word.0))) {
                let bytes = i8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(v.0, v.0);
                let out: &mut [u8; 16] = &mut row.as_chunks_mut().0[half];
                // SAFETY: there is room for 16 bytes, and the instruction demands no alignment.
                unsafe { v128_store(out.as_mut_ptr().cast(), bytes) };
            }
        }
        out
    }
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod portable {
    use core::array::from_fn;

    /// Four words.
    #[derive(Clone, Copy)]
    pub struct U32x4([u32; 4]);

    impl U32x4 {
        #[inline(always)]
        pub fn new(words: [u32; 4]) -> Self {
            Self(words)
        }

        #[inline(always)]
        pub fn splat(word: u32) -> Self {
            Self([word; 4])
        }

        #[inline(always)]
        pub fn plus(self, other: Self) -> Self {
            Self(from_fn(|i| self.0[i].wrapping_add(other.0[i])))
        }

        #[inline(always)]
        pub fn xor(self, other: Self) -> Self {
            Self(from_fn(|i| self.0[i] ^ other.0[i]))
        }

        #[inline(always)]
        pub fn or(self, other: Self) -> Self {
            Self(from_fn(|i| self.0[i] | other.0[i]))
        }

        #[inline(always)]
        pub fn shift_left<const N: u32>(self) -> Self {
            Self(self.0.map(|word| word << N))
        }

        #[inline(always)]
        pub fn rotate_right<const N: u32>(self) -> Self {
            Self(self.0.map(|word| word.rotate_right(N)))
        }

        #[inline(always)]
        pub fn shift_right<const N: u32>(self) -> Self {
            Self(self.0.map(|word| word >> N))
        }

        /// Bits of `then` where self has ones, of `otherwise` elsewhere.
        #[inline(always)]
        pub fn select(self, then: Self, otherwise: Self) -> Self {
            Self(from_fn(|i| (self.0[i] & then.0[i]) | (!self.0[i] & otherwise.0[i])))
        }
    }

    /// Word i of each of four blocks, for each i; a block's words are big-endian.
    #[inline(always)]
    pub fn words_of<const BYTES: usize, const WORDS: usize>(blocks: [&[u8; BYTES]; 4]) -> [U32x4; WORDS] {
        from_fn(|i| U32x4(blocks.map(|block| u32::from_be_bytes(block.as_chunks().0[i]))))
    }

    /// Word i of each of four rows.
    #[inline(always)]
    pub fn columns(rows: [&[u32; 4]; 4]) -> [U32x4; 4] {
        from_fn(|i| U32x4(rows.map(|row| row[i])))
    }

    /// The lanes' words, big-endian: word i of lane j at `out[j][i]`.
    #[inline(always)]
    pub fn rows_of(words: &[U32x4; 8]) -> [[u8; 32]; 4] {
        from_fn(|lane| {
            let mut row = [0; 32];
            for (bytes, word) in row.as_chunks_mut::<4>().0.iter_mut().zip(words) {
                *bytes = word.0[lane].to_be_bytes();
            }
            row
        })
    }
}
