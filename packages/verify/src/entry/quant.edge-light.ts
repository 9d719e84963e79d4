import './load.edge-light.js';

export * from '../quant.js';
