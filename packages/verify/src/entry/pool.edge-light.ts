import './load.edge-light.js';

export { createVerifierPool } from '../pool/here.js';
export * from '../pool/index.js';
