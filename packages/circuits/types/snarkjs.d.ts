// The little of snarkjs that this repository uses, in development only; it ships no types.

declare module 'snarkjs' {
  export interface Curve {
    /** Ends its worker threads. */
    terminate(): Promise<void>;
  }
  /** A file in memory. */
  export interface InMemory {
    readonly type: 'mem';
    readonly data: Uint8Array;
  }
  /** A circuit's inputs by name. */
  export type Inputs = Readonly<Record<string, Input>>;
  export type Input = bigint | number | string | readonly Input[];
  export const curves: {
    getCurveFromName(name: string, options?: { readonly singleThread?: boolean }): Promise<Curve>;
  };
  /** A file that is to be written in memory: its data are there afterwards. */
  export interface Output {
    readonly type: 'mem';
    data?: Uint8Array;
  }
  export const powersOfTau: {
    newAccumulator(curve: Curve, power: number, ptau: Output): Promise<unknown>;
    beacon(from: Output, ptau: Output, name: string, hex: string, iterationsLog2: number): Promise<unknown>;
    preparePhase2(from: Output, ptau: Output): Promise<unknown>;
    /** Resolves to the contribution's hash. */
    contribute(from: Output, ptau: Output, name: string, entropy: string): Promise<Uint8Array>;
    verify(ptau: InMemory): Promise<boolean>;
  };
  export const zKey: {
    exportVerificationKey(zkey: InMemory): Promise<unknown>;
    newZKey(r1cs: InMemory, ptau: Output, zkey: Output): Promise<unknown>;
    beacon(from: Output, zkey: Output, name: string, hex: string, iterationsLog2: number): Promise<Uint8Array>;
    /** Resolves to the contribution's hash. */
    contribute(from: Output, zkey: Output, name: string, entropy: string): Promise<Uint8Array>;
    verifyFromR1cs(r1cs: InMemory, ptau: InMemory, zkey: InMemory): Promise<boolean>;
  };
  export const wtns: {
    /** Leaves a `.wtns` file in `out.data`. Rejects where the inputs don't satisfy the circuit. */
    calculate(inputs: Inputs, wasm: InMemory | Uint8Array, out: Output): Promise<void>;
  };
  export const groth16: {
    /** Takes files in memory, or their paths. With `singleThread` it builds an engine for this proof alone. */
    prove(
      zkey: InMemory | string,
      wtns: InMemory | string,
      logger?: undefined,
      options?: { readonly singleThread?: boolean },
    ): Promise<{ proof: unknown; publicSignals: string[] }>;
    fullProve(inputs: Inputs, wasm: InMemory, zkey: InMemory): Promise<{ proof: unknown; publicSignals: string[] }>;
    verify(verificationKey: unknown, publicSignals: unknown, proof: unknown): Promise<boolean>;
    exportSolidityCallData(proof: unknown, publicSignals: unknown): Promise<string>;
  };
}

/** ffjavascript's engine for BN254: built and stored here by the first user, taken from here by all later ones. */
declare var curve_bn128: import('snarkjs').Curve | null;

/** The same for BLS12-381. */
declare var curve_bls12381: import('snarkjs').Curve | null;
