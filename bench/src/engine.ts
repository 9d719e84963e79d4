import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';

/** A proof and its public signals, as snarkjs writes them. */
export interface Instance {
  readonly proof: ProofJson;
  readonly publicSignals: readonly string[];
}

/** One verification, which is timed. */
export type Attempt = () => boolean | Promise<boolean>;

/**
 * A prepared key. It converts an instance to the input of the engine's API outside the clock, and
 * returns its verification. Engines read snarkjs JSON inside the clock unless they say otherwise.
 */
export type Prepared = (instance: Instance) => Attempt;

/** The same for a batch. The attempt says whether all proofs are valid. */
export type PreparedBatch = (instances: readonly Instance[]) => Attempt;

/** A library that verifies Groth16 proofs over the curve of the key, used in one way. */
export interface Engine {
  /** Name in tables. */
  readonly name: string;
  /** The npm package or crate whose version tables and records give. */
  readonly package: string;
  /**
   * Whether it accepts only canonical numbers, the right count of signals, and points on the curve
   * and in the subgroup, for every proof.
   */
  readonly strict: boolean;
  /** Describes its checks besides the equation, who makes them, and what is unchecked. */
  readonly checks: string;
  /**
   * Prepares a key outside the clock, as far as the API allows. Starts the library the first time.
   */
  prepare(key: VerificationKeyJson): Prepared | Promise<Prepared>;
  /** Prepares a key for batches, if the engine has them. */
  prepareBatch?(key: VerificationKeyJson): PreparedBatch | Promise<PreparedBatch>;
  /** Frees what would keep the process alive. */
  close?(): Promise<void>;
}
