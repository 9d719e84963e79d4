// snarkjs ships no types; as much of it as the tests use.
declare module 'snarkjs' {
  export const groth16: {
    verify(verificationKey: unknown, publicSignals: unknown, proof: unknown): Promise<boolean>;
  };
  export const curves: {
    getCurveFromName(name: string, options: { singleThread: boolean }): Promise<object>;
  };
}
