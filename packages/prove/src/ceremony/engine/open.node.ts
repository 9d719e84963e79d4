export { openEngine } from './open.edge.js';
