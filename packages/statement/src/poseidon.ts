export type { PoseidonParameters, PoseidonShape } from './poseidon/grain.js';
export { MAX_ARITY, poseidon, poseidonParameters } from './poseidon/hash.js';
