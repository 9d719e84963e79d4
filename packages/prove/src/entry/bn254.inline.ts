// What a program fetches when it has a key on BN254.

export { hex as module } from '../../wasm/fedzk_prove_bn254.hex.js';
export * as glue from '../glue/bn254.js';
