// For Node, Deno and Bun: the engine computes in Node's worker threads.
import { openEngine } from './engine/open.node.js';
import { provideEngine } from './open.js';

provideEngine(openEngine);

export * from './index.js';
