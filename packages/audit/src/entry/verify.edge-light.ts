import './load.edge-light.js';

export * from '../verify/index.js';
