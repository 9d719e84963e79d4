import './load.workerd.js';

export * from '../primitives/index.js';
