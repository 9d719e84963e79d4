/**
 * What a ceremony's files are computed with, on one curve. Points are affine and in the form of snarkjs's sections: x | y, each
 * coordinate times 2^(8·n8) modulo the prime, little-endian, Fp2 real part first, infinity all zeros.
 */
import type { Curve } from '@fedzk/verify';

export type Group = 'g1' | 'g2';

/** BLAKE2b-512 (RFC 7693), fed in parts. */
export interface Blake2b {
  update(bytes: Uint8Array): void;
  /** Returns the hash, 64 bytes, and ends the use of this object. */
  digest(): Uint8Array;
  /** Returns the state in snarkjs's 216 bytes. The object can be used on. */
  state(): Uint8Array;
}

/** SHA-256 (FIPS 180-4), fed in parts. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** Returns the hash, 32 bytes, and ends the use of this object. */
  digest(): Uint8Array;
}

/** Scalars drawn from a seed, which stay in the engine's memory. */
export interface Secrets {
  /** The points s in G1, one a scalar, drawn after all scalars. */
  readonly points: Uint8Array;
  /** Overwrites the scalars. May be called twice. */
  dispose(): void;
}

/** The parts of a prepared ptau that a proving key is made of. */
export interface PowersParts {
  /** The ptau's power: its section 12 has domains up to 2^(power+1). */
  readonly power: number;
  /** Reads points of a section by the index of the first and their number. */
  read(section: 2 | 3 | 4 | 5 | 6 | 12 | 13 | 14 | 15, first: number, count: number): Promise<Uint8Array>;
  /** The 2·n8 bytes that follow section 2 in the file, which snarkjs's csHash can depend on. */
  readonly after2: Uint8Array;
}

/** A new proving key's sections. */
export interface KeyOutput {
  /** Begins a section, in rising order from 1 to 9. */
  begin(type: number, length: number): Promise<void>;
  /** Adds to the section that was begun last. Sections of points get whole points. */
  part(bytes: Uint8Array): Promise<void>;
}

/** The engine of one curve. Functions that return a promise may run in threads. */
export interface CeremonyEngine {
  readonly curve: Curve;
  /** Bytes of a coordinate. */
  readonly n8: 32 | 48;
  /** The number of calls that run at once. */
  readonly threads: number;
  /** Starts a hash, or goes on from a state in snarkjs's 216 bytes; undefined if those are no state. */
  blake2b(): Blake2b;
  blake2b(state: Uint8Array): Blake2b | undefined;
  /** Starts a SHA-256 hash. */
  sha256(): Sha256;
  generator(group: Group): Uint8Array;
  add(group: Group, a: Uint8Array, b: Uint8Array): Uint8Array;
  /** Returns the index of the first point that is not canonical, on the curve, in the subgroup and finite; or -1. */
  check(group: Group, points: Uint8Array, infinity: boolean): number;
  /** Writes points as hashes take them: canonical, big-endian, Fp2 imaginary part first. */
  uncompressed(group: Group, points: Uint8Array): Uint8Array;
  /** Writes points compressed: x big-endian, 0x80 for the larger y, 0x40 for infinity. */
  compressed(group: Group, points: Uint8Array): Uint8Array;
  /** Hashes 64 bytes to a point of G2 as snarkjs does. */
  hashToG2(hash: Uint8Array): Uint8Array;
  /** Tells whether e(a1, a2) = e(b1, b2). The points were checked before. */
  pairing(a1: Uint8Array, a2: Uint8Array, b1: Uint8Array, b2: Uint8Array): boolean;
  /** Draws scalars, then a point a scalar, from a seed of 32 bytes. The seed's eight words are big-endian. */
  secrets(seed: Uint8Array, count: 1 | 3): Secrets;
  /** Multiplies one point by a scalar. */
  multiply(group: Group, point: Uint8Array, secrets: Secrets, index: number): Uint8Array;
  /**
   * Divides points of G1 by a scalar. Infinity is allowed. Resolves to the index of the first invalid point instead, if there
   * is one: a point outside of the subgroup would tell the scalar modulo a small number.
   */
  scale(points: Uint8Array, secrets: Secrets, index: number): Promise<Uint8Array | number>;
  /**
   * Multiplies the point of index i by τ^(first + i), and by another scalar unless `factor` is -1. τ is scalar 0. Resolves to
   * the index of the first invalid point instead, if there is one.
   */
  scalePowers(
    group: Group,
    points: Uint8Array,
    first: number,
    secrets: Secrets,
    factor: number,
  ): Promise<Uint8Array | number>;
  /** Makes the Lagrange form of powers over a domain of 2^k points, with snarkjs's roots of unity. */
  lagrange(group: Group, points: Uint8Array): Promise<Uint8Array>;
  /** Sums points times weights of 128 bits. The weight of index i depends on the seed and `first` + i. */
  sum(group: Group, points: Uint8Array, seed: Uint8Array, first: number): Promise<Uint8Array>;
  /** Makes sections 1 to 9 of a circuit's first key. Resolves to its csHash, 64 bytes. */
  newKey(r1cs: Uint8Array, powers: PowersParts, output: KeyOutput, options?: NewKeyOptions): Promise<Uint8Array>;
  /** Ends the threads and overwrites their memory. */
  close(): Promise<void>;
}

export interface NewKeyOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}
