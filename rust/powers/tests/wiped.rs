//! Memory that held a secret scalar is overwritten before it is freed: an allocator searches the freed memory.
#![allow(missing_docs, unsafe_code, clippy::unwrap_used)]

use fedzk_ceremony::Generator;
use fedzk_curves::{
    bn254::{self, Bn254, Bn254Scalar},
    curve::{Curve, GlvCurve, wnaf},
    field::{Field, Fp},
};
use fedzk_powers::powers::Secrets;
use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
};

static WATCHING: AtomicBool = AtomicBool::new(false);
static FREED: AtomicUsize = AtomicUsize::new(0);
static FOUND: AtomicUsize = AtomicUsize::new(0);
static PATTERNS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();

struct Watching;

// SAFETY: it is the system's allocator, whose memory is read before it is given back.
unsafe impl GlobalAlloc for Watching {
    // Zeros, so that memory that was never written can be read.
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, address: *mut u8, layout: Layout) {
        if WATCHING.load(SeqCst) {
            let bytes = unsafe { std::slice::from_raw_parts(address, layout.size()) };
            FREED.fetch_add(1, SeqCst);
            let patterns = PATTERNS.get().unwrap();
            let holds = |pattern: &Vec<u8>| bytes.windows(pattern.len()).any(|window| window == pattern);
            FOUND.fetch_add(patterns.iter().filter(|pattern| holds(pattern)).count(), SeqCst);
        }
        unsafe { System.dealloc(address, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Watching = Watching;

/// How many allocations were freed meanwhile, and how many patterns they held.
fn freed(work: impl FnOnce()) -> [usize; 2] {
    FREED.store(0, SeqCst);
    FOUND.store(0, SeqCst);
    WATCHING.store(true, SeqCst);
    work();
    WATCHING.store(false, SeqCst);
    [&FREED, &FOUND].map(|count| count.load(SeqCst))
}

const SEED: [u8; 32] = [17; 32];

/// Parts of a scalar as integer, as element in memory, and as digits.
fn patterns(scalar: &Fp<Bn254Scalar>) -> Vec<Vec<u8>> {
    let words: [u64; 4] = scalar.to_words()[..4].try_into().unwrap();
    let integer = words.iter().flat_map(|word| word.to_le_bytes()).take(16).collect();
    // An element begins with its digits.
    let element = unsafe { std::slice::from_raw_parts(std::ptr::from_ref(scalar).cast::<u8>(), 16) }.to_vec();
    let digits = bn254::G1::halves(&words).map(|(size, negative)| {
        let digits: [i8; 129] = wnaf(size, 5);
        let signed = digits[40..80].iter().map(|digit| if negative { -digit } else { *digit } as u8);
        signed.collect::<Vec<_>>()
    });
    [vec![integer, element], digits.to_vec()].concat()
}

// Only one test, since the counts are those of the process.
#[test]
fn freed_memory_holds_no_secret() {
    let mut generator = Generator::new(&SEED);
    let [tau, alpha, _]: [Fp<Bn254Scalar>; 3] = core::array::from_fn(|_| generator.element());
    let inverse = tau.invert();
    let all = [tau, alpha, inverse, tau.square(), tau * alpha].iter().flat_map(patterns).collect::<Vec<_>>();
    let one = all[1].clone();
    PATTERNS.set(all).unwrap();
    assert_eq!(freed(|| drop(one)), [1, 1], "a pattern is found");

    let mut points = vec![bn254::G1::GENERATOR; 20];
    let [count, found] = freed(|| {
        let secrets = Secrets::<Bn254>::new(&SEED, 3);
        secrets.divide::<bn254::G1>(&mut points, 0);
        secrets.multiply_by_powers::<bn254::G1>(&mut points, 1, None);
        secrets.multiply_by_powers::<bn254::G1>(&mut points, 1, Some(1));
        secrets.multiply::<bn254::G1>(&points[0], 1);
    });
    assert!(count > 10);
    assert_eq!(found, 0);
}
