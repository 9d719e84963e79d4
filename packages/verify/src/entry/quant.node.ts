import './load.node.js';

export * from '../quant.js';
