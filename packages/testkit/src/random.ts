// Choices that a failing test can repeat.

/** An integer from 0 to `below` − 1. */
export type Random = (below: number) => number;

/** The same sequence for the same seed: a linear congruence mod 2^32 (Knuth, TAOCP 2, §3.3.4, line 16), upper bits. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The same items in some order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = random(i + 1);
    const [a, b] = [out[i], out[j]];
    if (a === undefined || b === undefined) throw new RangeError(`no item ${i} or ${j}`);
    out[i] = b;
    out[j] = a;
  }
  return out;
}
