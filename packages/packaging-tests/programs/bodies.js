// Exports all bodies, to be bundled for a runtime that takes one CommonJS file.
export { auditBody } from './audit-body.js';
export { threadsBody } from './audit-threads.js';
export { body } from './body.js';
export { keysBody, storeBody } from './keys-body.js';
export { poolBody } from './pool.js';
