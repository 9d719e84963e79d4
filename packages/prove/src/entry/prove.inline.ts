// Node, Deno, Bun, browsers and bundlers.
import './load.inline.js';

export * from '../index.js';
