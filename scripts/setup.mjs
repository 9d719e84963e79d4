// @ts-check
// npm run setup: makes this machine ready to build and test.
import { main } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

await main(() => setup());
