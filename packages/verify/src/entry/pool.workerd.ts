import './load.workerd.js';

export { createVerifierPool } from '../pool/here.js';
export * from '../pool/index.js';
