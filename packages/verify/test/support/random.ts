// Random numbers that come the same each time: xorshift32 (Marsaglia, Journal of Statistical Software 8(14), 2003).

export interface Random {
  /** 32 bits. */
  word(): number;
  /** An integer from 0 to below `limit`, which is at most 2^32. */
  below(limit: number): number;
  /** An integer from 1 to below `limit`, which is far below 2^320. */
  scalar(limit: bigint): bigint;
  /** An element of the list, which is not empty. */
  pick<T>(list: readonly T[]): T;
}

export function seeded(seed: number): Random {
  let state = seed;
  const word = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const below = (limit: number): number => Math.floor((word() / 2 ** 32) * limit);
  return {
    word,
    below,
    scalar(limit) {
      let wide = 0n;
      for (let i = 0; i < 10; i++) wide = (wide << 32n) | BigInt(word());
      return 1n + (wide % (limit - 1n));
    },
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
  };
}
