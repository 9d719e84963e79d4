import type { ProofJson, VerificationKeyJson } from '@fedzk/verify';

/** A proof of a key and its public signals, as snarkjs writes them. */
export interface Instance {
  readonly proof: ProofJson;
  readonly publicSignals: readonly string[];
}

/** One verification: what is inside the clock. */
export type Attempt = () => boolean | Promise<boolean>;

/**
 * A prepared key. It turns an instance into what the engine's API takes (nothing to do for snarkjs JSON, which all
 * engines but those that say otherwise read inside the clock) and returns the verification of it.
 */
export type Prepared = (instance: Instance) => Attempt;

/** The same for proofs that are verified together: the attempt says whether all are valid. */
export type PreparedBatch = (instances: readonly Instance[]) => Attempt;

/** A library that verifies Groth16 proofs over the curve that the key names, in one way of using it. */
export interface Engine {
  /** What the tables call it. */
  readonly name: string;
  /** The npm package, or the crate, whose version the tables and records give. */
  readonly package: string;
  /**
   * Whether it accepts only canonical numbers, the right count of signals, and points on the curve and in the subgroup,
   * for every proof.
   */
  readonly strict: boolean;
  /** What it checks beside the equation, who does it, and what it leaves out. */
  readonly checks: string;
  /** Prepares a key as far as the API allows, outside the clock; starts the library the first time. */
  prepare(key: VerificationKeyJson): Prepared | Promise<Prepared>;
  /** Prepares a key for proofs that are verified together, by an engine that can. */
  prepareBatch?(key: VerificationKeyJson): PreparedBatch | Promise<PreparedBatch>;
  /** Ends what would keep the process alive. */
  close?(): Promise<void>;
}
