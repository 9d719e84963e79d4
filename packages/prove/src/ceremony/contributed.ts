import type { Curve } from '@fedzk/verify';

/** What a contribution has added. */
export interface Contributed {
  /** Phase 1, powers of τ, or phase 2, a circuit's key. */
  readonly kind: 'powers' | 'key';
  readonly curve: Curve;
  /** Its place in the chain, from 0. */
  readonly index: number;
  /** The hash that snarkjs prints of it, hexadecimal. Publish it: it shows that the contribution is in the final file. */
  readonly hash: string;
  /** The circuit's hash, of a key. */
  readonly circuitHash?: string;
}
