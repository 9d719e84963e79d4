// Where an aggregator keeps what it must not forget. Small, so that a file, a database or a Durable Object can be one.

/** Keys with their values; `undefined` stands for no value. */
export type Entries = ReadonlyMap<string, Uint8Array | undefined>;

/**
 * A durable map with one atomic operation. An aggregator whose store may have lost something (a backup, a replica that
 * lags) must not go on with a round: it needs new keys, hence a new task.
 */
export interface AggregatorStore {
  /** The value of a key. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** All entries whose keys begin so, in ascending order of keys. */
  list(prefix: string): Promise<readonly (readonly [key: string, value: Uint8Array])[]>;
  /**
   * If each key of `expected` has exactly that value, makes all of `writes` (`undefined` deletes) in one step, durable
   * when the promise resolves. Else changes nothing. A crash leaves all of it done or nothing.
   *
   * @returns whether it was done
   */
  update(expected: Entries, writes: Entries): Promise<boolean>;
}

/**
 * Keeps everything in memory: for tests, and for aggregators whose private key is made in the process too, so that after
 * a restart nothing old opens.
 */
export function memoryStore(): AggregatorStore {
  const entries = new Map<string, Uint8Array>();
  return {
    async get(key) {
      return copy(entries.get(key));
    },
    async list(prefix) {
      return [...entries]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => [key, new Uint8Array(value)] as const);
    },
    async update(expected, writes) {
      for (const [key, value] of expected) if (!same(entries.get(key), value)) return false;
      for (const [key, value] of writes) {
        entries.get(key)?.fill(0); // what is replaced may be a share
        if (value === undefined) entries.delete(key);
        else entries.set(key, new Uint8Array(value));
      }
      return true;
    },
  };
}

function copy(value: Uint8Array | undefined): Uint8Array | undefined {
  return value && new Uint8Array(value);
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
