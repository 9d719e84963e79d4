/**
 * A Groth16 proof as snarkjs writes it. Coordinates are decimal strings below p, without sign or leading zeros. A point
 * may lack its last element, z, as in the result of `unpackGroth16Proof` of `@zk-kit/utils`.
 */
export interface ProofJson {
  /** A: x, y, and "1" or nothing. */
  readonly pi_a: readonly string[];
  /** B: x, y, and ["1", "0"] or nothing; each with the real part first. */
  readonly pi_b: readonly (readonly string[])[];
  /** C: x, y, and "1" or nothing. */
  readonly pi_c: readonly string[];
  /** "groth16" where present. */
  readonly protocol?: string;
  /** "bn128", snarkjs's name of BN254, or "bls12381". Default: the key's curve. */
  readonly curve?: string;
}

/**
 * A proof on BN254 in Semaphore's form `points`, which `packGroth16Proof` of `@zk-kit/utils` writes. Eight decimal
 * strings: A's x and y; B's x and y, each with the imaginary part first; C's x and y.
 */
export type PackedPoints = readonly string[];

/**
 * A proof: snarkjs JSON; Semaphore's `points`; or bytes in the format `fedzk`, `compressed` or `uncompressed`,
 * recognised by the length (192, 128 and 256 bytes on BN254). Objects are read as data: own properties only, no getters.
 */
export type ProofInput = ProofJson | PackedPoints | Uint8Array;

/**
 * Public signals in the circuit's order: decimal strings as snarkjs writes them, or bigints; or bytes, 32 a signal,
 * big-endian. JS numbers are refused, since they can't hold a field element.
 */
export type PublicSignalsInput = readonly (string | bigint)[] | Uint8Array;

/** A verification key as snarkjs writes it; `vk_alphabeta_12` is not used. */
export interface VerificationKeyJson {
  readonly protocol: string;
  readonly curve: string;
  readonly nPublic: number;
  readonly vk_alpha_1: readonly string[];
  readonly vk_beta_2: readonly (readonly string[])[];
  readonly vk_gamma_2: readonly (readonly string[])[];
  readonly vk_delta_2: readonly (readonly string[])[];
  readonly IC: readonly (readonly string[])[];
}

/**
 * A verification key: snarkjs JSON, or bytes in a format. Those of `fedzk` are u8 curve ‖ u32 nPublic ‖ alpha ‖ beta ‖
 * gamma ‖ delta ‖ IC_0 ‖ IC_1 …, integers big-endian, points uncompressed as gnark writes them. `Verifier.id` is the hash
 * of these bytes.
 */
export type VerificationKeyInput = VerificationKeyJson | Uint8Array;
