// What a program fetches when it has a key on BLS12-381.

export { hex as module } from '../../wasm/fedzk_prove_bls12_381.hex.js';
export * as glue from '../glue/bls12-381.js';
