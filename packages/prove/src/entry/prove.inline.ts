// Node, Deno, Bun, browsers and bundlers: the module travels as hexadecimal.
import './load.inline.js';

export * from '../index.js';
