//! One loop over all cores. On WebAssembly there is one, and no thread.

use std::{
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Computes `f` of each chunk of `size` items, and joins the results in order. A free thread takes the next chunk.
pub fn map_chunks<T: Sync, U: Send>(items: &[T], size: usize, f: impl Fn(&[T]) -> Vec<U> + Sync) -> Vec<U> {
    let chunks: Vec<&[T]> = items.chunks(size).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(chunk) = chunks.get(i) else { return done };
            done.push((i, f(chunk)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let mut done: Vec<(usize, Vec<U>)> = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        done.extend(others.into_iter().flat_map(|other| other.join().expect("map_chunks: a thread panicked")));
        done
    });
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().flat_map(|(_, results)| results).collect()
}

#[cfg(test)]
mod tests {
    use super::map_chunks;

    #[test]
    fn keeps_the_order() {
        for count in [0, 1, 9, 10, 11, 1000] {
            let items: Vec<u32> = (0..count).collect();
            let doubled = map_chunks(&items, 10, |chunk| chunk.iter().map(|item| 2 * item).collect());
            assert!(doubled.into_iter().eq((0..count).map(|item| 2 * item)));
        }
    }
}
