// @ts-check
// npm run build: set-up, then all that the packages consist of.
import { build } from './lib/build.mjs';
import { main } from './lib/problem.mjs';
import { setup } from './lib/setup.mjs';

await main(async () => {
  await setup();
  await build();
});
