export type { Curve } from '@fedzk/statement';
export type { ManifestJson } from '@fedzk/verify/ceremony';
export { CIRCUITS, type Circuit, type CircuitName, type GradientCircuit, r1csSha256 } from './circuits.js';
export { type DevelopmentKey, developmentKey } from './development-key.node.js';
export { poseidonConstants } from './poseidon-constants.js';
export { readR1cs } from './r1cs.node.js';
