export { createVerifierPool } from './here.js';
export * from './index.js';
