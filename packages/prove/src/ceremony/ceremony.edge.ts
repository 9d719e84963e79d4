// For runtimes without threads: the calling thread does all.
import { openEngine } from './engine/open.edge.js';
import { provideEngine } from './open.js';

provideEngine(openEngine);

export * from './index.js';
