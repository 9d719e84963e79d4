export declare function argon2id(
  password: Uint8Array,
  options: { salt: Uint8Array; memoryKiB: number; passes: number; parallelism: number; length?: number },
): Uint8Array;
