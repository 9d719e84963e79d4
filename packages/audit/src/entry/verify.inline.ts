import './load.inline.js';

export * from '../verify/index.js';
