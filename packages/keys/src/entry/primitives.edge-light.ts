import './load.edge-light.js';

export * from '../primitives/index.js';
