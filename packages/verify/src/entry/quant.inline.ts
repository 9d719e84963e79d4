import './load.inline.js';

export * from '../quant.js';
