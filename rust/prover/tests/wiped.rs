//! Memory that held a witness is overwritten before it is freed: an allocator checks the freed memory.
#![allow(missing_docs, unsafe_code, clippy::unwrap_used, clippy::cast_ptr_alignment)]

use fedzk_curves::{
    bn254::{Bn254Scalar, Fr},
    field::Field,
};
use fedzk_prover::{
    SCALAR_BYTES,
    ntt::Domain,
    quotient::Quotient,
    rows::{COEFFICIENT_BYTES, Rows},
    witness::{Witness, WitnessError},
};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
};

/// The length of the checked allocations, how many were freed, and how many of these were not zeros.
static WATCHED: AtomicUsize = AtomicUsize::new(0);
static FREED: AtomicUsize = AtomicUsize::new(0);
static LEFT: AtomicUsize = AtomicUsize::new(0);

struct Watching;

// SAFETY: it is the system's allocator, whose memory is read before it is given back.
unsafe impl GlobalAlloc for Watching {
    // Zeros, so that memory that was never written doesn't count as a secret.
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, address: *mut u8, layout: Layout) {
        if layout.size() == WATCHED.load(SeqCst) && layout.align() == align_of::<Fr>() {
            // A zero element may have bytes other than zeros: with checks on, elements hold their bounds.
            let elements = unsafe { std::slice::from_raw_parts(address.cast::<Fr>(), layout.size() / size_of::<Fr>()) };
            FREED.fetch_add(1, SeqCst);
            LEFT.fetch_add(usize::from(elements.iter().any(|element| *element != Fr::ZERO)), SeqCst);
        }
        unsafe { System.dealloc(address, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Watching = Watching;

/// How many allocations for this number of elements were freed meanwhile, and how many of these still held something.
fn freed(elements: usize, work: impl FnOnce()) -> [usize; 2] {
    FREED.store(0, SeqCst);
    LEFT.store(0, SeqCst);
    WATCHED.store(elements * size_of::<Fr>(), SeqCst);
    work();
    WATCHED.store(0, SeqCst);
    [&FREED, &LEFT].map(|count| count.load(SeqCst))
}

/// No other allocation has room for as many elements.
const WIRES: usize = 1009;
const DOMAIN_LOG2: u32 = 11;
const SIZE: usize = 1 << DOMAIN_LOG2;

/// The wire 0, and secrets.
fn witness_bytes() -> Vec<u8> {
    let wire = |i: usize| core::array::from_fn(|at| if at == SCALAR_BYTES - 1 { 0 } else { (i * 31 + at) as u8 });
    let mut bytes: Vec<u8> = (0..WIRES).flat_map(|i: usize| -> [u8; SCALAR_BYTES] { wire(i) }).collect();
    bytes[..SCALAR_BYTES].fill(0);
    bytes[0] = 1;
    bytes
}

fn read(bytes: &[u8]) -> Result<Witness<Bn254Scalar>, WitnessError> {
    Witness::read(bytes, WIRES)
}

/// One coefficient of A and one of B in each row, for the wire of the row's number.
fn coefficients() -> Vec<u8> {
    let one = |matrix: usize, row: usize| {
        let mut bytes = vec![0; COEFFICIENT_BYTES];
        bytes[0] = matrix as u8;
        bytes[4..8].copy_from_slice(&(row as u32).to_le_bytes());
        bytes[8..12].copy_from_slice(&((1 + row % (WIRES - 1)) as u32).to_le_bytes());
        bytes[12] = 3;
        bytes
    };
    (0..2).flat_map(|matrix| (0..SIZE).flat_map(move |row| one(matrix, row))).collect()
}

// Only one test, since the counts are those of the process.
#[test]
fn nothing_of_a_witness_is_left_in_freed_memory() {
    // The allocator does see secrets that are left.
    assert_eq!(freed(WIRES, || drop(vec![Fr::ONE; WIRES])), [1, 1]);

    let bytes = witness_bytes();
    assert_eq!(freed(WIRES, || drop(read(&bytes).unwrap())), [1, 0], "a witness");
    let mut wrong = bytes.clone();
    wrong[SCALAR_BYTES * (WIRES - 1)..].fill(255);
    assert_eq!(
        freed(WIRES, || assert_eq!(read(&wrong).err(), Some(WitnessError::Range(WIRES - 1)))),
        [1, 0],
        "a wrong one"
    );
    wrong = bytes.clone();
    wrong[0] = 2;
    assert_eq!(freed(WIRES, || assert_eq!(read(&wrong).err(), Some(WitnessError::One))), [1, 0], "one without 1");

    let (witness, coefficients) = (read(&bytes).unwrap(), coefficients());
    let rows = || {
        let domain = Domain::<Bn254Scalar>::new(DOMAIN_LOG2);
        let mut rows = Rows::new(&domain);
        rows.add(&coefficients, &witness, &domain).unwrap();
        (domain, rows)
    };
    let (domain, unused) = rows();
    assert_eq!(freed(SIZE, || drop(unused)), [2, 0], "rows");
    drop(domain);
    let (domain, of_quotient) = rows();
    let quotient = Quotient::new(domain, of_quotient);
    let [came_back, left] = freed(SIZE, || drop(quotient));
    assert!(came_back >= 3 && left == came_back - 3, "polynomials: {came_back}, of which {left} held something");
}
