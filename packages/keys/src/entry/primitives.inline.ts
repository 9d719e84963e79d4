import './load.inline.js';

export * from '../primitives/index.js';
