// Stand-ins for the declarations that `npm run build -- --bench` makes, for when they are missing.
declare module '*/wasm/fedzk_bench.js' {
  export function initSync(options: { module: BufferSource }): unknown;
  export enum Operation {
    FpProduct = 0,
    Fp2Product = 1,
    Fp12Product = 2,
    G1Addition = 3,
    G2Addition = 4,
    G1Multiple = 5,
    G2Multiple = 6,
    Pairing = 7,
    PreparedPairing = 8,
  }
  export class Loop {
    constructor(bls12_381: boolean, operation: Operation, operands: Uint8Array);
    run(n: number): void;
    value(): Uint8Array;
  }
}
declare module '*/wasm/fedzk_bench.hex.js';
declare module '*/wasm/ark/ark.js';
declare module '*/wasm/ark/ark.base64.js';
declare module '*/wasm/prio/prio.js' {
  export function initSync(options: { module: BufferSource }): unknown;
  export class Report {
    private constructor();
    free(): void;
    readonly publicShare: Uint8Array;
    readonly leaderShare: Uint8Array;
    readonly helperShare: Uint8Array;
  }
  export class Waiting {
    private constructor();
    readonly message: Uint8Array;
  }
  export class SumVec {
    constructor(length: number, bits: number, verifyKey: Uint8Array);
    shard(values: Uint32Array, nonce: Uint8Array): Report;
    begin(nonce: Uint8Array, publicShare: Uint8Array, inputShare: Uint8Array): Waiting;
    answer(nonce: Uint8Array, publicShare: Uint8Array, inputShare: Uint8Array, message: Uint8Array): Uint8Array;
    finish(waiting: Waiting, answer: Uint8Array): void;
    unshard(helper: SumVec, reports: number): Uint32Array;
  }
}
declare module '*/wasm/prio/prio.base64.js';
declare module '*/wasm/rustcrypto/rustcrypto.base64.js';
