// For browsers and other runtimes with Web Workers.
import { openEngine } from './engine/open.web.js';
import { provideEngine } from './open.js';

provideEngine(openEngine);

export * from './index.js';
