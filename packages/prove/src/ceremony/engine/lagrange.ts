/**
 * The Lagrange form of powers by threads: levels of the transform in parts, until nodes are small enough for one task.
 */
import type { Executor } from './executor.js';
import type { Group } from './types.js';

/** The largest node that is one task. */
const NODE_LOG2 = 11;
/** Pairs of a task that is a part of a level. */
const PAIRS = 1024;

/**
 * Transforms 2^k powers to their Lagrange form.
 *
 * @param size the bytes of a point
 */
export async function lagrange(
  executor: Executor,
  group: Group,
  points: Uint8Array,
  size: number,
): Promise<Uint8Array> {
  const k = Math.log2(points.length / size);
  if (k <= NODE_LOG2) return (await executor.run({ kind: 'lagrange', group, points })) as Uint8Array;
  const all = new Uint8Array(points);
  for (let level = k; level > NODE_LOG2; level--) {
    await together(executor, parts(all.length / size, level), async ({ node, first }) => {
      const half = 2 ** (level - 1);
      const low = (node * 2 * half + first) * size;
      const high = low + half * size;
      const length = PAIRS * size;
      const pairs = new Uint8Array(2 * length);
      pairs.set(all.subarray(low, low + length));
      pairs.set(all.subarray(high, high + length), length);
      // Only the sums of the first node were multiplied by nothing yet.
      const halvings = node === 0 ? k : 0;
      const done = await executor.run({ kind: 'split', group, points: pairs, k: level, first, halvings });
      all.set((done as Uint8Array).subarray(0, length), low);
      all.set((done as Uint8Array).subarray(length), high);
    });
  }
  const length = 2 ** NODE_LOG2 * size;
  await together(executor, Array(all.length / length).keys(), async (node) => {
    const part = all.slice(node * length, (node + 1) * length);
    const done = await executor.run({ kind: 'node', group, points: part, halvings: node === 0 ? k : 0 });
    all.set(done as Uint8Array, node * length);
  });
  return inOrder(all, size, k);
}

/** Lists a level's parts: the node and its first pair. */
function* parts(count: number, level: number): Generator<{ node: number; first: number }> {
  const half = 2 ** (level - 1);
  for (let node = 0; node < count / (2 * half); node++) {
    for (let first = 0; first < half; first += PAIRS) yield { node, first };
  }
}

/** Does work with each item, and keeps all threads busy. */
async function together<T>({ threads }: Executor, items: Iterable<T>, each: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let next = rest.next(); !next.done && !failed; next = rest.next()) {
      try {
        await each(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: 2 * threads }, lane));
}

/** Undoes the order of the transform, in which the bits of places are reversed. */
function inOrder(points: Uint8Array, size: number, k: number): Uint8Array {
  const ordered = new Uint8Array(points.length);
  for (let i = 0; i < 2 ** k; i++) {
    let reversed = 0;
    for (let bit = 0; bit < k; bit++) reversed = reversed * 2 + ((i >> bit) & 1);
    ordered.set(points.subarray(i * size, (i + 1) * size), reversed * size);
  }
  return ordered;
}
