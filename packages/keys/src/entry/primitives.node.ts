import './load.node.js';

export * from '../primitives/index.js';
