import type { Curve } from './codec/curves.js';

/** The name of a security level. */
export type Level = 'standard' | 'enhanced' | 'maximum';

/** What a security level stands for. */
export interface SecurityLevel {
  /** The most constraints that a circuit of the level has. */
  readonly constraints: number;
  /** The curve of its proofs. */
  readonly curve: Curve;
  /**
   * About how many bits of security the curve has against discrete logarithms, the number field sieve of Kim and
   * Barbulescu (2016) counted in: draft-irtf-cfrg-pairing-friendly-curves-11, abstract (BN254) and §4.2.2 (BLS12-381,
   * which it lists at 128 bits and expects to have 126).
   */
  readonly securityBits: number;
  /** The fewest people who must have contributed to a proving key's ceremony, one of them honest. */
  readonly minContributions: number;
  /** Bytes of a proof in the format `fedzk`. */
  readonly proofSize: number;
  /** The most values of 8 bits that one proof of `gradient_update` takes, with room for sums of 2^10 clients. */
  readonly capacity: number;
  /** What it is for. */
  readonly useCase: string;
}

/**
 * The security levels. They differ in the curve and in the size of the circuit: `standard` is no less sound than
 * `enhanced`, it asks for a smaller ceremony and takes fewer values.
 *
 * @example
 * ```ts
 * const { capacity } = SECURITY_LEVELS[DEFAULT_LEVEL];
 * const parts = Math.ceil(update.length / capacity);
 * ```
 */
export const SECURITY_LEVELS: Readonly<Record<Level, SecurityLevel>> = /* @__PURE__ */ Object.freeze({
  standard: /* @__PURE__ */ Object.freeze({
    constraints: 1_000,
    curve: 'bn254',
    securityBits: 100,
    minContributions: 5,
    proofSize: 192,
    capacity: 64,
    useCase: 'Development/Testing',
  }),
  enhanced: /* @__PURE__ */ Object.freeze({
    constraints: 10_000,
    curve: 'bn254',
    securityBits: 100,
    minContributions: 10,
    proofSize: 192,
    capacity: 800,
    useCase: 'Production FL',
  }),
  maximum: /* @__PURE__ */ Object.freeze({
    constraints: 100_000,
    curve: 'bls12-381',
    securityBits: 128,
    minContributions: 20,
    proofSize: 192,
    capacity: 8_192,
    useCase: 'Critical Infrastructure',
  }),
});

/** The level that is meant where none is named. */
export const DEFAULT_LEVEL: 'enhanced' = 'enhanced';
