import './load.workerd.js';

export * from '../quant.js';
