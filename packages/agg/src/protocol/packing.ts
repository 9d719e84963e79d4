// Values as field elements, several to one: aggregation.md, "slot, m, L" and "u_i, p_j". Sums of packed elements unpack
// to sums of values, as long as no slot overflows into the next; its h bits of headroom see to that.

/** The numbers that lay values out. */
export interface Geometry {
  /** Values a proof. */
  readonly n: number;
  /** b, bits of a value: 4, 8 or 16. */
  readonly bits: number;
  /** h: sums of 2^h reports fit. */
  readonly headroom: number;
  /** T, proofs a report. */
  readonly parts: number;
  /** Bits of a slot, b + h. */
  readonly slot: number;
  /** m, values an element. */
  readonly perElement: number;
  /** L, elements a proof. */
  readonly elements: number;
}

/** Bits of an element that slots may fill: 2^253 < r on both curves. */
const CAPACITY = 253;

/** Slot, m and L of a task's numbers. */
export function geometry({ n, bits, headroom, parts }: Pick<Geometry, 'n' | 'bits' | 'headroom' | 'parts'>): Geometry {
  const slot = bits + headroom;
  const perElement = Math.floor(CAPACITY / slot);
  return { n, bits, headroom, parts, slot, perElement, elements: Math.ceil(n / perElement) };
}

/**
 * The elements of one proof: p_j = Σ_i u_i · 2^(slot·i) with u_i = x_i + 2^(b−1); slots past n are zero.
 *
 * @param values n integers of b bits, signed
 */
export function pack(values: ArrayLike<number>, { n, bits, slot, perElement, elements }: Geometry): bigint[] {
  const offset = 2 ** (bits - 1);
  return Array.from({ length: elements }, (_, j) => {
    let element = 0n;
    for (let i = Math.min(n, (j + 1) * perElement) - 1; i >= j * perElement; i--) {
      element = (element << BigInt(slot)) | BigInt((values[i] ?? 0) + offset);
    }
    return element;
  });
}

/**
 * The sums of values in the sum of `count` reports' elements, and what they have to satisfy (Collect, step 3).
 *
 * @param packed one proof's L sums, each below r
 * @returns n sums, or `undefined` where an element is longer than its slots, a slot larger than `count` values can be,
 *   a slot past n not zero, or Σ sum² above `count`²·maxNormSq
 */
export function unpack(
  packed: readonly bigint[],
  count: number,
  maxNormSq: bigint,
  { n, bits, slot, perElement }: Geometry,
): Int32Array | undefined {
  const mask = (1n << BigInt(slot)) - 1n;
  const largest = count * (2 ** bits - 1);
  const offset = count * 2 ** (bits - 1);
  const sums = new Int32Array(n);
  let normSq = 0n;
  for (const [j, element] of packed.entries()) {
    let rest = element;
    for (let i = j * perElement; i < (j + 1) * perElement; i++) {
      const value = Number(rest & mask);
      rest >>= BigInt(slot);
      if (value > (i < n ? largest : 0)) return undefined;
      if (i >= n) continue;
      sums[i] = value - offset;
      normSq += BigInt(value - offset) ** 2n;
    }
    if (rest !== 0n) return undefined;
  }
  return normSq <= BigInt(count) ** 2n * maxNormSq ? sums : undefined;
}
