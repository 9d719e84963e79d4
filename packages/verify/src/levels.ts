import type { Curve } from './codec/curves.js';

/** The name of a security level. */
export type Level = 'standard' | 'enhanced' | 'maximum';

/** The requirements of a security level. */
export interface SecurityLevel {
  /** The largest number of constraints of a circuit. */
  readonly constraints: number;
  /** The curve of its proofs. */
  readonly curve: Curve;
  /**
   * The curve's approximate security in bits, including the number field sieve of Kim and Barbulescu (2016):
   * draft-irtf-cfrg-pairing-friendly-curves-11, abstract (BN254) and §4.2.2 (BLS12-381, listed at 128 bits, expected to
   * have 126).
   */
  readonly securityBits: number;
  /** The smallest number of contributions to a proving key's ceremony. One contributor must be honest. */
  readonly minContributions: number;
  /** The length of a proof in the format `fedzk`, in bytes. */
  readonly proofSize: number;
  /** The largest number of 8-bit values in one proof of `gradient_update`, for sums of up to 2^10 clients. */
  readonly capacity: number;
  /** Its purpose. */
  readonly useCase: string;
}

/**
 * The security levels. They differ in the curve, the size of the circuit and the ceremony. `standard` is as sound as
 * `enhanced`, with a smaller ceremony and fewer values.
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

/** The default level. */
export const DEFAULT_LEVEL: 'enhanced' = 'enhanced';
