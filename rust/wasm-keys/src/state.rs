//! The module's memory: one buffer for arguments and results, and the expanded keys.

use crate::Status;
use fedzk_keystore::wipe::wipe;
use fedzk_keystore::{gcm::Gcm, gcm_siv::GcmSiv, hash::Hmac, kw::Kek, vault::Secret, xaes::Xaes};
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::prelude::wasm_bindgen;

/// An expanded key. Dropping it wipes it.
pub enum Key {
    /// AES-256-GCM.
    Gcm(Box<Gcm>),
    /// XAES-256-GCM.
    Xaes(Box<Xaes>),
    /// AES-256-GCM-SIV.
    GcmSiv(Box<GcmSiv>),
    /// AES-KW and AES-KWP.
    Kek(Box<Kek>),
    /// HMAC-SHA256.
    Hmac(Box<Hmac>),
}

/// Keys with their handles. A place in the table repeats a handle after 2^11 other keys.
pub struct Table<K> {
    slots: Vec<Slot<K>>,
    /// Indices of the slots without a key. The one that has been free for the longest is the next.
    free: VecDeque<u32>,
    /// The most keys that are kept.
    most: usize,
}

/// A place in the table, and how many keys it has held.
struct Slot<K> {
    generation: u32,
    key: Option<K>,
}

/// The low bits of a handle are a slot's number plus one, and the others its generation.
const SLOT_BITS: u32 = 20;
const GENERATION_MASK: u32 = (1 << 11) - 1;
/// Expanded keys take about a KiB each.
const MOST_KEYS: usize = (1 << 16) - 1;
/// The key store's keys have 64 bytes. JavaScript frees those that it drops when it collects garbage, which happens
/// long before its own heap has that many objects.
const MOST_SECRETS: usize = (1 << SLOT_BITS) - 1;

/// The answer instead of a handle if the input is not authentic. No handle has this value.
pub const REFUSED: u32 = 0;
/// The answer instead of a handle if the table is full.
pub const FULL: u32 = u32::MAX;
/// The answer instead of a handle for [`Status::Misuse`].
pub const MISUSE: u32 = u32::MAX - 1;

impl<K> Table<K> {
    /// Makes an empty table for this number of keys.
    const fn new(most: usize) -> Self {
        Self { slots: Vec::new(), free: VecDeque::new(), most }
    }

    /// Keeps a key, and returns its handle. If the table is full, drops the key, and returns [`FULL`].
    pub fn insert(&mut self, key: K) -> u32 {
        let index = match self.free.pop_front() {
            Some(index) => index,
            None if self.slots.len() == self.most => return FULL,
            None => {
                self.slots.push(Slot { generation: 0, key: None });
                self.slots.len() as u32 - 1
            }
        };
        let slot = &mut self.slots[index as usize];
        slot.key = Some(key);
        slot.generation << SLOT_BITS | (index + 1)
    }

    /// The key of a handle.
    pub fn get(&self, handle: u32) -> Option<&K> {
        let slot = self.slots.get((handle & ((1 << SLOT_BITS) - 1)).checked_sub(1)? as usize)?;
        slot.key.as_ref().filter(|_| slot.generation == handle >> SLOT_BITS)
    }

    /// Drops, and so wipes, the key of a handle. Returns whether there was one.
    pub fn remove(&mut self, handle: u32) -> bool {
        let known = self.get(handle).is_some();
        if known {
            let index = (handle & ((1 << SLOT_BITS) - 1)) - 1;
            let slot = &mut self.slots[index as usize];
            slot.key = None;
            slot.generation = (slot.generation + 1) & GENERATION_MASK;
            self.free.push_back(index);
        }
        known
    }
}

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static KEYS: RefCell<Table<Key>> = const { RefCell::new(Table::new(MOST_KEYS)) };
    static RANDOM: RefCell<Box<[u8]>> = RefCell::new(vec![0; RANDOM_BYTES].into());
    static SECRETS: RefCell<Table<Secret>> = const { RefCell::new(Table::new(MOST_SECRETS)) };
}

/// Calls with the keys.
pub fn with_keys<T>(call: impl FnOnce(&mut Table<Key>) -> T) -> T {
    KEYS.with_borrow_mut(call)
}

/// Calls with the key store's keys.
pub fn with_secrets<T>(call: impl FnOnce(&mut Table<Secret>) -> T) -> T {
    SECRETS.with_borrow_mut(call)
}

/// Calls with the buffer.
pub fn with_buffer<T>(call: impl FnOnce(&mut [u8]) -> T) -> T {
    BUFFER.with_borrow_mut(|buffer| call(buffer))
}

/// Calls with the buffer's first parts, of the given lengths; `None` if they are longer than the buffer.
pub fn with_parts<const N: usize, T>(lengths: [usize; N], call: impl FnOnce([&mut [u8]; N]) -> T) -> Option<T> {
    BUFFER.with_borrow_mut(|buffer| {
        let mut rest = &mut buffer[..];
        let mut parts = lengths.map(|_| <&mut [u8]>::default());
        for (part, length) in parts.iter_mut().zip(lengths) {
            *part = rest.split_off_mut(..length)?;
        }
        Some(call(parts))
    })
}

/// Takes a key's bytes from the buffer's start, wipes them there, and keeps the key made of them. Returns its handle,
/// [`FULL`] or [`MISUSE`].
pub fn keep(bytes: usize, make: impl FnOnce(&[u8]) -> Option<Key>) -> u32 {
    let key = with_parts([bytes], |[bytes]| {
        let key = make(bytes);
        wipe(bytes);
        key
    });
    key.flatten().map_or(MISUSE, |key| with_keys(|keys| keys.insert(key)))
}

/// Returns the buffer's address, and grows it to at least this number of bytes. Returns 0 if there is not enough
/// memory. When it grows, its old content is wiped, and JavaScript must make its views of memory anew.
#[wasm_bindgen]
pub fn buffer(bytes: usize) -> usize {
    BUFFER.with_borrow_mut(|buffer| {
        if buffer.len() < bytes {
            wipe(buffer);
            *buffer = Vec::new();
            if buffer.try_reserve_exact(bytes).is_err() {
                return 0;
            }
            buffer.resize(bytes, 0);
        }
        buffer.as_ptr() as usize
    })
}

/// The random bytes that are drawn at a time: a call of the platform's generator takes as long as sealing a key.
const RANDOM_BYTES: usize = 4096;

/// Returns the address of [`RANDOM_BYTES`] bytes that JavaScript fills with random bytes and hands out.
#[wasm_bindgen(js_name = randomPool)]
pub fn random_pool() -> usize {
    RANDOM.with_borrow(|random| random.as_ptr() as usize)
}

/// The largest depth of the stack, in bytes.
const STACK_BYTES: usize = 16_384;

/// Wipes this number of bytes of the buffer, after their reading, and the stack: values that were moved leave their
/// bytes behind.
#[wasm_bindgen(js_name = wipe)]
pub fn wipe_all(bytes: usize) {
    with_buffer(|buffer| {
        let bytes = bytes.min(buffer.len());
        wipe(&mut buffer[..bytes]);
    });
    wipe_stack();
}

#[inline(never)]
fn wipe_stack() {
    wipe(&mut [0_u8; STACK_BYTES]);
}

/// Wipes a key and ends its handle.
#[wasm_bindgen(js_name = keyFree)]
pub fn key_free(handle: u32) -> u32 {
    let status = if with_keys(|keys| keys.remove(handle)) { Status::Ok } else { Status::Misuse };
    status as u32
}
