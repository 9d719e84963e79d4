import './load.workerd.js';

export * from '../verify/index.js';
