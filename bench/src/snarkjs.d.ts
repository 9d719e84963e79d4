// The little of snarkjs that is used here; it ships no types.

declare module 'snarkjs' {
  export interface Curve {
    /** Ends its worker threads. */
    terminate(): Promise<void>;
  }
  export const curves: {
    getCurveFromName(name: string, options?: { readonly singleThread?: boolean }): Promise<Curve>;
  };
  export const groth16: {
    verify(key: unknown, publicSignals: unknown, proof: unknown): Promise<boolean>;
  };
}

/** ffjavascript's engine for BN254: built and stored here by the first user, taken from here by all later ones. */
declare var curve_bn128: import('snarkjs').Curve | null;
